import picomatch from 'picomatch';
import type { ChangedFile } from '../core/diff/model.ts';
import { buildBrief, type Brief } from '../core/prompt/brief.ts';
import { shortenedFiles } from '../core/prompt/overview.ts';
import type { ShownFile } from '../core/prompt/shown-file.ts';
import { detectLanguage } from '../core/prompt/language.ts';
import { roughTokens } from '../core/prompt/tokens.ts';
import type { Effort, ModelInfo } from '../ports/model.ts';
import { readRepositoryMemory } from './memory.ts';
import { groupFiles, type FileGroup } from './group-files.ts';
import { readRules } from './read-rules.ts';
import type { RequestSettings } from './converse.ts';
import type { ReviewInput, ReviewPorts } from './review-input.ts';
import { showFiles } from './show-files.ts';
import { eitherSignal } from './stops.ts';

/** Change text of one group, in tokens: more context packed in makes every model see less of it. */
const GROUP_TOKENS = 60_000;

/** Share of the model's window that the opening of a conversation may fill; the rest is for reading. */
const OPENING_SHARE = 0.5;

const MOST_OUTPUT_TOKENS = 64_000;

/** A model with how hard it is to think, as one role asks it. */
interface Voice {
  model: ModelInfo;
  request: RequestSettings;
}

/** One conversation to be held: the files it covers and what the model is told. */
export interface Assignment {
  group: FileGroup;
  brief: Brief;
}

/** A review laid out but not yet asked. */
export interface Preparation {
  /** Who finds: the model, then those to fall back on. Never empty. */
  finder: Voice[];
  verifier: Voice[];
  language: string;
  assignments: Assignment[];
  /** Writes the brief of other files of the change, for a group that turned out too large. */
  assign: (files: ShownFile[]) => Assignment;
  /** The files under review, whole. */
  files: ChangedFile[];
  notes: string[];
}

/** Chooses the model, groups the selected files and writes the brief of each group. */
export async function prepare(input: ReviewInput, ports: ReviewPorts): Promise<Preparation> {
  const { change, settings, agent } = input;
  const files = change.files.filter((file) => input.selections.get(file.path)?.selected === true);
  const named = settings.roles.finder?.model ?? settings.model ?? agent.definition.model;
  const effort =
    settings.roles.finder?.effort ?? settings.effort ?? effortOf(agent.definition.effort);
  const asked = [named, ...settings.fallbackModels];
  const checking = settings.roles.verifier?.model ?? named;
  // None of these waits for another.
  const [finder, rules, memory, shown] = await Promise.all([
    voices(asked, effort, ports),
    readRules(
      input.readTrusted,
      files.map(({ path }) => path),
      settings.guidelines,
    ),
    readRepositoryMemory(input.readTrusted, ports.prompts.repositoryMemory, new Date()),
    showFiles(files, input.head),
  ]);
  const verifier = await voices(
    [checking, ...settings.fallbackModels],
    settings.roles.verifier?.effort ?? effort,
    ports,
  );
  const { model } = finder[0]!;
  const language = languageFor(input);
  const role = agent.definition.body;
  const fixed = [role, memory.text, ...rules.map(({ text }) => text)]
    .map(roughTokens)
    .reduce((sum, tokens) => sum + tokens, 0);
  const limit = Math.max(
    2_000,
    Math.min(GROUP_TOKENS, model.contextTokens * OPENING_SHARE - fixed),
  );
  const left = change.files.filter((file) => input.selections.get(file.path)?.selected !== true);
  const assign = (part: ShownFile[]): Assignment => {
    const here = new Set(part.map(({ path }) => path));
    const elsewhere = files.filter(({ path }) => !here.has(path));
    let brief: Brief | null = null;
    const write = (): Brief =>
      buildBrief({
        prompts: ports.prompts,
        role,
        rules,
        memory: memory.text,
        description: input.description,
        files: part,
        others: [
          ...elsewhere.map(({ path }) => ({ path, reason: 'reviewed in another part' })),
          ...left.map(({ path }) => ({
            path,
            reason: input.selections.get(path)?.reason ?? 'not backend',
          })),
        ],
        language,
        instructions: instructionsFor(
          input,
          part.map(({ path }) => path),
        ),
      });
    return {
      group: { files: part },
      // The first question shall not wait for those of all other parts to be written.
      get brief() {
        return (brief ??= write());
      },
    };
  };
  const assignments = groupFiles(shown, limit).map((group) => assign(group.files));
  return {
    finder,
    verifier,
    language,
    assignments,
    assign,
    files,
    notes: [
      ...new Set([...finder, ...verifier].flatMap(({ model: { note } }) => note ?? [])),
      ...agent.definition.warnings.map((warning) => `agent ${agent.definition.name}: ${warning}`),
      ...memory.notes,
      ...notSent(shown),
      ...unkeptLimit(settings.maxCostUsd, [...finder, ...verifier], ports),
    ],
  };
}

/** The language to write in: as set, else the change's own. */
export function languageFor({ settings, description }: ReviewInput): string {
  return settings.language ?? detectLanguage([description?.title ?? '', description?.body ?? '']);
}

async function voices(
  names: (string | undefined)[],
  effort: Effort | null,
  ports: ReviewPorts,
): Promise<Voice[]> {
  const found: Voice[] = [];
  for (const name of names) {
    const model = await ports.model.resolve(name, eitherSignal(ports.stops));
    if (found.some((voice) => voice.model.id === model.id)) continue;
    const maxTokens = Math.min(model.maxOutputTokens, MOST_OUTPUT_TOKENS);
    found.push({
      model,
      request: { model: model.id, maxTokens, ...(effort === null ? {} : { effort }) },
    });
  }
  return found;
}

/** Rows that were not sent because they moved, are gone or are data: nobody shall think otherwise. */
function notSent(shown: readonly ShownFile[]): string[] {
  const shortened = shortenedFiles(shown);
  if (shortened.length === 0) return [];
  const rows = shortened.reduce((sum, each) => sum + each.rows, 0);
  const named = shortened.slice(0, 5).map((each) => `${each.path} (${each.rows})`);
  const more =
    shortened.length > named.length ? ` and ${shortened.length - named.length} more` : '';
  return [
    `${rows} rows that were moved, deleted with their file or are data were not sent one by one: ${named.join(', ')}${more}`,
  ];
}

/** A limit can only be kept where the price is known. */
function unkeptLimit(
  maxCostUsd: number | null,
  asked: readonly Voice[],
  ports: ReviewPorts,
): string[] {
  if (maxCostUsd === null) return [];
  const unknown = asked.filter(({ model: { id } }) => ports.model.price(id, 0) === null);
  return [...new Set(unknown.map(({ model: { id } }) => id))].map(
    (id) => `the cost limit of $${maxCostUsd} can't be kept: no price is known for ${id}`,
  );
}

/** The configured instructions whose globs name one of the files; no globs means all files. */
function instructionsFor(input: ReviewInput, paths: readonly string[]): string {
  return input.settings.instructions
    .filter(({ files: globs }) => {
      if (globs.length === 0) return true;
      const matches = picomatch(globs, { dot: true });
      return paths.some((path) => matches(path));
    })
    .map(({ text }) => text.trim())
    .join('\n\n');
}

const EFFORTS: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

function effortOf(written: string | undefined): Effort | null {
  return EFFORTS.find((effort) => effort === written?.trim().toLowerCase()) ?? null;
}
