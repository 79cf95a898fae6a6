CREATE TABLE wallets (
  customer_id bigint PRIMARY KEY REFERENCES customers,
  balance_cents bigint NOT NULL DEFAULT 0 CHECK (balance_cents >= 0)
);

CREATE TABLE credit_entries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers,
  order_id bigint NOT NULL REFERENCES orders,
  amount_cents bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX credit_entries_created_at_idx ON credit_entries (created_at);
