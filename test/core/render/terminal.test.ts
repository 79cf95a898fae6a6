import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { renderTerminal } from '../../../src/core/render/terminal.ts';
import { golden, readFixture } from './fixture.ts';

const CASES = ['findings', 'clean', 'skipped', 'nothing-changed', 'incomplete', 'hostile'];
const VIEWS = [
  { name: '80', color: false, width: 80, verbose: false, language: 'en' },
  { name: '120.verbose', color: false, width: 120, verbose: true, language: 'en' },
  { name: '80.color', color: true, width: 80, verbose: false, language: 'en' },
  { name: '80.ko', color: false, width: 80, verbose: true, language: 'ko' },
] as const;

describe.each(CASES)('the terminal output of %s', (name) => {
  const { result, lines } = readFixture(name);

  it.each(VIEWS)('is the expected text at $name', async ({ name: view, ...options }) => {
    await expect(renderTerminal(result, { ...options, lines })).toMatchFileSnapshot(
      golden(`${name}.${view}.txt`),
    );
  });
});

it('does not call a review without findings what has some that are not posted', () => {
  const { result, lines } = readFixture('findings');
  const findings = result.findings.filter((finding) => !finding.posted);
  const output = renderTerminal(
    { ...result, outcome: 'clean', findings, rejected: [] },
    { color: false, width: 80, verbose: false, language: 'en', lines },
  );
  expect(output).toMatch(/^No finding to post; 2 not posted; --verbose shows more\n/);
});

describe('whatever the texts hold', () => {
  const text = fc.string({ unit: 'binary', maxLength: 120 });
  const nasty = fc.oneof(
    text,
    fc.constantFrom(
      '\u001b[2J',
      '\u001b]0;x\u0007',
      '\u202eabc',
      'a\r\nb',
      '```\n\u009b1m',
      '한글'.repeat(60),
    ),
  );
  const { result } = readFixture('findings');
  const base = result.findings[0]!;

  it('writes no control character, and nothing wider than asked but a path', () => {
    fc.assert(
      fc.property(
        nasty,
        nasty,
        nasty,
        fc.integer({ min: 40, max: 140 }),
        fc.boolean(),
        (a, b, c, width, verbose) => {
          const output = renderTerminal(
            {
              ...result,
              findings: [
                {
                  ...base,
                  title: a,
                  body: b,
                  approach: c,
                  path: b,
                  id: c,
                  suggestion: { startLine: 1, line: 2, code: a },
                },
                {
                  ...base,
                  anchor: 'file',
                  anchorReason: a,
                  posted: false,
                  notPostedBecause: b,
                  rank: 3,
                },
              ],
              rejected: [{ title: a, path: b, line: null, why: c }],
              coverage: [{ path: a, status: 'partly', reason: b }],
              incomplete: [{ what: b, why: c }],
              notes: [a],
              model: b,
              agent: { name: a, source: c, repaired: true },
            },
            {
              color: false,
              width,
              verbose,
              language: 'en',
              lines: () => [a.replace(/\n/g, ''), c.replace(/\n/g, '')],
            },
          );
          expect(output).not.toMatch(
            // oxlint-disable-next-line no-control-regex -- these are what must not be there
            /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2066-\u2069\ufeff]/u,
          );
          for (const line of output.split('\n').filter((each) => !each.startsWith(' -->')))
            expect(stringWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('writes with colour exactly what it writes without, plus SGR sequences', () => {
    for (const name of CASES) {
      const fixture = readFixture(name);
      const options = { width: 80, verbose: true, language: 'en', lines: fixture.lines } as const;
      const plain = renderTerminal(fixture.result, { ...options, color: false });
      const coloured = renderTerminal(fixture.result, { ...options, color: true });
      expect(coloured).not.toBe(plain);
      // oxlint-disable-next-line no-control-regex -- SGR sequences
      expect(coloured.replace(/\u001b\[[\d;]+m/g, '')).toBe(plain);
    }
  });

  it('shows a minified line of megabytes at once', () => {
    const row = `${'한a'.repeat(1_000_000)}needle${'x'.repeat(1_000_000)}`;
    const finding = {
      ...base,
      evidence: [
        { side: base.side, verified: true, path: base.path, line: base.line, quote: 'needle' },
      ],
      startLine: base.line,
    };
    const output = renderTerminal(
      { ...result, findings: [finding] },
      {
        color: false,
        width: 80,
        verbose: false,
        language: 'en',
        lines: (_, __, from) => (from === base.line ? [row] : null),
      },
    );
    expect(output).toContain('...needlexxx');
    expect(output).toContain('\n  |    ^^^^^^\n');
  });

  it('needs no code rows', () => {
    const output = renderTerminal(result, {
      color: false,
      width: 80,
      verbose: false,
      language: 'en',
      lines: () => null,
    });
    expect(output).toContain('--> src/api/orders.ts:42\n\n  `sort` comes');
  });
});
