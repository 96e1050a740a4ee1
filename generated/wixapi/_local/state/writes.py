"""Methods that make, change and delete one entity."""

from __future__ import annotations

from wixapi._local.calls import Done
from wixapi._local.changes import Change
from wixapi._local.messages import application_error
from wixapi._local.state.new_entities import new_entity, new_id, with_defaults
from wixapi._local.state.patches import patched
from wixapi._local.state.work import Work, without
from wixapi._local.wire import Object
from wixapi._testing.content import content

Written = tuple[Object, list[Change]]
"""An entity as it is now, and what was done with it."""


def create(work: Work) -> Done:
    """Make an entity of what is sent."""
    entity, changes = created(work, work.beside() | work.sent_entity() | work.parents())
    return Done(answered(work, entity), changes)


def update(work: Work) -> Done:
    """Change what is sent of an entity, or what the mask names."""
    entity, changes = updated(work, work.sent_id(), work.sent_entity(), work.mask())
    return Done(answered(work, entity), changes)


def replace(work: Work) -> Done:
    """Put what is sent in the place of an entity; Wix's own fields stay."""
    entity, changes = replaced(work, work.sent_id(), work.sent_entity())
    return Done(answered(work, entity), changes)


def upsert(work: Work) -> Done:
    """Change an entity, or make it where there is none of its id."""
    entity, changes = upserted(work, work.sent_id(), work.sent_entity(), work.mask())
    return Done(answered(work, entity), changes)


def delete(work: Work) -> Done:
    """Delete an entity, whatever else there is of it in other collections."""
    entity, changes = deleted(work, work.sent_id())
    return Done(answered(work, entity), changes)


def created(work: Work, sent: Object, id_: str = "") -> Written:
    """Make an entity: with id, dates, revision, documented defaults, and what Wix itself sets.

    Args:
        work: the call.
        sent: the fields that a caller sends. Those that only Wix sets are ignored, an id among them where
            callers can't choose it.
        id_: the id that it is to have; empty: that is told by what is sent, or a new one.

    Raises:
        Refusal: there is an entity of that id.
    """
    facts = work.facts
    given = work.own.settled(work.model, without(sent, work.read_only), None)
    chosen = id_ or str(given.get(facts.key) or "")
    if chosen and work.entities.get(chosen) is not None:
        raise application_error(
            409, work.code("ALREADY_EXISTS"), f"{work.noun} {chosen} exists already"
        )
    entity = new_entity(work, given, chosen or new_id(work))
    if facts.key:
        work.entities.add(str(entity[facts.key]), entity)
    else:
        work.entities.put("", entity)
    return entity, [*work.change("created", entity)]


def updated(
    work: Work, id_: str, sent: Object, mask: list[str] | None = None
) -> Written:
    """Change fields of an entity.

    Args:
        work: the call.
        id_: of the entity.
        sent: the fields that a caller sends.
        mask: wire paths of what is changed; None: all that is sent.

    Raises:
        Refusal: there is no such entity, or its revision is another one.
    """
    old = found_or_first(work, id_)
    work.require_latest(old, sent)
    own = {*work.read_only, *work.facts.immutable, work.facts.key, work.facts.revision}
    if mask is not None:
        mask = [path for path in mask if path.partition(".")[0] not in own]
    made = patched(work.own, work.model, old, without(sent, own), mask)
    return rewritten(work, id_, made, old)


def replaced(work: Work, id_: str, sent: Object) -> Written:
    """Put other fields in the place of an entity's; those that only Wix sets stay.

    Raises:
        Refusal: there is no such entity, or its revision is another one.
    """
    old = found_or_first(work, id_)
    work.require_latest(old, sent)
    facts = work.facts
    dates = (facts.created, facts.updated)
    own = {*facts.read_only, *facts.immutable, facts.key, facts.revision, *dates}
    own.discard("")  # what a field that there isn't is called; free JSON may have one
    given = work.own.settled(work.model, without(sent, own), old)
    kept = {name: old[name] for name in own if name in old}
    return rewritten(work, id_, with_defaults(work, given) | kept, old)


def upserted(
    work: Work, id_: str, sent: Object, mask: list[str] | None = None
) -> Written:
    """Change an entity; make it where there is none of that id. See `updated`.

    Without an id it is the entity that belongs to the same others, for good: the inventory of a variant at a place.

    Raises:
        Refusal: its revision is another one.
    """
    id_ = id_ or _id_of_same(work, sent)
    if (not id_ and work.facts.key) or work.entities.get(id_) is None:
        return created(work, sent, id_)
    return changed(work, id_, sent, mask)


def _id_of_same(work: Work, sent: Object) -> str:
    """Return the id of the entity with the same immutable ids of others, such as `variantId`; empty if there is none."""
    others = {
        name: str(sent[name]) if sent.get(name) else None
        for name in work.facts.immutable
        if name.endswith("Id") and name != work.facts.key
    }
    return work.entities.id_having(others) if any(others.values()) else ""


def changed(
    work: Work, id_: str, sent: Object, mask: list[str] | None = None
) -> Written:
    """Change an entity that is told as a whole: free JSON is replaced, of others what is sent. See `updated`.

    Raises:
        Refusal: there is no such entity, or its revision is another one.
    """
    if not work.facts.model:
        return replaced(work, id_, sent)
    return updated(work, id_, sent, mask)


def deleted(work: Work, id_: str, sent: Object | None = None) -> Written:
    """Delete an entity; a revision that is sent must be the latest one.

    Raises:
        Refusal: there is no such entity, or its revision is another one.
    """
    old = found_or_first(work, id_)
    work.require_latest(old, sent or {})
    work.entities.remove(id_)
    return old, [*work.change("deleted", old, old)]


def found_or_first(work: Work, id_: str) -> Object:
    """Return an entity. What no method makes, such as a site's settings, is there from the beginning, filled up.

    Raises:
        Refusal: there is none of that id.
    """
    method = work.call.method
    if method.id or method.items or id_ or _is_made(work):
        return work.found(id_)
    old = work.entities.get("")
    if old is None:
        dates = {work.facts.created, work.facts.updated}
        old = new_entity(work, without(content(work.model), dates), new_id(work))
        work.entities.add("", old)
    return old


def _is_made(work: Work) -> bool:
    """Return whether a method of the resource makes what this one is about."""
    return any(
        method.shape == "create" and method.collection == work.call.method.collection
        for method in work.call.resource.methods.values()
    )


def answered(work: Work, entity: Object) -> Object:
    """Return the answer that holds an entity, as the method answers it."""
    method = work.call.method
    id_ = {method.answer_id: entity.get(work.facts.key)} if method.answer_id else {}
    if method.answer == "":
        return entity | id_
    return ({method.answer: entity} if method.answer else {}) | id_


def rewritten(work: Work, id_: str, made: Object, old: Object) -> Written:
    """Keep the new state of an entity, with the revision and the date of this change."""
    facts = work.facts
    if facts.revision:
        made = {**made, facts.revision: work.revision(old)}
    if facts.updated:
        made = {**made, facts.updated: work.now()}
    entity = work.clean(made)
    work.entities.change(id_, entity)
    return entity, [*work.change("updated", entity, old)]
