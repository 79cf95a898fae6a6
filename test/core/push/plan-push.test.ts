import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planPush, type PushPlan } from '../../../src/core/push/plan-push.ts';
import { historyOf } from './history.ts';

const ZERO = '0'.repeat(40);

/**
 *   m1 - m2 - m3          the remote's main
 *     \         \
 *      f1 - f2 - fm - f3  a branch; fm merges m3
 *       \
 *        g1               its rewritten second commit
 *   o1                    no history in common
 */
const HISTORY = historyOf({
  m1: [],
  m2: ['m1'],
  m3: ['m2'],
  f1: ['m1'],
  f2: ['f1'],
  fm: ['f2', 'm3'],
  f3: ['fm'],
  g1: ['f1'],
  o1: [],
});

type Line = [local: string, remoteRef: string, remote: string];

function plan(lines: Line[], all = ['m3'], main: string | null = 'm3'): Promise<PushPlan> {
  const refs = lines.map(([localOid, remoteRef, remoteOid]) => ({
    localRef: remoteRef,
    localOid,
    remoteRef,
    remoteOid,
  }));
  return planPush(refs, { all, main }, HISTORY);
}

async function ranges(lines: Line[], all?: string[]): Promise<string[]> {
  return (await plan(lines, all)).ranges.map(
    ({ base, head, label }) => `${base}..${head} ${label}`,
  );
}

