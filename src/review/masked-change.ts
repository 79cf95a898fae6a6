import type { Change, ChangedFile, DiffLine, Hunk } from '../core/diff/model.ts';
import { joinOverlaps } from '../core/secrets/find-secrets.ts';
import type { FoundSecret } from '../core/secrets/found-secret.ts';
import { createMasks, maskSecrets, putMarks, type Masks } from '../core/secrets/masks.ts';
import type { Secret } from '../core/secrets/secret.ts';

/** The secrets of a row, in its own offsets. */
type RowSecrets = Map<DiffLine, Secret[]>;

/**
 * A change whose rows and headings hold marks in place of credentials, and where those were. A
 * context row gets one text for both sides. Ids, numbers and flags stay, and what holds no secret
 * is given back as it was.
 */
export function maskChange(
  change: Change,
  masks: Masks = createMasks(),
): { change: Change; found: FoundSecret[] } {
  // Everything is searched first: a value named as a secret in one file is one in every other.
  const secrets: RowSecrets = new Map();
  for (const { hunks } of change.files) {
    for (const hunk of hunks) {
      for (const rows of textsOf(hunk)) learnRows(rows, masks, secrets);
    }
  }
  const found: FoundSecret[] = [];
  const files = change.files.map((file) => maskFile(file, secrets, masks, found));
  return { change: { ...change, files }, found };
}

/**
 * The rows of a hunk as they are searched: all of them in one go, as most credentials stand in one
 * row. A key runs over many, which deleted and added rows may break up, so where there is one each
 * side is searched as the text that it is.
 */
function textsOf({ lines }: Hunk): DiffLine[][] {
  const isMixed =
    lines.some(({ kind }) => kind === 'add') && lines.some(({ kind }) => kind === 'del');
  if (!isMixed || !lines.some(({ text }) => text.includes('PRIVATE KEY'))) return [lines];
  return [lines.filter(({ kind }) => kind !== 'add'), lines.filter(({ kind }) => kind !== 'del')];
}

function learnRows(rows: DiffLine[], masks: Masks, secrets: RowSecrets): void {
  let row = 0;
  let start = 0;
  for (const secret of masks.learn(rows.map(({ text }) => text).join('\n'))) {
    while (secret.start > start + rows[row]!.text.length) start += rows[row++]!.text.length + 1;
    const own = { ...secret, start: secret.start - start, end: secret.end - start };
    secrets.set(rows[row]!, [...(secrets.get(rows[row]!) ?? []), own]);
  }
}

function maskFile(
  file: ChangedFile,
  secrets: RowSecrets,
  masks: Masks,
  found: FoundSecret[],
): ChangedFile {
  const sections = maskSections(file.hunks, masks);
  const hunks = file.hunks.map((hunk, index): Hunk => {
    const section = sections[index]!;
    let touched = section !== hunk.section;
    const lines = hunk.lines.map((row): DiffLine => {
      const own = joinOverlaps([...(secrets.get(row) ?? []), ...masks.repeats(row.text)]);
      if (own.length === 0) return row;
      touched = true;
      const text = putMarks(row.text, own, masks);
      const side = row.kind === 'del' ? 'LEFT' : 'RIGHT';
      const line = (side === 'LEFT' ? row.old : row.new)!;
      for (const { kind, certainty } of own) {
        found.push({ kind, certainty, path: file.path, row: row.kind, side, line, text });
      }
      return { ...row, text };
    });
    return touched ? { ...hunk, section, lines } : hunk;
  });
  return hunks.some((hunk, index) => hunk !== file.hunks[index]) ? { ...file, hunks } : file;
}

/** Git cuts headings to 80 bytes, and may cut a credential so that its form is lost. */
const CUT_AT = 76;

/** Between two headings, so that no rule takes the end of one and the beginning of the next for one. */
const APART = '\n\0\n';

/** Hardly a heading holds a credential, which one search of all that a file has tells. */
function maskSections(hunks: readonly Hunk[], masks: Masks): string[] {
  const all = hunks.map(({ section }) => section).join(APART);
  const isClean = maskSecrets(all, masks, false).secrets.length === 0;
  return hunks.map(({ section }) => {
    const text = isClean ? section : maskSecrets(section, masks, false).text;
    return maskTail(section, text);
  });
}

function maskTail(section: string, text: string): string {
  if (Buffer.byteLength(section) < CUT_AT) return text;
  return text.replace(/[^\s"'`=:(,[\]]{8,}$/, (tail) =>
    /\d/.test(tail) && /[a-z]/i.test(tail) ? '[masked: cut off]' : tail,
  );
}
