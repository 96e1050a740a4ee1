"""Error answers in the shapes that Wix, older APIs of Wix and gateways give them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wixapi._http.error_bodies import read
from wixapi.errors import FieldViolation


def told(body: object, status: int = 400) -> tuple[str, str, Any]:
    """Code, description and data of a body."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    found = read(content, status)
    return found.code, found.description, found.data


def application(**members: object) -> dict[str, object]:
    """A body of today's APIs."""
    return {"message": "outer", "details": {"applicationError": members}}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            application(code="TAKEN", description="Taken", data={"a": 1}),
            ("TAKEN", "Taken", {"a": 1}),
        ),
        (application(code=-23004, description="", data={}), ("-23004", "outer", {})),
        (application(code=10), ("10", "outer", None)),
        (application(code=True), ("", "outer", None)),
        ({"message": "m", "code": 10}, ("10", "m", None)),
        ({"message": "m", "code": 400}, ("", "m", None)),
        (
            {"errorCode": -4, "errorDescription": "d", "data": [1]},
            ("-4", "d", [1]),
        ),
        ({"errorCode": 0, "message": "m"}, ("0", "m", None)),
        (
            {"error": "invalid_grant", "error_description": "gone"},
            ("invalid_grant", "gone", None),
        ),
        ({"error": "It broke down"}, ("", "It broke down", None)),
        ({"error": {"code": "X", "message": "m"}}, ("X", "m", None)),
        (
            {"status": 404, "error": "Not Found", "message": "No message"},
            ("", "No message", None),
        ),
        ({"message": "only"}, ("", "only", None)),
        ({"message": "  "}, ("", "", None)),
        (
            {"message": json.dumps(application(code="IN", description="inside"))},
            ("IN", "inside", None),
        ),
        (
            {"applicationError": {"code": "TOP", "description": "d"}},
            ("TOP", "d", None),
        ),
        (
            {"details": [{"applicationError": {"code": "LISTED", "data": 1}}]},
            ("LISTED", "", 1),
        ),
        (
            {"errors": [{"message": "first"}, {"message": "second"}]},
            ("", "first", None),
        ),
        (
            b"upstream connect error\nor disconnect",
            ("", "upstream connect error or disconnect", None),
        ),
        (b"<html>Bad</html>", ("", "", None)),
        (b'{"message": "cut o', ("", "", None)),
        (b"x" * 1000, ("", "", None)),
        (b'"text"', ("", "", None)),
        (b"\x00", ("", "", None)),
        (b"", ("", "", None)),
    ],
)
def test_code_description_and_data(
    body: object, expected: tuple[str, str, object]
) -> None:
    """Code, also a numeric one, sentence and data are found wherever they stand; what says nothing is skipped."""
    assert expected == told(body)


def violations(body: object) -> list[tuple[str, str, str, Any]]:
    """The violations of a body, with their data."""
    found = read(json.dumps(body).encode(), 400).violations
    return [(one.field, one.description, one.rule, one.data) for one in found]


FORMS = [
    {
        "errorPath": "email_1",
        "errorType": "REQUIRED_VALUE_ERROR",
        "errorMessage": "must be given",
        "params": {"missing": "email_1"},
    },
    {"errorPath": "files/0/id", "errorType": "FORMAT_ERROR"},
]
FORMS_READ = [
    ("email_1", "must be given", "REQUIRED", {"missing": "email_1"}),
    ("files/0/id", "", "FORMAT_ERROR", None),
]


@pytest.mark.parametrize(
    "body",
    [
        application(code="INVALID", data={"errors": FORMS}),
        application(data={"submissionValidationErrors": {"errors": FORMS}}),
        {"message": "m", "errors": FORMS},
        {"details": {"errors": FORMS}},
        {"message": json.dumps(application(data={"validationErrors": FORMS}))},
    ],
)
def test_violations_of_other_shapes(body: object) -> None:
    """Fields that are wrong are found in an application error's data, too, with what is told of each."""
    assert FORMS_READ == violations(body)


def test_violations_with_data() -> None:
    """A field violation of the common shape keeps its data, whatever is in it."""
    item = {
        "field": "submission",
        "description": "d",
        "violatedRule": "OTHER",
        "ruleName": "SUBMISSION_VALIDATION",
        "data": {"errors": FORMS},
    }

    for details in (
        {"validationError": {"fieldViolations": [item]}},
        [{"validationError": {"fieldViolations": [item]}}],
    ):
        assert [("submission", "d", "OTHER", {"errors": FORMS})] == violations(
            {"details": details}
        )


@pytest.mark.parametrize(
    "data",
    [
        {"errors": ["text", {}, {"message": "no path"}, {"errorPath": 7}]},
        {"errors": {"errorPath": "a"}},
        {"errors": None},
        [{"errorPath": "a"}],
        "errorPath",
    ],
)
def test_what_is_no_violation(data: object) -> None:
    """Lists of errors that name no field are left where they are: in the data."""
    body = application(data=data)

    assert [] == violations(body)
    assert data == told(body)[2]


def test_what_violations_show() -> None:
    """A violation shows both names where they differ; they count for nothing in a comparison."""
    both = FieldViolation("a.bC", "is bad", "MAX", "a.b_c", {"threshold": 3})

    assert "a.b_c / a.bC: is bad (MAX)" == str(both)
    assert FieldViolation("a.bC", "is bad", "MAX") == both
    assert 1 == len({both, FieldViolation("a.bC", "is bad", "MAX")})
