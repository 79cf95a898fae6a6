import type { Job, PullAddress } from '../../ports/queue.ts';

/** A job that waits for its turn. */
export interface Waiting {
  id: string;
  job: Job;
  /** The earliest start, in the clock's milliseconds. */
  readyAt: number;
  /** When the oldest of the jobs that it stands for arrived. */
  since: number;
  /** How often it was tried. */
  tries: number;
}

export interface Running {
  waiting: Waiting;
  abort: AbortController;
  /** Resolves when it has ended, however. */
  ended: Promise<void>;
}

/** What concerns one pull request (or merge group): one job runs at a time. */
export interface Lane {
  repository: string;
  running: Running | null;
  review: Waiting | null;
  commands: Waiting[];
}

/** Whether somebody asked in person: such jobs go first and are never replaced. */
export function isCommand(job: Job): boolean {
  return job.kind === 'command' || (job.kind === 'review' && job.cause.kind === 'command');
}

/** GitHub's names know no case. */
export function repositoryOf(place: { owner: string; repo: string }): string {
  return `${place.owner}/${place.repo}`.toLowerCase();
}

export function laneNameOf(job: Job): string {
  if (job.kind !== 'merge_group') return pullName(job.pull);
  return `${repositoryOf(job)}@${job.head}`;
}

export function pullName(pull: PullAddress): string {
  return `${repositoryOf(pull)}#${pull.number}`;
}

/** What may run next in a lane: the oldest command that is ready, then the review. */
function nextOf(lane: Lane, now: number): Waiting | null {
  if (lane.running) return null;
  const command = lane.commands.find(({ readyAt }) => readyAt <= now);
  if (command) return command;
  return lane.review && lane.review.readyAt <= now ? lane.review : null;
}

/** Takes a waiting job out of its lane. */
export function take(lane: Lane, waiting: Waiting): void {
  if (lane.review === waiting) lane.review = null;
  else lane.commands = lane.commands.filter((one) => one !== waiting);
}

/**
 * The lane whose turn it is: repositories take turns, so that a busy one does not keep the others
 * waiting; within one, commands go before reviews and older jobs before younger ones.
 * `turns` lists repositories, the one that was served longest ago first.
 */
export function laneInTurn(
  lanes: Iterable<Lane>,
  turns: readonly string[],
  now: number,
): { lane: Lane; waiting: Waiting } | null {
  const best = new Map<string, { lane: Lane; waiting: Waiting }>();
  for (const lane of lanes) {
    const waiting = nextOf(lane, now);
    if (!waiting) continue;
    const held = best.get(lane.repository);
    if (!held || goesBefore(waiting, held.waiting)) best.set(lane.repository, { lane, waiting });
  }
  for (const repository of turns) {
    const found = best.get(repository);
    if (found) return found;
  }
  return null;
}

function goesBefore(one: Waiting, other: Waiting): boolean {
  const [first, second] = [isCommand(one.job), isCommand(other.job)];
  return first === second ? one.since < other.since : first;
}
