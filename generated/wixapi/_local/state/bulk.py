"""Bulk methods: each item is done or refused for itself, and the answer tells what became of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wixapi._http.request import lookup
from wixapi._local.calls import Done
from wixapi._local.changes import Change
from wixapi._local.messages import Refusal
from wixapi._local.state.bulk_answers import Outcome, answer_of
from wixapi._local.state.patches import mask_paths
from wixapi._local.state.work import Work
from wixapi._local.state.writes import Written, changed, created, deleted, upserted
from wixapi._local.wire import Object, as_list, as_object


def create(work: Work) -> Done:
    """Make an entity of each item."""
    return _each(work, _items(work), lambda item: created(work, _entity(work, item)))


def update(work: Work) -> Done:
    """Change the entity of each item."""

    def change(item: Any) -> Written:
        """Change the entity of one item."""
        entity = _entity(work, item)
        return changed(work, _key(work, entity), entity, _mask(work, item))

    return _each(work, _items(work), change)


def upsert(work: Work) -> Done:
    """Change the entity of each item, or make it where there is none of its id."""

    def put(item: Any) -> Written:
        """Change or make the entity of one item."""
        entity = _entity(work, item)
        return upserted(work, _key(work, entity), entity, _mask(work, item))

    return _each(work, _items(work), put)


def delete(work: Work) -> Done:
    """Delete the entity of each id."""
    return _each(
        work, _keys(work), lambda item: deleted(work, _id(work, item), as_object(item))
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
            is_id = not work.call.method.items
            id_ = _id(work, item) if is_id else _key(work, _entity(work, item))
            outcomes.append(Outcome(index, id_, refusal=refusal))
        else:
            changes += made
            id_ = str(entity.get(work.facts.key, ""))
            is_new = any(one.kind == "created" for one in made)
            outcomes.append(Outcome(index, id_, entity, is_new=is_new))
    return Done(answer_of(work, outcomes), changes)


def ids_of(work: Work) -> list[str]:
    """Return the ids of the entities that the items have; empty ones for those that have none."""
    return [_key(work, _entity(work, item)) for item in _items(work)]


def keys_of(work: Work) -> list[str]:
    """Return the ids that a caller sends, of methods that need nothing else; empty ones for what is none."""
    return [_id(work, item) for item in _keys(work)]


def _items(work: Work) -> list[Any]:
    """Return the items that a caller sends."""
    return as_list(work.argument(work.call.method.items))


def _keys(work: Work) -> list[Any]:
    """Return the ids that a caller sends, or objects that have them."""
    return as_list(work.argument(work.call.method.id))


def _entity(work: Work, item: Any) -> Object:
    """Return the fields of the entity that an item sends."""
    path = work.call.method.item
    given = as_object(item)
    return dict(as_object(lookup(given, path)) if path else given)


def _mask(work: Work, item: Any) -> list[str] | None:
    """Return the paths that an item changes of its entity; None: all that it sends."""
    method = work.call.method
    return mask_paths(lookup(as_object(item), method.mask), [method.item])


def _id(work: Work, item: Any) -> str:
    """Return the id that an item of a list of ids is, or has; empty if that is none."""
    path = work.call.method.item
    found = lookup(as_object(item), path) if path else item
    return "" if found is None else str(found)


def _key(work: Work, entity: Object) -> str:
    """Return the id of the entity that an item sends; empty if it has none."""
    found = entity.get(work.facts.key)
    return "" if found is None else str(found)
