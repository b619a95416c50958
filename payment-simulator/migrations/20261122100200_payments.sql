-- The ledger of the payment simulator. No order code reads these tables: it asks the gateway.

CREATE TABLE payments (
    -- 'pay-' and the order's id: derived, so that a void needs no reply from the gateway first.
    payment_id         CHAR(40)        NOT NULL,
    order_id           CHAR(36)        NOT NULL,
    -- NULL, all three, when a void came before any authorise.
    amount             BIGINT UNSIGNED NULL,
    currency           CHAR(3)         NULL,
    payment_method     VARCHAR(64)     NULL,
    -- NONE while the script answers 503 to the authorise calls: nothing has begun.
    status             VARCHAR(16)     NOT NULL,
    -- Calls that met a scripted failure, so that a script goes on over servers and restarts.
    authorise_failures INT UNSIGNED    NOT NULL DEFAULT 0,
    capture_failures   INT UNSIGNED    NOT NULL DEFAULT 0,
    created_at         DATETIME(6)     NOT NULL,
    updated_at         DATETIME(6)     NOT NULL,
    CONSTRAINT payments_pk PRIMARY KEY (payment_id),
    CONSTRAINT payments_one_per_order UNIQUE (order_id),
    CONSTRAINT payments_status CHECK (
        status IN ('NONE', 'AUTHORIZED', 'PENDING', 'DECLINED', 'CAPTURED', 'VOIDED', 'REFUNDED')
    ),
    CONSTRAINT payments_known_unless_voided CHECK (
        status = 'VOIDED' OR (amount IS NOT NULL AND currency IS NOT NULL AND payment_method IS NOT NULL)
    )
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_general_ci;

-- Each is written with the pending payment that it is about, in one transaction.
CREATE TABLE payment_callbacks (
    payment_id   CHAR(40)     NOT NULL,
    -- What the pending payment becomes when it is due, unless it was voided before: the odds, drawn.
    outcome      VARCHAR(16)  NOT NULL,
    -- When to send it next; whoever claims a callback moves this to the end of the claim.
    due_at       DATETIME(6)  NOT NULL,
    attempts     INT UNSIGNED NOT NULL DEFAULT 0,
    delivered_at DATETIME(6)  NULL,
    created_at   DATETIME(6)  NOT NULL,
    CONSTRAINT payment_callbacks_pk PRIMARY KEY (payment_id),
    CONSTRAINT payment_callbacks_payment_fk FOREIGN KEY (payment_id) REFERENCES payments (payment_id),
    CONSTRAINT payment_callbacks_outcome CHECK (outcome IN ('AUTHORIZED', 'DECLINED')),
    -- The undelivered, by the time at which they are due.
    INDEX payment_callbacks_due (delivered_at, due_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_general_ci;
