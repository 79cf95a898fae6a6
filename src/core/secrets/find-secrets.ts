import { findAssignments } from './assignments.ts';
import { findKnownForms } from './known-forms.ts';
import { findByPackagedRules } from './packaged-rules.ts';
import { findPrivateKeys } from './private-keys.ts';
import { compareCertainty, type Secret } from './secret.ts';
import { findUrlPasswords } from './url-passwords.ts';

/**
 * Credentials in a text (a whole file, or one side of a hunk), in order and apart from each other.
 * Where several rules agree on a place, the whole of it is taken and the surest names it. Linear in
 * the length of the text, whatever stands in it.
 */
export function findSecrets(text: string): Secret[] {
  return joinOverlaps(
    [
      ...findPrivateKeys(text),
      ...findByPackagedRules(text),
      ...findKnownForms(text),
      ...findUrlPasswords(text),
      ...findAssignments(text),
    ].flatMap((secret) => withinLines(secret, text)),
  );
}

/** The rules may match over a line's end; each line's part is masked by itself. */
function withinLines(secret: Secret, text: string): Secret[] {
  const value = text.slice(secret.start, secret.end);
  if (!value.includes('\n')) return [secret];
  return [...value.matchAll(/[^\s](?:[^\n]*[^\s])?/g)].map((part) => ({
    ...secret,
    start: secret.start + part.index,
    end: secret.start + part.index + part[0].length,
  }));
}

/** Sorts, and makes one of those that share a character. */
export function joinOverlaps(secrets: Secret[]): Secret[] {
  const sorted = secrets.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const joined: Secret[] = [];
  for (const secret of sorted) {
    const last = joined.at(-1);
    if (last === undefined || secret.start >= last.end) {
      joined.push(secret);
      continue;
    }
    const surer = compareCertainty(secret.certainty, last.certainty) < 0 ? secret : last;
    const end = Math.max(last.end, secret.end);
    joined[joined.length - 1] = { ...surer, start: last.start, end };
  }
  return joined;
}
