"""Methods that get, find and count entities."""

from __future__ import annotations

from wixapi._local.calls import Done
from wixapi._local.state.work import Work
from wixapi._local.state.writes import answered, found_or_first

_CHANGING = frozenset({"update", "replace", "upsert"})


def get(work: Work) -> Done | None:
    """Get one entity; of what no method changes, such as the app's instance, the state knows nothing."""
    if not work.call.method.id and not _is_changed(work):
        return None
    return Done(answered(work, found_or_first(work, work.sent_id())))


def find(work: Work) -> Done:
    """Find one page of entities."""
    from wixapi._local.queries.answers import found

    return Done(found(work.call, work.core, work.facts))


def count(work: Work) -> Done | None:
    """Count entities."""
    from wixapi._local.queries.answers import counted

    body = counted(work.call, work.core, work.facts)
    return None if body is None else Done(body)


def _is_changed(work: Work) -> bool:
    """Return whether a method of the resource changes the entities of the collection."""
    return any(
        method.shape in _CHANGING and method.collection == work.facts.name
        for method in work.call.resource.methods.values()
    )
