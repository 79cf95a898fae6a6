import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAnthropicModel } from '../../../src/adapters/anthropic/model.ts';
import { canonicalJson, canonicalRequest } from '../../../src/core/prompt/canonical.ts';
import { recordModel } from '../../../src/adapters/recording/record.ts';
import { replayModel } from '../../../src/adapters/recording/replay.ts';
import { UserError } from '../../../src/core/errors.ts';
import type { Model, ModelRequest } from '../../../src/ports/model.ts';
import { type ClaudeStandIn, startClaude } from '../../support/claude/server.ts';

const KEY = 'sk-ant-test-0123456789';

let claude: ClaudeStandIn;
let dir: string;
let live: Model;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'backline-recording-'));
  claude = await startClaude({
    answer: (_, { call, toolResults }) =>
      toolResults.length > 0
        ? { text: `The file says ${toolResults[0]?.content}` }
        : {
            thinking: `Call ${call}.`,
            toolCalls: [{ name: 'read_file', input: { path: 'a.ts' } }],
          },
  });
  live = createAnthropicModel({
    apiKey: KEY,
    baseURL: claude.url,
    headers: { 'x-team': 'team-secret' },
  });
});
afterEach(async () => {
  await claude.close();
  await rm(dir, { recursive: true, force: true });
});

function opening(): ModelRequest {
  return {
    model: 'claude-opus-5-5',
    maxTokens: 1000,
    effort: 'high',
    system: [{ text: 'You review code.', cache: true }],
    tools: [
      {
        name: 'read_file',
        description: 'Reads a file.',
        inputSchema: { type: 'object', properties: {}, additionalProperties: false },
      },
    ],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Look at a.ts.', cache: true }] }],
  };
}

/** A review in small: resolve, count, a tool call, an answer. */
async function converse(model: Model): Promise<unknown[]> {
  const info = await model.resolve('opus');
  const tokens = await model.countTokens(opening());
  const first = await model.send(opening());
  const request = opening();
  request.messages.push({ role: 'assistant', content: first.content });
  request.messages.push({
    role: 'user',
    content: first.toolCalls.map(({ id }) => ({
      type: 'tool_result',
      toolUseId: id,
      content: 'nothing',
    })),
  });
  const last = await model.send(request);
  return [info, tokens, first, last, model.price(info.id, tokens)];
}

test('what was recorded is replayed the same, offline', async () => {
  const recorded = await converse(recordModel(live, dir));
  await claude.close();
  claude = await startClaude({ answer: () => ({ text: '' }) });
  expect(await converse(replayModel(dir, live.price))).toEqual(recorded);
});

test('two conversations that begin alike are both replayed', async () => {
  const recording = recordModel(live, dir);
  const recorded = [await converse(recording), await converse(recording)];
  const replaying = replayModel(dir, live.price);
  expect([await converse(replaying), await converse(replaying)]).toEqual(recorded);
});

test('a new run takes the place of an old one', async () => {
  await converse(recordModel(live, dir));
  const recorded = await converse(recordModel(live, dir));
  expect(await converse(replayModel(dir, live.price))).toEqual(recorded);
});

test('no key and no header is in a file, and nothing half-written stays', async () => {
  await converse(recordModel(live, dir));
  const names = await readdir(dir);
  expect(names).toHaveLength(4);
  for (const name of names) {
    expect(name).toMatch(/^(message|tokens|model)-[0-9a-f]{64}\.json$/);
    expect(await readFile(join(dir, name), 'utf8')).not.toMatch(/sk-ant|team-secret|127\.0\.0\.1/);
  }
});

describe('a question that was not recorded', () => {
  test('is a miss that names its file and the folder', async () => {
    await converse(recordModel(live, dir));
    const model = replayModel(dir, live.price);
    const other = { ...opening(), effort: 'low' as const };
    const misses = [model.send(other), model.countTokens(other), model.resolve('haiku')];
    for (const result of await Promise.allSettled(misses)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { kind: 'replay_miss' } });
      const { message } = (result as PromiseRejectedResult).reason as Error;
      expect(message).toContain(dir);
      expect(message).toMatch(/(message|tokens|model)-[0-9a-f]{64}\.json/);
    }
  });

  test('is never asked of anyone after an abort', async () => {
    await converse(recordModel(live, dir));
    const signal = AbortSignal.abort(new Error('stop'));
    const model = replayModel(dir, live.price);
    await expect(model.send(opening(), { signal })).rejects.toThrow('stop');
  });
});

describe('a folder that can not be replayed', () => {
  const replay = (path: string): Model => replayModel(path, () => null);

  test('is refused in one line', async () => {
    expect(() => replay(join(dir, 'none'))).toThrow(/There is no folder .*--record/);
    expect(() => replay(dir)).toThrow(/holds no recordings/);
    await writeFile(join(dir, 'notes.txt'), '');
    expect(() => replay(dir)).toThrow(UserError);
    expect(() => replay(dir)).toThrow(/holds notes\.txt, which is no recording/);
  });

  test.each([
    '',
    '{"a": 1}',
    '{"schema": "backline.recording/1", "kind": "message", "answer": []}',
  ])('because a file holds %j is refused when the file is needed', async (content) => {
    await converse(recordModel(live, dir));
    for (const name of await readdir(dir)) await writeFile(join(dir, name), content);
    const model = replay(dir);
    for (const asked of await Promise.allSettled([
      model.send(opening()),
      model.countTokens(opening()),
      model.resolve('opus'),
    ])) {
      expect(asked).toMatchObject({
        status: 'rejected',
        reason: expect.any(UserError) as unknown,
      });
    }
  });
});

describe('the canonical request', () => {
  test('does not depend on the order of keys or on cache marks', () => {
    const { messages, ...rest } = opening();
    const turned = { messages, ...Object.fromEntries(Object.entries(rest).reverse()) };
    expect(canonicalRequest(turned as ModelRequest)).toBe(canonicalRequest(opening()));
    const unmarked = opening();
    delete unmarked.system[0]?.cache;
    expect(canonicalRequest(unmarked)).toBe(canonicalRequest(opening()));
  });

  test('depends on everything else', () => {
    const changes: Partial<ModelRequest>[] = [
      { model: 'claude-opus-5' },
      { effort: 'max' },
      { maxTokens: 1001 },
      { system: [{ text: 'You review code' }] },
      { tools: [] },
      { messages: [{ role: 'user', content: [{ type: 'text', text: 'Look at a.ts!' }] }] },
      { schema: { type: 'object', additionalProperties: false } },
    ];
    const all = changes.map((change) => canonicalRequest({ ...opening(), ...change }));
    expect(new Set([canonicalRequest(opening()), ...all]).size).toBe(changes.length + 1);
  });

  test('keeps a value: what is read back is what was written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });
});
