import { parseMapping, type YamlMapping } from '../yaml/mapping.ts';
import { isKnownKey } from './fields.ts';

/** Front matter that strict YAML refused, read line by line. */
export interface Recovered {
  data: YamlMapping;
  /** Known keys whose text was taken as it stood, since YAML refused it on its own too. */
  takenRaw: string[];
  /** Known keys that stood there more than once; the first one counts. */
  repeated: string[];
}

interface Field {
  key: string;
  /** What stands behind the colon, then the lines that follow. */
  lines: string[];
}

/**
 * Recovers what can be had from front matter that is not strict YAML. In public collections that
 * is one agent file in eight, nearly always for a one-line description that holds `: `.
 *
 * A `key:` at column 0 starts a field; inside `description` only a known key that was not seen
 * yet does, because prose is full of words with a colon. Each field is tried as YAML by itself;
 * where that fails the text counts as it stands, without its outer quotes or block mark, and with
 * `\n`, `\t`, `\"` and `\\` unescaped once.
 */
export function recoverFrontMatter(frontMatter: string): Recovered {
  const { fields, repeated } = splitFields(frontMatter);
  const data: YamlMapping = new Map();
  const takenRaw: string[] = [];
  for (const field of fields) {
    // Nobody reads an unknown key's value, and a file may hold thousands of them.
    const value = isKnownKey(field.key) ? readAlone(field) : null;
    if (value === undefined) takenRaw.push(field.key);
    data.set(field.key, value === undefined ? readRaw(field.lines) : value);
  }
  return { data, takenRaw, repeated };
}

function splitFields(frontMatter: string): { fields: Field[]; repeated: string[] } {
  const fields = new Map<string, Field>();
  const repeated = new Set<string>();
  let current: Field | undefined;
  for (const line of frontMatter.split('\n')) {
    const match = /^(?<key>[A-Za-z_][\w-]*):(?<rest>.*)$/.exec(line)?.groups;
    const key = match?.['key'];
    const rest = match?.['rest'] ?? '';
    if (key === undefined || !startsField(key, rest, current, fields)) {
      current?.lines.push(line);
      continue;
    }
    const field = { key, lines: [rest] };
    if (fields.has(key)) repeated.add(key);
    else fields.set(key, field);
    current = field;
  }
  return { fields: [...fields.values()], repeated: [...repeated].filter(isKnownKey) };
}

function startsField(
  key: string,
  rest: string,
  current: Field | undefined,
  seen: Map<string, Field>,
): boolean {
  if (current?.key === 'description') return isKnownKey(key) && !seen.has(key);
  return isKnownKey(key) || rest === '' || /^\s/.test(rest);
}

/** The field's value if it is strict YAML by itself, undefined if it is not. */
function readAlone({ key, lines }: Field): unknown {
  let value: unknown;
  try {
    value = parseMapping(`${key}:${lines.join('\n')}`).get(key);
  } catch {
    return undefined;
  }
  // A description that happens to look like nested YAML is still prose.
  return key === 'description' && value instanceof Map ? undefined : value;
}

function readRaw(lines: string[]): string {
  const [first = '', ...rest] = lines;
  const blockMark = /^\s*[|>][+-]?\d?[+-]?\s*$/.test(first);
  const text = [blockMark ? '' : first, ...dedent(rest)].join('\n').trim();
  return unescape(withoutQuotes(text));
}

function dedent(lines: string[]): string[] {
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const common = indents.reduce((least, indent) => Math.min(least, indent), Infinity);
  return Number.isFinite(common) ? lines.map((line) => line.slice(common)) : lines;
}

function withoutQuotes(text: string): string {
  const quote = text[0];
  const quoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return quoted ? text.slice(1, -1) : text;
}

function unescape(text: string): string {
  return text.replaceAll(/\\(?<char>[nt"\\])/g, (_, char: string) => {
    if (char === 'n') return '\n';
    return char === 't' ? '\t' : char;
  });
}
