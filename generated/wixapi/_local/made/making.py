"""Methods that make an entity of something else than its fields: what they make is kept, as what is created is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wixapi._local.calls import Call, Done
from wixapi._local.made.filled import filled
from wixapi._local.state.new_entities import new_id
from wixapi._local.state.work import Work
from wixapi._local.wire import Object, as_object

if TYPE_CHECKING:
    from wixapi._local.core import Core

KNOWING = frozenset({"clone", "find_or_create"})
"""Those whose answer is what is there, where it is; others make up all but what the call tells."""
SHAPES = frozenset({"make", *KNOWING})
_NEW = "new"  # begins the name of what says whether an entity had to be made


def known(call: Call, core: Core) -> Done | None:
    """Return the answer of a method that finds or clones an entity which is there; None if it has to be made up."""
    work = _work(call, core)
    if work is None:
        return None
    if call.method.shape == "clone":
        source = work.entities.get(str(work.argument(call.method.id)))
        return None if source is None else _kept(work, source, filled(call, core))
    found = _found(work)
    if found is None:
        return None
    return Done(_answered(work, found, filled(call, core), is_new=False))


def made(call: Call, core: Core) -> Done:
    """Return a made-up answer; an entity that the method makes is kept from now on."""
    work = _work(call, core)
    body = filled(call, core)
    if work is None:
        return Done(body)
    entity = as_object(body.get(call.method.answer or ""))
    return _kept(work, {**entity, **_wanted(work)}, body)


def _work(call: Call, core: Core) -> Work | None:
    """Return the call of a method that makes an entity; None for other methods."""
    facts = call.collection
    is_making = call.method.shape in SHAPES and facts is not None
    return Work(call, core, facts) if is_making and facts else None


def _found(work: Work) -> Object | None:
    """Return the oldest entity whose fields have the values that the call tells; None if there is none."""
    wanted = _wanted(work)
    entities = work.entities.all() if wanted else []
    return next((one for one in entities if wanted.items() <= one.items()), None)


def _wanted(work: Work) -> Object:
    """Return the fields by which a call looks for an entity."""
    about = work.call.method.conditions.items()
    told = {field: work.argument(path) for path, field in about}
    return {field: x for field, x in told.items() if x is not None}


def _kept(work: Work, entity: Object, body: Object) -> Done:
    """Keep an entity as a new one, and answer with it; `body` is the answer without it."""
    facts, now, id_ = work.facts, work.now(), new_id(work)
    own: Object = {facts.key: id_}
    own |= {name: now for name in (facts.created, facts.updated) if name}
    if facts.revision:
        own[facts.revision] = work.revision(None)
    kept = work.clean({**entity, **own})
    work.entities.add(id_, kept)
    answer = _answered(work, kept, body, is_new=True)
    return Done(answer, [*work.change("created", kept)])


def _answered(work: Work, entity: Object, body: Object, *, is_new: bool) -> Object:
    """Return the answer with an entity, and with whether it is new, where a field says so."""
    told = {
        name: is_new
        for name, x in body.items()
        if name.startswith(_NEW) and isinstance(x, bool)
    }
    return {**body, **told, str(work.call.method.answer): entity}
