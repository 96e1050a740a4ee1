"""Everything that can go wrong, in one tree.

WixError
 ├── ConfigurationError (also a ValueError)     the client was set up or called wrongly
 │    └── NothingChangedError                    an update with `changed_from` in which nothing changed
 ├── ValidationError                            the request breaks documented rules; nothing was sent
 │    ├── UnknownFieldError (also a TypeError)   a model was made with a name that it doesn't have
 │    └── ApiValidationError (also an ApiError)  Wix found the same, and named the fields
 ├── ApiError                                   Wix answered, but not with success
 │    ├── ApiValidationError                     with field violations, whatever the status
 │    ├── AuthenticationError                    401
 │    ├── PermissionDeniedError                  403
 │    ├── NotFoundError                          404
 │    ├── ConflictError                          409
 │    ├── FailedPreconditionError                428
 │    ├── RateLimitError                         429
 │    ├── ResponseTooLargeError                  a success with more bytes than `max_response_bytes`
 │    └── ServerError                            5xx
 ├── ConnectionError (also Python's)            no answer came
 │    └── TimeoutError (also Python's)           none came in time
 ├── ClientClosedError                          the client, or the `http_client` it was given, is closed
 ├── InstanceError                              an app's instance isn't signed by Wix, is too old or unreadable
 ├── WebhookError                               a webhook can't be trusted or understood
 │    └── WebhookKeyError (also a ValueError)    the public key is no key
 ├── NoPluginHandlerError                       nothing is registered for a call of a service plugin
 └── ServicePluginError                         raised by a handler: the app's answer to such a call

An answer with another status than 400 that names fields is an error of its status and an
`ApiValidationError`. Every one of them can be pickled and copied.
"""

from __future__ import annotations

import builtins
import dataclasses
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from wixapi._call_facts import CallFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import httpx2

__all__ = [
    "ApiError",
    "ApiValidationError",
    "AuthenticationError",
    "ClientClosedError",
    "ConfigurationError",
    "ConflictError",
    "ConnectionError",
    "FailedPreconditionError",
    "FieldViolation",
    "InstanceError",
    "NoPluginHandlerError",
    "NotFoundError",
    "NotReadyError",
    "NothingChangedError",
    "PermissionDeniedError",
    "RateLimitError",
    "ResponseTooLargeError",
    "ServerError",
    "ServicePluginError",
    "TimeoutError",
    "UnknownFieldError",
    "ValidationError",
    "WebhookError",
    "WebhookKeyError",
    "WixError",
]


_MOST_SHOWN = 100
"""Violations that an error's text tells; `violations` has all."""
_LONGEST_WORDS = 2_000
"""Characters of an answer's words that an error's text tells; its attributes have all."""


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
    python_field: str = dataclasses.field(default="", compare=False)
    """The same path in Python names, `participation.party_size`, as far as they are known."""
    data: Any = dataclasses.field(default=None, compare=False)
    """What the server tells on top, as it came: `{"threshold": 1000}`; None: nothing."""

    def __str__(self) -> str:
        wire, python = self.field or "parameters", self.python_field
        names = f"{python} / {wire}" if python and python != wire else wire
        description = f": {self.description}" if self.description else ""
        rule = f" ({self.rule})" if self.rule else ""
        return f"{names}{description}{rule}"


class WixError(Exception):
    """Base of every exception that this package raises on purpose."""

    def __reduce__(self) -> tuple[Callable[..., WixError], tuple[Any, ...]]:
        # Exception's own way calls __init__ with `args`, which not every subclass can take.
        return _revive, (type(self), self.args, self.__dict__.copy())


def _revive(
    cls: type[WixError], args: tuple[Any, ...], state: dict[str, Any]
) -> WixError:
    error = cls.__new__(cls, *args)
    error.args = args  # an OSError takes them in __init__, which isn't called
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
    operation: str = ""
    """The method, `calendar.participations.create_participation`."""

    def __init__(
        self, violations: Iterable[FieldViolation], *, operation: str = ""
    ) -> None:
        self.violations = list(violations)
        self.operation = operation
        super().__init__(_summary(self.violations, operation))


class UnknownFieldError(ValidationError, TypeError):
    """A model was made with a field that it doesn't have: most likely, the name is misspelt."""


