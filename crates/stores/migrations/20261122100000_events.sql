-- Events with their sections and seats. Nothing here is ever deleted.
--
-- Text that only programs read is ASCII in a collation without case: one that compares bytes (`…_bin`) is told to
-- clients as binary data. Times are UTC.

CREATE TABLE events (
    event_id       BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    title          VARCHAR(255)    NOT NULL,
    venue          VARCHAR(255)    NOT NULL,
    starts_at      DATETIME(6)     NOT NULL,
    sales_open_at  DATETIME(6)     NOT NULL,
    sales_close_at DATETIME(6)     NULL,
    -- When an operator closed the sale for good.
    closed_at      DATETIME(6)     NULL,
    currency       CHAR(3) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
    -- Raised at every load of the event into Redis.
    epoch          INT UNSIGNED    NOT NULL DEFAULT 0,
    created_at     DATETIME(6)     NOT NULL,
    CONSTRAINT events_pk PRIMARY KEY (event_id),
    -- A version is epoch · 2³² + n, and numbers in JSON are exact below 2⁵³ only.
    CONSTRAINT events_epoch_keeps_versions_exact CHECK (epoch < 2097152)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

CREATE TABLE sections (
    event_id  BIGINT UNSIGNED NOT NULL,
    -- 0 and up, in the order that seat ids run.
    position  INT UNSIGNED    NOT NULL,
    name      VARCHAR(255)    NOT NULL,
    seat_rows INT UNSIGNED    NOT NULL,
    seat_cols INT UNSIGNED    NOT NULL,
    price     BIGINT UNSIGNED NOT NULL,
    CONSTRAINT sections_pk PRIMARY KEY (event_id, position),
    CONSTRAINT sections_event_fk FOREIGN KEY (event_id) REFERENCES events (event_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;

CREATE TABLE seats (
    event_id BIGINT UNSIGNED NOT NULL,
    seat_id  INT UNSIGNED    NOT NULL,
    label    VARCHAR(32) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
    r        INT UNSIGNED    NOT NULL,
    c        INT UNSIGNED    NOT NULL,
    -- The section's position.
    section  INT UNSIGNED    NOT NULL,
    price    BIGINT UNSIGNED NOT NULL,
    CONSTRAINT seats_pk PRIMARY KEY (event_id, seat_id),
    CONSTRAINT seats_event_fk FOREIGN KEY (event_id) REFERENCES events (event_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
