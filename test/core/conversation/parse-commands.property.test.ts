import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommands } from '../../../src/core/conversation/parse-commands.ts';
import { markdownNodes } from '../render/markdown-tree.ts';
import { goldenComments } from './golden-comments.ts';

const app = { slug: 'back-line' };
const commandsOf = (body: string) => parseCommands(body, app).commands;

const written = fc.constantFrom(
  '/review',
  '/review full',
  '/ask why?',
  '/explain ab3k9',
  '/dismiss ab3k9 no',
  '/backline',
  '@back-line why?',
);
const scrap = fc.oneof(
  { weight: 4, arbitrary: written },
  {
    weight: 3,
    arbitrary: fc.constantFrom('', 'text', '```', '~~~', '> ', '- ', '<!--', '-->', '`', '-- '),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom(...goldenComments().map(({ body }) => body)) },
);
const text = fc.array(scrap, { maxLength: 12 }).map((scraps) => scraps.join('\n'));

describe('any text', () => {
  it('is read without an error, as at most five commands and one refusal', () => {
    fc.assert(
      fc.property(text, fc.string(), (body, slug) => {
        expect(parseCommands(body, { slug }).commands.length).toBeLessThanOrEqual(6);
      }),
    );
  });

  it('asks for nothing within a fence', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('`', '~'), fc.nat({ max: 3 }), (body, mark, more) => {
        const runs = body.match(mark === '`' ? /`+/g : /~+/g) ?? [];
        const fence = mark.repeat(Math.max(3, ...runs.map((run) => run.length + 1)) + more);
        expect(commandsOf(`${fence}\n${body}\n${fence}`)).toEqual([]);
        expect(commandsOf(`${fence}\n${body}`)).toEqual([]);
      }),
    );
  });

  it('asks for nothing within a quote', () => {
    fc.assert(
      fc.property(text, (body) => {
        const lines = body.split(/\r\n|[\n\r]/);
        expect(commandsOf(lines.map((line) => `> ${line}`).join('\n'))).toEqual([]);
      }),
    );
  });

  it('asks for nothing within a comment or a fold', () => {
    fc.assert(
      fc.property(text, (body) => {
        const inside = body.replaceAll('-->', '').replaceAll('</', '');
        expect(commandsOf(`<!--\n${inside}\n-->`)).toEqual([]);
        expect(commandsOf(`<details>\n${inside.replace(/[`~<]/g, '')}\n</details>`)).toEqual([]);
      }),
    );
  });

  it('asks for the same with other line ends', () => {
    fc.assert(
      fc.property(text, (body) => {
        const plain = body.replace(/\r/g, '');
        expect(commandsOf(plain.replaceAll('\n', '\r\n'))).toEqual(commandsOf(plain));
      }),
    );
  });
});

describe('held against a CommonMark parser', () => {
  const prefix = fc.constantFrom(
    '',
    '',
    '',
    ' ',
    '   ',
    '    ',
    '\t',
    '> ',
    '>',
    '- ',
    '1. ',
    '1) ',
    '  ',
  );
  const piece = fc.constantFrom(
    '',
    '',
    'text',
    '```',
    '````',
    '~~~',
    '``` a',
    '# a',
    '---',
    '===',
    '***',
    '<!--',
    '-->',
    '<div>',
    '<b>',
    '<b',
    'a `b',
    'b` a',
    '``',
    '\\`',
    'a <!-- b',
    'c --> d',
    '<pre>x',
    '</pre>',
    '-',
    '>',
    '<?',
    '?>',
    '<!x',
    '<a b="',
    '">',
  );
  const row = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(prefix, prefix, piece).map((parts) => parts.join('')) },
    { weight: 1, arbitrary: fc.constant('COMMAND') },
    { weight: 1, arbitrary: fc.tuple(prefix).map(([before]) => `${before}COMMAND`) },
  );
  const document = fc.array(row, { minLength: 2, maxLength: 9 }).map((rows) => {
    let id = 0;
    return rows
      .map((each) => each.replace('COMMAND', () => `/explain ab3k${id++ % 10}`))
      .join('\n');
  });
  const HIDING = new Set(['code', 'inlineCode', 'html', 'blockquote']);

  it('finds the commands that stand in nothing but text', () => {
    fc.assert(
      fc.property(document, (body) => {
        fc.pre((body.match(/\/explain/g) ?? []).length <= 5);
        // Behind an empty list item in a quote or list this parser goes on with the outer block;
        // GitHub's (cmark) and the specification do not.
        fc.pre(!/(?:>|[-.)][ \t>])[ \t>]*(?:-|1[.)])[ \t]*$/m.test(body));
        // Behind indented code it takes an empty list item for text, which the specification has
        // for paragraphs alone.
        fc.pre(!/^(?: {0,3}\t| {4}).*\n {0,3}(?:-|1[.)])[ \t]*$/m.test(body));
        // How far raw HTML reaches differs between parsers; there it must only hide enough.
        const exact = !body.includes('<');
        const hidden = markdownNodes(body).filter(({ type }) => HIDING.has(type));
        const standing = [...body.matchAll(/^ {0,3}\/explain (\w+)/gm)].filter(
          ({ 0: all, index }) => {
            const at = index + all.indexOf('/');
            return !hidden.some(
              ({ position }) =>
                (position?.start.offset ?? 0) <= at && at < (position?.end.offset ?? 0),
            );
          },
        );
        const ids = standing.map(([, id]) => id);
        const found = commandsOf(body).map((command) => command.kind === 'explain' && command.id);
        expect(exact ? ids : ids.filter((id) => found.includes(id ?? ''))).toEqual(found);
      }),
      { numRuns: 600 },
    );
  });
});
