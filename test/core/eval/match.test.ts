import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expectation } from '../../../src/core/eval/eval-case.ts';
import { assign, NEAR_BY_MEANING, NEAR_BY_PLACE, pointsAt } from '../../../src/core/eval/match.ts';
import { evalFinding } from './judged.ts';

const wanted: Expectation = {
  path: 'src/a.ts',
  side: 'RIGHT',
  startLine: 10,
  line: 12,
  text: 'It is wrong.',
  alsoAt: [{ path: 'src/b.ts', side: 'LEFT', startLine: 40, line: 40 }],
};

describe('pointsAt', () => {
  it.each([
    ['on it', {}, true],
    ['around it', { startLine: 1, line: 30 }, true],
    ['three lines above', { startLine: 5, line: 7 }, true],
    ['four lines above', { startLine: 5, line: 6 }, false],
    ['three lines below', { startLine: 15, line: 15 }, true],
    ['four lines below', { startLine: 16, line: 16 }, false],
    ['in another file', { path: 'src/c.ts' }, false],
    ['on the other side', { side: 'LEFT' as const }, false],
    [
      'at the other place',
      { path: 'src/b.ts', side: 'LEFT' as const, startLine: 41, line: 41 },
      true,
    ],
    ['at the other place, wrong side', { path: 'src/b.ts', startLine: 41, line: 41 }, false],
    [
      'elsewhere, naming it too',
      { startLine: 90, line: 90, alsoAt: [{ path: 'src/a.ts', line: 11 }] },
      true,
    ],
    ['on the file alone', { anchor: 'file' as const }, false],
  ])('%s', (_name, over, near) => {
    const finding = evalFinding({ path: 'src/a.ts', startLine: 11, line: 11, ...over });
    expect(pointsAt(finding, wanted, NEAR_BY_PLACE)).toBe(near);
  });

  it('lets a comment on the whole file count once its meaning is known', () => {
    const finding = evalFinding({ path: 'src/a.ts', anchor: 'file', startLine: 1, line: 1 });
    expect(pointsAt(finding, wanted, NEAR_BY_MEANING)).toBe(true);
    expect(pointsAt({ ...finding, path: 'src/c.ts' }, wanted, NEAR_BY_MEANING)).toBe(false);
  });
});

describe('assign', () => {
  it('gives way where another partner is left', () => {
    // The first could take either; only then can the second have its only one.
    expect(assign([[0, 1], [0]])).toEqual([1, 0]);
    expect(assign([[0], [0], []])).toEqual([0, null, null]);
    expect(assign([])).toEqual([]);
  });

  const graphs = fc
    .integer({ min: 1, max: 5 })
    .chain((expected) =>
      fc.array(fc.uniqueArray(fc.integer({ min: 0, max: expected - 1 })), { maxLength: 6 }),
    );

  it('pairs each at most once, along the edges, and as many as can be', () => {
    fc.assert(
      fc.property(graphs, (edges) => {
        const met = assign(edges);
        const taken = met.filter((each) => each !== null);
        expect(new Set(taken).size).toBe(taken.length);
        const off = met.filter((each, finding) => each !== null && !edges[finding]!.includes(each));
        expect(off).toEqual([]);
        expect(taken.length).toBe(mostPairs(edges, new Set()));
      }),
    );
  });

  it('never pairs fewer for a finding more', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), (edges, pick) => {
        const count = (all: number[][]): number => assign(all).filter((met) => met !== null).length;
        const fewer = edges.filter((_, at) => at !== pick % Math.max(1, edges.length));
        expect(count(edges)).toBeGreaterThanOrEqual(count(fewer));
      }),
    );
  });
});

/** The most pairs there can be, by trying all ways. */
function mostPairs(edges: number[][], taken: ReadonlySet<number>): number {
  const [first, ...rest] = edges;
  if (first === undefined) return 0;
  const free = first.filter((each) => !taken.has(each));
  return Math.max(
    mostPairs(rest, taken),
    ...free.map((each) => 1 + mostPairs(rest, new Set([...taken, each]))),
  );
}
