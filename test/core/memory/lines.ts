import * as fc from 'fast-check';
import { HOWS, type MemoryLine } from '../../../src/core/memory/memory-line.ts';
import { CATEGORIES } from '../../../src/core/finding/finding.ts';

/** Text as people write it, with all that could break a line or Markdown. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        '`',
        '``',
        '\n',
        '\r\n',
        '- ',
        '; until 2020-01-01',
        '; because `',
        '<!--',
        '-->',
        '--',
        '->',
        '<script>',
        '</memory>',
        '](http://a)',
        '@all',
        '#1',
        '\u202e',
        '\u200d',
        '\u0000',
        '\ud800',
        'word ',
        '단어 ',
        '\\',
        '|',
        '<!-- backline:1:e30 -->',
        '\u2028',
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join('')),
);

const day: fc.Arbitrary<string> = fc
  .record({
    year: fc.nat(9999),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
  })
  .map((one) =>
    [
      String(one.year).padStart(4, '0'),
      ...[one.month, one.day].map((part) => String(part).padStart(2, '0')),
    ].join('-'),
  );

export const anyLine: fc.Arbitrary<MemoryLine> = fc.record({
  where: anyText,
  category: fc.constantFrom(...CATEGORIES, 'any' as const),
  title: anyText,
  reason: anyText,
  origin: fc.option(
    fc.record({
      number: fc.nat(),
      url: fc.oneof(fc.webUrl({ withFragments: true }), anyText),
      by: anyText,
      how: fc.constantFrom(...HOWS),
    }),
  ),
  until: day,
  off: fc.boolean(),
});
