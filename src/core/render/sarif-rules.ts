import type { Category, Severity } from '../finding/finding.ts';

export type SarifLevel = 'error' | 'warning' | 'note';

export const LEVEL: Record<Severity, SarifLevel> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** Inside the bands that GitHub names critical (over 9.0), high (7.0), medium (4.0) and low (0.1). */
export const SECURITY_SEVERITY: Record<Severity, string> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
};

/** What each category is about: the help that a reader of an alert is shown. */
export const RULES: Record<Category, { name: string; short: string; help: string }> = {
  api: {
    name: 'Api',
    short: 'The contract with callers is broken or unclear.',
    help: 'A request, a response, a status code or a schema does something other than callers are promised: a change that breaks old clients, input that is not checked, an error that says the wrong thing, a call that is not safe to repeat.',
  },
  database: {
    name: 'Database',
    short: 'A query, a schema or a migration does harm.',
    help: 'A migration that locks or rewrites a large table, data that two versions of the code read differently, a missing index or constraint, a transaction that is too wide, too narrow or missing.',
  },
  architecture: {
    name: 'Architecture',
    short: 'Responsibilities or dependencies are in the wrong place.',
    help: 'Layers that reach around each other, a rule of the business spread over several places, a dependency that ties together what has to change apart.',
  },
  security: {
    name: 'Security',
    short: 'Somebody can do what they must not be able to do.',
    help: 'Input that becomes code or a query, a missing check of who asks and for what, a secret in the open, data of one tenant shown to another, a request sent where an outsider says.',
  },
  performance: {
    name: 'Performance',
    short: 'Work grows faster than it has to.',
    help: 'A query per row, an unbounded result, a blocking call on a busy path, a cache that never hits or never ends, memory that grows with the input.',
  },
  concurrency: {
    name: 'Concurrency',
    short: 'The outcome depends on who comes first.',
    help: 'Reading and then writing without a lock or a condition, shared state without protection, a lock taken in different orders, a message handled twice.',
  },
  reliability: {
    name: 'Reliability',
    short: 'A failure elsewhere becomes a failure here.',
    help: 'A call without a timeout, a retry without a limit, an error that is swallowed, a resource that is not given back, a partial write that nobody repairs.',
  },
  testing: {
    name: 'Testing',
    short: 'A behaviour that matters is not held by a test.',
    help: 'A new path, a failure or a race without a test that would notice when it breaks, or a test that cannot fail.',
  },
  maintainability: {
    name: 'Maintainability',
    short: 'The next change is harder than it has to be.',
    help: 'Names that mislead, the same rule written twice, code that nobody reaches, a setting that is read but does nothing.',
  },
};
