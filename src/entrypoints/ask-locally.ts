import { UserError } from '../core/errors.ts';
import type { Operator } from '../core/operator/operator.ts';
import type { Progress } from '../ports/progress.ts';
import { codeMaterial, materialOf, type Material } from '../review/answer-material.ts';
import { answerQuestion } from '../review/answer-question.ts';
import { loadAgent } from '../review/load-agent.ts';
import { loadConfig } from '../review/load-config.ts';
import { startMeter } from '../review/meter.ts';
import { selectChanged } from '../review/select-changed.ts';
import { limitCost, settingsOf } from '../review/settings.ts';
import { localAgentSources, repositoryAgentSources } from './agent-sources.ts';
import type { AskedPlace, AskOptions } from './cli/ask-command.ts';
import type { OpenChange } from './cli/open-change.ts';
import { writeAnswer } from './cli/write-answer.ts';
import { checkOutput } from './cli/write-out.ts';
import { withProgress } from './cli/with-progress.ts';
import { createModel } from './create-model.ts';
import { EXIT, type CliIo } from './io.ts';
import { fromRoot, openQuestion } from './open-change.ts';
import { loadOperator } from './operator.ts';
import { overridesOf, reviewPorts } from './review-ports.ts';

/** `backline ask`: from a question to a printed answer and `io.exitCode`. */
export async function askLocally(
  io: CliIo,
  question: string,
  options: AskOptions,
  paths: string[],
): Promise<void> {
  if (question.trim() === '') throw new UserError('the question is empty');
  await checkOutput(io, options.output);
  await withProgress(io, options, async (progress) => {
    progress({ kind: 'phase', phase: 'gather' });
    const operator = await loadOperator(io.env, io.cwd);
    const open = await openQuestion(io, options, paths);
    try {
      await ask(io, question, options, { open, operator }, progress);
    } finally {
      await open.close();
    }
  });
}

async function ask(
  io: CliIo,
  question: string,
  options: AskOptions,
  { open, operator }: { open: OpenChange; operator: Operator },
  progress: Progress,
): Promise<void> {
  const { config } = await loadConfig(open.trusted);
  const agent =
    options.agent === undefined
      ? await loadAgent(config.agent, repositoryAgentSources(open.trusted))
      : await loadAgent(options.agent, await localAgentSources(io.cwd));
  const selections = await selectChanged(
    open.change.files,
    { blob: open.blob, attributes: open.head },
    { include: config.include, exclude: config.exclude, allFiles: options.allFiles === true },
  );
  const material = materialOf({
    change: open.change,
    head: open.head,
    base: open.base,
    selections,
    description: open.description,
    agent,
    settings: settingsOf(
      config,
      limitCost(
        overridesOf({ ...options, format: 'terminal' }),
        operator.budget.perReviewUsd ?? null,
      ),
    ),
    readTrusted: (path) => open.trusted.read(path),
  });
  const place = options.at === undefined ? null : await placeMaterial(options.at, open, material);
  const { model } = createModel(io, { ...options, needed: true, operator }, (text) =>
    progress({ kind: 'notice', text }),
  );
  const ports = await reviewPorts(io, model, options.maxTime ?? null, progress);
  const meter = startMeter((id, tokens) => model.price(id, tokens), ports.now);
  const asked = await answerQuestion(
    material,
    {
      text: question,
      material: place?.text ?? '',
      ...(place === null ? {} : { path: place.path }),
      language: options.language ?? null,
    },
    ports,
    meter,
  );
  progress({ kind: 'done' });
  const { definition } = agent;
  await writeAnswer(io, options, {
    question,
    change: open.change,
    agent,
    model: asked.model,
    ...(asked.ok ? { answer: asked.answer } : { answer: null, why: asked.why }),
    notes: [
      ...open.notes,
      ...(asked.ok ? asked.notes : []),
      ...definition.warnings.map((warning) => `agent ${definition.name}: ${warning}`),
    ],
    usage: meter.usage(),
  });
  if (!asked.ok) io.exitCode = EXIT.incomplete;
}

/** The code that `--at` names, from the folder that the user stands in. */
async function placeMaterial(
  { path, ...lines }: AskedPlace,
  { head, prefix }: OpenChange,
  { read }: Material,
): Promise<{ path: string; text: string }> {
  if (head === null)
    throw new UserError('--at has no meaning with --patch: there is no file to read');
  const whole = fromRoot(prefix, path);
  const count = (await read(whole, 'RIGHT'))?.length;
  if (count === undefined) {
    throw new UserError(`--at: there is no file ${path} at the head; check the path`);
  }
  if ((lines.startLine ?? 1) > count) throw new UserError(`--at: ${path} has ${count} lines`);
  const text = await codeMaterial({ path: whole, side: 'RIGHT', ...lines }, read);
  return { path: whole, text: text ?? '' };
}
