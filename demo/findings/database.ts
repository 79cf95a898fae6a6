import { lines, type ScriptedFinding } from './scripted-finding.ts';

const SEARCH = 'db/migrations/0004_order_search.sql';
const PAYMENTS = 'db/migrations/0003_credit_payments.sql';

export const lockingIndex: ScriptedFinding = {
  at: { path: SEARCH, first: 'CREATE INDEX orders_reference_search_idx' },
  severity: 'high',
  category: 'database',
  title: 'Building this index stops every write to orders',
  body: 'A plain CREATE INDEX holds a SHARE lock on `orders` until it is done, and the runner puts it into a transaction. While tens of millions of rows are read, no order can be placed, paid or settled; the waiting requests take up all 20 connections of the pool, and then reads wait as well.',
  approach:
    'Build it with CONCURRENTLY and opt out of the transaction, as the runner provides for; the file holds this one statement, which such a file must.',
  errorHandling:
    'A concurrent build that fails leaves an INVALID index behind: DROP INDEX CONCURRENTLY, then migrate again.',
  assumptions: ['`orders` is as large and busy in production as CLAUDE.md says.'],
  tests:
    'Fill `orders`, start the migration and INSERT an order from a second session: today the INSERT waits until the index is built, with CONCURRENTLY it returns at once.',
  scaling: 'The time without writes grows with the table; with CONCURRENTLY there is none.',
  evidence: [
    { path: SEARCH, quote: 'CREATE INDEX orders_reference_search_idx' },
    { path: 'db/migrate.ts', quote: 'const inTransaction = !sql.startsWith(NO_TRANSACTION);' },
    { path: 'CLAUDE.md', quote: 'A migration must not block writes to them.' },
    { path: 'server/src/db.ts', quote: 'max: 20' },
  ],
  suggestion: {
    rows: {
      first: '-- Customers search their orders by the start of the reference.',
      last: 'CREATE INDEX orders_reference_search_idx',
    },
    code: lines(
      '-- migrate:no-transaction',
      '-- Customers search their orders by the start of the reference.',
      'CREATE INDEX CONCURRENTLY orders_reference_search_idx',
    ),
  },
  mend: {
    row: 'CREATE INDEX CONCURRENTLY',
    reason: 'The index is built concurrently and outside of a transaction, so writes go on.',
  },
  wouldPost: true,
  confidence: 0.93,
};

export const secondTruth: ScriptedFinding = {
  at: {
    path: PAYMENTS,
    first: 'ALTER TABLE orders ADD COLUMN credit_cents bigint NOT NULL DEFAULT 0;',
  },
  severity: 'low',
  category: 'maintainability',
  title: 'credit_cents repeats what credit_entries already says',
  body: "The amount is the sum of the order's `credit_entries`. A refund adds an entry and leaves the column alone, so the two differ from then on, and nothing reads the column yet.",
  approach:
    'Leave the column out until a query needs it, and derive it from the entries till then.',
  assumptions: ['No report outside this repository is waiting for the column.'],
  evidence: [
    { path: PAYMENTS, quote: 'ADD COLUMN credit_cents bigint NOT NULL DEFAULT 0;' },
    {
      path: 'server/src/services/refunds.ts',
      quote: "UPDATE orders SET state = 'refunded' WHERE id = $1",
    },
  ],
  wouldPost: false,
  confidence: 0.4,
};
