"""Entities as they are when they are new: what callers leave out, and what only Wix sets."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from wixapi._http.request import lookup
from wixapi._local.state.own_fields import fields_of
from wixapi._local.state.work import Work
from wixapi._local.wire import Object, as_object, kinds_of, plain_kind
from wixapi._model import Model
from wixapi._testing.content import first_value
from wixapi._validation.free_json import write_json
from wixapi._validation.tables import Tables
from wixapi._validation.walker import NO_DEMAND, Refused, Write

if TYPE_CHECKING:
    from wixapi._local.core import Core
    from wixapi._local.facts import CollectionFacts

_SHORT = 12
"""Characters of an id that may not be as long as a GUID."""
_SLUG = "slug"
_NAMES = ("name", "title", "label", "displayName")


def new_id(work: Work) -> str:
    """Return an id that no entity has, as long as its field allows: a store may be older than the ids of this run."""
    field = fields_of(work.own.tables, work.model).get(work.facts.key)
    write = field.writer(work.own.tables, NO_DEMAND) if field else write_json
    while True:
        made = work.core.chance.guid()
        if not _fits(write, made):
            made = made.replace("-", "")[:_SHORT]
        if work.entities.get(made) is None:
            return made


def _fits(write: Write, id_: str) -> bool:
    """Return whether an id keeps the rules of its field."""
    try:
        write(id_, 0)
    except Refused:
        return False
    return True


def with_defaults(work: Work, given: Object) -> Object:
    """Return an entity with the documented defaults of what isn't set, in objects that are there."""
    made = dict(given)
    for path, default in work.facts.defaults.items():
        *parents, last = path.split(".")
        found = lookup(made, ".".join(parents)) if parents else made
        owner = as_object(found)
        if found is not None and owner.get(last) is None:
            owner[last] = default
    return made


def new_entity(work: Work, given: Object, id_: str) -> Object:
    """Return an entity as Wix has it when it is new.

    Args:
        work: the call.
        given: the fields that the caller has set, of those that callers may set.
        id_: its id.
    """
    facts, now = work.facts, work.now()
    dates = {name: now for name in (facts.created, facts.updated) if name}
    made = {
        **_first_values(work.own.tables, work.model, facts.read_only),
        **whose(work.core, facts),
        **dates,
        **with_defaults(work, given),
    }
    if facts.revision:
        made[facts.revision] = work.revision(None)
    key = {facts.key: id_} if facts.key else {}
    return work.clean({**key, **_slug(work, made), **made, **key})


def _slug(work: Work, made: Object) -> Object:
    """Return the slug that Wix makes of a name where there is none: `{"slug": "red-shoes"}`, `red-shoes-1`."""
    if made.get(_SLUG) or not _has_slug(work.model):
        return {}
    texts = (made.get(name) for name in _NAMES)
    text = next((x for x in texts if isinstance(x, str) and x), "")
    plain = "-".join(re.findall(r"\w+", text.lower()))
    if not plain:
        return {}
    has = work.entities.has_slug
    if not has(plain):
        return {_SLUG: plain}
    return {_SLUG: f"{plain}-{_first_free(lambda number: has(f'{plain}-{number}'))}"}


def _first_free(is_taken: Callable[[int], bool]) -> int:
    """Return a number from 1 that isn't taken, though all below it may be: few of these are asked for."""
    taken, free = 0, 1
    while is_taken(free):
        taken, free = free, 2 * free
    while free - taken > 1:
        middle = (taken + free) // 2
        taken, free = (middle, free) if is_taken(middle) else (taken, middle)
    return free


def whose(core: Core, facts: CollectionFacts) -> Object:
    """Return the fields that say to which app and which site a new entity belongs."""
    identity = core.identity
    known = {
        "appId": identity.app_id,
        "instanceId": identity.instance_id,
        "siteId": identity.site_id,
        "accountId": identity.account_id,
    }
    return {name: x for name, x in known.items() if name in facts.read_only}


@cache
def _first_values(
    tables: Tables, model: type[Model], read_only: tuple[str, ...]
) -> Mapping[str, Any]:
    """Return what Wix's own fields say of a new entity where that can be told: states their first, flags False."""
    kinds, fields = kinds_of(model), fields_of(tables, model)
    made: Object = {}
    own = (name for name, field in fields.items() if field.read_only)
    for name in dict.fromkeys((*read_only, *own)):
        kind = plain_kind(kinds.get(name))
        states = [
            x for x in get_args(kind) if isinstance(x, type) and issubclass(x, Enum)
        ]
        if states or kind is bool:
            made[name] = first_value(states[0]) if states else False
    return made


@cache
def _has_slug(model: type[Model]) -> bool:
    """Return whether the entities of a model have a slug."""
    return plain_kind(kinds_of(model).get(_SLUG)) is str
