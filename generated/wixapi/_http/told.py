"""Errors learn what is known of their call: what was sent, what it needs, and what to do now."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from wixapi._http.hints import hint, sent_revision
from wixapi._http.required_app import required_app
from wixapi._http.sent import Sent
from wixapi._masking import masked_json
from wixapi.errors import (
    ApiError,
    ApiValidationError,
    ConflictError,
    ConnectionError,
    FailedPreconditionError,
    WixError,
)

ErrorT = TypeVar("ErrorT", bound=WixError)


def told(error: ErrorT, sent: Sent) -> ErrorT:
    """Return the error, knowing its call; other errors than those of a call stay as they are."""
    if isinstance(error, ApiError | ConnectionError):
        error.operation = sent.name
        error.verb, error.path = sent.verb, sent.path
        error.attempts, error.elapsed = sent.attempts, sent.elapsed
        error.request_body = masked_json(sent.body, sent.name)
    if isinstance(error, ConnectionError):
        error.host = sent.host
    if isinstance(error, ApiError):
        _explain(error, sent)
    return error


def _explain(error: ApiError, sent: Sent) -> None:
    """Fills in what the operation says, and what follows from it."""
    operation = sent.operation
    if operation is not None:
        error.required_permissions = operation.permissions
    if isinstance(error, ApiValidationError) and operation is not None:
        error.violations = [
            replace(one, python_field=operation.python_path(one.field))
            for one in error.violations
        ]
    if isinstance(error, ConflictError):
        error.sent_revision = sent_revision(error.request_body, sent)
    package = sent.name.partition(".")[0] if operation is not None else ""
    app = required_app(error, package)
    if isinstance(error, FailedPreconditionError):
        error.required_app = app
    error.hint = hint(error, sent, app)
