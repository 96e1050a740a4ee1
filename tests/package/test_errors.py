"""Errors: whatever Wix or a gateway answers becomes the right class, with all that is known."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import httpx2
import pytest

from package.calls import CREATE, DELETE, GET, ID, QUERY, Caller, answered, asked_for
from support.server import LoopbackServer
from wixapi import errors
from wixapi.errors import (
    ApiError,
    AuthenticationError,
    ConflictError,
    FailedPreconditionError,
    FieldViolation,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    ValidationError,
    WixError,
)

REQUEST_ID = "1712345678.123456789"


def failed(caller: Caller, method: str = CREATE, **arguments: Any) -> ApiError:
    """The error that a call raises."""
    if method == CREATE and not arguments:
        arguments = {"participation": asked_for()}
    with pytest.raises(ApiError) as caught:
        caller.call(method, **arguments)
    return caught.value


def test_validation_error(server: LoopbackServer, caller: Caller) -> None:
    """A 400 with field violations is an ApiError and a ValidationError; rules have our names."""
    details = {
        "validationError": {
            "fieldViolations": [
                {
                    "field": "participation.partySize",
                    "description": "must be less than or equal to 1000",
                    "violatedRule": "MAX",
                    "data": {"threshold": 1000},
                },
                {
                    "field": "participation.participant.name",
                    "description": "must not be empty",
                    "violatedRule": "REQUIRED_FIELD",
                },
                {
                    "field": "participation.eventId",
                    "description": "no such event",
                    "violatedRule": "OTHER",
                    "ruleName": "EVENT_EXISTS",
                },
                {"field": "x", "description": "bad"},
            ]
        }
    }
    server.answer(
        {"message": "INVALID_ARGUMENT", "details": details},
        400,
        x_wix_request_id=REQUEST_ID,
    )

    error = failed(caller)

    assert isinstance(error, ValidationError)
    assert [
        FieldViolation(
            "participation.partySize", "must be less than or equal to 1000", "MAX"
        ),
        FieldViolation(
            "participation.participant.name", "must not be empty", "REQUIRED"
        ),
        FieldViolation("participation.eventId", "no such event", "OTHER"),
        FieldViolation("x", "bad", ""),
    ] == error.violations
    assert (400, "INVALID_ARGUMENT", REQUEST_ID, details) == (
        error.status,
        error.description,
        error.request_id,
        error.details,
    )
    assert "participation.partySize: must be less than or equal to 1000 (MAX)" in str(
        error
    )
    assert REQUEST_ID in str(error)


@pytest.mark.parametrize(
    "kind", [ApiError, ValidationError, WixError, errors.ApiValidationError]
)
def test_validation_error_is_caught_by(
    server: LoopbackServer, caller: Caller, kind: type[Exception]
) -> None:
    """One `except ValidationError` catches what client and server find."""
    violation = {"field": "a", "description": "b"}
    server.answer(
        {"details": {"validationError": {"fieldViolations": [violation]}}}, 400
    )

    with pytest.raises(kind):
        caller.call(CREATE, participation=asked_for())


def test_application_error(server: LoopbackServer, caller: Caller) -> None:
    """Code and description are the application's; the status decides the class."""
    details = {
        "applicationError": {
            "code": "PARTICIPATION_NOT_FOUND",
            "description": "Participation wasn't found",
            "data": {"id": ID},
        }
    }
    server.answer(
        {"message": "outer", "details": details}, 404, x_wix_request_id=REQUEST_ID
    )

    error = failed(caller, GET, participation_id=ID)

    assert NotFoundError is type(error)
    assert (
        404,
        "PARTICIPATION_NOT_FOUND",
        "Participation wasn't found",
        REQUEST_ID,
        details,
    ) == (error.status, error.code, error.description, error.request_id, error.details)
    assert (
        "calendar.participations.get_participation: 404 PARTICIPATION_NOT_FOUND: "
        f"Participation wasn't found (request id {REQUEST_ID})"
    ) == str(error).splitlines()[0]


CLASSES: list[tuple[int, type[ApiError], str]] = [
    (302, ApiError, "FOUND"),
    (400, ApiError, "BAD_REQUEST"),
    (401, AuthenticationError, "UNAUTHORIZED"),
    (403, PermissionDeniedError, "FORBIDDEN"),
    (404, NotFoundError, "NOT_FOUND"),
    (409, ConflictError, "CONFLICT"),
    (418, ApiError, "IM_A_TEAPOT"),
    (428, FailedPreconditionError, "PRECONDITION_REQUIRED"),
    (429, RateLimitError, "TOO_MANY_REQUESTS"),
    (499, ApiError, "HTTP_499"),
    (500, ServerError, "INTERNAL_SERVER_ERROR"),
    (503, ServerError, "SERVICE_UNAVAILABLE"),
    (599, ServerError, "HTTP_599"),
]


@pytest.mark.parametrize(("status", "kind", "code"), CLASSES)
def test_error_without_details(
    server: LoopbackServer, caller: Caller, status: int, kind: type[ApiError], code: str
) -> None:
    """Without details, the code is the status in words and the description the message."""
    server.answer({"message": "No way"}, status, x_wix_request_id=REQUEST_ID)

    error = failed(caller)

    assert kind is type(error)
    assert (status, code, "No way", REQUEST_ID, None) == (
        error.status,
        error.code,
        error.description,
        error.request_id,
        error.details,
    )


