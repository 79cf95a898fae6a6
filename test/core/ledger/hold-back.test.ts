import { describe, expect, it } from 'vitest';
import type { CarriedEntry } from '../../../src/core/ledger/carry.ts';
import { chooseOfRound, heldBack } from '../../../src/core/ledger/hold-back.ts';
import type { Round } from '../../../src/core/ledger/round.ts';
import { DEFAULT_CHOOSING } from '../../../src/core/finding/rank.ts';
import { finding } from '../../support/finding.ts';

function entry(over: Partial<CarriedEntry> = {}): CarriedEntry {
  return {
    id: 'aaaa1',
    fingerprint: 'ffffffffffffffff',
    path: 'src/a.ts',
    side: 'RIGHT',
    startLine: 2,
    line: 2,
    head: 'c'.repeat(40),
    mergeBase: '',
    severity: 'high',
    category: 'reliability',
    title: 'The queue is never drained',
    claim: '',
    evidence: [],
    state: 'open',
    answered: false,
    votesDown: 0,
    comment: 1,
    thread: 'T',
    url: '',
    now: { path: 'src/a.ts', startLine: 9, line: 9, exact: true },
    ...over,
  };
}

function round(entries: CarriedEntry[], over: Partial<Round> = {}): Round {
  return {
    since: 'c'.repeat(40),
    rows: null,
    floor: null,
    entries,
    said: new Set(),
    candidates: [],
    state: { note: null, head: null, mergeBase: null, paused: false, said: [], listed: [] },
    ...over,
  };
}

const posted = (told: ReturnType<typeof finding>, of: Round, sameAs = new Map<string, string>()) =>
  chooseOfRound([told], sameAs, DEFAULT_CHOOSING, of).findings[0]!.posted;

describe('a finding that was said before', () => {
  const told = finding({ severity: 'medium', title: 'Jobs pile up', category: 'performance' });

  it('is known by its fingerprint', () => {
    expect(posted(told, round([entry({ fingerprint: told.fingerprint })]))).toBe(false);
  });

  it('is known by the place that it was carried to, in like words or of the same kind', () => {
    const there = { path: 'src/a.ts', startLine: 2, line: 2, exact: true };
    expect(posted(told, round([entry({ now: there, category: 'performance' })]))).toBe(false);
    expect(posted(told, round([entry({ now: there, title: 'Jobs pile high' })]))).toBe(false);
    expect(posted(told, round([entry({ now: there })]))).toBe(true);
    const inexact = { ...there, exact: false };
    expect(posted(told, round([entry({ now: inexact, category: 'performance' })]))).toBe(true);
  });

  it('is known by what the verifier says, whatever the words, the kind and the row', () => {
    expect(posted(told, round([entry()]))).toBe(true);
    expect(posted(told, round([entry()]), new Map([[told.id, 'aaaa1']]))).toBe(false);
  });

  it('is not posted again when its comment was deleted', () => {
    const said = new Set([told.fingerprint]);
    expect(heldBack(told, round([], { said }))).toContain('deleted');
  });

  it('that was dismissed is known by its likeness within the file', () => {
    const dismissed = entry({
      state: 'dismissed',
      category: 'performance',
      title: 'Jobs pile high',
    });
    expect(posted(told, round([dismissed]))).toBe(false);
    expect(posted(told, round([{ ...dismissed, state: 'open' }]))).toBe(true);
    const elsewhere = { ...dismissed, path: 'src/b.ts', now: null };
    expect(posted(told, round([elsewhere]))).toBe(true);
  });

  it('that was fixed is back, and told in its thread', () => {
    const fixed = entry({ state: 'fixed', fingerprint: told.fingerprint });
    const choice = chooseOfRound([told], new Map(), DEFAULT_CHOOSING, round([fixed]));
    expect(choice.back).toEqual([fixed]);
    expect(choice.findings[0]!.posted).toBe(false);
    const doubtful = { ...told, wouldPost: false };
    expect(chooseOfRound([doubtful], new Map(), DEFAULT_CHOOSING, round([fixed])).back).toEqual([]);
  });
});

describe('from the second round on', () => {
  it('what is mild is held back, and still listed with the reason', () => {
    const mild = finding({ severity: 'low' });
    const choice = chooseOfRound(
      [mild],
      new Map(),
      DEFAULT_CHOOSING,
      round([], { floor: 'medium' }),
    );
    expect(choice.findings).toMatchObject([{ posted: false, rank: 1 }]);
    expect(choice.findings[0]!.notPostedBecause).toContain('medium');
  });

  it('rows that are not new are held back, wherever the severity', () => {
    const rows = { added: new Map(), has: () => true, concerns: () => false };
    expect(posted(finding({ severity: 'critical' }), round([], { rows }))).toBe(false);
    expect(posted(finding(), round([], { rows: { ...rows, concerns: () => true } }))).toBe(true);
  });
});
