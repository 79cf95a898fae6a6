import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomNumbers } from '../../bench/generate.ts';
import { putEmbeddedStore } from '../support/embedded-store.ts';
import { findPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { drillStore } from './store-drill.ts';
import { STEPS } from './protocol.ts';

/** `DRILL_RUNS=50` is the long form; `DRILL_SEED` repeats one. */
const RUNS = Number(process.env['DRILL_RUNS'] ?? 1);
const SEED = Number(process.env['DRILL_SEED'] ?? 1);
const SECONDS = 60 + 30 * RUNS;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-drill-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function embedded(name: string): Promise<string> {
  await putEmbeddedStore(join(folder, name));
  return join(folder, name);
}

it(
  'an embedded store loses and doubles nothing when its process is killed',
  async () => {
    for (let run = 0; run < RUNS; run++) {
      const { faults, killed } = await drillStore({
        folder: await embedded(`${run}`),
        processes: 1,
        pulls: 4,
        pushes: 1,
        dieAt: RUNS === 1 ? ['kept', 'posted'] : STEPS,
        kills: RUNS === 1 ? 0 : 2,
        random: randomNumbers(SEED + run),
      });
      expect(faults, `seed ${SEED + run}`).toEqual([]);
      expect(killed).toBeGreaterThanOrEqual(RUNS === 1 ? 2 : STEPS.length);
    }
  },
  SECONDS * 1000,
);

const programs = findPostgres();
const note = programs === null ? ', left out since it is not installed' : '';
describe.skipIf(programs === null)(`on Postgres${note}`, () => {
  let server: TestPostgres;
  beforeEach(async () => {
    server = await startPostgres(programs!);
  });
  afterEach(() => server.stop());

  it(
    'four processes lose and double nothing when they are killed and the server restarts',
    async () => {
      for (let run = 0; run < RUNS; run++) {
        const { faults, killed } = await drillStore({
          databaseUrl: await server.createDatabase(),
          folder,
          processes: 4,
          pulls: 12,
          pushes: 2,
          dieAt: STEPS,
          kills: 2,
          random: randomNumbers(SEED + run),
          halfway: () => server.restart(),
        });
        expect(faults, `seed ${SEED + run}`).toEqual([]);
        expect(killed).toBeGreaterThanOrEqual(STEPS.length);
      }
    },
    SECONDS * 1000,
  );
});
