"""What tests let go wrong at a local Wix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from wixapi._local.faults.fault import Body, Fault, Reset, RetryAfter
from wixapi._local.faults.faults import Limit, Waiting

if TYPE_CHECKING:
    from wixapi._local.core import Core

Method: TypeAlias = str | Callable[..., Any] | None
"""`"bookings.bookings.confirm_booking"`, or the method of a client or of its class; None: any."""


class Troubles:
    """The part of `LocalWix` that makes trouble."""

    core: Core

    def fail_next(
        self,
        status: int = 0,
        *,
        times: int = 1,
        method: Method = None,
        writes_only: bool = False,
        retry_after: RetryAfter = None,
        body: Body = None,
        headers: Mapping[str, str] | None = None,
        took_effect: bool = False,
        reset: Reset = "",
        challenge: bool = False,
        cut: bool = False,
        delay: float = 0.0,
    ) -> None:
        """Let the next requests fail: with an error answer, 503 unless something else is said.

            local.fail_next(429, retry_after=2, times=3)
            local.fail_next(reset="after", method="crm.contacts.create_contact")

        Several wait for each other: the one that was said first comes first.

        Args:
            status: Of the error answer.
            times: How many requests.
            method: Only those for this method.
            writes_only: Only those that may change something; requests for tokens are spared.
            retry_after: What the answer asks for: seconds, a moment, or any text.
            body: The answer's body: JSON, text or bytes.
            headers: More of its headers.
            took_effect: The call is made all the same; only its answer is lost.
            reset: The connection breaks instead: `"connect"`: it can't be made; `"before"` the call took
                effect, or `"after"` that.
            challenge: A page of HTML comes instead, with status 200, as from a firewall.
            cut: The body of the answer ends too early; the call took effect.
            delay: The answer comes so many seconds later.

        Raises:
            ConfigurationError: These contradict each other, can't be sent, or there is no such method.
        """
        is_other = bool(reset or challenge or cut or (delay and not status))
        fault = Fault(
            status=status or (0 if is_other else 503),
            retry_after=retry_after,
            body=body,
            headers={name.lower(): value for name, value in (headers or {}).items()},
            took_effect=took_effect,
            reset=reset,
            challenge=challenge,
            cut=cut,
            delay=delay,
        )
        self._wait(Waiting(fault, times, _name(method), writes_only))

    def edit_next(
        self,
        changes: Mapping[str, Any] | None = None,
        *,
        times: int = 1,
        method: Method = None,
    ) -> None:
        """Let somebody else change an entity just before the next call does: what was read of it is old then.

        It waits for a call that changes or deletes entities by their ids; in bulk, all of these are edited.

        Args:
            changes: Fields of the entity; by default only its revision grows.
            times: How many calls.
            method: Only those of this method.

        Raises:
            ConfigurationError: There is no such method.
        """
        fault = Fault(edit=dict(changes or {}))
        self._wait(Waiting(fault, times, _name(method), writes_only=True))

    def latency(
        self, seconds: float, *, method: Method = None, writes_only: bool = False
    ) -> None:
        """Delay all answers from now on; 0 ends that.

        A client without a port whose timeout is shorter gets it at once, without waiting.

        Args:
            seconds: How much later.
            method: Only those of this method.
            writes_only: Only those to calls that may change something.

        Raises:
            ConfigurationError: That is no time, or there is no such method.
        """
        waiting = Waiting(Fault(delay=seconds), None, _name(method), writes_only)
        with self.core.lock:
            self.core.faults.delay(waiting)

    def rate_limit(
        self,
        requests: int | None = 200,
        *,
        per: timedelta = timedelta(minutes=1),
        retry_after: RetryAfter = None,
    ) -> None:
        """Answer only so many requests in a minute of the virtual clock, and 429 to those beyond.

        Args:
            requests: How many; None: all.
            per: The time, if not a minute.
            retry_after: What the answer asks for; by default the seconds until there is room again; empty text:
                nothing.

        Raises:
            ConfigurationError: That is no limit.
        """
        limit = None if requests is None else Limit(requests, per, retry_after)
        with self.core.lock:
            self.core.faults.limit(limit)

    def _wait(self, waiting: Waiting) -> None:
        """Let a fault wait for requests."""
        with self.core.lock:
            self.core.faults.add(waiting)


def _name(method: Method) -> str:
    """Return the name of a method; empty for any."""
    if method is None:
        return ""
    from wixapi._testing.methods import operation_of

    return operation_of(method).name
