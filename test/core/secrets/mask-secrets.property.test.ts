import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsMask, withoutMasks } from '../../../src/core/secrets/mark.ts';
import { createMasks, maskSecrets } from '../../../src/core/secrets/masks.ts';
import { PEM, PEM_LINES, SAMPLES, SECRET } from './samples.ts';

const line = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    ...Object.values(SAMPLES),
    `password = "${SECRET}"`,
    `TOKEN=${SECRET}`,
    `https://ci:${SECRET}@git.corp.net`,
    '[masked: GitHub token 1]',
    'const a = 1;\r',
    ...PEM,
  ),
);
const text = fc
  .array(
    fc.oneof(
      line,
      fc.tuple(line, line).map(([a, b]) => `${a} ${b}`),
    ),
  )
  .map((lines) => lines.join('\n'));

describe('masked text', () => {
  it('has the same lines, is masked once and for all, and differs in secrets alone', () => {
    fc.assert(
      fc.property(text, (original) => {
        const masked = maskSecrets(original);
        expect(masked.text.split('\n')).toHaveLength(original.split('\n').length);
        expect(maskSecrets(masked.text).text).toBe(masked.text);

        let at = 0;
        const [first, ...pieces] = withoutMasks(masked.text).split('\0');
        expect(original.startsWith(first!)).toBe(true);
        at = first!.length;
        for (const [index, piece] of pieces.entries()) {
          const next = index === pieces.length - 1 ? original.length - piece.length : -1;
          const start = next === -1 ? original.indexOf(piece, at + 1) : next;
          expect(original.slice(start, start + piece.length)).toBe(piece);
          expect(original.slice(at, start)).not.toContain('\n');
          at = start + piece.length;
        }
        expect(at).toBe(original.length);
        for (const { line } of masked.secrets) {
          expect(holdsMask(masked.text.split('\n')[line - 1]!)).toBe(true);
        }
      }),
    );
  });

  it('keeps no value that stands alone', () => {
    const value = fc.constantFrom(...Object.values(SAMPLES), ...PEM_LINES);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), text, (values, around) => {
        const original = `${around}\n${PEM.join('\n')}\n${values.map((each) => `"${each}"`).join('\n')}\n${around}`;
        const { text: masked } = maskSecrets(original);
        for (const each of values) expect(masked).not.toContain(each);
      }),
    );
  });
});

describe('marks', () => {
  it('are the same for the same value and tell different ones apart', () => {
    const [a, b] = [SAMPLES['GitHub token'], SAMPLES['Stripe key']];
    const masks = createMasks();
    expect(maskSecrets(`"${a}", "${b}", "${a}"`, masks).text).toBe(
      '"[masked: GitHub token 1]", "[masked: Stripe key 2]", "[masked: GitHub token 1]"',
    );
    expect(maskSecrets(`x = '${b}'`, masks, false).text).toBe("x = '[masked: Stripe key 2]'");
  });

  it('have no number where nothing is learnt, so that the order of reading does not show', () => {
    const masks = createMasks();
    expect(maskSecrets(`"${SAMPLES['GitHub token']}"`, masks, false).text).toBe(
      '"[masked: GitHub token]"',
    );
    expect(maskSecrets(`"${SAMPLES['Stripe key']}"`, masks).text).toBe('"[masked: Stripe key 1]"');
  });

  it('stand for a value named as a secret once wherever it stands alone later', () => {
    const masks = createMasks();
    maskSecrets(`apiSecret = "${SECRET}"`, masks);
    expect(maskSecrets(`login(${SECRET})`, masks, false)).toEqual({
      text: 'login([masked: secret 1])',
      secrets: [{ kind: 'secret', certainty: 'likely', line: 1 }],
    });
  });

  it('count lines from one', () => {
    const { secrets } = maskSecrets(`\n\n"${SAMPLES['npm token']}"\n${PEM.join('\n')}`);
    expect(secrets.map(({ line }) => line)).toEqual([3, 5, 6, 7, 8, 9, 10]);
  });
});

describe('hostile text', () => {
  // A search that is not linear takes minutes for these; the limit leaves room for a slow machine.
  it.each([
    'a',
    'A_',
    'password="aaaaaaa',
    'eyJ',
    'eyJaaaaaaaaaaaa.',
    `://${'a'.repeat(90)}:`,
    `${PEM[0]}\n`,
    `${PEM[0]}`,
    `${PEM[0]}\n${PEM_LINES[0]}\n`,
    `${PEM_LINES[0]}\n${PEM.at(-1)}\n`,
    'xoxb-a-',
    'ghp_',
    'Bearer a',
    'api_key"]: a.b|',
    '[masked: ',
    ' ',
    '\n',
  ])('one megabyte of %j is searched in time', { timeout: 10_000 }, (piece) => {
    const hostile = piece.repeat(1_000_000 / piece.length);
    const began = performance.now();
    maskSecrets(hostile);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
