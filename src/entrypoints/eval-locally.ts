import { join } from 'node:path';
import picomatch from 'picomatch';
import { readCases } from '../adapters/eval-cases/read-cases.ts';
import { readJudge } from '../adapters/prompts/read-judge.ts';
import { readPrompts } from '../adapters/prompts/read-prompts.ts';
import { DEFAULT_AGENT } from '../core/config/default-config.ts';
import { UserError } from '../core/errors.ts';
import { renderTable } from '../core/eval/render-table.ts';
import { buildReport, type EvalReport, type EvalRun } from '../core/eval/report.ts';
import { countCase } from '../core/eval/scores.ts';
import { DEFAULT_CHOOSING } from '../core/finding/rank.ts';
import { prettyJson } from '../core/render/json-text.ts';
import type { Progress } from '../ports/progress.ts';
import { limitSpending } from '../review/eval-budget.ts';
import { evaluate, type EvalAgent } from '../review/evaluate.ts';
import { loadAgent } from '../review/load-agent.ts';
import { startMeter } from '../review/meter.ts';
import { limitCost, type Overrides } from '../review/settings.ts';
import { localAgentSources } from './agent-sources.ts';
import type { EvalOptions } from './cli/eval-command.ts';
import { checkOutput, writeOut } from './cli/write-out.ts';
import { withProgress } from './cli/with-progress.ts';
import { createModel } from './create-model.ts';
import { buildCases } from './eval-cases.ts';
import { EXIT, type CliIo } from './io.ts';
import { loadOperator } from './operator.ts';
import { PACKAGE_ROOT } from './package-root.ts';

/** `backline eval`: from a folder of cases to printed scores and `io.exitCode`. */
export async function evalLocally(io: CliIo, dir: string, options: EvalOptions): Promise<void> {
  if (options.replay !== undefined && options.maxCost !== undefined) {
    throw new UserError('--max-cost has no meaning with --replay: a replay costs nothing.');
  }
  await checkOutput(io, options.output);
  await withProgress(io, options, async (progress) => {
    const report = await evaluateCases(io, dir, options, progress);
    progress({ kind: 'done' });
    const text =
      options.format === 'json'
        ? prettyJson(report)
        : renderTable(report, {
            width: io.stdout.columns ?? 100,
            verbose: options.verbose === true,
          });
    await writeOut(io, options.output, text);
    io.exitCode = report.notRun.length === 0 ? EXIT.ok : EXIT.incomplete;
  });
}

async function evaluateCases(
  io: CliIo,
  dir: string,
  options: EvalOptions,
  progress: Progress,
): Promise<EvalReport> {
  progress({ kind: 'phase', phase: 'gather' });
  const operator = await loadOperator(io.env, io.cwd);
  const agents = await loadAgents(io, options);
  const matches = options.cases === undefined ? () => true : picomatch(options.cases);
  const cases = await readCases(io.cwd, dir, matches);
  const { model } = createModel(io, { ...options, needed: true, operator }, (text) =>
    progress({ kind: 'notice', text }),
  );
  const overrides = limitCost(overridesOf(options), operator.budget.perReviewUsd ?? null);
  const built = await buildCases(io, cases, overrides);
  try {
    const budget = limitSpending(model, options.maxCost ?? null, now);
    const judgeMeter = startMeter((id, tokens) => model.price(id, tokens), now);
    const runs = await evaluate(
      {
        cases: cases.map(({ evalCase }) => evalCase),
        agents,
        open: (evalCase) => built.open(evalCase),
        judge: options.judge === 'place' ? null : await readJudge(PROMPTS),
        judgeMeter,
        budget,
        concurrency: options.concurrency,
        ended: tellRuns(progress, cases.length * agents.length),
      },
      {
        model: budget.model,
        prompts: await readPrompts(PROMPTS),
        // The phases of reviews that go on side by side would take turns on one line.
        progress: (event) => {
          if (event.kind === 'model' || event.kind === 'tool') progress(event);
        },
        stops: { signal: io.signal, deadline: new AbortController().signal, maxSeconds: null },
        now,
      },
    );
    if (budget.isUnknown()) progress({ kind: 'notice', text: UNKNOWN_PRICE });
    return buildReport({
      judge: { kind: options.judge, usage: judgeMeter.usage() },
      replayed: options.replay !== undefined,
      agents: runs,
      choosing: DEFAULT_CHOOSING,
    });
  } finally {
    await built.remove();
  }
}

const PROMPTS = join(PACKAGE_ROOT, 'agents');
const UNKNOWN_PRICE = 'a model without a known price was asked, so --max-cost could not be held';

function now(): number {
  return performance.now();
}

function overridesOf({ model, effort }: EvalOptions): Overrides {
  return {
    ...(model === undefined ? {} : { model }),
    ...(effort === undefined ? {} : { effort }),
  };
}

async function loadAgents(io: CliIo, { agent: names }: EvalOptions): Promise<EvalAgent[]> {
  const wanted = names.length === 0 ? [DEFAULT_AGENT] : names;
  const twice = wanted.find((name, index) => wanted.indexOf(name) !== index);
  if (twice !== undefined) throw new UserError(`--agent ${twice} is there twice; name it once.`);
  const sources = await localAgentSources(io.cwd);
  const agents: EvalAgent[] = [];
  for (const name of wanted) agents.push({ name, loaded: await loadAgent(name, sources) });
  return agents;
}

/** One line for each run as it ends, and how many have. */
function tellRuns(progress: Progress, total: number): (agent: string, run: EvalRun) => void {
  let done = 0;
  const count = (): void => progress({ kind: 'phase', phase: 'find', detail: `${done}/${total}` });
  count();
  return (agent, run) => {
    done++;
    progress({ kind: 'notice', text: summaryOf(agent, run) });
    count();
  };
}

function summaryOf(agent: string, run: EvalRun): string {
  const { name } = run.evalCase;
  if (run.status !== 'scored') return `${name} (${agent}): not run, ${run.why}`;
  const { posted, met, expected } = countCase(run, (finding) => finding.posted);
  const comments = `${posted} ${posted === 1 ? 'comment' : 'comments'}`;
  return `${name} (${agent}): ${comments}, ${expected === 0 ? 'clean' : `${met} of ${expected} met`}`;
}
