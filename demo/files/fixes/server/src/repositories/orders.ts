import type { Queryable } from '../db.ts';

export interface Order {
  id: string;
  customerId: string;
  reference: string;
  state: 'open' | 'paid' | 'cancelled' | 'refunded';
  totalCents: number;
  createdAt: Date;
}

const COLUMNS = 'id, customer_id, reference, state, total_cents, created_at';

export async function findOrder(db: Queryable, id: string): Promise<Order | null> {
  const { rows } = await db.query(`SELECT ${COLUMNS} FROM orders WHERE id = $1`, [id]);
  return rows.length === 0 ? null : toOrder(rows[0]);
}

/** A customer's latest orders, newest first. */
export async function listOrders(db: Queryable, customerId: string): Promise<Order[]> {
  const { rows } = await db.query(
    `SELECT ${COLUMNS} FROM orders WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 50`,
    [customerId],
  );
  return rows.map(toOrder);
}

/** A customer's orders whose reference starts with `reference`, in capitals or not. */
export async function searchOrders(
  db: Queryable,
  customerId: string,
  reference: string,
  sort: string,
): Promise<Order[]> {
  const prefix = reference.toLowerCase().replace(/[\\%_]/g, '\\$&');
  const column = sort === 'total_cents' ? 'total_cents' : 'created_at';
  const { rows } = await db.query(
    `SELECT ${COLUMNS} FROM orders
      WHERE customer_id = $1 AND lower(reference) LIKE $2
      ORDER BY ${column} DESC LIMIT 50`,
    [customerId, `${prefix}%`],
  );
  return rows.map(toOrder);
}

function toOrder(row: Record<string, any>): Order {
  return {
    id: row.id,
    customerId: row.customer_id,
    reference: row.reference,
    state: row.state,
    totalCents: Number(row.total_cents),
    createdAt: row.created_at,
  };
}
