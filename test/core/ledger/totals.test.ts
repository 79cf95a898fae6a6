import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { PullState } from '../../../src/core/ledger/ledger.ts';
import { readState, readSummaryMark, writeState } from '../../../src/core/ledger/pull-state.ts';
import { readTotals, totalsAfter } from '../../../src/core/ledger/totals.ts';
import { writeMarker } from '../../../src/core/plan/marker.ts';
import { finding, reviewResult } from '../../support/finding.ts';

const AGENT = 'backend-developer-expert';
const EMPTY = { head: 'a'.repeat(40), mergeBase: null, paused: false, said: [], listed: [] };
const NOTHING = readState({ notes: [], reviews: [] });

/** Marks as earlier versions wrote them, to the byte: without totals, then with the cost alone. */
const OLD = [
  '<!-- backline:1:eyJraW5kIjoic3VtbWFyeSIsImhlYWQiOiJhYmNkIiwibWVyZ2VCYXNlIjoiYmFzZSIsInNhaWQiOlsiazNmOWE6MDEyMyJdfQ -->',
  '<!-- backline:1:eyJraW5kIjoic3VtbWFyeSIsImhlYWQiOiJhYmNkIiwiY29zdFVzZCI6MC4yNX0 -->',
] as const;

const saved = (state: Parameters<typeof writeState>[0]): PullState =>
  readState({ notes: [{ id: 1, body: `### Summary\n\n${writeState(state)}` }], reviews: [] });

const usage = (costUsd: number | null) => ({ usage: { ...reviewResult([]).usage, costUsd } });

describe('a mark of an earlier version', () => {
  it('still tells what it told, and its totals are not known', () => {
    const state = readState({ notes: [{ id: 1, body: OLD[0] }], reviews: [] });
    expect(state).toMatchObject({ head: 'abcd', mergeBase: 'base', said: ['k3f9a:0123'] });
    expect(readTotals(state, [])).toEqual({ counts: null, costUsd: null });
  });

  it('stays unknown in what it did not tell, review after review', () => {
    const state = readState({ notes: [{ id: 1, body: OLD[1] }], reviews: [] });
    expect(readTotals(state, [])).toEqual({ counts: null, costUsd: 0.25 });
    expect(totalsAfter(state, reviewResult([finding()]))).toEqual({ costUsd: 0.26 });
  });
});

describe('reviews add up', () => {
  it('by agent, and survive the mark', () => {
    let state: PullState = NOTHING;
    const rounds = [
      reviewResult([finding()]),
      reviewResult([finding({ posted: false })]),
      reviewResult([finding()], {
        agent: { name: 'db\n\u001b[31mexpert', source: 'x', repaired: false },
      }),
      reviewResult([], { outcome: 'incomplete' }),
      reviewResult([], { outcome: 'skipped' }),
    ];
    for (const result of rounds) state = saved({ ...EMPTY, ...totalsAfter(state, result) });
    expect(readTotals(state, [])).toEqual({
      costUsd: 0.05,
      counts: [
        { agent: AGENT, reviews: 2, silent: 1 },
        { agent: 'db [31mexpert', reviews: 1, silent: 0 },
      ],
    });
  });

  it('and one whose price is not known makes the sum unknown for good', () => {
    const first = totalsAfter(undefined, reviewResult([], usage(null)));
    expect(first).not.toHaveProperty('costUsd');
    const next = totalsAfter(saved({ ...EMPTY, ...first }), reviewResult([]));
    expect(next).toEqual({ counts: [{ agent: AGENT, reviews: 2, silent: 2 }] });
  });

  it('with the silent ones before them, which left a check alone', () => {
    const check = `Clean\n\n${writeState({ ...EMPTY, ...totalsAfter(NOTHING, reviewResult([])) })}`;
    const summary = saved({ ...EMPTY, ...totalsAfter(NOTHING, reviewResult([finding()])) });
    expect(readTotals(NOTHING, [check, 'Running'])).toEqual({
      costUsd: 0.01,
      counts: [{ agent: AGENT, reviews: 1, silent: 1 }],
    });
    expect(readTotals(summary, [check, check])).toEqual({
      costUsd: 0.03,
      counts: [{ agent: AGENT, reviews: 3, silent: 2 }],
    });
    expect(readTotals(NOTHING, ['Running'])).toEqual({ counts: null, costUsd: null });
  });

  it('to nothing that is known where somebody deleted the summary', () => {
    const check = writeState({ ...EMPTY, ...totalsAfter(NOTHING, reviewResult([])) });
    const review = writeMarker({ kind: 'review', run: 'r', head: 'abcd' });
    const deleted = readState({ notes: [], reviews: [{ pending: false, body: review }] });
    expect(readTotals(deleted, [check])).toEqual({ counts: null, costUsd: null });
    expect(totalsAfter(deleted, reviewResult([]))).toEqual({});
  });
});

it('a pause before the first review leaves the totals at zero, not unknown', () => {
  const { note: _, ...state } = NOTHING;
  const paused = saved({ ...state, paused: true });
  expect(totalsAfter(paused, reviewResult([finding()]))).toEqual({
    costUsd: 0.01,
    counts: [{ agent: AGENT, reviews: 1, silent: 0 }],
  });
});

describe('counts that can not be right are not known', () => {
  const mark = (counts: unknown): string => {
    const json = JSON.stringify({ kind: 'summary', head: 'abcd', counts });
    return `<!-- backline:1:${Buffer.from(json).toString('base64url')} -->`;
  };

  it.each([
    ['more silent ones than reviews', [['a', 1, 2]]],
    ['a negative count', [['a', 1, -1]]],
    ['a fraction', [['a', 1.5, 1]]],
    ['no name', [['', 1, 1]]],
    ['a name that is no text', [[{}, 1, 1]]],
    ['one broken among good ones', [['a', 1, 1], null]],
    ['no list', { a: [1, 1] }],
  ])('%s', (_name, counts) => {
    expect(readSummaryMark(mark(counts))).not.toHaveProperty('counts');
  });

  test('whatever stands there, reading does not fail and sums stay sums', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (counts, costUsd) => {
        const json = JSON.stringify({ kind: 'summary', head: 'abcd', counts, costUsd });
        const text = `<!-- backline:1:${Buffer.from(json).toString('base64url')} -->`;
        fc.pre(text.length < 8000);
        const state = readSummaryMark(text)!;
        for (const { agent, reviews, silent } of state.counts ?? []) {
          expect(agent).not.toMatch(/[\p{C}\n]/u);
          expect(silent).toBeLessThanOrEqual(reviews);
        }
        expect(state.costUsd ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

test('the largest state still fits into a mark that is read', () => {
  const counts = Array.from({ length: 12 }, (_, at) => ({
    agent: `${at}${'\u{1f600}'.repeat(39)}`,
    reviews: 1e6,
    silent: 1e6,
  }));
  const said = Array.from({ length: 200 }, (_, at) => `${10_000 + at}:0123456789abcdef`);
  const state = saved({ ...EMPTY, said, counts });
  expect(state.counts).toEqual(counts);
  expect(state.said.at(-1)).toBe(said.at(-1));
});
