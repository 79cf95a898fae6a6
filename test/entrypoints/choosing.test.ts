import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReviewResult } from '../../src/core/finding/review-result.ts';
import type { Answer } from '../support/claude/answer.ts';
import type { AnswerContext } from '../support/claude/context.ts';
import { startClaude, type ClaudeStandIn } from '../support/claude/server.ts';
import { createRepository, type TestRepository } from '../support/git-repository.ts';
import { runCli } from '../support/run-cli.ts';
import {
  asksForVerdict,
  reviewAnswer,
  verdict,
  type ScriptedFinding,
} from '../support/scripted-reviewer.ts';

let repository: TestRepository;
let claude: ClaudeStandIn;
let findings: ScriptedFinding[];
let judge: (context: AnswerContext) => Answer;
/** What the finder answers when something is put back to it. */
let secondThoughts: (context: AnswerContext, first: Answer) => Answer;

beforeEach(async () => {
  judge = () => verdict();
  secondThoughts = (_context, first) => first;
  claude = await startClaude({
    answer: (_request, context) => {
      if (asksForVerdict(context)) return judge(context);
      const first = reviewAnswer(context, findings);
      return context.turn === 1 ? first : secondThoughts(context, first);
    },
  });
  repository = await createRepository();
  await repository.write('pay.py', 'def pay(id):\n    lock(id)\n    charge(id)\n');
  await repository.write('guard.py', 'LIMIT = 3\n');
  await repository.commit('Start');
  await repository.git('switch', '-q', '-c', 'feature');
  await repository.write('pay.py', 'def pay(id):\n    charge(id)\n    charge(id)\n    log(id)\n');
  await repository.commit('Pay twice');
});

afterEach(async () => {
  await claude.close();
  await repository.remove();
});

