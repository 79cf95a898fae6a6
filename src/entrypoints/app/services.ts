import type { ProbotOctokit } from 'probot';
import type { Operator } from '../../core/operator/operator.ts';
import type { AnswerLimit, WriteSpacing } from '../../ports/limits.ts';
import type { Spending } from '../../ports/spending.ts';
import type { Worker } from '../../ports/queue.ts';
import type { Reviews } from '../../ports/store.ts';
import type { Telemetry } from '../../ports/telemetry.ts';

/** A log that takes fields first, as pino's does. */
export interface AppLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What the running App gives to whoever does its work. */
export interface AppServices {
  /** As GitHub knows the App; its own login is `slug[bot]`. */
  app: { id: number; slug: string };
  /** A client that acts as an installation, its tokens cached and renewed by Probot. */
  octokit(installation: number): Promise<InstanceType<typeof ProbotOctokit>>;
  /** REST's root, such as `https://api.github.com`. */
  baseUrl: string;
  /** The environment with what `.env` adds. */
  env: Record<string, string | undefined>;
  /** The folder it was started in. */
  cwd: string;
  /** Where what is kept on this machine lies. */
  dataFolder: string;
  operator: Operator;
  /** Where the ends of reviews are noted. */
  reviews: Reviews;
  /** Is told what is measured. */
  telemetry: Telemetry;
  /** What the reviews of a day have cost. */
  spending: Spending;
  answerLimit: AnswerLimit;
  /** Waited for before anything is created on GitHub. */
  writeSpacing: WriteSpacing;
  log: AppLog;
}

/** Builds what does the jobs; called once, when GitHub has confirmed who the App is. */
export type CreateWorker = (services: AppServices) => Worker | Promise<Worker>;
