"""Errors: what an answer turns into, whatever its body is."""

from __future__ import annotations

import builtins
import copy
import json
import pickle
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wixapi import errors
from wixapi._http.api_errors import api_error
from wixapi.errors import (
    ApiError,
    ApiValidationError,
    FieldViolation,
    ValidationError,
    WixError,
)


def error_of(status: int, body: object = b"", **headers: str) -> ApiError:
    """The error of an answer."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = httpx2.Request(
        "POST", "https://x.test/p", headers={"Authorization": "hush"}, content=b"x"
    )
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return api_error(
        httpx2.Response(status, headers=named, content=content, request=request)
    )


def test_application_error() -> None:
    """The documented body of an application error."""
    details = {
        "applicationError": {
            "code": "TAKEN",
            "description": "Seat taken",
            "data": {"a": 1},
        }
    }
    error = error_of(409, {"message": "m", "details": details}, x_wix_request_id="r-1")

    assert errors.ConflictError is type(error)
    assert (409, "TAKEN", "Seat taken", "r-1", details) == (
        error.status,
        error.code,
        error.description,
        error.request_id,
        error.details,
    )
    assert "409 TAKEN: Seat taken (request id r-1)" == str(error)


def test_validation_error() -> None:
    """A 400 with field violations is an ApiError and a ValidationError, with our names of rules."""
    violations = [
        {"field": "a.b", "description": "too big", "violatedRule": "MAX"},
        {
            "field": "c",
            "description": "where?",
            "violatedRule": "REQUIRED_FIELD",
            "data": {},
        },
        {"field": "d", "description": "d", "ruleName": "SPECIAL"},
        {"field": "e", "violatedRule": "OTHER", "ruleName": "MAX_SIZE"},
        {"field": "f", "description": None},
        "junk",
    ]
    error = error_of(
        400,
        {
            "message": "bad",
            "details": {"validationError": {"fieldViolations": violations}},
        },
    )

    assert isinstance(error, ApiValidationError)
    assert isinstance(error, ValidationError)
    assert [
        FieldViolation("a.b", "too big", "MAX"),
        FieldViolation("c", "where?", "REQUIRED"),
        FieldViolation("d", "d", "SPECIAL"),
        FieldViolation("e", "", "MAX_ITEMS"),
        FieldViolation("f", "", ""),
    ] == error.violations
    assert ("BAD_REQUEST", "bad") == (error.code, error.description)
    assert "a.b: too big (MAX)" in str(error)


@pytest.mark.parametrize(
    ("status", "cls"),
    [
        (400, ApiValidationError),
        (401, errors.AuthenticationError),
        (403, errors.PermissionDeniedError),
        (404, errors.NotFoundError),
        (409, errors.ConflictError),
        (422, ApiValidationError),
        (428, errors.FailedPreconditionError),
        (429, errors.RateLimitError),
        (500, errors.ServerError),
    ],
)
def test_violations_with_any_status(status: int, cls: type[ApiError]) -> None:
    """An answer that names fields is a ValidationError and the error of its status, and can be pickled."""
    body = {"details": {"validationError": {"fieldViolations": [{"field": "a"}]}}}
    error = error_of(status, body)

    for one in (error, pickle.loads(pickle.dumps(error))):
        assert isinstance(one, cls)
        assert isinstance(one, ApiValidationError)
        assert isinstance(one, ValidationError)
        assert [FieldViolation("a", "", "")] == one.violations


def test_also_pythons_own() -> None:
    """A lost connection and a timeout are caught as Python's own errors, too, and tell what they told."""
    error = errors.TimeoutError("no answer", 1)

    assert isinstance(error, builtins.TimeoutError)
    assert isinstance(error, builtins.ConnectionError)
    assert WixError is type(error).__mro__[3]
    assert ("no answer", 1) == error.args
    assert not isinstance(errors.ConnectionError("a"), builtins.TimeoutError)


