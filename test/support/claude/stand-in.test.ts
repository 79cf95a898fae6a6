import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClaudeStandIn, startClaude } from './server.ts';

let claude: ClaudeStandIn;
beforeAll(async () => {
  claude = await startClaude({
    answer: (_, { toolNames, toolResults }) =>
      toolNames.length > 0 && toolResults.length === 0
        ? {
            thinking: 'Look first.',
            toolCalls: [{ name: 'read', input: { path: 'a' }, id: 'toolu_9' }],
          }
        : { text: 'Fine.' },
  });
});
afterAll(() => claude.close());

type Json = Record<string, unknown>;

const HEADERS = { 'x-api-key': 'sk-ant-test', 'anthropic-version': '2026-10-21' };
const READ = { name: 'read', input_schema: { type: 'object', properties: {} } };
const ASK = { role: 'user', content: 'Look at a.' };

async function post(
  body: unknown,
  headers: Record<string, string> = HEADERS,
  path = '/v1/messages',
): Promise<{ status: number; json: Json & { error?: { type: string; message: string } } }> {
  const response = await fetch(claude.url + path, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Json };
}

function ask(over: Json = {}): Json {
  return { model: 'claude-opus-5-5', max_tokens: 100, messages: [ASK], ...over };
}

const call = (id: string): Json => ({ type: 'tool_use', id, name: 'read', input: {} });
const result = (id: string): Json => ({ type: 'tool_result', tool_use_id: id, content: 'x' });
const assistant = (...content: Json[]): Json => ({ role: 'assistant', content });
const user = (...content: Json[]): Json => ({ role: 'user', content });
const text = (value: string): Json => ({ type: 'text', text: value });
const marked = (value: string): Json => ({ ...text(value), cache_control: { type: 'ephemeral' } });
const talk = (...messages: Json[]): Json => ask({ tools: [READ], messages: [ASK, ...messages] });
const format = (schema: Json): Json =>
  ask({ output_config: { format: { type: 'json_schema', schema } } });
test('a plain request is answered, as a whole and counted', async () => {
  const { status, json } = await post(ask());
  expect(status).toBe(200);
  expect(json).toMatchObject({
    type: 'message',
    content: [{ type: 'text', text: 'Fine.' }],
    stop_reason: 'end_turn',
  });
  const counted = await post(ask({ max_tokens: undefined }), HEADERS, '/v1/messages/count_tokens');
  expect(counted.json).toEqual({
    input_tokens: (json['usage'] as { input_tokens: number }).input_tokens,
  });
});

test.each<[string, Record<string, string>, number, string]>([
  ['a key', { 'anthropic-version': '2026-10-21' }, 401, 'authentication_error'],
  ['a version', { 'x-api-key': 'sk-ant-test' }, 400, 'invalid_request_error'],
])('a request without %s is refused', async (_name, headers, status, type) => {
  const refused = await post(ask(), headers);
  expect(refused.status).toBe(status);
  expect(refused.json).toMatchObject({ type: 'error', error: { type } });
});

test('an unknown or retired model, and an unknown path, are not found', async () => {
  for (const model of ['opus', 'claude-3-opus-20240229']) {
    expect(await post(ask({ model }))).toMatchObject({
      status: 404,
      json: { error: { type: 'not_found_error' } },
    });
  }
  expect((await post(ask(), HEADERS, '/v1/complete')).status).toBe(404);
});

