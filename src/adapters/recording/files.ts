import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { writeProblem } from '../../core/write-problem.ts';
import type { ModelInfo, ModelReply } from '../../ports/model.ts';

const SCHEMA = 'backline.recording/1';

const replySchema = z.object({
  stop: z.enum([
    'end_turn',
    'tool_use',
    'max_tokens',
    'stop_sequence',
    'pause_turn',
    'refusal',
    'context_exceeded',
  ]),
  content: z.array(z.record(z.string(), z.unknown())),
  text: z.string(),
  toolCalls: z.array(z.object({ id: z.string(), name: z.string(), input: z.unknown() })),
  usage: z.object({
    inputTokens: z.number(),
    outputTokens: z.number(),
    cacheReadTokens: z.number(),
    cacheWriteTokens: z.number(),
  }),
  model: z.string(),
  refusal: z.string().exactOptional(),
  requestId: z.string().exactOptional(),
});

const infoSchema = z.object({
  id: z.string(),
  contextTokens: z.number(),
  maxOutputTokens: z.number(),
  note: z.string().exactOptional(),
});

/** The kinds of recordings, by the first part of their file name, and what each one holds. */
const ANSWERS = {
  message: z.array(replySchema).min(1),
  tokens: z.number(),
  model: infoSchema,
} as const;

export type Kind = keyof typeof ANSWERS;

/** A question's answers. The same question asked again within one run adds a further reply. */
export interface AnswerOf {
  message: ModelReply[];
  tokens: number;
  model: ModelInfo;
}

const FILE_NAME = /^(?:message|tokens|model)-[0-9a-f]{64}\.json$/;

/**
 * Makes the folder and looks whether a file can be written into it, before anything is paid for that
 * could not be kept. Throws a UserError.
 */
export function makeFolder(dir: string): void {
  const probe = join(dir, `.${randomUUID()}.tmp`);
  try {
    mkdirSync(dir, { recursive: true });
    writeFileSync(probe, '', { flag: 'wx' });
    rmSync(probe);
  } catch (error) {
    throw cannotKeep(dir, error);
  }
}

function cannotKeep(dir: string, error: unknown): UserError {
  return new UserError(`--record ${dir} can't be written: ${writeProblem(error)}`, {
    cause: error,
  });
}

/**
 * Writes `KIND-HASH.json` at once or not at all. The request is kept for whoever reads the file.
 * Throws a UserError when that can't be done.
 */
export async function writeRecording<K extends Kind>(
  dir: string,
  kind: K,
  key: string,
  request: unknown,
  answer: AnswerOf[K],
): Promise<void> {
  const temporary = join(dir, `.${kind}-${randomUUID()}.tmp`);
  const body = { schema: SCHEMA, kind, request, answer };
  try {
    await writeFile(temporary, `${JSON.stringify(body, undefined, 2)}\n`);
    await rename(temporary, join(dir, `${kind}-${key}.json`));
  } catch (error) {
    await rm(temporary, { force: true });
    throw cannotKeep(dir, error);
  }
}

/** Reads a recording, null when there is none. Throws a UserError when the file is not one of ours. */
export async function readRecording<K extends Kind>(
  dir: string,
  kind: K,
  key: string,
): Promise<AnswerOf[K] | null> {
  const path = join(dir, `${kind}-${key}.json`);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new UserError(`The recording ${path} can't be read: ${(error as Error).message}`);
  }
  const file = envelope.safeParse(parseJson(text));
  const answer = ANSWERS[kind].safeParse(file.data?.answer);
  if (file.data?.kind !== kind || !answer.success) {
    throw new UserError(`${path} is no recording of Backline: record again, or remove the file.`);
  }
  return answer.data as AnswerOf[K];
}

const envelope = z.object({
  schema: z.literal(SCHEMA),
  kind: z.string(),
  answer: z.unknown(),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Throws a UserError unless the folder holds recordings and, dot files aside, nothing else. */
export function checkFolder(dir: string): void {
  let names: string[];
  try {
    names = readdirSync(dir);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(
      missing
        ? `There is no folder ${dir} to replay: make one with --record ${dir}.`
        : `The recordings in ${dir} can't be read: ${(error as Error).message}`,
    );
  }
  const visible = names.filter((name) => !name.startsWith('.'));
  const foreign = visible.find((name) => !FILE_NAME.test(name));
  if (foreign) {
    throw new UserError(
      `${dir} holds ${foreign}, which is no recording: name a folder that --record made.`,
    );
  }
  if (visible.length === 0) {
    throw new UserError(`${dir} holds no recordings: make some with --record ${dir}.`);
  }
}