async function review(...args: string[]): Promise<ReviewResult> {
  const { stdout, stderr } = await runCli(['review', '--format', 'json', ...args], {
    cwd: repository.dir,
    env: { ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: claude.url },
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as ReviewResult;
}

const LOG: ScriptedFinding = { path: 'pay.py', row: 'log(id)', title: 'The id is logged' };

describe('evidence', () => {
  it('is put back once when a quote does not hold, and the mended answer counts', async () => {
    findings = [
      { ...LOG, evidence: [{ path: 'guard.py', side: 'RIGHT', line: 7, quote: 'LIMIT = 4' }] },
    ];
    let told = '';
    secondThoughts = (context, first) => {
      told = context.lastUserText;
      const json = first.json as { findings: { evidence: object[] }[] };
      json.findings[0]!.evidence = [
        { path: 'guard.py', side: 'RIGHT', line: 9, quote: 'LIMIT = 3' },
      ];
      return first;
    };
    const result = await review();
    expect(told).toContain('not found at guard.py:7 (RIGHT): LIMIT = 4');
    expect(result.findings[0]?.evidence).toEqual([
      { path: 'guard.py', side: 'RIGHT', line: 1, quote: 'LIMIT = 3', verified: true },
    ]);
  });

  it('that never holds rejects the finding, with the reason', async () => {
    findings = [{ ...LOG, evidence: [{ path: 'gone.py', side: 'RIGHT', line: 1, quote: 'x' }] }];
    const result = await review();
    expect(result.findings).toEqual([]);
    expect(result.rejected).toEqual([
      {
        title: 'The id is logged',
        path: 'pay.py',
        line: 4,
        why: 'its evidence does not hold: no such code at gone.py:1',
      },
    ]);
    expect(result.outcome).toBe('clean');
  });
});

describe('the verifier', () => {
  it('confirms in a conversation of its own, with the claim as material', async () => {
    findings = [LOG];
    const asked: AnswerContext[] = [];
    judge = (context) => {
      asked.push(context);
      return verdict();
    };
    const result = await review();
    expect(result.findings[0]).toMatchObject({ verdict: 'confirmed', posted: true });
    expect(asked).toHaveLength(1);
    expect(asked[0]!.turn).toBe(1);
    expect(asked[0]!.systemText).toContain('refute');
    expect(asked[0]!.userText).toContain('title: The id is logged');
  });

  it('rejects with a quote that holds, and the finding is listed with its reason', async () => {
    findings = [LOG];
    judge = () =>
      verdict({
        verdict: 'rejected',
        reason: 'The limit rules it out.',
        evidence: [{ path: 'guard.py', side: 'RIGHT', line: 1, quote: 'LIMIT = 3' }],
      });
    const result = await review();
    expect(result.findings).toEqual([]);
    expect(result.rejected[0]?.why).toBe('refuted: The limit rules it out.');
  });

  it('can not reject without one', async () => {
    findings = [LOG];
    judge = () => verdict({ verdict: 'rejected', reason: 'I do not think so.' });
    const result = await review();
    expect(result.findings[0]).toMatchObject({ verdict: 'unverified', posted: true });
  });

  it('lowers the severity and never raises it', async () => {
    findings = [{ ...LOG, severity: 'medium' }];
    judge = () => verdict({ verdict: 'lowered', severity: 'low' });
    expect((await review()).findings[0]).toMatchObject({ severity: 'low', verdict: 'lowered' });
    judge = () => verdict({ verdict: 'lowered', severity: 'critical' });
    expect((await review()).findings[0]).toMatchObject({ severity: 'medium' });
  });

  it('lists what was there before apart, and posts it never', async () => {
    findings = [LOG];
    judge = () =>
      verdict({
        preexisting: true,
        evidence: [{ path: 'pay.py', side: 'LEFT', line: 3, quote: 'charge(id)' }],
      });
    expect((await review()).findings[0]).toMatchObject({
      preexisting: true,
      posted: false,
      notPostedBecause: 'it was there before this change',
    });
  });

  it('is not asked about what would not be posted anyway', async () => {
    findings = [{ ...LOG, wouldPost: false }];
    let asked = 0;
    judge = () => {
      asked++;
      return verdict();
    };
    expect((await review()).findings[0]).toMatchObject({ posted: false, verdict: 'unverified' });
    expect(asked).toBe(0);
  });

  it('that fails leaves the finding unverified and the review incomplete', async () => {
    findings = [LOG];
    judge = () => ({ stop: 'refusal' });
    const result = await review();
    expect(result.outcome).toBe('incomplete');
    expect(result.incomplete?.[0]).toMatchObject({ what: 'the check of 1 of 1 findings' });
    expect(result.findings[0]).toMatchObject({ verdict: 'unverified', posted: true });
  });
});

describe('one cause is one finding', () => {
  it('when the same rows are told twice', async () => {
    findings = [
      { ...LOG, title: 'The id is logged in clear text', confidence: 0.8 },
      { ...LOG, title: 'Customer id logged in clear text', confidence: 0.9 },
    ];
    const result = await review();
    expect(result.findings.map(({ title }) => title)).toEqual(['Customer id logged in clear text']);
  });

  it('when the verifier names two as the same, with both places', async () => {
    findings = [
      { path: 'pay.py', row: '    charge(id)', title: 'Charged without a lock', confidence: 0.95 },
      { ...LOG, title: 'The lock is gone', confidence: 0.85 },
    ];
    judge = (context) => {
      const other = /^- (\w{5}): pay\.py:2 /m.exec(context.lastUserText)?.[1];
      return verdict({ same_as: other ?? '' });
    };
    const result = await review();
    expect(result.findings).toHaveLength(1);
    expect(result.findings[0]).toMatchObject({ alsoAt: [{ path: 'pay.py', line: 4 }] });
  });
});

describe('models to fall back on', () => {
  it('are asked when the first one refuses', async () => {
    await repository.write('.github/backline.yml', 'model: opus\nfallback_models: [sonnet]\n');
    findings = [LOG];
    const models: string[] = [];
    await claude.close();
    claude = await startClaude({
      answer: (_request, context) => {
        models.push(context.model);
        if (context.model.includes('opus')) return { stop: 'refusal' };
        return reviewAnswer(context, findings);
      },
    });
    const result = await review();
    expect(result.outcome).toBe('findings');
    expect(models[0]).toContain('opus');
    expect(models[1]).toContain('sonnet');
  });
});
