import type { Phase, Progress } from '../../ports/progress.ts';
import type { Telemetry } from '../../ports/telemetry.ts';

/** Measures how long each step takes, until the next begins or nothing more comes. */
export function timePhases(telemetry: Telemetry, now: () => number): Progress {
  let current: { phase: Phase; since: number } | null = null;
  return (event) => {
    if (event.kind !== 'phase' && event.kind !== 'done') return;
    if (current !== null) {
      const seconds = (now() - current.since) / 1000;
      telemetry({ kind: 'phase', phase: current.phase, seconds });
    }
    current = event.kind === 'phase' ? { phase: event.phase, since: now() } : null;
  };
}
