import { afterEach, describe, expect, test } from 'vitest';
import { createAnthropicModel } from '../../../src/adapters/anthropic/model.ts';
import type { AnthropicOptions } from '../../../src/adapters/anthropic/options.ts';
import type { Model, ModelReply, ModelRequest } from '../../../src/ports/model.ts';
import type { Answer } from '../../support/claude/answer.ts';
import {
  type ClaudeOptions,
  type ClaudeStandIn,
  startClaude,
} from '../../support/claude/server.ts';

const KEY = 'sk-ant-test-0123456789';

let claude: ClaudeStandIn | undefined;
afterEach(() => claude?.close());

async function connect(
  answer: Answer | ClaudeOptions['answer'],
  options: Partial<AnthropicOptions> = {},
): Promise<{ claude: ClaudeStandIn; model: Model }> {
  claude = await startClaude({ answer: typeof answer === 'function' ? answer : () => answer });
  const model = createAnthropicModel({
    apiKey: KEY,
    baseURL: claude.url,
    retryDelayMs: 1,
    ...options,
  });
  return { claude, model };
}

const READ_FILE = {
  name: 'read_file',
  description: 'Reads a file.',
  inputSchema: {
    type: 'object',
    properties: { path: { type: 'string' } },
    required: ['path'],
    additionalProperties: false,
  },
};

function question(over: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: 'claude-opus-5-5',
    maxTokens: 1000,
    system: [{ text: 'You review code.' }],
    tools: [],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'What is wrong here?' }] }],
    ...over,
  };
}

