import { inTransaction } from '../db.ts';
import { conflict, notFound } from '../errors.ts';

/** Gives what was paid for an order back as store credit. */
export async function refundToCredit(orderId: string, customerId: string): Promise<void> {
  await inTransaction(async (tx) => {
    const { rows } = await tx.query(
      'SELECT state, total_cents FROM orders WHERE id = $1 AND customer_id = $2 FOR UPDATE',
      [orderId, customerId],
    );
    if (rows.length === 0) throw notFound();
    if (rows[0].state !== 'paid') throw conflict('Only a paid order can be refunded');

    const cents = rows[0].total_cents;
    await tx.query("UPDATE orders SET state = 'refunded' WHERE id = $1", [orderId]);
    await tx.query(
      'UPDATE wallets SET balance_cents = balance_cents + $2 WHERE customer_id = $1',
      [customerId, cents],
    );
    await tx.query(
      'INSERT INTO credit_entries (customer_id, order_id, amount_cents) VALUES ($1, $2, $3)',
      [customerId, orderId, cents],
    );
  });
}
