"""How a request is repeated: as a call of curl, and as a program. Credentials are read from the environment."""

from __future__ import annotations

import shlex
from pprint import pformat
from typing import TYPE_CHECKING, Any, cast

from wixapi._local.messages import Refusal
from wixapi._local.page.showing import LONGEST, body_text, shown, shown_headers
from wixapi._masking import MASK, masked

if TYPE_CHECKING:
    from collections.abc import Callable

    from wixapi._http.operation import Operation
    from wixapi._local.core import Core
    from wixapi._local.log import Entry
    from wixapi._local.messages import Request

_LEFT_OUT = {"accept-encoding", "connection", "content-length", "host", "user-agent"}
"""Headers that curl sets by itself."""
_WIDTH = 88


def as_curl(request: Request, api_key: str) -> str:
    """Return the call of curl that sends a request again.

    Args:
        request: the request.
        api_key: the one that the local Wix accepts; what else authorizes a request is a token.
    """
    is_key = request.headers.get("authorization") == api_key
    variable = "WIX_API_KEY" if is_key else "WIX_ACCESS_TOKEN"
    query = f"?{shown(request.query)}" if request.query else ""
    where = f'"$WIX_BASE_URL"{shlex.quote(shown(request.path) + query)}'
    parts = [f"curl -X {shlex.quote(shown(request.verb))} {where}"]
    for name, value in shown_headers(request.headers).items():
        if name == "authorization":
            parts.append(f'-H "Authorization: ${variable}"')
        elif name not in _LEFT_OUT and value != MASK:
            parts.append(f"-H {shlex.quote(f'{name}: {value}')}")
    body = body_text(request.body)
    if body is not None:
        parts.append(f"--data-raw {shlex.quote(body)}")
    return " \\\n  ".join(parts)


def as_code(core: Core, entry: Entry) -> str | None:
    """Return the program that makes a request's call with this package; None if it is the call of no method."""
    from wixapi._local.requests import arguments, routes

    if not entry.method:
        return None
    try:
        found = routes.find(core.facts, entry.request)
        operation = found.resource.operation(found.method.name)
        given = arguments.read(found, entry.request, operation)
    except Refusal:
        return None
    return code_of(operation, masked(given, LONGEST))


def code_of(operation: Operation[Any], arguments: dict[str, Any]) -> str:
    """Return the program that calls a method.

    Args:
        operation: the method.
        arguments: its arguments in wire names.
    """
    named = _in_python(arguments, "", operation.python_path)
    lines = [
        f"{name}={pformat(value, width=_WIDTH - 8, sort_dicts=False)},".replace(
            "\n", "\n        " + " " * (len(name) + 1)
        )
        for name, value in named.items()
    ]
    inner = "".join(f"\n        {line}" for line in lines)
    call = (
        f"wix.{operation.name}({inner}\n    )" if inner else f"wix.{operation.name}()"
    )
    return f"""from {__name__.partition(".")[0]} import WixClient

# reads WIX_BASE_URL, WIX_API_KEY and WIX_SITE_ID
with WixClient() as wix:
    print({call})
"""


def _in_python(value: Any, path: str, python_path: Callable[[str], str]) -> Any:
    """Return JSON with Python names in place of those of the wire, as far as they are known."""
    if isinstance(value, list):
        items = cast("list[object]", value)
        return [
            _in_python(item, f"{path}[{index}]", python_path)
            for index, item in enumerate(items)
        ]
    if not isinstance(value, dict):
        return value
    named: dict[str, Any] = {}
    for key, item in cast("dict[str, object]", value).items():
        below = f"{path}.{key}" if path else key
        is_name = key.isidentifier()  # other keys are those of maps and of free JSON
        name = python_path(below).rpartition(".")[2] if is_name else key
        named[name] = _in_python(item, below, python_path) if is_name else item
    return named