describe('an answer', () => {
  test('comes with its text, its calls and its usage, the thinking kept apart', async () => {
    const { claude, model } = await connect({
      thinking: 'A race between the two writers, I think.',
      text: 'Let me look. ❤',
      toolCalls: [
        { name: 'read_file', input: { path: 'src/é.ts' }, id: 'toolu_1' },
        { name: 'read_file', input: {}, id: 'toolu_2' },
      ],
    });
    const progress: number[] = [];
    const reply = await model.send(question({ tools: [READ_FILE] }), {
      onProgress: (characters) => progress.push(characters),
    });

    expect(reply).toMatchObject({
      stop: 'tool_use',
      text: 'Let me look. ❤',
      model: 'claude-opus-5-5',
      toolCalls: [
        { id: 'toolu_1', name: 'read_file', input: { path: 'src/é.ts' } },
        { id: 'toolu_2', name: 'read_file', input: {} },
      ],
    });
    expect(reply.content.map((block) => block['type'])).toEqual([
      'thinking',
      'text',
      'tool_use',
      'tool_use',
    ]);
    expect(reply.requestId).toMatch(/^req_/);
    expect(reply.usage.inputTokens).toBe(claude.requests[0]?.usage?.input_tokens);
    expect(reply.usage.outputTokens).toBeGreaterThan(10);
    expect(progress.at(-1)).toBeGreaterThan(50);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  test('is asked for as the API wants it', async () => {
    const { claude, model } = await connect({ json: { findings: [] } });
    const schema = {
      type: 'object',
      properties: { findings: { type: 'array', items: { type: 'string' } } },
      required: ['findings'],
      additionalProperties: false,
    };
    const reply = await model.send(question({ effort: 'xhigh', schema, tools: [READ_FILE] }));

    expect(JSON.parse(reply.text)).toEqual({ findings: [] });
    const { body, headers } = claude.requests[0] ?? {};
    expect(body).toMatchObject({
      stream: true,
      max_tokens: 1000,
      thinking: { type: 'adaptive' },
      output_config: { effort: 'xhigh', format: { type: 'json_schema', schema } },
    });
    expect(Object.keys(body ?? {})).not.toEqual(
      expect.arrayContaining(['tool_choice', 'temperature']),
    );
    expect(headers?.['anthropic-version']).toBeDefined();
    expect(headers?.['traceparent']).toBeUndefined();
  });

  test.each<[Answer, Partial<ModelReply>]>([
    [{ text: 'Done.' }, { stop: 'end_turn', text: 'Done.' }],
    [{}, { stop: 'end_turn', text: '', content: [] }],
    [{ toolCalls: [{ name: 'read_file', input: { path: 'a' } }] }, { stop: 'tool_use' }],
    [{ text: 'x'.repeat(9000) }, { stop: 'max_tokens', text: 'x'.repeat(4000) }],
    [{ text: 'a', stop: 'stop_sequence' }, { stop: 'stop_sequence' }],
    [{ text: 'a', stop: 'pause_turn' }, { stop: 'pause_turn' }],
    [
      { stop: 'refusal', refusal: { category: 'cyber', explanation: 'Looks like an exploit.' } },
      { stop: 'refusal', refusal: 'Looks like an exploit.', toolCalls: [] },
    ],
    [
      { stop: 'refusal', refusal: { category: 'cyber' } },
      { stop: 'refusal', refusal: 'cyber' },
    ],
    [{ text: 'a', stop: 'model_context_window_exceeded' }, { stop: 'context_exceeded' }],
  ])('that ends like %j is reported as %j', async (answer, expected) => {
    const { model } = await connect(answer);
    expect(await model.send(question({ tools: [READ_FILE] }))).toMatchObject(expected);
  });

  test('cut off within a call reports no call, and can still go back', async () => {
    const { model } = await connect({
      text: 'Reading.',
      toolCalls: [{ name: 'read_file', input: { path: 'src/a.ts' }, id: 'toolu_1' }],
      stop: 'max_tokens',
    });
    const reply = await model.send(question({ tools: [READ_FILE] }));
    expect(reply).toMatchObject({ stop: 'max_tokens', text: 'Reading.', toolCalls: [] });
    expect(reply.content.at(-1)).toMatchObject({ type: 'tool_use', id: 'toolu_1', input: {} });
  });

  test('gets the results of its calls in one turn, failures marked', async () => {
    const { model } = await connect((_, { lastToolResults }) =>
      lastToolResults.length > 0
        ? {
            json: lastToolResults.map(({ name, input, content, isError }) => ({
              name,
              input,
              content,
              isError,
            })),
          }
        : { toolCalls: ['a', 'b'].map((path) => ({ name: 'read_file', input: { path } })) },
    );
    const request = question({ tools: [READ_FILE] });
    const { content, toolCalls } = await model.send(request);
    const [a, b] = toolCalls.map((call) => call.id);
    request.messages.push(
      { role: 'assistant', content },
      {
        role: 'user',
        content: [
          { type: 'tool_result', toolUseId: a ?? '', content: 'text of a' },
          { type: 'tool_result', toolUseId: b ?? '', content: 'no such file', isError: true },
        ],
      },
    );
    expect(JSON.parse((await model.send(request)).text)).toEqual([
      { name: 'read_file', input: { path: 'a' }, content: 'text of a', isError: false },
      { name: 'read_file', input: { path: 'b' }, content: 'no such file', isError: true },
    ]);
  });

  test('that paused is continued by sending it back', async () => {
    const { model } = await connect((_, { turn }) =>
      turn === 1 ? { text: 'Half of it', stop: 'pause_turn' } : { text: ', and the rest.' },
    );
    const first = await model.send(question());
    const rest = await model.send(
      question({
        messages: [...question().messages, { role: 'assistant', content: first.content }],
      }),
    );
    expect(rest).toMatchObject({ stop: 'end_turn', text: ', and the rest.' });
  });

  test('that was empty leaves no empty turn behind', async () => {
    const { model, claude } = await connect((_, { call }) => (call === 1 ? {} : { text: 'Yes.' }));
    const first = await model.send(question());
    const reply = await model.send(
      question({
        messages: [
          ...question().messages,
          { role: 'assistant', content: first.content },
          { role: 'user', content: [{ type: 'text', text: 'Please answer.' }] },
        ],
      }),
    );
    expect(reply.text).toBe('Yes.');
    expect(claude.requests[1]?.body?.messages.map((m) => m.role)).toEqual(['user', 'user']);
  });
});

test('an older model is asked without what it does not take', async () => {
  const { model, claude } = await connect({ text: 'Fine.' });
  const { id } = await model.resolve('claude-haiku-4-5');
  await model.send(question({ model: id, effort: 'high' }));
  const body = claude.requests.at(-1)?.body;
  expect(body?.model).toBe('claude-haiku-4-5-20251001');
  expect(body?.thinking).toBeUndefined();
  expect(body?.output_config).toBeUndefined();
});

test('tokens are counted as they are billed', async () => {
  const { model } = await connect({ text: 'Fine.' });
  const request = question({ system: [{ text: 'rules '.repeat(500) }], tools: [READ_FILE] });
  const counted = await model.countTokens(request);
  const { usage } = await model.send(request);
  expect(usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens).toBe(counted);
});
