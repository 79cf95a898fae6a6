import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRepository, type GitRepository } from '../../../src/adapters/git/repository.ts';
import { openWorkspace } from '../../../src/adapters/git/workspace.ts';
import { parseConfig } from '../../../src/core/config/parse-config.ts';
import type { Ledger, LedgerEntry } from '../../../src/core/ledger/ledger.ts';
import type { Round } from '../../../src/core/ledger/round.ts';
import type { OpenPull, PullReviewPorts } from '../../../src/review/pull-review.ts';
import { openRound, type RoundWish } from '../../../src/review/rounds/open-round.ts';
import { createRepository, type TestRepository } from '../../support/git-repository.ts';

let repository: TestRepository;
let git: GitRepository;
let base: string;
let first: string;
let second: string;

const CODE = (middle: string): string =>
  ['function a() {', '  one();', middle, '  three();', '}', ''].join('\n');

beforeAll(async () => {
  repository = await createRepository();
  await repository.write('keep.ts', 'export {};\n');
  base = await repository.commit('base');
  await repository.write('src/a.ts', CODE('  two();'));
  await repository.write('src/gone.ts', CODE('  two();'));
  first = await repository.commit('first');
  await repository.write('src/a.ts', `// Above.\n${CODE('  guarded();')}`);
  await repository.git('rm', '-q', 'src/gone.ts');
  second = await repository.commit('second');
  git = await openRepository(await openWorkspace(repository.dir, process.env));
});
afterAll(async () => {
  await git.close();
  await repository.remove();
});

const entry = (path: string, over: Partial<LedgerEntry> = {}): LedgerEntry => ({
  id: path.length.toString().padStart(5, '0'),
  fingerprint: path,
  path,
  side: 'RIGHT',
  startLine: 4,
  line: 4,
  head: first,
  mergeBase: base,
  severity: 'high',
  category: 'reliability',
  title: 'It fails',
  claim: 'It fails.',
  evidence: [],
  state: 'open',
  answered: false,
  votesDown: 0,
  comment: 1,
  thread: 'T',
  url: '',
  ...over,
});

/** A round on the second head, after a review of the first; `gone` is what GitHub has no more. */
async function roundOf(
  wish: Partial<RoundWish>,
  {
    gone = [],
    entries = [entry('src/a.ts'), entry('src/gone.ts')],
  }: { gone?: string[]; entries?: LedgerEntry[] } = {},
): Promise<Round> {
  const pull = { head: { sha: second }, base: { sha: base } };
  const ledger: Ledger = {
    entries,
    state: {
      note: null,
      head: first,
      mergeBase: base,
      paused: false,
      said: ['00000:deleted'],
      listed: [],
    },
  };
  const files = await git.diff(base, second);
  return openRound(
    {
      pull,
      mergeBase: base,
      config: parseConfig('', 'x.yml'),
      objects: {
        repository: git,
        more: async (commits: string[]) => new Set(commits.filter((id) => !gone.includes(id))),
      },
    } as unknown as OpenPull,
    { change: { base, mergeBase: base, head: second, files } },
    ledger,
    { asked: false, full: false, ...wish },
    {
      stops: { signal: new AbortController().signal },
      pulls: { mergeBase: async () => base },
    } as unknown as PullReviewPorts,
  );
}

describe('a push', () => {
  it('is compared with the head of the last review, and findings are carried along', async () => {
    const round = await roundOf({});
    expect(round).toMatchObject({ since: first, floor: 'medium' });
    expect(round.rows!.added).toEqual(new Map([['src/a.ts', [1, 4]]]));
    expect(round.entries.map(({ state, now }) => [state, now])).toEqual([
      ['open', { path: 'src/a.ts', startLine: 5, line: 5, exact: true }],
      ['outdated', null],
    ]);
  });

  it('that changed the function of a finding makes it one to be checked, with both codes', async () => {
    const [candidate, ...others] = (await roundOf({})).candidates;
    expect(others).toEqual([]);
    expect(candidate!.before).toMatchObject({ path: 'src/a.ts', start: 1 });
    expect(candidate!.before.lines).toContain('  two();');
    expect(candidate!.after).toMatchObject({ path: 'src/a.ts', start: 2 });
    expect(candidate!.after.lines).toContain('  guarded();');
  });

  it('that changed what a finding rests on elsewhere makes it one to be checked, too', async () => {
    const evidence = [{ path: 'src/a.ts', side: 'RIGHT' as const, line: 3 }];
    const resting = entry('keep.ts', { startLine: 1, line: 1, evidence });
    const idle = entry('keep.ts', { startLine: 1, line: 1 });
    const { candidates } = await roundOf({}, { entries: [resting, idle] });
    expect(candidates.map((one) => one.entry.evidence)).toEqual([evidence]);
  });

  it('whose last head is gone is looked at whole, and nothing is forgotten', async () => {
    const round = await roundOf({}, { gone: [first] });
    expect(round).toMatchObject({ since: null, rows: null, floor: 'medium', candidates: [] });
    expect([...round.said]).toEqual(['deleted']);
    expect(round.entries.map(({ state, now }) => [state, now?.exact])).toEqual([
      ['open', false],
      ['outdated', undefined],
    ]);
  });
});

describe('a person', () => {
  it('gets everything that is new, mild or not', async () => {
    expect(await roundOf({ asked: true })).toMatchObject({ since: first, floor: null });
  });

  it('who starts over gets the whole change, and what was deleted again', async () => {
    const round = await roundOf({ asked: true, full: true });
    expect(round).toMatchObject({ rows: null, floor: null });
    expect(round.said.size).toBe(0);
  });

  it('may name a commit by its beginning, when it was reviewed', async () => {
    const round = await roundOf({ asked: true, since: first.slice(0, 8) });
    expect(round.since).toBe(first);
  });

  it.each(['1234567', '1'.repeat(40)])('is told that there is no commit %s', async (since) => {
    await expect(roundOf({ asked: true, since }, { gone: [since] })).rejects.toThrow(
      `there is no commit ${since} here`,
    );
  });
});
