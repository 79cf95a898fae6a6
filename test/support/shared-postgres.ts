import { Client } from 'pg';
import { openStore } from '../../src/adapters/store/open-store.ts';
import { findPostgres, startPostgres } from './postgres.ts';

/** Names the database that others are copied from, to the processes that run the tests. */
const TEMPLATE = 'BACKLINE_TEST_DATABASE';
/** Says to them how to copy it. */
const STRATEGY = 'BACKLINE_TEST_DATABASE_STRATEGY';

/**
 * One server for all tests that run the whole App. Without Postgres they use the embedded store,
 * which takes some seconds more each.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  const programs = findPostgres();
  if (programs === null) return undefined;
  const server = await startPostgres(programs);
  const databaseUrl = await server.createDatabase();
  const store = await openStore({ databaseUrl, folder: '', tends: false, log: console });
  await store.close();
  process.env[TEMPLATE] = databaseUrl;
  process.env[STRATEGY] = await strategyOf(databaseUrl);
  return () => server.stop();
}

/** From Postgres 15 on a copy goes through the log, unless told otherwise, which takes long. */
async function strategyOf(url: string): Promise<string> {
  const [row] = await run(url, "select current_setting('server_version_num') as version");
  return Number(row?.['version']) >= 150_000 ? 'strategy file_copy' : '';
}

export interface OwnDatabase {
  /** What an App's environment says of it: nothing where there is no Postgres. */
  env: { DATABASE_URL?: string };
  drop: () => Promise<void>;
}

let count = 0;

/** A database for one App, copied from one that is set up, which is faster than to set one up. */
export async function ownDatabase(): Promise<OwnDatabase> {
  const template = process.env[TEMPLATE];
  if (template === undefined) return { env: {}, drop: () => Promise.resolve() };
  const name = `app_${process.pid}_${++count}`;
  const from = `template ${databaseOf(template)} ${process.env[STRATEGY]}`;
  await run(template, `create database ${name} ${from}`);
  return {
    env: { DATABASE_URL: template.replace(databaseOf(template), name) },
    drop: async () => void (await run(template, `drop database ${name} with (force)`)),
  };
}

/** `postgres:///NAME?…` */
function databaseOf(url: string): string {
  return /^postgres:\/\/\/(\w+)/.exec(url)![1]!;
}

async function run(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client(url.replace(databaseOf(url), 'postgres'));
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}
