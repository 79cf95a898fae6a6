import { describe, expect, test } from 'vitest';
import { parseHunks } from '../../../src/core/diff/parse-hunks.ts';
import { indexRows } from '../../../src/core/diff/row-index.ts';
import { findDisagreement } from '../../../src/core/diff/verify-hunks.ts';

const before = 'one\ntwo\nthree\nfour\nfive\n';
const after = 'one\n2\nthree\nfour\nfive\nsix\n';
const patch = '@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n@@ -5 +5,2 @@\n five\n+six\n';

describe('holding hunks against both versions', () => {
  test('agrees when they turn the old one into the new one', () => {
    expect(findDisagreement(parseHunks(patch), before, after)).toBeNull();
    expect(findDisagreement([], before, before)).toBeNull();
    expect(findDisagreement(parseHunks('@@ -0,0 +1 @@\n+a\n'), '', 'a\n')).toBeNull();
    const unended = '@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n';
    expect(findDisagreement(parseHunks(unended), 'a', 'a\n')).toBeNull();
  });

  test.each([
    ['a deleted row', patch.replace('-two', '-tw0'), before, after, 'old line 2'],
    ['an added row', patch.replace('+2', '+3'), before, after, 'new line 2'],
    ['a context row', patch.replace(' three', ' tree'), before, after, 'old line 3'],
    ['a row cut short', patch.replace('-two', '-tw'), before, after, 'old line 2'],
    ['shifted numbers', patch.replace('-5 +5', '-4 +4'), before, after, 'old line 4'],
    ['numbers that disagree', patch.replace('-5 +5', '-5 +6'), before, after, 'out of step'],
    ['a change behind', patch, before, `${after}seven\n`, 'behind the last row'],
    ['a change between', patch, before, after.replace('four', '4'), 'precedes'],
    ['a change without any row', '', before, after, 'behind the last row'],
    ['a missing line feed', patch, before, after.slice(0, -1), 'new line 6'],
  ])('names %s', (_, text, old, current, what) => {
    expect(findDisagreement(parseHunks(text), old, current)).toContain(what);
  });

  test('does not take a row for one without line feed when the file goes on', () => {
    const hunks = parseHunks('@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n');
    expect(findDisagreement(hunks, '', 'a\n')).toContain('new line 1');
    expect(findDisagreement(parseHunks('@@ -0,0 +1 @@\n+a\n'), '', 'a')).toContain('new line 1');
  });
});

test('rows are found by side and line: deleted ones on the left alone', () => {
  const index = indexRows(parseHunks(patch));
  expect(index.at('LEFT', 2)).toMatchObject({ hunk: 0, row: 1, line: { text: 'two' } });
  expect(index.at('RIGHT', 2)).toMatchObject({ hunk: 0, row: 2, line: { text: '2' } });
  expect(index.at('RIGHT', 6)).toMatchObject({ hunk: 1, row: 1, line: { text: 'six' } });
  expect(index.at('RIGHT', 1)).toMatchObject({ line: { kind: 'context' } });
  expect(index.at('LEFT', 1)).toBeUndefined();
  expect(index.at('RIGHT', 4)).toBeUndefined();
});
