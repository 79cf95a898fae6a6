import { expect, test } from 'vitest';
import type { CarriedEntry } from '../../../src/core/ledger/carry.ts';
import { readMarkers } from '../../../src/core/plan/marker.ts';
import { tellOutcomes, type TellPorts } from '../../../src/review/rounds/tell-outcomes.ts';

const REF = { owner: 'acme', repo: 'shop', number: 1 };
const HEAD = `abc1234${'0'.repeat(33)}`;
const entry = (id: string, comment: number): CarriedEntry =>
  ({ id, comment, thread: `thread ${comment}` }) as CarriedEntry;
const OUTCOMES = {
  fixed: [
    { entry: entry('aaaa1', 1), reason: '@acme/all the id is\nbound now <!-- x -->' },
    { entry: entry('aaaa2', 2), reason: 'It is caught.' },
  ],
  back: [entry('aaaa3', 3)],
};

async function tell(resolveThreads: boolean, allowed = true) {
  const replies: [number, string][] = [];
  const resolved: [string, boolean][] = [];
  const log: string[] = [];
  const publisher = {
    reply: async (_ref: unknown, first: number, body: string) => replies.push([first, body]),
    setResolved: async (thread: string, to: boolean) => {
      resolved.push([thread, to]);
      return allowed;
    },
  } as unknown as TellPorts['publisher'];
  const ports = { publisher, resolveThreads, log: (line: string) => log.push(line) };
  await tellOutcomes(REF, HEAD, OUTCOMES, 'en', ports);
  return { replies, resolved, log };
}

test('each thread gets its one line, with a mark and nothing that could act', async () => {
  const { replies, resolved } = await tell(false);
  expect(replies.map(([first]) => first)).toEqual([1, 2, 3]);
  const [text, mark] = replies[0]![1].split('\n\n');
  expect(text).toMatch(/^Fixed in abc1234: .*the id is bound now/);
  expect(text).not.toMatch(/(?<![\w`&;])@acme|<!--|\n/);
  expect(readMarkers(mark!)).toEqual([{ kind: 'fixed', id: 'aaaa1', head: HEAD }]);
  expect(replies[2]![1]).toMatch(/^Back since abc1234/);
  expect(resolved).toEqual([]);
});

test('threads are resolved when the operator wants it, and opened again', async () => {
  const { resolved, log } = await tell(true);
  expect(resolved).toEqual([
    ['thread 1', true],
    ['thread 2', true],
    ['thread 3', false],
  ]);
  expect(log).toEqual([]);
});

test('without the permission it is tried and told once, and the rest is done', async () => {
  const { replies, resolved, log } = await tell(true, false);
  expect(replies).toHaveLength(3);
  expect(resolved).toHaveLength(1);
  expect(log).toEqual([expect.stringContaining('contents: write')]);
});
