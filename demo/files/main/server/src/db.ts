import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });

export type Queryable = Pick<pg.PoolClient, 'query'>;

/** For single statements; what belongs together goes through `inTransaction`. */
export const db: Queryable = pool;

/** Runs `work` on one connection and commits; rolls back when it throws. */
export async function inTransaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
