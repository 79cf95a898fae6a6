import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { accessSync, chownSync, constants, globSync, mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { Client } from 'pg';

/** A Postgres of the tests' own, on a socket in a folder of its own. */
export interface TestPostgres {
  /** Makes an empty database; gives its connection string. */
  createDatabase(): Promise<string>;
  /** As a crash of the server does; it comes back with the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Where the server's programs are, null when they are not installed. In CI that is an error: what
 * is not tested there is tested nowhere.
 */
export function findPostgres(): string | null {
  for (const folder of folders()) {
    if (isProgram(join(folder, 'initdb'))) return folder;
  }
  if (process.env['CI']) {
    throw new Error("Postgres is not installed: CI needs the server's programs (initdb, postgres)");
  }
  return null;
}

function* folders(): Generator<string> {
  yield* (process.env['PATH'] ?? '').split(delimiter);
  // Debian and Ubuntu keep them out of PATH, by version.
  const versions = globSync('/usr/lib/postgresql/*').map((folder) => basename(folder));
  for (const version of versions.sort((a, b) => Number(b) - Number(a))) {
    yield `/usr/lib/postgresql/${version}/bin`;
  }
  const asked = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  if (asked.status === 0) yield asked.stdout.trim();
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a server. `settings` are what a crash of the machine may cost for the sake of speed. */
export async function startPostgres(
  programs: string,
  settings: readonly string[] = FAST,
): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'backline-pg-'));
  // The server refuses to run as root.
  const owner = process.getuid?.() === 0 ? unprivileged() : null;
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const options = { ...owner, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    { ...options, stdio: ['ignore', 'ignore', 'inherit'] },
  );

  const start = async (): Promise<() => Promise<void>> => {
    const server = spawn(
      join(programs, 'postgres'),
      [
        '-D',
        data,
        '-k',
        folder,
        '-c',
        'listen_addresses=',
        ...settings.flatMap((one) => ['-c', one]),
      ],
      { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const kill = (): void => void server.kill('SIGQUIT');
    process.once('exit', kill);
    const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
    let said = '';
    await new Promise<void>((resolve, reject) => {
      server.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('ready to accept connections')) resolve();
      });
      server.once('error', reject);
      void ended.then(() => reject(new Error(`Postgres did not start:\n${said}`)));
    });
    return async () => {
      process.off('exit', kill);
      kill();
      await ended;
    };
  };

  let stop = await start();
  const urlOf = (name: string): string => `postgres:///${name}?host=${folder}&user=postgres`;
  let count = 0;
  return {
    async createDatabase() {
      const name = `test_${++count}`;
      const client = new Client(urlOf('postgres'));
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return urlOf(name);
    },
    async restart() {
      await stop();
      stop = await start();
    },
    async stop() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a crash of the machine would cost is of no interest here; a crash of the server's is. */
const FAST = ['fsync=off', 'full_page_writes=off', 'shared_buffers=16MB', 'max_connections=60'];

function unprivileged(): { uid: number; gid: number } {
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line =
    users.find((user) => user.startsWith('postgres:')) ??
    users.find((user) => user.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) throw new Error('no user to run Postgres as');
  return { uid: Number(uid), gid: Number(gid) };
}
