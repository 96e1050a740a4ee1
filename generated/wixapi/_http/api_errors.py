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
    AuthenticationError,
    ConflictError,
    FailedPreconditionError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ResponseTooLargeError,
    ServerError,
    WixError,
)

if TYPE_CHECKING:
    import httpx2

    from wixapi._auth.tokens import TokenRequest

SENT = "wixapi.sent"
"""The extension of a response that holds the `Sent` of a successful call."""

TOO_LARGE = "wixapi.too_large"
"""The extension of a response whose body was larger than the bytes that it says: the body is left out."""

_LONGEST_ID = 200
"""Characters of an id: it stands in errors and logs."""

_SECRET = (
    "client_secret",
    "refresh_token",
    "refreshToken",
    "code",
    "codeVerifier",
    "token",
)
"""Members of a token request that must not be shown."""

_ARGUMENTS = {
    "client_id": "app_id",
    "client_secret": "app_secret",
    "instance_id": "instance_id",
    "refresh_token": "refresh_token",
    "token": "access_token",
    "clientId": "client_id",
    "refreshToken": "refresh_token",
}
"""What strategies call the members of a token request."""

_CLASSES: dict[int, type[ApiError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    428: FailedPreconditionError,
    429: RateLimitError,
}


def api_error(response: httpx2.Response, *, is_elsewhere: bool = False) -> ApiError:
    """Return the error that an answer other than 2xx stands for, whatever its body is; `is_elsewhere` is that of
    `Sent`."""
    from wixapi._http.error_bodies import read
    from wixapi._http.field_errors import WITH_VIOLATIONS

    _forget_request(response, is_elsewhere)
    status = response.status_code
    body = read(response.content, status)
    code = body.code or _status_name(status)
    description = body.description or _phrase(status)
    cls = _CLASSES.get(status, ServerError if 500 <= status <= 599 else ApiError)
    given = (status, code, description, request_id(response), body.details, response)
    if body.violations:
        return WITH_VIOLATIONS[cls](*given, data=body.data, violations=body.violations)
    return cls(*given, data=body.data)


def unusable_answer(response: httpx2.Response, description: str) -> ApiError:
    """Return the error that a 2xx answer stands for when its body can't be used."""
    from wixapi._http.told import told

    sent = response.extensions.get(SENT)
    _forget_request(response, sent is not None and sent.is_elsewhere)
    status = response.status_code
    error = ApiError(
        status, "UNUSABLE_ANSWER", description, request_id(response), response=response
    )
    return error if sent is None else told(error, sent)


def too_large(response: httpx2.Response, limit: int, *, is_elsewhere: bool) -> ApiError:
    """Return the error that a 2xx answer stands for when its body has more bytes than that."""
    _forget_request(response, is_elsewhere)
    error = ResponseTooLargeError(
        response.status_code,
        "RESPONSE_TOO_LARGE",
        f"the answer has more than {limit:,} bytes: ask for less at once, or raise max_response_bytes",
        request_id(response),
        response=response,
    )
    error.limit = limit
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
    failed = cls(error.status, code, f"no access token: {reason}", error.request_id)
    failed.operation, failed.verb, failed.path = error.operation, error.verb, error.path
    failed.attempts, failed.elapsed = error.attempts, error.elapsed
    if refused:
        given = [_ARGUMENTS[name] for name in request.json if name in _ARGUMENTS]
        failed.hint = f"see whether what was given is right: {', '.join(given)}"
    return failed


def request_id(response: httpx2.Response) -> str | None:
    """Wix's id of the request; None if there is none, or none that could be told."""
    found = response.headers.get("x-wix-request-id")
    return found if found and len(found) <= _LONGEST_ID else None


def _forget_request(response: httpx2.Response, is_elsewhere: bool) -> None:
    """Errors end up in logs and reports: headers and body of their requests hold secrets."""
    response.request = without_secrets(response.request, is_elsewhere)
    response.next_request = None  # where a redirect leads: the same request once more


def without_secrets(request: httpx2.Request, is_elsewhere: bool) -> httpx2.Request:
    """Return the request's method and URL, and nothing else of it; of a URL to which one may upload, the host."""
    from wixapi._http.library import library_of

    url = request.url.copy_with(raw_path=b"/") if is_elsewhere else request.url
    bare = library_of(request).Request(request.method, url)
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


def _decoded_or_none(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _object(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
