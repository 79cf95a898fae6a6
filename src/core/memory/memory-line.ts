import { CATEGORIES, type Category } from '../finding/finding.ts';
import { stripInvisible } from '../render/visible.ts';

/** Where a repository keeps what it does not want reported. */
export const MEMORY_FILE = '.github/backline-memory.md';

/** How somebody turned a finding down; the first one says the most. */
export const HOWS = ['dismissed', 'declined', 'voted down'] as const;
type How = (typeof HOWS)[number];

/** What a line goes back to. */
interface MemoryOrigin {
  /** The pull request's number. */
  number: number;
  /** The finding's own address. */
  url: string;
  by: string;
  how: How;
}

/** One statement of what not to report. All its texts are of one line and bounded length. */
export interface MemoryLine {
  /** A file's path, a folder's with `/` at its end, or `**` for everywhere. */
  where: string;
  category: Category | 'any';
  /** What the finding said. */
  title: string;
  /** Empty when nobody gave one. */
  reason: string;
  /** Null for a line that a person wrote by hand. */
  origin: MemoryOrigin | null;
  /** The last day on which it holds, `YYYY-MM-DD`. */
  until: string;
  /** Put into an HTML comment by somebody: it is known, and not in force. */
  off: boolean;
}

const MOST = { where: 300, title: 160, reason: 200, by: 80, url: 300 };

const LINE = new RegExp(
  [
    '^- `([^`]+)` ([a-z]+): `([^`]+)`',
    '(?:; because `([^`]+)`)?',
    `(?:; (${HOWS.join('|')}) by \`([^\`]+)\` in \\[#(\\d{1,10})\\]\\((https?://[^\\s()<>\`]+)\\))?`,
    '; until (\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01]))$',
  ].join(''),
);
const COMMENT = /^<!-- (- .*) -->$/;

/**
 * A statement as its line of the file. Whatever people wrote becomes inline code, in which GitHub
 * mentions nobody, links and hides nothing: one line, cut at a length, without backticks, control
 * characters and HTML comments.
 */
export function writeMemoryLine(line: MemoryLine): string {
  const { where, category, title, reason, origin, until, off } = tidyMemoryLine(line);
  const parts = [
    `- \`${where}\` ${category}: \`${title}\``,
    ...(reason === '' ? [] : [`because \`${reason}\``]),
    ...(origin === null
      ? []
      : [`${origin.how} by \`${origin.by}\` in [#${origin.number}](${origin.url})`]),
    `until ${until}`,
  ];
  const text = parts.join('; ');
  return off ? `<!-- ${text} -->` : text;
}

/** Reads a line that `writeMemoryLine` or a person wrote; null when it does not have that form. */
export function parseMemoryLine(text: string): MemoryLine | null {
  const line = text.trimEnd();
  const hidden = COMMENT.exec(line)?.[1];
  const match = LINE.exec(hidden ?? line);
  if (match === null) return null;
  const [, where = '', word, title = '', reason = '', how, by = '', number, url = '', until = ''] =
    match;
  const category = word === 'any' ? 'any' : CATEGORIES.find((known) => known === word);
  if (category === undefined) return null;
  const known = HOWS.find((each) => each === how);
  return tidyMemoryLine({
    where,
    category,
    title,
    reason,
    origin: known === undefined ? null : { number: Number(number), url, by, how: known },
    until,
    off: hidden !== undefined,
  });
}

/** The same statement with every text as a line can hold it. Applied twice it changes nothing more. */
export function tidyMemoryLine(line: MemoryLine): MemoryLine {
  const { origin } = line;
  return {
    ...line,
    where: tidy(line.where, MOST.where) || '**',
    title: tidy(line.title, MOST.title) || '?',
    reason: tidy(line.reason, MOST.reason),
    origin:
      origin === null || !isAddress(origin.url)
        ? null
        : { ...origin, by: tidy(origin.by, MOST.by) || '?' },
  };
}

/** Whether two statements tell of the same finding: by where they come from, or by what they say. */
export function isSameStatement(a: MemoryLine, b: MemoryLine): boolean {
  if (a.origin !== null && a.origin.url === b.origin?.url) return true;
  const fold = (text: string): string => text.toLowerCase();
  return a.where === b.where && a.category === b.category && fold(a.title) === fold(b.title);
}

function tidy(text: string, most: number): string {
  const line = oneLine(text);
  if (line.length <= most) return line;
  return oneLine(`${line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`);
}

function oneLine(text: string): string {
  const plain = text
    .toWellFormed()
    .replace(/`/g, "'")
    // Before what hides is taken out, so that words on two lines stay two words.
    .replace(/\s+/g, ' ');
  return stripInvisible(plain)
    .replace(/<!-/g, '< !-')
    .replace(/->/g, '- >')
    .replace(/\s+/g, ' ')
    .trim();
}

function isAddress(url: string): boolean {
  return url.length <= MOST.url && /^https?:\/\/[^\s()<>`]+$/.test(url);
}
