/* step:note_payment */
                UPDATE orders SET payment_status = ?, updated_at = UTC_TIMESTAMP(6)
                WHERE order_id = ? AND state = 'PENDING'
;
/* step:confirm_order */
                UPDATE orders SET state = 'CONFIRMED', payment_status = ?, updated_at = UTC_TIMESTAMP(6)
                WHERE order_id = ? AND state = 'SOLD'
;
INSERT INTO sections (event_id, position, name, seat_rows, seat_cols, price)
        SELECT ?, j.position, j.name, j.seat_rows, j.seat_cols, j.price
        FROM JSON_TABLE(?, '$[*]' COLUMNS (
            position INT UNSIGNED PATH '$[0]',
            name VARCHAR(1024) PATH '$[1]',
            seat_rows INT UNSIGNED PATH '$[2]',
            seat_cols INT UNSIGNED PATH '$[3]',
            price BIGINT UNSIGNED PATH '$[4]'
        )) AS j
;
/* step:record_order_seats */
        INSERT INTO order_seats (order_id, event_id, seat_id, fence, price)
        SELECT ?, s.event_id, s.seat_id, j.fence, s.price
        FROM JSON_TABLE(?, '$[*]' COLUMNS (
            seat_id INT UNSIGNED PATH '$[0]',
            fence BIGINT UNSIGNED PATH '$[1]'
        )) AS j
        JOIN seats AS s ON s.event_id = ? AND s.seat_id = j.seat_id
;
/* step:end_tickets */
        UPDATE tickets SET live = NULL, ended_at = UTC_TIMESTAMP(6) WHERE order_id = ? AND live = 1
;
SELECT s.event_id, s.seat_id
        FROM order_seats AS os
        STRAIGHT_JOIN seats AS s ON s.event_id = os.event_id AND s.seat_id = os.seat_id
        WHERE os.order_id = ? ORDER BY os.seat_id FOR UPDATE
;
/* step:commit_order */
                UPDATE orders SET state = 'SOLD', payment_status = ?, updated_at = UTC_TIMESTAMP(6)
                WHERE order_id = ? AND state = 'PENDING'
;
UPDATE events SET epoch = ? WHERE event_id = ?
;
SELECT state, COUNT(*) AS "orders!: u64" FROM orders GROUP BY state ORDER BY state
;
SELECT state, reason, payment_status FROM orders WHERE order_id = ?
;
/* step:record_order */
        INSERT INTO orders
            (order_id, principal, event_id, state, payment_status, amount, currency, payment_method, hold_token,
            fingerprint, created_at, updated_at)
        VALUES (?, ?, ?, 'PENDING', 'NONE', ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6))
;
SELECT state, COUNT(*) AS "orders!: u64",
                        CAST(SUM(updated_at < ?) AS UNSIGNED) AS "untouched!: u64"
                    FROM orders WHERE state IN ('PENDING', 'SOLD', 'CANCELLING', 'REFUNDING')
                    GROUP BY state ORDER BY state
;
SELECT o.order_id AS "order_id!", o.principal AS "principal!", o.event_id AS "event_id!",
                o.state AS "state!", o.reason AS "reason?", o.payment_status AS "payment_status!",
                o.amount AS "amount!", o.currency AS "currency!", o.payment_method AS "payment_method!",
                o.hold_token AS "hold_token!", o.fingerprint AS "fingerprint!",
                o.created_at AS "created_at!: DateTime<Utc>", o.updated_at AS "updated_at!: DateTime<Utc>",
                os.seat_id AS "seat_id!", os.fence AS "fence!", s.label AS "label!", t.code AS "code?"
            FROM (SELECT * FROM orders
                      WHERE state IN ('PENDING', 'SOLD', 'CANCELLING', 'REFUNDING') AND updated_at < ?
                        AND (? OR (updated_at >= ? AND (updated_at > ? OR order_id > ?)))
                      ORDER BY updated_at, order_id LIMIT ?) AS o
            JOIN order_seats AS os ON os.order_id = o.order_id
            JOIN seats AS s ON s.event_id = os.event_id AND s.seat_id = os.seat_id
            LEFT JOIN tickets AS t ON t.order_id = os.order_id AND t.seat_id = os.seat_id AND t.live = 1
            ORDER BY o.updated_at, o.order_id, os.seat_id
