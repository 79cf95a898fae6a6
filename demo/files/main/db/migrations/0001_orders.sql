CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE
);

CREATE TABLE sessions (
  token_hash text PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers,
  expires_at timestamptz NOT NULL
);

CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers,
  reference text NOT NULL UNIQUE,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'paid', 'cancelled', 'refunded')),
  total_cents bigint NOT NULL CHECK (total_cents >= 0),
  provider_payment_id text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX orders_customer_idx ON orders (customer_id, created_at DESC);
CREATE INDEX orders_unsettled_idx ON orders (created_at)
  WHERE state = 'open' AND provider_payment_id IS NOT NULL;
