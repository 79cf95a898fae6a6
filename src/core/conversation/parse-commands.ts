import { addressOf, firstWord, type Address } from './address.ts';
import type { Command, CommandName, CommandProblem, ParsedComment } from './command.ts';
import { commentLines, type CommentLine } from './comment-lines.ts';
import { findingId } from './finding-id.ts';
import { readReview } from './review-options.ts';

/** More in one comment are not run, and that is said. */
const MOST_COMMANDS = 5;
const LONGEST_SAID = 200;

/**
 * What the text of a comment, a review comment or a review asks for. `app.slug` is the app's name
 * in its mention. A command stands at the start of a line (up to three spaces) of the writer's own
 * words: not in code, quotes (their lazy continuation neither), HTML, comments, `<details>`, nor in
 * what an e-mail program added. Never throws; linear in the text.
 */
export function parseCommands(body: string, app: { slug: string }): ParsedComment {
  const lines = commentLines(body);
  const starts = lines.flatMap((line, at) => {
    const address = line.kind === 'open' ? addressOf(line.text, app.slug) : null;
    return address ? [{ address, at }] : [];
  });
  const commands: ParsedComment['commands'] = [];
  const seen = new Set<string>();
  for (const [index, { address, at }] of starts.entries()) {
    const following = lines.slice(at + 1, starts[index + 1]?.at);
    const read = readCommand(address, lines[at]?.paragraph ?? 0, following);
    const said = shorten(lines[at]?.text.trim() ?? '');
    const command: ParsedComment['commands'][number] =
      'kind' in read ? read : { kind: 'invalid', said, problem: read };
    const key = JSON.stringify(command);
    if (seen.has(key)) continue;
    seen.add(key);
    if (commands.length === MOST_COMMANDS) {
      const problem: CommandProblem = { code: 'too-many-commands', limit: MOST_COMMANDS };
      commands.push({ kind: 'invalid', said, problem });
      break;
    }
    commands.push(command);
  }
  return { commands };
}

function readCommand(
  address: Address,
  paragraph: number,
  following: readonly CommentLine[],
): Command | CommandProblem {
  if (address.name === null) {
    return { code: 'unknown-command', word: address.word, nearest: address.nearest };
  }
  const { name, rest } = address;
  switch (name) {
    case 'review':
      return readReview(rest);
    case 'ask': {
      const question = questionOf(rest, following);
      if (question !== '') return { kind: 'ask', question };
      return address.mention ? { kind: 'help' } : { code: 'missing-question' };
    }
    case 'explain':
      return readExplain(rest);
    case 'dismiss':
      return readDismiss(rest, paragraph, following);
    case 'pause':
    case 'resume':
    case 'help':
      return withoutWords(name, rest, { kind: name });
  }
}

/** The rest of the line and of the comment, whatever it is made of, up to what an e-mail quotes. */
function questionOf(rest: string, following: readonly CommentLine[]): string {
  const mail = following.findIndex(({ kind }) => kind === 'mail');
  const own = mail < 0 ? following : following.slice(0, mail);
  return [rest, ...own.map(({ text }) => text)].join('\n').trim();
}

function readExplain(rest: string): Command | CommandProblem {
  const [word, behind] = firstWord(rest);
  if (word === '') return { code: 'missing-id', command: 'explain' };
  const id = findingId(word);
  if (id === null) return { code: 'bad-id', value: word };
  return withoutWords('explain', behind, { kind: 'explain', id });
}

/** The reason runs to the end of the paragraph: people break long lines. */
function readDismiss(
  rest: string,
  paragraph: number,
  following: readonly CommentLine[],
): Command | CommandProblem {
  const [word, behind] = firstWord(rest);
  if (word === '') return { code: 'missing-id', command: 'dismiss' };
  const id = findingId(word);
  if (id === null) return { code: 'bad-id', value: word };
  const end = following.findIndex((line) => line.kind === 'mail' || line.paragraph !== paragraph);
  const more = end < 0 ? following : following.slice(0, end);
  const reason = [behind, ...more.map(({ text }) => text)].join(' ').replace(/\s+/g, ' ').trim();
  return /[\p{L}\p{N}]/u.test(reason)
    ? { kind: 'dismiss', id, reason }
    : { code: 'missing-reason', id };
}

function withoutWords(name: CommandName, rest: string, command: Command): Command | CommandProblem {
  const [word] = firstWord(rest);
  return word === '' ? command : { code: 'unexpected-word', command: name, word };
}

function shorten(text: string): string {
  return text.length > LONGEST_SAID ? `${text.slice(0, LONGEST_SAID - 1).toWellFormed()}…` : text;
}
