-- The account of the token with which an order was placed; NULL for guests and for orders of earlier releases.
ALTER TABLE orders ADD COLUMN account CHAR(32) NULL;
