"""Errors say which call failed, what was sent, and what to do."""

from __future__ import annotations

import builtins
import copy
import json
import pickle
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import pytest

from package.calls import CREATE, GET, ID, KEY, QUERY, SITE, UPDATE, Caller, asked_for
from support.server import Answer, LoopbackServer, Recorded
from wixapi import ApiKeyStrategy
from wixapi.errors import (
    ApiError,
    ConfigurationError,
    ConflictError,
    ConnectionError,
    FailedPreconditionError,
    TimeoutError,
    ValidationError,
)

REQUEST_ID = "1712345678.123456789"
PATH = "/calendar/v3/participations"


def application(code: object, description: str = "", **data: Any) -> dict[str, Any]:
    """The body of an application error."""
    told = {"code": code, "description": description, "data": data}
    return {"message": "", "details": {"applicationError": told}}


def failed(caller: Caller, method: str = CREATE, **arguments: Any) -> ApiError:
    """The error that a call raises."""
    if method == CREATE and not arguments:
        arguments = {"participation": asked_for()}
    with pytest.raises(ApiError) as caught:
        caller.call(method, **arguments)
    return caught.value


def test_the_text_names_the_call(server: LoopbackServer, caller: Caller) -> None:
    """str(error): the call, status, code, sentence, request id; verb and path; what to do."""
    server.answer(
        application("CAPACITY_EXCEEDED", "No seat is left", max=5),
        409,
        x_wix_request_id=REQUEST_ID,
    )

    error = failed(caller)

    assert [
        f"{CREATE}: 409 CAPACITY_EXCEEDED: No seat is left (request id {REQUEST_ID})",
        f"  POST {PATH}",
    ] == str(error).splitlines()
    assert (CREATE, "POST", PATH, {"max": 5}, 1) == (
        error.operation,
        error.verb,
        error.path,
        error.data,
        error.attempts,
    )


def test_the_request_is_kept_without_secrets(
    server: LoopbackServer, caller: Caller
) -> None:
    """request_body is the JSON that was sent, with masks for secrets and long texts cut."""
    server.answer(b"", 409)
    fields = {
        "ns": {"apiKey": "hush", "note": "x" * 300, "raw": '{"password": "hush"}'}
    }
    error = failed(
        caller, participation=asked_for(extended_fields={"namespaces": fields})
    )

    assert asked_for()["party_size"] == error.request_body["participation"]["partySize"]
    assert {
        "apiKey": "***",
        "note": f"{'x' * 200}… (300 characters)",
        "raw": '{"password": "***"}',
    } == error.request_body["participation"]["extendedFields"]["namespaces"]["ns"]
    assert "hush" not in repr(vars(error))
    assert b"hush" not in pickle.dumps(error)


def test_no_body(server: LoopbackServer, caller: Caller) -> None:
    """Without a body there is none in the error; the path has no query."""
    server.answer(b"", 404)
    with pytest.raises(ApiError) as caught:
        caller.call("request", "GET", "/a/b", params={"email": "a@example.com"})
    error = caught.value

    assert ("GET /a/b", "GET", "/a/b", None) == (
        error.operation,
        error.verb,
        error.path,
        error.request_body,
    )
    assert "GET /a/b: 404 NOT_FOUND: Not Found" == str(error).splitlines()[0]
    assert "example.com" not in str(error)


@pytest.mark.parametrize("status", [400, 403, 409, 428, 500])
def test_violations_in_python_names(
    server: LoopbackServer, caller: Caller, status: int
) -> None:
    """Whatever the status, violations have the names of Python beside those of the wire, and their data."""
    item = {
        "field": "participation.partySize",
        "description": "is too many",
        "violatedRule": "MAX",
        "data": {"threshold": 9},
    }
    body = {"details": {"validationError": {"fieldViolations": [item]}}}
    server.answer(body, status)

    error = failed(caller)

    assert isinstance(error, ValidationError)
    [violation] = error.violations
    assert (
        "participation.partySize",
        "participation.party_size",
        {"threshold": 9},
    ) == (
        violation.field,
        violation.python_field,
        violation.data,
    )
    assert (
        "  participation.party_size / participation.partySize: is too many (MAX)"
        in str(error).splitlines()
    )


def test_our_own_violations_have_python_names(caller: Caller) -> None:
    """What the client itself refuses is named the same, with the method; in pages, too."""
    with pytest.raises(ValidationError) as caught:
        caller.call(CREATE, participation=asked_for(party_size=0))
    with pytest.raises(ValidationError) as of_pages:
        caller.items(QUERY, query={"cursor_paging": {"limit": "many"}})

    assert (CREATE, QUERY) == (caught.value.operation, of_pages.value.operation)
    assert ["participation.party_size", "query.cursor_paging.limit"] == [
        error.violations[0].python_field for error in (caught.value, of_pages.value)
    ]


