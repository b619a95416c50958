-- Orders, their seats, and the tickets. The order's row is the commit point of its saga.

-- No foreign key leads to events: its check would wait for the row lock under which an event is loaded.
CREATE TABLE orders (
    order_id       CHAR(36)        NOT NULL,
    principal      VARCHAR(16)     NOT NULL,
    event_id       BIGINT UNSIGNED NOT NULL,
    state          VARCHAR(16)     NOT NULL,
    reason         VARCHAR(32)     NULL,
    payment_status VARCHAR(16)     NOT NULL,
    amount         BIGINT UNSIGNED NOT NULL,
    currency       CHAR(3)         NOT NULL,
    payment_method VARCHAR(64)     NOT NULL,
    hold_token     CHAR(32)        NOT NULL,
    fingerprint    CHAR(64)        NOT NULL,
    -- When the API accepted it, by its clock.
    created_at     DATETIME(6)     NOT NULL,
    -- When the row was last written, by this server's clock.
    updated_at     DATETIME(6)     NOT NULL,
    CONSTRAINT orders_pk PRIMARY KEY (order_id),
    -- The list, newest first: of all, and of one event.
    INDEX orders_newest (created_at, order_id),
    INDEX orders_of_event (event_id, created_at, order_id),
    -- The unsettled, the list of one status, and how many are in each state.
    INDEX orders_in_state (state, updated_at),
    CONSTRAINT orders_principal CHECK (principal IN ('PUBLIC', 'BOX_OFFICE')),
    CONSTRAINT orders_state CHECK (
        state IN ('PENDING', 'SOLD', 'CONFIRMED', 'REFUNDING', 'REFUNDED', 'CANCELLING', 'CANCELLED')
    ),
    CONSTRAINT orders_reason CHECK (
        reason IN (
            'HOLD_EXPIRED', 'HOLD_MISMATCH', 'PAYMENT_DECLINED', 'PAYMENT_TIMEOUT', 'PAYMENT_FAILED', 'SEAT_LOST',
            'CUSTOMER_CANCELLED', 'OPERATOR_CANCELLED', 'OPERATOR_TERMINATED'
        )
    ),
    CONSTRAINT orders_reason_when_taken_back CHECK (
        (reason IS NOT NULL) = (state IN ('REFUNDING', 'REFUNDED', 'CANCELLING', 'CANCELLED'))
    ),
    CONSTRAINT orders_payment_status CHECK (
        payment_status IN ('NONE', 'AUTHORIZED', 'PENDING', 'DECLINED', 'CAPTURED', 'VOIDED', 'REFUNDED')
    )
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE order_seats (
    order_id CHAR(36)        NOT NULL,
    event_id BIGINT UNSIGNED NOT NULL,
    seat_id  INT UNSIGNED    NOT NULL,
    fence    BIGINT UNSIGNED NOT NULL,
    -- What the seat cost when it was ordered.
    price    BIGINT UNSIGNED NOT NULL,
    CONSTRAINT order_seats_pk PRIMARY KEY (order_id, seat_id),
    CONSTRAINT order_seats_order_fk FOREIGN KEY (order_id) REFERENCES orders (order_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_general_ci;

CREATE TABLE tickets (
    order_id CHAR(36)        NOT NULL,
    seat_id  INT UNSIGNED    NOT NULL,
    event_id BIGINT UNSIGNED NOT NULL,
    code     CHAR(20)        NOT NULL,
    -- 1, or NULL once it has ended: a unique key takes any number of NULLs.
    live     TINYINT         NULL,
    ended_at DATETIME(6)     NULL,
    CONSTRAINT tickets_pk PRIMARY KEY (order_id, seat_id),
    CONSTRAINT tickets_code UNIQUE (code),
    -- The last guard: no seat is ever sold twice.
    CONSTRAINT tickets_one_live_per_seat UNIQUE (event_id, seat_id, live),
    CONSTRAINT tickets_live_or_ended CHECK ((live IS NOT NULL AND live = 1) = (ended_at IS NULL)),
    CONSTRAINT tickets_order_seat_fk FOREIGN KEY (order_id, seat_id) REFERENCES order_seats (order_id, seat_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET ascii COLLATE ascii_general_ci;
