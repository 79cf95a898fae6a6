import { PGlite } from '@electric-sql/pglite';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/errors.ts';
import { embeddedDatabase } from '../../../src/adapters/store/embedded.ts';
import { lockFolder } from '../../../src/adapters/store/lock-folder.ts';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { createStoreQueue } from '../../../src/adapters/store/queue.ts';
import { putEmbeddedStore } from '../../support/embedded-store.ts';
import { ownDatabase } from '../../support/shared-postgres.ts';
import { onPostgres, SILENT } from './engines.ts';
import { command } from './queue-in-hand.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backline-open-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the embedded store's folder", () => {
  it('is one process’s, until that is killed', async () => {
    const source = fileURLToPath(
      new URL('../../../src/adapters/store/lock-folder.ts', import.meta.url),
    );
    const script = `
      const { lockFolder } = await import(${JSON.stringify(source)});
      globalThis.unlock = await lockFolder(${JSON.stringify(folder)}, 0);
      console.log('locked');
      setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    const refused = await lockFolder(folder, 0).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as UserError).message).toMatch(
      /^Another Backline uses the store in .*: .*DATABASE_URL\)\.$/,
    );
    // Whoever waits has it as soon as it is free.
    const waiting = lockFolder(folder, 20_000);
    holder.kill('SIGKILL');
    const unlock = await waiting;
    unlock();
    (await lockFolder(folder, 0))();
  });

  it('that can’t be used is a mistake to be told in one line', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(lockFolder(join(folder, 'file'), 0)).rejects.toThrow(
      /^The store's folder .* can't be used \(.*\): set BACKLINE_DATA/,
    );
    await mkdir(join(folder, 'store'));
    await writeFile(join(folder, 'store', 'lock.sqlite'), 'x'.repeat(4096));
    await expect(lockFolder(join(folder, 'store'), 0)).rejects.toThrow(/can't be locked/);
  });

  it('keeps what was in it, and what ran when it was left starts at once', async () => {
    await putEmbeddedStore(folder);
    const first = await openStore({ folder, lockWaitMs: 0, log: SILENT });
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    const queue = createStoreQueue(first, () => (start(), new Promise(() => {})), { log: SILENT });
    queue.start();
    await queue.add('x', command(1));
    await started;
    await queue.close(0);
    await first.close();

    const second = await openStore({ folder, lockWaitMs: 0, log: SILENT });
    try {
      const [job] = await second.listJobs();
      expect(job).toMatchObject({ delivery: 'x', state: 'retrying', tries: 1 });
      expect(job!.startAfter.getTime()).toBeLessThanOrEqual(Date.now());
      await expect(openStore({ folder, lockWaitMs: 0, log: SILENT })).rejects.toThrow(
        /^Another Backline uses/,
      );
    } finally {
      await second.close();
    }
  });

  it('a database that is closed answers every question that still waits', async () => {
    const { db, close } = embeddedDatabase(await PGlite.create());
    const asked = Array.from({ length: 5 }, () =>
      db.transaction().execute(async (transaction) => {
        await sql`select 1`.execute(transaction);
      }),
    );
    await asked[0];
    await close();
    const answers = await Promise.allSettled(asked);
    expect(answers).toHaveLength(5);
  });
});

onPostgres(() => {
  it('one that a newer Backline has written is refused', async () => {
    const { env, drop } = await ownDatabase();
    const options = { databaseUrl: env.DATABASE_URL, folder, log: SILENT };
    const store = await openStore(options);
    await sql`insert into backline.kysely_migration (name, timestamp) values ('999_later', '')`.execute(
      store.engine.db,
    );
    await store.close();
    const refused = await openStore(options).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as UserError).message).toMatch(/newer Backline \(it holds .* 999_later\): run/);
    await drop();
  });

  it('several processes may set an empty one up at once', async () => {
    const { env, drop } = await ownDatabase();
    const options = { databaseUrl: env.DATABASE_URL, folder, log: SILENT };
    const first = await openStore(options);
    await sql`drop schema backline cascade`.execute(first.engine.db);
    await sql`drop schema backline_jobs cascade`.execute(first.engine.db);
    await first.close();
    const stores = await Promise.all([1, 2, 3].map(() => openStore(options)));
    expect(await stores[2]!.listJobs()).toEqual([]);
    await Promise.all(stores.map((store) => store.close()));
    await drop();
  });
});

it.each(['postgres://127.0.0.1:1/none', 'postgres://['])(
  'a database that is not there is told in one line: %s',
  async (databaseUrl) => {
    const refused = await openStore({ databaseUrl, folder, log: SILENT }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(UserError);
    expect((refused as UserError).message).toMatch(
      /^The database of DATABASE_URL can't be reached: .*\.$/,
    );
  },
);

it.each(['shop', 'localhost:5432/shop', 'mysql://localhost/shop'])(
  'an address that is none is told with what one looks like: %s',
  async (databaseUrl) => {
    await expect(openStore({ databaseUrl, folder, log: SILENT })).rejects.toThrow(
      'write it like postgres://',
    );
  },
);
