"""What can be done to a local Wix from its page, or by a program of any language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wixapi._local.core import Core


def reset(core: Core, _: Mapping[str, Any]) -> None:
    """Forget all."""
    core.reset()


def advance(core: Core, given: Mapping[str, Any]) -> dict[str, Any]:
    """Put the clock forward by the arguments of a timedelta, `{"hours": 2}`, and deliver what is due then."""
    try:
        by = timedelta(**given)
    except OverflowError as error:
        raise ValueError("that is too far") from error
    core.deliveries.advance(by)
    return {"now": core.clock.text()}


def fail(core: Core, given: Mapping[str, Any]) -> None:
    """Let calls fail: the arguments of `LocalWix.fail_next`, such as `{"status": 503, "times": 2}`."""
    core.faults.fail_next(**given)


def seed(core: Core, given: Mapping[str, Any]) -> None:
    """Put entities into it, by resource."""
    from wixapi._local.seeds import plant

    plant(core, given)


def emit(core: Core, given: Mapping[str, Any]) -> None:
    """Send an event that no method makes."""
