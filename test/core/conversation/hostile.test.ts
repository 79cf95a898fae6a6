import { describe, expect, it } from 'vitest';
import { parseCommands } from '../../../src/core/conversation/parse-commands.ts';

/** GitHub's longest comment. */
const LONGEST = 65_536;

const fill = (unit: string, length: number) =>
  unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

const UNITS = [
  '>',
  '> ',
  '- ',
  '-\n',
  '1. ',
  '\t',
  ' ',
  '\n',
  ' \n',
  '\r',
  '`',
  '` ',
  '`a``',
  '```\n',
  '~~~\n',
  '<',
  '<a ',
  '<a b="',
  '<a b=\'<a c="',
  '<a b ',
  '<a b=c ',
  '</a ',
  '<!--',
  '<!-- -',
  '<?',
  '<!a',
  '<![CDATA[',
  '<details>',
  '<details>\n\n',
  '<a:',
  '<b>',
  '<a b="c">`',
  '\\',
  '/',
  '/review ',
  '/review\n',
  '/ask a\n',
  '/ask a\n\n> b\n',
  '/dismiss ab3k9 a\n',
  '/backline x\n',
  '@back-line a\n',
  '@back-line review full ',
  '* ',
  '***\n',
  '- - ',
  '=\n',
  'On 1 wrote: ',
  'On 1\n',
  'On 1\nwrote:\n> a\n',
  '1님이 ',
  'From:\n',
  '-- \na',
  '> a\nb\n',
  '- a\n  > b\n',
  '「',
  '\u200b',
  '😀',
  '\ud800',
  '--files "',
  '“',
  '`<!--',
  '<pre>\n',
];

/** Quadratic work on this many characters takes seconds; linear work some ten milliseconds. */
const AT_ONCE = 600;

/** Milliseconds to read a text: the first of at most five runs that is fast, to forgive a busy machine. */
function time(body: string): number {
  let took = Infinity;
  for (let run = 0; run < 5 && took >= AT_ONCE; run++) {
    const start = performance.now();
    parseCommands(body, { slug: 'back-line' });
    took = performance.now() - start;
  }
  return took;
}

describe('the longest comment that GitHub takes', () => {
  it.each(UNITS.map((unit) => [unit]))('of nothing but %j is read at once', (unit) => {
    expect(time(fill(unit, LONGEST))).toBeLessThan(AT_ONCE);
    expect(time(`@back-line review ${fill(unit, LONGEST)}`)).toBeLessThan(AT_ONCE);
  });

  it('with ever longer runs of backticks is read at once', () => {
    const runs = Array.from({ length: 350 }, (_, index) => `${'`'.repeat(index + 1)} `).join('');
    expect(time(runs)).toBeLessThan(AT_ONCE);
  });

  it('with ever deeper lists and quotes is read at once', () => {
    const deeper = (mark: string) =>
      Array.from({ length: 350 }, (_, index) => `${mark.repeat(index)}a`).join('\n');
    for (const mark of ['> ', '- ', '  ', '>']) {
      expect(time(deeper(mark))).toBeLessThan(AT_ONCE);
    }
    expect(time(`${'- '.repeat(200)}a${fill('\n', LONGEST)}`)).toBeLessThan(AT_ONCE);
    expect(time(`${'- '.repeat(99)}a\n${fill(`${' '.repeat(198)}a\n`, LONGEST)}`)).toBeLessThan(
      150,
    );
  });

  it('keeps a question whole', () => {
    const question = fill('why? ', LONGEST - 10).trim();
    expect(parseCommands(`/ask ${question}`, { slug: 'x' }).commands).toEqual([
      { kind: 'ask', question },
    ]);
  });
});
