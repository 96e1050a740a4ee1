"""Answers that are no success, in all forms that Wix and what stands before it send, and what both sides tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sdk.calls import Call
from sdk.comparing import ABSENT, Found, differences
from sdk.node import Sdk
from sdk.ours import Ours
from sdk.resources import Operation
from wixapi.errors import ApiError, ValidationError

STATUSES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    428: "Precondition Required",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
_VIOLATION = {"field": "name", "description": "must not be empty"}
_RULED = _VIOLATION | {
    "violatedRule": "REQUIRED_FIELD",
    "ruleName": "notEmpty",
    "data": {"a": 1},
}
#: Name -> the body: JSON, or {"text": …}.
BODIES: dict[str, Any] = {
    "code": {
        "message": "m",
        "details": {"applicationError": {"code": "NO_ROOM", "description": "d"}},
    },
    "code_with_data": {
        "message": "m",
        "details": {
            "applicationError": {
                "code": "NO_ROOM",
                "description": "d",
                "data": {"id": "1"},
            }
        },
    },
    "code_alone": {"details": {"applicationError": {"code": "NO_ROOM"}}},
    "numeric_code": {
        "message": "m",
        "details": {"applicationError": {"code": -23004, "description": "d"}},
    },
    "empty_code": {
        "message": "m",
        "details": {"applicationError": {"code": "", "description": "d"}},
    },
    "empty_application_error": {"message": "m", "details": {"applicationError": {}}},
    "violation": {
        "message": "m",
        "details": {"validationError": {"fieldViolations": [_VIOLATION]}},
    },
    "violations": {
        "message": "m",
        "details": {
            "validationError": {
                "fieldViolations": [_RULED, _VIOLATION | {"field": "z"}]
            }
        },
    },
    "no_violations": {
        "message": "m",
        "details": {"validationError": {"fieldViolations": []}},
    },
    "both": {
        "message": "m",
        "details": {
            "applicationError": {"code": "NO_ROOM", "description": "d"},
            "validationError": {"fieldViolations": [_RULED]},
        },
    },
    "message": {"message": "m"},
    "message_and_empty_details": {"message": "m", "details": {}},
    "null_details": {"message": "m", "details": None},
    "empty_message": {"message": "", "details": {}},
    "oauth": {"error": "invalid_grant", "error_description": "d"},
    "empty": {},
    "array": [],
    "text": "no",
    "null": None,
    "html": {"text": "<html><body>no</body></html>"},
    "nothing": {"text": ""},
}


def compared(sdk: Sdk, operations: Iterable[Operation]) -> list[Found]:
    """Have the calls of some methods fail in every way on both sides; what is otherwise."""
    cases = [
        (Call(operation, 1), status, name)
        for operation in operations
        for status in STATUSES
        for name in BODIES
    ]
    jobs = [
        call.job | {"answers": [_answer(status, name)]} for call, status, name in cases
    ]
    ours = Ours()
    return [
        found
        for (call, status, name), job, answer in zip(
            cases, jobs, sdk.ask(jobs), strict=True
        )
        for found in _compared(call, job, answer, f"{name}.{status}", ours)
    ]


def _answer(status: int, name: str) -> dict[str, Any]:
    body = BODIES[name]
    is_text = isinstance(body, dict) and "text" in body
    headers = {
        "x-wix-request-id": "r-1",
        "content-type": "text/html" if is_text else "application/json",
    }
    content = body if is_text else {"json": body}
    return {"status": status, "reason": STATUSES[status], "headers": headers, **content}


def _compared(
    call: Call, job: dict[str, Any], sdk: dict[str, Any], place: str, ours: Ours
) -> Iterator[Found]:
    name = call.operation.name
    ours.wix.prepare(job["answers"])
    raised = call.made(job["wire"], ours)
    if not isinstance(raised, ApiError):
        yield Found("error", name, place, "wixapi fails", sdk.get("error"), raised)
        return
    if "error" not in sdk:
        yield Found("error", name, place, "sdk fails", sdk, ABSENT)
        return
    told = _told_by_sdk(sdk["error"], raised.status)
    for where, kind, left, right in differences(told, _told_by_ours(raised)):
        yield Found("error", name, f"{place}.{where}", kind, left, right)


def _told_by_sdk(error: dict[str, Any], status: int) -> dict[str, Any]:
    """Return what the SDK tells; it fills in the number of the status, or a word that says nothing."""
    details = error.get("details") or {}
    application = details.get("applicationError") or {}
    violations = (details.get("validationError") or {}).get("fieldViolations") or []
    code, description = application.get("code"), application.get("description")
    told = {
        "code": None if code in {status, "", "UNKNOWN"} else code and str(code),
        "description": None if description in {"", "UNKNOWN"} else description,
        "violations": sorted(one["description"] for one in violations),
    }
    return {name: value for name, value in told.items() if value not in (None, [])}


def _told_by_ours(error: ApiError) -> dict[str, Any]:
    violations = error.violations if isinstance(error, ValidationError) else []
    told = {
        "code": error.code,
        "description": error.description,
        "violations": sorted(one.description for one in violations),
    }
    return {name: value for name, value in told.items() if value not in (None, [])}
