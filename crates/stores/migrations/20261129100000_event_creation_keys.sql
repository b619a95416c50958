-- The idempotency key of the request that created an event. Both columns are NULL for an event without one.

ALTER TABLE events
    -- Lower-case hex of a digest of the key.
    ADD COLUMN creation_key CHAR(64) CHARACTER SET ascii COLLATE ascii_general_ci NULL,
    -- Lower-case hex of a digest of the request, to tell a repeat from another request with the same key.
    ADD COLUMN creation_request CHAR(64) CHARACTER SET ascii COLLATE ascii_general_ci NULL,
    ADD CONSTRAINT events_creation_key_once UNIQUE (creation_key);
