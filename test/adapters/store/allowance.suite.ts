import { expect, it } from 'vitest';
import {
  answerLimitIn,
  writeSpacingIn,
  type SpacingOptions,
} from '../../../src/adapters/store/allowance.ts';
import type { TestDatabase } from './engines.ts';

/** Pauses that are noted, and end when the test says so. */
function pausing() {
  const waits: { ms: number; go: () => void; stop: (error: Error) => void }[] = [];
  const options: SpacingOptions = {
    rates: [{ most: 2, ms: 60_000 }],
    pause: (ms) => new Promise((go, stop) => waits.push({ ms, go, stop })),
  };
  return { waits, options };
}

export function allowanceSuite(database: TestDatabase): void {
  it('gives what is created one after the other turns, whichever process creates it', async () => {
    const { waits, options } = pausing();
    const stores = [database.store(), await database.open()];
    const [one, other] = stores.map(({ engine }) => writeSpacingIn(engine, options));
    const takes = Array.from({ length: 6 }, (_, at) => (at % 2 === 0 ? one : other)!.take(7));
    await expect.poll(() => waits.length).toBe(4);
    const seconds = waits.map(({ ms }) => Math.round(ms / 10_000) * 10).sort((a, b) => a - b);
    expect(seconds).toEqual([60, 60, 120, 120]);
    // Another installation has a limit of its own.
    await one!.take(8);
    expect(waits).toHaveLength(4);
    for (const { go } of waits) go();
    await Promise.all(takes);
  });

  it('gives a turn back when whoever waits for it is stopped', async () => {
    const { waits, options } = pausing();
    const spacing = writeSpacingIn(database.store().engine, options);
    await spacing.take(7);
    await spacing.take(7);
    const stopped = spacing.take(7);
    await expect.poll(() => waits.length).toBe(1);
    waits[0]!.stop(new Error('superseded'));
    await expect(stopped).rejects.toThrow('superseded');
    const next = [spacing.take(7), spacing.take(7)];
    await expect.poll(() => waits.length).toBe(3);
    expect(waits.slice(1).every(({ ms }) => ms <= 60_000)).toBe(true);
    for (const { go } of waits.slice(1)) go();
    await Promise.all(next);
  });

  it('is stopped by a signal, and takes no turn for one that is aborted already', async () => {
    const { engine } = database.store();
    const spacing = writeSpacingIn(engine, { rates: [{ most: 1, ms: 60_000 }] });
    await expect(spacing.take(7, AbortSignal.abort(new Error('early')))).rejects.toThrow('early');
    await spacing.take(7);
    const controller = new AbortController();
    const waiting = spacing.take(7, controller.signal);
    controller.abort(new Error('superseded'));
    await expect(waiting).rejects.toThrow('superseded');
  });

  it('counts what a person asks over all processes, each comment once', async () => {
    const stores = [database.store(), await database.open()];
    const [one, other] = stores.map(({ engine }) => answerLimitIn(engine, 3));
    const asked = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((what, at) => (at % 2 ? one : other)!.take('dev', what)),
    );
    expect(asked.filter(({ ok }) => ok)).toHaveLength(3);
    const first = ['a', 'b', 'c', 'd', 'e'][asked.findIndex(({ ok }) => ok)]!;
    expect(await other!.take('Dev', first)).toEqual({ ok: true });
    expect(await one!.take('DEV', 'f')).toMatchObject({ ok: false, minutes: 60, told: true });
    expect(await one!.take('kim', 'f')).toEqual({ ok: true });
  });
}
