"""Everything that can go wrong, in one tree.

WixError
 ├── ConfigurationError (also a ValueError)     the client was set up or called wrongly
 │    └── NothingChangedError                    an update with `changed_from` in which nothing changed
 ├── ValidationError                            the request breaks documented rules; nothing was sent
 │    ├── UnknownFieldError (also a TypeError)   a model was made with a name that it doesn't have
 │    └── ApiValidationError (also an ApiError)  Wix found the same, and answered 400
 ├── ApiError                                   Wix answered, but not with success
 │    ├── ApiValidationError                     400 with field violations
 │    ├── AuthenticationError                    401
 │    ├── PermissionDeniedError                  403
 │    ├── NotFoundError                          404
 │    ├── ConflictError                          409
 │    ├── RateLimitError                         429
 │    └── ServerError                            5xx
 ├── ConnectionError                            no answer came
 │    └── TimeoutError                           none came in time
 ├── ClientClosedError                          the client, or the `http_client` it was given, is closed
 ├── InstanceError                              an app's instance isn't signed by Wix, is too old or unreadable
 ├── WebhookError                               a webhook can't be trusted or understood
 │    └── WebhookKeyError (also a ValueError)    the public key is no key
 ├── NoPluginHandlerError                       nothing is registered for a call of a service plugin
 └── ServicePluginError                         raised by a handler: the app's answer to such a call

Every one of them can be pickled and copied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import httpx2

__all__ = [
    "ApiError",
    "ApiValidationError",
    "AuthenticationError",
    "ClientClosedError",
    "ConfigurationError",
    "ConflictError",
    "ConnectionError",
    "FieldViolation",
    "InstanceError",
    "NoPluginHandlerError",
    "NotFoundError",
    "NotReadyError",
    "NothingChangedError",
    "PermissionDeniedError",
    "RateLimitError",
    "ServerError",
    "ServicePluginError",
    "TimeoutError",
    "UnknownFieldError",
    "ValidationError",
    "WebhookError",
    "WebhookKeyError",
    "WixError",
]


@dataclass(frozen=True)
class FieldViolation:
    """One documented rule that one field breaks."""

    field: str
    """The field's path in wire names, such as `tickets[0].number`; empty for the parameters themselves."""
    description: str
    """A sentence for a human about the mistake."""
    rule: str
    """REQUIRED, ONE_OF, UNKNOWN_FIELD, TYPE, FORMAT, ENUM, MIN, MAX, MIN_LENGTH, MAX_LENGTH, MIN_ITEMS
    or MAX_ITEMS; in queries also FILTERABLE, SORTABLE or OPERATOR. From the server also a rule of its own,
    or nothing."""

    def __str__(self) -> str:
        rule = f" ({self.rule})" if self.rule else ""
        return f"{self.field or 'parameters'}: {self.description}{rule}"


class WixError(Exception):
    """Base of every exception that this package raises on purpose."""

    def __reduce__(self) -> tuple[Callable[..., WixError], tuple[Any, ...]]:
        # Exception's own way calls __init__ with `args`, which not every subclass can take.
        return _revive, (type(self), self.args, self.__dict__.copy())


def _revive(
    cls: type[WixError], args: tuple[Any, ...], state: dict[str, Any]
) -> WixError:
    error = cls.__new__(cls, *args)
    error.__dict__.update(state)
    return error


class ConfigurationError(WixError, ValueError):
    """The client was constructed or called with something that can't work."""


class NothingChangedError(ConfigurationError):
    """An update would change nothing: what is sent is like `changed_from`. Nothing was sent."""


class ValidationError(WixError):
    """The arguments break documented rules. Nothing was sent."""

    violations: list[FieldViolation]
    """Every rule that is broken, in the order of the fields as they were given."""

    def __init__(self, violations: Iterable[FieldViolation]) -> None:
        self.violations = list(violations)
        super().__init__(_summary(self.violations))


class UnknownFieldError(ValidationError, TypeError):
    """A model was made with a field that it doesn't have: most likely, the name is misspelt."""


def _summary(violations: list[FieldViolation]) -> str:
    noun = "violation" if len(violations) == 1 else "violations"
    return "\n  ".join([f"{len(violations)} {noun}", *map(str, violations)])


def _cost(error: ApiError | ConnectionError) -> str:
    if error.attempts == 1:
        return ""
    return f" ({error.attempts} attempts in {error.elapsed:.1f} s)"