test.each<[string, unknown, RegExp]>([
  ['no JSON', '{', /not valid JSON/],
  ['no model', ask({ model: undefined }), /model: field required/],
  ['no messages', ask({ messages: [] }), /at least one message/],
  ['no max_tokens', ask({ max_tokens: undefined }), /max_tokens: field required/],
  ['too many max_tokens', ask({ max_tokens: 128_001 }), /max_tokens: 128001 > 128000/],
  ['temperature', ask({ temperature: 0 }), /temperature/],
  ['top_p', ask({ top_p: 1 }), /top_p/],
  ['top_k', ask({ top_k: 1 }), /top_k/],
  ['a forced tool', ask({ tools: [READ], tool_choice: { type: 'any' } }), /tool_choice: any/],
  ['a thinking budget', ask({ thinking: { type: 'enabled', budget_tokens: 2000 } }), /enabled/],
  ['an unknown effort', ask({ output_config: { effort: 'huge' } }), /effort: unknown/],
  ['prefill', talk(assistant(text('{'))), /does not support prefill/],
  ['the assistant first', ask({ messages: [assistant(text('Hi')), ASK] }), /first message/],
  ['a system turn', ask({ messages: [ASK, { role: 'system', content: 'x' }] }), /role/],
  ['an empty turn', talk(assistant(), user(text('x'))), /non-empty content/],
  ['an empty text', ask({ messages: [user(text(''))] }), /text content blocks must be non-empty/],
  ['an empty system text', ask({ system: [text('')] }), /non-empty/],
  [
    'no result for a call',
    talk(assistant(call('a')), user(text('x'))),
    /without `tool_result`.*: a$/,
  ],
  [
    'a result for one of two calls',
    talk(assistant(call('a'), call('b')), user(result('a'))),
    /without `tool_result` .*: b$/,
  ],
  [
    'a result a turn too late',
    talk(assistant(call('a')), user(text('x')), assistant(text('y')), user(result('a'))),
    /without `tool_result`/,
  ],
  ['a result without a call', talk(assistant(text('y')), user(result('a'))), /unexpected/],
  ['two results for a call', talk(assistant(call('a')), user(result('a'), result('a'))), /single/],
  ['text before a result', talk(assistant(call('a')), user(text('x'), result('a'))), /come first/],
  [
    'an id used twice',
    talk(assistant(call('a')), user(result('a')), assistant(call('a')), user(result('a'))),
    /ids must be unique/,
  ],
  ['a call by the user', ask({ messages: [user(call('a'))] }), /not allowed in a user turn/],
  ['a tool name with a blank', ask({ tools: [{ ...READ, name: 'read file' }] }), /tools\.0\.name/],
  ['two tools of one name', ask({ tools: [READ, READ] }), /unique/],
  ['a tool without a schema', ask({ tools: [{ name: 'read' }] }), /input_schema/],
  [
    'a tool that takes a string',
    ask({ tools: [{ ...READ, input_schema: { type: 'string' } }] }),
    /object/,
  ],
  [
    'five breakpoints',
    ask({ messages: [user(...['a', 'b', 'c', 'd', 'e'].map(marked))] }),
    /maximum of 4 .* Found 5/,
  ],
  [
    'four breakpoints and the automatic one',
    ask({
      cache_control: { type: 'ephemeral' },
      messages: [user(...['a', 'b', 'c', 'd'].map(marked), text('e'))],
    }),
    /Found 5/,
  ],
  [
    'a foreign thought',
    talk(
      assistant({ type: 'thinking', thinking: 'Hm.', signature: 'abc' }, text('x')),
      user(text('y')),
    ),
    /Invalid `signature`/,
  ],
  [
    'a prompt beyond the window',
    ask({ messages: [user(text('x'.repeat(4_100_000)))] }),
    /too long/,
  ],
  ['a schema beyond the limits', format({ type: 'object' }), /additionalProperties/],
])('%s is refused', async (_name, body, message) => {
  const { status, json } = await post(body);
  expect(status).toBe(400);
  expect(json.error).toMatchObject({ type: 'invalid_request_error' });
  expect(json.error?.message).toMatch(message);
});

describe('what the model said', () => {
  const first = talk();

  async function firstAnswer(): Promise<Json[]> {
    return (await post(first)).json['content'] as Json[];
  }

  test('may come back as it was', async () => {
    const content = await firstAnswer();
    const { status } = await post(talk(assistant(...content), user(result('toolu_9'))));
    expect(status).toBe(200);
  });

  test.each<[string, (content: Json[]) => Json[]]>([
    ['a changed thought', ([a, b]) => [{ ...a, thinking: 'Look last.' }, { ...b }]],
    ['a changed call', ([a, b]) => [{ ...a }, { ...b, input: { path: 'b' } }]],
  ])('may not come back as %s', async (_name, alter) => {
    const content = alter(await firstAnswer());
    const { status, json } = await post(talk(assistant(...content), user(result('toolu_9'))));
    expect(status).toBe(400);
    expect(json.error?.message).toMatch(/signature|altered/);
  });
});
