"""The SQL of `SQLiteStore`. Times are seconds since 1970, as `StoreTime` tells them; no sequence is -1.

`:now` is the time, `:then` the time in so many seconds.
"""

from __future__ import annotations

MIGRATIONS = """
CREATE TABLE IF NOT EXISTS wixapi_inbox_migrations (
    version INTEGER PRIMARY KEY, applied_at REAL NOT NULL
)"""
VERSION = "SELECT max(version) FROM wixapi_inbox_migrations"
MIGRATED = "INSERT INTO wixapi_inbox_migrations VALUES (:version, :now)"

_FIRST = """(
    SELECT first.id FROM wixapi_inbox AS first
    WHERE first.entity = NEW.entity AND first.status = 'pending'
    ORDER BY first.sequence, first.id LIMIT 1
)"""
_OTHERS_WAIT = f"""
UPDATE wixapi_inbox SET is_head = 0
WHERE entity = NEW.entity AND status = 'pending' AND is_head = 1 AND id <> {_FIRST};"""

#: What makes each version from the one before; a published step is never changed.
STEPS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE wixapi_inbox (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            event_type TEXT NOT NULL,
            entity TEXT,
            sequence INTEGER NOT NULL,
            is_state INTEGER NOT NULL,
            payload TEXT NOT NULL,
            status TEXT NOT NULL DEFAULT 'pending'
                CHECK (status IN ('pending', 'parked', 'done', 'stale', 'discarded')),
            attempts INTEGER NOT NULL DEFAULT 0,
            due_at REAL NOT NULL,
            lease TEXT,
            leased_until REAL NOT NULL DEFAULT 0,
            succeeded TEXT NOT NULL DEFAULT '',
            error TEXT NOT NULL DEFAULT '',
            received_at REAL NOT NULL,
            changed_at REAL NOT NULL
        )""",
        """
        CREATE INDEX wixapi_inbox_due ON wixapi_inbox (due_at, id)
        WHERE status = 'pending'""",
        """
        CREATE INDEX wixapi_inbox_entity ON wixapi_inbox (entity, status, sequence, id)
        WHERE entity IS NOT NULL""",
        """
        CREATE INDEX wixapi_inbox_held ON wixapi_inbox (entity, leased_until)
        WHERE status = 'pending' AND lease IS NOT NULL""",
        """
        CREATE INDEX wixapi_inbox_changed ON wixapi_inbox (status, changed_at)
        WHERE status <> 'pending'""",
    ),
    # `is_head` is 1 for events that wait for none of their entity, so that those behind one that
    # fails cost nothing. Triggers keep it, also where an older version of this package writes.
    (
        "ALTER TABLE wixapi_inbox ADD COLUMN is_head INTEGER NOT NULL DEFAULT 1",
        """
        UPDATE wixapi_inbox AS e SET is_head = 0
        WHERE status = 'pending' AND EXISTS (
            SELECT 1 FROM wixapi_inbox AS before
            WHERE before.entity = e.entity AND before.status = 'pending'
                AND (before.sequence, before.id) < (e.sequence, e.id)
        )""",
        "DROP INDEX wixapi_inbox_due",
        """
        CREATE INDEX wixapi_inbox_heads ON wixapi_inbox (due_at, id)
        WHERE status = 'pending' AND is_head = 1""",
        """
        CREATE INDEX wixapi_inbox_head ON wixapi_inbox (entity)
        WHERE status = 'pending' AND is_head = 1 AND entity IS NOT NULL""",
        f"""
        CREATE TRIGGER wixapi_inbox_added AFTER INSERT ON wixapi_inbox
        WHEN NEW.entity IS NOT NULL AND NEW.status = 'pending'
        BEGIN {_OTHERS_WAIT} END""",
        f"""
        CREATE TRIGGER wixapi_inbox_moved AFTER UPDATE OF status ON wixapi_inbox
        WHEN NEW.entity IS NOT NULL
        BEGIN
            {_OTHERS_WAIT}
            UPDATE wixapi_inbox SET is_head = 1 WHERE id = {_FIRST} AND is_head = 0;
        END""",
        """
        CREATE TABLE wixapi_inbox_boots (boot TEXT PRIMARY KEY, shift REAL NOT NULL)""",
    ),
)

#: The last time that is written in the file, found by indexes.
NEWEST = """
SELECT max(
    coalesce((SELECT received_at FROM wixapi_inbox ORDER BY id DESC LIMIT 1), 0),
    coalesce((SELECT max(changed_at) FROM wixapi_inbox WHERE status = 'done'), 0)
)"""
FORGET_BOOTS = "DELETE FROM wixapi_inbox_boots WHERE boot <> :boot"
ADD_BOOT = """
INSERT INTO wixapi_inbox_boots VALUES (:boot, :shift) ON CONFLICT (boot) DO NOTHING"""
BOOT = "SELECT shift FROM wixapi_inbox_boots WHERE boot = :boot"

ADD = """
INSERT INTO wixapi_inbox
    (key, event_type, entity, sequence, is_state, payload, due_at, received_at, changed_at)