BODIES: dict[str, Any] = {
    "HTML": b"<html><body><h1>502 Bad Gateway</h1></body></html>",
    "empty": b"",
    "blank": b"\n",
    "cut-off JSON": b'{"message": "No w',
    "not UTF-8": b'{"message": "\xff"}',
    "null": b"null",
    "list": b"[]",
    "text": b'"No way"',
    "number": b"7",
    "nested too deeply": b"[" * 100_000,
    "other types": {"message": 7, "details": [], "code": {}},
    "other types inside": {
        "details": {
            "applicationError": "a",
            "validationError": {"fieldViolations": {"a": 1}},
        }
    },
    "violations that are none": {
        "details": {"validationError": {"fieldViolations": [None, 7, "a", [], {}]}}
    },
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize(
    ("status", "kind", "code", "phrase"),
    [
        (400, ApiError, "BAD_REQUEST", "Bad Request"),
        (403, PermissionDeniedError, "FORBIDDEN", "Forbidden"),
        (502, ServerError, "BAD_GATEWAY", "Bad Gateway"),
    ],
)
def test_anything_else(
    server: LoopbackServer,
    caller: Caller,
    body: Any,
    status: int,
    kind: type[ApiError],
    code: str,
    phrase: str,
) -> None:
    """A body that says nothing useful costs nothing: the status tells class, code, description."""
    server.answer(body, status, x_wix_request_id=REQUEST_ID)

    error = failed(caller)

    assert kind is type(error)
    assert (status, code, phrase, REQUEST_ID) == (
        error.status,
        error.code,
        error.description,
        error.request_id,
    )
    assert error.response is not None
    assert status == error.response.status_code


def test_no_request_id(server: LoopbackServer, caller: Caller) -> None:
    """Where the answer has no request id, there is none."""
    server.answer({}, 500)

    assert None is failed(caller).request_id


def test_violations_with_another_status(server: LoopbackServer, caller: Caller) -> None:
    """Whatever the status is, an error that names fields is a ValidationError, too."""
    details = {
        "validationError": {"fieldViolations": [{"field": "a", "description": "b"}]}
    }
    server.answer({"message": "stale", "details": details}, 409)

    error = failed(caller)

    assert isinstance(error, ConflictError)
    assert isinstance(error, ValidationError)
    assert [FieldViolation("a", "b", "")] == error.violations
    assert details == error.details


@pytest.mark.parametrize(
    "body", [b"<html>", b'{"participation": {"id": "8b6', b"[]", b"null", b"7"]
)
def test_unusable_success(server: LoopbackServer, caller: Caller, body: bytes) -> None:
    """A 200 without a JSON object is an ApiError with its status and request id, not a model."""
    server.answer(body, x_wix_request_id=REQUEST_ID)

    error = failed(caller)

    assert (ApiError, 200, "UNUSABLE_ANSWER", REQUEST_ID) == (
        type(error),
        error.status,
        error.code,
        error.request_id,
    )


@pytest.mark.parametrize("status", [200, 500])
def test_broken_off_answer(server: LoopbackServer, caller: Caller, status: int) -> None:
    """An answer that ends before its announced length is a ConnectionError."""
    server.answer(b'{"participation', status, content_length="1000", connection="close")

    with pytest.raises(errors.ConnectionError):
        caller.call(CREATE, participation=asked_for())


def test_no_answer(server: LoopbackServer, caller: Caller) -> None:
    """A connection that breaks is a ConnectionError, and no TimeoutError."""
    server.drop()

    with pytest.raises(errors.ConnectionError) as caught:
        caller.call(CREATE, participation=asked_for())
    assert not isinstance(caught.value, errors.TimeoutError)


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        (GET, {"participation_id": ID}),
        (DELETE, {"participation_id": ID}),
        (f"with_raw_response.{GET}", {"participation_id": ID}),
        (f"with_raw_response.{QUERY}", {}),
    ],
)
def test_every_kind_of_call_raises(
    server: LoopbackServer, caller: Caller, method: str, arguments: dict[str, Any]
) -> None:
    """Errors are the same for methods that hand back nothing, raw answers or pages."""
    server.answer({"message": "No way"}, 403)

    assert "No way" == failed(caller, method, **arguments).description


def test_free_request_raises(server: LoopbackServer, caller: Caller) -> None:
    """Errors are the same for what isn't generated."""
    server.answer({"details": {"applicationError": {"code": "GONE"}}}, 410)

    with pytest.raises(ApiError) as caught:
        caller.call("request", "POST", "/x/y", json={})
    assert (410, "GONE") == (caught.value.status, caught.value.code)


@pytest.mark.parametrize(
    "clone", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))]
)
def test_errors_travel(server: LoopbackServer, caller: Caller, clone: Any) -> None:
    """Errors of calls can be copied and pickled, answer included."""
    server.answer({"message": "No way"}, 409, x_wix_request_id=REQUEST_ID)
    error = failed(caller)

    twin = clone(error)

    assert (type(error), str(error), error.request_id) == (
        type(twin),
        str(twin),
        twin.request_id,
    )
    assert isinstance(twin.response, httpx2.Response)
    assert {"message": "No way"} == twin.response.json()


def test_success_after_an_error(server: LoopbackServer, caller: Caller) -> None:
    """An error leaves nothing behind: the next call works."""
    server.answer(b"<html>", 500)
    server.answer({"participation": answered()})

    failed(caller)

    assert ID == caller.call(CREATE, participation=asked_for()).id