describe('what of a push is reviewed', () => {
  it('a new branch: since it left what the remote has', async () => {
    expect(await ranges([['f2', 'refs/heads/f', ZERO]])).toEqual(['m1..f2 f (new, 2 commits)']);
  });

  it('a new branch on top of another one of the remote: what it adds to that', async () => {
    expect(await ranges([['f2', 'refs/heads/f', ZERO]], ['m3', 'f1'])).toEqual([
      'f1..f2 f (new, 1 commit)',
    ]);
  });

  it('a new branch that merged main: since main, not since it left it', async () => {
    expect(await ranges([['f3', 'refs/heads/f', ZERO]])).toEqual(['m3..f3 f (new, 4 commits)']);
  });

  it('a branch that moves forward: since the old tip of the remote', async () => {
    expect(await ranges([['f2', 'refs/heads/f', 'f1']], ['m3', 'f1'])).toEqual([
      'f1..f2 f (1 commit)',
    ]);
  });

  it('main that takes in a branch the remote knows: all that main gets', async () => {
    expect(await ranges([['fm', 'refs/heads/main', 'm3']], ['m3', 'f2'])).toEqual([
      'm3..fm main (3 commits)',
    ]);
  });

  it('a rewritten branch: since the last commit that stayed', async () => {
    expect(await ranges([['g1', 'refs/heads/f', 'f2']], ['m3', 'f2'])).toEqual([
      'f1..g1 f (rewritten, 1 commit)',
    ]);
  });

  it('a rewritten branch whose old tip is not here: since it left what is known', async () => {
    expect(await ranges([['g1', 'refs/heads/f', 'a'.repeat(40)]])).toEqual([
      'm1..g1 f (rewritten, 2 commits)',
    ]);
  });

  it('a branch that goes back: nothing', async () => {
    const { ranges, nothing } = await plan([['f1', 'refs/heads/f', 'f2']], ['m3', 'f2']);
    expect(ranges).toEqual([]);
    expect(nothing).toEqual([{ ref: 'f', why: 'holds nothing new to the remote' }]);
  });

  it('a deleted branch, notes, and what is no commit: nothing, each with its reason', async () => {
    const { ranges, nothing } = await plan([
      [ZERO, 'refs/heads/f', 'f2'],
      ['f2', 'refs/notes/commits', ZERO],
      ['b'.repeat(40), 'refs/tags/blob', ZERO],
    ]);
    expect(ranges).toEqual([]);
    expect(nothing.map(({ ref, why }) => `${ref} ${why}`)).toEqual([
      'f is deleted',
      'refs/notes/commits holds notes, not code',
      'blob is no commit',
    ]);
  });

  it('a tag on a branch of the remote or of the push: nothing', async () => {
    const { ranges, nothing } = await plan([
      ['m2', 'refs/tags/v1', ZERO],
      ['f1', 'refs/tags/v2', ZERO],
      ['f2', 'refs/heads/f', ZERO],
    ]);
    expect(ranges.map(({ label }) => label)).toEqual(['f (new, 2 commits)']);
    expect(nothing).toEqual([
      { ref: 'v1', why: 'holds nothing new to the remote' },
      { ref: 'v2', why: 'is reviewed with another ref of this push' },
    ]);
  });

  it('a tag with commits that no branch has: those', async () => {
    expect(await ranges([['f2', 'refs/tags/v1', ZERO]])).toEqual([
      'm1..f2 v1 (tag, new, 2 commits)',
    ]);
  });

  it('one commit under several names: once', async () => {
    expect(
      await ranges([
        ['f2', 'refs/heads/f', ZERO],
        ['f2', 'refs/heads/copy', ZERO],
      ]),
    ).toEqual(['m1..f2 f (new, 2 commits)']);
  });

  it('a branch on top of another one of the same push: each commit once', async () => {
    expect(
      await ranges([
        ['f1', 'refs/heads/lower', ZERO],
        ['f2', 'refs/heads/upper', ZERO],
      ]),
    ).toEqual(['m1..f1 lower (new, 1 commit)', 'f1..f2 upper (new, 1 commit)']);
  });

  it('a history of its own, or a remote that nothing is known of: nothing, said apart', async () => {
    const alone = await plan([['o1', 'refs/heads/pages', ZERO]]);
    const first = await plan([['m3', 'refs/heads/main', ZERO]], [], null);
    expect([alone.ranges, first.ranges]).toEqual([[], []]);
    expect(alone.incomparable).toEqual([
      { ref: 'pages', why: 'it shares no history with what is known here of the remote' },
    ]);
    expect(first.incomparable).toEqual([
      { ref: 'main', why: 'no branch of the remote is known here to compare it with' },
    ]);
  });

  it('loses no commit, whatever is pushed onto whatever', async () => {
    const commits = 12;
    const index = fc.nat(commits - 1);
    const graph = fc.array(fc.array(fc.nat(), { maxLength: 2 }), {
      minLength: commits,
      maxLength: commits,
    });
    const refs = fc.array(
      fc.record({ local: index, remote: fc.option(index), tag: fc.boolean() }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(
        graph,
        refs,
        fc.array(index, { maxLength: 3 }),
        async (graph, refs, tips) => {
          const id = (at: number): string => `c${at}`;
          const parents = graph.map((picks, at) => [
            id(at),
            at === 0 ? [] : [...new Set(picks.map((pick) => id(pick % at)))],
          ]);
          const history = historyOf(Object.fromEntries(parents) as Record<string, string[]>);
          const lines = refs.map(({ local, remote, tag }, at) => ({
            localRef: 'HEAD',
            localOid: id(local),
            remoteRef: `refs/${tag ? 'tags' : 'heads'}/${at}`,
            remoteOid: remote === null ? ZERO : id(remote),
          }));
          const all = tips.map(id);
          const plan = await planPush(lines, { all, main: all[0] ?? null }, history);

          const old = refs.flatMap(({ remote }) => (remote === null ? [] : [id(remote)]));
          const onRemote = history.reach([...all, ...old]);
          const seen = new Set(
            plan.ranges.flatMap(({ base, head }) => {
              const before = history.reach([base]);
              return [...history.reach([head])].filter((commit) => !before.has(commit));
            }),
          );
          const untold = refs
            .filter((_, at) => !plan.incomparable.some(({ ref }) => ref === String(at)))
            .flatMap(({ local }) => [...history.reach([id(local)])])
            .filter((commit) => !onRemote.has(commit) && !seen.has(commit));
          expect(untold).toEqual([]);
          for (const { base, head } of plan.ranges) {
            expect(await history.isAncestor(base, head)).toBe(true);
          }
        },
      ),
    );
  });
});
