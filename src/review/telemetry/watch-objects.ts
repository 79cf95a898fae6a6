import type { Objects } from '../../ports/objects.ts';
import type { Telemetry } from '../../ports/telemetry.ts';

/** Measures how long it takes to bring a pull request's objects here. `now` is in milliseconds. */
export function watchObjects(objects: Objects, telemetry: Telemetry, now: () => number): Objects {
  return {
    async fetch(pull, commits, signal) {
      const started = now();
      const tell = (ok: boolean): void =>
        telemetry({ kind: 'fetch', ok, seconds: (now() - started) / 1000 });
      try {
        const fetched = await objects.fetch(pull, commits, signal);
        tell(true);
        return fetched;
      } catch (error) {
        tell(false);
        throw error;
      }
    },
  };
}
