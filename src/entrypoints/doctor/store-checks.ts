import { resolve } from 'node:path';
import type { PostgresState } from '../../adapters/store/inspect.ts';
import type { Check } from './check.ts';
import { wrong } from './repository-checks.ts';

type Environment = Record<string, string | undefined>;

/** What pg-boss asks for. */
const OLDEST_POSTGRES = 13;

/** The store that `serve` would open here: can it, and does one already? Changes nothing. */
export async function storeChecks(cwd: string, env: Environment): Promise<Check[]> {
  const { inspectEmbedded, inspectPostgres } = await import('../../adapters/store/inspect.ts');
  const databaseUrl = env['DATABASE_URL'];
  if (databaseUrl) {
    try {
      return postgresChecks(await inspectPostgres(databaseUrl));
    } catch (error) {
      return [wrong('Postgres', error, 'check DATABASE_URL, and that the server runs')];
    }
  }
  const name = 'store';
  const folder = resolve(cwd, env['BACKLINE_DATA'] || '.backline');
  try {
    const state = await inspectEmbedded(folder);
    if (state === 'taken') {
      const says = `embedded in ${folder}; a process uses it that does not answer`;
      const fix = 'stop it before another server starts here';
      return [{ name, status: 'warning', says, fix }];
    }
    return [{ name, status: 'ok', says: `embedded in ${folder}; ${WORDS[state]}` }];
  } catch (error) {
    return [wrong(name, error)];
  }
}

const WORDS = {
  none: 'backline serve makes it',
  free: 'no server uses it now',
  served: 'a running server uses it',
};

function postgresChecks({ version, database, mayCreate, schema }: PostgresState): Check[] {
  const isOld = Number.parseInt(version, 10) < OLDEST_POSTGRES;
  const server: Check = isOld
    ? {
        name: 'Postgres',
        status: 'wrong',
        says: `${version} is too old`,
        fix: `upgrade it to ${OLDEST_POSTGRES} or later`,
      }
    : { name: 'Postgres', status: 'ok', says: `${version}, database ${database}` };
  return [server, schemaCheck(mayCreate, schema)];
}

function schemaCheck(mayCreate: boolean, { applied, pending, unknown }: PostgresState['schema']) {
  const name = 'schema';
  if (unknown !== undefined) {
    const says = `written by a newer Backline (migration ${unknown})`;
    const fix = 'run that version, or restore a backup from before the upgrade';
    return { name, status: 'wrong', says, fix } satisfies Check;
  }
  if (!mayCreate) {
    const says = 'not there, and this user may not make it';
    const fix = 'grant the user CREATE on the database';
    return { name, status: 'wrong', says, fix } satisfies Check;
  }
  const last = applied.at(-1);
  if (last === undefined) {
    return { name, status: 'ok', says: 'not there: backline serve makes it' } satisfies Check;
  }
  const says =
    pending.length === 0
      ? `up to date (${last})`
      : `at ${last}: the next start of backline serve brings it up to date`;
  return { name, status: 'ok', says } satisfies Check;
}
