"""Methods that make, change and delete one entity."""

from __future__ import annotations

from enum import Enum
from typing import get_args

from wixapi._http.request import lookup
from wixapi._local.calls import Done
from wixapi._local.changes import Change
from wixapi._local.messages import application_error
from wixapi._local.state.own_fields import fields_of
from wixapi._local.state.patches import patched
from wixapi._local.state.wire import Object, as_object, kinds_of, plain_kind
from wixapi._local.state.work import Work, without
from wixapi._testing.content import first_value

Written = tuple[Object, list[Change]]
"""An entity as it is now, and what was done with it."""


def create(work: Work) -> Done:
    """Make an entity of what is sent."""
    entity, changes = created(work, work.sent_entity() | work.parents())
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
            409, "ALREADY_EXISTS", f"there is an entity of the id {chosen} already"
        )
    own = _set_by_wix(work, chosen or _new_id(work))
    entity = work.clean(_with_defaults(work, given) | own)
    work.entities.add(str(entity[facts.key]), entity)
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
    own = {*work.read_only, work.facts.key, work.facts.revision}
    if mask is not None:
        mask = [path for path in mask if path.partition(".")[0] not in own]
    made = patched(work.own, work.model, old, without(sent, own), mask)
    return _changed(work, id_, made, old)


def replaced(work: Work, id_: str, sent: Object) -> Written:
    """Put other fields in the place of an entity's; those that only Wix sets stay.

    Raises:
        Refusal: there is no such entity, or its revision is another one.
    """
    old = found_or_first(work, id_)
    work.require_latest(old, sent)
    facts = work.facts
    own = {*facts.read_only, facts.key, facts.revision, facts.created, facts.updated}
    given = work.own.settled(work.model, without(sent, own), old)
    kept = {name: old[name] for name in own if name in old}
    return _changed(work, id_, _with_defaults(work, given) | kept, old)


def upserted(
    work: Work, id_: str, sent: Object, mask: list[str] | None = None
) -> Written:
    """Change an entity; make it where there is none of that id. See `updated`.

    Raises:
        Refusal: its revision is another one.
    """
    if id_ and work.entities.get(id_) is not None:
        return updated(work, id_, sent, mask)
    return created(work, sent, id_)


def deleted(work: Work, id_: str) -> Written:
    """Delete an entity.

    Raises:
        Refusal: there is no such entity.
    """
    old = work.found(id_)
    work.entities.remove(id_)
    return old, [*work.change("deleted", old, old)]


def found_or_first(work: Work, id_: str) -> Object:
    """Return an entity; of which there is only one, such as a site's settings, is there from the beginning.

    Raises:
        Refusal: there is none of that id.
    """
    if work.call.method.id or id_:
        return work.found(id_)
    old = work.entities.get("")
    if old is None:
        own = _set_by_wix(work, _new_id(work))
        old = work.clean(_with_defaults(work, {}) | own)
        work.entities.add("", old)
    return old


def answered(work: Work, entity: Object) -> Object:
    """Return the answer that holds an entity, as the method answers it."""
    name = work.call.method.answer
    if name is None:
        return {}
    return {name: entity} if name else entity


def _changed(work: Work, id_: str, made: Object, old: Object) -> Written:
    """Keep the new state of an entity, with the revision and the date of this change."""
    facts = work.facts
    if facts.revision:
        made = {**made, facts.revision: work.revision(old)}
    if facts.updated:
        made = {**made, facts.updated: work.core.clock.text()}
    entity = work.clean(made)
    work.entities.change(id_, entity)
    return entity, [*work.change("updated", entity, old)]


def _new_id(work: Work) -> str:
    """Return an id that no entity has: a store may be older than the ids of this run."""
    while True:
        made = work.core.chance.guid()
        if work.entities.get(made) is None:
            return made


def _with_defaults(work: Work, given: Object) -> Object:
    """Return an entity with the documented defaults of what isn't set, in objects that are there."""
    made = dict(given)
    for path, default in work.facts.defaults.items():
        *parents, last = path.split(".")
        found = lookup(made, ".".join(parents)) if parents else made
        owner = as_object(found)
        if found is not None and owner.get(last) is None:
            owner[last] = default
    return made


def _set_by_wix(work: Work, id_: str) -> Object:
    """Return the fields that Wix sets in a new entity."""
    facts, now = work.facts, work.core.clock.text()
    dates = {name: now for name in (facts.created, facts.updated) if name}
    revision = {facts.revision: work.revision(None)} if facts.revision else {}
    key = {facts.key: id_} if facts.key else {}
    return {**_first_values(work), **_whose(work), **dates, **revision, **key}


def _whose(work: Work) -> Object:
    """Return the fields that say to which app and which site a new entity belongs."""
    identity = work.core.identity
    known = {
        "appId": identity.app_id,
        "instanceId": identity.instance_id,
        "siteId": identity.site_id,
        "accountId": identity.account_id,
    }
    return {name: x for name, x in known.items() if name in work.facts.read_only}


def _first_values(work: Work) -> Object:
    """Return what Wix's own fields say of a new entity where that can be told: states their first, flags False."""
    fields, kinds = fields_of(work.own.tables, work.model), kinds_of(work.model)
    made: Object = {}
    own = (name for name, field in fields.items() if field.read_only)
    for name in dict.fromkeys((*work.facts.read_only, *own)):
        kind = plain_kind(kinds.get(name))
        states = [
            x for x in get_args(kind) if isinstance(x, type) and issubclass(x, Enum)
        ]
        if states or kind is bool:
            made[name] = first_value(states[0]) if states else False
    return made
