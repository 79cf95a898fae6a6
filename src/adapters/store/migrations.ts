import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { UserError } from '../../core/errors.ts';

/** Every change of the schema, in order. One that was released is never edited. */
function migrationsOf(schema: string): Record<string, Migration> {
  const table = (name: string) => sql.id(schema, name);
  return {
    '001_start': {
      async up(db: Kysely<unknown>) {
        for (const statement of [
          sql`create table ${table('delivery')} (
            id text primary key, at timestamptz not null default now())`,
          sql`create index on ${table('delivery')} (at)`,
          sql`create table ${table('lane')} (
            name text primary key, generation int not null, closed boolean not null,
            at timestamptz not null default now())`,
          sql`create sequence ${table('job_number')} as int cycle`,
          sql`create sequence ${table('turn_number')}`,
          sql`create table ${table('turn')} (
            name text primary key, number bigint not null, at timestamptz not null default now())`,
          sql`create table ${table('chore')} (
            name text primary key, at timestamptz not null default now())`,
          sql`create table ${table('allowance')} (
            name text primary key, value text not null, at timestamptz not null default now())`,
          sql`create table ${table('step')} (
            job uuid not null, key text not null, value text not null,
            at timestamptz not null default now(), primary key (job, key))`,
          sql`create index on ${table('step')} (at)`,
          sql`create table ${table('spending')} (
            scope text not null, day date not null, usd float8 not null,
            primary key (scope, day))`,
          sql`create table ${table('review')} (
            id bigint generated always as identity primary key, run text not null,
            repository text not null, pull int not null, head text not null,
            outcome text not null, findings int not null, cost_usd float8, seconds float8 not null,
            finished_at timestamptz not null default now(), unique (run, head))`,
          sql`create index on ${table('review')} (finished_at)`,
          sql`create index on ${table('review')} (lower(repository), pull, head)`,
        ]) {
          await statement.execute(db);
        }
      },
    },
  };
}

/**
 * Brings the schema up to date; safe when several processes do so at once. Throws a UserError when
 * a newer Backline has been here.
 */
export async function migrate(db: Kysely<unknown>, schema: string): Promise<void> {
  const migrations = migrationsOf(schema);
  const { unknown } = await readSchema(db, schema);
  if (unknown !== undefined) throw tooNew(unknown);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableSchema: schema,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** The migrations of a database. */
export interface SchemaState {
  applied: string[];
  /** Those that opening the store would apply. */
  pending: string[];
  /** One that only a newer Backline knows. */
  unknown: string | undefined;
}

/** Reads alone; safe beside whoever uses the database. */
export async function readSchema(db: Kysely<unknown>, schema: string): Promise<SchemaState> {
  const known = Object.keys(migrationsOf(schema));
  const applied = await appliedMigrations(db, schema);
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.find((name) => !known.includes(name)),
  };
}

async function appliedMigrations(db: Kysely<unknown>, schema: string): Promise<string[]> {
  const { rows } = await sql<{ found: string | null }>`
    select to_regclass(${`${schema}.kysely_migration`}) as found`.execute(db);
  if ((rows[0]?.found ?? null) === null) return [];
  const applied = await sql<{ name: string }>`
    select name from ${sql.id(schema, 'kysely_migration')} order by name`.execute(db);
  return applied.rows.map(({ name }) => name);
}

function tooNew(unknown: string): UserError {
  return new UserError(
    `The store was written by a newer Backline (it holds the migration ${unknown}): run that version, or restore a backup from before the upgrade.`,
  );
}
