import type { Fleet } from './fleet.ts';
import { faultsOf, isReviewed, openPull, paidTwice } from './pulls.ts';
import { STEPS } from './steps.ts';
import { until } from './until.ts';

/** Seconds; a job that has lost its process often is held back for up to a minute at a time. */
const PATIENCE = 300;

/**
 * Kills the process at a step of a review, starts another one on the same store, and gives what is
 * wrong once that is done with it.
 */
export async function killAtStep(fleet: Fleet, step: string): Promise<string[]> {
  const process = fleet.processes[0] ?? (await fleet.start());
  const paid = paidTwice(fleet);
  let hasDied: Promise<void> | undefined;
  const disarm = STEPS[step]!(fleet, () => (hasDied ??= fleet.kill(process)));
  const pull = await openPull(fleet);
  await until(() => hasDied !== undefined, `step: ${step}`);
  await hasDied;
  disarm();
  await fleet.github.idle();
  if (fleet.processes.length === 0) await fleet.start();
  await quiet(fleet, [pull]);
  const again = paidTwice(fleet) - paid;
  const { issueComments } = await fleet.github.pull(pull.repo, pull.number);
  // What the killed process had posted is no earlier review.
  const isFirst = issueComments.some(({ body }) => body.includes('**2 findings**'));
  return [
    ...(await faultsOf(fleet, pull)),
    ...(isFirst ? [] : [`${pull.repo}#${pull.number}: its summary is not that of a first review`]),
    ...(again === 0 ? [] : [`${pull.repo}#${pull.number}: ${again} answers paid twice`]),
  ];
}

/** Waits until every head is reviewed and nothing is asked of GitHub any more. */
export async function quiet(fleet: Fleet, pulls: Parameters<typeof isReviewed>[1][]) {
  for (const pull of pulls) {
    await until(
      () => isReviewed(fleet, pull),
      `${pull.repo}#${pull.number} reviewed\n${fleet.log()}`,
      120,
    );
  }
  await until(async () => (await fleet.jobsLeft()) === 0, `no job left\n${fleet.log()}`, PATIENCE);
  await fleet.github.idle();
}
