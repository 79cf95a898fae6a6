import matter from 'gray-matter';
import { UserError } from '../errors.ts';
import { parseMapping, type YamlMapping } from '../yaml/mapping.ts';

/** Largest agent file read, in bytes; the largest one seen in public collections has 64 KB. */
const MAX_AGENT_BYTES = 256 * 1024;

/**
 * Longest run of blanks and line breaks in front matter. gray-matter strips comments with an
 * expression whose time is quadratic in it.
 */
const MAX_BLANK_RUN = 1000;

const FENCE = '---';

export interface AgentSource {
  /** The lines between the fences, without them. */
  frontMatter: string;
  /** Everything behind the closing fence's line break. */
  body: string;
}

/**
 * Splits an agent file. Folds CRLF to LF and drops a byte order mark; the first line has to be
 * exactly `---`, the front matter ends at the next line that is only `---`.
 * Throws a UserError that starts with `label`.
 */
export function splitAgentFile(source: string | Uint8Array, label: string): AgentSource {
  const text = decode(source, label);
  const lines = text.split('\n');
  const first = lines[0] ?? '';
  if (first !== FENCE) throw new UserError(`${label}: ${wrongFirstLine(first)}`);
  const end = lines.indexOf(FENCE, 1);
  if (end === -1) {
    throw new UserError(
      `${label}: the front matter is not closed; end it with a line that holds only "---".`,
    );
  }
  const frontMatter = lines.slice(1, end).join('\n');
  if (new RegExp(`\\s{${MAX_BLANK_RUN}}`).test(frontMatter)) {
    throw new UserError(
      `${label}: the front matter has ${MAX_BLANK_RUN} blank characters in a row; remove them.`,
    );
  }
  return { frontMatter, body: lines.slice(end + 1).join('\n') };
}

/**
 * Reads front matter as strict YAML through gray-matter, its other engines shut: as shipped it
 * evaluates `---js` blocks. An options object always goes along, since without one gray-matter
 * answers from a cache that turns a file which threw into an empty one.
 * Throws a YamlProblem whose line is the file's, since gray-matter keeps the first fence's break.
 */
export function readStrict(frontMatter: string): YamlMapping {
  const file = matter(`${FENCE}\n${frontMatter}\n${FENCE}\n`, {
    language: 'yaml',
    delimiters: [FENCE, `${FENCE}\n`],
    engines: { yaml: parseMapping, json: refuse, javascript: refuse, coffee: refuse },
  });
  return file.data instanceof Map ? file.data : new Map();
}

function refuse(): never {
  throw new UserError('front matter in another language than YAML is never read.');
}

function decode(source: string | Uint8Array, label: string): string {
  const tooLarge = new UserError(
    `${label}: an agent file may have at most ${MAX_AGENT_BYTES / 1024} KB.`,
  );
  if (source.length > MAX_AGENT_BYTES) throw tooLarge;
  let text: string;
  if (typeof source === 'string') {
    if (new TextEncoder().encode(source).length > MAX_AGENT_BYTES) throw tooLarge;
    text = source;
  } else {
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(source);
    } catch (error) {
      throw new UserError(`${label}: is not UTF-8 text.`, { cause: error });
    }
  }
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
}

function wrongFirstLine(first: string): string {
  const language = /^---\s*(?<name>[^\s-].*)$/.exec(first)?.groups?.['name'];
  if (language !== undefined) {
    const shown = JSON.stringify(language.trim().slice(0, 40));
    return `front matter marked as ${shown} is never run or read; the first line has to be exactly "---".`;
  }
  return 'there is no front matter; the first line has to be exactly "---", then "name:" and "description:".';
}
