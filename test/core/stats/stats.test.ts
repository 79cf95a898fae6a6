import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATEGORIES } from '../../../src/core/finding/finding.ts';
import type { Figures } from '../../../src/core/stats/figures.ts';
import { computeStats, GROUPINGS } from '../../../src/core/stats/group.ts';
import type { CommentRecord, PullRecord } from '../../../src/core/stats/pull-record.ts';
import { renderStats } from '../../../src/core/stats/render-stats.ts';

const comment = (over: Partial<CommentRecord> = {}): CommentRecord => ({
  category: 'database',
  agent: 'db',
  state: 'open',
  votesUp: 0,
  votesDown: 0,
  ...over,
});
const pull = (over: Partial<PullRecord> = {}): PullRecord => ({
  repository: 'acme/shop',
  state: 'merged',
  comments: [],
  counts: [{ agent: 'db', reviews: 1, silent: 0 }],
  costUsd: 0.1,
  ...over,
});

describe('what became of a comment', () => {
  it.each([
    ['fixed', 'open', 'actedOn'],
    ['fixed', 'merged', 'actedOn'],
    ['dismissed', 'open', 'dismissed'],
    ['dismissed', 'closed', 'dismissed'],
    ['open', 'open', 'open'],
    ['open', 'merged', 'ignored'],
    ['open', 'closed', 'ignored'],
    ['outdated', 'open', 'open'],
    ['outdated', 'merged', 'ignored'],
  ] as const)('%s on a pull request that is %s: %s', (state, of, outcome) => {
    const { overall } = computeStats(
      [pull({ state: of, comments: [comment({ state })] })],
      'agent',
    );
    expect(overall.outcomes[outcome]).toEqual({ count: 1, share: 1 });
  });
});

describe('what is not known is not taken for nothing', () => {
  it('costs and reviews count where they are known alone', () => {
    const { overall } = computeStats(
      [
        pull({ costUsd: 0.1, counts: [{ agent: 'db', reviews: 3, silent: 1 }] }),
        pull({ costUsd: 0.2 }),
        pull({ costUsd: null, counts: null, comments: [comment()] }),
      ],
      'category',
    );
    expect(overall.cost).toEqual({ usd: 0.3, perPullRequestUsd: 0.15, known: 2, unknown: 1 });
    expect(overall.reviews).toEqual({
      finished: 4,
      silent: 1,
      silentShare: 0.25,
      known: 2,
      unknown: 1,
    });
  });

  it('no share of nothing', () => {
    const { overall } = computeStats([pull({ costUsd: null })], 'category');
    expect(overall.outcomes.actedOn).toEqual({ count: 0, share: null });
    expect(overall.cost).toEqual({ usd: null, perPullRequestUsd: null, known: 0, unknown: 1 });
    expect(renderStats(computeStats([pull({ costUsd: null })], 'category'))).toMatch(
      /^cost a pull request +unknown$/m,
    );
  });

  it('what agents cost together is not put down to either', () => {
    const both = pull({
      costUsd: 5,
      counts: [
        { agent: 'db', reviews: 2, silent: 2 },
        { agent: 'api', reviews: 1, silent: 0 },
      ],
      comments: [comment({ agent: 'api' })],
    });
    const { groups, overall } = computeStats([both, pull()], 'agent');
    expect(overall.cost?.usd).toBe(5.1);
    expect(groups).toMatchObject([
      { name: 'api', pullRequests: 1, comments: 1, cost: { usd: null, known: 0, unknown: 1 } },
      { name: 'db', pullRequests: 2, comments: 0, cost: { usd: 0.1, known: 1, unknown: 1 } },
    ]);
    expect(groups.map(({ reviews }) => reviews)).toMatchObject([
      { finished: 1, silent: 0 },
      { finished: 3, silent: 2 },
    ]);
  });
});

it('a pull request without anything of ours does not count, one that only cost money does', () => {
  const none = pull({ counts: [], costUsd: 0 });
  const foreign = pull({ counts: null, costUsd: null });
  const vain = pull({ counts: [], costUsd: 0.3 });
  expect(computeStats([none, foreign], 'agent')).toMatchObject({
    overall: { pullRequests: 0, commentsPerPullRequest: null },
    groups: [],
  });
  expect(computeStats([vain], 'agent').overall).toMatchObject({ pullRequests: 1 });
});

const anyPull: fc.Arbitrary<PullRecord> = fc.record({
  repository: fc.constantFrom('acme/shop', 'acme/mail', 'other/shop'),
  state: fc.constantFrom('open' as const, 'closed' as const, 'merged' as const),
  comments: fc.array(
    fc.record({
      category: fc.constantFrom(...CATEGORIES, null),
      agent: fc.constantFrom('db', 'api', null),
      state: fc.constantFrom('open' as const, 'fixed' as const, 'dismissed' as const),
      votesUp: fc.nat({ max: 9 }),
      votesDown: fc.nat({ max: 9 }),
    }),
    { maxLength: 6 },
  ),
  counts: fc.option(
    fc
      .tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 }))
      .map(([silent, more]) => [{ agent: 'db', reviews: silent + more, silent }]),
  ),
  costUsd: fc.option(fc.nat({ max: 5_000_000 }).map((millionths) => millionths / 1e6)),
});
const anyPulls = fc.array(anyPull, { maxLength: 12 });
const anyBy = fc.constantFrom(...GROUPINGS);