@pytest.mark.parametrize("code", [-23004, 10])
def test_numeric_codes(server: LoopbackServer, caller: Caller, code: int) -> None:
    """A number for a code is kept: as text, and as it came."""
    server.answer(application(code), 403)

    error = failed(caller)

    assert str(code) == error.code
    assert code == error.details["applicationError"]["code"]


@pytest.mark.parametrize("body", [b"", {"message": ""}, application("", "")])
def test_403_names_the_permission(
    server: LoopbackServer, caller: Caller, body: object
) -> None:
    """A 403 says what the method needs, also where Wix says nothing."""
    server.answer(body, 403)

    error = failed(caller)

    needed = {"SCOPE.DC-CALENDAR.MANAGE": "Manage Calendars"}
    assert needed == error.required_permissions
    assert "Manage Calendars (SCOPE.DC-CALENDAR.MANAGE)" in str(error)
    assert SITE in error.hint


def api_key(account: str) -> str:
    """A key that says for which account it was made."""
    data = json.dumps({"tenant": {"type": "account", "id": account}})
    payload = urlsafe_b64encode(json.dumps({"data": data}).encode()).rstrip(b"=")
    return f"IST.eyJhbGciOiJSUzI1NiJ9.{payload.decode()}.c2lnbmF0dXJl"


class Headers:
    """A strategy of one's own, which checks nothing."""

    def __init__(self, **headers: str) -> None:
        self.given = {name.replace("_", "-"): value for name, value in headers.items()}

    def headers(self) -> Mapping[str, str]:
        """See `AuthStrategy`."""
        return self.given


@pytest.mark.parametrize(
    ("auth", "hint"),
    [
        (Headers(authorization="Bearer IST.abc"), "begins with `Bearer `"),
        (Headers(authorization='"IST.a.b.c"'), "stands in quotes"),
        (Headers(), "no key or token was sent"),
        (Headers(authorization="IST.eyJhbGciOi.eyJkYX"), "seems cut"),
        (ApiKeyStrategy("IST.your-key", site_id="s"), "placeholder"),
        (
            ApiKeyStrategy(api_key("acc-1"), account_id="acc-2"),
            "was made in the account acc-1, and the call is about the account acc-2",
        ),
        (ApiKeyStrategy(api_key("acc-1"), site_id="s-1"), "than the site s-1"),
        (Headers(authorization="x"), "isn't of another account"),
        (Headers(authorization="x"), "lacks the permission Manage Calendars"),
    ],
)
def test_401_says_what_is_wrong_with_the_key(
    server: LoopbackServer, caller: Caller, auth: Any, hint: str
) -> None:
    """A 401 says what can be seen of the key: how it is written, and of which account it is."""
    caller.settings["auth"] = auth
    server.answer(b"", 401)

    error = failed(caller)

    assert hint in error.hint
    assert f"  What to do: {error.hint}" == str(error).splitlines()[-1]
    assert "eyJ" not in str(error)


@pytest.mark.parametrize(
    "key", ["Bearer IST.abc", "bearer x", '"IST.abc"', "'IST.abc'"]
)
def test_such_keys_are_refused_at_once(key: str) -> None:
    """What can't be a key is refused when it is given, and isn't shown."""
    with pytest.raises(ConfigurationError, match=r"alone|quotes") as caught:
        ApiKeyStrategy(key, site_id="s")
    assert "IST" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "app"),
    [
        (b"", "Wix Bookings"),
        (application("PRICING_PLANS_NOT_INSTALLED"), "Wix Pricing Plans"),
        (application("APP_NOT_INSTALLED", "Wix Events isn't installed"), "Wix Events"),
        (
            application(
                "APP_NOT_INSTALLED", appDefId="215238eb-22a5-4c36-9e7b-e7c08025e04e"
            ),
            "Wix Stores",
        ),
        (application("FAILED_PRECONDITION"), "Wix Bookings"),
        (application("SLOT_IS_FULL", "The slot is full"), None),
    ],
)
def test_428_names_the_app(
    server: LoopbackServer, caller: Caller, body: object, app: str | None
) -> None:
    """A 428 names the app that the site lacks, if that is what it is about."""
    server.answer(body, 428)

    error = failed(caller)

    assert isinstance(error, FailedPreconditionError)
    assert app == error.required_app
    assert (app is None) == ("install" not in str(error))
    if app:
        assert f"install {app} on the site {SITE}" in error.hint


@pytest.mark.parametrize(
    ("method", "arguments", "hint"),
    [
        ("stores.products.get_product", {"id": "p"}, "install Wix Stores"),
        ("blog.posts.get_post", {"post_id": "p"}, "install Wix Blog"),
    ],
)
def test_428_elsewhere(
    server: LoopbackServer, caller: Caller, method: str, arguments: Any, hint: str
) -> None:
    """Which app that is follows from the package of the method."""
    server.answer(b"", 428)

    assert hint in failed(caller, method, **arguments).hint


def test_no_site_was_named(server: LoopbackServer, caller: Caller) -> None:
    """A 428 for want of a site says that one must be given."""
    server.answer(application("MISSING_METASITE_ID"), 428)

    assert "site_id=" in failed(caller).hint


