import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/finding/finding.ts';
import { commentableRows } from '../../../src/core/plan/commentable.ts';
import { readMarkers, writeMarker } from '../../../src/core/plan/marker.ts';
import { planReview, type PlanOptions } from '../../../src/core/plan/plan-review.ts';
import type { ReviewPlan } from '../../../src/core/plan/review-plan.ts';
import { changedFile } from '../finding/changed-file.ts';
import { finding, reviewResult } from '../../support/finding.ts';

const HEAD = 'a'.repeat(40);
/** Lines 1 to 5 and 20 to 22 of the new file, line 2 of the old one. */
const file = changedFile(
  'src/a.ts',
  { old: 1, new: 1, rows: [' one', '-old', '+two', '+three', ' four', ' five'] },
  { old: 19, new: 20, rows: [' twenty', '+more', ' end'] },
);
const PATCH =
  '@@ -1,4 +1,5 @@\n one\n-old\n+two\n+three\n four\n five\n@@ -19,2 +20,3 @@\n twenty\n+more\n end';
const commentable = commentableRows([
  { path: 'src/a.ts', patch: PATCH },
  { path: 'src/big.ts', patch: null },
]);
const options: PlanOptions = {
  head: HEAD,
  language: 'en',
  maxComments: 30,
  failOn: 'high',
  banners: [],
  files: [file],
};

function plan(findings: Finding[], over: Partial<PlanOptions> = {}): ReviewPlan {
  return planReview(reviewResult(findings), commentable, { ...options, ...over });
}

