"""Answers that are filled up: every documented field, and in it what the call itself tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any, get_origin

from pydantic_core import from_json, to_json

from wixapi._http.request import lookup
from wixapi._local.calls import Call
from wixapi._local.state.own_fields import groups_of
from wixapi._local.wire import (
    Object,
    as_object,
    cleaner,
    is_list,
    is_object,
    kinds_of,
    model_in,
    plain_kind,
)
from wixapi._model import Model
from wixapi._testing.content import content

if TYPE_CHECKING:
    from wixapi._local.core import Core

_IDS = ("id", "_id")
_CREATED_OR_UPDATED = ("createdDate", "updatedDate", "_createdDate", "_updatedDate")
#: What says that there is but one page.
_ENDS: Mapping[str, Any] = {
    "cursors": {},
    "hasNext": False,
    "offset": 0,
    "tooManyToCount": False,
}
_INDEX, _SUCCESS = "originalIndex", "success"


def filled(call: Call, core: Core) -> Object:
    """Return an answer of which every field has a value; what the caller gave under the same name stands in it.

    There is one page of one item. Bulk methods succeed, with a result for each item. What a method makes has an
    id of its own, and the time of the call.
    """
    response = call.operation.response
    if response is None:
        return {}
    made: Object = from_json(_text(response))
    _repeat_results(made, call)
    _echo(made, call, response)
    if not call.operation.gets:
        _renew(made, call, core)
    written: Object = cleaner(response)(made)
    return written


def merged(
    base: Mapping[str, Any], given: Mapping[str, Any], call: Call, model: type[Model]
) -> Object:
    """Return an object with what is given of it, in the objects within it, too; of a one-of group, one member stays.

    Args:
        base: the object as it is without.
        given: what goes over it, in wire names. What can't stand there, by the model, is left out.
        call: the call, which knows the one-of groups.
        model: that of the object.
    """
    kinds, made = kinds_of(model), dict(base)
    fitting = {name: x for name, x in given.items() if _fits(kinds.get(name), x)}
    for group in groups_of(call.operation.tables, model):
        if group & fitting.keys():
            made = {name: x for name, x in made.items() if name not in group}
    for name, value in fitting.items():
        inner = _object_in(kinds[name])
        made[name] = (
            value
            if inner is None
            else merged(as_object(made.get(name)), value, call, inner)
        )
    return made


@cache
def _blank(response: type[Model]) -> Object:
    """Return the filled-up answer of a method, before it is known what the call tells."""
    made = content(response)
    for part in _objects(made):
        _settle(part)
    return made


@cache
def _text(response: type[Model]) -> bytes:
    """Return that answer as JSON: reading it takes less time than a deep copy."""
    return to_json(_blank(response))


def _objects(value: Any) -> Iterator[Object]:
    """Yield the objects in a value, the innermost first."""
    if is_object(value):
        for inner in value.values():
            yield from _objects(inner)
        yield value
    elif is_list(value):
        for inner in value:
            yield from _objects(inner)


def _settle(part: Object) -> None:
    """Take from an object what contradicts the rest: the next page of the only one, the error of a success."""
    if "cursors" in part or "hasNext" in part or {"total", "offset"} <= part.keys():
        part.update({name: end for name, end in _ENDS.items() if name in part})
    if part.get(_SUCCESS) is True:
        part.pop("error", None)
    if "totalSuccesses" in part:
        failures = ("totalFailures", "undetailedFailures")
        part.update({name: 0 for name in failures if name in part})


def _repeat_results(made: Object, call: Call) -> None:
    """Give the answer of a bulk method a result for each item of the only list that was sent."""
    lists = [value for value in call.arguments.values() if is_list(value)]
    if len(lists) != 1:
        return
    for name, value in made.items():
        if (
            is_list(value)
            and value
            and (metadata := _metadata_in(value[0])) is not None
        ):
            results = [deepcopy(value[0]) for _ in lists[0]]
            for index, item in enumerate(lists[0]):
                told = {
                    _INDEX: index,
                    **({"id": item} if isinstance(item, str) else {}),
                }
                place = results[index][metadata] if metadata else results[index]
                place.update(told)
            made[name] = results
    for part in made.values():
        if is_object(part) and "totalSuccesses" in part:
            part["totalSuccesses"] = len(lists[0])


def _metadata_in(result: Any) -> str | None:
    """Return the name in a result of what tells of the item; empty: the result itself; None: it is no result."""
    if not is_object(result):
        return None
    if _INDEX in result:
        return ""
    return next(
        (name for name, x in result.items() if is_object(x) and _INDEX in x), None
    )


def _echo(made: Object, call: Call, response: type[Model]) -> None:
    """Put what the caller gave where the answer has something of the same name, or in the entity that it holds."""
    given, kinds = call.arguments, kinds_of(response)
    made.update(merged(made, given, call, response))
    for name, value in made.items():
        model = _object_in(kinds[name]) if name in kinds else None
        if model is None or not is_object(value):
            continue
        own = {
            wire: x
            for wire, x in given.items()
            if wire not in kinds and wire not in _IDS
        }
        told = {**own, **_told_id(name, value, call)}
        if name == call.method.answer:
            told |= call.method.sets
        made[name] = merged(value, told, call, model)


def _told_id(name: str, entity: Object, call: Call) -> Object:
    """Return the id of an entity in an answer as the caller told it: `{"id": …}` of `bookingId` for a `booking`."""
    id_ = next((wire for wire in _IDS if wire in entity), "")
    method = call.method
    told = call.arguments.get(f"{name}Id", call.arguments.get("id"))
    if method.id and method.answer == name and not method.by:
        told = lookup(call.arguments, method.id)
    return {id_: told} if id_ and isinstance(told, str) else {}


def _renew(made: Object, call: Call, core: Core) -> None:
    """Give what a method makes or changes the time of the call, and an id of its own if nobody told one."""
    now = core.clock.text()
    blank = _blank(call.operation.response) if call.operation.response else {}
    for name, value in made.items():
        if not is_object(value):
            continue
        before = as_object(blank.get(name))
        for wire in _IDS:
            if wire in value and value[wire] == before.get(wire):
                value[wire] = core.chance.guid()
        for wire in _CREATED_OR_UPDATED:
            if wire in value and value[wire] == before.get(wire):
                value[wire] = now


def _object_in(annotation: Any) -> type[Model] | None:
    """Return the model of a field that holds one object; None for other fields."""
    kind = plain_kind(annotation)
    return None if get_origin(kind) in {list, dict} else model_in(kind)


def _fits(annotation: Any, value: Any) -> bool:
    """Return whether a value can stand in a field: an object, a list, or neither."""
    if annotation is None or value is None:
        return False
    kind = plain_kind(annotation)
    if get_origin(kind) is list:
        return is_list(value)
    if get_origin(kind) is dict or model_in(kind) is not None:
        return is_object(value)
    return kind is Any or not isinstance(value, dict | list)
