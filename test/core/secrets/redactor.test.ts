import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../src/core/secrets/redactor.ts';
import { PEM, PEM_LINES, SAMPLES } from './samples.ts';

const secret = fc
  .string({ minLength: 8, maxLength: 60 })
  .filter((value) => value.trim().length >= 8);

describe('createRedactor', () => {
  it('takes a value out of any text, plain, encoded for a URL, escaped for JSON and in base64', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (written, before, after) => {
        const value = written.trim();
        const redact = createRedactor([written]);
        const forms = [
          value,
          encodeURIComponent(value),
          JSON.stringify(value).slice(1, -1),
          Buffer.from(value).toString('base64'),
          Buffer.from(value).toString('base64url'),
        ];
        for (const form of forms) {
          expect(redact(`[${form}]`)).not.toContain(form);
          expect(redact(before + form + after)).toContain('[redacted]');
        }
      }),
    );
  });

  it('finds it within what was encoded together with it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 }), (before, after) => {
        const redact = createRedactor(['hush-hush-hush-7']);
        const header = Buffer.from(`${before}hush-hush-hush-7${after}`).toString('base64');
        const left = redact(header).replaceAll('[redacted]', '');
        expect(left.length).toBeLessThan(header.length - 18);
      }),
    );
  });

  it('takes a private key out line by line, however its line feeds are written', () => {
    for (const written of [PEM.join('\n'), PEM.join('\\n'), `${PEM.join('\r\n')}\n`]) {
      const redact = createRedactor([written]);
      const log = `${JSON.stringify({ key: PEM.join('\n') })} ${PEM_LINES[2]} ${PEM.join('\r\n')}`;
      for (const line of PEM_LINES) expect(redact(log)).not.toContain(line);
    }
  });

  it('takes the longer of two values that begin alike', () => {
    const redact = createRedactor(['hush-hush', 'hush-hush-longer']);
    expect(redact('a hush-hush-longer b')).toBe('a [redacted] b');
  });

  it('takes out tokens that nobody named, and leaves short values and everything else', () => {
    const redact = createRedactor(['', 'short', 'a.c*e(g)']);
    expect(redact(`token ${SAMPLES['GitHub token']}, ${SAMPLES['Anthropic API key']}`)).toBe(
      'token [redacted], [redacted]',
    );
    expect(redact('short abcdefgh a.c*e(g)')).toBe('short abcdefgh [redacted]');
  });
});