;
SELECT state, COUNT(*) AS "orders!: u64", CAST(SUM(amount) AS UNSIGNED) AS "amount!: u64"
                    FROM orders WHERE event_id = ? GROUP BY state ORDER BY state
;
SELECT e.event_id AS "event_id!", e.title AS "title!", e.venue AS "venue!",
                e.starts_at AS "starts_at!: DateTime<Utc>", e.sales_open_at AS "sales_open_at!: DateTime<Utc>",
                e.sales_close_at AS "sales_close_at?: DateTime<Utc>", e.closed_at IS NOT NULL AS "closed!: bool",
                e.currency AS "currency!", s.name AS "name!", s.seat_rows AS "seat_rows!", s.seat_cols AS "seat_cols!",
                s.price AS "price!"
            FROM (SELECT * FROM events WHERE event_id = ?) AS e
            JOIN sections AS s ON s.event_id = e.event_id
            ORDER BY e.event_id, s.position
;
SELECT epoch FROM events WHERE event_id = ? LOCK IN SHARE MODE
;
/* step:read_epoch */ SELECT epoch FROM events WHERE event_id = ?
;
/* step:insert_tickets */
        INSERT INTO tickets (order_id, event_id, seat_id, code, live)
        SELECT ?, j.event_id, j.seat_id, j.code, 1
        FROM JSON_TABLE(?, '$[*]' COLUMNS (
            event_id BIGINT UNSIGNED PATH '$[0]',
            seat_id INT UNSIGNED PATH '$[1]',
            code CHAR(20) PATH '$[2]'
        )) AS j
        ORDER BY j.seat_id
;
SELECT o.order_id AS "order_id!", o.principal AS "principal!", o.event_id AS "event_id!",
                o.state AS "state!", o.reason AS "reason?", o.payment_status AS "payment_status!",
                o.amount AS "amount!", o.currency AS "currency!", o.payment_method AS "payment_method!",
                o.hold_token AS "hold_token!", o.fingerprint AS "fingerprint!",
                o.created_at AS "created_at!: DateTime<Utc>", o.updated_at AS "updated_at!: DateTime<Utc>",
                os.seat_id AS "seat_id!", os.fence AS "fence!", s.label AS "label!", t.code AS "code?"
            FROM (SELECT * FROM orders WHERE order_id = ?) AS o
            JOIN order_seats AS os ON os.order_id = o.order_id
            JOIN seats AS s ON s.event_id = os.event_id AND s.seat_id = os.seat_id
            LEFT JOIN tickets AS t ON t.order_id = os.order_id AND t.seat_id = os.seat_id AND t.live = 1
            ORDER BY os.seat_id
;
/* step:begin_refund */
                UPDATE orders SET state = 'REFUNDING', reason = ?, updated_at = UTC_TIMESTAMP(6)
                WHERE order_id = ? AND state = 'CONFIRMED'
;
SELECT epoch FROM events WHERE event_id = ? FOR UPDATE
;
/* step:finish_cancel */
                    UPDATE orders SET state = 'CANCELLED', payment_status = ?, updated_at = UTC_TIMESTAMP(6)
                    WHERE order_id = ? AND event_id = ? AND state = 'CANCELLING'
;
/* step:tickets_of_others */
                    SELECT t.seat_id, t.order_id
                    FROM JSON_TABLE(?, '$[*]' COLUMNS (seat_id INT UNSIGNED PATH '$')) AS j
                    JOIN tickets AS t ON t.event_id = ? AND t.seat_id = j.seat_id AND t.live = 1
                    WHERE t.order_id <> ?
                    ORDER BY t.seat_id
