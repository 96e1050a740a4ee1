"""Every method of Wix that pages through entities is walked by the client's own pager."""

from typing import Any

import pytest

from support.samples import sample
from wixapi._http.page import page_of
from wixapi._http.walk import Walk
from wixapi._local.calls import Call, Caller
from wixapi._local.core import Core
from wixapi._local.facts import facts
from wixapi._local.messages import Request
from wixapi._local.queries import answers
from wixapi._local.state.entities import Entities
from wixapi._model import read

SHAPES = {"list", "query", "search"}
COUNT = 5
METHODS = [
    (resource, name)
    for resource, raw in facts().raw.items()
    for name, method in raw["methods"].items()
    if method.get("shape") in SHAPES and "collection" in method
]


def call_of(resource: str, method: str) -> Call:
    """Return a call without arguments."""
    known = facts().resource(resource)
    operation = known.operation(method)
    request = Request("POST", operation.path)
    return Call(request, known, known.methods[method], operation, {}, Caller("key"))


def walked(core: Core, call: Call) -> list[Any]:
    """Return the items of all pages, as the client's pager finds them."""
    collection = call.resource.collections[call.method.collection]
    entities = Entities(core.store, collection.name)
    for number in range(COUNT):
        entities.add(str(number), {collection.key: str(number)})
    operation = call.operation
    if operation.paging is None:
        body = answers.found(call, core, collection)
        return list(body[call.method.answer or "items"])
    control: Any = {"limit": 2}
    for name in reversed(operation.paging.control.split(".")):
        control = {name: control} if name else control
    walk, items = Walk(operation, control, None), list[Any]()
    while walk.wire is not None:
        call.arguments.clear()
        call.arguments.update(walk.wire)
        body = answers.found(call, core, collection)
        page = walk.take(page_of(operation.paging, read(operation.response, body)))  # type: ignore[type-var]
        assert len(page.items) <= 2
        items += page.items
    return items


def checked(methods: list[tuple[str, str]]) -> None:
    """Walk the pages of some methods."""
    for resource, name in methods:
        call = call_of(resource, name)
        assert (call.name, len(walked(Core(), call))) == (call.name, COUNT)


def test_pagers_walk_all_pages() -> None:
    """Cursors, offsets and counts stand where the method's response has them."""
    checked(sample(METHODS, 5))


@pytest.mark.slow
def test_all_pagers_walk_all_pages() -> None:
    """The same of all."""
    checked(METHODS)
