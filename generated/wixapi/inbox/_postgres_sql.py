"""The SQL of `PostgresStore`. No sequence is -1.

`{schema}` is replaced by a quoted name. Time is the server's, unless a test gives another.
"""

from __future__ import annotations

# Not `clock_timestamp`: that differs from row to row, so no index would be used.
_NOW = "coalesce(to_timestamp(%(now)s), statement_timestamp())"
_LATER = f"{_NOW} + make_interval(secs => %(seconds)s)"
_SINCE_1970 = "extract(epoch FROM {})::float8"

#: Any number: who changes the tables holds the lock of it.
MIGRATION_LOCK = "SELECT pg_advisory_xact_lock(7496201843)"
HAS_SCHEMA = "SELECT to_regnamespace(%(schema)s)"
CREATE_SCHEMA = "CREATE SCHEMA IF NOT EXISTS {schema}"
MIGRATIONS = """
CREATE TABLE IF NOT EXISTS {schema}.wixapi_inbox_migrations (
    version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
)"""
HAS_MIGRATIONS = "SELECT to_regclass(%(table)s)"
VERSION = "SELECT max(version) FROM {schema}.wixapi_inbox_migrations"
MIGRATED = "INSERT INTO {schema}.wixapi_inbox_migrations (version) VALUES (%(version)s)"
SETTINGS = """
SELECT current_setting('synchronous_commit'), current_setting('transaction_isolation')"""

#: What makes each version from the one before; a published step is never changed.
STEPS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE {schema}.wixapi_inbox (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            key text NOT NULL UNIQUE,
            event_type text NOT NULL,
            entity text,
            sequence bigint NOT NULL,
            is_state boolean NOT NULL,
            payload text NOT NULL,
            status text NOT NULL DEFAULT 'pending'
                CHECK (status IN ('pending', 'parked', 'done', 'stale', 'discarded')),
            attempts integer NOT NULL DEFAULT 0,
            due_at timestamptz NOT NULL,
            lease text,
            leased_until timestamptz NOT NULL DEFAULT '-infinity',
            succeeded text NOT NULL DEFAULT '',
            error text NOT NULL DEFAULT '',
            received_at timestamptz NOT NULL,
            changed_at timestamptz NOT NULL
        )""",
        """
        CREATE INDEX wixapi_inbox_due ON {schema}.wixapi_inbox (due_at, id)
        WHERE status = 'pending'""",
        """
        CREATE INDEX wixapi_inbox_entity ON {schema}.wixapi_inbox
        (entity, status, sequence, id) WHERE entity IS NOT NULL""",
        """
        CREATE INDEX wixapi_inbox_held ON {schema}.wixapi_inbox (entity, leased_until)
        WHERE status = 'pending' AND lease IS NOT NULL""",
        """
        CREATE INDEX wixapi_inbox_changed ON {schema}.wixapi_inbox (status, changed_at)
        WHERE status <> 'pending'""",
    ),
    # `is_head` is true for all events that wait for none of their entity, so that those behind one
    # that fails cost nothing; for some others, too, which `LOCK` sorts out. A trigger keeps it, also
    # where an older version of this package writes. It waits for no row, only for its entity's turn.
    (
        """
        ALTER TABLE {schema}.wixapi_inbox ADD COLUMN is_head boolean NOT NULL DEFAULT true""",
        """
        UPDATE {schema}.wixapi_inbox AS e SET is_head = false
        WHERE status = 'pending' AND EXISTS (
            SELECT 1 FROM {schema}.wixapi_inbox AS before
            WHERE before.entity = e.entity AND before.status = 'pending'
                AND (before.sequence, before.id) < (e.sequence, e.id)
        )""",
        "DROP INDEX {schema}.wixapi_inbox_due",
        """
        CREATE INDEX wixapi_inbox_heads ON {schema}.wixapi_inbox (due_at, id)
        WHERE status = 'pending' AND is_head""",
        """
        CREATE INDEX wixapi_inbox_head ON {schema}.wixapi_inbox (entity)
        WHERE status = 'pending' AND is_head AND entity IS NOT NULL""",
        """
        CREATE FUNCTION {schema}.wixapi_inbox_order() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            first bigint;
        BEGIN
            -- each statement after this sees what those before had committed
            PERFORM pg_advisory_xact_lock(hashtextextended(NEW.entity, 7496201844));
            SELECT e.id INTO first FROM {schema}.wixapi_inbox AS e
            WHERE e.entity = NEW.entity AND e.status = 'pending'
            ORDER BY e.sequence, e.id LIMIT 1;
            UPDATE {schema}.wixapi_inbox SET is_head = false WHERE id IN (
                SELECT e.id FROM {schema}.wixapi_inbox AS e
                WHERE e.entity = NEW.entity AND e.status = 'pending' AND e.is_head
                    AND e.lease IS NULL AND e.id <> first
                FOR UPDATE SKIP LOCKED
            );
            UPDATE {schema}.wixapi_inbox SET is_head = true WHERE id = first AND NOT is_head;
            RETURN NULL;
        END $$""",
        """
        CREATE TRIGGER wixapi_inbox_added AFTER INSERT ON {schema}.wixapi_inbox
        FOR EACH ROW WHEN (NEW.entity IS NOT NULL)
        EXECUTE FUNCTION {schema}.wixapi_inbox_order()""",
        """
        CREATE TRIGGER wixapi_inbox_moved AFTER UPDATE OF status ON {schema}.wixapi_inbox
        FOR EACH ROW WHEN (NEW.entity IS NOT NULL)
        EXECUTE FUNCTION {schema}.wixapi_inbox_order()""",
    ),
)

ADD = f"""
INSERT INTO {{schema}}.wixapi_inbox
    (key, event_type, entity, sequence, is_state, payload, due_at, received_at, changed_at)
