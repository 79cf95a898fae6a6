import { createHash, randomUUID } from 'node:crypto';
import { db } from '../src/db.ts';

/** A signed-in customer with a wallet. */
export async function newCustomer({ creditCents = 0 } = {}) {
  const email = `${randomUUID()}@example.com`;
  const { rows } = await db.query('INSERT INTO customers (email) VALUES ($1) RETURNING id', [email]);
  const id: string = rows[0].id;
  const token = randomUUID();
  await db.query(
    "INSERT INTO sessions (token_hash, customer_id, expires_at) VALUES ($1, $2, now() + interval '1 hour')",
    [createHash('sha256').update(token).digest('hex'), id],
  );
  await db.query('INSERT INTO wallets (customer_id, balance_cents) VALUES ($1, $2)', [
    id,
    creditCents,
  ]);
  return {
    id,
    headers: { authorization: `Bearer ${token}` },
    async creditCents(): Promise<number> {
      const wallet = await db.query('SELECT balance_cents FROM wallets WHERE customer_id = $1', [id]);
      return Number(wallet.rows[0].balance_cents);
    },
  };
}

export async function newOrder(
  customer: { id: string },
  { totalCents = 1000, state = 'open', reference = randomUUID() } = {},
) {
  const { rows } = await db.query(
    `INSERT INTO orders (customer_id, reference, state, total_cents)
     VALUES ($1, $2, $3, $4) RETURNING id`,
    [customer.id, reference, state, totalCents],
  );
  return { id: rows[0].id as string, reference };
}
