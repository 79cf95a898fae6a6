import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { isZeroOid, parsePushedRefs } from '../../../src/core/push/pushed-refs.ts';

const oid = fc.constantFrom(40, 64).chain((length) =>
  fc.oneof(
    fc.constant('0'.repeat(length)),
    fc.string({
      unit: fc.constantFrom(...Array.from('0123456789abcdef')),
      minLength: length,
      maxLength: length,
    }),
  ),
);
const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map((text) => text.replace(/\s|\p{C}/gu, '-'));
const pushedRef = fc.record({
  localRef: fc.oneof(
    fc.constantFrom('(delete)', 'HEAD', 'HEAD@{1 day ago}', `:/fix ${'a'.repeat(40)} it`),
    word.map((name) => `refs/heads/${name}`),
  ),
  localOid: oid,
  remoteRef: word.map((name) => `refs/heads/${name}`),
  remoteOid: oid,
});

describe('what git tells a pre-push hook', () => {
  it('is read back whatever the names, with or without the last line feed', () => {
    fc.assert(
      fc.property(fc.array(pushedRef), fc.boolean(), (refs, ended) => {
        const lines = refs.map(
          (ref) => `${ref.localRef} ${ref.localOid} ${ref.remoteRef} ${ref.remoteOid}`,
        );
        expect(parsePushedRefs(lines.join('\n') + (ended ? '\n' : ''))).toEqual(refs);
      }),
    );
  });

  it('is never half read: a line that is not whole is refused, by its number', () => {
    fc.assert(
      fc.property(pushedRef, fc.array(pushedRef), fc.nat(), (ref, before, at) => {
        const good = before.map(
          (ref) => `${ref.localRef} ${ref.localOid} ${ref.remoteRef} ${ref.remoteOid}\n`,
        );
        const fields = [ref.localRef, ref.localOid, ref.remoteRef, ref.remoteOid];
        // Without one of the ids, the line holds too little whatever the names are.
        fields[at % 2 === 0 ? 1 : 3] = 'x';
        const text = `${good.join('')}${fields.join(' ')}\n`;
        expect(() => parsePushedRefs(text)).toThrow(UserError);
        expect(() => parsePushedRefs(text)).toThrow(`Line ${before.length + 1} `);
      }),
    );
  });

  it('is nothing when nothing is pushed', () => {
    expect(parsePushedRefs('')).toEqual([]);
  });

  it('has zeros for no object, in both hash formats', () => {
    expect([isZeroOid('0'.repeat(40)), isZeroOid('0'.repeat(64))]).toEqual([true, true]);
    expect(isZeroOid(`${'0'.repeat(39)}1`)).toBe(false);
  });
});
