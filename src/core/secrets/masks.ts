import { findSecrets, joinOverlaps } from './find-secrets.ts';
import type { Certainty, Secret } from './secret.ts';

/** Values of this length are looked for wherever they stand; shorter ones may be words. */
const TOKEN = /[A-Za-z0-9_+/.~-]{16,}={0,2}/g;

/**
 * The credentials met in one review. The same value has the same number wherever it stands, and
 * numbers tell nothing of the value, as even a short hash of a guessable password would.
 */
export interface Masks {
  /** Finds the credentials of a text and gives new values a number. */
  learn(text: string): Secret[];
  /** Numbered values wherever they stand alone in a text, whatever stands around them. */
  repeats(text: string): Secret[];
  /**
   * The mark for a value. A value without a number has a mark without one: what the model reads
   * later must not depend on the order in which it reads, or a recorded review could not be
   * replayed.
   */
  mark(kind: string, value: string): string;
}

/** An empty registry; one serves a whole review. */
export function createMasks(): Masks {
  const seen = new Map<string, { number: number; kind: string; certainty: Certainty }>();
  return {
    learn(text) {
      const found = findSecrets(text);
      for (const { kind, certainty, start, end } of found) {
        const value = text.slice(start, end);
        if (!seen.has(value)) seen.set(value, { number: seen.size + 1, kind, certainty });
      }
      return found;
    },
    repeats(text) {
      if (seen.size === 0) return [];
      return [...text.matchAll(TOKEN)].flatMap(({ 0: token, index }): Secret[] => {
        const known = seen.get(token);
        if (known === undefined) return [];
        const { kind, certainty } = known;
        return [{ kind, certainty, start: index, end: index + token.length }];
      });
    },
    mark(kind, value) {
      const known = seen.get(value);
      return known === undefined ? `[masked: ${kind}]` : `[masked: ${known.kind} ${known.number}]`;
    },
  };
}

/** Puts marks in place of secrets that are in order and apart from each other. */
export function putMarks(text: string, secrets: readonly Secret[], masks: Masks): string {
  let masked = '';
  let at = 0;
  for (const { kind, start, end } of secrets) {
    masked += text.slice(at, start) + masks.mark(kind, text.slice(start, end));
    at = end;
  }
  return masked + text.slice(at);
}

export interface MaskedText {
  text: string;
  /** `line` is 1-based. */
  secrets: { kind: string; certainty: Certainty; line: number }[];
}

/**
 * A text with a mark in place of every credential and nothing else changed: the lines are as many
 * as before. With `learn`, values that are new get a number.
 */
export function maskSecrets(text: string, masks: Masks = createMasks(), learn = true): MaskedText {
  const found = learn ? masks.learn(text) : findSecrets(text);
  const secrets = joinOverlaps([...found, ...masks.repeats(text)]);
  if (secrets.length === 0) return { text, secrets: [] };
  let line = 1;
  let at = 0;
  const placed = secrets.map(({ kind, certainty, start }) => {
    for (let feed = text.indexOf('\n', at); feed !== -1 && feed < start;) {
      line++;
      at = feed + 1;
      feed = text.indexOf('\n', at);
    }
    return { kind, certainty, line };
  });
  return { text: putMarks(text, secrets, masks), secrets: placed };
}
