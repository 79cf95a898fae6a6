import { db, inTransaction } from '../db.ts';
import { conflict } from '../errors.ts';
import type { Order } from '../repositories/orders.ts';

/** What a customer has left, in cents. */
export async function creditBalance(customerId: string): Promise<number> {
  const { rows } = await db.query('SELECT balance_cents FROM wallets WHERE customer_id = $1', [
    customerId,
  ]);
  return rows.length === 0 ? 0 : Number(rows[0].balance_cents);
}

/** Pays an open order from the customer's store credit. */
export async function payWithCredit(order: Order, customerId: string): Promise<void> {
  if (order.state !== 'open') throw conflict('Only an open order can be paid');
  const balance = await creditBalance(customerId);
  if (balance < order.totalCents) throw conflict('Not enough store credit');

  await inTransaction(async (tx) => {
    await tx.query('UPDATE wallets SET balance_cents = $2 WHERE customer_id = $1', [
      customerId,
      balance - order.totalCents,
    ]);
    await tx.query("UPDATE orders SET state = 'paid', credit_cents = $2 WHERE id = $1", [
      order.id,
      order.totalCents,
    ]);
    await tx.query(
      'INSERT INTO credit_entries (customer_id, order_id, amount_cents) VALUES ($1, $2, $3)',
      [customerId, order.id, -order.totalCents],
    );
  });
}
