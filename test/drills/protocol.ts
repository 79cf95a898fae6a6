import type { Job } from '../../src/ports/queue.ts';

export interface WorkerConfig {
  databaseUrl?: string;
  folder: string;
  /** Where it kills itself, once. */
  dieAt: StepName | null;
}

/** The steps of a scripted review, in order. */
export const STEPS = ['started', 'paid', 'kept', 'posted', 'noted'] as const;
export type StepName = (typeof STEPS)[number];

export type FromWorker =
  | { kind: 'ready' | 'closed' }
  | { kind: 'idle'; round: number }
  | { kind: 'added'; delivery: string }
  | { kind: 'step'; step: StepName; job: string; question: string }
  | { kind: 'ask'; call: number; what: Question };

export type Question =
  | { of: 'github'; want: 'head'; pull: number }
  | { of: 'github'; want: 'find' | 'post'; pull: number; head: string }
  | { of: 'model'; job: string; question: string };

export type ToWorker =
  | { kind: 'add'; delivery: string; job: Job }
  | { kind: 'answer'; call: number; answer: unknown }
  | { kind: 'idle'; round: number }
  | { kind: 'close' };