def _summary(violations: list[FieldViolation], operation: str = "") -> str:
    noun = "violation" if len(violations) == 1 else "violations"
    place = f" in {operation}" if operation else ""
    shown = [_short(str(violation)) for violation in violations[:_MOST_SHOWN]]
    if (more := len(violations) - len(shown)) > 0:
        shown.append(f"and {more} more")
    return "\n  ".join([f"{len(violations)} {noun}{place}", *shown])


def _short(words: str) -> str:
    """Return the words, cut where nobody reads on: those of an answer may be any number."""
    return words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS]}…"


class ApiError(CallFacts, WixError):
    """Wix answered, but not with success."""

    status: int
    """The HTTP status."""
    code: str
    """The application's error code, a number as text; where the answer has none, the status in words
    (`NOT_FOUND`). What a method can answer is listed in an enum, as far as it is documented."""
    description: str
    """A sentence for a human about the failure."""
    request_id: str | None
    """Wix's id of the request: quote it when asking Wix for help."""
    details: Any
    """The member `details` of the answer, as it came."""
    data: Any = None
    """What the application tells about its error code, as it came; None: nothing."""
    response: httpx2.Response | None
    """The whole answer. Its `request` has lost headers and body, which hold secrets."""
    required_permissions: Mapping[str, str] = MappingProxyType({})
    """The scopes, or IDs of permissions, of which the method needs one, with their titles, as far as they
    are documented: `{"SCOPE.DC-CALENDAR.MANAGE": "Manage Calendars"}`."""

    def __init__(
        self,
        status: int,
        code: str,
        description: str,
        request_id: str | None = None,
        details: Any = None,
        response: httpx2.Response | None = None,
        *,
        data: Any = None,
    ) -> None:
        self.status = status
        self.code = code
        self.description = description
        self.request_id = request_id
        self.details = details
        self.data = data
        self.response = response
        known = f" (request id {request_id})" if request_id else ""
        # not super(): ApiValidationError has a second base, which takes violations
        told = f"{status} {_short(code)}: {_short(description)}{known}"
        WixError.__init__(self, told)

    def __str__(self) -> str:
        return self.told_with(self.args[0], f"{self.verb} {self.path}".strip())


class ApiValidationError(ApiError, ValidationError):
    """Wix named the fields that are wrong; with another status than 400, it is also the error of that."""

    def __init__(
        self,
        status: int,
        code: str,
        description: str,
        request_id: str | None = None,
        details: Any = None,
        response: httpx2.Response | None = None,
        *,
        data: Any = None,
        violations: Iterable[FieldViolation] = (),
    ) -> None:
        ApiError.__init__(
            self, status, code, description, request_id, details, response, data=data
        )
        self.violations = list(violations)

    def __str__(self) -> str:
        where = f"{self.verb} {self.path}".strip()
        return self.told_with(self.args[0], where, _summary(self.violations))


class AuthenticationError(ApiError):
    """401: the key or token isn't valid; sometimes also a missing permission."""


class PermissionDeniedError(ApiError):
    """403: the identity may not do this. `required_permissions` has those of which one is needed."""


class NotFoundError(ApiError):
    """404: there is no such thing."""


class ConflictError(ApiError):
    """409: stale revision or conflicting change. Read again before trying again."""

    sent_revision: int | str | None = None
    """The revision in the request, as the entity's model has it; None if there was none."""


class FailedPreconditionError(ApiError):
    """428: something has to be so before, most often that an app of Wix's is installed on the site."""

    required_app: str | None = None
    """The app that must be installed first, `Wix Stores`; None if the answer is about something else."""


class RateLimitError(ApiError):
    """429: too many requests."""


class ResponseTooLargeError(ApiError):
    """Wix answered with success, and with more than the client takes: a write has been done. Never repeated."""

    limit: int = 0
    """The bytes that an answer may have: `max_response_bytes`."""


class ServerError(ApiError):
    """5xx: the fault is on the other side."""


class ConnectionError(CallFacts, WixError, builtins.ConnectionError):
    """No answer came: the connection failed or broke. Also Python's own `ConnectionError`."""

    host: str = ""
    """Scheme, name and port of where the call went: `https://www.wixapis.com`."""

    def __str__(self) -> str:
        where = f"{self.verb} {self.host}{self.path}".strip()
        return self.told_with(WixError.__str__(self), where)


class TimeoutError(ConnectionError, builtins.TimeoutError):
    """No answer came in time. Also Python's own `TimeoutError`."""


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
