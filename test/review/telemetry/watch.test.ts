import { describe, expect, it } from 'vitest';
import { ModelError, type Model, type ModelReply } from '../../../src/ports/model.ts';
import type { Objects } from '../../../src/ports/objects.ts';
import type { Measurement } from '../../../src/ports/telemetry.ts';
import { timePhases } from '../../../src/review/telemetry/time-phases.ts';
import { watchModel } from '../../../src/review/telemetry/watch-model.ts';
import { watchObjects } from '../../../src/review/telemetry/watch-objects.ts';

/** A clock that a test moves, in milliseconds, and what was measured by it. */
function measuring() {
  const told: Measurement[] = [];
  const clock = { at: 0 };
  return {
    told,
    clock,
    telemetry: (one: Measurement) => void told.push(one),
    now: () => clock.at,
  };
}

describe('a model', () => {
  const usage = {
    inputTokens: 1_000_000,
    outputTokens: 100_000,
    cacheReadTokens: 2_000_000,
    cacheWriteTokens: 500_000,
  };
  const reply = { model: 'claude-x', usage } as ModelReply;
  const request = {} as Parameters<Model['send']>[0];

  function modelThat(send: Model['send'], price: Model['price'] = () => null): Model {
    return { send, price } as Model;
  }

  it('is measured by what it used, and by its price for a prompt of that length', async () => {
    const { told, clock, telemetry, now } = measuring();
    const prompts: number[] = [];
    const model = modelThat(
      () => {
        clock.at += 2500;
        return Promise.resolve(reply);
      },
      (_model, tokens) => {
        prompts.push(tokens);
        return { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };
      },
    );
    await expect(watchModel(model, telemetry, now).send(request)).resolves.toBe(reply);
    expect(prompts).toEqual([3_500_000]);
    expect(told).toEqual([
      { kind: 'model', model: 'claude-x', usage, costUsd: 3 + 1.5 + 0.6 + 1.875, seconds: 2.5 },
    ]);
  });

  it('has no cost where no price is known', async () => {
    const { told, telemetry, now } = measuring();
    await watchModel(
      modelThat(() => Promise.resolve(reply)),
      telemetry,
      now,
    ).send(request);
    expect(told).toMatchObject([{ kind: 'model', costUsd: null }]);
  });

  it.each([
    ['by its kind', new ModelError('overloaded', 'busy'), false, 'overloaded'],
    ['as aborted, whatever it throws', new ModelError('timeout', 'late'), true, 'aborted'],
    ['as other', new Error('odd'), false, 'other'],
  ])('that fails is told %s', async (_case, error, isAborted, reason) => {
    const { told, telemetry, now } = measuring();
    const model = watchModel(
      modelThat(() => Promise.reject(error)),
      telemetry,
      now,
    );
    const signal = isAborted ? AbortSignal.abort() : new AbortController().signal;
    await expect(model.send(request, { signal })).rejects.toBe(error);
    expect(told).toEqual([{ kind: 'model-failed', reason, seconds: 0 }]);
  });
});

it('measures fetches that succeed and fetches that fail', async () => {
  const { told, clock, telemetry, now } = measuring();
  let fails = false;
  const objects = {
    fetch() {
      clock.at += 400;
      return fails ? Promise.reject(new Error('gone')) : Promise.resolve('fetched');
    },
  } as unknown as Objects;
  const watched = watchObjects(objects, telemetry, now);
  const args = [{}, [], new AbortController().signal] as unknown as Parameters<Objects['fetch']>;
  await expect(watched.fetch(...args)).resolves.toBe('fetched');
  fails = true;
  await expect(watched.fetch(...args)).rejects.toThrow('gone');
  expect(told).toEqual([
    { kind: 'fetch', ok: true, seconds: 0.4 },
    { kind: 'fetch', ok: false, seconds: 0.4 },
  ]);
});

it('measures each phase until the next, and the last until all is done', () => {
  const { told, clock, telemetry, now } = measuring();
  const progress = timePhases(telemetry, now);
  progress({ kind: 'phase', phase: 'gather' });
  clock.at = 100;
  progress({ kind: 'model', characters: 7 });
  clock.at = 300;
  progress({ kind: 'phase', phase: 'find' });
  clock.at = 1300;
  progress({ kind: 'done' });
  progress({ kind: 'done' });
  clock.at = 9000;
  progress({ kind: 'phase', phase: 'gather' });
  expect(told).toEqual([
    { kind: 'phase', phase: 'gather', seconds: 0.3 },
    { kind: 'phase', phase: 'find', seconds: 1 },
  ]);
});
