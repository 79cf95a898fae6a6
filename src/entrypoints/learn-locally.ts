import { readDefaultBranchFile } from '../adapters/github/default-branch-file.ts';
import { createFeedback } from '../adapters/github/own-findings.ts';
import { createPullRequests } from '../adapters/github/pull-requests.ts';
import { memoryHeading } from '../core/memory/heading.ts';
import { MEMORY_FILE } from '../core/memory/memory-line.ts';
import { proposeMemory, type Proposal } from '../core/memory/propose.ts';
import { gatherRejections, type Learned } from '../review/memory-learn.ts';
import type { LearnOptions } from './cli/learn-command.ts';
import { openGitHubRepository } from './github-repository.ts';
import type { CliIo } from './io.ts';

const DAY_MS = 86_400_000;

/** `backline learn`: the patch of the memory file on stdout, what it rests on on stderr. */
export async function learnLocally(
  io: CliIo,
  options: LearnOptions,
  name: string | undefined,
): Promise<void> {
  const { app, limit, expires, quiet = false } = options;
  const say = (text: string): void => void io.stderr.write(`backline: ${text}\n`);
  const opened = await openGitHubRepository(io, name, app);
  const { client, identity, repository } = opened;
  const github = { signal: io.signal, log: say };
  const now = new Date();
  const today = dayOf(now);
  // What is older would have expired by now, and must not come back once it is taken out.
  const since = options.since ?? new Date(Date.parse(today) - expires * DAY_MS);
  if (!quiet) say(`reading the newest pull requests of ${opened.name}`);
  const feedback = createFeedback(client, identity, github);
  const pulls = createPullRequests(client, identity, github);
  const existing = await readDefaultBranchFile(client, repository, MEMORY_FILE, github);
  const read = feedback.pulls(repository, { limit, since, withChecks: false });
  const learned = await gatherRejections(
    quiet ? read : counted(read, say),
    (login) => pulls.permission(repository, login),
    dayOf(new Date(now.getTime() + expires * DAY_MS)),
  );
  const { rejected } = learned;
  const proposal = proposeMemory(existing, rejected, today, memoryHeading(rejected));
  io.stdout.write(proposal.patch);
  if (!quiet || proposal.patch === '') say(outcome(learned, proposal, identity.graphql));
}

/** A sign of life now and then. */
async function* counted<T>(all: AsyncIterable<T>, say: (text: string) => void): AsyncGenerator<T> {
  let count = 0;
  for await (const each of all) {
    if (++count % 50 === 0) say(`read ${count} pull requests`);
    yield each;
  }
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function outcome(
  { pulls, findings }: Learned,
  { patch, ...counts }: Proposal,
  who: string,
): string {
  const read = `${findings} findings of ${who} on ${pulls} pull requests`;
  if (patch !== '') return `${read}: ${counts.added} lines to add, ${counts.removed} to remove`;
  return findings === 0
    ? `nothing to propose: no findings of ${who} on ${pulls} pull requests (--app names an App)`
    : `nothing to propose: ${read}`;
}
