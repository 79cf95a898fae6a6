import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shownText } from '../../src/core/prompt/change-text.ts';
import { subjectOf } from '../../src/core/prompt/related-files.ts';
import { showWhole } from '../../src/core/prompt/shown-file.ts';
import { roughTokens } from '../../src/core/prompt/tokens.ts';
import { groupFiles } from '../../src/review/group-files.ts';
import { halve } from '../../src/review/split-file.ts';
import { changedFile } from '../core/finding/changed-file.ts';

function file(path: string, rows: string[] = ['+work();']) {
  return showWhole(changedFile(path, { old: 1, new: 1, rows }));
}

const FILLER = Array.from({ length: 40 }, (_, at) => `+  await step${at}(input, limit);`);

function groups(limit: number, ...files: ReturnType<typeof file>[]): string[][] {
  return groupFiles(files, limit).map((group) => group.files.map(({ path }) => path));
}

describe('groups', () => {
  test('keep a handler, its service and its test together, tests last', () => {
    const size = roughTokens(shownText(file('src/handlers/order-handler.ts', FILLER)));
    expect(
      groups(
        3.3 * size,
        file('src/handlers/order-handler.ts', FILLER),
        file('src/handlers/user-handler.ts', FILLER),
        file('src/services/order.service.ts', FILLER),
        file('src/services/user.service.ts', FILLER),
        file('test/order.test.ts', FILLER),
        file('test/user.test.ts', FILLER),
      ),
    ).toEqual([
      ['src/handlers/order-handler.ts', 'src/services/order.service.ts', 'test/order.test.ts'],
      ['src/handlers/user-handler.ts', 'src/services/user.service.ts', 'test/user.test.ts'],
    ]);
  });

  test('keep a migration with the code that names its table, and an import with its importer', () => {
    const size = roughTokens(shownText(file('src/aaa.ts', FILLER)));
    expect(
      groups(
        2.4 * size,
        file('app/reports/sum.py', ['+from app.money.ledger import post', ...FILLER]),
        file('app/users/query.py', ['+rows = db.all("select * from invoice_lines")', ...FILLER]),
        file('db/migrations/0042.sql', [
          '+ALTER TABLE invoice_lines ADD COLUMN tax int;',
          ...FILLER,
        ]),
        file('app/money/ledger.py', FILLER),
      ),
    ).toEqual([
      ['app/money/ledger.py', 'app/reports/sum.py'],
      ['app/users/query.py', 'db/migrations/0042.sql'],
    ]);
  });

  test('fit, hold every row once, and are the same whatever the order of the files', () => {
    const path = fc.constantFrom(
      'src/a.ts',
      'src/a.test.ts',
      'src/b.go',
      'db/c.sql',
      'x/y/z.py',
      'q.rb',
    );
    const rows = fc.array(
      fc.constantFrom('+a();', '-b();', ' c();', '+d("long enough to count");'),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    const files = fc.uniqueArray(fc.tuple(path, rows), {
      selector: ([name]) => name,
      minLength: 1,
    });
    fc.assert(
      fc.property(files, fc.integer({ min: 120, max: 900 }), (given, limit) => {
        const shown = given.map(([name, lines]) => file(name, lines));
        const grouped = groupFiles(shown, limit);
        for (const group of grouped) {
          const size = group.files.reduce((sum, each) => sum + roughTokens(shownText(each)), 0);
          expect(size).toBeLessThanOrEqual(limit);
        }
        const rowsOf = (groups: typeof grouped): unknown[] =>
          groups.flatMap((group) =>
            group.files.flatMap(({ hunks }) =>
              hunks.flatMap(({ parts }) => parts.flatMap((p) => (p.kind === 'rows' ? p.rows : []))),
            ),
          );
        const all = shown.flatMap((each) => each.file.hunks.flatMap(({ lines }) => lines));
        const seen = rowsOf(grouped);
        expect(seen).toHaveLength(all.length);
        expect(new Set(seen)).toEqual(new Set(all));
        expect(groupFiles(shown.toReversed(), limit)).toEqual(grouped);
      }),
    );
  });

  test.each([
    ['src/orders/OrderServiceTest.java', 'order'],
    ['app/controllers/orders_controller.rb', 'order'],
    ['src/order.repository.ts', 'order'],
    ['db/migrate/20260101_create_orders.sql', 'order'],
    ['internal/order/handler.go', 'order'],
    ['src/billing/index.ts', 'billing'],
  ])('%s is about %s', (path, subject) => {
    expect(subjectOf(path)).toBe(subject);
  });
});

describe('halve', () => {
  test('cuts between files, then between rows, then no more', () => {
    const [one, two, three] = ['a', 'b', 'c'].map((name) => file(`${name}.ts`, FILLER));
    expect(halve([one!, two!, three!])?.map((half) => half.map(({ path }) => path))).toEqual([
      ['a.ts'],
      ['b.ts', 'c.ts'],
    ]);
    const halves = halve([one!])!;
    const counts = halves.map(
      (half) =>
        half.flatMap(({ hunks }) =>
          hunks.flatMap(({ parts }) => parts.flatMap((p) => (p.kind === 'rows' ? p.rows : []))),
        ).length,
    );
    expect(counts[0]! + counts[1]!).toBe(40);
    expect(Math.min(...counts)).toBeGreaterThan(9);
    expect(halve([file('d.ts')])).toBeNull();
    expect(halve([])).toBeNull();
  });
});