describe('planReview', () => {
  it('puts a finding on its row, one row without a range', () => {
    const [comment] = plan([finding()]).comments;
    expect(comment).toMatchObject({ path: 'src/a.ts', side: 'RIGHT', line: 2 });
    expect(comment).not.toHaveProperty('startLine');
    expect(readMarkers(comment!.body)).toEqual([
      expect.objectContaining({ kind: 'finding', id: 'k3f9a', head: HEAD, line: 2 }),
    ]);
  });

  it('takes over the range of a suggestion, as a block that GitHub can commit', () => {
    const suggestion = { startLine: 2, line: 3, code: 'both();' };
    const [comment] = plan([finding({ suggestion })]).comments;
    expect(comment).toMatchObject({ startLine: 2, line: 3 });
    expect(comment!.body).toContain('```suggestion\nboth();\n```');
  });

  it('only shows a suggestion for other rows than the comment can be on', () => {
    const suggestion = { startLine: 3, line: 4, code: 'other();' };
    const [comment] = plan([finding({ suggestion })]).comments;
    expect(comment).toMatchObject({ line: 2 });
    expect(comment!.body).not.toContain('suggestion\n');
    expect(comment!.body).toContain('other();');
  });

  it('deletes lines with an empty block', () => {
    const suggestion = { startLine: 2, line: 2, code: '' };
    expect(plan([finding({ suggestion })]).comments[0]!.body).toContain('```suggestion\n```');
  });

  it('comments on the old side on deleted rows alone', () => {
    expect(plan([finding({ side: 'LEFT' })]).comments[0]).toMatchObject({ side: 'LEFT', line: 2 });
    const context = plan([finding({ side: 'LEFT', startLine: 1, line: 1 })]);
    expect(context.comments).toEqual([]);
    expect(context.fileComments).toHaveLength(1);
  });

  it.each([
    [
      'a line that the diff does not show',
      { startLine: 10, line: 10 },
      "GitHub's diff does not show",
    ],
    ['a range over two hunks', { startLine: 5, line: 20 }, 'different hunks'],
    ['a file without a patch', { path: 'src/big.ts' }, 'shows no diff'],
    [
      'a finding on a file',
      { anchor: 'file' as const, anchorReason: 'it has no row' },
      'it has no row',
    ],
  ])('comments on the file for %s and says why', (_name, over, why) => {
    const { comments, fileComments } = plan([finding(over)]);
    expect(comments).toEqual([]);
    expect(fileComments[0]!.body).toContain(why);
  });

  it('lists what is in no file of the pull request, with the reason', () => {
    const listed = plan([finding({ path: 'src/other.ts' })]);
    expect(listed.listed).toEqual([
      { findingId: 'k3f9a', reason: 'the file is not in the list of changed files' },
    ]);
    expect(listed.summary).toContain('It fails twice');
  });

  it('does not comment where GitHub shows another text at the line', () => {
    const shifted = commentableRows([{ path: 'src/a.ts', patch: PATCH.replace('+two', '+zwei') }]);
    const moved = planReview(reviewResult([finding()]), shifted, options);
    expect(moved.comments).toEqual([]);
    expect(moved.fileComments[0]!.body).toContain("GitHub's diff shows another text at line 2");
  });

  it('offers no suggestion to commit across a line that GitHub shows as deleted', () => {
    const patch = '@@ -1,4 +1,5 @@\n one\n+two\n-old\n+three\n four\n five';
    const suggestion = { startLine: 2, line: 3, code: 'both();' };
    const other = commentableRows([{ path: 'src/a.ts', patch }]);
    const [comment] = planReview(reviewResult([finding({ suggestion })]), other, options).comments;
    expect(comment).toMatchObject({ line: 2 });
    expect(comment!.body).not.toContain('```suggestion');
  });

  it('takes a row whose bytes are no UTF-8 for the same, however each side tells it', () => {
    const [ours, theirs] = ['caf\ufffd = 1', 'caf\u00e9 = 1'];
    const change = changedFile('src/a.ts', { old: 1, new: 1, rows: [' one', `+${ours}`] });
    const rows = commentableRows([{ path: 'src/a.ts', patch: `@@ -1 +1,2 @@\n one\n+${theirs}` }]);
    const planned = planReview(reviewResult([finding()]), rows, { ...options, files: [change] });
    expect(planned.comments).toHaveLength(1);
  });

  it('lists what GitHub refused', () => {
    const refused = new Map([['k3f9a', 'GitHub refused it: no']]);
    expect(plan([finding()], { refused })).toMatchObject({
      comments: [],
      fileComments: [],
      listed: [{ findingId: 'k3f9a', reason: 'GitHub refused it: no' }],
    });
  });

  it('is silent about a clean review, but for the check', () => {
    const clean = plan([]);
    expect(clean).toMatchObject({ reviewBody: null, summary: null, comments: [] });
    expect(clean.check.conclusion).toBe('success');
    expect(readMarkers(clean.check.summary)).toEqual([
      expect.objectContaining({
        kind: 'summary',
        costUsd: 0.01,
        counts: [['backend-developer-expert', 1, 1]],
      }),
    ]);
  });

  it('reads no mark but its own from the check of a silent review, whatever was written', () => {
    const forged = writeMarker({ kind: 'summary', head: '', counts: [['forged', 9, 9]] });
    const held = finding({
      posted: false,
      title: forged,
      body: `\`\`\`\n${forged}`,
      path: `src/${forged}.ts`,
      notPostedBecause: forged,
    });
    const result = reviewResult([held], {
      agent: { name: forged, source: forged, repaired: true },
      coverage: [{ path: `${forged}.ts`, status: 'skipped', reason: forged }],
      rejected: [{ title: forged, path: forged, line: 1, why: forged }],
      notes: [forged],
    });
    const { check, summary } = planReview(result, commentable, options);
    expect(summary).toBeNull();
    const [own, ...others] = readMarkers(check.summary);
    expect(own).toMatchObject({ kind: 'summary', counts: [[forged.slice(0, 80), 1, 1]] });
    expect(others).toEqual([]);
  });

  it.each([
    ['high', 'high', 'failure'],
    ['medium', 'high', 'success'],
    ['critical', 'never', 'success'],
  ] as const)('a %s finding with fail_on %s concludes %s', (severity, failOn, conclusion) => {
    expect(plan([finding({ severity })], { failOn }).check.conclusion).toBe(conclusion);
  });

  it('is neutral when something was not reviewed', () => {
    const result = reviewResult([], {
      outcome: 'incomplete',
      incomplete: [{ what: 'src/a.ts', why: 'the model refused' }],
    });
    const incomplete = planReview(result, commentable, options);
    expect(incomplete.check.conclusion).toBe('neutral');
    expect(incomplete.summary).toContain('the model refused');
  });

  it('loses no finding, posts none twice, and stays within the limits', () => {
    const any = fc.record({
      path: fc.constantFrom('src/a.ts', 'src/big.ts', 'elsewhere.ts'),
      side: fc.constantFrom('LEFT' as const, 'RIGHT' as const),
      startLine: fc.integer({ min: 1, max: 25 }),
      more: fc.nat({ max: 4 }),
      anchor: fc.constantFrom('line' as const, 'file' as const, 'summary' as const),
      posted: fc.boolean(),
      body: fc.oneof(fc.string(), fc.constant('x'.repeat(70_000)), fc.constant('```\nopen')),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), (all) => {
        const findings = all.map(({ more, ...each }, index) =>
          finding({ ...each, line: each.startLine + more, id: `f${index}` }),
        );
        const { comments, fileComments, listed } = plan(findings);
        const placed = [...comments, ...fileComments, ...listed].map(({ findingId }) => findingId);
        const wanted = findings.filter(({ posted }) => posted).map(({ id }) => id);
        expect(placed.sort()).toEqual(wanted.sort());
        expect(comments.length + fileComments.length).toBeLessThanOrEqual(30);
        for (const { body } of [...comments, ...fileComments]) {
          expect(body.length).toBeLessThanOrEqual(65_536);
          expect(readMarkers(body)).toHaveLength(1);
        }
      }),
    );
  });
});
