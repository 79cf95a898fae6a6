import { describe, expect, test, vi } from 'vitest';
import type { Fault } from '../../support/claude/faults.ts';
import { failingClaude, failure, REQUEST } from './failing-claude.ts';

test('silence is no endless wait: neither before the answer nor within it', async () => {
  const { claude, model } = await failingClaude([{ hang: true }, { hangAfter: 3 }], {
    requestTimeoutMs: 60,
    idleTimeoutMs: 60,
    maxRetries: 0,
  });
  expect(await failure(model.send(REQUEST))).toMatchObject({ kind: 'timeout' });
  expect(await failure(model.send(REQUEST))).toMatchObject({ kind: 'timeout' });
  await vi.waitFor(() => expect(claude.requests.map((r) => r.aborted)).toEqual([true, true]));
});

test('a slow answer is no silence', async () => {
  const { model } = await failingClaude([{ eventDelayMs: 100 }], {
    idleTimeoutMs: 480,
    maxRetries: 0,
  });
  expect((await model.send(REQUEST)).text).toBe('Nothing is wrong here.');
});

describe('an abort', () => {
  test.each<[string, Fault]>([
    ['before the answer', { hang: true }],
    ['within the answer', { hangAfter: 5 }],
  ])('%s ends the request at once with its reason', async (_name, fault) => {
    const { claude, model } = await failingClaude([fault]);
    const stop = new AbortController();
    const reason = new Error('interrupted');
    const sent = model.send(REQUEST, { signal: stop.signal });
    await vi.waitFor(() => expect(claude.requests).toHaveLength(1));
    stop.abort(reason);
    await expect(sent).rejects.toBe(reason);
    await vi.waitFor(() => expect(claude.requests[0]?.aborted).toBe(true));
  });

  test('in a pause between tries ends the pause', async () => {
    const stop = new AbortController();
    const reason = new Error('interrupted');
    const { model } = await failingClaude([{ status: 429, retryAfter: 30 }], {
      log: () => queueMicrotask(() => stop.abort(reason)),
    });
    await expect(model.send(REQUEST, { signal: stop.signal })).rejects.toBe(reason);
  });

  test('that came before asks nothing', async () => {
    const { claude, model } = await failingClaude([]);
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(model.send(REQUEST, { signal })).rejects.toThrow('too late');
    await expect(model.countTokens(REQUEST, signal)).rejects.toThrow('too late');
    expect(claude.requests).toHaveLength(0);
  });
});
