"""Actions on entities that are there: what only Wix knows of them is told as far as names and values tell it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from wixapi._local.calls import Call, Done
from wixapi._local.changes import Change
from wixapi._local.made.action_events import action_event
from wixapi._local.made.filled import filled, merged
from wixapi._local.made.marks import extended, retagged
from wixapi._local.messages import Refusal
from wixapi._local.state.bulk_answers import Outcome, answer_of
from wixapi._local.state.work import Work, without
from wixapi._local.state.writes import (
    Written,
    deleted,
    found_or_first,
    rewritten,
    updated,
)
from wixapi._local.wire import (
    Object,
    as_list,
    as_object,
    is_object,
)

if TYPE_CHECKING:
    from wixapi._local.core import Core

#: More entities than there can be.
_EVERY = 2**62
_ANY = "SELECT 1 FROM entities WHERE collection = ? LIMIT 1"
#: Parameters that say how an answer is to look.
_VIEW = frozenset({"fields", "fieldsets", "fieldset"})


def act(call: Call, core: Core) -> Done | None:
    """Return the answer of a method that does something to entities which are there; None for other methods.

    As long as a collection is empty, nothing is known of its entities: then there is no answer either.

    Raises:
        Refusal: there are entities, but not that one; or it has changed meanwhile.
    """
    shape = SHAPES.get(call.method.shape)
    facts = call.collection
    if shape is None or facts is None:
        return None
    work = Work(call, core, facts)
    is_empty = facts.key and not core.store.execute(_ANY, (facts.name,))
    return None if is_empty else shape(work)


def _action(work: Work) -> Done:
    """Do something to one entity, and answer with it."""
    entity, changes = _acted(work, work.sent_id(), work.call.arguments)
    body = filled(work.call, work.core)
    if work.call.method.answer:
        body[work.call.method.answer] = entity
    return Done(body, changes)


def _bulk_action(work: Work) -> Done:
    """Do something to the entity of each key; one that isn't there is a failure, and stops none of the others."""
    name, call = work.call.method.item, work.call
    shared = without(call.arguments, {call.method.id})
    outcomes: list[Outcome] = []
    changes: list[Change] = []
    for index, item in enumerate(as_list(work.argument(call.method.id))):
        own = as_object(item)
        id_ = str(own.get(name) if name else item)
        try:
            entity, made = _acted(work, id_, {**shared, **without(own, {name})})
        except Refusal as refusal:
            outcomes.append(Outcome(index, id_, refusal=refusal))
        else:
            changes += made
            outcomes.append(Outcome(index, id_, entity))
    return Done(answer_of(work, outcomes), changes)


def _filtered_delete(work: Work) -> Done:
    """Delete what the filter finds."""
    return _each(work, lambda id_: deleted(work, id_))


def _filtered_update(work: Work) -> Done:
    """Change what the filter finds, each in the same way."""
    sent, mask = without(work.sent_entity(), {work.facts.revision}), work.mask()
    return _each(work, lambda id_: updated(work, id_, sent, mask))


def _filtered_action(work: Work) -> Done:
    """Do something to what the filter finds."""
    given = without(work.call.arguments, {work.call.method.filter})
    return _each(work, lambda id_: _acted(work, id_, given))


#: What can be done to entities by shape.
SHAPES: Mapping[str, Callable[[Work], Done]] = {
    "action": _action,
    "bulk_action": _bulk_action,
    "filtered_action": _filtered_action,
    "filtered_delete": _filtered_delete,
    "filtered_update": _filtered_update,
}


def _each(work: Work, do: Callable[[str], Written]) -> Done:
    """Do something to each entity that the filter of a call finds, at once, and answer with the job's id."""
    changes = [change for id_ in _found(work) for change in do(id_)[1]]
    return Done(filled(work.call, work.core), changes)


def _found(work: Work) -> list[str]:
    """Return the keys of the entities that the filter of a call finds."""
    from wixapi._local.queries.asked import asked
    from wixapi._local.queries.field_types import FieldTypes
    from wixapi._local.queries.pages import Selection

    types = FieldTypes(work.model)
    wanted = asked(work.call)
    found = Selection(work.core.store, work.facts.name, wanted, types)
    return [str(row.entity[work.facts.key]) for row in found.rows(limit=_EVERY)]


def _acted(work: Work, id_: str, given: Mapping[str, Any]) -> Written:
    """Do to an entity what an action does: values of the same name, and what is certain after the verb.

    Args:
        work: the call.
        id_: of the entity; empty where there is only one.
        given: the parameters that are about it.
    """
    old = found_or_first(work, id_)
    work.require_latest(old, given)
    facts, method = work.facts, work.call.method
    own = {
        facts.key,
        facts.revision,
        facts.created,
        facts.updated,
        method.id,
        *facts.within,
        *_VIEW,
    }
    sent = {**without(given, own), **_sent_whole(work, given, own)}
    made = merged(old, {**sent, **method.sets}, work.call, work.model)
    made = extended(retagged(made, given), given)
    made, changes = rewritten(work, id_, made, old) if made != old else (old, [])
    return made, [*changes, *action_event(work.call, id_, made)]


def _sent_whole(work: Work, given: Mapping[str, Any], own: set[str]) -> Object:
    """Return the fields of a parameter that holds what the method answers, and more: `product` with its stock."""
    sent = given.get(work.call.method.answer or "")
    return without(sent, own) if is_object(sent) else {}