@pytest.mark.parametrize(("sent", "told"), [("7", 7), (7, 7)])
def test_409_tells_the_revision(
    server: LoopbackServer, caller: Caller, sent: object, told: int
) -> None:
    """A 409 tells which revision was sent, and what to do."""
    server.answer(b"", 409)
    error = failed(
        caller, UPDATE, participation={"id": ID, "revision": sent, "party_size": 2}
    )

    assert isinstance(error, ConflictError)
    assert told == error.sent_revision
    assert "the revision 7 was sent: read again" in str(error)


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (404, f"the call was about the site {SITE}"),
        (413, "send less at once"),
        (429, "wait 3 s"),
        (503, f"quote the request id {REQUEST_ID}"),
    ],
)
def test_hints(server: LoopbackServer, caller: Caller, status: int, hint: str) -> None:
    """Other errors say what to do where that is known."""
    server.answer(b"", status, x_wix_request_id=REQUEST_ID, retry_after="3")

    assert hint in failed(caller, GET, participation_id=ID).hint


def test_no_connection(caller: Caller) -> None:
    """A lost connection names the method, verb and host, and is Python's own error, too."""
    caller.settings["base_url"] = "http://127.0.0.1:9"
    with pytest.raises(builtins.ConnectionError) as caught:
        caller.call(GET, participation_id=ID)
    error = caught.value

    assert isinstance(error, ConnectionError)
    assert (GET, "GET", "http://127.0.0.1:9", f"{PATH}/{ID}") == (
        error.operation,
        error.verb,
        error.host,
        error.path,
    )
    assert str(error).startswith(f"{GET}: ")
    assert f"  GET http://127.0.0.1:9{PATH}/{ID}" in str(error).splitlines()


def test_no_answer_in_time(server: LoopbackServer, caller: Caller) -> None:
    """So does a timeout."""
    caller.settings["timeout"] = 0.01
    server.by = lambda _: _late()
    with pytest.raises(builtins.TimeoutError) as caught:
        caller.call(CREATE, participation=asked_for())
    error = caught.value

    assert isinstance(error, TimeoutError)
    assert str(error).startswith(f"{CREATE}: no answer in time")
    assert 1 == error.request_body["participation"]["partySize"]


def _late() -> Answer:
    time.sleep(0.2)
    return Answer()


@pytest.mark.parametrize("status", [401, 403, 404, 409, 428, 429, 500])
@pytest.mark.parametrize(
    "clone",
    [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_errors_travel_with_all_they_know(
    server: LoopbackServer, caller: Caller, status: int, clone: Any
) -> None:
    """A copy of an error tells the same as the error, violations included."""
    item = {"field": "participation.partySize", "description": "d", "data": {"a": 1}}
    body = {"details": {"validationError": {"fieldViolations": [item]}}}
    server.answer(body, status, x_wix_request_id=REQUEST_ID)
    error = failed(caller)
    twin = clone(error)

    assert (type(error), str(error)) == (type(twin), str(twin))
    told = {name: x for name, x in vars(error).items() if name != "response"}
    assert told == {name: x for name, x in vars(twin).items() if name != "response"}
    assert {"a": 1} == twin.violations[0].data


def test_errors_travel_to_another_process(
    server: LoopbackServer, caller: Caller
) -> None:
    """Another process reads a pickled error before anything of the package is imported there."""
    server.answer(application("NOPE"), 428)
    error = failed(caller)
    code = (
        f"import sys, pickle; sys.path[:] = {sys.path!r};"
        "e = pickle.load(sys.stdin.buffer); print(e.operation, e.code, e.status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=pickle.dumps(error),
        capture_output=True,
        check=True,
    )

    assert f"{CREATE} NOPE 428" == done.stdout.decode().strip()


def test_an_answer_that_can_not_be_used_names_the_call(
    server: LoopbackServer, caller: Caller
) -> None:
    """So does a 2xx whose body is no JSON."""
    server.answer(b"<html>")

    error = failed(caller)

    assert (CREATE, "POST", PATH) == (error.operation, error.verb, error.path)
    assert 1 == error.request_body["participation"]["partySize"]


def test_keys_stay_out(server: LoopbackServer, caller: Caller) -> None:
    """Whatever is told of a call, its key isn't."""
    for status in (400, 401, 403, 404, 409, 428, 500):
        server.by = lambda _, status=status: Answer(status)  # type: ignore[misc]
        error = failed(caller)
        assert KEY not in f"{error} {error!r} {vars(error)}"
        assert KEY.encode() not in pickle.dumps(error)


def test_echoes(server: LoopbackServer, caller: Caller) -> None:
    """An answer may be anything: what the request held is told anyway."""

    def echo(request: Recorded) -> Answer:
        return Answer(418, {}, request.body)

    server.by = echo
    error = failed(caller)

    assert (418, "I'm a Teapot") == (error.status, error.description)
    assert 1 == error.request_body["participation"]["partySize"]
