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

/** Exponential work on these texts runs into the runner's limit of a test. */
function read(body: string): number {
  return parseCommands(body, { slug: 'back-line' }).commands.length;
}

describe('the longest comment that GitHub takes', () => {
  it.each(UNITS.map((unit) => [unit]))('of nothing but %j is read', (unit) => {
    expect(read(fill(unit, LONGEST))).toBeLessThanOrEqual(5);
    expect(read(`@back-line review ${fill(unit, LONGEST)}`)).toBeLessThanOrEqual(5);
  });

  it('with ever longer runs of backticks is read', () => {
    const runs = Array.from({ length: 350 }, (_, index) => `${'`'.repeat(index + 1)} `).join('');
    expect(read(runs)).toBeLessThanOrEqual(5);
  });

  it('with ever deeper lists and quotes is read', () => {
    const deeper = (mark: string) =>
      Array.from({ length: 350 }, (_, index) => `${mark.repeat(index)}a`).join('\n');
    for (const mark of ['> ', '- ', '  ', '>']) {
      expect(read(deeper(mark))).toBeLessThanOrEqual(5);
    }
    expect(read(`${'- '.repeat(200)}a${fill('\n', LONGEST)}`)).toBeLessThanOrEqual(5);
    expect(
      read(`${'- '.repeat(99)}a\n${fill(`${' '.repeat(198)}a\n`, LONGEST)}`),
    ).toBeLessThanOrEqual(5);
  });

  it('keeps a question whole', () => {
    const question = fill('why? ', LONGEST - 10).trim();
    expect(parseCommands(`/ask ${question}`, { slug: 'x' }).commands).toEqual([
      { kind: 'ask', question },
    ]);
  });
});
