import { PGlite } from '@electric-sql/pglite';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { embeddedDatabase } from '../../../src/adapters/store/embedded.ts';
import { startEngine, type Database } from '../../../src/adapters/store/engine.ts';
import type { StoreLog } from '../../../src/adapters/store/log.ts';
import { storeOn, type Store } from '../../../src/adapters/store/open-store.ts';
import { openPostgres } from '../../../src/adapters/store/postgres.ts';
import { ownDatabase } from '../../support/shared-postgres.ts';

export const SILENT: StoreLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A database that every test finds empty. */
export interface TestDatabase {
  /** The store on it. */
  store(): Store;
  /** Another on the same database, as another process opens it; closed after the test. */
  open(options?: { tends?: boolean }): Promise<Store>;
  /** Lets time pass for all that is kept in it. */
  pass(milliseconds: number): Promise<void>;
}

const SCHEMA = 'backline';

/** Runs a suite on a PGlite and, where it is installed, on a Postgres. */
export function onBothEngines(suite: (database: TestDatabase) => void): void {
  describe('on PGlite', () => {
    suite(
      testDatabase(async () => {
        const pglite = await PGlite.create();
        const database = embeddedDatabase(pglite);
        return { connect: () => Promise.resolve(keptOpen(database)), end: database.close };
      }),
    );
  });
  onPostgres(suite);
}

/** Runs a suite on a Postgres, where it is installed; in CI it has to be. */
export function onPostgres(suite: (database: TestDatabase) => void): void {
  const isInstalled = process.env['BACKLINE_TEST_DATABASE'] !== undefined;
  const note = isInstalled ? '' : ', left out since it is not installed';
  describe.skipIf(!isInstalled)(`on Postgres${note}`, () => {
    suite(
      testDatabase(async () => {
        const { env, drop } = await ownDatabase();
        return { connect: () => openPostgres(env.DATABASE_URL!, SILENT), end: drop };
      }),
    );
  });
}

interface Server {
  connect(): Promise<Database>;
  end(): Promise<void>;
}

function testDatabase(start: () => Promise<Server>): TestDatabase {
  let server: Server;
  let own: Store;
  const opened: Store[] = [];
  const openStore = async (tends: boolean): Promise<Store> =>
    storeOn(await startEngine(await server.connect(), { schema: SCHEMA, tends, log: SILENT }));
  beforeAll(async () => {
    server = await start();
    own = await openStore(false);
  });
  beforeEach(() => empty(own));
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  afterAll(async () => {
    await own.close();
    await server.end();
  });
  return {
    store: () => own,
    async open({ tends = false } = {}) {
      const store = await openStore(tends);
      opened.push(store);
      return store;
    },
    pass: (milliseconds) => pass(own, milliseconds),
  };
}

/** PGlite has one connection, which all stores of a test share. */
function keptOpen(database: Database): Database {
  return { ...database, close: () => Promise.resolve() };
}

async function empty({ engine: { db } }: Store): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = ${SCHEMA} and table_name not like 'kysely%'`.execute(db);
  const tables = rows.map(({ name }) => sql.id(SCHEMA, name));
  await sql`truncate ${sql.join(tables)}`.execute(db);
  await sql`delete from ${sql.id(`${SCHEMA}_jobs`, 'job')}`.execute(db);
}

async function pass({ engine: { db } }: Store, milliseconds: number): Promise<void> {
  const past = sql`make_interval(secs => ${milliseconds / 1000}::float8)`;
  const earlier = ['heldSince', 'since', 'notBefore'].map(
    (key) => sql`case when jsonb_typeof(data->${key}) = 'number'
      then jsonb_build_object(${key}::text, (data->>${key})::float8 - ${milliseconds}::float8)
      else '{}' end`,
  );
  await sql`
    update ${sql.id(`${SCHEMA}_jobs`, 'job')} set
      start_after = start_after - ${past}, started_on = started_on - ${past},
      heartbeat_on = heartbeat_on - ${past}, completed_on = completed_on - ${past},
      data = data || ${sql.join(earlier, sql` || `)}`.execute(db);
  await sql`
    update ${sql.id(`${SCHEMA}_jobs`, 'queue')}
    set monitor_claim_on = monitor_claim_on - ${past}`.execute(db);
}
