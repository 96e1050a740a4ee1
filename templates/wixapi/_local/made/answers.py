"""What a call is answered where the state can't: by a handler, by an example, or by what is made up."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from wixapi._local.calls import Call, Done
from wixapi._local.made import actions, making
from wixapi._local.made.action_events import action_event
from wixapi._local.made.examples import example
from wixapi._local.messages import JSON, Answer, application_error
from wixapi._local.wire import as_object
from wixapi._model import Model
from wixapi._testing.answers import response_of

if TYPE_CHECKING:
    from wixapi._local.core import Core


def answer(call: Call, core: Core) -> tuple[Done, str]:
    """Return what a call is answered that neither a handler nor the state's own shapes answer, and who says so.

    That is `state` for what is done to an entity, or made of one, that is there; `example` or `made`.

    Raises:
        Refusal: there is no such entity; or the answer would be made up, and that isn't wanted.
    """
    done = actions.act(call, core) or making.known(call, core)
    if done is not None:
        return done, "state"
    shown = example(call)
    if shown is not None:
        return Done(shown), "example"
    if core.strict:
        raise application_error(
            501,
            "NOT_IMPLEMENTED",
            f"the local Wix could only make up what {call.name} answers: give it a handler with "
            f'`@local.on("{call.name}")`, or don\'t be strict',
        )
    done = making.made(call, core)
    entity = as_object(done.body.get(call.method.answer or ""))
    id_ = entity.get(call.collection.key, "") if call.collection else ""
    event = action_event(call, str(id_), entity)
    return Done(done.body, [*done.changes, *event]), "made"


def handled(call: Call, result: Any) -> Done:
    """Return what a handler's result stands for.

    Args:
        call: the call.
        result: the answer's JSON, or what the method hands back of it; a model of either, or models in JSON;
            status and JSON; a whole response of httpx2; None for an empty answer; an exception to raise.

    Raises:
        Exception: the result is one.
    """
    import httpx2

    if isinstance(result, Exception):
        raise result
    if isinstance(result, Done):
        return result
    if isinstance(result, Answer):
        return Done(result)
    if result is None:
        return Done({})
    made = response_of(_whole(call, result), call.operation, httpx2)
    is_json = made.headers.get("content-type", "").startswith(JSON)
    if made.status_code == HTTPStatus.OK and is_json:
        return Done(made.json())
    headers = {name.lower(): value for name, value in made.headers.items()}
    headers.pop("content-length", None)
    return Done(Answer(made.status_code, made.content, headers))


def _whole(call: Call, result: Any) -> Any:
    """Return a whole answer where a handler returns the entity alone that it holds."""
    whole, name = call.operation.response, call.method.answer
    if not name or whole is None or isinstance(result, whole):
        return result
    return {name: result} if isinstance(result, Model) else result
