import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sql, type Kysely } from 'kysely';
import { UserError } from '../../core/errors.ts';
import { connectControl } from './control-client.ts';
import { lockFolder } from './lock-folder.ts';
import { readSchema, type SchemaState } from './migrations.ts';
import { SCHEMA } from './open-store.ts';
import { openPostgres } from './postgres.ts';

/** A Postgres as a store. */
export interface PostgresState {
  /** Such as `16.4`. */
  version: string;
  database: string;
  /** Whether this user may make the schema, or it is there. */
  mayCreate: boolean;
  schema: SchemaState;
}

/** Looks at the Postgres of a store and changes nothing. Throws a UserError when it can't be reached. */
export async function inspectPostgres(databaseUrl: string): Promise<PostgresState> {
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const { db, close } = await openPostgres(databaseUrl, silent);
  try {
    const { rows } = await sql<{ version: string; database: string; may: boolean }>`
      select current_setting('server_version') as version, current_database() as database,
        has_database_privilege(current_database(), 'CREATE') as may`.execute(db);
    const { version, database, may } = rows[0]!;
    const schema = await readSchema(db as Kysely<unknown>, SCHEMA);
    // Builders add their own words behind the number.
    const [number = version] = version.split(' ');
    return { version: number, database, mayCreate: may || schema.applied.length > 0, schema };
  } finally {
    await close();
  }
}

/**
 * - none: it was never opened
 * - free: nobody uses it
 * - served: a server uses it, which answers
 * - taken: another process uses it
 */
export type EmbeddedState = 'none' | 'free' | 'served' | 'taken';

/**
 * Looks at the embedded store in a data folder and makes nothing. Throws a UserError when the folder
 * can't be used.
 */
export async function inspectEmbedded(dataFolder: string): Promise<EmbeddedState> {
  if ((await connectControl(dataFolder)) !== null) return 'served';
  const folder = join(dataFolder, 'store');
  if (!existsSync(join(folder, 'postgres'))) return 'none';
  try {
    const unlock = await lockFolder(folder, 0);
    unlock();
    return 'free';
  } catch (error) {
    // Without a cause, it is another process that has it.
    if (error instanceof UserError && error.cause === undefined) return 'taken';
    throw error;
  }
}
