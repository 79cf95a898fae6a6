import type { CarriedEntry } from '../ledger/carry.ts';
import type { Standing } from '../ledger/standing.ts';
import { codeSpan } from './fence.ts';
import { inertInline } from './inert.ts';
import { messages, type Language } from './messages.ts';
import { allRoundWords, roundWords } from './words/rounds.ts';

/** Threads listed of one kind; the others are counted. */
const MOST_LISTED = 50;

/**
 * How the earlier findings of a pull request stand: the counts, then a line for each thread that
 * has something to tell, with its address. Empty in the first review. Inert.
 */
export function standingBlocks(standing: Standing, fresh: number, language: Language): string[] {
  if (!standing.later) return [];
  const notice = standing.state.paused ? [pauseNotice(language)] : [];
  const words = roundWords(language);
  const back = new Set(standing.back);
  const lines = [
    ...listed(standing.fixed, ({ entry, reason }) =>
      item(words.fixed, entry, language, inertInline(reason)),
    ),
    ...listed(standing.open, (entry) =>
      item(back.has(entry) ? words.back : words.open, entry, language),
    ),
    ...listed(standing.outdated, (entry) =>
      item(words.outdated, entry, language, words.itsCodeIsGone),
    ),
  ];
  const counts = `**${standingTitle(standing, fresh, language)}**`;
  return [...notice, counts, ...(lines.length === 0 ? [] : [lines.join('\n')])];
}

/** Tells everybody that pushes are left alone. */
export function pauseNotice(language: Language): string {
  return `> ${roundWords(language).paused}`;
}

/** A summary without that notice, whatever language it was written in. */
export function withoutPauseNotice(body: string): string {
  return allRoundWords
    .reduce(
      (text, words) => text.replaceAll(`> ${words.paused}`, ''),
      body.replaceAll('\r\n', '\n'),
    )
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** `1 new, 2 fixed, 3 open`. */
export function standingTitle(standing: Standing, fresh: number, language: Language): string {
  const { fixed, open } = standing;
  return roundWords(language).counts(fresh, fixed.length, open.length);
}

function listed<T>(all: readonly T[], line: (one: T) => string): string[] {
  const shown = all.slice(0, MOST_LISTED).map(line);
  return all.length > shown.length ? [...shown, `- … (+${all.length - shown.length})`] : shown;
}

function item(word: string, entry: CarriedEntry, language: Language, more = ''): string {
  const { severity, title, url, id, path, now, line } = entry;
  const level = severity === null ? '' : `${messages(language).severity[severity]}: `;
  const text = inertInline(title === '' ? path : title);
  const link = /^https?:\/\/[^\s()<>]+$/.test(url) ? `[${text}](${url})` : text;
  const place =
    entry.comment === null ? ` ${codeSpan(`${now?.path ?? path}:${now?.line ?? line}`)}` : '';
  return `- ${word}: ${level}${link}${place} ${codeSpan(id)}${more === '' ? '' : `: ${more}`}`;
}