const sum = (values: number[]): number => values.reduce((all, each) => all + each, 0);
const shares = ({ outcomes }: Figures): number[] =>
  Object.values(outcomes).map((part: { share: number | null }) => part.share ?? 0);

describe('whatever was gathered', () => {
  it('the shares of the outcomes sum to one, over all and in each group', () => {
    fc.assert(
      fc.property(anyPulls, anyBy, (pulls, by) => {
        const { overall, groups } = computeStats(pulls, by);
        for (const figures of [overall, ...groups]) {
          expect(sum(shares(figures))).toBeCloseTo(figures.comments === 0 ? 0 : 1, 9);
        }
      }),
    );
  });

  it('the order in which it was read does not matter', () => {
    const shuffled = anyPulls.chain((pulls) =>
      fc.tuple(fc.constant(pulls), fc.shuffledSubarray(pulls, { minLength: pulls.length })),
    );
    fc.assert(
      fc.property(shuffled, anyBy, ([pulls, other], by) => {
        expect(computeStats(other, by)).toEqual(computeStats(pulls, by));
      }),
    );
  });

  it('every comment and every vote is in exactly one group', () => {
    fc.assert(
      fc.property(anyPulls, anyBy, (pulls, by) => {
        const { overall, groups } = computeStats(pulls, by);
        expect(sum(groups.map(({ comments }) => comments))).toBe(overall.comments);
        expect(sum(groups.map(({ votes }) => votes.down))).toBe(overall.votes.down);
        expect(sum(groups.map(({ outcomes }) => outcomes.actedOn.count))).toBe(
          overall.outcomes.actedOn.count,
        );
      }),
    );
  });

  it('the comments a pull request of the categories add up', () => {
    fc.assert(
      fc.property(anyPulls, (pulls) => {
        const { overall, groups } = computeStats(pulls, 'category');
        const each = groups.map((group) => group.commentsPerPullRequest ?? 0);
        expect(sum(each)).toBeCloseTo(overall.commentsPerPullRequest ?? 0, 9);
      }),
    );
  });

  it('repositories share out pull requests, reviews and costs', () => {
    fc.assert(
      fc.property(anyPulls, (pulls) => {
        const { overall, groups } = computeStats(pulls, 'repository');
        expect(sum(groups.map(({ pullRequests }) => pullRequests))).toBe(overall.pullRequests);
        expect(sum(groups.map(({ reviews }) => reviews!.silent))).toBe(overall.reviews!.silent);
        expect(sum(groups.map(({ cost }) => cost!.usd ?? 0))).toBeCloseTo(
          overall.cost!.usd ?? 0,
          9,
        );
      }),
    );
  });
});

it('shows every ratio with what it is a part of', () => {
  const pulls = [
    pull({
      comments: [
        comment({ state: 'fixed', votesUp: 1 }),
        comment({ state: 'dismissed', votesDown: 2, category: 'security' }),
        comment({ category: null, agent: null }),
      ],
      counts: [{ agent: 'db', reviews: 3, silent: 1 }],
    }),
    pull({ repository: 'acme/mail', counts: [{ agent: 'db', reviews: 1, silent: 1 }] }),
    pull({
      repository: 'acme/mail',
      state: 'open',
      comments: [comment()],
      counts: null,
      costUsd: null,
    }),
  ];
  expect(renderStats(computeStats(pulls, 'category'))).toMatchInlineSnapshot(`
    "pull requests        3
    comments             4; 1.33 a pull request (n=3)
    acted on             25% (1 of 4)
    dismissed            25% (1 of 4)
    ignored              25% (1 of 4)
    still open           25% (1 of 4)
    votes                1 up, 2 down
    silent reviews       50% (2 of 4); unknown for 1 more
    cost a pull request  $0.1000 (n=2); unknown for 1 more

    category  comments (n)  a pull request  acted on  dismissed  ignored   open     up  down
    database  2             0.67 (n=3)      1 (50%)   0 (0%)     0 (0%)    1 (50%)  1   0
    security  1             0.33 (n=3)      0 (0%)    1 (100%)   0 (0%)    0 (0%)   0   2
    unknown   1             0.33 (n=3)      0 (0%)    0 (0%)     1 (100%)  0 (0%)   0   0
    "
  `);
  expect(renderStats(computeStats(pulls, 'repository'))).toMatchInlineSnapshot(`
    "pull requests        3
    comments             4; 1.33 a pull request (n=3)
    acted on             25% (1 of 4)
    dismissed            25% (1 of 4)
    ignored              25% (1 of 4)
    still open           25% (1 of 4)
    votes                1 up, 2 down
    silent reviews       50% (2 of 4); unknown for 1 more
    cost a pull request  $0.1000 (n=2); unknown for 1 more

    repository  comments (n)  a pull request  acted on  dismissed  ignored  open      up  down
    acme/shop   3             3.00 (n=1)      1 (33%)   1 (33%)    1 (33%)  0 (0%)    1   2
    acme/mail   1             0.50 (n=2)      0 (0%)    0 (0%)     0 (0%)   1 (100%)  0   0

    repository  pull requests  silent reviews                     cost a pull request
    acme/shop   1              33% (1 of 3)                       $0.1000 (n=1)
    acme/mail   2              100% (1 of 1); unknown for 1 more  $0.1000 (n=1); unknown for 1 more
    "
  `);
});
