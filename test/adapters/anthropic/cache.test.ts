import { afterEach, expect, test } from 'vitest';
import { chooseBreakpoints } from '../../../src/adapters/anthropic/breakpoints.ts';
import { createAnthropicModel } from '../../../src/adapters/anthropic/model.ts';
import type { ModelRequest, UserBlock } from '../../../src/ports/model.ts';
import { type ClaudeStandIn, startClaude } from '../../support/claude/server.ts';

let claude: ClaudeStandIn | undefined;
afterEach(() => claude?.close());

const TOOL = {
  name: 'read_file',
  description: 'Reads a file.',
  inputSchema: { type: 'object', properties: {}, additionalProperties: false },
};

const RULES = 'Review the code with care. '.repeat(400);
const DIFF = '+ const query = `SELECT * FROM users WHERE id = ${id}`;\n'.repeat(300);
const FILE = 'export function handler(request) {}\n'.repeat(60);

function opening(): ModelRequest {
  return {
    model: 'claude-opus-5-5',
    maxTokens: 2000,
    effort: 'high',
    system: [{ text: RULES, cache: true }],
    tools: [TOOL],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: DIFF, cache: true },
          { type: 'text', text: 'Find what is wrong.' },
        ],
      },
    ],
  };
}

/** A loop of three requests, in each of which the model calls `parallel` tools at once. */
async function toolLoop(parallel: number) {
  claude = await startClaude({
    answer: (_, { turn }) =>
      turn < 3
        ? {
            thinking: `Step ${turn}.`,
            toolCalls: Array.from({ length: parallel }, () => ({ name: 'read_file', input: {} })),
          }
        : { text: 'Done.' },
  });
  const model = createAnthropicModel({ apiKey: 'sk-ant-test', baseURL: claude.url });
  const request = opening();
  const usages = [];
  for (;;) {
    const reply = await model.send(request);
    usages.push(reply.usage);
    if (reply.stop !== 'tool_use') return usages;
    const results = reply.toolCalls.map(({ id }): UserBlock => ({
      type: 'tool_result',
      toolUseId: id,
      content: FILE,
    }));
    request.messages.push({ role: 'assistant', content: reply.content });
    request.messages.push({ role: 'user', content: results });
  }
}

test.each([1, 15])(
  'with %i tool calls a turn, each request reads all that the one before it sent',
  async (parallel) => {
    const usages = await toolLoop(parallel);
    expect(usages).toHaveLength(3);
    for (const [i, usage] of usages.entries()) {
      const before = usages[i - 1];
      const sent = before
        ? before.inputTokens + before.cacheReadTokens + before.cacheWriteTokens
        : 0;
      expect(usage.cacheReadTokens).toBe(sent);
      expect(usage.inputTokens).toBe(0);
    }
  },
);

test('over a loop of three requests more than half of the input comes from the cache', async () => {
  const usages = await toolLoop(1);
  const read = usages.reduce((sum, usage) => sum + usage.cacheReadTokens, 0);
  const all = usages.reduce(
    (sum, usage) => sum + usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
    0,
  );
  expect(read / all).toBeGreaterThan(0.6);
});

test('another question about the same change reads the change from the cache', async () => {
  claude = await startClaude({ answer: () => ({ text: 'Done.' }) });
  const model = createAnthropicModel({ apiKey: 'sk-ant-test', baseURL: claude.url });
  const ask = (text: string): ModelRequest => {
    const request = { ...opening(), tools: [] };
    request.messages[0]!.content[1] = { type: 'text', text };
    return request;
  };
  const first = await model.send(ask('Find what is wrong.'));
  const second = await model.send(ask('Is the finding on line 3 right?'));
  expect(second.usage.cacheReadTokens).toBe(first.usage.cacheWriteTokens);
  expect(second.usage.cacheWriteTokens).toBe(0);
  expect(second.usage.inputTokens).toBeLessThan(30);
});

test('more marks than the API takes: the later ones are kept', () => {
  const mark = (text: string) => ({ text, cache: true as const });
  const request: ModelRequest = {
    ...opening(),
    system: [mark('a'), mark('b'), mark('c'), mark('d')],
  };
  expect(chooseBreakpoints(request)).toEqual({
    system: new Set([2, 3]),
    messages: new Set(['0:0']),
    automatic: true,
  });
  expect(chooseBreakpoints({ ...request, tools: [] })).toEqual({
    system: new Set([1, 2, 3]),
    messages: new Set(['0:0']),
    automatic: false,
  });
});
