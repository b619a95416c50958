INSERT INTO payments
                 (payment_id, order_id, amount, currency, payment_method, status, created_at, updated_at)
             VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
;
UPDATE payment_callbacks
                     SET due_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND, attempts = attempts + 1
                     WHERE payment_id = ?
;
INSERT INTO payment_callbacks (payment_id, outcome, due_at, created_at)
                 VALUES (?, ?, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND, UTC_TIMESTAMP(6))
;
UPDATE payments SET authorise_failures = authorise_failures + 1
                     WHERE payment_id = ? AND authorise_failures < ?
;
SELECT payment_id, attempts FROM payment_callbacks
                 WHERE delivered_at IS NULL AND due_at <= UTC_TIMESTAMP(6)
                 ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED
;
UPDATE payment_callbacks SET delivered_at = UTC_TIMESTAMP(6)
             WHERE payment_id = ? AND delivered_at IS NULL
;
INSERT INTO payments (payment_id, order_id, status, created_at, updated_at)
                 VALUES (?, ?, 'VOIDED', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
;
SELECT amount, currency, payment_method, status FROM payments WHERE payment_id = ?
;
UPDATE payments SET status = 'VOIDED', updated_at = UTC_TIMESTAMP(6)
                 WHERE payment_id = ? AND status IN ('NONE', 'PENDING', 'AUTHORIZED')
;
UPDATE payment_callbacks SET due_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND
             WHERE payment_id = ? AND delivered_at IS NULL
;
UPDATE payments SET status = ?, updated_at = UTC_TIMESTAMP(6) WHERE payment_id = ? AND status = ?
;
UPDATE payments SET capture_failures = capture_failures + 1
                     WHERE payment_id = ? AND capture_failures < ? AND status = 'AUTHORIZED'
;
UPDATE payments JOIN payment_callbacks ON payment_callbacks.payment_id = payments.payment_id
             SET payments.status = payment_callbacks.outcome, payments.updated_at = UTC_TIMESTAMP(6)
             WHERE payments.payment_id = ? AND payments.status = 'PENDING'
;
