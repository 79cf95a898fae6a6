import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, ChangedFile } from '../../src/core/diff/model.ts';
import { place } from '../../src/core/finding/anchor.ts';
import { indexFile } from '../../src/core/finding/file-index.ts';
import { resolveSuggestion } from '../../src/core/finding/suggestion.ts';
import { fileText, rowText } from '../../src/core/prompt/change-text.ts';
import { rowId } from '../../src/core/prompt/row-id.ts';
import { createMasks } from '../../src/core/secrets/masks.ts';
import { maskChange } from '../../src/review/masked-change.ts';
import { changedFile } from '../core/finding/changed-file.ts';
import { PEM, PEM_LINES, SAMPLES, SECRET } from '../core/secrets/samples.ts';

const TOKEN = SAMPLES['GitHub token'];

function change(...files: ChangedFile[]): Change {
  return { base: 'b', mergeBase: 'b', head: 'h', files };
}

function texts({ files }: Change): string[] {
  return files.flatMap(({ hunks }) => hunks.flatMap(({ lines }) => lines.map(({ text }) => text)));
}

describe('maskChange', () => {
  it('masks added, deleted and context rows and says where', () => {
    const file = changedFile('src/a.ts', {
      old: 4,
      new: 4,
      rows: [
        ` const a = '${TOKEN}';`,
        `-const b = '${SAMPLES['Stripe key']}';`,
        `+use('${TOKEN}');`,
      ],
    });
    const { change: masked, found } = maskChange(change(file));
    expect(texts(masked)).toEqual([
      "const a = '[masked: GitHub token 1]';",
      "const b = '[masked: Stripe key 2]';",
      "use('[masked: GitHub token 1]');",
    ]);
    expect(found.map(({ row, side, line, kind }) => [row, side, line, kind])).toEqual([
      ['context', 'RIGHT', 4, 'GitHub token'],
      ['del', 'LEFT', 5, 'Stripe key'],
      ['add', 'RIGHT', 5, 'GitHub token'],
    ]);
    expect(JSON.stringify([masked, found])).not.toContain(TOKEN);
  });

  it('keeps everything but the texts of rows and headings', () => {
    const file = changedFile('src/a.ts', { old: 1, new: 1, rows: [' a', `+k = "${TOKEN}"\r`] });
    file.hunks[0]!.section = `const token = "${TOKEN}"`;
    file.hunks[0]!.lines[1]!.noNewline = true;
    const clean = changedFile('src/b.ts', { old: 1, new: 1, rows: ['+b'] });
    const { change: masked } = maskChange(change(file, clean));
    const expected = structuredClone(change(file, clean));
    expected.files[0]!.hunks[0]!.section = 'const token = "[masked: GitHub token 1]"';
    expected.files[0]!.hunks[0]!.lines[1]!.text = 'k = "[masked: GitHub token 1]"\r';
    expect(masked).toEqual(expected);
    expect(masked.files[1]).toBe(clean);
  });

  it('masks a key over many rows on either side, and a context row alike for both', () => {
    const rows = [
      ` ${PEM[0]}`,
      ` ${PEM_LINES[0]}`,
      `-${PEM_LINES[1]}`,
      `-${PEM_LINES[2]}`,
      `+${PEM_LINES[3]}`,
      ` ${PEM.at(-1)}`,
    ];
    const { change: masked } = maskChange(change(changedFile('key.pem', { old: 1, new: 1, rows })));
    expect(texts(masked)).toEqual([
      PEM[0],
      '[masked: private key 1]',
      '[masked: private key 2]',
      '[masked: private key 3]',
      '[masked: private key 4]',
      PEM.at(-1),
    ]);
  });

  it('masks a key that code of the other side breaks up', () => {
    const rows = [
      `-${PEM[0]}`,
      `-${PEM_LINES[0]}`,
      `+const key = process.env.KEY;`,
      `-${PEM_LINES[1]}`,
      `-${PEM.at(-1)}`,
    ];
    const { change: masked } = maskChange(change(changedFile('a.js', { old: 1, new: 1, rows })));
    expect(texts(masked)).toEqual([
      PEM[0],
      '[masked: private key 1]',
      'const key = process.env.KEY;',
      '[masked: private key 2]',
      PEM.at(-1),
    ]);
  });

  it('masks a value in one file that another file names as a secret', () => {
    const { change: masked } = maskChange(
      change(
        changedFile('a.sh', { old: 1, new: 1, rows: [`+login ${SECRET}`] }),
        changedFile('b.env', { old: 1, new: 1, rows: [`+API_TOKEN=${SECRET}`] }),
      ),
    );
    expect(texts(masked)).toEqual(['login [masked: secret 1]', 'API_TOKEN=[masked: secret 1]']);
  });

  it('masks what may be the beginning of a credential where git cut the heading', () => {
    const file = changedFile('a.py', { old: 1, new: 1, rows: ['+a'] });
    const heading = `class Client: token = "`;
    file.hunks[0]!.section = `${heading}${TOKEN}${TOKEN}`.slice(0, 80 - 30) + TOKEN.slice(0, 30);
    const { change: masked } = maskChange(change(file));
    expect(masked.files[0]!.hunks[0]!.section).toBe(`${heading}[masked: cut off]`);
  });

  it('masks a heading alike whatever other headings the file has', () => {
    const heading = fc.oneof(
      fc.constantFrom(...Object.values(SAMPLES), ...PEM, `password = "${SECRET}"`),
      fc.constantFrom('', 'def run(', 'const token =', `"${SECRET}"`, 'Bearer', 'key:'),
      fc.string({ maxLength: 80 }).map((text) => text.replaceAll(/[\r\n\0]/g, ' ')),
    );
    const withHeadings = (headings: string[]): string[] => {
      const hunks = headings.map((section) => {
        const [hunk] = changedFile('a.py', { old: 1, new: 1, rows: ['+a'] }).hunks;
        return { ...hunk!, section };
      });
      const file = { ...changedFile('a.py', { old: 1, new: 1, rows: ['+a'] }), hunks };
      return maskChange(change(file)).change.files[0]!.hunks.map(({ section }) => section);
    };
    fc.assert(
      fc.property(fc.array(heading, { minLength: 1, maxLength: 6 }), (headings) => {
        expect(withHeadings(headings)).toEqual(headings.flatMap((each) => withHeadings([each])));
      }),
      { numRuns: 300 },
    );
  });
});

