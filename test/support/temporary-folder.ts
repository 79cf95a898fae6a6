import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files that are in memory, on Linux. */
const MEMORY = '/dev/shm';
/** What the tests may come to need at once, packages that are installed among it. */
const BYTES = 2 ** 31;

/**
 * Tests make and remove files by the ten thousands; on a disk that takes a third of all their time.
 * Where there is room in memory, their folder for temporary files is there.
 */
export function setup(): (() => void) | undefined {
  const folder = folderInMemory();
  if (folder === null) return undefined;
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function folderInMemory(): string | null {
  let folder: string | null = null;
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize < BYTES) return null;
    folder = mkdtempSync(join(MEMORY, 'backline-tests-'));
    // The user that Postgres runs as has to get at its own folder in there.
    chmodSync(folder, 0o755);
    // Containers often let nothing run from there, and git's hooks have to.
    const program = join(folder, 'program');
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
    execFileSync(program);
    return folder;
  } catch {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
    return null;
  }
}
