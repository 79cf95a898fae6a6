import { describe, expect, it, test } from 'vitest';
import { writeState } from '../../../src/core/ledger/pull-state.ts';
import { readLedger } from '../../../src/core/ledger/read-ledger.ts';
import type { StandingComments } from '../../../src/core/ledger/standing-comments.ts';
import { readMarkers, writeMarker, type OutcomeMarker } from '../../../src/core/plan/marker.ts';

const HEAD = 'a'.repeat(40);
const MARK = writeMarker({
  kind: 'finding',
  id: 'k3f9a',
  fingerprint: '0123456789abcdef',
  head: HEAD,
  path: 'src/a.ts',
  side: 'RIGHT',
  line: 7,
  startLine: 5,
  mergeBase: 'b'.repeat(40),
  severity: 'high',
  category: 'security',
  title: 'The id goes into the SQL text',
});
const LISTED = {
  kind: 'finding',
  id: 'zz9zz',
  fingerprint: 'fedcba9876543210',
  head: HEAD,
  path: 'src/b.ts',
  side: 'RIGHT',
  line: 3,
  severity: 'medium',
  title: 'It stands in the summary alone',
} as const;
const TEXT =
  '**high (security): The id goes into the SQL text**\n\nBody.\n\n<sub>`/explain k3f9a` `/dismiss k3f9a …`</sub>';
const outcome = (kind: OutcomeMarker['kind']): { isOurs: boolean; body: string } => ({
  isOurs: true,
  body: `Said.\n\n${writeMarker({ kind, id: 'k3f9a', head: HEAD })}`,
});
const person = (body: string): { isOurs: boolean; body: string } => ({ isOurs: false, body });

function posted(over: {
  body?: string;
  replies?: { isOurs: boolean; body: string }[];
  resolvedBy?: StandingComments['threads'][number]['resolvedBy'];
  notes?: StandingComments['notes'];
  reviews?: StandingComments['reviews'];
}): StandingComments {
  const { body = `${TEXT}\n\n${MARK}`, replies = [], resolvedBy = null } = over;
  return {
    reviews: over.reviews ?? [],
    notes: over.notes ?? [],
    comments: [
      {
        id: 1,
        path: 'src/moved.ts',
        side: 'RIGHT',
        originalLine: 6,
        body,
        thread: 'T',
        url: 'https://x/1',
        votesDown: 2,
      },
    ],
    threads: [{ id: 'T', first: 1, resolvedBy, replies }],
  };
}

const entry = (over: Parameters<typeof posted>[0]) => readLedger(posted(over)).entries[0];

describe('a finding', () => {
  it.each([
    ['that nobody answered', [], null, 'open', false],
    ['that a person answered', [person('No.')], null, 'open', true],
    ['that is said to be fixed', [outcome('fixed')], null, 'fixed', false],
    ['that is back', [outcome('fixed'), person('Hm.'), outcome('back')], null, 'open', true],
    [
      'that is fixed again',
      [outcome('fixed'), outcome('back'), outcome('fixed')],
      null,
      'fixed',
      false,
    ],
    ['that was dismissed', [outcome('dismissal')], null, 'dismissed', false],
    ['whose thread a person resolved', [], { login: 'kim', isOurs: false }, 'dismissed', false],
    [
      'that is fixed, in a thread of a person',
      [outcome('fixed')],
      { login: 'kim', isOurs: false },
      'dismissed',
      false,
    ],
    [
      'whose thread we resolved',
      [outcome('fixed')],
      { login: 'backline', isOurs: true },
      'fixed',
      false,
    ],
    [
      'that is open, in a thread of a person by our name',
      [],
      { login: 'backline', isOurs: true },
      'dismissed',
      false,
    ],
    ['that somebody else marked', [{ ...outcome('fixed'), isOurs: false }], null, 'open', true],
  ] as const)('%s', (_name, replies, resolvedBy, state, answered) => {
    expect(entry({ replies: [...replies], resolvedBy })).toMatchObject({ state, answered });
  });

  it('is told by its mark, wherever GitHub shows it now', () => {
    expect(entry({})).toMatchObject({
      id: 'k3f9a',
      path: 'src/a.ts',
      startLine: 5,
      line: 7,
      head: HEAD,
      severity: 'high',
      category: 'security',
      title: 'The id goes into the SQL text',
      claim: TEXT,
      votesDown: 2,
    });
  });

  it('whose mark was edited away is known by its text, and by what the summary remembers', () => {
    const said = ['zzzzz:ffff', 'k3f9a:0123456789abcdef'];
    const mark = writeState({ head: HEAD, mergeBase: null, paused: false, said, listed: [] });
    expect(entry({ body: TEXT, notes: [{ id: 9, body: mark }] })).toMatchObject({
      id: 'k3f9a',
      fingerprint: '0123456789abcdef',
      path: 'src/moved.ts',
      line: 6,
      head: '',
      title: 'The id goes into the SQL text',
    });
  });

  it('is none of ours when nothing tells that it is one', () => {
    expect(readLedger(posted({ body: 'Hello.' })).entries).toEqual([]);
  });
});

describe('a finding that stands in the summary alone', () => {
  it('is open, and has no thread', () => {
    const state = { head: HEAD, mergeBase: null, paused: false, said: [], listed: [LISTED] };
    const { entries } = readLedger(posted({ notes: [{ id: 9, body: writeState(state) }] }));
    expect(entries.map(({ id, state: is, comment }) => [id, is, comment])).toEqual([
      ['k3f9a', 'open', 1],
      ['zz9zz', 'open', null],
    ]);
  });
});

describe('the state of a pull request', () => {
  test('comes back from the summary as it was written', () => {
    const state = {
      head: HEAD,
      mergeBase: 'b'.repeat(40),
      paused: true,
      said: ['a:1', 'b:2'],
      listed: [LISTED],
    };
    const note = { id: 9, body: `Text.\n\n${writeState(state)}` };
    expect(readLedger(posted({ notes: [{ id: 8, body: 'Hi.' }, note] })).state).toEqual({
      ...state,
      note,
    });
  });

  test('is told by the newest review when the summary is gone', () => {
    const review = (head: string): string => writeMarker({ kind: 'review', run: 'r', head });
    const reviews = [
      { pending: false, body: review('old') },
      { pending: false, body: review(HEAD) },
      { pending: true, body: review('pending') },
    ];
    expect(readLedger(posted({ reviews })).state).toMatchObject({
      note: null,
      head: HEAD,
      said: [],
    });
  });

  test('fits its mark however much was said, the newest kept', () => {
    const said = Array.from(
      { length: 5000 },
      (_, i) => `id${i % 1000}:${String(i).padStart(16, '0')}`,
    );
    const mark = writeState({
      head: HEAD,
      mergeBase: HEAD,
      paused: true,
      said,
      listed: Array.from({ length: 50 }, () => LISTED),
    });
    const [read] = readMarkers(mark);
    expect(read).toMatchObject({ kind: 'summary', head: HEAD });
    expect((read as { said: string[] }).said.at(-1)).toBe(said.at(-1));
  });
});
