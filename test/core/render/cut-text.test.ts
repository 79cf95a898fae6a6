import { array, assert, constantFrom, integer, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { cutText } from '../../../src/core/render/cut-text.ts';

const line = constantFrom(
  'A sentence. Another one! A third?',
  '한국어 문장이다. 둘째 문장.',
  '日本語の文。二つ目。',
  '```ts',
  '```',
  '~~~',
  '````',
  'code();',
  '',
);

test('fits, begins like the text, and leaves no fence open', () => {
  assert(
    property(array(line, { maxLength: 60 }), integer({ min: 20, max: 400 }), (lines, most) => {
      const text = lines.join('\n');
      const cut = cutText(text, most);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
      const isWhole = Buffer.byteLength(text) <= most;
      expect(cut === text).toBe(isWhole);
      expect(isWhole || cut.endsWith('\n\n…')).toBe(true);
      const kept = isWhole ? '' : cut.slice(0, -3);
      expect(text.startsWith(kept)).toBe(true);
      let open: string | null = null;
      for (const row of kept.split('\n')) {
        const mark = /^(?:`{3,}|~{3,})/.exec(row)?.[0];
        if (open === null) open = mark ?? null;
        else if (mark?.startsWith(open) === true && row === mark) open = null;
      }
      expect(open).toBeNull();
    }),
  );
});

test('one endless line is cut behind a sentence, or left out', () => {
  expect(cutText('One. Two. Three is too long.', 17)).toBe('One. Two.\n\n…');
  expect(cutText('x'.repeat(100), 50)).toBe('\n\n…');
  assert(
    property(string({ maxLength: 300 }), integer({ min: 5, max: 100 }), (text, most) => {
      expect(Buffer.byteLength(cutText(text, most))).toBeLessThanOrEqual(most);
    }),
  );
});
