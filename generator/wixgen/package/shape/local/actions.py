"""Actions: methods that change one entity in a way that only Wix knows, such as `confirmBooking`."""

from __future__ import annotations

from collections.abc import Sequence

from wixgen.package.shape.local import words
from wixgen.package.shape.local.asking import Facts
from wixgen.package.shape.local.entities import Entity, object_in, shape_of, told_by
from wixgen.package.shape.local.events import reached_value
from wixgen.package.shape.local.making import CLONING
from wixgen.package.shape.local.shapes import Shaped, identity_of
from wixgen.package.shape.local.words import MethodName
from wixgen.spec.api import EnumType, Kind, ListOf, Method

#: Verbs of methods that change nothing.
READING = words.GETTING | words.LISTING | words.QUERYING | words.SEARCHING | words.COUNTING | words.TELLING  # fmt: skip
#: They make another entity of the one that is named, or bring one back that isn't there.
_MAKING = CLONING | {"restore", "translate"}
_NAMESPACE = ("namespace", "namespaceData")
_EXTENDED = "extendedFields"
#: What fields are called that say how far something is.
_STATES = ("status", "state")


def action_shape(
    method: Method, name: MethodName, entities: Sequence[Entity], has_event: bool
) -> Shaped | None:
    """Return the shape of a method that does something to one entity; None if it has another one, or none.

    Args:
        method: The method.
        name: Its name.
        entities: Those of its resource.
        has_event: Whether an event tells of what it does.
    """
    if name.is_bulk or method.verb == "GET" or name.verb in READING | _MAKING:
        return None
    for entity in entities:
        held = [
            str(one.wire)
            for one in method.returns.fields
            if not isinstance(one.type, ListOf) and object_in(one.type) is entity.type
        ]
        identity = _identity(method, entity)
        if len(held) > 1 or identity is None or (held and not entity.nouns):
            continue
        sets = reached(name, entity)
        facts: Facts = {
            "shape": "action",
            **identity,
            **({"sets": sets} if sets else {}),
        }
        if held:
            return entity, {**facts, "answer": held[0]}
        is_known = sets or has_event or _extends(method, entity)
        if entity.key and is_known and _is_below(method, entity):
            return entity, facts
    return None


def _identity(method: Method, entity: Entity) -> Facts | None:
    """Return the parameter that tells the entity's key; nothing where there is only one; None if it isn't told."""
    if not entity.key:
        return None if method.path_parameters else {}
    wire, field = identity_of(method, entity)
    return {"id": wire} if field and field == entity.key else None


def _extends(method: Method, entity: Entity) -> bool:
    """Return whether a method puts data of a namespace into an entity's extended fields."""
    has = method.parameters.field_named
    return all(map(has, _NAMESPACE)) and entity.type.field_named(_EXTENDED) is not None


def _is_below(method: Method, entity: Entity) -> bool:
    """Return whether a method's path goes on behind that of all entities, or of one: `/things/{}/archive`."""
    path, placeholders = shape_of(method.path), method.path_parameters
    is_below = any(path.startswith(f"{base}/") for base in entity.bases)
    is_of_one = not placeholders or (
        len(placeholders) == 1 and told_by(placeholders[0], entity) == entity.key
    )
    return is_below and is_of_one


def reached(name: MethodName, entity: Entity) -> dict[str, object]:
    """Return the fields that are known once the verb is done: `confirm` sets a status to `CONFIRMED`.

    A truth value is called like what was done: `archived`.
    """
    verb = name.verb
    if "or" in name.noun:
        return {}
    nouns = name.noun[name.noun.index("as") + 1 :] if "as" in name.noun else ()
    found: dict[str, object] = {}
    for field in entity.type.fields:
        if field.type is Kind.BOOLEAN:
            undone = verb.removeprefix("un") if verb.startswith("un") else ""
            if field.wire.lower() in words.participles(verb):
                found[str(field.wire)] = True
            elif undone and field.wire.lower() in words.participles(undone):
                found[str(field.wire)] = False
        elif isinstance(field.type, EnumType) and field.wire.lower().endswith(_STATES):
            found[str(field.wire)] = reached_value(verb, field.type, nouns)
    return {wire: value for wire, value in found.items() if value != ""}