;
SELECT seat_id, order_id FROM tickets WHERE event_id = ? AND live = 1 ORDER BY seat_id
;
SELECT s.seat_id, s.order_id
        FROM orders AS o
        JOIN order_seats AS s ON s.order_id = o.order_id
        WHERE o.event_id = ? AND o.state IN ('PENDING', 'SOLD', 'CANCELLING')
        ORDER BY o.created_at, o.order_id
;
/* step:begin_cancel */
                UPDATE orders SET state = 'CANCELLING', reason = ?, updated_at = UTC_TIMESTAMP(6)
                WHERE order_id = ? AND (state = 'PENDING' OR (? AND state = 'SOLD'))
;
SELECT e.event_id AS "event_id!", e.title AS "title!", e.venue AS "venue!",
                e.starts_at AS "starts_at!: DateTime<Utc>", e.sales_open_at AS "sales_open_at!: DateTime<Utc>",
                e.sales_close_at AS "sales_close_at?: DateTime<Utc>", e.closed_at IS NOT NULL AS "closed!: bool",
                e.currency AS "currency!", s.name AS "name!", s.seat_rows AS "seat_rows!", s.seat_cols AS "seat_cols!",
                s.price AS "price!"
            FROM (SELECT * FROM events
                      WHERE event_id > ? AND (title LIKE ? ESCAPE '!' OR venue LIKE ? ESCAPE '!')
                      ORDER BY event_id LIMIT ?) AS e
            JOIN sections AS s ON s.event_id = e.event_id
            ORDER BY e.event_id, s.position
;
INSERT INTO seats (event_id, seat_id, label, r, c, section, price)
        SELECT ?, j.seat_id, j.label, j.r, j.c, j.section, j.price
        FROM JSON_TABLE(?, '$[*]' COLUMNS (
            seat_id INT UNSIGNED PATH '$[0]',
            label VARCHAR(32) PATH '$[1]',
            r INT UNSIGNED PATH '$[2]',
            c INT UNSIGNED PATH '$[3]',
            section INT UNSIGNED PATH '$[4]',
            price BIGINT UNSIGNED PATH '$[5]'
        )) AS j
;
UPDATE events SET closed_at = COALESCE(closed_at, UTC_TIMESTAMP(6)) WHERE event_id = ?
;
SELECT o.order_id AS "order_id!", o.principal AS "principal!", o.event_id AS "event_id!",
                o.state AS "state!", o.reason AS "reason?", o.payment_status AS "payment_status!",
                o.amount AS "amount!", o.currency AS "currency!", o.payment_method AS "payment_method!",
                o.hold_token AS "hold_token!", o.fingerprint AS "fingerprint!",
                o.created_at AS "created_at!: DateTime<Utc>", o.updated_at AS "updated_at!: DateTime<Utc>",
                os.seat_id AS "seat_id!", os.fence AS "fence!", s.label AS "label!", t.code AS "code?"
            FROM (SELECT * FROM orders
                      WHERE (? IS NULL OR event_id = ?)
                        AND (? OR state IN (?, ?, ?))
                        AND (? OR (created_at <= ? AND (created_at < ? OR order_id < ?)))
                      ORDER BY created_at DESC, order_id DESC LIMIT ?) AS o
            JOIN order_seats AS os ON os.order_id = o.order_id
            JOIN seats AS s ON s.event_id = os.event_id AND s.seat_id = os.seat_id
            LEFT JOIN tickets AS t ON t.order_id = os.order_id AND t.seat_id = os.seat_id AND t.live = 1
            ORDER BY o.created_at DESC, o.order_id DESC, os.seat_id
;
/* step:finish_refund */
                UPDATE orders SET state = 'REFUNDED', payment_status = ?, updated_at = UTC_TIMESTAMP(6)
                WHERE order_id = ? AND state = 'REFUNDING'
;
INSERT INTO events
            (title, venue, starts_at, sales_open_at, sales_close_at, closed_at, currency, created_at)
        VALUES (?, ?, ?, ?, ?, IF(?, UTC_TIMESTAMP(6), NULL), ?, UTC_TIMESTAMP(6))
;
