import type { PullAddress } from './queue.ts';

/** A webhook delivery that its receiver did not take. */
export interface FailedDelivery {
  /** Of this attempt; GitHub redelivers by it. */
  id: number;
  /** The same for every attempt: `x-github-delivery`. */
  guid: string;
  event: string;
}

interface Installation {
  id: number;
  installedAt: Date;
}

interface OpenPull {
  pull: PullAddress;
  head: string;
  createdAt: Date;
}

/** What GitHub knows of what an App may have missed. Everything throws a GitHubError. */
export interface Missed {
  /** Attempts that failed since then, the oldest first. */
  failedDeliveries(since: Date): Promise<FailedDelivery[]>;
  /** Has GitHub send it once more. */
  redeliver(delivery: FailedDelivery): Promise<void>;
  installations(): Promise<Installation[]>;
  /** The repositories that an installation may read; archived ones are left out. */
  repositories(installation: number): Promise<{ owner: string; repo: string }[]>;
  /** Open pull requests on which anything happened since then. */
  openPulls(
    installation: number,
    repository: { owner: string; repo: string },
    since: Date,
  ): Promise<OpenPull[]>;
  /** Whether a check of ours has ended on a commit; one whose review was broken off has not. */
  isChecked(pull: PullAddress, head: string): Promise<boolean>;
}
