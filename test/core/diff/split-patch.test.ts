import { array, assert, nat, property } from 'fast-check';
import { expect, test } from 'vitest';
import { splitPatch, type PatchSection } from '../../../src/core/diff/split-patch.ts';
import { DiffSyntaxError } from '../../../src/core/diff/syntax-error.ts';

function split(pieces: string[]): { sections: PatchSection[]; other: string[] } {
  const sections: PatchSection[] = [];
  const other: string[] = [];
  const splitter = splitPatch((section) => sections.push(section), {
    onOther: (line) => other.push(line),
  });
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return { sections, other };
}

const tricky = [
  'From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001\n',
  '--- not a file\n---\n x | 2 +-\n\n',
  'diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n',
  '@@ -1,3 +1,3 @@\n--- a/y\n-diff --git a/y b/y\n-@@ -1 +1 @@\n+++ b/y\n+a\n+b\n',
  '\\ No newline at end of file\n',
  '@@ -9 +9 @@\n-a\n+b\n',
  'diff --git a/y b/z\nsimilarity index 100%\nrename from y\nrename to z\n',
  'diff --git a/w b/w\n--- a/w\n+++ b/w\n@@ -1 +1 @@\n-a\n+b\n-- \n2.39.5\n',
  '--- old/x.c\t2020\n+++ new/x.c\t2021\n@@ -1 +1 @@\n-a\n+b\n',
].join('');

test('content never starts a file, and prose never becomes one', () => {
  const { sections, other } = split([tricky]);
  expect(sections.map(({ header }) => header[0])).toEqual([
    'diff --git a/x b/x',
    'diff --git a/y b/z',
    'diff --git a/w b/w',
    '--- old/x.c\t2020',
  ]);
  expect(sections.map(({ hunks }) => hunks.split('\n').length - 1)).toEqual([11, 0, 3, 3]);
  expect(other).toContain('--- not a file');
  expect(other.at(-2)).toBe('-- ');
});

test('the pieces a patch arrives in do not matter', () => {
  const whole = split([tricky]);
  const cut = array(nat(tricky.length), { maxLength: 12 });
  assert(
    property(cut, (cuts) => {
      const ends = [...cuts.sort((a, b) => a - b), tricky.length];
      const pieces = ends.map((end, index) => tricky.slice(ends[index - 1] ?? 0, end));
      expect(split(pieces)).toEqual(whole);
    }),
  );
});

test.each([
  'diff --git a/x b/x\n@@ -1,2 +1,2 @@\n a\n',
  'diff --git a/x b/x\n@@ -1,2 +1,2 @@\n a\ndiff --git a/y b/y\n',
  'diff --git a/x b/x\n@@ -1,2 +1,2 @@\n a\n b',
  'diff --git a/x b/x\n@@ -1,2 +1 @@\n+a\n+b\n',
  'diff --git a/x b/x\n@@ -x +1 @@\n+a\n',
])('what is cut off is refused: %j', (patch) => {
  expect(() => split([patch])).toThrow(DiffSyntaxError);
});
