"""Edits by somebody else, just before a call would change the same entity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wixapi._local.calls import Call, Caller
from wixapi._local.seeds import checked
from wixapi._local.state import writes
from wixapi._local.state.work import Work
from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    from wixapi._local.core import Core

SOMEBODY = Caller("key", {"identityType": "WIX_USER"})
"""Who did it."""
_SHAPES = frozenset({"update", "replace", "upsert", "delete"})


def meddle(core: Core, call: Call, changes: Mapping[str, Any]) -> None:
    """Change the entity that a call is about: then the call's revision is an old one.

    Args:
        core: has the entity.
        call: that is about to be made; where it isn't about an entity that there is, nothing happens.
        changes: fields by wire or Python name; none: only the revision grows.

    Raises:
        ConfigurationError: the changes break documented rules.
    """
    facts = call.collection
    if facts is None or call.method.shape not in _SHAPES:
        return
    work = Work(call, core, facts)
    id_ = work.sent_id()
    if work.entities.get(id_) is None:
        return
    sent, problems = checked(call.operation, work.model, changes, "changes")
    if problems:
        raise ConfigurationError(f"edit_next: {'; '.join(map(str, problems))}")
    with core.store.transaction():
        _, made = writes.updated(work, id_, sent)
        core.deliveries.enqueue(made, SOMEBODY)
