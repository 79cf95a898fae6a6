import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

const NO_TRANSACTION = '-- migrate:no-transaction';
const folder = new URL('./migrations/', import.meta.url);

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
await client.query('CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY)');
const { rows } = await client.query('SELECT name FROM migrations');
const done = new Set(rows.map((row) => row.name));

for (const name of (await readdir(folder)).sort()) {
  if (done.has(name)) continue;
  const sql = await readFile(new URL(name, folder), 'utf8');
  const inTransaction = !sql.startsWith(NO_TRANSACTION);
  if (inTransaction) await client.query('BEGIN');
  await client.query(sql);
  await client.query('INSERT INTO migrations (name) VALUES ($1)', [name]);
  if (inTransaction) await client.query('COMMIT');
  console.log(`applied ${name}`);
}
await client.end();