SELECT %(key)s, %(event_type)s, %(entity)s, %(sequence)s, %(is_state)s, %(payload)s, now, now, now
FROM (SELECT {_NOW} AS now) AS t
ON CONFLICT (key) DO NOTHING"""

# Of an entity only the first is a candidate. Of those, whoever gets the entity's lock sees in its
# next statement every lease that was given before.
LOCK = f"""
WITH candidate AS MATERIALIZED (
    SELECT e.id, e.entity FROM {{schema}}.wixapi_inbox AS e
    WHERE e.status = 'pending' AND e.is_head
        AND e.due_at <= {_NOW} AND e.leased_until <= {_NOW}
        AND NOT EXISTS (
            SELECT 1 FROM {{schema}}.wixapi_inbox AS before
            WHERE before.entity = e.entity AND before.status = 'pending'
                AND (before.sequence, before.id) < (e.sequence, e.id)
        )
        AND NOT EXISTS (
            SELECT 1 FROM {{schema}}.wixapi_inbox AS held
            WHERE held.entity = e.entity AND held.status = 'pending' AND held.lease IS NOT NULL
                AND held.leased_until > {_NOW}
        )
    ORDER BY e.due_at, e.id LIMIT %(limit)s
    FOR UPDATE OF e SKIP LOCKED
)
SELECT id FROM candidate
WHERE entity IS NULL OR pg_try_advisory_xact_lock(hashtextextended(entity, 7496201843))"""

TAKE = f"""
WITH taken AS (
    UPDATE {{schema}}.wixapi_inbox AS e
    SET lease = %(lease)s, leased_until = {_LATER}, attempts = attempts + 1
    WHERE e.id = ANY(%(ids)s) AND NOT EXISTS (
        SELECT 1 FROM {{schema}}.wixapi_inbox AS held
        WHERE held.entity = e.entity AND held.status = 'pending' AND held.lease IS NOT NULL
            AND held.leased_until > {_NOW}
    )
    RETURNING e.*
)
SELECT e.key, e.event_type, e.payload, e.attempts - 1, e.succeeded,
    e.is_state AND e.sequence >= 0 AND EXISTS (
        SELECT 1 FROM {{schema}}.wixapi_inbox AS newer
        WHERE newer.entity = e.entity AND newer.status = 'done'
            AND newer.is_state AND newer.sequence > e.sequence
    )
FROM taken AS e ORDER BY e.due_at, e.id"""

_MINE = "WHERE key = %(key)s AND lease = %(lease)s AND status = 'pending'"
_FREE = f"lease = NULL, leased_until = '-infinity', changed_at = {_NOW}"
_UPDATE = "UPDATE {schema}.wixapi_inbox SET"

EXTEND = f"{_UPDATE} leased_until = {_LATER} {_MINE}"

RECORD = f"{_UPDATE} succeeded = succeeded || %(name)s {_MINE}"

FINISH = f"{_UPDATE} status = %(status)s, payload = '', error = '', {_FREE} {_MINE}"

RETRY = f"{_UPDATE} due_at = {_LATER}, error = %(error)s, {_FREE} {_MINE}"

PARK = f"{_UPDATE} status = 'parked', error = %(error)s, {_FREE} {_MINE}"

PARKED = f"""
SELECT key, event_type, entity, sequence, attempts, error,
    {_SINCE_1970.format("received_at")}, {_SINCE_1970.format("changed_at")}
FROM {{schema}}.wixapi_inbox
WHERE status = 'parked' AND id > coalesce(
    (SELECT id FROM {{schema}}.wixapi_inbox WHERE key = %(after)s), 0
)
ORDER BY id LIMIT %(limit)s"""

REPLAY = f"""
{_UPDATE} status = 'pending', attempts = 0, due_at = {_NOW}, changed_at = {_NOW},
    is_state = is_state AND NOT %(force)s
WHERE key = %(key)s AND status = 'parked'"""

DISCARD = f"""
{_UPDATE} status = 'discarded', payload = '', error = '', changed_at = {_NOW}
WHERE key = %(key)s AND status = 'parked'"""

PURGE = f"""
DELETE FROM {{schema}}.wixapi_inbox WHERE id IN (
    SELECT e.id FROM {{schema}}.wixapi_inbox AS e
    WHERE e.status IN ('done', 'stale', 'discarded')
        AND e.changed_at < {_NOW} - make_interval(secs => %(seconds)s)
        AND NOT EXISTS (
            SELECT 1 FROM {{schema}}.wixapi_inbox AS o
            WHERE o.entity = e.entity AND o.status IN ('pending', 'parked')
        )
    LIMIT 1000 FOR UPDATE OF e SKIP LOCKED
)"""

STATS = f"""
SELECT
    count(*) FILTER (WHERE status = 'pending'),
    count(*) FILTER (WHERE status = 'pending' AND leased_until > {_NOW}),
    count(*) FILTER (WHERE status = 'parked'),
    count(*) FILTER (WHERE status IN ('done', 'stale', 'discarded')),
    {_SINCE_1970.format(_NOW)},
    {_SINCE_1970.format("min(received_at) FILTER (WHERE status = 'pending')")}
FROM {{schema}}.wixapi_inbox"""
