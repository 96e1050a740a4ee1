"""Methods that get, find and count entities."""

from __future__ import annotations

from wixapi._local.calls import Done
from wixapi._local.state.work import Work
from wixapi._local.state.writes import answered, found_or_first

_WRITING = frozenset({"create", "update", "replace", "upsert"})


def get(work: Work) -> Done | None:
    """Get one entity; of what no method writes, such as the app's instance, the state knows nothing."""
    if not work.call.method.id and not _is_written(work):
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


def _is_written(work: Work) -> bool:
    """Return whether a method of the resource writes what this one gets."""
    return any(
        method.shape in _WRITING and method.collection == work.call.method.collection
        for method in work.call.resource.methods.values()
    )
