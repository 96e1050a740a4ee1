"""Bulk methods: each item is done or refused for itself, and the answer tells what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from wixapi._http.request import lookup
from wixapi._local.calls import Done
from wixapi._local.changes import Change
from wixapi._local.messages import Refusal
from wixapi._local.state.bulk_answers import Outcome, answer_of
from wixapi._local.state.patches import mask_paths
from wixapi._local.state.wire import Object, as_list, as_object, is_object
from wixapi._local.state.work import Work
from wixapi._local.state.writes import Written, created, deleted, updated, upserted

_MASKS = ("fieldMask", "mask")


def create(work: Work) -> Done:
    """Make an entity of each item."""
    return _each(work, _items(work), lambda item: created(work, _entity(work, item)))


def update(work: Work) -> Done:
    """Change the entity of each item."""

    def change(item: Any) -> Written:
        entity = _entity(work, item)
        return updated(work, _id_of(work, entity), entity, _mask(work, item))

    return _each(work, _items(work), change)


def upsert(work: Work) -> Done:
    """Change the entity of each item, or make it where there is none of its id."""

    def put(item: Any) -> Written:
        entity = _entity(work, item)
        return upserted(work, _id_of(work, entity), entity, _mask(work, item))

    return _each(work, _items(work), put)


def delete(work: Work) -> Done:
    """Delete the entity of each id."""
    path = work.call.method.id or work.call.method.items
    return _each(
        work, _list(work, path), lambda item: deleted(work, _id_of(work, item))
    )


def _each(work: Work, items: list[Any], do: Callable[[Any], Written]) -> Done:
    """Do something with each item: one that is refused changes nothing, and stops none of the others."""
    outcomes: list[Outcome] = []
    changes: list[Change] = []
    for index, item in enumerate(items):
        try:
            with work.core.store.transaction():
                entity, made = do(item)
        except Refusal as refusal:
            outcomes.append(Outcome(index, _id_in(work, item), refusal=refusal))
        else:
            changes += made
            id_ = str(entity.get(work.facts.key, ""))
            outcomes.append(Outcome(index, id_, entity))
    return Done(answer_of(work, outcomes), changes)


def _items(work: Work) -> list[Any]:
    return _list(work, work.call.method.items)


def _list(work: Work, path: str) -> list[Any]:
    """Return the list at a wire path of the request."""
    return as_list(work.argument(path))


def _entity(work: Work, item: Any) -> Object:
    """Return the fields of the entity that an item sends."""
    path = work.call.method.item
    given = as_object(item)
    return dict(as_object(lookup(given, path)) if path else given)


def _mask(work: Work, item: Any) -> list[str] | None:
    """Return the paths that an item changes of its entity; None: all that it sends."""
    path = work.call.method.item
    if not path:
        return None
    given = as_object(item)
    known = work.call.method.mask.rpartition(".")[2]
    masks = (given.get(name) for name in (known, *_MASKS) if name)
    found = next((mask for mask in masks if mask is not None), None)
    return mask_paths(found, [path])


def _id_of(work: Work, item: Any) -> str:
    """Return the id of an item that is one or has one."""
    return next(_ids(work, item), "")


def _id_in(work: Work, item: Any) -> str:
    """Return the id by which the answer calls an item that was refused; empty if it has none."""
    found = _entity(work, item)
    return _id_of(work, found or item)


def _ids(work: Work, item: Any) -> Iterator[str]:
    """Yield what may be the id of an item: itself, its field of that name, or its only text that is called so."""
    if is_object(item):
        given = as_object(item)
        ids = [x for name, x in given.items() if name.lower().endswith("id")]
        found = [given.get(work.facts.key), *ids[:1]]
        yield from (str(x) for x in found if isinstance(x, str | int))
    elif item is not None:
        yield str(item)
