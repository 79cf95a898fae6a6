import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFindings, placeAnswer } from '../../src/core/finding/build-findings.ts';
import type { FinderAnswer } from '../../src/core/finding/answer.ts';
import { indexFile, type FileIndex } from '../../src/core/finding/file-index.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { choose, DEFAULT_CHOOSING } from '../../src/core/finding/rank.ts';
import { commentableRows, type Commentable } from '../../src/core/plan/commentable.ts';
import { planReview } from '../../src/core/plan/plan-review.ts';
import { reviewResult } from '../support/finding.ts';
import { damagedAnswers, type DamagedAnswer } from './answers.ts';
import { createCorpus, type Corpus } from './corpus.ts';
import { misplaced, refusal } from './outcome.ts';

/** `npm run exact-line` sets more of them and prints the table. */
const ANSWERS = Number(process.env['EXACT_LINE_ANSWERS'] ?? 4000);
const SEED = Number(process.env['EXACT_LINE_SEED'] ?? 20);
const A_REVIEW = 40;

interface Tally {
  answers: number;
  recoverable: number;
  inline: number;
  recoveredInline: number;
}

let corpus: Corpus;
let index: Map<string, FileIndex>;
let commentable: Commentable;

beforeAll(async () => {
  corpus = await createCorpus();
  index = new Map(corpus.files.map((file) => [file.path, indexFile(file)]));
  commentable = commentableRows(corpus.listed);
});

afterAll(async () => {
  await corpus.remove();
});

/** Enums, confidences and choices as models write them, well and badly. */
const manner = fc.record({
  severity: fc.constantFrom('high', 'HIGH', 'Critical', 'severe', '', 'low'),
  category: fc.constantFrom('security', 'SECURITY', 'style'),
  confidence: fc.constantFrom(0.9, 90, 100, -3, 1e9, Number.NaN, 0.2),
  choice: fc.constantFrom('own', 'missing', 'beyond', 'own', 'own'),
  would_post: fc.boolean(),
  preexisting: fc.constantFrom(false, false, false, true),
});
type Manner = typeof manner extends fc.Arbitrary<infer T> ? T : never;

function answerOf(all: { answer: DamagedAnswer; how: Manner }[]): FinderAnswer {
  return {
    findings: all.map(({ answer, how }, at) => ({
      ...answer.claim,
      severity: how.severity,
      category: how.category,
      title: at % 7 === 0 ? '' : `Finding ${at} of ${answer.kind}`,
      body: 'It fails.',
      approach: '',
      error_handling: '',
      assumptions: [],
      tests: '',
      scaling: '',
      evidence: [],
      also_at: [{ path: answer.claim.path, row: answer.claim.start_row }],
      suggestion: [
        { start_row: answer.claim.start_row, end_row: answer.claim.end_row, code: 'fixed();' },
      ],
      preexisting: how.preexisting,
    })),
    choices: all.flatMap(({ how }, at) =>
      how.choice === 'missing'
        ? []
        : [
            {
              finding: how.choice === 'beyond' ? at + 500 : at + 1,
              would_post: how.would_post,
              confidence: how.confidence,
            },
          ],
    ),
  };
}

describe('answers over a real change', () => {
  it('are all posted, listed or left out with a reason, none on another text, none refused', () => {
    const tally = new Map<string, Tally>();
    const patches = new Map(corpus.listed.map(({ path, patch }) => [path, patch]));
    const wrong: string[] = [];
    const review = fc.array(fc.record({ answer: damagedAnswers(corpus.files), how: manner }), {
      minLength: A_REVIEW,
      maxLength: A_REVIEW,
    });
    const counts = { found: 0, lines: 0, files: 0, listed: 0, notPosted: 0 };
    fc.assert(
      fc.property(review, (all) => {
        const findings = buildFindings(placeAnswer(answerOf(all), index), index, corpus.lines);
        expect(findings).toHaveLength(all.length);
        for (const [at, finding] of findings.entries()) {
          const { answer } = all[at]!;
          count(tally, answer, finding);
          const why = misplaced(answer, finding, corpus);
          if (why !== null)
            wrong.push(
              `${answer.kind}: ${why}: ${JSON.stringify([answer.claim, finding.path, finding.side, finding.startLine, finding.line])}`,
            );
        }
        const chosen = choose(findings, { ...DEFAULT_CHOOSING, threshold: 0.5 });
        const plan = planReview(reviewResult(chosen), commentable, {
          head: corpus.head,
          language: 'en',
          maxComments: 12,
          failOn: 'high',
          banners: [],
          files: corpus.files,
        });
        const posted = [...plan.comments, ...plan.fileComments, ...plan.listed];
        const left = chosen.filter(({ posted: is }) => !is);
        const ids = [...posted.map(({ findingId }) => findingId), ...left.map(({ id }) => id)];
        expect(ids.sort()).toEqual(findings.map(({ id }) => id).sort());
        expect(left.every(({ notPostedBecause }) => notPostedBecause)).toBe(true);
        expect(plan.listed.every(({ reason }) => reason !== '')).toBe(true);
        for (const comment of plan.comments) {
          const why = refusal(comment, patches);
          if (why !== null) wrong.push(`refused: ${why}: ${JSON.stringify(comment)}`);
        }
        counts.found += findings.length;
        counts.lines += plan.comments.length;
        counts.files += plan.fileComments.length;
        counts.listed += plan.listed.length;
        counts.notPosted += left.length;
      }),
      { numRuns: Math.ceil(ANSWERS / A_REVIEW), seed: SEED, endOnFailure: true },
    );
    if (process.env['EXACT_LINE_ANSWERS'] !== undefined) print(tally, counts);
    expect(wrong.slice(0, 5)).toEqual([]);
    const total = sum([...tally.values()]);
    expect(total.recoveredInline / total.recoverable).toBeGreaterThanOrEqual(0.99);
  }, 600_000);
});

function count(tally: Map<string, Tally>, answer: DamagedAnswer, finding: Finding): void {
  const row = tally.get(answer.kind) ?? {
    answers: 0,
    recoverable: 0,
    inline: 0,
    recoveredInline: 0,
  };
  tally.set(answer.kind, row);
  const inline = finding.anchor === 'line';
  row.answers += 1;
  if (inline) row.inline += 1;
  if (answer.recoverable) row.recoverable += 1;
  if (answer.recoverable && inline) row.recoveredInline += 1;
}

function sum(rows: Tally[]): Tally {
  const add = (key: keyof Tally): number => rows.reduce((total, row) => total + row[key], 0);
  return {
    answers: add('answers'),
    recoverable: add('recoverable'),
    inline: add('inline'),
    recoveredInline: add('recoveredInline'),
  };
}

function print(tally: Map<string, Tally>, counts: Record<string, number>): void {
  const row = (kind: string, { answers, inline, recoverable, recoveredInline }: Tally): string => {
    const share =
      recoverable === 0 ? '' : `${((100 * recoveredInline) / recoverable).toFixed(1)} %`;
    return `${kind.padEnd(34)}${[answers, inline, recoverable, share].map((cell) => String(cell).padStart(13)).join('')}`;
  };
  const head = ['answers', 'on a line', 'recoverable', 'of those'].map((name) => name.padStart(13));
  process.stdout.write(
    [
      `${'damage'.padEnd(34)}${head.join('')}`,
      ...[...tally].map(([kind, each]) => row(kind, each)).sort((a, b) => (a < b ? -1 : 1)),
      row('all', sum([...tally.values()])),
      JSON.stringify(counts),
      '',
    ].join('\n'),
  );
}
