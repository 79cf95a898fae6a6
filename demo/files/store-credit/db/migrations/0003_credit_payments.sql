-- What was paid with store credit, and which months' statements were sent.
ALTER TABLE orders ADD COLUMN credit_cents bigint NOT NULL DEFAULT 0;

CREATE TABLE credit_statements (
  customer_id bigint NOT NULL REFERENCES customers,
  month date NOT NULL,
  sent_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (customer_id, month)
);
