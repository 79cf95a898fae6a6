import { existsSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/adapters/store/open-store.ts';

/** Names a folder for the store that others are copied from, to the processes that run the tests. */
const FOLDER = 'BACKLINE_TEST_EMBEDDED';

/** One place for all tests that need an embedded store which is set up; the first makes it. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'backline-embedded-'));
  process.env[FOLDER] = folder;
  return () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Puts an embedded store into a data folder, by a copy: to set one up takes seconds. */
export async function putEmbeddedStore(dataFolder: string): Promise<void> {
  const folder = process.env[FOLDER]!;
  const template = join(folder, 'template');
  if (!existsSync(template)) {
    const own = await mkdtemp(join(folder, 'made-'));
    const store = await openStore({ folder: own, tends: false, log: console });
    await store.close();
    await rename(own, template).catch((error: unknown) => {
      // Another process was faster.
      if (!existsSync(template)) throw error;
    });
  }
  await cp(template, dataFolder, { recursive: true });
}
