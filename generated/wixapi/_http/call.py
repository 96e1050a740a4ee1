"""One call, before and after the network: what sync and async clients share. Pure but for the log."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, Any, cast

from wixapi._auth.tokens import TokenStrategy
from wixapi._http.api_errors import SENT, TOO_LARGE, api_error, request_id, too_large
from wixapi._http.sent import Sent
from wixapi._http.settings import Settings, merged
from wixapi._http.trace import Attempt
from wixapi._options import RequestOptions, checked_headers, has_dots
from wixapi._version import __version__
from wixapi.errors import (
    ConfigurationError,
    ConnectionError,
    TimeoutError,
    WixError,
)

if TYPE_CHECKING:
    import httpx2

    from wixapi._http.library import AsyncHttpClient, HttpClient
    from wixapi._http.operation import Operation
    from wixapi._http.pool import AsyncPool, SyncPool
    from wixapi._http.request import WireRequest
    from wixapi._http.retry import RetryPolicy

USER_AGENT = f"wixapi-python/{__version__}"
CONSISTENT = "x-wix-consistent"
LONGEST_CONSISTENT = 4096
"""Characters of that header: servers refuse requests with longer ones."""
ACCESS_TOKEN = "access token"
"""The name of a request for a token, of which no bodies are logged."""
LONGEST_ERROR = 1_000_000
"""Bytes that the body of an error, or of a token, may have."""
NO_HEADERS: Mapping[str, str] = {}
"""Of a call that hasn't been sent yet."""
SECRETS = frozenset(
    {"authorization", "cookie", "wix-account-id", "wix-site-id", CONSISTENT}
)
"""Headers that tell who is calling: they go to Wix's API and nowhere else."""


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
    if has_dots(path.partition("?")[0]):
        raise ConfigurationError(
            "the path must have no . or ..: a value in it has to be quoted"
        )
    return verb.upper(), path


