import type { EvalCase } from '../core/eval/eval-case.ts';
import { judgeByPlace, type JudgePrompts } from '../core/eval/judgement.ts';
import type { AgentRuns, EvalRun } from '../core/eval/report.ts';
import type { Usage } from '../core/finding/review-result.ts';
import type { Budget } from './eval-budget.ts';
import { judgeFindings } from './eval-judge.ts';
import type { LoadedAgent } from './load-agent.ts';
import { startMeter, type Meter } from './meter.ts';
import type { ReviewInput, ReviewPorts } from './review-input.ts';
import { runReview } from './run-review.ts';

/** A case whose change is open for reading. */
export interface OpenCase {
  input(agent: LoadedAgent): ReviewInput;
  close(): Promise<void>;
}

/** An agent on trial, by the name that its column gets. */
export interface EvalAgent {
  name: string;
  loaded: LoadedAgent;
}

export interface Evaluation {
  cases: readonly EvalCase[];
  agents: readonly EvalAgent[];
  open(evalCase: EvalCase): Promise<OpenCase>;
  /** Null to match by place alone. */
  judge: JudgePrompts | null;
  judgeMeter: Meter;
  budget: Budget;
  /** Reviews that go on at the same time. */
  concurrency: number;
  /** Told of each run as it ends. */
  ended(agent: string, run: EvalRun): void;
}

/**
 * Runs each agent on each case with the review that users get, and judges what came out. Cases go
 * one after the other through all agents, so that a budget that ends early leaves cases on which
 * the agents can be compared. After the first failure nothing new is begun, and what is under way
 * is waited for before it is thrown on.
 */
export async function evaluate(work: Evaluation, ports: ReviewPorts): Promise<AgentRuns[]> {
  const jobs = work.cases.flatMap((evalCase) => work.agents.map((agent) => ({ evalCase, agent })));
  const runs: EvalRun[] = [];
  let failed = false;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (!failed && next < jobs.length) {
      const index = next++;
      const { evalCase, agent } = jobs[index]!;
      try {
        runs[index] = await runCase(evalCase, agent, work, ports);
        work.ended(agent.name, runs[index]);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = Array.from({ length: Math.min(work.concurrency, jobs.length) }, worker);
  const settled = await Promise.allSettled(workers);
  for (const each of settled) if (each.status === 'rejected') throw each.reason;
  return work.agents.map(({ name, loaded }) => ({
    agent: name,
    source: loaded.source,
    runs: runs.filter((_, index) => jobs[index]!.agent.name === name),
  }));
}

async function runCase(
  evalCase: EvalCase,
  agent: EvalAgent,
  work: Evaluation,
  ports: ReviewPorts,
): Promise<EvalRun> {
  if (work.budget.isReached()) {
    return { status: 'not run', evalCase, why: work.budget.reason, usage: NO_USAGE };
  }
  const open = await work.open(evalCase);
  try {
    const input = open.input(agent.loaded);
    const result = await runReview(input, ports);
    const { usage, model, incomplete } = result;
    const [shortfall] = incomplete ?? [];
    // Half an answer scores like a bad one: it does not count at all.
    if (shortfall !== undefined) {
      return { status: 'not run', evalCase, why: shortfall.why, usage };
    }
    const scored = { status: 'scored' as const, evalCase, model, usage };
    if (work.judge === null || result.findings.length === 0) {
      return { ...scored, judged: judgeByPlace(evalCase, result.findings), judgedBy: null };
    }
    const verdict = await judgeFindings(
      evalCase,
      result.findings,
      input,
      ports,
      work.judge,
      work.judgeMeter,
    );
    if (!verdict.ok) {
      return { status: 'not run', evalCase, why: `it was not judged: ${verdict.why}`, usage };
    }
    return { ...scored, judged: verdict.judged, judgedBy: verdict.model };
  } finally {
    await open.close();
  }
}

const NO_USAGE: Usage = startMeter(
  () => null,
  () => 0,
).usage();
