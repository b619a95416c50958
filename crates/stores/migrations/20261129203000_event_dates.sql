-- The list of events is by date. A venue's times are shown in its own time zone: a name of the IANA database. Versions
-- that don't know the column write events in UTC.

ALTER TABLE events
    ADD COLUMN time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL DEFAULT 'UTC',
    ADD INDEX events_by_start (starts_at, event_id);
