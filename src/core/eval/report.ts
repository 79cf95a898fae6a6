import type { Choosing } from '../finding/rank.ts';
import type { Finding } from '../finding/finding.ts';
import type { Usage } from '../finding/review-result.ts';
import type { EvalCase, Expectation } from './eval-case.ts';
import { otherSettings } from './other-settings.ts';
import {
  countCase,
  figuresOf,
  pair,
  sumCounts,
  type Counts,
  type Figures,
  type JudgedCase,
  type Standing,
} from './scores.ts';

/** How one agent fared on one case. */
export type EvalRun =
  | (JudgedCase & {
      status: 'scored';
      /** The models that answered and judged; null where none was asked. */
      model: string | null;
      judgedBy: string | null;
      usage: Usage;
    })
  /** Nothing of it counts: an answer was missing, cut short or not judged. */
  | { status: 'not run'; evalCase: EvalCase; why: string; usage: Usage };

export interface AgentRuns {
  agent: string;
  source: string;
  /** In the order of the cases. */
  runs: EvalRun[];
}

/** `backline eval --format json`. Ratios are 0..1 and null where there is nothing to divide by. */
export interface EvalReport {
  schema: 'backline.eval/1';
  judge: { kind: 'model' | 'place'; model: string | null; usage: Usage };
  /** Answers came from recordings: their cost is what they cost then, and no time was measured. */
  replayed: boolean;
  cases: { total: number; clean: number; expected: number };
  /** The cases that the figures count: those that every agent with any score was scored on. */
  compared: string[];
  agents: AgentReport[];
  notRun: { case: string; agent: string; why: string }[];
  /** All agents and the judge; null when a price is not known. */
  costUsd: number | null;
}

export interface AgentReport {
  agent: string;
  source: string;
  model: string | null;
  scored: number;
  counts: Counts;
  figures: Figures;
  /** Of the compared cases alone. */
  usage: Usage;
  costPerChangeUsd: number | null;
  /** Null when replayed. */
  secondsPerChange: number | null;
  otherSettings: {
    tried: number;
    crossValidatedF1: number | null;
    best: { choosing: Choosing; counts: Counts; figures: Figures }[];
  } | null;
  cases: CaseReport[];
}

export interface CaseReport {
  case: string;
  status: EvalRun['status'];
  why?: string;
  expected: (Pick<Expectation, 'path' | 'side' | 'startLine' | 'line' | 'text'> & {
    /** Id of the posted finding that meets it. */
    metBy: string | null;
    /** Ids of the findings that would, had they been posted. */
    heldBack: string[];
  })[];
  findings: (Pick<
    Finding,
    | 'id'
    | 'path'
    | 'side'
    | 'startLine'
    | 'line'
    | 'severity'
    | 'confidence'
    | 'wouldPost'
    | 'verdict'
    | 'title'
    | 'posted'
  > & { standing: Standing | 'not posted'; real: boolean | null; reason: string })[];
  usage: Usage;
}

/** Settings shown for each agent. */
const BEST = 5;

export interface ReportInput {
  judge: { kind: 'model' | 'place'; usage: Usage };
  replayed: boolean;
  agents: AgentRuns[];
  /** The setting that the others are departures from. */
  choosing: Choosing;
}

/** Puts all runs into the shape that people script against. All agents ran the same cases. */
export function buildReport({ judge, replayed, agents, choosing }: ReportInput): EvalReport {
  const evalCases = agents[0]?.runs.map(({ evalCase }) => evalCase) ?? [];
  const compared = comparedCases(agents);
  const allScored = agents.flatMap(({ runs }) => runs.filter(isScored));
  const usages = [...agents.flatMap(({ runs }) => runs.map(({ usage }) => usage)), judge.usage];
  return {
    schema: 'backline.eval/1',
    judge: {
      kind: judge.kind,
      model: allScored.find(({ judgedBy }) => judgedBy !== null)?.judgedBy ?? null,
      usage: judge.usage,
    },
    replayed,
    cases: {
      total: evalCases.length,
      clean: evalCases.filter(({ expected }) => expected.length === 0).length,
      expected: evalCases.reduce((sum, { expected }) => sum + expected.length, 0),
    },
    compared: [...compared],
    agents: agents.map((each) => agentReport(each, compared, replayed, choosing)),
    notRun: agents.flatMap(({ agent, runs }) =>
      runs.flatMap((run) =>
        run.status === 'scored' ? [] : [{ case: run.evalCase.name, agent, why: run.why }],
      ),
    ),
    costUsd: sumUsage(usages).costUsd,
  };
}

