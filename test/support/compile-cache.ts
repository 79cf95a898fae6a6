import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Processes that the tests start find there what others of them have compiled. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'backline-compiled-'));
  process.env['NODE_COMPILE_CACHE'] = folder;
  return () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
