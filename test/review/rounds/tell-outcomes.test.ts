import { expect, test } from 'vitest';
import type { CarriedEntry } from '../../../src/core/ledger/carry.ts';
import { readMarkers, writeMarker, type OutcomeMarker } from '../../../src/core/plan/marker.ts';
import type { PostedThread } from '../../../src/ports/pull-requests.ts';
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

async function tell(resolveThreads: boolean, allowed = true, threads: PostedThread[] = []) {
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
  await tellOutcomes(REF, { head: HEAD, threads }, OUTCOMES, 'en', ports);
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

function thread(first: number, ...marks: OutcomeMarker[]): PostedThread {
  const by = { id: 9, author: 'backline', isBot: true, isOurs: true };
  const replies = marks.map((mark) => ({ ...by, body: `Said.\n\n${writeMarker(mark)}` }));
  return { id: `thread ${first}`, first, resolvedBy: null, replies };
}

test('what an earlier try has said of this head is not said again, and resolved all the same', async () => {
  const told: OutcomeMarker = { kind: 'fixed', id: 'aaaa1', head: HEAD };
  const { replies, resolved } = await tell(true, true, [
    thread(1, { ...told, kind: 'back', head: 'older' }, told),
    thread(2, { ...told, id: 'aaaa2' }, { ...told, id: 'aaaa2', kind: 'back' }),
    thread(3, { kind: 'back', id: 'aaaa3', head: 'older' }),
  ]);
  expect(replies.map(([first]) => first)).toEqual([2, 3]);
  expect(resolved).toHaveLength(3);
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