class ApiError(WixError):
    """Wix answered, but not with success."""

    status: int
    """The HTTP status."""
    code: str
    """The application's error code; where the answer has none, the status in words (`NOT_FOUND`)."""
    description: str
    """A sentence for a human about the failure."""
    request_id: str | None
    """Wix's id of the request: quote it when asking Wix for help."""
    details: Any
    """The member `details` of the answer, as it came."""
    response: httpx2.Response | None
    """The whole answer. Its `request` has lost headers and body, which hold secrets."""
    attempts: int = 1
    """The number of attempts that were made."""
    elapsed: float = 0.0
    """Seconds that all attempts and the pauses between them took."""

    def __init__(
        self,
        status: int,
        code: str,
        description: str,
        request_id: str | None = None,
        details: Any = None,
        response: httpx2.Response | None = None,
    ) -> None:
        self.status = status
        self.code = code
        self.description = description
        self.request_id = request_id
        self.details = details
        self.response = response
        known = f" (request id {request_id})" if request_id else ""
        # not super(): ApiValidationError has a second base, which takes violations
        WixError.__init__(self, f"{status} {code}: {description}{known}")

    def __str__(self) -> str:
        return f"{self.args[0]}{_cost(self)}"


class ApiValidationError(ApiError, ValidationError):
    """Wix answered 400 and named the fields that are wrong."""

    def __init__(
        self,
        status: int,
        code: str,
        description: str,
        request_id: str | None = None,
        details: Any = None,
        response: httpx2.Response | None = None,
        *,
        violations: Iterable[FieldViolation] = (),
    ) -> None:
        ApiError.__init__(
            self, status, code, description, request_id, details, response
        )
        self.violations = list(violations)

    def __str__(self) -> str:
        return f"{ApiError.__str__(self)}\n{_summary(self.violations)}"


class AuthenticationError(ApiError):
    """401: the key or token isn't valid; sometimes also a missing permission."""


class PermissionDeniedError(ApiError):
    """403: the identity may not do this."""


class NotFoundError(ApiError):
    """404: there is no such thing."""


class ConflictError(ApiError):
    """409: stale revision or conflicting change. Read again before trying again."""


class RateLimitError(ApiError):
    """429: too many requests."""


class ServerError(ApiError):
    """5xx: the fault is on the other side."""


class ConnectionError(WixError):
    """No answer came: the connection failed or broke."""

    attempts: int = 1
    """The number of attempts that were made."""
    elapsed: float = 0.0
    """Seconds that all attempts and the pauses between them took."""

    def __str__(self) -> str:
        return f"{super().__str__()}{_cost(self)}"


class TimeoutError(ConnectionError):
    """No answer came in time."""


class NotReadyError(WixError):
    """What was waited for has failed: it won't be ready.

    Attributes:
        status: What it says of itself, such as `FAILED`.
        entity: It, as it was fetched last.
    """

    def __init__(self, message: str, *, status: str, entity: object) -> None:
        super().__init__(message)
        self.status = status
        self.entity = entity


class ClientClosedError(WixError):
    """The client, or the `http_client` it was given, is closed."""


class InstanceError(WixError):
    """An app's instance, or the token that names one, can't be trusted or understood."""


class WebhookError(WixError):
    """A webhook's body can't be trusted, or can't be understood."""


class WebhookKeyError(WebhookError, ValueError):
    """The public key for webhooks is no key."""


class NoPluginHandlerError(WixError):
    """Wix calls a method of a service plugin for which the app has no handler."""


class ServicePluginError(WixError):
    """What a handler of a service plugin raises to answer Wix with an error.

    Each service plugin has classes of its own for the errors that Wix knows. One that it doesn't know
    yet is a subclass with `http` and `code`.
    """

    http: ClassVar[int] = 400
    """The HTTP status of the answer."""
    status: ClassVar[str] = ""
    """The status in words (`FAILED_PRECONDITION`); it isn't sent."""
    code: ClassVar[str] = ""
    """The application code by which Wix tells the error."""
    data_rules: ClassVar[tuple[Any, type[Any]] | None] = None
    """By which tables `data` is checked and written, and its model; None: it is free JSON."""

    data: Any
    """What the app tells about it; None: nothing."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(self.code or type(self).__name__)
        self.data = data
