import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestPostgres } from '../test/support/postgres.ts';
import type { Fault } from '../test/support/github/faults.ts';
import { openFleet, type Fleet } from './fleet.ts';
import { killAtStep, quiet } from './kill-at-step.ts';
import { faultsOf, openPull, paidTwice, pushTo, type DrillPull } from './pulls.ts';
import { STEPS } from './steps.ts';
import { until } from './until.ts';

/** Where an act is played: the embedded store, or a Postgres. */
export interface Stage {
  engine: 'embedded' | 'postgres';
  postgres: TestPostgres | null;
  /** 0 to 1, from the seed. */
  random: () => number;
  /** How large the drill is: 1 for the whole of it. */
  scale: number;
}

export interface Act {
  name: string;
  /** The only engine on which it makes sense. */
  only?: Stage['engine'];
  /** What was played, for the table, and what is wrong; nothing should be. */
  play: (stage: Stage) => Promise<{ played: string; faults: string[] }>;
}

/** A fleet of the act's own, which is gone afterwards. */
async function withFleet<T>(
  { postgres }: Stage,
  use: (fleet: Fleet) => Promise<T>,
  dataFolder?: string,
): Promise<T> {
  const databaseUrl = postgres ? await postgres.createDatabase() : undefined;
  const fleet = await openFleet({
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(dataFolder === undefined ? {} : { dataFolder }),
  });
  try {
    return await use(fleet);
  } finally {
    await fleet.stop();
  }
}

async function faultsOfAll(fleet: Fleet, pulls: readonly DrillPull[]): Promise<string[]> {
  const all = await Promise.all(pulls.map((pull) => faultsOf(fleet, pull)));
  return all.flat();
}

/** As GitHub's page of deliveries lets a person do. */
async function redeliverRefused({ github }: Fleet): Promise<void> {
  const refused = github.deliveries.filter(({ statusCode }) => statusCode !== 200);
  for (const { id } of refused) await github.redeliver(id);
}

function times(scale: number, whole: number): number {
  return Math.max(1, Math.round(whole * scale));
}

const killedAtEachStep: Act = {
  name: 'killed at each step',
  play: (stage) =>
    withFleet(stage, async (fleet) => {
      const faults: string[] = [];
      for (const step of Object.keys(STEPS)) {
        for (const fault of await killAtStep(fleet, step)) faults.push(`${step}: ${fault}`);
      }
      return { played: `${Object.keys(STEPS).length} steps`, faults };
    }),
};

/** A review takes about half a second here: most of these moments lie within one. */
const LONGEST_MS = 1200;

const killedAtRandom: Act = {
  name: 'killed at random moments',
  play: (stage) =>
    withFleet(stage, async (fleet) => {
      const runs = times(stage.scale, 50);
      const pulls: DrillPull[] = [];
      await fleet.start();
      for (let run = 0; run < runs; run++) {
        pulls.push(await openPull(fleet));
        await delay(stage.random() * LONGEST_MS);
        await fleet.kill(fleet.processes[0]!);
        await fleet.github.idle();
        await fleet.start();
      }
      await quiet(fleet, pulls);
      // An answer that was on its way when its asker died was never heard of.
      const again = paidTwice(fleet);
      const faults = await faultsOfAll(fleet, pulls);
      if (again > runs) faults.push(`${again} answers were paid twice in ${runs} crashes`);
      return { played: `${runs} crashes, ${again} answers lost on their way`, faults };
    }),
};

const oneOfFour: Act = {
  name: 'one of four killed, again and again',
  only: 'postgres',
  play: (stage) =>
    withFleet(stage, async (fleet) => {
      const rounds = times(stage.scale, 10);
      for (let count = 0; count < 4; count++) await fleet.start();
      const pulls: DrillPull[] = [];
      for (let round = 0; round < rounds; round++) {
        for (let count = 0; count < 4; count++) pulls.push(await openPull(fleet));
        await delay(stage.random() * LONGEST_MS);
        await fleet.kill(fleet.processes[Math.floor(stage.random() * 4)]!);
        await fleet.github.idle();
        await fleet.start();
      }
      await quiet(fleet, pulls);
      return {
        played: `${rounds} crashes, ${pulls.length} pull requests`,
        faults: await faultsOfAll(fleet, pulls),
      };
    }),
};

