"""What a bulk method answers, in whichever of its forms the method has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, get_origin

from wixapi._local.messages import Refusal
from wixapi._local.state.own_fields import by_wire
from wixapi._local.state.work import Work
from wixapi._local.wire import Object, kinds_of, model_in, plain_kind
from wixapi._model import Model

_RETURN_ENTITY = ("returnEntity", "returnFullEntity")
_ITEMS = ("item", "entity")
_NEW = ("inserted", "created")


@dataclass(frozen=True)
class Outcome:
    """What became of one item."""

    index: int
    """Its place in the request, from 0."""
    id: str
    """Of its entity; empty: there is none."""
    entity: Object | None = None
    """As it is now; None: it was refused."""
    refusal: Refusal | None = None
    is_new: bool = False
    """Whether the call made it."""


Part: TypeAlias = Callable[[Sequence[Outcome]], Any]
"""Makes the value of one field of the answer."""


def answer_of(work: Work, outcomes: Sequence[Outcome]) -> Object:
    """Return the answer of a bulk method: each field of it that tells of items or counts them."""
    response = work.call.operation.response
    if response is None:
        return {}
    parts = {
        wire: part
        for wire, annotation in kinds_of(response).items()
        if (part := _part(work, wire, annotation))
    }
    return {wire: part(outcomes) for wire, part in parts.items()}


def _part(work: Work, wire: str, annotation: Any) -> Part | None:
    """Return what makes a field of the answer; None for a field that tells of something else."""
    model, is_list = model_in(annotation), get_origin(plain_kind(annotation)) is list
    if model is None:
        is_ids = is_list and wire.lower().endswith("ids")
        return _ids_of(wire) if is_ids else None
    fields = kinds_of(model)
    if not is_list:
        return _counts if "totalSuccesses" in fields else None
    if model is work.model:
        return _entities
    if "originalIndex" in fields and "success" not in fields:
        return _errors
    return _results_of(work, fields)


def _results_of(work: Work, fields: dict[str, Any]) -> Part | None:
    """Return what makes a list of results, one for each item; None for a list of something else."""
    if "originalIndex" in fields:
        return lambda outcomes: [_metadata(one) for one in outcomes]
    models = {wire: model_in(annotation) for wire, annotation in fields.items()}
    metadata = next((wire for wire, x in models.items() if _tells_of_items(x)), None)
    if metadata is None:
        return None
    items = [wire for wire, x in models.items() if x is work.model or wire in _ITEMS]
    item = items[0] if items and _returns_entities(work) else None

    def result(one: Outcome) -> Object:
        """Return the result of one item."""
        made: Object = {metadata: _metadata(one)}
        return made | ({item: one.entity} if item and one.entity is not None else {})

    return lambda outcomes: [result(one) for one in outcomes]


def _tells_of_items(model: type[Model] | None) -> bool:
    """Return whether objects of a model say which item they are about."""
    return model is not None and "originalIndex" in kinds_of(model)


def _returns_entities(work: Work) -> bool:
    """Return whether the answer has whole entities: where the caller may ask for them, if that was done."""
    asked = by_wire(work.call.operation.parameters).keys() & {*_RETURN_ENTITY}
    return not asked or any(work.argument(name) is True for name in asked)


def _metadata(one: Outcome) -> Object:
    """Return how an answer tells of one item."""
    made: Object = {"originalIndex": one.index, "success": one.refusal is None}
    if one.id:
        made = {"id": one.id, **made}
    return made if one.refusal is None else {**made, "error": _error(one.refusal)}


def _error(refusal: Refusal) -> Object:
    """Return how an answer tells why an item was refused: code, description, data."""
    told = (refusal.details or {}).get("applicationError")
    return (
        dict(told)
        if told
        else {"code": "INVALID_ARGUMENT", "description": refusal.message}
    )


def _errors(outcomes: Sequence[Outcome]) -> list[Object]:
    """Return what tells of the items alone that were refused."""
    return [
        {
            "itemId": one.id,
            "message": one.refusal.message,
            "details": {"applicationError": _error(one.refusal)},
            "originalIndex": one.index,
        }
        for one in outcomes
        if one.refusal is not None
    ]


def _entities(outcomes: Sequence[Outcome]) -> list[Object]:
    """Return the entities of the items that succeeded."""
    return [one.entity for one in outcomes if one.entity is not None]


def _ids_of(wire: str) -> Part:
    """Return what lists the ids of those that succeeded; `updatedItemIds` has no new ones, `insertedItemIds` only these."""
    wanted = {True, False}
    if wire.startswith(_NEW):
        wanted = {True}
    elif wire.startswith("updated"):
        wanted = {False}
    return lambda outcomes: [
        one.id for one in outcomes if one.refusal is None and one.is_new in wanted
    ]


def _counts(outcomes: Sequence[Outcome]) -> Object:
    """Return how many items succeeded, and how many failed."""
    failures = sum(one.refusal is not None for one in outcomes)
    return {
        "totalSuccesses": len(outcomes) - failures,
        "totalFailures": failures,
        "undetailedFailures": 0,
    }
