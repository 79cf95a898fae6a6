import { nearest } from '../nearest.ts';
import { COMMAND_NAMES, type CommandName } from './command.ts';
import { isSurelyId } from './finding-id.ts';
import { readReview } from './review-options.ts';

/** A line that speaks to us: which command, and the text behind it on the line. */
export type Address =
  | { name: CommandName; rest: string; mention: boolean }
  | { name: null; word: string; nearest: string };

/** Up to three spaces, as Markdown allows; a full-width slash is what Korean and Japanese keyboards write. */
const LINE = /^ {0,3}([/／@]\S*)(.*)$/s;

/**
 * Reads the start of a line: `/review …`, `/backline review …` or the app's mention.
 * Null when it speaks to nobody or to another bot: `/lgtm`, `/reviewers`, `/review/path` and
 * `/help` are not ours. An invisible character in front of a slash makes it no command: that is how
 * bots and careful people disarm a line.
 */
export function addressOf(line: string, slug: string): Address | null {
  const match = LINE.exec(line);
  if (!match) return null;
  const [, word = '', rest = ''] = match;
  return word.startsWith('@') ? mentioned(word + rest, slug) : slashed(word, rest);
}

function slashed(word: string, rest: string): Address | null {
  const name = plainName(word.slice(1));
  if (name === 'backline') return subCommand(rest);
  // `/help` belongs to everybody's bots.
  if (name === 'help') return null;
  const known = COMMAND_NAMES.find((each) => each === name);
  return known ? { name: known, rest, mention: false } : null;
}

function subCommand(text: string): Address {
  const [word, rest] = firstWord(text);
  if (word === '') return { name: 'help', rest: '', mention: false };
  const name = plainName(word);
  const known = COMMAND_NAMES.find((each) => each === name);
  if (known) return { name: known, rest, mention: false };
  return { name: null, word, nearest: nearest(name, COMMAND_NAMES) ?? 'help' };
}

/**
 * The app's mention asks a question, unless what follows can only be meant as a command:
 * - a slash command (`@slug /review full`), read as if it stood alone;
 * - `review` with nothing, with valid options, or with an option first (`@slug review --since abc`);
 * - `explain ID` and `dismiss ID reason`, where ID is an id beyond doubt;
 * - `pause`, `resume`, `help` alone; `ask` with a question.
 * So `@slug review this query for me please` is a question.
 */
function mentioned(text: string, slug: string): Address | null {
  const rest = behindMention(text, slug);
  if (rest === null) return null;
  const question: Address = { name: 'ask', rest, mention: true };
  const [word, behind] = firstWord(rest);
  if (/^[/／]/.test(word)) return slashed(word, behind) ?? question;
  const name = word.toLowerCase().replace(/[.!:,]$/, '');
  const known = COMMAND_NAMES.find((each) => each === name);
  if (!known || !isMeant(known, behind)) return question;
  return { name: known, rest: behind, mention: false };
}

function isMeant(name: CommandName, text: string): boolean {
  const [first, behind] = firstWord(text);
  switch (name) {
    case 'review':
      return /^(?:full\s+)?(?:--|—)/i.test(text.trimStart()) || readable(text);
    case 'explain':
      return isSurelyId(first) && behind.trim() === '';
    case 'dismiss':
      return isSurelyId(first);
    case 'ask':
      return true;
    case 'pause':
    case 'resume':
    case 'help':
      return first === '';
  }
}

function readable(text: string): boolean {
  return 'kind' in readReview(text);
}

/** The text behind `@slug`, `@slug[bot]`, `@slug,` or `@slug님`; null when somebody else is meant. */
function behindMention(text: string, slug: string): string | null {
  const name = text.slice(1, 1 + slug.length);
  if (slug === '' || name.toLowerCase() !== slug.toLowerCase()) return null;
  const behind = text.slice(1 + slug.length).replace(/^\[bot\]/i, '');
  const end = /^님?(?:[,:;!?.，、]|(?=\s|$))/.exec(behind);
  if (!end) return null;
  const rest = behind.slice(end[0].length);
  return rest === '' || /^\s/.test(rest) ? rest : null;
}

/** A word as a command's name: lower-case, without the colon of `/ask: …`. */
function plainName(word: string): string {
  return word.toLowerCase().replace(/:$/, '');
}

/** The first word of a text and what follows it; both empty when there is none. */
export function firstWord(text: string): [word: string, rest: string] {
  const match = /^\s*(\S+)(.*)$/s.exec(text);
  return match ? [match[1] ?? '', match[2] ?? ''] : ['', ''];
}
