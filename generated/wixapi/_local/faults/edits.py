"""Edits by somebody else, just before a call would change the same entity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wixapi._local.calls import Call, Caller
from wixapi._local.faults.editable import ONE, is_editable
from wixapi._local.seeds import checked
from wixapi._local.state import writes
from wixapi._local.state.bulk import ids_of, keys_of
from wixapi._local.state.work import Work
from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    from wixapi._local.core import Core

SOMEBODY = Caller("key", {"identityType": "WIX_USER"})
"""Who did it."""


def meddle(core: Core, call: Call, changes: Mapping[str, Any]) -> None:
    """Change the entities that a call is about: then the call's revisions are old ones.

    Args:
        core: has the entities.
        call: that is about to be made; where it isn't about an entity that there is, nothing happens.
        changes: fields by wire or Python name; none: only the revision grows.

    Raises:
        ConfigurationError: the changes break documented rules.
    """
    facts = call.collection
    if facts is None or not is_editable(call.method):
        return
    work = Work(call, core, facts)
    there = [id_ for id_ in _ids(work) if work.entities.get(id_) is not None]
    if not there:
        return
    sent, problems = checked(call.operation, work.model, changes, "changes")
    if problems:
        raise ConfigurationError(f"edit_next: {'; '.join(map(str, problems))}")
    with core.store.transaction():
        for id_ in there:
            _, made = writes.updated(work, id_, sent)
            core.deliveries.enqueue(made, SOMEBODY)


def _ids(work: Work) -> list[str]:
    """Return the ids of the entities that a call is about."""
    method = work.call.method
    if method.shape in ONE:
        return [work.sent_id()]
    ids = ids_of(work) if method.items else keys_of(work)
    return [*dict.fromkeys(filter(None, ids))]
