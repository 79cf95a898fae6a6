"""Mails each customer what moved their store credit in a month."""

import logging
import os
import sys
from datetime import date

import requests

from worker.db import connect

log = logging.getLogger(__name__)


def customers_without_statement(conn, month: date) -> list[dict]:
    return conn.execute(
        """
        SELECT c.id, c.email
          FROM customers c
          JOIN wallets w ON w.customer_id = c.id
         WHERE NOT EXISTS (
                 SELECT FROM credit_statements s WHERE s.customer_id = c.id AND s.month = %s
               )
         ORDER BY c.id
        """,
        (month,),
    ).fetchall()


def send_statements(conn, month: date) -> int:
    """Sends what is missing for `month`, given by its first day; returns how many were sent."""
    sent = 0
    for customer in customers_without_statement(conn, month):
        entries = conn.execute(
            "SELECT order_id, amount_cents, created_at FROM credit_entries"
            " WHERE customer_id = %s AND date_trunc('month', created_at) = %s"
            " ORDER BY created_at",
            (customer["id"], month),
        ).fetchall()
        if not entries:
            continue
        mail = statement(customer["email"], month, entries)
        try:
            requests.post(os.environ["MAIL_URL"] + "/messages", json=mail)
        except requests.RequestException:
            log.warning("statement for customer %s failed", customer["id"])
        conn.execute(
            "INSERT INTO credit_statements (customer_id, month) VALUES (%s, %s)",
            (customer["id"], month),
        )
        conn.commit()
        sent += 1
    return sent


def statement(email: str, month: date, entries: list[dict]) -> dict:
    lines = [
        f"{entry['created_at']:%d %b}  order {entry['order_id']}  {entry['amount_cents'] / 100:+.2f}"
        for entry in entries
    ]
    return {"to": email, "subject": f"Your store credit in {month:%B %Y}", "text": "\n".join(lines)}


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    with connect() as connection:
        log.info("%d statements sent", send_statements(connection, date.fromisoformat(sys.argv[1])))
