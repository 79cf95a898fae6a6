import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChangedFile } from '../../../src/core/diff/model.ts';
import { findMoves } from '../../../src/core/moves/find-moves.ts';
import { shownText } from '../../../src/core/prompt/change-text.ts';
import { collapse } from '../../../src/core/prompt/collapse.ts';
import { isLiteral } from '../../../src/core/prompt/literal-rows.ts';
import { hiddenRows, showWhole } from '../../../src/core/prompt/shown-file.ts';
import { surround } from '../../../src/core/prompt/surround.ts';
import { changedFile } from '../finding/changed-file.ts';

/** As the agent reads it, with every check of an id left out. */
function read(file: ChangedFile, all: ChangedFile[] = [file]): string {
  const shown = collapse(all, findMoves(all))[all.indexOf(file)]!;
  return shownText(shown).replaceAll(/([LR]\d+)\.[0-9a-z]{2}\|/g, '$1|');
}

const rows = (count: number, write: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => write(at));

describe('what is not shown row by row', () => {
  test('a file that was only renamed, a mode, a binary: one line each', () => {
    const plain = { ...changedFile('src/b.ts'), previousPath: 'src/a.ts' };
    expect(read({ ...plain, status: 'renamed' })).toBe(
      '<file path="src/b.ts" status="renamed" previous_path="src/a.ts" content="unchanged"/>\n',
    );
    expect(read({ ...changedFile('run.sh'), newMode: '100755' })).toBe(
      '<file path="run.sh" status="modified" mode="100644 to 100755" content="unchanged"/>\n',
    );
    expect(read({ ...changedFile('logo.png'), binary: true })).toContain('content="binary"/>');
  });

  test('moved code stands where it is now, and a note where it was', () => {
    const body = rows(9, (at) => `  const total${at} = await add(order, ${at});`);
    const old = changedFile('src/old.ts', {
      old: 4,
      new: 4,
      rows: [' keep();', ...body.map((row) => `-${row}`), '-gone();', ' end();'],
    });
    const young = changedFile('src/new.ts', {
      old: 1,
      new: 1,
      rows: ['+start();', ...body.map((row) => `+${row}`)],
    });
    expect(read(old, [old, young])).toBe(
      [
        '<file path="src/old.ts" status="modified">',
        '@@ lines 4-5',
        ' R4|keep();',
        '[lines 5-13, deleted: now src/new.ts lines 2-10]',
        '-L14|gone();',
        ' R5|end();',
        '</file>\n',
      ].join('\n'),
    );
    expect(read(young, [old, young])).toContain(
      '+R1|start();\n[lines 2-10: moved unchanged from src/old.ts lines 5-13]\n+R2|  const total0',
    );
  });

  test('a large deleted file is its first rows and its definitions', () => {
    const source = rows(90, (at) =>
      at % 30 === 20 ? `-export function part${at}(order: Order) {` : `-  step${at}(order);`,
    );
    const file: ChangedFile = {
      ...changedFile('src/old.ts', { old: 1, new: 0, rows: source }),
      status: 'deleted',
    };
    const text = read(file);
    expect(text.match(/^-L\d+\|/gm)).toHaveLength(13);
    expect(text).toContain('-L10|  step9(order);\n[10 rows of the deleted file]\n-L21|export');
    expect(text).toContain('[9 rows of the deleted file]\n</file>');
    const small = {
      ...file,
      hunks: changedFile('x', { old: 1, new: 0, rows: source.slice(0, 60) }).hunks,
    };
    expect(read(small).match(/^-L\d+\|/gm)).toHaveLength(60);
  });

  test('a long table of data is shown by its ends, code never', () => {
    const table = changedFile('src/rates.ts', {
      old: 1,
      new: 1,
      rows: [
        '+export const RATES = [',
        ...rows(100, (at) => `+  { code: "A${at}", rate: ${at}.5 },`),
        '+];',
      ],
    });
    // The run holds a line of code at its head, so nothing is left out.
    expect(read(table)).not.toContain('rows of data');
    const data = changedFile('data/rates.json', {
      old: 1,
      new: 1,
      rows: rows(100, (at) => `+  { "code": "A${at}", "rate": ${at}.5 },`),
    });
    expect(read(data)).toContain('[84 more rows of data like these, added]');
    expect(read(data).match(/^\+R\d+\|/gm)).toHaveLength(16);
    const code = changedFile('src/a.ts', {
      old: 1,
      new: 1,
      rows: rows(100, (at) => `+  run(${at});`),
    });
    expect(read(code).match(/^\+R\d+\|/gm)).toHaveLength(100);
  });

  test.each([
    ['  "a": [1, -2.5e3, null],', true],
    ["(1, 'it''s', NULL),", true],
    ['  rate: 0x1f,', true],
    ['  },', true],
    ['  handler: createOrder,', false],
    ['  "a": process.env.KEY,', false],
    ['  retry(3)', false],
  ])('%j is data: %s', (text, expected) => {
    expect(isLiteral(text)).toBe(expected);
  });

  test('every row is shown or counted, whatever the change', () => {
    const row = fc.constantFrom(
      '+run(order, 10);',
      '-run(order, 10);',
      ' run(order);',
      '+  1, 2, "x",',
      '-}',
      '+',
    );
    const file = fc
      .tuple(
        fc.array(row, { minLength: 1, maxLength: 120 }),
        fc.constantFrom('modified', 'deleted' as const),
      )
      .map(([lines, status]): ChangedFile => ({
        ...changedFile('src/a.ts', { old: 1, new: 1, rows: lines }),
        status,
      }));
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 3 }), (files) => {
        for (const shown of collapse(files, findMoves(files))) {
          const seen = shown.hunks.flatMap(({ parts }) =>
            parts.flatMap((part) => (part.kind === 'rows' ? part.rows : [])),
          );
          const all = shown.file.hunks.flatMap(({ lines }) => lines);
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen.length + hiddenRows(shown)).toBe(all.length);
          // What is shown keeps its order.
          expect(seen).toEqual(all.filter((each) => seen.includes(each)));
        }
      }),
    );
  });
});

