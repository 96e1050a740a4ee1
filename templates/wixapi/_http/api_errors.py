"""The errors that answers stand for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from wixapi._auth.redacted import Hidden
from wixapi.errors import (
    ApiError,
    ApiValidationError,
    AuthenticationError,
    ConflictError,
    FieldViolation,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    WixError,
)

if TYPE_CHECKING:
    import httpx2

    from wixapi._auth.tokens import TokenRequest

COST = "wixapi.cost"
"""The extension of a response that holds attempts and seconds."""

_SECRET = (
    "client_secret",
    "refresh_token",
    "refreshToken",
    "code",
    "codeVerifier",
    "token",
)
"""Members of a token request that must not be shown."""

_CLASSES: dict[int, type[ApiError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitError,
}
_OURS = frozenset(
    {
        "REQUIRED",
        "ONE_OF",
        "UNKNOWN_FIELD",
        "TYPE",
        "FORMAT",
        "ENUM",
        "MIN",
        "MAX",
        "MIN_LENGTH",
        "MAX_LENGTH",
        "MIN_ITEMS",
        "MAX_ITEMS",
        "FILTERABLE",
        "SORTABLE",
        "OPERATOR",
    }
)
_THEIRS = {
    "REQUIRED_FIELD": "REQUIRED",
    "INVALID_ENUM_VALUE": "ENUM",
    "ONE_OF_ALIGNMENT": "ONE_OF",
    "REQUIRED_ONE_OF_FIELD": "ONE_OF",
    "DECIMAL_GTE": "MIN",
    "DECIMAL_LTE": "MAX",
    "MIN_SIZE": "MIN_ITEMS",
    "MAX_SIZE": "MAX_ITEMS",
}
"""The server's names of rules that have another name here."""


def api_error(response: httpx2.Response) -> ApiError:
    """Return the error that an answer other than 2xx stands for, whatever its body is."""
    _forget_request(response)
    body = _object(_decoded_or_none(response.content))
    details = body.get("details")
    application = _object(_object(details).get("applicationError"))
    status = response.status_code
    code = _text(application.get("code")) or _status_name(status)
    description = (
        _text(application.get("description"))
        or _text(body.get("message"))
        or _phrase(status)
    )
    wix_id = request_id(response)
    validation = _object(_object(details).get("validationError"))
    violations = _violations(validation.get("fieldViolations"))
    if status == HTTPStatus.BAD_REQUEST and violations:
        return ApiValidationError(
            status, code, description, wix_id, details, response, violations=violations
        )
    cls = _CLASSES.get(status, ServerError if 500 <= status <= 599 else ApiError)
    return cls(status, code, description, wix_id, details, response)


def unusable_answer(response: httpx2.Response, description: str) -> ApiError:
    """Return the error that a 2xx answer stands for when its body can't be used."""
    _forget_request(response)
    status = response.status_code
    error = ApiError(
        status, "UNUSABLE_ANSWER", description, request_id(response), response=response
    )
    error.attempts, error.elapsed = response.extensions.get(COST, (1, 0.0))
    return error


def token_answer(response: httpx2.Response) -> Mapping[str, Any]:
    """Return the JSON object of the token endpoint; raises `ApiError`, without the body, otherwise."""
    with suppress(ValueError, TypeError, RecursionError):
        return Hidden(json.loads(response.content))
    raise unusable_answer(response, "the answer holds no token")


def token_error(error: WixError, request: TokenRequest) -> WixError:
    """Return the error of a request for a token, without what was sent and what came: both hold secrets."""
    if not isinstance(error, ApiError):
        return error
    answer = _object(
        _decoded_or_none(error.response.content if error.response else b"")
    )
    code = _text(answer.get("error")) or error.code
    reason = _text(answer.get("error_description")) or error.description
    for secret in filter(None, (request.json.get(name) for name in _SECRET)):
        reason, code = reason.replace(secret, "***"), code.replace(secret, "***")
    refused = error.status in {400, 401, 403}
    cls = AuthenticationError if refused else type(error)
    told = cls(error.status, code, f"no access token: {reason}", error.request_id)
    told.attempts, told.elapsed = error.attempts, error.elapsed
    return told


def request_id(response: httpx2.Response) -> str | None:
    """Wix's id of the request."""
    return response.headers.get("x-wix-request-id")


def _forget_request(response: httpx2.Response) -> None:
    """Errors end up in logs and reports: headers and body of their requests hold secrets."""
    response.request = without_secrets(response.request)
    response.next_request = None  # where a redirect leads: the same request once more


def without_secrets(request: httpx2.Request) -> httpx2.Request:
    """Return the request's method and URL, and nothing else of it."""
    from wixapi._http.library import library_of

    bare = library_of(request).Request(request.method, request.url)
    return cast("httpx2.Request", bare)


def _status_name(status: int) -> str:
    """Return the status in words that a program can compare: `NOT_FOUND`."""
    try:
        return HTTPStatus(status).name
    except ValueError:
        return f"HTTP_{status}"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"HTTP status {status}"


def _violations(given: object) -> list[FieldViolation]:
    items = cast("list[object]", given) if isinstance(given, list) else []
    return [
        FieldViolation(
            _text(item.get("field")), _text(item.get("description")), _rule(item)
        )
        for item in map(_object, items)
        if item
    ]


def _rule(violation: Mapping[str, Any]) -> str:
    names = [_text(violation.get(key)) for key in ("violatedRule", "ruleName")]
    ours = [rule for name in names if (rule := _THEIRS.get(name, name)) in _OURS]
    return next(filter(None, [*ours, *names]), "")


def _decoded_or_none(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _object(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
