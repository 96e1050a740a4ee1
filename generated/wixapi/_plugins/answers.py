"""What Wix gets for a call of a service plugin: the status and the JSON of an answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from wixapi._plugins.method import written
from wixapi.errors import ServicePluginError

OK = 200


@dataclass(frozen=True)
class PluginAnswer:
    """An answer to Wix: `ServicePlugins.process` makes it, a web framework sends it."""

    status: int
    """The HTTP status: 200, or that of the error which the handler raised."""
    body: bytes
    """The JSON, to be sent as `application/json`."""

    def json(self) -> Any:
        """Return the body's data."""
        return json.loads(self.body)


def success(data: dict[str, Any]) -> PluginAnswer:
    """Return the answer of a handler, whose wire form it gets."""
    return PluginAnswer(OK, _as_json(data))


def refusal(error: ServicePluginError) -> PluginAnswer:
    """Return the answer for an error that a handler raised, in the form that `@wix/sdk` gives it.

    Raises:
        ServicePluginError: It has no code, so Wix could make nothing of it.
        ValidationError: What the error tells breaks documented rules.
    """
    if not error.code:
        raise error
    told: dict[str, Any] = {"code": error.code}
    data = _data(error)
    if data is not None:
        told["data"] = data
    return PluginAnswer(error.http, _as_json({"applicationError": told}))


def _data(error: ServicePluginError) -> Any:
    """Return the wire form of what an error tells; nothing is told as `{}` where something could be."""
    from wixapi._validation.free_json import write_json

    if error.data_rules is None:
        return None if error.data is None else written(write_json, error.data)
    if error.data is None:
        return {}
    from wixapi._validation.walker import NO_DEMAND

    tables, model = error.data_rules
    return written(tables.writer(model, NO_DEMAND).write, error.data)


def _as_json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
