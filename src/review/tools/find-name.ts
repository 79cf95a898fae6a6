import { z } from 'zod';
import type { SearchMatch, Snapshot } from '../../ports/repository.ts';
import { definitionPattern, mentionOf, wordPattern } from './mentions.ts';
import { cleanPath, defineTool, ToolInputError, type ToolContext } from './tool.ts';

/** Lines that one search may bring; what lies behind them is told as not looked at. */
const MOST_SEARCHED = 400;
const MOST_SHOWN = 60;
const LONGEST_LINE = 300;

const input = z.strictObject({ name: z.string(), path: z.string().optional() });

export const findDefinitionTool = defineTool({
  name: 'find_definition',
  input,
  async run({ name, path }, context) {
    const wanted = plainName(name);
    const near = cleanPath(path ?? '');
    const found = await searchAll(definitionPattern(wanted), near, context);
    const definitions = found.matches.filter(
      ({ text }) => mentionOf(text, wanted) === 'definition',
    );
    if (definitions.length === 0) {
      return `No definition of ${wanted} is written in this repository in a form that is known here. search and find_references may still show it; a library may define it.`;
    }
    return answer(definitions, await rankFrom(near, context.head), found.truncated);
  },
  describe: ({ name }) => `looking for the definition of ${name}`,
});

export const findReferencesTool = defineTool({
  name: 'find_references',
  input,
  async run({ name, path }, context) {
    const wanted = plainName(name);
    const near = cleanPath(path ?? '');
    const { matches, truncated } = await searchAll(wordPattern(wanted), near, context);
    if (matches.length === 0) return `${wanted} stands nowhere in this repository.`;
    const rank = await rankFrom(near, context.head);
    const uses = matches.filter(({ text }) => mentionOf(text, wanted) !== 'definition');
    const defined = matches
      .filter(({ text }) => mentionOf(text, wanted) === 'definition')
      .sort((one, other) => rank(one.path) - rank(other.path));
    const places = defined.slice(0, 5).map((match) => `${match.path}:${match.line}`);
    const more =
      defined.length > places.length ? ` and ${defined.length - places.length} more` : '';
    const shown = uses.length === 0 ? `${wanted} is used nowhere.` : answer(uses, rank, truncated);
    return places.length === 0 ? shown : `${shown}\n[defined at ${places.join(', ')}${more}]`;
  },
  describe: ({ name }) => `looking who uses ${name}`,
});

/** The name itself, of what a model writes for one: `orders.charge()`, `Order::charge`, `#charge`. */
function plainName(written: string): string {
  const last =
    written
      .trim()
      .replace(/\(.*\)$/, '')
      .split(/\.|::|#|->/)
      .at(-1)
      ?.trim() ?? '';
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*[!?]?$/u.test(last)) {
    throw new ToolInputError(
      `${JSON.stringify(written)} is no name: give one name alone, such as chargeCard. search takes patterns.`,
    );
  }
  return last;
}

/** Looks in the file and the folder first, so that a common name's nearest lines are never cut. */
async function searchAll(
  pattern: string,
  near: string,
  { head, signal }: ToolContext,
): Promise<{ matches: SearchMatch[]; truncated: boolean }> {
  const options = { limit: MOST_SEARCHED, ...(signal === undefined ? {} : { signal }) };
  const whole = await head.search(pattern, options);
  if (!whole.truncated || near === '') return whole;
  const folder = folderOf(near);
  const close = await head.search(pattern, { ...options, under: [folder === '' ? near : folder] });
  const seen = new Set(close.matches.map(({ path, line }) => `${path}:${line}`));
  const rest = whole.matches.filter(({ path, line }) => !seen.has(`${path}:${line}`));
  return { matches: [...close.matches, ...rest], truncated: true };
}

/** Nearest first: the file itself, its folder, what it imports, the rest, tests. */
async function rankFrom(near: string, head: Snapshot): Promise<(path: string) => number> {
  const bytes = near === '' ? null : await head.read(near);
  const imports = new Set(
    bytes === null
      ? []
      : new TextDecoder()
          .decode(bytes)
          .split('\n')
          .filter((line) => /^\s*(?:import|from|use|using|require|#include)\b|require\(/.test(line))
          .flatMap((line) => line.match(/[\w-]+/g) ?? []),
  );
  return (path) => {
    if (path === near) return 0;
    const test = /(?:^|[/._-])(?:tests?|specs?|__tests__)(?:[/._-]|$)|Tests?\.\w+$/.test(path);
    if (near !== '' && folderOf(path) === folderOf(near)) return test ? 3 : 1;
    if (test) return 4;
    return imports.has(path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, '')) ? 2 : 3;
  };
}

function answer(
  matches: readonly SearchMatch[],
  rank: (path: string) => number,
  truncated: boolean,
): string {
  const sorted = matches.toSorted((one, other) => rank(one.path) - rank(other.path));
  const shown = sorted
    .slice(0, MOST_SHOWN)
    .map(({ path, line, text }) => `${path}:${line}|${text.slice(0, LONGEST_LINE)}`);
  const hidden = sorted.slice(MOST_SHOWN);
  if (hidden.length > 0) {
    const files = new Set(hidden.map(({ path }) => path)).size;
    shown.push(`[and ${hidden.length} more lines in ${files} ${files === 1 ? 'file' : 'files'}]`);
  }
  if (truncated) {
    shown.push(
      `[only the first ${MOST_SEARCHED} lines of the repository were looked at: search with under]`,
    );
  }
  return shown.join('\n');
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
