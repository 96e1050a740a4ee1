"""Answers of tables: what stands for the answer of a call, and the response that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol, cast, runtime_checkable

from pydantic.alias_generators import to_camel

from wixapi._model import Model, attribute_class

if TYPE_CHECKING:
    import httpx2

    from wixapi._http.operation import Operation


@runtime_checkable
class Response(Protocol):
    """A `Response` of httpx2 or httpx."""

    status_code: int

    def read(self) -> bytes:
        """Return the whole body."""
        ...


def is_page(answer: object, operation: Operation[Any] | None) -> bool:
    """Return whether a list holds the items of one page, not one answer for each call."""
    if operation is None or operation.paging is None or not isinstance(answer, list):
        return False
    items, whole = cast("list[object]", answer), operation.response or ()
    return all(isinstance(x, Model) and not isinstance(x, whole) for x in items)


def is_sequence(answer: object, operation: Operation[Any] | None) -> bool:
    """Return whether it is a list of answers, one for each call."""
    return isinstance(answer, list) and not is_page(
        cast("list[object]", answer), operation
    )


def response_of(
    answer: object, operation: Operation[Any] | None, library: ModuleType
) -> httpx2.Response:
    """Return the response of what an answer stands for.

    Args:
        answer: what stands in the table, but for functions, sequences and exceptions.
        operation: what was called, if the table says so.
        library: whose response is wanted: httpx2, or httpx.
    """
    if isinstance(answer, Response):
        return _copy(answer, library)
    if answer is None:
        return cast("httpx2.Response", library.Response(200))
    status, body = (
        cast("tuple[int, Any]", answer) if isinstance(answer, tuple) else (200, answer)
    )
    if operation is not None:
        body = _whole(body, operation)
    return cast("httpx2.Response", library.Response(status, json=_plain(body)))


def _whole(body: object, operation: Operation[Any]) -> object:
    """Return a method's whole answer, where only what the method hands back of it is given."""
    model = operation.response
    if model is None or isinstance(body, model):
        return body
    if operation.paging is not None:
        items = [body] if isinstance(body, Model) else body
        is_whole = not is_page(items, operation)
        return body if is_whole else {_wire(model, operation.paging.items): items}
    name = operation.returns
    if name and isinstance(body, Model) and _is_held(body, model, name):
        return {_wire(model, name): body}
    return body


def _is_held(body: Model, model: type[Model], attribute: str) -> bool:
    """Return whether an answer's attribute can hold that."""
    return isinstance(body, attribute_class(model, attribute) or ())


def _wire(model: type[Model], attribute: str) -> str:
    """Return the wire name of an attribute."""
    return model.model_fields[attribute].alias or to_camel(attribute)


def _plain(value: object) -> Any:
    """Return JSON data with models written in wire names, with what is set of them."""
    if isinstance(value, Model):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return {name: _plain(x) for name, x in items}
    if isinstance(value, list):
        return [_plain(x) for x in cast("list[object]", value)]
    return value


def _copy(response: Response, library: ModuleType) -> httpx2.Response:
    """Return the same again, for a client of this library: a response can be handed out only once."""
    headers = [
        (name, value)
        for name, value in cast("httpx2.Response", response).headers.multi_items()
        if name not in {"content-encoding", "content-length", "transfer-encoding"}
    ]
    copy = library.Response(
        response.status_code, headers=headers, content=response.read()
    )
    return cast("httpx2.Response", copy)
