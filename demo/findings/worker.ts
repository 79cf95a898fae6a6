import { fenced, lines, type ScriptedFinding } from './scripted-finding.ts';

const STATEMENTS = 'worker/credit_statements.py';
const SETTLE = 'worker/settle_payments.py';

export const queryPerCustomer: ScriptedFinding = {
  at: {
    path: STATEMENTS,
    first: 'for customer in customers_without_statement(conn, month):',
    last: ').fetchall()',
  },
  severity: 'high',
  category: 'performance',
  title: 'One query per customer, and each reads all of credit_entries',
  body: 'The loop asks for the entries of one customer at a time. No index starts with `customer_id`, and `date_trunc` keeps the one on `created_at` from being used, so each of these queries scans the table: for ten thousand wallets, tens of millions of rows are read ten thousand times.',
  approach:
    "Read the month's entries once, by a range of `created_at` that the index serves, and group them by customer.",
  assumptions: ["One month's entries fit into the worker's memory."],
  tests: fenced(
    'python',
    'def test_asks_for_entries_once(conn, three_customers_with_credit):',
    '    conn = CountingConnection(conn)',
    '    assert send_statements(conn, date(2026, 1, 1)) == 3',
    '    assert conn.count("FROM credit_entries") == 1',
  ),
  scaling:
    'From a scan per customer to one index range per run. Should a month outgrow memory, iterate over it with a server-side cursor: it comes ordered by customer.',
  evidence: [
    { path: STATEMENTS, quote: 'for customer in customers_without_statement(conn, month):' },
    {
      path: STATEMENTS,
      quote: "WHERE customer_id = %s AND date_trunc('month', created_at) = %s",
    },
    {
      path: 'db/migrations/0002_store_credit.sql',
      quote: 'CREATE INDEX credit_entries_created_at_idx ON credit_entries (created_at);',
    },
    { path: 'CLAUDE.md', quote: '`orders` and `credit_entries` have tens of millions of rows' },
  ],
  suggestion: {
    rows: { first: 'sent = 0', last: 'continue' },
    code: lines(
      '    month_entries = conn.execute(',
      '        "SELECT customer_id, order_id, amount_cents, created_at FROM credit_entries"',
      '        " WHERE created_at >= %s::date AND created_at < %s::date + interval \'1 month\'"',
      '        " ORDER BY customer_id, created_at",',
      '        (month, month),',
      '    )',
      '    entries_of: dict[int, list[dict]] = {}',
      '    for entry in month_entries:',
      '        entries_of.setdefault(entry["customer_id"], []).append(entry)',
      '    sent = 0',
      '    for customer in customers_without_statement(conn, month):',
      '        entries = entries_of.get(customer["id"])',
      '        if not entries:',
      '            continue',
    ),
  },
  wouldPost: true,
  confidence: 0.9,
};

export const swallowedFailure: ScriptedFinding = {
  at: {
    path: STATEMENTS,
    first: 'requests.post(os.environ["MAIL_URL"] + "/messages", json=mail)',
    last: 'log.warning("statement for customer %s failed", customer["id"])',
  },
  severity: 'high',
  category: 'reliability',
  title: 'A statement that could not be mailed is noted as sent',
  body: "When the mail service can't be reached, or answers 500, which `requests` doesn't raise by itself, the loop goes on and writes the row in `credit_statements`. The next run leaves that customer out, so the statement is never sent. And without a timeout one hanging connection stops the worker, and everybody after it, for good.",
  approach:
    'Set a timeout, raise on an error status and go on to the next customer without noting the statement.',
  errorHandling:
    'Count the failures and exit with 1 when there were any, so that cron reports the run.',
  assumptions: ['The worker is run again after a failure; by itself it runs once a month.'],
  tests: fenced(
    'python',
    'def test_a_failed_mail_is_tried_again(conn, customer_with_credit, mail_service):',
    '    mail_service.answer_with(500)',
    '    assert send_statements(conn, date(2026, 1, 1)) == 0',
    '    mail_service.answer_with(202)',
    '    assert send_statements(conn, date(2026, 1, 1)) == 1',
  ),
  evidence: [
    { path: STATEMENTS, quote: 'requests.post(os.environ["MAIL_URL"] + "/messages", json=mail)' },
    {
      path: STATEMENTS,
      quote: '"INSERT INTO credit_statements (customer_id, month) VALUES (%s, %s)",',
    },
    { path: STATEMENTS, quote: 'WHERE NOT EXISTS (' },
    { path: SETTLE, quote: 'timeout=TIMEOUT_SECONDS,' },
    { path: SETTLE, quote: 'response.raise_for_status()' },
    { path: 'README.md', quote: 'on the first of each month' },
  ],
  suggestion: {
    rows: {
      first: 'try:',
      last: 'log.warning("statement for customer %s failed", customer["id"])',
    },
    code: lines(
      '        try:',
      '            url = os.environ["MAIL_URL"] + "/messages"',
      '            requests.post(url, json=mail, timeout=10).raise_for_status()',
      '        except requests.RequestException:',
      '            log.exception("statement for customer %s left to the next run", customer["id"])',
      '            continue',
    ),
  },
  wouldPost: true,
  confidence: 0.9,
};
