import type { Side } from '../core/diff/model.ts';
import { withoutMarkers } from '../core/plan/marker.ts';
import { descriptionText } from '../core/prompt/brief.ts';
import { escapeAttribute, fileText } from '../core/prompt/change-text.ts';
import { roughTokens } from '../core/prompt/tokens.ts';
import { createMasks, maskSecrets } from '../core/secrets/masks.ts';
import type { Thread } from '../ports/pull-requests.ts';
import type { ReadLines } from './evidence.ts';
import { maskInput } from './masked-input.ts';
import type { ReviewInput } from './review-input.ts';
import { readSides } from './sides.ts';

/** Change text that a question carries, in tokens; the rest of the change is read with the tools. */
const CHANGE_TOKENS = 60_000;
/** Lines that one place may show, and around lines that are named. */
const MOST_LINES = 400;
const LINES_AROUND = 25;
const LONGEST_LINE = 600;
const MOST_LISTED = 100;
/** Characters of a thread's comments: the last ones are kept. */
const MOST_THREAD = 40_000;

/** What an answer rests on, with marks in place of every credential. */
export interface Material {
  input: ReviewInput;
  /** Masks whatever else is sent along. */
  mask: (text: string) => string;
  /** Both sides of the repository; files that the model may quote. */
  read: ReadLines;
}

/** A place that is asked about; without lines the whole file. */
export interface Place {
  path: string;
  side: Side;
  startLine?: number;
  line?: number;
}

export function materialOf(given: ReviewInput): Material {
  const masks = createMasks();
  const { input } = maskInput(given, masks);
  return {
    input,
    mask: (text) => maskSecrets(text, masks, false).text,
    read: readSides(input).read,
  };
}

/** The change as it is shown to whoever answers: the reviewed files first, as many as there is room for. */
export function changeMaterial({ change, selections, description }: ReviewInput): string {
  let room = CHANGE_TOKENS;
  const shown: string[] = [];
  const others: string[] = [];
  for (const file of change.files) {
    const { selected, reason } = selections.get(file.path) ?? { selected: false, reason: '' };
    const text = selected ? fileText(file) : '';
    const tokens = roughTokens(text);
    if (selected && tokens <= room) {
      room -= tokens;
      shown.push(text);
    } else others.push(`${escapeAttribute(file.path)} (${selected ? 'too large' : reason})`);
  }
  if (others.length > MOST_LISTED) {
    others.splice(MOST_LISTED, Infinity, `and ${others.length - MOST_LISTED} more`);
  }
  const rest = others.length === 0 ? '' : `<other_files>\n${others.join('\n')}\n</other_files>\n`;
  return `${descriptionText(description)}<change>\n${shown.join('')}</change>\n${rest}`;
}

/** The code at a place as it is now, each line with its number; null when there is no such file. */
export async function codeMaterial(
  { path, side, startLine, line }: Place,
  read: ReadLines,
): Promise<string | null> {
  const lines = await read(path, side);
  if (lines === null) return null;
  const count = lines.length;
  const [first, last] = [startLine ?? line ?? 0, line ?? 0];
  const from = line === undefined ? 1 : Math.max(1, first - LINES_AROUND);
  const to = Math.min(
    count,
    from + MOST_LINES - 1,
    line === undefined ? count : last + LINES_AROUND,
  );
  const rows: string[] = [];
  for (let at = from; at <= to; at++) {
    const mark = line !== undefined && at >= first && at <= last ? '>' : ' ';
    rows.push(`${mark}${at}|${(lines[at - 1] ?? '').replace(/\r$/, '').slice(0, LONGEST_LINE)}`);
  }
  const where = `path="${escapeAttribute(path)}" side="${side}" lines="${from}-${to} of ${count}"`;
  return `<code state="now" ${where}>\n${rows.join('\n')}\n</code>\n`;
}

/** What a thread says, and its place: the rows as they were, and as they are now. */
export async function threadMaterial(thread: Thread, { mask, read }: Material): Promise<string> {
  const place = await placeNow(thread, read);
  const then =
    thread.hunk === ''
      ? ''
      : `<code state="then" path="${escapeAttribute(thread.path)}">\n${quoted(mask(thread.hunk))}\n</code>\n`;
  const now =
    (await codeMaterial(place, read)) ??
    `<code state="now" path="${escapeAttribute(thread.path)}" missing="true"/>\n`;
  return then + now + commentsText(thread, mask);
}

function commentsText({ comments }: Thread, mask: (text: string) => string): string {
  let room = MOST_THREAD;
  const kept: string[] = [];
  for (const { isOurs, author, body } of comments.toReversed()) {
    const said = mask(withoutMarkers(body)).slice(0, room);
    room -= said.length;
    const by = isOurs ? 'you' : (author ?? 'somebody');
    kept.unshift(`<comment by="${escapeAttribute(by)}">\n${quoted(said)}\n</comment>\n`);
    if (room <= 0) break;
  }
  return `<thread>\n${kept.join('')}</thread>\n`;
}

/** Text that can't end the tag which quotes it. */
export function quoted(text: string): string {
  return text.replaceAll('</', '<\\/');
}

/**
 * Where a thread's last row is now: where GitHub shows it, else the one line that still reads the
 * same, else where it was.
 */
async function placeNow(
  { path, side, line, originalLine, hunk }: Thread,
  read: ReadLines,
): Promise<Place> {
  if (line !== null) return { path, side, line };
  if (originalLine === null) return { path, side };
  const row = hunk.split('\n').at(-1)?.slice(1).trim() ?? '';
  const lines = (await read(path, side)) ?? [];
  const same = row === '' ? [] : lines.flatMap((text, at) => (text.trim() === row ? [at + 1] : []));
  return { path, side, line: same.length === 1 ? same[0]! : originalLine };
}
