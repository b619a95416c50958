-- The orders of an account, newest first.
ALTER TABLE orders ADD INDEX orders_of_account (account, created_at, order_id);
