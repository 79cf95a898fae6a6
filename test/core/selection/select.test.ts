import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { selectFiles, type SelectionSettings } from '../../../src/core/selection/select.ts';
import { candidate, verdict } from './golden.ts';

const none: SelectionSettings = { include: [], exclude: [] };

describe('the user’s globs', () => {
  const files = [
    candidate('src/a.go', 'package a\n'),
    candidate('docs/a.md', '# a\n'),
    candidate('.config/deep/a.lock', ''),
    candidate('gen/a.pb.go', 'package a\n'),
    candidate('logo.png', null, { binary: true }),
  ];

  test('include wins over every rule but binary, a dot folder is matched like any other', () => {
    const found = selectFiles(files, {
      include: ['docs/**', '**/*.lock', 'gen/**', '**/*.png'],
      exclude: [],
    });
    expect([...found].filter(([, { selected }]) => selected).map(([path]) => path)).toEqual([
      'src/a.go',
      'docs/a.md',
      '.config/deep/a.lock',
      'gen/a.pb.go',
    ]);
    expect(found.get('docs/a.md')?.reason).toBe('included by your configuration (docs/**)');
    expect(found.get('logo.png')?.reason).toBe('binary file');
  });

  test('exclude wins over include', () => {
    const found = selectFiles(files, { include: ['src/**'], exclude: ['**/*.go'] });
    expect(found.get('src/a.go')).toEqual({
      selected: false,
      reason: 'excluded by your configuration (**/*.go)',
    });
  });
});

describe('all files', () => {
  test('takes what people write, with the reason it would have been left out for', () => {
    const files = [
      candidate('src/App.tsx', 'export const A = () => <a/>;\n'),
      candidate('src/a.go', 'package a\n'),
      candidate('go.sum', ''),
      candidate('a.pb.go', 'package a\n'),
      candidate('vendor/a.go', 'package a\n'),
      candidate('a.png', null, { binary: true }),
      candidate('docs/secret.md', ''),
    ];
    const found = selectFiles(files, { include: [], exclude: ['docs/**'], allFiles: true });
    expect(Object.fromEntries([...found].map(([path, s]) => [path, s.selected]))).toEqual({
      'src/App.tsx': true,
      'src/a.go': true,
      'go.sum': false,
      'a.pb.go': false,
      'vendor/a.go': false,
      'a.png': false,
      'docs/secret.md': false,
    });
    expect(found.get('src/App.tsx')?.reason).toBe(
      'component (JSX); read since all files were asked for',
    );
    expect(found.get('src/a.go')?.reason).toBe('Go source');
  });
});

describe('without a text the path alone decides', () => {
  test.each([
    ['cmd/main.go', true],
    ['apps/web/app/x/route.ts', true],
    ['src/App.tsx', false],
    ['lib/main.dart', false],
    ['api/schema.graphql', true],
    ['LICENSE', false],
  ])('%s', (path, selected) => {
    expect(verdict(path, null).startsWith('in:')).toBe(selected);
  });
});

describe('whatever the files are', () => {
  const paths = fc.oneof(
    fc.string(),
    fc
      .array(
        fc.constantFrom('src', 'web', 'api', 'app', '__tests__', '..', '', 'Ünïcode', 'a.test'),
        { maxLength: 6 },
      )
      .chain((folders) =>
        fc
          .constantFrom('a.ts', 'a.tsx', 'A.vue', 'a.go', 'a.yml', 'Dockerfile', '.env', 'a')
          .map((name) => [...folders, name].join('/')),
      ),
  );
  const texts = fc.option(
    fc.oneof(fc.string(), fc.constantFrom("import x from './a';", "'use client'", '<a/>')),
  );
  const files = fc.uniqueArray(fc.tuple(paths, texts), {
    selector: ([path]) => path,
    maxLength: 8,
  });

  test('every candidate gets one answer with a reason, in the order given', () => {
    fc.assert(
      fc.property(files, (rows) => {
        const found = selectFiles(
          rows.map(([path, text]) => candidate(path, text)),
          none,
        );
        expect([...found.keys()]).toEqual(rows.map(([path]) => path));
        for (const { reason } of found.values()) expect(reason).not.toBe('');
      }),
    );
  });

  test('the order of the candidates changes no decision', () => {
    fc.assert(
      fc.property(files, (rows) => {
        const candidates = rows.map(([path, text]) => candidate(path, text));
        const decisions = (list: typeof candidates) =>
          [...selectFiles(list, none)].map(([path, { selected }]) => `${path} ${selected}`).sort();
        expect(decisions([...candidates].reverse())).toEqual(decisions(candidates));
      }),
    );
  });
});

describe('hostile texts', () => {
  // Enough for a machine under load; a pattern that backtracks would take minutes.
  const units = [
    ' ',
    '\n',
    '/',
    '<',
    '/*',
    '"""',
    'import a\n',
    "from '",
    'export { ',
    '{"$schema":',
    '// generated ',
    '# \n',
    'SELECT ',
    'prisma.',
    'fetch(',
    'req, ',
    'page.',
    'apiVersion: a\n',
    '<!--',
    'a',
  ];
  const names = [
    'a.ts',
    'a.tsx',
    'a.js',
    'a.go',
    'a.yaml',
    'a.json',
    'a.xml',
    'a.swift',
    'a.php',
    'views/a.php',
    'a.erb',
    'a.graphql',
    'package.json',
    'a.gradle',
    'a.cs',
    'a.ex',
    'a',
    'e2e/a.spec.ts',
    'vite.config.ts',
    'docs/a.ts',
  ];

  test.each(units)('%j, over and over', (unit) => {
    const text = unit.repeat(Math.ceil(200_000 / unit.length));
    const selections = selectFiles(
      names.map((name) => candidate(name, text)),
      none,
    );
    expect(selections.size).toBeGreaterThan(0);
  });

  test('hundreds of long files of a page are judged at once', () => {
    const text =
      "import { z } from 'zod';\n" + 'const total = add(first, second); // words\n'.repeat(1200);
    const files = Array.from({ length: 600 }, (_, index) =>
      candidate(`src/lib/a${index}.ts`, text),
    );
    const selections = selectFiles(files, none);
    expect(selections.size).toBeGreaterThan(0);
  });

  test('a path of thousands of folders', () => {
    const selections = selectFiles(
      ['a/', 'src/', 'migrations/', 'app/[', 'i18n/', 'docs/', 'eslint.', '.'].flatMap((unit) =>
        ['x.ts', 'x.yaml', 'x'].map((name) => candidate(unit.repeat(1000) + name, '')),
      ),
      none,
    );
    expect(selections.size).toBeGreaterThan(0);
  });
});
