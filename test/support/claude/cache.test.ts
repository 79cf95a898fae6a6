import { describe, expect, test } from 'vitest';
import { prefixCache } from './cache.ts';
import { MODELS } from './models.ts';
import type { WireBlock, WireRequest } from './wire.ts';

const MODEL = MODELS[0]!;
const LONG = 'a rule of the house. '.repeat(300);
const EPHEMERAL = { type: 'ephemeral' as const };

function text(value: string, mark = false): WireBlock {
  return { type: 'text', text: value, ...(mark && { cache_control: EPHEMERAL }) };
}

function request(over: Partial<WireRequest> = {}): WireRequest {
  return {
    model: MODEL.id,
    system: [text(LONG, true)],
    messages: [{ role: 'user', content: 'One question.' }],
    ...over,
  };
}

/** Sends requests one after the other and returns what each read and wrote. */
function send(...requests: WireRequest[]): { read: number; wrote: number }[] {
  const cache = prefixCache(() => 0);
  return requests.map((body) => {
    const { usage, store } = cache.look(body, MODEL);
    store();
    return { read: usage.cache_read_input_tokens, wrote: usage.cache_creation_input_tokens };
  });
}

test('the same prefix is written once and read then', () => {
  const [first, second] = send(
    request(),
    request({ messages: [{ role: 'user', content: 'Another question.' }] }),
  );
  expect(first?.read).toBe(0);
  expect(first?.wrote).toBeGreaterThan(1500);
  expect(second).toEqual({ read: first?.wrote, wrote: 0 });
});

describe('nothing is read after a change of', () => {
  const tool = { name: 'read', input_schema: { type: 'object' } };
  test.each<[string, Partial<WireRequest>]>([
    ['the tools', { tools: [tool] }],
    ['the model', { model: 'claude-sonnet-5-5' }],
    ['the effort', { output_config: { effort: 'low' } }],
    ['the format', { output_config: { format: { type: 'json_schema', schema: {} } } }],
    ['a byte of the system prompt', { system: [text(`${LONG} `, true)] }],
  ])('%s', (_name, change) => {
    expect(send(request(), request(change))[1]?.read).toBe(0);
  });
});

test('a prefix below the minimum is not kept, and nothing is said', () => {
  const short = request({ system: [text('short. '.repeat(500), true)] });
  expect(send(short, short)).toEqual([
    { read: 0, wrote: 0 },
    { read: 0, wrote: 0 },
  ]);
});

test('without a breakpoint nothing is kept', () => {
  const plain = request({ system: LONG });
  expect(send(plain, plain)[1]).toEqual({ read: 0, wrote: 0 });
});

test('an automatic breakpoint moves along with the conversation', () => {
  const opening = request({ cache_control: EPHEMERAL });
  const next = request({
    cache_control: EPHEMERAL,
    messages: [
      ...opening.messages,
      { role: 'assistant', content: 'Which one?' },
      { role: 'user', content: 'The first. '.repeat(100) },
    ],
  });
  const [first, second] = send(opening, next);
  expect(second?.read).toBe(first?.wrote);
  expect(second?.wrote).toBeGreaterThan(250);
});

test('an entry more than twenty blocks back is out of sight', () => {
  const grown = (blocks: number): WireRequest =>
    request({
      system: LONG,
      cache_control: EPHEMERAL,
      messages: [
        { role: 'user', content: Array.from({ length: blocks }, (_, i) => text(`Block ${i}.`)) },
      ],
    });
  expect(send(grown(1), grown(21))[1]?.read).toBeGreaterThan(0);
  expect(send(grown(1), grown(22))[1]?.read).toBe(0);
});

test('an entry exists once its answer has begun, and five minutes from its last use', () => {
  let now = 0;
  const cache = prefixCache(() => now);
  const ask = () => cache.look(request(), MODEL);
  const first = ask();
  expect(ask().usage.cache_read_input_tokens).toBe(0);
  first.store();
  now = 299_999;
  const second = ask();
  expect(second.usage.cache_read_input_tokens).toBeGreaterThan(0);
  second.store();
  now = 599_998;
  expect(ask().usage.cache_read_input_tokens).toBeGreaterThan(0);
  now = 600_000;
  expect(ask().usage.cache_read_input_tokens).toBe(0);
});
