import { fenced, lines, type ScriptedFinding } from './scripted-finding.ts';

const ROUTES = 'server/src/routes/orders.ts';
const REPOSITORY = 'server/src/repositories/orders.ts';
const STORE_CREDIT = 'server/src/services/store-credit.ts';

export const injection: ScriptedFinding = {
  at: {
    path: REPOSITORY,
    first: "WHERE customer_id = $1 AND lower(reference) LIKE '${reference.toLowerCase()}%'",
    last: 'ORDER BY ${sort} DESC LIMIT 50`,',
  },
  severity: 'critical',
  category: 'security',
  title: 'The search puts text from the query string into its SQL',
  body: "`reference` and `sort` reach the statement as they came. `?reference=' OR true --` makes the filter `customer_id = $1 AND … LIKE '' OR true`, so any signed-in customer reads the orders of all others; a subquery in `sort` orders by any value that the API may read, the hashes in `sessions` among them.",
  approach:
    "Pass the prefix as a parameter with LIKE's wildcards escaped, and take the sort column from the two that the page offers.",
  errorHandling: 'An unknown `sort` falls back to the newest first, as a missing one does.',
  tests: fenced(
    'ts',
    "test('a quote in the search does not widen it', async () => {",
    '  await newOrder(await newCustomer());',
    '  const customer = await newCustomer();',
    '  const reference = encodeURIComponent("\' OR true --");',
    '  const reply = await app.inject({',
    '    url: `/orders/search?reference=${reference}`,',
    '    headers: customer.headers,',
    '  });',
    '  assert.deepEqual(reply.json(), []);',
    '});',
  ),
  evidence: [
    { path: REPOSITORY, quote: "LIKE '${reference.toLowerCase()}%'" },
    { path: REPOSITORY, quote: 'ORDER BY ${sort} DESC LIMIT 50`,' },
    { path: ROUTES, quote: "const { reference = '', sort = 'created_at' } = request.query;" },
    {
      path: 'web/src/OrderSearch.tsx',
      quote: '<option value="total_cents">Largest first</option>',
    },
    { path: 'db/migrations/0001_orders.sql', quote: 'token_hash text PRIMARY KEY,' },
  ],
  suggestion: {
    rows: { first: 'const { rows } = await db.query(', last: ');' },
    code: lines(
      "  const prefix = reference.toLowerCase().replace(/[\\\\%_]/g, '\\\\$&');",
      "  const column = sort === 'total_cents' ? 'total_cents' : 'created_at';",
      '  const { rows } = await db.query(',
      '    `SELECT ${COLUMNS} FROM orders',
      '      WHERE customer_id = $1 AND lower(reference) LIKE $2',
      '      ORDER BY ${column} DESC LIMIT 50`,',
      '    [customerId, `${prefix}%`],',
      '  );',
    ),
  },
  mend: {
    row: 'lower(reference) LIKE $2',
    reason:
      'The prefix is a bound parameter now, and the column comes from the two that are offered.',
  },
  wouldPost: true,
  confidence: 0.98,
};

export const removedCheck: ScriptedFinding = {
  at: {
    path: ROUTES,
    side: 'LEFT',
    first: 'if (order.customerId !== request.customerId) throw notFound();',
  },
  severity: 'critical',
  category: 'security',
  title: 'Any customer can read and pay the orders of others',
  body: 'Nothing compares `customerId` any more: `loadOrder` returns every order that exists. Ids are handed out in order, so whoever signs in and counts through `/orders/1`, `/orders/2`, … reads the reference, total and owner of each. The new pay route takes its order from the same helper.',
  approach:
    "Give `loadOrder` the customer's id and let it throw `notFound()` unless the order is theirs, so that no route can forget it.",
  tests: fenced(
    'ts',
    "test('an order of somebody else is not found', async () => {",
    '  const order = await newOrder(await newCustomer());',
    '  const other = await newCustomer();',
    '  const reply = await app.inject({ url: `/orders/${order.id}`, headers: other.headers });',
    '  assert.equal(reply.statusCode, 404);',
    '});',
  ),
  evidence: [
    {
      path: ROUTES,
      side: 'LEFT',
      quote: 'if (order.customerId !== request.customerId) throw notFound();',
    },
    { path: ROUTES, quote: 'async function loadOrder(id: string): Promise<Order> {' },
    { path: 'CLAUDE.md', quote: 'A customer sees only what is theirs.' },
    { path: 'db/migrations/0001_orders.sql', quote: 'CREATE TABLE orders (' },
  ],
  alsoAt: [{ path: ROUTES, first: 'const order = await loadOrder(request.params.id);' }],
  mend: {
    row: 'order.customerId !== customerId',
    reason: '`loadOrder` takes the customer and treats an order of somebody else as not found.',
  },
  wouldPost: true,
  confidence: 0.96,
};

