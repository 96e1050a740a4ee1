"""Which shapes of methods the state answers, and how."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wixapi._local.calls import Call, Done
from wixapi._local.state import bulk, reads, writes
from wixapi._local.state.work import Work

if TYPE_CHECKING:
    from wixapi._local.core import Core

SHAPES: dict[str, Callable[[Work], Done | None]] = {
    "create": writes.create,
    "get": reads.get,
    "list": reads.find,
    "query": reads.find,
    "search": reads.find,
    "count": reads.count,
    "update": writes.update,
    "replace": writes.replace,
    "upsert": writes.upsert,
    "delete": writes.delete,
    "bulk_create": bulk.create,
    "bulk_update": bulk.update,
    "bulk_upsert": bulk.upsert,
    "bulk_delete": bulk.delete,
}


def answer(call: Call, core: Core) -> Done | None:
    """Return what a call answers and changes, and keep that; within a transaction of the store.

    Args:
        call: a call that broke no rule.
        core: gives the store, time, and ids.

    Returns:
        None where the state can't answer the method.

    Raises:
        Refusal: there is no such entity, or it has changed meanwhile.
    """
    shape = SHAPES.get(call.method.shape)
    facts = call.collection
    if shape is None or facts is None:
        return None
    return shape(Work(call, core, facts))
