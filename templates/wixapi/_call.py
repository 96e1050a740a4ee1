"""One call, before and after the network: what sync and async clients share. Pure but for the log."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from wixapi._log import LOGGER
from wixapi._options import (
    NOT_GIVEN,
    NotGiven,
    RequestOptions,
    checked_headers,
    checked_retries,
    checked_timeout,
)
from wixapi._version import __version__
from wixapi.errors import ConfigurationError, ConnectionError, TimeoutError, WixError

if TYPE_CHECKING:
    import httpx

    from wixapi._auth import AuthStrategy
    from wixapi._request import WireRequest
    from wixapi._retry import RetryPolicy

USER_AGENT = f"wixapi-python/{__version__}"


@dataclass(frozen=True)
class Settings:
    """How a client calls, checked."""

    auth: AuthStrategy
    base_url: str
    timeout: float | httpx.Timeout | None
    max_retries: int
    headers: Mapping[str, str] = field(repr=False)  # they may hold keys

    @classmethod
    def of(
        cls,
        *,
        auth: AuthStrategy,
        base_url: str,
        timeout: float | httpx.Timeout | None,
        max_retries: int,
        headers: Mapping[str, str] | None,
    ) -> Settings:
        """The settings if they can work; raises `ConfigurationError` otherwise."""
        if not callable(getattr(auth, "headers", None)):
            kind = type(auth).__name__
            raise ConfigurationError(
                f"auth must be a strategy such as ApiKeyStrategy, not {kind}"
            )
        checked_timeout(timeout)
        return cls(
            auth=auth,
            base_url=_checked_base_url(base_url),
            timeout=timeout,
            max_retries=checked_retries(max_retries),
            headers=checked_headers({} if headers is None else headers),
        )

    def but(
        self,
        *,
        auth: AuthStrategy | NotGiven,
        base_url: str | NotGiven,
        timeout: float | httpx.Timeout | NotGiven | None,
        max_retries: int | NotGiven,
        headers: Mapping[str, str] | NotGiven,
    ) -> Settings:
        """These settings with some replaced, and headers added."""
        added = {} if headers is NOT_GIVEN else checked_headers(headers)
        return Settings.of(
            auth=self.auth if auth is NOT_GIVEN else auth,
            base_url=self.base_url if base_url is NOT_GIVEN else base_url,
            timeout=self.timeout if timeout is NOT_GIVEN else timeout,
            max_retries=self.max_retries if max_retries is NOT_GIVEN else max_retries,
            headers=merged(self.headers, added),
        )


def _checked_base_url(url: object) -> str:
    if not isinstance(url, str):
        raise ConfigurationError(f"base_url must be a str, not {type(url).__name__}")
    try:
        parts = urlsplit(url)
        port = parts.port  # raises for what is no port,
        (parts.hostname or "").encode(
            "idna"
        )  # and this for what no name server can be asked
    except ValueError as error:
        raise ConfigurationError("base_url is no URL") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise ConfigurationError("base_url must be an http or https URL with a host")
    if parts.username is not None or parts.query or parts.fragment:
        raise ConfigurationError("base_url must have no user, query or fragment")
    if not (url.isascii() and url.isprintable()) or " " in url or "\\" in url:
        raise ConfigurationError("base_url holds characters that no URL has")
    return url.rstrip("/")


def checked_target(verb: object, path: object) -> tuple[str, str]:
    """Verb and path of a free request, if they can't lead to another host.

    Raises:
        ConfigurationError: the verb is no word, or the path isn't an absolute one.
    """
    if not (isinstance(verb, str) and verb.isascii() and verb.isalpha()):
        raise ConfigurationError("the verb must be a word such as POST")
    if not (isinstance(path, str) and path.startswith("/")) or path.startswith("//"):
        raise ConfigurationError(
            "the path must start with one /: the host is the client's"
        )
    if not path.isprintable() or any(character in path for character in " \\#"):
        raise ConfigurationError("the path must be percent-encoded, without # and \\")
    return verb.upper(), path


def merged(*layers: Mapping[str, str]) -> dict[str, str]:
    """Headers laid over each other: the last one wins, in whatever case it is written."""
    result: dict[str, str] = {}
    for layer in layers:
        result.update({name.lower(): value for name, value in layer.items()})
    return result


class Call:
    """One request with its settings, and what each of its attempts leads to."""

    def __init__(
        self,
        request: WireRequest,
        settings: Settings,
        options: RequestOptions,
        name: str,
    ) -> None:
        self._request = request
        self._settings = settings
        self._options = options
        self._name = name
        self._attempt = 0

    def attempt(self, http: httpx.Client | httpx.AsyncClient) -> httpx.Request:
        """The request of one attempt, with fresh credentials."""
        import httpx

        try:
            return http.build_request(
                self._request.verb,
                self._url(),
                headers=self._headers(),
                content=self._request.body,
                timeout=self._options.get("timeout", self._settings.timeout),
            )
        except httpx.InvalidURL as error:
            raise ConfigurationError(f"the URL can't be called: {error}") from None

    def _url(self) -> str:
        request = self._request
        url = self._settings.base_url + request.path
        if not request.query:
            return url
        query = urlencode(request.query, quote_via=quote, safe="")
        return f"{url}{'&' if '?' in url else '?'}{query}"

    def _headers(self) -> dict[str, str]:
        defaults = {"user-agent": USER_AGENT, "accept": "application/json"}
        if self._request.body is not None:
            defaults["content-type"] = "application/json"
        credentials = checked_headers(self._settings.auth.headers())
        return merged(
            defaults,
            self._settings.headers,
            credentials,
            self._options.get("headers", {}),
        )

    def pause_after(self, outcome: httpx.Response | Exception) -> float | None:
        """Seconds until the next attempt; None when the outcome is the answer wanted.

        Raises:
            WixError: the call has failed, and isn't made again.
        """
        from wixapi._answer import api_error

        if not isinstance(outcome, Exception) and outcome.is_success:
            return None
        pause = self._policy().pause(
            self._attempt, outcome, repeatable=self._request.repeatable
        )
        if pause is not None:
            self._attempt += 1
            LOGGER.info("%s: retry %d in %.1f s", self._name, self._attempt, pause)
            return pause
        if isinstance(outcome, Exception):
            raise _without_secrets(outcome, self._name) from outcome
        raise api_error(outcome)

    def _policy(self) -> RetryPolicy:
        from wixapi._retry import RetryPolicy

        return RetryPolicy(self._options.get("max_retries", self._settings.max_retries))


def _without_secrets(error: Exception, name: str) -> WixError:
    """Our exception for one of httpx's, which keeps the request: it loses headers and body."""
    import httpx

    from wixapi._answer import without_secrets

    if isinstance(error, httpx.RequestError):
        with suppress(RuntimeError):  # it may have no request
            error.request = without_secrets(error.request)
    reason = str(error) or type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        return TimeoutError(f"{name}: no answer in time ({type(error).__name__})")
    return ConnectionError(f"{name}: {reason}")