@pytest.mark.parametrize(
    ("status", "cls", "code"),
    [
        (302, ApiError, "FOUND"),
        (400, ApiError, "BAD_REQUEST"),
        (401, errors.AuthenticationError, "UNAUTHORIZED"),
        (403, errors.PermissionDeniedError, "FORBIDDEN"),
        (404, errors.NotFoundError, "NOT_FOUND"),
        (409, errors.ConflictError, "CONFLICT"),
        (418, ApiError, "IM_A_TEAPOT"),
        (428, errors.FailedPreconditionError, "PRECONDITION_REQUIRED"),
        (429, errors.RateLimitError, "TOO_MANY_REQUESTS"),
        (499, ApiError, "HTTP_499"),
        (500, errors.ServerError, "INTERNAL_SERVER_ERROR"),
        (503, errors.ServerError, "SERVICE_UNAVAILABLE"),
        (599, errors.ServerError, "HTTP_599"),
    ],
)
@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b'{"message": "x', b"\xff\xfe", b"[" * 100_000, b"[1]", b"null"],
)
def test_status_decides(
    status: int, cls: type[ApiError], code: str, body: bytes
) -> None:
    """Without a readable body, class and code come from the status."""
    error = error_of(status, body)

    assert (cls, status, code, None) == (
        type(error),
        error.status,
        error.code,
        error.details,
    )
    assert error.description


ANY_JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "message",
                    "details",
                    "validationError",
                    "fieldViolations",
                    "applicationError",
                    "code",
                    "description",
                    "field",
                    "violatedRule",
                    "ruleName",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
)


@given(ANY_JSON)
def test_any_json_body(body: object) -> None:
    """A body of any shape gives an error with text where text belongs."""
    error = error_of(400, body)

    assert (400, str, str) == (error.status, type(error.code), type(error.description))


def test_no_secrets() -> None:
    """The response in an error has lost the headers and the body of its request."""
    error = error_of(500)

    assert error.response is not None
    assert ("POST", "https://x.test/p") == (
        error.response.request.method,
        str(error.response.request.url),
    )
    assert "authorization" not in error.response.request.headers
    assert b"" == error.response.request.content
    assert b"hush" not in pickle.dumps(error)


ALL = [
    WixError("a", 1),
    errors.ConfigurationError("a"),
    ValidationError([FieldViolation("a", "b", "MIN")]),
    error_of(404, {"details": {"x": [1]}}, x_wix_request_id="r"),
    error_of(
        400, {"details": {"validationError": {"fieldViolations": [{"field": "a"}]}}}
    ),
    error_of(
        428, {"details": {"validationError": {"fieldViolations": [{"field": "a"}]}}}
    ),
    errors.ConnectionError("a"),
    errors.ConnectionError("a", 1, "b"),
    errors.TimeoutError("a"),
    errors.WebhookError("a"),
    errors.WebhookKeyError("a"),
]


@pytest.mark.parametrize("error", ALL, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize(
    "clone",
    [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_errors_can_be_cloned(error: Any, clone: Any) -> None:
    """Every error survives pickle and copy with all it carries."""
    twin = clone(error)
    unlike = {"response"}

    assert (type(error), error.args, str(error)) == (type(twin), twin.args, str(twin))
    assert {k: v for k, v in vars(error).items() if k not in unlike} == {
        k: v for k, v in vars(twin).items() if k not in unlike
    }


def test_one_tree() -> None:
    """Everything that is exported and an exception derives from WixError."""
    exported = [getattr(errors, name) for name in errors.__all__]

    assert [FieldViolation] == [
        cls for cls in exported if not issubclass(cls, WixError)
    ]


def test_str_of_a_validation_error() -> None:
    """The text of a ValidationError lists all violations."""
    error = ValidationError(
        [FieldViolation("a", "b", "MIN"), FieldViolation("", "c", "")]
    )

    assert "2 violations\n  a: b (MIN)\n  parameters: c" == str(error)