/** An agent that was scored on nothing can't be compared and takes no case from the others. */
function comparedCases(agents: readonly AgentRuns[]): Set<string> {
  const scored = agents
    .map(({ runs }) => new Set(runs.filter(isScored).map(({ evalCase }) => evalCase.name)))
    .filter((names) => names.size > 0);
  const [first = new Set<string>(), ...rest] = scored;
  return new Set([...first].filter((name) => rest.every((names) => names.has(name))));
}

type ScoredRun = Extract<EvalRun, { status: 'scored' }>;

function isScored(run: EvalRun): run is ScoredRun {
  return run.status === 'scored';
}

const isPosted = ({ posted }: Finding): boolean => posted;

function agentReport(
  { agent, source, runs }: AgentRuns,
  compared: ReadonlySet<string>,
  replayed: boolean,
  choosing: Choosing,
): AgentReport {
  const scored = runs.filter(isScored);
  const counted = scored.filter(({ evalCase }) => compared.has(evalCase.name));
  const counts = sumCounts(counted.map((run) => countCase(run, isPosted)));
  const usage = sumUsage(counted.map((run) => run.usage));
  const changes = counted.length;
  return {
    agent,
    source,
    model: scored.find(({ model }) => model !== null)?.model ?? null,
    scored: scored.length,
    counts,
    figures: figuresOf(counts),
    usage,
    costPerChangeUsd: usage.costUsd === null || changes === 0 ? null : usage.costUsd / changes,
    secondsPerChange: replayed || changes === 0 ? null : usage.seconds / changes,
    otherSettings: changes === 0 ? null : otherSettings(counted, choosing, BEST),
    cases: runs.map(caseReport),
  };
}

function caseReport(run: EvalRun): CaseReport {
  const { evalCase, usage } = run;
  const paired = isScored(run) ? pair(run, isPosted) : [];
  const judged = isScored(run) ? run.judged : [];
  return {
    case: evalCase.name,
    status: run.status,
    ...(run.status === 'not run' ? { why: run.why } : {}),
    expected: evalCase.expected.map(({ path, side, startLine, line, text }, at) => ({
      path,
      side,
      startLine,
      line,
      text,
      metBy: paired.find(({ met }) => met === at)?.judged.finding.id ?? null,
      heldBack: judged
        .filter(({ finding, meets }) => !finding.posted && meets.includes(at))
        .map(({ finding }) => finding.id),
    })),
    findings: judged.map((each) => {
      const { id, path, side, startLine, line, severity, confidence } = each.finding;
      const { wouldPost, verdict, title, posted } = each.finding;
      return {
        id,
        path,
        side,
        startLine,
        line,
        severity,
        confidence,
        wouldPost,
        verdict,
        title,
        posted,
        standing: paired.find(({ judged }) => judged === each)?.standing ?? 'not posted',
        real: each.real,
        reason: each.reason,
      };
    }),
    usage,
  };
}

/** Seconds add up too: the time the changes would take one after the other. */
function sumUsage(usages: readonly Usage[]): Usage {
  return usages.reduce(
    (sum, each) => ({
      requests: sum.requests + each.requests,
      inputTokens: sum.inputTokens + each.inputTokens,
      outputTokens: sum.outputTokens + each.outputTokens,
      cacheReadTokens: sum.cacheReadTokens + each.cacheReadTokens,
      cacheWriteTokens: sum.cacheWriteTokens + each.cacheWriteTokens,
      costUsd: sum.costUsd === null || each.costUsd === null ? null : sum.costUsd + each.costUsd,
      seconds: sum.seconds + each.seconds,
    }),
    {
      requests: 0,
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      costUsd: 0,
      seconds: 0,
    },
  );
}
