"""The common part of the ASGI and WSGI apps that answer calls of service plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wixapi._log import LOGGER
from wixapi._webhooks import adapters as answers
from wixapi.errors import ConfigurationError, NoPluginHandlerError, WebhookError

if TYPE_CHECKING:
    from wixapi._plugins.answers import PluginAnswer

NOT_FOUND = 404


def headers(answer: PluginAnswer) -> tuple[tuple[str, str], ...]:
    """Return the headers of an answer with a body."""
    return (
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(answer.body))),
    )


def refused(error: WebhookError) -> int:
    """Return the status for what Wix didn't sign, or what is malformed; logs why."""
    LOGGER.warning("call of a service plugin refused: %s", error)
    return answers.REFUSED


def failed(address: str, error: Exception) -> int:
    """Return the status for a call without an answer; logs the exception, and tells Wix nothing of it."""
    if isinstance(error, NoPluginHandlerError):
        LOGGER.warning("%s", error)
        return NOT_FOUND
    LOGGER.error("service plugin failed: %r", address, exc_info=error)
    return answers.FAILED


def not_plugins(given: object) -> ConfigurationError:
    """Return the error for an app that is made of something else."""
    return ConfigurationError(
        f"ServicePluginApp takes ServicePlugins, not {type(given).__name__}"
    )
