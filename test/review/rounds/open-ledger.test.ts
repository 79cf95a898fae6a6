import { expect, test } from 'vitest';
import type { PullState } from '../../../src/core/ledger/ledger.ts';
import { writeState } from '../../../src/core/ledger/pull-state.ts';
import { writeMarker, type OutcomeMarker } from '../../../src/core/plan/marker.ts';
import type { PostedThread, PullOverview } from '../../../src/ports/pull-requests.ts';
import type { Steps } from '../../../src/ports/steps.ts';
import { keepLedger, openLedger } from '../../../src/review/rounds/open-ledger.ts';

const HEAD = 'a'.repeat(40);
const OLDER = 'b'.repeat(40);

interface Said {
  comment: number;
  reply?: OutcomeMarker['kind'];
  isOurs?: boolean;
}

/** A pull request with findings of ours, each in a thread of its own. */
function overview(said: Said[], head = HEAD): Parameters<typeof keepLedger>[0] {
  const place = { path: 'src/a.ts', side: 'RIGHT', line: 1 } as const;
  const id = (comment: number): string => `aaaa${comment}`;
  const comments = said.map(({ comment }) => ({
    ...place,
    id: comment,
    originalLine: 1,
    body: `Said.\n\n${writeMarker({ kind: 'finding', id: id(comment), fingerprint: 'f', head: OLDER, ...place })}`,
    thread: `thread ${comment}`,
    resolved: false,
    url: '',
    votesDown: 0,
  }));
  const threads = said.map(({ comment, reply, isOurs = true }): PostedThread => {
    const body =
      reply === undefined ? 'No.' : writeMarker({ kind: reply, id: id(comment), head: HEAD });
    const replies = [{ id: 99, author: 'x', isBot: isOurs, isOurs, body }];
    return {
      id: `thread ${comment}`,
      first: comment,
      resolvedBy: null,
      replies: reply === undefined && isOurs ? [] : replies,
    };
  });
  const pull = { head: { branch: 'topic', sha: head } } as PullOverview['pull'];
  return {
    pull,
    posted: { head, reviews: [], notes: [], comments, threads },
    checks: [],
  };
}

function keeping(): { steps: Steps; told: string[]; log: (line: string) => void } {
  const values = new Map<string, unknown>();
  const told: string[] = [];
  return {
    steps: {
      get: async (key) => values.get(key),
      put: async (key, value) => void values.set(key, JSON.parse(JSON.stringify(value))),
    },
    told,
    log: (line) => told.push(line),
  };
}

test('a later try starts from what the first one found, not from what that has posted', async () => {
  const { steps, log } = keeping();
  const first = await keepLedger(overview([{ comment: 1 }]), 1, steps, log);
  expect(first.entries.map(({ id }) => id)).toEqual(['aaaa1']);
  const posted = overview([{ comment: 1, reply: 'fixed' }, { comment: 2 }]);
  expect(await keepLedger(posted, 1, steps, log)).toEqual(first);
  // Of another head, it is an earlier round.
  const { pull } = overview([], OLDER);
  const { entries } = await keepLedger({ ...posted, pull }, 1, steps, log);
  expect(entries.map(({ id, state }) => [id, state])).toEqual([
    ['aaaa1', 'fixed'],
    ['aaaa2', 'open'],
  ]);
});

test('what people did meanwhile counts', async () => {
  const { steps, log } = keeping();
  await keepLedger(overview([{ comment: 1 }, { comment: 2 }, { comment: 3 }]), 1, steps, log);
  const since = overview([
    { comment: 1, reply: 'dismissal' },
    { comment: 3, isOurs: false },
  ]);
  const { entries } = await keepLedger(since, 1, steps, log);
  expect(entries).toMatchObject([
    { id: 'aaaa1', state: 'dismissed', answered: false },
    { id: 'aaaa3', state: 'open', answered: true },
  ]);
});

test('a finding of the summary alone that was dismissed meanwhile does not come back', async () => {
  const { steps, log } = keeping();
  const place = { path: 'src/a.ts', side: 'RIGHT', line: 1 } as const;
  const listed = ['zz1zz', 'zz2zz'].map((id) => ({
    kind: 'finding' as const,
    id,
    fingerprint: `of ${id}`,
    head: OLDER,
    ...place,
  }));
  const withState = (over: Partial<PullState>) => {
    const { state } = openLedger(overview([]));
    const body = writeState({ ...state, head: OLDER, ...over });
    const empty = overview([]);
    return { ...empty, posted: { ...empty.posted, notes: [{ id: 7, body }] } };
  };
  await keepLedger(withState({ listed }), 1, steps, log);
  const dismissed = withState({ listed: listed.slice(1), said: ['zz1zz:of zz1zz'] });
  const { entries, state } = await keepLedger(dismissed, 1, steps, log);
  expect(entries.map(({ id }) => id)).toEqual(['zz2zz']);
  expect(state.listed.map(({ id }) => id)).toEqual(['zz2zz']);
  expect(state.said).toEqual(['zz1zz:of zz1zz']);
});

test('a store that is out of reach is told of, and the review goes on', async () => {
  const told: string[] = [];
  const fail = () => Promise.reject(new Error('down'));
  const steps: Steps = { get: fail, put: fail };
  const { entries } = await keepLedger(overview([{ comment: 1 }]), 1, steps, (line) =>
    told.push(line),
  );
  expect(entries).toHaveLength(1);
  expect(told).toHaveLength(2);
});
