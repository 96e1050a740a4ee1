"""Which calls may be made again after a failure of which nobody knows what was done."""

from __future__ import annotations

import re

from wixgen.spec.api import Method

IDEMPOTENCY_KEY = "idempotencyKey"
_REPEATABLE = frozenset({"GET", "PUT", "DELETE"})
_READING = re.compile(
    r"(query|search|count|list|get|find|aggregate)(?!(Or|And)[A-Z]|[a-z])"
)


def only_reads(name: str) -> bool:
    """Return whether a method of that name changes nothing: Wix names methods after what they do."""
    return _READING.match(name) is not None


def has_idempotency_key(method: Method) -> bool:
    """Return whether calls can have a key by which Wix knows a repetition."""
    return method.parameters.field_named(IDEMPOTENCY_KEY) is not None


def is_repeatable(method: Method) -> bool:
    """Return whether calls of a method are made again."""
    reads = method.verb == "POST" and only_reads(method.name)
    is_safe = reads or has_idempotency_key(method) or method.paging is not None
    return method.verb in _REPEATABLE or is_safe
