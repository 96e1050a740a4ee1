"""Answers what the page asks, and programs that control a local Wix from outside: everything below `/_wix/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qs

from wixapi._local.messages import (
    JSON,
    Answer,
    Refusal,
    Request,
    json_answer,
    wrong_verb,
)
from wixapi._local.page import controls, views
from wixapi._local.page.document import document
from wixapi._local.page.paths import ROOT
from wixapi._local.requests.json_text import object_of
from wixapi.errors import WixError

if TYPE_CHECKING:
    from wixapi._local.core import Core

View: TypeAlias = "Callable[[Core, Mapping[str, str]], Any]"

_VIEWS: Mapping[str, View] = {
    "api/coverage": views.coverage,
    "api/deliveries": views.delivery,
    "api/entities": views.entities,
    "api/export": views.exported,
    "api/requests": views.request,
    "api/state": views.state,
    "coverage": views.coverage,
}
_CONTROLS: Mapping[str, Callable[[Core, Mapping[str, Any]], Any]] = {
    "api/advance": controls.advance,
    "api/emit": controls.emit,
    "api/fail": controls.fail,
    "api/reset": controls.reset,
    "api/seed": controls.seed,
}


def answer(core: Core, request: Request) -> Answer:
    """Return the answer to a request below `/_wix/`."""
    try:
        return _answered(core, request, request.path.removeprefix(ROOT))
    except Refusal as refusal:
        return refusal.answer()
    except (WixError, TypeError, ValueError) as error:
        return Refusal(400, str(error)).answer()


def _answered(core: Core, request: Request, path: str) -> Answer:
    """Return the answer to a request by its path below the page's.

    Raises:
        Refusal: there is no such path, or it isn't asked so.
    """
    if path == "":
        return Answer(308, headers={"location": f"{ROOT}/"})
    if path == "/":
        return document()
    name = path.removeprefix("/")
    if name in _CONTROLS:
        _require(request, "POST")
        return json_answer(_CONTROLS[name](core, _given(request)) or {})
    folder, _, number = name.rpartition("/")
    if number.isdecimal() and folder in {"api/deliveries", "api/requests"}:
        name = folder
    if name not in _VIEWS:
        raise Refusal(404, f"{ROOT} has no {path}")
    _require(request, "GET")
    query = {key: found[-1] for key, found in parse_qs(request.query).items()}
    made = _VIEWS[name](core, {**query, "number": number})
    return json_answer(made, headers={"cache-control": "no-store"})


def _require(request: Request, verb: str) -> None:
    """Raise a refusal if the request has another verb."""
    if request.verb != verb:
        raise wrong_verb(request, {verb})


def _given(request: Request) -> Mapping[str, Any]:
    """Return the object in the body of a request.

    Raises:
        Refusal: it is no JSON object, or isn't said to be JSON: no page of another origin may say so.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise Refusal(415, f"send {JSON}")
    return object_of(request)
