"""Errors of a status that name fields, too: both kinds of `except` catch them."""

from __future__ import annotations

from wixapi.errors import (
    ApiError,
    ApiValidationError,
    AuthenticationError,
    ConflictError,
    FailedPreconditionError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
)


class AuthenticationValidationError(AuthenticationError, ApiValidationError):
    """401 with field violations."""


class PermissionDeniedValidationError(PermissionDeniedError, ApiValidationError):
    """403 with field violations."""


class NotFoundValidationError(NotFoundError, ApiValidationError):
    """404 with field violations."""


class ConflictValidationError(ConflictError, ApiValidationError):
    """409 with field violations."""


class FailedPreconditionValidationError(FailedPreconditionError, ApiValidationError):
    """428 with field violations."""


class RateLimitValidationError(RateLimitError, ApiValidationError):
    """429 with field violations."""


class ServerValidationError(ServerError, ApiValidationError):
    """5xx with field violations."""


WITH_VIOLATIONS: dict[type[ApiError], type[ApiValidationError]] = {
    ApiError: ApiValidationError,
    AuthenticationError: AuthenticationValidationError,
    PermissionDeniedError: PermissionDeniedValidationError,
    NotFoundError: NotFoundValidationError,
    ConflictError: ConflictValidationError,
    FailedPreconditionError: FailedPreconditionValidationError,
    RateLimitError: RateLimitValidationError,
    ServerError: ServerValidationError,
}
"""By the class of an answer's status, the class that is it and tells of fields, too."""