class Call:
    """One request with its settings, and what each of its attempts leads to."""

    def __init__(
        self,
        request: WireRequest,
        settings: Settings,
        options: RequestOptions,
        what: Operation[Any] | str,
        pool: SyncPool | AsyncPool,
    ) -> None:
        self._target, self._body = request
        self._settings = settings
        self._options = options
        self._operation = None if isinstance(what, str) else what
        self._name = what if isinstance(what, str) else what.name
        self._logs_bodies = settings.log_bodies and what != ACCESS_TOKEN
        self._budget = pool.budget
        self._session = pool.sessions.of(settings.auth)
        self._sent: Mapping[str, str] = NO_HEADERS
        self._attempt = 0
        self._sent_count = 0
        self._taken = 0
        self._renewed = False
        self.pause = 0.0
        self._outcome: httpx2.Response | Exception | None = None
        self._began = self._attempt_began = time.monotonic()
        deadline = options.get("deadline", settings.deadline)
        self._ends = None if deadline is None else self._began + deadline

    @property
    def ends(self) -> float | None:
        """Return when the call is given up, by the monotonic clock; None without a deadline."""
        return self._ends

    def _remaining(self) -> float | None:
        """Seconds until the deadline; None without one.

        Raises:
            TimeoutError: it has passed.
        """
        if self._ends is None:
            return None
        seconds = self._ends - time.monotonic()
        if seconds <= 0:
            raise self._told(TimeoutError("the deadline has passed"))
        return seconds

    @contextmanager
    def attempt(
        self, http: HttpClient | AsyncHttpClient, credentials: Mapping[str, str]
    ) -> Generator[httpx2.Request]:
        """The context of one attempt: inside, it is sent, and `ended` is told what came of it."""
        host, path = self._shown_address()
        url = host if self._target.is_elsewhere else host + path
        self._traced = Attempt(self._name, self._target.verb, url, self._attempt + 1)
        trace = self._settings.trace
        self._outcome = None
        with nullcontext() if trace is None else trace(self._traced):
            request = self._build(http, credentials)
            self._sent = request.headers
            self._sent_count += 1
            self._log_request()
            self._attempt_began = time.monotonic()
            yield request
        if self._outcome is None:
            raise ConfigurationError("a trace hook must not swallow exceptions")

    def _build(
        self, http: HttpClient | AsyncHttpClient, credentials: Mapping[str, str]
    ) -> httpx2.Request:
        from wixapi._http.body import ask_for_decodable
        from wixapi._http.library import errors
        from wixapi._http.transport import AsyncPlainClient, PlainClient, parsed

        try:
            headers = self._headers(credentials)
            if isinstance(http, PlainClient | AsyncPlainClient):
                request = http.plain_request(
                    self._target.verb,
                    parsed(self._url()),
                    headers=headers,
                    content=self._body,
                    limits=self._limits(),
                )
            else:
                request = self._built_by(http, headers)
        except errors("InvalidURL") as error:
            raise ConfigurationError(f"the URL can't be called: {error}") from None
        ask_for_decodable(request)
        return request

    def _built_by(
        self, http: HttpClient | AsyncHttpClient, headers: Mapping[str, str]
    ) -> httpx2.Request:
        """Return what a client of the user's makes of the request."""
        request = http.build_request(
            self._target.verb,
            self._url(),
            headers=headers,
            content=self._body,
            extensions={"timeout": self._limits()},
        )
        if self._target.is_elsewhere:  # the client may have credentials of its own
            for name in SECRETS - headers.keys():
                request.headers.pop(name, None)
        return cast("httpx2.Request", request)

    def _limits(self) -> dict[str, float | None]:
        """Return the seconds for each of the attempt's waits, none beyond the deadline."""
        from wixapi._http.library import seconds_of

        limits = seconds_of(self._options.get("timeout", self._settings.timeout))
        remaining = self._remaining()
        if remaining is None:
            return limits
        return {
            name: remaining if limit is None else min(limit, remaining)
            for name, limit in limits.items()
        }

    def due(self) -> float | None:
        """Return when the answer must have come: one that trickles never makes a client give up."""
        timeout = self._options.get("timeout", self._settings.timeout)
        ends = (
            self._attempt_began + timeout if isinstance(timeout, int | float) else None
        )
        return min((end for end in (ends, self._ends) if end is not None), default=None)

    def most(self, status: int) -> int | None:
        """Return how many bytes an answer of that status may have; None: any number.

        What tells of an error, or holds a token, is short.
        """
        most = self._options.get(
            "max_response_bytes", self._settings.max_response_bytes
        )
        is_short = self._name == ACCESS_TOKEN or not 200 <= status <= 299
        return min(most or LONGEST_ERROR, LONGEST_ERROR) if is_short else most

    def _origin(self) -> str:
        """Return what stands before the path; nothing where that is a whole URL."""
        return "" if self._target.is_elsewhere else self._settings.base_url

    def _shown_address(self) -> tuple[str, str]:
        """Return what errors, logs and traces tell of the URL: its host, and its path without the query."""
        path = self._target.path.partition("?")[0]
        if not self._target.is_elsewhere:
            return self._settings.base_url, path
        return "/".join(path.split("/")[:3]), "/…"  # the path lets one upload

    def _url(self) -> str:
        url = self._origin() + self._target.path
        if not self._target.query:
            return url
        from wixapi._http.query import query_text

        return f"{url}{'&' if '?' in url else '?'}{query_text(self._target.query)}"

    def _headers(self, credentials: Mapping[str, str]) -> dict[str, str]:
        defaults = {"user-agent": USER_AGENT, "accept": "application/json"}
        if self._body is not None:
            defaults["content-type"] = self._target.content_type
        if self._target.is_elsewhere:
            return merged(defaults, self._options.get("headers", {}))
        if self._session.consistent is not None:
            defaults[CONSISTENT] = self._session.consistent
        return merged(
            defaults,
            self._settings.headers,
            credentials,
            checked_headers(self._traced.headers),
            self._options.get("headers", {}),
        )

    def ended(self, outcome: httpx2.Response | Exception) -> None:
        """Takes note of how the attempt ended."""
        self._outcome = outcome
        self._traced.elapsed = time.monotonic() - self._attempt_began
        if isinstance(outcome, Exception):
            self._traced.error = type(outcome).__name__
            return
        self._traced.status = outcome.status_code
        self._traced.request_id = request_id(outcome)
        if self._target.is_elsewhere:
            return
        consistent = outcome.headers.get(CONSISTENT)
        if consistent and len(consistent) <= LONGEST_CONSISTENT:
            with suppress(ConfigurationError):  # what can't be sent back isn't kept
                checked_headers({CONSISTENT: consistent})
                self._session.consistent = consistent

    def answer(self) -> httpx2.Response | None:
        """Return what was asked for; None if the call is to be made again after `pause` seconds.

        Raises:
            WixError: the call has failed, and isn't made again.
        """
        outcome = self._outcome
        assert outcome is not None, "`attempt` has seen to it"
        if not isinstance(outcome, Exception) and outcome.is_success:
            self._budget.succeeded(self._taken)
            if (limit := outcome.extensions.get(TOO_LARGE)) is not None:
                self._log("")
                is_elsewhere = self._target.is_elsewhere
                raise self._told(too_large(outcome, limit, is_elsewhere=is_elsewhere))
            outcome.extensions[SENT] = self._request_sent()
            self._log("")
            return outcome
        pause = self._next_pause(outcome)
        if pause is not None:
            self._log(f", again in {pause:.1f} s")
            self._attempt += 1
            self.pause = pause
            return None
        self._log("")
        is_elsewhere = self._target.is_elsewhere
        if isinstance(outcome, Exception):
            raise self._told(_without_secrets(outcome, is_elsewhere)) from outcome
        raise self._told(api_error(outcome, is_elsewhere=is_elsewhere))

    def _next_pause(self, outcome: httpx2.Response | Exception) -> float | None:
        if self._is_rejected(outcome):
            return 0.0
        policy = self._policy()
        left = None if self._ends is None else self._ends - time.monotonic()
        pause = policy.pause(
            self._attempt - self._renewed,
            outcome,
            repeatable=self._target.repeatable,
            left=left,
        )
        if pause is None or not self._budget.take():
            return None
        self._taken += 1
        return pause

    def _is_rejected(self, outcome: httpx2.Response | Exception) -> bool:
        """Return whether the credentials were refused, and others may fare better: once per call."""
        if isinstance(outcome, Exception) or outcome.status_code != 401:
            return False
        rejected = getattr(self._settings.auth, "rejected", None)
        own = merged(self._options.get("headers", {}))
        if self._renewed or rejected is None or "authorization" in own:
            return False
        if self._target.is_elsewhere:
            return False
        self._renewed = bool(rejected(self._sent))
        return self._renewed

    def _policy(self) -> RetryPolicy:
        from wixapi._http.retry import RetryPolicy

        return RetryPolicy(self._options.get("max_retries", self._settings.max_retries))

    def _log_request(self) -> None:
        from wixapi._http.logs import log_request, log_request_body

        _, path = self._shown_address()
        if self._operation is None:
            log_request(self._traced, path)
        else:
            log_request(self._traced, self._operation.path)
        if self._logs_bodies:
            log_request_body(self._traced, path, self._target.query, self._body)

    def _log(self, what_next: str) -> None:
        from wixapi._http.logs import log_answer_body, log_outcome

        log_outcome(self._traced, what_next)
        if self._logs_bodies:
            outcome = self._outcome
            if outcome is not None and not isinstance(outcome, Exception):
                log_answer_body(self._traced, outcome)

    def _told(self, error: WixError) -> WixError:
        """Return the error, knowing what was sent and what it has cost."""
        from wixapi._http.told import told

        return told(error, self._request_sent())

    def _request_sent(self) -> Sent:
        host, path = self._shown_address()
        return Sent(
            name=self._name,
            operation=self._operation,
            verb=self._target.verb,
            host=host,
            path=path,
            query=self._target.query,
            body=self._body,
            headers=self._sent,
            has_token=isinstance(self._settings.auth, TokenStrategy),
            is_elsewhere=self._target.is_elsewhere,
            attempts=max(1, self._sent_count),
            elapsed=time.monotonic() - self._began,
        )


def _without_secrets(error: Exception, is_elsewhere: bool) -> WixError:
    """Return our exception for one of the HTTP library's, which loses its request's headers and body."""
    from wixapi._http.api_errors import without_secrets
    from wixapi._http.library import errors

    if isinstance(error, errors("RequestError")):
        with suppress(RuntimeError):  # it may have no request
            told = cast("httpx2.RequestError", error)
            told.request = without_secrets(told.request, is_elsewhere)
    reason = str(error) or type(error).__name__
    if isinstance(error, errors("TimeoutException")):
        return TimeoutError(f"no answer in time ({type(error).__name__})")
    return ConnectionError(reason)
