import { spawn } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { environment } from '../../demo/command-line.ts';
import { buildRepository, type DemoRepository } from '../../demo/repository.ts';
import { scriptedModel } from '../../demo/scripted-model.ts';
import { LATER_FINDINGS, LOOKS, SCRIPTED_FINDINGS } from '../../demo/scripted-findings.ts';
import { readPrompts } from '../../src/adapters/prompts/read-prompts.ts';
import { parsePatch } from '../../src/core/diff/parse-patch.ts';
import { answerSchema, type FinderAnswer } from '../../src/core/finding/answer.ts';
import { buildFindings, placeAnswer } from '../../src/core/finding/build-findings.ts';
import { indexFile } from '../../src/core/finding/file-index.ts';
import type { ReviewResult } from '../../src/core/finding/review-result.ts';
import { buildBrief } from '../../src/core/prompt/brief.ts';
import { showWhole } from '../../src/core/prompt/shown-file.ts';
import { answerContext } from '../support/claude/context.ts';
import { startClaude } from '../support/claude/server.ts';

const BIN = join(import.meta.dirname, '../../src/entrypoints/bin.ts');

let folder: string;
let repository: DemoRepository;
/** The branch before its second commit. */
let head: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'backline-test-')));
  repository = await buildRepository(folder);
  head = await repository.git('rev-parse', 'store-credit');
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

/** The findings of the scripted model about all that `range` changes, without any tool. */
async function findingsOf(range: string) {
  const patch = await repository.git('diff', range);
  const files = parsePatch(Buffer.from(`${patch}\n`));
  const { change } = buildBrief({
    prompts: await readPrompts(join(import.meta.dirname, '../../agents')),
    role: 'You review.',
    rules: [],
    memory: '',
    description: null,
    files: files.map(showWhole),
    others: [],
    language: 'en',
    instructions: '',
  });
  const body = {
    model: 'claude-opus-5-5',
    messages: [{ role: 'user' as const, content: change }],
    output_config: { format: { type: 'json_schema', schema: answerSchema() } },
  };
  const context = answerContext(body, 1, new AbortController().signal);
  const { json } = await scriptedModel(body, context);
  const index = new Map(files.map((file) => [file.path, indexFile(file)]));
  return buildFindings(placeAnswer(json as FinderAnswer, index), index, () => null);
}

test('every finding sits on its rows of the branch, each suggestion can be committed', async () => {
  const findings = await findingsOf(`main...${head}`);
  expect(
    findings.map(({ title, anchor, anchorReason, suggestion }) => ({
      title,
      anchor,
      anchorReason,
      suggests: suggestion !== undefined,
    })),
  ).toEqual(
    SCRIPTED_FINDINGS.map(({ title, suggestion }) => ({
      title,
      anchor: 'line',
      anchorReason: undefined,
      suggests: suggestion !== undefined,
    })),
  );
  expect(findings.filter(({ side }) => side === 'LEFT')).toMatchObject([
    { path: 'server/src/routes/orders.ts', alsoAt: [{ path: 'server/src/routes/orders.ts' }] },
  ]);
});

/** What the findings of `head` are proved with, told by the review with its lookups. */
async function evidenceAt(commit: string) {
  const claude = await startClaude({ answer: scriptedModel });
  const args = [BIN, 'review', '--base', 'main', '--head', commit, '--format', 'json', '--quiet'];
  const review = spawn(process.execPath, args, {
    cwd: repository.dir,
    env: environment(claude.url),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const result = JSON.parse(await text(review.stdout)) as ReviewResult;
  await claude.close();
  return result.findings.flatMap((finding) => finding.evidence);
}

function quotesOf(evidence: readonly { path: string; quote: string }[]) {
  return evidence.map(({ path, quote }) => ({ path, quote })).sort(byQuote);
}

test('every quote, also of files outside the change, is found in the repository', async () => {
  const evidence = await evidenceAt(head);
  expect(evidence.filter(({ verified }) => !verified)).toEqual([]);
  expect(quotesOf(evidence)).toEqual(
    quotesOf(SCRIPTED_FINDINGS.flatMap((finding) => finding.evidence)),
  );
});

test('titles fit a line', () => {
  expect(
    [...SCRIPTED_FINDINGS, ...LATER_FINDINGS].filter(({ title }) => title.length >= 80),
  ).toEqual([]);
});

test('the second commit mends three of them and brings one', async () => {
  const fixed = await repository.commitFixes();
  const [left, brought, evidence] = await Promise.all([
    findingsOf(`main...${fixed}`),
    findingsOf(`${fixed}~1..${fixed}`),
    evidenceAt(fixed),
  ]);
  expect(left.map(({ path }) => path)).toEqual([
    'server/src/services/store-credit.ts',
    'db/migrations/0003_credit_payments.sql',
    'worker/credit_statements.py',
    'worker/credit_statements.py',
    'server/src/routes/orders.ts',
  ]);
  expect(brought).toMatchObject([
    { title: LATER_FINDINGS[0]!.title, anchor: 'line', suggestion: {} },
  ]);
  expect(quotesOf(evidence.filter(({ verified }) => verified))).toEqual(
    expect.arrayContaining(quotesOf(LATER_FINDINGS.flatMap((finding) => finding.evidence))),
  );
});

test('it looks around before it answers', async () => {
  const body = {
    model: 'claude-opus-5-5',
    messages: [{ role: 'user' as const, content: 'Review this change.' }],
    tools: [{ name: 'read_file', input_schema: { type: 'object' } }],
    output_config: { format: { type: 'json_schema', schema: answerSchema() } },
  };
  const context = answerContext(body, 1, new AbortController().signal);
  expect(await scriptedModel(body, context)).toEqual({ toolCalls: LOOKS[0] });
});

test('it refuses to play another part', () => {
  const body = {
    model: 'claude-opus-5-5',
    messages: [{ role: 'user' as const, content: 'Hello' }],
  };
  const context = answerContext(body, 1, new AbortController().signal);
  expect(() => scriptedModel(body, context)).toThrow('findings and verdicts');
});

function byQuote(a: { path: string; quote: string }, b: { path: string; quote: string }): number {
  return `${a.path} ${a.quote}` < `${b.path} ${b.quote}` ? -1 : 1;
}