describe('what comes back about a masked row', () => {
  const row = fc.constantFrom(
    `const key = '${TOKEN}';`,
    `API_TOKEN=${SECRET}`,
    `url = "postgres://app:${SECRET}@db.corp.net/app"`,
    ...PEM,
    'return read(key);',
    '}',
  );
  const marked = fc.tuple(fc.constantFrom(' ', '+', '-'), row).map((pair) => pair.join(''));

  it('is placed on the row that was shown', () => {
    fc.assert(
      fc.property(fc.array(marked, { minLength: 1, maxLength: 12 }), fc.nat(), (rows, pick) => {
        const original = changedFile('src/a.ts', { old: 10, new: 20, rows });
        const file = maskChange(change(original)).change.files[0]!;
        const shown = file.hunks[0]!.lines[pick % rows.length]!;
        const id = rowId(file, shown);
        const placement = place(
          { path: 'src/a.ts', startRow: id, endRow: id, quote: rowText(file, shown) },
          new Map([['src/a.ts', indexFile(file)]]),
        );
        const side = shown.kind === 'del' ? 'LEFT' : 'RIGHT';
        expect(placement).toEqual({
          path: 'src/a.ts',
          side,
          startLine: shown.kind === 'del' ? shown.old : shown.new,
          line: shown.kind === 'del' ? shown.old : shown.new,
          level: 'line',
        });
        const everything = fileText(file);
        for (const value of [TOKEN, SECRET]) expect(everything).not.toContain(value);
      }),
    );
  });

  it('can be committed without the mark, and never with it', () => {
    const masks = createMasks();
    const original = changedFile('a.ts', { old: 1, new: 1, rows: [`+const key = '${TOKEN}';`] });
    const file = maskChange(change(original), masks).change.files[0]!;
    const id = rowId(file, file.hunks[0]!.lines[0]!);
    const suggest = (code: string) =>
      resolveSuggestion({ start_row: id, end_row: id, code }, indexFile(file));
    expect(suggest("export const key = '[masked: GitHub token 1]';")).toEqual({
      code: "export const key = '[masked: GitHub token 1]';",
      why: 'it holds a masked secret',
    });
    expect(suggest('const key = process.env.TOKEN;')).toEqual({
      suggestion: { startLine: 1, line: 1, code: 'const key = process.env.TOKEN;' },
    });
  });
});