const SOURCE = [
  'import { db } from "./db";', // 1
  '',
  'export class Orders {', // 3
  '  constructor(private db: Db) {}',
  '',
  '  async charge(order: Order) {', // 6
  '    const total = sum(order);',
  '    check(total);',
  '    log(total);',
  '    const key = order.id;',
  '    await lock(key);', // 11
  '    await pay(key, total);', // 12: changed
  '    await unlock(key);',
  '    audit(key);',
  '    notify(key);',
  '    done(key);',
  '  }', // 17
  ...Array.from({ length: 40 }, (_, at) => `  other${at}() {}`),
  '}',
];

const CHANGE = changedFile('src/orders.ts', {
  old: 11,
  new: 11,
  rows: [' ' + SOURCE[10]!, '-    await pay(key);', '+' + SOURCE[11]!, ' ' + SOURCE[12]!],
});

describe('code around the change', () => {
  const show = (tokens: number, lines: readonly string[] | null): string =>
    shownText(surround([showWhole(CHANGE)], () => lines, tokens)[0]!).replaceAll(
      /([LR]\d+)\.[0-9a-z]{2}\|/g,
      '$1|',
    );

  test('is the whole function, with line numbers in place of ids', () => {
    expect(show(0, SOURCE)).toBe(
      [
        '<file path="src/orders.ts" status="modified">',
        '@@ lines 11-13',
        ' 3|export class Orders {',
        ' …',
        ...[6, 7, 8, 9, 10].map((line) => ` ${line}|${SOURCE[line - 1]}`),
        ' R11|    await lock(key);',
        '-L12|    await pay(key);',
        '+R12|    await pay(key, total);',
        ' R13|    await unlock(key);',
        ...[14, 15, 16, 17].map((line) => ` ${line}|${SOURCE[line - 1]}`),
        '</file>\n',
      ].join('\n'),
    );
  });

  test('is the signatures alone where the function is long', () => {
    const long = SOURCE.toSpliced(16, 0, ...Array.from({ length: 130 }, () => '    more();'));
    const text = show(0, long);
    expect(text).toContain(
      ' 3|export class Orders {\n …\n 6|  async charge(order: Order) {\n …\n R11|',
    );
    expect(text).not.toContain('more()');
  });

  test('is left out when the text at hand is not the one that was compared', () => {
    const plain = shownText(showWhole(CHANGE)).replaceAll(/([LR]\d+)\.[0-9a-z]{2}\|/g, '$1|');
    expect(show(0, SOURCE.with(12, 'something else'))).toBe(plain);
    expect(show(0, null)).toBe(plain);
    expect(show(0, ['x'])).toBe(plain);
  });

  test('costs no more than its budget', () => {
    const files = Array.from({ length: 30 }, (_, at) =>
      showWhole({ ...CHANGE, path: `src/orders${at}.ts` }),
    );
    const before = files.reduce((sum, each) => sum + shownText(each).length, 0);
    const after = surround(files, () => SOURCE, before / 3).reduce(
      (sum, each) => sum + shownText(each).length,
      0,
    );
    expect(after).toBeGreaterThan(before);
    expect(after - before).toBeLessThan(0.45 * before + 3 * 1_500);
  });
});
