"""Asks the payment provider what became of open payments and notes it."""

import logging
import os

import requests

from worker.db import connect

BATCH = 100
TIMEOUT_SECONDS = 10

log = logging.getLogger(__name__)


def settle_payments(conn) -> int:
    """Settles one batch; returns how many orders are paid now."""
    orders = conn.execute(
        """
        SELECT id, provider_payment_id
          FROM orders
         WHERE state = 'open' AND provider_payment_id IS NOT NULL
         ORDER BY created_at
         LIMIT %s
           FOR UPDATE SKIP LOCKED
        """,
        (BATCH,),
    ).fetchall()
    if not orders:
        return 0

    response = requests.post(
        os.environ["PROVIDER_URL"] + "/payments/lookup",
        json={"ids": [order["provider_payment_id"] for order in orders]},
        timeout=TIMEOUT_SECONDS,
    )
    response.raise_for_status()
    settled = {payment["id"] for payment in response.json() if payment["status"] == "settled"}

    paid = [order["id"] for order in orders if order["provider_payment_id"] in settled]
    conn.execute("UPDATE orders SET state = 'paid' WHERE id = ANY(%s)", (paid,))
    conn.commit()
    return len(paid)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    with connect() as connection:
        log.info("%d orders paid", settle_payments(connection))
