import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFleet, type Fleet } from '../drill/fleet.ts';
import { isReviewed, openPull, type DrillPull } from '../drill/pulls.ts';
import { until } from '../drill/until.ts';
import { engines, type Engine } from './engines.ts';
import { BACKLINE } from './program.ts';
import { printTable, type Row } from './table.ts';

const WAITING = 200;
/** GitHub's limit of 80 comments and reviews a minute must not be what is measured. */
const MANY = 30;

/** Whole processes of `serve`, as a user runs them, between the stand-ins. */
export async function benchFleet(): Promise<void> {
  const rows: Row[] = [];
  for await (const engine of engines()) {
    rows.push(...(await timeRows(engine)));
    rows.push(await memoryRow(engine, []));
    if (engine.databaseUrl === undefined) {
      rows.push(await memoryRow(engine, ['--liftoff-only']));
    } else {
      for (const workers of [1, 2, 4]) rows.push(await throughputRow(engine, workers));
    }
    await engine.stop();
  }
  printTable(
    'Processes of serve',
    "From GitHub's webhook to the end of the check, with a model that answers at once. The stand-ins\n" +
      'for GitHub, its git and the model run in another process on the same cores.',
    rows,
  );
}

async function withFleet<T>(
  { databaseUrl }: Engine,
  { flags = [], perProcess = 8 }: { flags?: readonly string[]; perProcess?: number },
  use: (fleet: Fleet) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'backline-bench-'));
  const operator = join(folder, 'operator.yml');
  await writeFile(operator, `concurrency: { per_process: ${perProcess} }\n`);
  const fleet = await openFleet({
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    program: [...flags, BACKLINE],
    env: { BACKLINE_CONFIG: operator, LOG_LEVEL: 'warn' },
  });
  try {
    return await use(fleet);
  } finally {
    await fleet.stop();
    await rm(folder, { recursive: true });
  }
}

/** Opens pull requests at once and waits until all are reviewed; gives the seconds. */
async function review(fleet: Fleet, count: number): Promise<number> {
  fleet.github.holdDeliveries();
  const pulls: DrillPull[] = [];
  for (let number = 0; number < count; number++) pulls.push(await openPull(fleet));
  const started = performance.now();
  fleet.github.releaseDeliveries();
  const left = new Set(pulls);
  await until(
    async () => {
      for (const pull of left) if (await isReviewed(fleet, pull)) left.delete(pull);
      return left.size === 0;
    },
    `${count} reviews`,
    300,
  );
  return (performance.now() - started) / 1000;
}

async function timeRows(engine: Engine): Promise<Row[]> {
  return withFleet(engine, {}, async (fleet) => {
    await fleet.start();
    await review(fleet, 2);
    const one = Math.min(await review(fleet, 1), await review(fleet, 1), await review(fleet, 1));
    const ten = await review(fleet, 10);
    fleet.github.faults.add({ path: /^\/(?:repos|graphql|api)/, times: 1000, delayMs: 100 });
    const slow = await review(fleet, 1);
    const row = (what: string, goal: string, seconds: number): Row => ({
      what: `${engine.name}: ${what}`,
      goal,
      figure: `${seconds.toFixed(2)} s`,
    });
    return [
      row('one pull request, best of 3', '0.5 s', one),
      row('one, each request to GitHub 100 ms', '1 s', slow),
      row('ten opened at once, until all are reviewed', '3 s', ten),
    ];
  });
}

async function memoryRow(engine: Engine, flags: readonly string[]): Promise<Row> {
  return withFleet(engine, { flags, perProcess: WAITING }, async (fleet) => {
    const process = await fleet.start();
    const gate = Promise.withResolvers<void>();
    let asked = 0;
    fleet.onQuestion = async () => {
      asked += 1;
      await gate.promise;
    };
    fleet.github.holdDeliveries();
    for (let number = 0; number < WAITING; number++) await openPull(fleet);
    fleet.github.releaseDeliveries();
    await until(() => asked >= WAITING, `${WAITING} questions`, 300);
    const status = await readFile(`/proc/${process.pid}/status`, 'utf8');
    const megabytes = (name: string): string =>
      (Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1000).toFixed(0);
    // Two hundred reviews would be held to what GitHub lets an installation write in a minute.
    await fleet.kill(process);
    gate.resolve();
    const flag = flags.length === 0 ? '' : ` (node ${flags.join(' ')})`;
    return {
      what: `${engine.name}: ${WAITING} reviews that wait for the model${flag}`,
      goal: '600 MB',
      figure: `${megabytes('VmRSS')} MB, at most ${megabytes('VmHWM')} MB before`,
    };
  });
}

async function throughputRow(engine: Engine, workers: number): Promise<Row> {
  return withFleet(engine, {}, async (fleet) => {
    for (let count = 0; count < workers; count++) await fleet.start();
    await review(fleet, 4);
    const seconds = await review(fleet, MANY);
    return {
      what: `${engine.name}: ${workers} ${workers === 1 ? 'process' : 'processes'}, ${MANY} pull requests`,
      goal: '',
      figure: `${(MANY / seconds).toFixed(1)} reviews a second`,
    };
  });
}
