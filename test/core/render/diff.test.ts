import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, ChangedFile } from '../../../src/core/diff/model.ts';
import { renderDiffJson } from '../../../src/core/render/diff-json.ts';
import { renderDiffText } from '../../../src/core/render/diff-text.ts';
import { golden } from './fixture.ts';

const FILE: ChangedFile = {
  path: 'src/api/주문.ts',
  status: 'modified',
  oldMode: '100644',
  newMode: '100644',
  oldBlob: 'a'.repeat(40),
  newBlob: 'b'.repeat(40),
  binary: false,
  verified: true,
  hunks: [
    {
      oldStart: 1,
      oldLines: 2,
      newStart: 1,
      newLines: 2,
      section: 'function f()',
      lines: [
        { kind: 'context', old: 1, new: 1, text: 'const a = "\u202e\u001b[1m\u009b";\r' },
        { kind: 'del', old: 2, new: null, text: 'old();' },
        { kind: 'add', old: null, new: 2, text: 'new();', noNewline: true },
      ],
    },
  ],
};
const CHANGE: Change = {
  base: 'a'.repeat(40),
  mergeBase: 'b'.repeat(40),
  head: null,
  files: [
    FILE,
    { ...FILE, path: 'src/b\n.ts', previousPath: 'src/a.ts', status: 'renamed', hunks: [] },
    { ...FILE, path: 'logo.png', status: 'added', oldMode: '000000', binary: true, hunks: [] },
    {
      ...FILE,
      path: 'odd.go',
      verified: false,
      unverifiedBecause: 'line 4 is another in the blob',
    },
  ],
};
const SELECTIONS = new Map([
  ['src/api/주문.ts', { selected: true, reason: 'server source' }],
  ['src/b\n.ts', { selected: true, reason: 'server source' }],
  ['logo.png', { selected: false, reason: 'asset' }],
  ['odd.go', { selected: false, reason: 'generated' }],
]);

const join = (change: Change): string => [...renderDiffJson(change, SELECTIONS)].join('');

describe('the JSON of a change', () => {
  it('is the expected text', async () => {
    await expect(join(CHANGE)).toMatchFileSnapshot(golden('diff.json'));
  });

  it('holds exactly the promised keys', () => {
    const parsed = JSON.parse(join(CHANGE)) as { files: Record<string, unknown>[] };
    expect(Object.keys(parsed)).toEqual(['schema', 'base', 'mergeBase', 'head', 'files']);
    const keys = [
      'path',
      'status',
      'oldMode',
      'newMode',
      'binary',
      'verified',
      'selected',
      'reason',
      'hunks',
    ];
    expect(Object.keys(parsed.files[0]!)).toEqual(keys);
    expect(Object.keys(parsed.files[1]!)).toEqual(['path', 'previousPath', ...keys.slice(1)]);
    expect(parsed.files[0]!['hunks']).toEqual([
      {
        oldStart: 1,
        oldLines: 2,
        newStart: 1,
        newLines: 2,
        lines: FILE.hunks[0]!.lines.map(({ kind, old, new: fresh, text }) => ({
          kind,
          old,
          new: fresh,
          text,
        })),
      },
    ]);
  });

  it('is valid for any text, whatever the count of rows', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 30 }), (texts) => {
        const lines = texts.map(
          (text, index) => ({ kind: 'add', old: null, new: index + 1, text }) as const,
        );
        const change = { ...CHANGE, files: [{ ...FILE, hunks: [{ ...FILE.hunks[0]!, lines }] }] };
        const parsed = JSON.parse(join(change)) as Change;
        expect(parsed.files[0]!.hunks[0]!.lines.map((line) => line.text)).toEqual(texts);
      }),
    );
    for (const count of [0, 1_999, 2_000, 2_001, 4_000]) {
      const lines = Array.from(
        { length: count },
        (_, index) => ({ kind: 'add', old: null, new: index, text: 'x' }) as const,
      );
      const change = { ...CHANGE, files: [{ ...FILE, hunks: [{ ...FILE.hunks[0]!, lines }] }] };
      expect((JSON.parse(join(change)) as Change).files[0]!.hunks[0]!.lines).toHaveLength(count);
    }
    expect((JSON.parse(join({ ...CHANGE, files: [] })) as Change).files).toEqual([]);
  });

  it('comes in pieces that do not grow with the diff', () => {
    const lines = Array.from(
      { length: 50_000 },
      (_, index) => ({ kind: 'add', old: null, new: index, text: 'x'.repeat(60) }) as const,
    );
    const change = { ...CHANGE, files: [{ ...FILE, hunks: [{ ...FILE.hunks[0]!, lines }] }] };
    const pieces = [...renderDiffJson(change, SELECTIONS)];
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(300_000);
  });

  it('fails loudly for a file that nobody decided on', () => {
    expect(() => join({ ...CHANGE, files: [{ ...FILE, path: 'x' }] })).toThrow(
      'no selection for "x"',
    );
  });
});

describe('the table of a change', () => {
  it.each(['en', 'ko'] as const)('is the expected text in %s', async (language) => {
    const text = renderDiffText(CHANGE, SELECTIONS, { color: false, language });
    await expect(text).toMatchFileSnapshot(golden(`diff.${language}.txt`));
  });

  it('says when nothing changed', () => {
    const options = { color: false, language: 'en' } as const;
    expect(renderDiffText({ ...CHANGE, files: [] }, SELECTIONS, options)).toBe('nothing changed\n');
  });
});