VALUES (:key, :event_type, :entity, :sequence, :is_state, :payload, :now, :now, :now)
ON CONFLICT (key) DO NOTHING"""

# Of an entity only the first is claimable, and only while none is held: one that came late may
# be before one that is held.
CLAIMABLE = """
SELECT e.id, e.key, e.event_type, e.payload, e.attempts, e.succeeded,
    e.is_state AND e.sequence >= 0 AND EXISTS (
        SELECT 1 FROM wixapi_inbox AS newer
        WHERE newer.entity = e.entity AND newer.status = 'done'
            AND newer.is_state AND newer.sequence > e.sequence
    )
FROM wixapi_inbox AS e
WHERE e.status = 'pending' AND e.is_head = 1 AND e.due_at <= :now AND e.leased_until <= :now
    AND NOT EXISTS (
        SELECT 1 FROM wixapi_inbox AS held
        WHERE held.entity = e.entity AND held.status = 'pending' AND held.lease IS NOT NULL
            AND held.leased_until > :now
    )
ORDER BY e.due_at, e.id LIMIT :limit"""

TAKE = """
UPDATE wixapi_inbox SET lease = ?, leased_until = ?, attempts = attempts + 1 WHERE id = ?"""

_MINE = "WHERE key = :key AND lease = :lease AND status = 'pending'"

EXTEND = f"UPDATE wixapi_inbox SET leased_until = :then {_MINE}"

RECORD = f"UPDATE wixapi_inbox SET succeeded = succeeded || :name {_MINE}"

FINISH = f"""
UPDATE wixapi_inbox
SET status = :status, payload = '', error = '', lease = NULL, leased_until = 0,
    changed_at = :now {_MINE}"""

RETRY = f"""
UPDATE wixapi_inbox
SET due_at = :then, error = :error, lease = NULL, leased_until = 0, changed_at = :now {_MINE}"""

PARK = f"""
UPDATE wixapi_inbox
SET status = 'parked', error = :error, lease = NULL, leased_until = 0, changed_at = :now {_MINE}"""

PARKED = """
SELECT key, event_type, entity, sequence, attempts, error, received_at, changed_at
FROM wixapi_inbox
WHERE status = 'parked'
    AND id > coalesce((SELECT id FROM wixapi_inbox WHERE key = :after), 0)
ORDER BY id LIMIT :limit"""

REPLAY = """
UPDATE wixapi_inbox
SET status = 'pending', attempts = 0, due_at = :now, changed_at = :now,
    is_state = is_state AND NOT :force
WHERE key = :key AND status = 'parked'"""

DISCARD = """
UPDATE wixapi_inbox SET status = 'discarded', payload = '', error = '', changed_at = :now
WHERE key = :key AND status = 'parked'"""

PURGE = """
DELETE FROM wixapi_inbox WHERE id IN (
    SELECT e.id FROM wixapi_inbox AS e
    WHERE e.status IN ('done', 'stale', 'discarded') AND e.changed_at < :then
        AND NOT EXISTS (
            SELECT 1 FROM wixapi_inbox AS o
            WHERE o.entity = e.entity AND o.status IN ('pending', 'parked')
        )
    LIMIT 1000
)"""

STATS = """
SELECT
    count(*) FILTER (WHERE status = 'pending'),
    count(*) FILTER (WHERE status = 'pending' AND leased_until > :now),
    count(*) FILTER (WHERE status = 'parked'),
    count(*) FILTER (WHERE status IN ('done', 'stale', 'discarded')),
    :now,
    min(received_at) FILTER (WHERE status = 'pending')
FROM wixapi_inbox"""
