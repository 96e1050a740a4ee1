"""Which calls somebody else can come before, and change what they are about."""

from __future__ import annotations

from wixapi._local.facts import MethodFacts

ONE = frozenset({"update", "replace", "upsert", "delete", "action"})
"""Shapes of methods about one entity."""
_SEVERAL = frozenset({"bulk_update", "bulk_upsert", "bulk_delete", "bulk_action"})
"""Shapes of methods about the entities of a list."""


def is_editable(method: MethodFacts) -> bool:
    """Return whether a method is about entities that somebody else can change just before it does."""
    return bool(method.collection) and method.shape in ONE | _SEVERAL
