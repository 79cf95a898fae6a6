import { withoutMarkers } from '../plan/marker.ts';
import { DECLINE_WORDS } from './decline-words.ts';

/** Clauses at the beginning of a reply that are looked at: an answer comes first. */
const FIRST_CLAUSES = 2;
/** A longer reply is a discussion, and no answer of one word. */
const MOST_CHARACTERS = 1500;
/** With all that it quotes. */
const MOST_BODY = 10_000;

/** Thanks or an opening that takes its "but" with it. */
const POLITE =
  /^\s*(?:thanks|thank you|sorry|good point|감사하지만|죄송하지만)[\s,!.]+(?:but\s+)?/iu;

/**
 * Whether a reply turns a finding down ("won't fix", "this is by design", "의도된 동작입니다").
 * What is learned wrongly hides defects, so a reply counts only where nothing speaks against it:
 *
 * 1. quotes, code, links and what stands in quotation marks are taken out;
 * 2. one of its first two clauses says so as a whole, of the finding itself: "won't fix" does,
 *    "I won't fix the tests" does not;
 * 3. nothing in it agrees, asks, hedges, or puts it off ("but you are right", "maybe", "in a
 *    follow-up").
 */
export function isDecline(body: string): boolean {
  if (body.length > MOST_BODY) return false;
  const text = plainWords(body);
  if (text.length > MOST_CHARACTERS) return false;
  const clauses = text
    .split(/(?<=[.!。])\s+|\n+|\s[-–—]+\s|[;:(]/u)
    .map((clause) => clause.trim().replace(/[\s.!,。)]+$/u, ''))
    .filter((clause) => clause !== '')
    .slice(0, FIRST_CLAUSES);
  const rest = text.replace(POLITE, '');
  return (
    DECLINE_WORDS.some(({ clause }) => clauses.some((each) => clause.test(each))) && !doubts(rest)
  );
}

interface Reply {
  author: string | null;
  isBot: boolean;
  isOurs: boolean;
  body: string;
}

/**
 * The replies of a thread by which people turn its finding down, one a person. Who says afterwards
 * what may take that back, or asks on, has not made up their mind.
 */
export function declinedBy(replies: readonly Reply[]): { author: string; body: string }[] {
  const declined = new Map<string, { author: string; body: string }>();
  for (const { author, isBot, isOurs, body } of replies) {
    if (author === null || isBot || isOurs) continue;
    if (isDecline(body)) declined.set(author, { author, body });
    else if (doubts(plainWords(body))) declined.delete(author);
  }
  return [...declined.values()];
}

/** What a reply says by itself, without what it quotes, to be kept as a reason. */
export function replyReason(body: string): string {
  return withoutMarkers(body)
    .replace(/^\s*>.*$/gm, '')
    .replace(/<!--.*?(?:-->|$)/gs, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** In whatever language: a reply may be written in two. */
function doubts(text: string): boolean {
  return DECLINE_WORDS.some(({ doubt }) => doubt.test(text));
}

/** The words of the person alone, on as many lines as they were. */
function plainWords(body: string): string {
  return withoutMarkers(body.slice(0, MOST_BODY))
    .replace(/\r\n?/g, '\n')
    .replace(/^(`{3,}|~{3,}).*?(?:^\1[^\n]*$|(?![^]))/gms, '\n')
    .replace(/^\s*>.*$/gm, '')
    .replace(/<!--.*?(?:-->|$)/gs, '')
    .replace(/`[^`\n]*`/g, ' ')
    .replace(/["“][^"”\n]*["”]/g, ' ')
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/[*_~]+/g, '')
    .replace(/[’‘]/g, "'")
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}
