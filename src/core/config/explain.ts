import type { Document } from 'yaml';
import type { core } from 'zod';
import { nearest } from '../nearest.ts';
import { lineOf } from '../yaml/line-of.ts';

type Issue = core.$ZodIssue;
type Path = readonly PropertyKey[];
type JsonSchema = () => Record<string, unknown>;

/**
 * Tells the first thing that is wrong in one sentence, with its 1-based line, and how many more
 * there are.
 */
export function explain(
  issues: readonly Issue[],
  document: Document,
  text: string,
  schema: JsonSchema,
): { line: number; message: string } {
  const problems = issues
    .filter((issue) => !isMisspelt(issue, issues, document))
    .flatMap((issue) => problemsOf(issue, schema))
    .map(({ path, message }) => ({ line: lineOf(document, path, text), message }))
    .sort((a, b) => a.line - b.line);
  const [first = { line: 1, message: 'cannot be read.' }] = problems;
  const more = problems.length - 1;
  return more > 0 ? { ...first, message: `${first.message} (And ${more} more.)` } : first;
}

/** A misspelt key is also missing under its right name: the spelling is what is to be told. */
function isMisspelt(issue: Issue, issues: readonly Issue[], document: Document): boolean {
  const group = JSON.stringify(issue.path.slice(0, -1));
  return (
    issue.path.length > 0 &&
    !document.hasIn(issue.path) &&
    issues.some((one) => one.code === 'unrecognized_keys' && JSON.stringify(one.path) === group)
  );
}

function problemsOf(issue: Issue, schema: JsonSchema): { path: Path; message: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: unknownKey(key, issue.path, schema),
    }));
  }
  return [{ path: issue.path, message: `${named(issue.path)} has to be ${expected(issue)}.` }];
}

function unknownKey(key: string, parent: Path, schema: JsonSchema): string {
  const keys = knownKeys(parent, schema);
  const where = parent.length === 0 ? '' : ` in ${named(parent)}`;
  const [outer = '', ...inner] = key.split('.');
  if (inner.length > 0 && keys.includes(outer)) {
    return `unknown key ${JSON.stringify(key)}${where}; write ${inner.join('.')} indented below "${outer}:".`;
  }
  const known = nearest(key, keys);
  return `unknown key ${JSON.stringify(key)}${where}; the nearest known one is "${known ?? ''}".`;
}

/** The keys the schema knows at a place, read off the JSON Schema that editors use too. */
function knownKeys(path: Path, schema: JsonSchema): string[] {
  let node = schema();
  for (const step of path) {
    const next = typeof step === 'number' ? node['items'] : property(node, String(step));
    node = isRecord(next) ? next : {};
  }
  return isRecord(node['properties']) ? Object.keys(node['properties']) : [];
}

function property(node: Record<string, unknown>, key: string): unknown {
  return isRecord(node['properties']) ? node['properties'][key] : node['additionalProperties'];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `on.push`, `instructions[2].files`, or the whole file. */
function named(path: Path): string {
  const text = path
    .map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${String(step)}`))
    .join('');
  return text === '' ? 'the file' : text.replace(/^\./, '');
}

const KINDS: Record<string, string> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of "key: value" lines',
};

function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `${issue.inclusive === true ? 'at least' : 'more than'} ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `at most ${issue.maximum}${unit(issue.origin)}`;
    case 'invalid_union':
      return 'text or a list of texts';
    default:
      // The patterns of the schema carry what they want as their message.
      return issue.message;
  }
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' entries long' : '';
}
