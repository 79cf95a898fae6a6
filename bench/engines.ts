import { findPostgres, startPostgres } from '../test/support/postgres.ts';

/** A store to measure on. */
export interface Engine {
  name: string;
  databaseUrl: string | undefined;
  stop: () => Promise<void>;
}

/** Both engines one after the other; Postgres is left out, and that is said, where it is not. */
export async function* engines(): AsyncGenerator<Engine> {
  yield { name: 'embedded', databaseUrl: undefined, stop: () => Promise.resolve() };
  const programs = findPostgres();
  if (programs === null) {
    process.stderr.write('Postgres is not installed: the embedded store alone is measured.\n');
    return;
  }
  // A server as people run it: what it has said is kept is kept.
  const server = await startPostgres(programs, ['max_connections=60']);
  const databaseUrl = await server.createDatabase();
  yield { name: 'Postgres', databaseUrl, stop: () => server.stop() };
}
