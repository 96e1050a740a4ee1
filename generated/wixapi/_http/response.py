"""Read 2xx answers: JSON, a model, or the field of it that a method returns."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar, cast

from wixapi._http.api_errors import unusable_answer

if TYPE_CHECKING:
    import httpx2

    from wixapi._http.operation import Operation
    from wixapi._model import Model

T = TypeVar("T")


def decoded(response: httpx2.Response) -> Any:
    """Return the body's JSON, None for an empty body; raises `ApiError` if it is something else."""
    if not response.content.strip():
        return None
    with suppress(ValueError, RecursionError):
        return json.loads(response.content)
    raise unusable_answer(response, "the answer isn't JSON")


def handed_back(operation: Operation[T], response: httpx2.Response) -> T:
    """Return what a method hands back for a 2xx answer.

    A write has succeeded even if its answer (204, nothing) doesn't have the entity: an empty one is handed
    back then, with a line in the log.

    Raises:
        ApiError: the answer is no JSON object, what is to be handed back has another type, or it isn't there
            although it was asked for.
    """
    if operation.response is None:
        return cast("T", None)
    answer = _answer(operation, operation.response, response)
    if operation.returns is None:
        _require_entity(operation, answer, response)
        return cast("T", answer)
    from wixapi._model import attribute_class

    value = getattr(answer, operation.returns)
    kind = attribute_class(operation.response, operation.returns)
    if value is None:
        return _nothing(operation, kind, response)
    if kind and not isinstance(value, kind):
        raise unusable_answer(
            response, f"the answer's {operation.returns} is {type(value).__name__}"
        )
    return cast("T", value)


def _answer(
    operation: Operation[T], model: type[Model], response: httpx2.Response
) -> Model:
    """Return the whole answer; that of a write may be empty."""
    if operation.gets or response.content.strip():
        return read_answer(model, response)
    if operation.returns is None:
        _log_absence(operation, "content")
    return model.model_validate({})


def _require_entity(
    operation: Operation[T], answer: Model, response: httpx2.Response
) -> None:
    """Refuses the whole answer of a getter (`get_post`, by an id in its path) that lacks its entity (`post`).

    Raises:
        ApiError: it isn't there.
    """
    name = operation.name.rpartition(".get_")[2]
    if operation.verb != "GET" or "{" not in operation.path:
        return
    if getattr(answer, name, answer) is not None:
        return
    from wixapi._model import Model, attribute_class

    kind = attribute_class(type(answer), name)
    if kind and issubclass(kind, Model):
        raise unusable_answer(response, f"the answer has no {name}")


def _nothing(
    operation: Operation[T], kind: type[Any] | None, response: httpx2.Response
) -> T:
    """Return what is handed back for an answer that doesn't have it; raises `ApiError` if that is an entity
    that was asked for. An empty list may be left out of an answer."""
    from wixapi._model import Model

    name = str(operation.returns)
    if operation.gets and kind and issubclass(kind, Model):
        raise unusable_answer(response, f"the answer has no {name}")
    _log_absence(operation, name)
    return cast("T", kind() if kind else None)


def _log_absence(operation: Operation[Any], what: str) -> None:
    from wixapi._log import LOGGER

    LOGGER.warning("%s: the answer has no %s", operation.name, what)


def read_answer(model: type[Model], response: httpx2.Response) -> Model:
    """Return the answer as a model; raises `ApiError` if it is no JSON object."""
    from wixapi._model import UnreadableError, read_json

    try:
        return read_json(model, response.content)
    except UnreadableError as error:
        what = f"can't be read: {error}" if response.content.strip() else "is empty"
        raise unusable_answer(response, f"the answer {what}") from error


def undecoded(response: httpx2.Response) -> httpx2.Response:
    """Return the answer without its body, which can't be decoded: the status still tells much."""
    from wixapi._http.library import library_of

    headers = [
        (name, value)
        for name, value in response.headers.multi_items()
        if name not in {"content-encoding", "content-length", "transfer-encoding"}
    ]
    bare = library_of(response).Response(
        response.status_code, headers=headers, content=b"", request=response.request
    )
    return cast("httpx2.Response", bare)
