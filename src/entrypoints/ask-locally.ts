import { neutralText } from '../core/conversation/answer-body.ts';
import { UserError } from '../core/errors.ts';
import { ModelError } from '../ports/model.ts';
import type { Progress } from '../ports/progress.ts';
import { codeMaterial, materialOf, type Material } from '../review/answer-material.ts';
import { answerQuestion } from '../review/answer-question.ts';
import { loadAgent } from '../review/load-agent.ts';
import { loadConfig } from '../review/load-config.ts';
import { startMeter } from '../review/meter.ts';
import { selectChanged } from '../review/select-changed.ts';
import { settingsOf } from '../review/settings.ts';
import { localAgentSources, repositoryAgentSources } from './agent-sources.ts';
import type { AskedPlace, AskOptions } from './cli/ask-command.ts';
import { writeOut } from './cli/write-out.ts';
import { startProgress } from './cli/write-review.ts';
import { createModel } from './create-model.ts';
import { EXIT, type CliIo } from './io.ts';
import { fromRoot, openQuestion } from './open-change.ts';
import { overridesOf, reviewPorts } from './review-ports.ts';

/** `backline ask`: from a question to a printed answer and `io.exitCode`. */
export async function askLocally(io: CliIo, question: string, options: AskOptions): Promise<void> {
  const progress = startProgress(io, options);
  try {
    await ask(io, question, options, progress);
  } catch (error) {
    if (error instanceof ModelError) throw new UserError(error.message, { cause: error });
    throw error;
  } finally {
    progress({ kind: 'done' });
  }
}

async function ask(
  io: CliIo,
  question: string,
  options: AskOptions,
  progress: Progress,
): Promise<void> {
  if (question.trim() === '') throw new UserError('the question is empty');
  progress({ kind: 'phase', phase: 'gather' });
  const open = await openQuestion(io, options);
  try {
    const { config } = await loadConfig((path) => open.trusted.read(path));
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
      settings: settingsOf(config, overridesOf({ ...options, format: 'terminal' })),
      readTrusted: (path) => open.trusted.read(path),
    });
    const { model } = createModel(io, { ...options, needed: true }, (text) =>
      progress({ kind: 'notice', text }),
    );
    const ports = await reviewPorts(io, model, options.maxTime ?? null, progress);
    const meter = startMeter((id, tokens) => model.price(id, tokens), ports.now);
    const place =
      options.at === undefined ? null : await placeMaterial(options.at, open.prefix, material);
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
    const usage = meter.usage();
    if (options.format === 'json') {
      const json = asked.ok
        ? { answer: asked.answer, model: asked.model, notes: asked.notes }
        : { answer: null, model: asked.model, incomplete: asked.why };
      const document = {
        schema: 'backline.answer/1',
        question,
        agent: agent.definition.name,
        ...json,
        usage,
      };
      await writeOut(io, options.output, `${JSON.stringify(document, null, 2)}\n`);
    } else if (asked.ok)
      await writeOut(io, options.output, `${neutralText(asked.answer).trim()}\n`);
    if (!asked.ok) {
      io.stderr.write(`backline: no answer: ${asked.why}\n`);
      io.exitCode = EXIT.incomplete;
    } else if (options.quiet !== true) {
      const cost =
        usage.costUsd === null ? 'at an unknown price' : `for $${usage.costUsd.toFixed(4)}`;
      io.stderr.write(`backline: ${asked.model}, ${usage.requests} requests ${cost}\n`);
    }
  } finally {
    await open.close();
  }
}

async function placeMaterial(
  { path, ...lines }: AskedPlace,
  prefix: string,
  material: Material,
): Promise<{ path: string; text: string }> {
  const whole = fromRoot(prefix, path);
  const text = await codeMaterial({ path: whole, side: 'RIGHT', ...lines }, material.read);
  if (text === null) throw new UserError(`--at: there is no file ${path} at the head`);
  return { path: whole, text };
}