export const race: ScriptedFinding = {
  at: {
    path: STORE_CREDIT,
    first: 'const balance = await creditBalance(customerId);',
    last: "if (balance < order.totalCents) throw conflict('Not enough store credit');",
  },
  severity: 'critical',
  category: 'concurrency',
  title: 'Two payments at the same time spend the same credit twice',
  body: 'The balance is read before the transaction and written back as an absolute number. With 5000 in the wallet, two requests for orders of 3000 both read 5000 and both write 2000: 6000 is bought for 3000. The CHECK on `balance_cents` sees no negative number, and a double click on one order gets through the same way, because its state was read earlier too.',
  approach:
    'Let the two UPDATEs decide: each carries its condition and takes the row lock, and no row updated means a conflict.',
  errorHandling:
    'Either conflict rolls the whole transaction back, so a refused payment leaves no paid order and no charged wallet behind.',
  assumptions: ['The database runs at READ COMMITTED, the default: nothing here sets a level.'],
  tests: fenced(
    'ts',
    "test('credit is spent once', async () => {",
    '  const customer = await newCustomer({ creditCents: 5000 });',
    '  const orders = await Promise.all(',
    '    Array.from({ length: 10 }, () => newOrder(customer, { totalCents: 1000 })),',
    '  );',
    '  const replies = await Promise.all(',
    '    orders.map(({ id }) =>',
    '      app.inject({',
    "        method: 'POST',",
    '        url: `/orders/${id}/pay-with-credit`,',
    '        headers: customer.headers,',
    '      }),',
    '    ),',
    '  );',
    '  assert.equal(replies.filter(({ statusCode }) => statusCode === 200).length, 5);',
    '  assert.equal(await customer.creditCents(), 0);',
    '});',
  ),
  scaling:
    "The lock is the one wallet's: payments of different customers never wait for each other.",
  evidence: [
    { path: STORE_CREDIT, quote: 'const balance = await creditBalance(customerId);' },
    { path: STORE_CREDIT, quote: 'balance - order.totalCents,' },
    { path: 'server/src/services/refunds.ts', quote: 'AND customer_id = $2 FOR UPDATE' },
    {
      path: 'db/migrations/0002_store_credit.sql',
      quote: 'balance_cents bigint NOT NULL DEFAULT 0 CHECK (balance_cents >= 0)',
    },
  ],
  suggestion: {
    rows: {
      first: "if (order.state !== 'open') throw conflict('Only an open order can be paid');",
      last: '});',
    },
    code: lines(
      '  await inTransaction(async (tx) => {',
      '    const paid = await tx.query(',
      "      `UPDATE orders SET state = 'paid', credit_cents = total_cents",
      "        WHERE id = $1 AND state = 'open'`,",
      '      [order.id],',
      '    );',
      "    if (paid.rowCount === 0) throw conflict('Only an open order can be paid');",
      '    const charged = await tx.query(',
      '      `UPDATE wallets SET balance_cents = balance_cents - $2',
      '        WHERE customer_id = $1 AND balance_cents >= $2`,',
      '      [customerId, order.totalCents],',
      '    );',
      "    if (charged.rowCount === 0) throw conflict('Not enough store credit');",
      '    await tx.query(',
      "      'INSERT INTO credit_entries (customer_id, order_id, amount_cents) VALUES ($1, $2, $3)',",
      '      [customerId, order.id, -order.totalCents],',
      '    );',
      '  });',
    ),
  },
  wouldPost: true,
  confidence: 0.95,
};

export const loggedToken: ScriptedFinding = {
  at: {
    path: ROUTES,
    first: "request.log.info({ reference, headers: request.headers }, 'orders searched');",
  },
  severity: 'high',
  category: 'security',
  title: "Every search writes the customer's session token to the log",
  body: '`request.headers` holds `Authorization: Bearer …`, which is all that `requireCustomer` asks for. Whoever can read the logs can act as any customer who searched, until that session ends; the database keeps only a hash of the token for this very reason.',
  approach: 'Log what the line is about, the customer and the reference, and no header.',
  evidence: [
    { path: ROUTES, quote: 'headers: request.headers' },
    { path: 'server/src/auth.ts', quote: 'const token = request.headers.authorization' },
    { path: 'db/migrations/0001_orders.sql', quote: 'token_hash text PRIMARY KEY,' },
  ],
  suggestion: {
    rows: {
      first: "request.log.info({ reference, headers: request.headers }, 'orders searched');",
    },
    code: "    request.log.info({ reference, customerId: request.customerId }, 'orders searched');",
  },
  wouldPost: true,
  confidence: 0.94,
};
