import { injection, loggedToken, race, removedCheck } from './findings/api.ts';
import { lockingIndex, secondTruth } from './findings/database.ts';
import type { ScriptedFinding } from './findings/scripted-finding.ts';
import { queryPerCustomer, swallowedFailure } from './findings/worker.ts';

/** What the scripted model looks up before it answers: the tool calls of each of its turns. */
export const LOOKS: readonly (readonly { name: string; input: Record<string, string> }[])[] = [
  [
    { name: 'show_base', input: { path: 'server/src/routes/orders.ts' } },
    { name: 'read_file', input: { path: 'server/src/services/refunds.ts' } },
    { name: 'read_file', input: { path: 'db/migrate.ts' } },
    { name: 'read_file', input: { path: 'worker/settle_payments.py' } },
  ],
  [
    { name: 'search', input: { pattern: 'credit_cents|loadOrder|orders/search' } },
    { name: 'read_file', input: { path: 'db/migrations/0001_orders.sql' } },
    { name: 'read_file', input: { path: 'db/migrations/0002_store_credit.sql' } },
    { name: 'read_file', input: { path: 'server/src/db.ts' } },
    { name: 'read_file', input: { path: 'server/src/auth.ts' } },
  ],
  [
    { name: 'read_file', input: { path: 'web/src/OrderSearch.tsx' } },
    { name: 'read_file', input: { path: 'CLAUDE.md' } },
    { name: 'read_file', input: { path: 'README.md' } },
  ],
];

/** The flaws of the branch's first commit, in the order in which the scripted model tells them. */
export const SCRIPTED_FINDINGS: readonly ScriptedFinding[] = [
  injection,
  removedCheck,
  race,
  lockingIndex,
  secondTruth,
  queryPerCustomer,
  swallowedFailure,
];

/** What its second commit brings. */
export const LATER_FINDINGS: readonly ScriptedFinding[] = [loggedToken];