const storm: Act = {
  name: 'a storm of deliveries, doubled and out of order',
  play: (stage) =>
    withFleet(stage, async (fleet) => {
      await fleet.start();
      if (stage.engine === 'postgres') await fleet.start();
      const pulls: DrillPull[] = [];
      fleet.github.holdDeliveries();
      for (let count = 0; count < times(stage.scale, 100); count++) {
        pulls.push(await openPull(fleet));
      }
      for (let step = 1; step <= 4; step++) {
        for (const pull of pulls) await pushTo(fleet, pull, step);
      }
      let sent = 0;
      fleet.github.releaseDeliveries((held) => {
        const all = [...held, ...held]
          .map((delivery) => ({ delivery, at: stage.random() }))
          .sort((a, b) => a.at - b.at)
          .map(({ delivery }) => delivery);
        sent = all.length;
        return all;
      });
      await fleet.github.idle();
      await quiet(fleet, pulls);
      const refused = fleet.github.deliveries.filter(({ statusCode }) => statusCode !== 200);
      const faults = await faultsOfAll(fleet, pulls);
      if (refused.length > 0) faults.push(`${refused.length} deliveries were not taken`);
      return { played: `${sent} deliveries for ${pulls.length} pull requests`, faults };
    }),
};

const databaseRestarted: Act = {
  name: 'Postgres restarted in the middle',
  only: 'postgres',
  play: (stage) =>
    withFleet(stage, async (fleet) => {
      await fleet.start();
      const rounds = times(stage.scale, 5);
      const pulls: DrillPull[] = [];
      for (let round = 0; round < rounds; round++) {
        pulls.push(await openPull(fleet), await openPull(fleet));
        await delay(stage.random() * LONGEST_MS);
        await stage.postgres!.restart();
        await fleet.github.idle();
        // What could not be stored was refused: GitHub knows, and is asked to send it again.
        await redeliverRefused(fleet);
      }
      await quiet(fleet, pulls);
      return { played: `${rounds} restarts`, faults: await faultsOfAll(fleet, pulls) };
    }),
};

/** What GitHub may answer, at a place where it hurts. */
const GITHUB_FAULTS: Readonly<Record<string, Fault[]>> = {
  '500 twice': [{ path: /\/graphql$/, times: 2, status: 500 }],
  '502 after the review was stored': [
    { method: 'POST', path: /\/pulls\/\d+\/reviews$/, status: 502, afterStoring: true },
  ],
  '502 after the summary was stored': [
    { method: 'POST', path: /\/issues\/\d+\/comments$/, status: 502, afterStoring: true },
  ],
  '403 with retry-after': [
    { method: 'POST', path: /\/reviews$/, secondaryLimit: true, status: 403, retryAfter: 1 },
  ],
  '401, the token has ended': [{ path: /\/graphql$/, status: 401 }],
  'a second for each answer': [{ path: /^\/repos\//, times: 12, delayMs: 1000 }],
};

const gitHubFails: Act = {
  name: 'GitHub fails',
  play: (stage) =>
    withFleet(stage, async (fleet) => {
      await fleet.start();
      const faults: string[] = [];
      for (const [name, planned] of Object.entries(GITHUB_FAULTS)) {
        for (const fault of planned) fleet.github.faults.add(fault);
        const pull = await openPull(fleet);
        await quiet(fleet, [pull]);
        fleet.github.faults.clear();
        for (const fault of await faultsOf(fleet, pull)) faults.push(`${name}: ${fault}`);
      }
      return { played: Object.keys(GITHUB_FAULTS).join('; '), faults };
    }),
};

const diskFull: Act = {
  name: 'the disk is full, and then no longer',
  only: 'embedded',
  async play(stage) {
    const folder = await mkdtemp(join(tmpdir(), 'backline-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', folder], {
        stdio: 'ignore',
      });
    } catch {
      await rm(folder, { recursive: true });
      return { played: 'nothing: a file system of its own can not be mounted here', faults: [] };
    }
    try {
      return await withFleet(stage, (fleet) => fillDisk(fleet, folder), join(folder, 'data'));
    } finally {
      execFileSync('umount', [folder]);
      await rm(folder, { recursive: true });
    }
  },
};

async function fillDisk(fleet: Fleet, folder: string) {
  const process = await fleet.start();
  const before = await openPull(fleet);
  await quiet(fleet, [before]);
  const filler = join(folder, 'filler');
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1M'], { stdio: 'ignore' });
  } catch {
    // dd says so too: nothing is left.
  }
  const during = await openPull(fleet);
  await fleet.github.idle();
  await until(
    () => fleet.github.deliveries.some(({ statusCode }) => statusCode !== null),
    'an answer',
  );
  await rm(filler);
  const faults: string[] = [];
  if (!fleet.processes.includes(process)) faults.push('the process has ended');
  await redeliverRefused(fleet);
  await quiet(fleet, [before, during]);
  faults.push(...(await faultsOfAll(fleet, [before, during])));
  return { played: 'a review before, one during, and what was refused sent again', faults };
}

export const ACTS: readonly Act[] = [
  killedAtEachStep,
  killedAtRandom,
  oneOfFour,
  storm,
  databaseRestarted,
  gitHubFails,
  diskFull,
];
