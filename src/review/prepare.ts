import picomatch from 'picomatch';
import type { ChangedFile } from '../core/diff/model.ts';
import { buildBrief, type Brief } from '../core/prompt/brief.ts';
import { detectLanguage } from '../core/prompt/language.ts';
import { roughTokens } from '../core/prompt/tokens.ts';
import type { Effort, ModelInfo } from '../ports/model.ts';
import { groupFiles, type FileGroup } from './group-files.ts';
import { readRules } from './read-rules.ts';
import type { RequestSettings } from './converse.ts';
import type { ReviewInput, ReviewPorts } from './review-input.ts';
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
  const finder = await voices([named, ...settings.fallbackModels], effort, ports);
  const verifier = await voices(
    [settings.roles.verifier?.model ?? named, ...settings.fallbackModels],
    settings.roles.verifier?.effort ?? effort,
    ports,
  );
  const { model } = finder[0]!;
  const rules = await readRules(
    input.readTrusted,
    files.map(({ path }) => path),
    settings.guidelines,
  );
  const language = languageFor(input);
  const role = agent.definition.body;
  const fixed = roughTokens(role) + rules.reduce((sum, rule) => sum + roughTokens(rule.text), 0);
  const limit = Math.max(
    2_000,
    Math.min(GROUP_TOKENS, model.contextTokens * OPENING_SHARE - fixed),
  );
  const groups = groupFiles(files, limit);
  const left = change.files.filter((file) => input.selections.get(file.path)?.selected !== true);
  const assignments = groups.map((group) => {
    const shown = new Set(group.files.map(({ path }) => path));
    const elsewhere = files.filter(({ path }) => !shown.has(path));
    return {
      group,
      brief: buildBrief({
        prompts: ports.prompts,
        role,
        rules,
        description: input.description,
        files: group.files,
        others: [
          ...elsewhere.map(({ path }) => ({ path, reason: 'reviewed in another part' })),
          ...left.map(({ path }) => ({
            path,
            reason: input.selections.get(path)?.reason ?? 'not backend',
          })),
        ],
        language,
        instructions: instructionsFor(input, group.files),
      }),
    };
  });
  return {
    finder,
    verifier,
    language,
    assignments,
    files,
    notes: [
      ...new Set([...finder, ...verifier].flatMap(({ model: { note } }) => note ?? [])),
      ...agent.definition.warnings.map((warning) => `agent ${agent.definition.name}: ${warning}`),
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

/** The configured instructions whose globs name one of the files; no globs means all files. */
function instructionsFor(input: ReviewInput, files: ChangedFile[]): string {
  return input.settings.instructions
    .filter(({ files: globs }) => {
      if (globs.length === 0) return true;
      const matches = picomatch(globs, { dot: true });
      return files.some(({ path }) => matches(path));
    })
    .map(({ text }) => text.trim())
    .join('\n\n');
}

const EFFORTS: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

function effortOf(written: string | undefined): Effort | null {
  return EFFORTS.find((effort) => effort === written?.trim().toLowerCase()) ?? null;
}
