import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inertInline, inertMarkdown } from '../../../src/core/render/inert.ts';
import { golden } from './fixture.ts';
import { activeParts, markdownNodes } from './markdown-tree.ts';

const HOSTILE = JSON.parse(readFileSync(golden('inert.input.json'), 'utf8')) as string[];

describe('hostile texts', () => {
  it('are active as they come, so that the check below means something', () => {
    expect(HOSTILE.filter((text) => activeParts(text).length > 0).length).toBeGreaterThan(60);
  });

  it('come out as in the table', async () => {
    const table = HOSTILE.map((text) => ({ text, inert: inertMarkdown(text) }));
    await expect(`${JSON.stringify(table, null, 1)}\n`).toMatchFileSnapshot(
      golden('inert.expected.json'),
    );
  });

  it.each(HOSTILE)('is inert: %j', (text) => {
    expect(activeParts(inertMarkdown(text))).toEqual([]);
    expect(activeParts(inertInline(text))).toEqual([]);
    expect(inertMarkdown(inertMarkdown(text))).toBe(inertMarkdown(text));
  });
});

const PIECES = [
  '`',
  '``',
  '```',
  '~~~',
  '~~~~',
  '\n',
  '\n\n',
  '\r',
  '    ',
  '\t',
  ' ',
  '\\',
  '@user',
  '@',
  '#1',
  'GH-1',
  '#',
  '1',
  '<',
  '>',
  '<b>',
  '<!--',
  '-->',
  '<!-- backline:x -->',
  '[',
  ']',
  '(',
  ')',
  '[a](b)',
  '![a](http://b.c)',
  '[a]: b',
  '[^1]',
  '[^1]: x',
  'http://a.bc',
  'https:',
  '//',
  ':',
  'www.',
  'a@b.co',
  '-@.A',
  '&#64;',
  '&amp;',
  '&lt;',
  '&',
  ';',
  '|',
  '|-|-|',
  ':-',
  '-',
  '- ',
  '1. ',
  '> ',
  '* ',
  '/',
  '/run',
  'a',
  '한',
  '\u200b',
  '\u200d',
  '\u202e',
  '\u0000',
  '*',
  '_',
  '---',
  '===',
  'suggestion',
  'mermaid',
  '$',
  '!',
  '# ',
  '\ud83d',
  '👩‍👩‍👧',
  '+++',
  '{',
  '}',
  '"',
  "'",
  '=',
];

const soup = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('any text', () => {
  it('is inert, on many lines and on one', () => {
    fc.assert(
      fc.property(soup, (text) => {
        expect(activeParts(inertMarkdown(text))).toEqual([]);
        expect(activeParts(`- ${inertInline(text)} tail`)).toEqual([]);
        expect(activeParts(`> ${inertMarkdown(text).replace(/\n/g, '\n> ')}`)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('changes no more when it is made inert again', () => {
    fc.assert(
      fc.property(soup, (text) => {
        const once = inertMarkdown(text);
        expect(inertMarkdown(once)).toBe(once);
      }),
      { numRuns: 400 },
    );
  });

  it('leaves no block open that would swallow what follows', () => {
    fc.assert(
      fc.property(soup, (text) => {
        const nodes = markdownNodes(`${inertMarkdown(text)}\n\n# end`);
        expect(
          nodes.some((node) => node.type === 'heading' && node.children?.[0]?.value === 'end'),
        ).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('comes to an end on long runs of marks', () => {
    const worst = [
      (n: number) => '`'.repeat(n),
      (n: number) =>
        Array.from({ length: Math.floor(Math.sqrt(n)) }, (_, i) => '`'.repeat(i + 1)).join(' '),
      (n: number) => '[a]('.repeat(n / 4),
      (n: number) => '\\'.repeat(n),
      (n: number) => '- '.repeat(n / 2),
      (n: number) => '\n```\n~~~'.repeat(n / 8),
      (n: number) => '> '.repeat(n / 2),
      (n: number) => ' '.repeat(n),
      (n: number) => '-'.repeat(n) + 'x',
      (n: number) => '1.)*'.repeat(n / 4),
      (n: number) => '&'.repeat(n),
    ];
    for (const make of worst) {
      const text = make(300_000);
      expect(inertMarkdown(text).length).toBeGreaterThan(0);
    }
  });
});

describe('code', () => {
  it('is kept as it is, fenced and inline', () => {
    const text =
      'Use `a || b<T>` and `` x`y ``:\n\n```ts\nconst a: Array<string> = ["@x", "#1"]; // <b> &amp; \\d\n```\n\nDone.';
    expect(inertMarkdown(text)).toBe(text);
  });

  it('of any content is read back by a parser', () => {
    const row = fc.string({ unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(row, fc.constantFrom('```', '````', '~~~', '<!-- x -->', '@a')), {
          minLength: 1,
          maxLength: 8,
        }),
        (rows) => {
          const code = rows.filter((each) => !/^\s*`{5,}\s*$/.test(each)).join('\n');
          const nodes = markdownNodes(
            inertMarkdown(`before\n\`\`\`\`\`go\n${code}\n\`\`\`\`\`\nafter @a`),
          );
          expect(nodes.filter((node) => node.type === 'code').map((node) => node.value)).toEqual([
            code,
          ]);
        },
      ),
    );
  });

  it('that is left open is closed', () => {
    expect(inertMarkdown('a\n```js\nf();')).toBe('a\n\n```js\nf();\n```');
  });
});

describe('plain prose', () => {
  it.each([
    'It holds a lock for 5 s; then **retry** _once_.',
    '# Why\n\n- one\n- two\n\n1. first\n2. second\n\n> quoted',
    'C# and F# and 50% of $5, a/b, and e.g. x - y = z.',
    '가나다 (라마바) 사아자 👩‍👩‍👧',
  ])('stays to the letter: %j', (text) => {
    expect(inertMarkdown(text)).toBe(text);
  });

  it('reads the same once rendered', () => {
    const shown = (text: string): string =>
      markdownNodes(inertMarkdown(text))
        .map((node) => (node.type === 'text' ? node.value : ''))
        .join('');
    expect(shown('List<String> a[0] & b | c \\d')).toBe('List<String> a[0] & b | c \\d');
    expect(shown('see https://a.bc').replace(/\u200b/g, '')).toBe('see https://a.bc');
  });
});
