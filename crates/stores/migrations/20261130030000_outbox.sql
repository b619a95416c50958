-- Outcomes of orders that wait for Kafka. A row is written when Kafka doesn't take an outcome, and deleted once it does.

CREATE TABLE outbox (
    -- Ascending in the order of writing.
    outbox_id  BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    order_id   CHAR(36) CHARACTER SET ascii COLLATE ascii_general_ci    NOT NULL,
    status     VARCHAR(16) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
    -- The record as consumers read it: a CloudEvents envelope as JSON.
    payload    TEXT            NOT NULL,
    -- The W3C headers of the outcome's trace, as a JSON object.
    trace      TEXT            NOT NULL,
    created_at DATETIME(6)     NOT NULL,
    CONSTRAINT outbox_pk PRIMARY KEY (outbox_id),
    -- A repeated step writes nothing new.
    CONSTRAINT outbox_outcome_once UNIQUE (order_id, status)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
