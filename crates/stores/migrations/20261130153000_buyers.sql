-- The most seats that one buyer may have; NULL: no limit.
ALTER TABLE events ADD COLUMN seats_per_buyer INT UNSIGNED NULL;

-- Whose limit an order counts for; NULL where the event has no limit. Usually it is the account, but the box office sells
-- to customers.
ALTER TABLE orders
    ADD COLUMN buyer CHAR(32) NULL,
    ADD INDEX orders_of_buyer (event_id, buyer),
    DROP CONSTRAINT orders_reason,
    ADD CONSTRAINT orders_reason CHECK (
        reason IN (
            'HOLD_EXPIRED', 'HOLD_MISMATCH', 'PAYMENT_DECLINED', 'PAYMENT_TIMEOUT', 'PAYMENT_FAILED', 'SEAT_LOST',
            'BUYER_LIMIT', 'CUSTOMER_CANCELLED', 'OPERATOR_CANCELLED', 'OPERATOR_TERMINATED'
        )
    );
