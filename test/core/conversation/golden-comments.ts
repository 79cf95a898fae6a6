import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface GoldenComment {
  /** The heading in the file, and the first line of the text. */
  name: string;
  body: string;
  expected: string[];
}

const HIDDEN: Readonly<Record<string, string>> = {
  TAB: '\t',
  CR: '\r',
  SP: ' ',
  BOM: '\uFEFF',
  NBSP: '\u00A0',
  ZWSP: '\u200B',
  WJ: '\u2060',
  IDSP: '\u3000',
};

/** The cases of comments.txt, whose head says how it is written. */
export function goldenComments(): GoldenComment[] {
  const text = readFileSync(join(import.meta.dirname, 'comments.txt'), 'utf8');
  const cases: GoldenComment[] = [];
  let heading = '';
  for (const block of text.split(/\n\n+/)) {
    const rows = block.split('\n');
    heading = rows.find((row) => row.startsWith('# '))?.slice(2) ?? heading;
    const written = rows.filter((row) => row.startsWith('|')).map((row) => row.slice(2));
    if (written.length === 0) continue;
    const body = written
      .join('\n')
      .replace(/\{([A-Z]+)\}/g, (whole, name: string) => HIDDEN[name] ?? whole);
    const expected = rows.filter((row) => row.startsWith('=> ')).map((row) => row.slice(3));
    cases.push({ name: `${heading}: ${JSON.stringify(body).slice(0, 80)}`, body, expected });
  }
  return cases;
}
