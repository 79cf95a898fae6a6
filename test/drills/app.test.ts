import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openFleet, type Fleet } from '../../drill/fleet.ts';
import { killAtStep } from '../../drill/kill-at-step.ts';
import { putEmbeddedStore } from '../support/embedded-store.ts';
import { ownDatabase } from '../support/shared-postgres.ts';

/* The short form of `npm run drill`: the App's own process, killed where it hurts most. */

const SECONDS = 120_000;
let fleet: Fleet | undefined;
let dataFolder: string | undefined;
let drop: (() => Promise<void>) | undefined;

afterEach(async () => {
  await fleet?.stop();
  await drop?.();
  if (dataFolder !== undefined) await rm(dataFolder, { recursive: true, force: true });
  fleet = undefined;
  drop = undefined;
  dataFolder = undefined;
}, SECONDS);

describe('a process that is killed leaves one finished review, and pays for nothing twice', () => {
  it(
    'on the embedded store, whose next process goes on at once',
    { timeout: SECONDS },
    async () => {
      dataFolder = await mkdtemp(join(tmpdir(), 'backline-drill-'));
      await putEmbeddedStore(dataFolder);
      fleet = await openFleet({ dataFolder });
      expect(await killAtStep(fleet, 'the first finding is verified')).toEqual([]);
      expect(await killAtStep(fleet, 'the review is pending')).toEqual([]);
    },
  );

  it('on Postgres, where another process takes over', { timeout: SECONDS }, async ({ skip }) => {
    const database = await ownDatabase();
    ({ drop } = database);
    const { DATABASE_URL: databaseUrl } = database.env;
    if (databaseUrl === undefined) return skip('Postgres is not installed');
    fleet = await openFleet({ databaseUrl });
    await fleet.start();
    await fleet.start();
    expect(await killAtStep(fleet, 'the summary is posted')).toEqual([]);
  });
});
