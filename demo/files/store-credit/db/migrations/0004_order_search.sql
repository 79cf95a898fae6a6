-- Customers search their orders by the start of the reference.
CREATE INDEX orders_reference_search_idx
  ON orders (customer_id, lower(reference) text_pattern_ops);
