"""The example blocks of a page: curl commands with a body, and scripts."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from random import Random
from typing import Any, cast
from urllib.parse import quote, urlencode

from support.page_sample import Sampler
from wixgen.spec.api import Method, Resource

HOST = "https://www.wixapis.com"
_AUTH = "-H 'Authorization: <AUTH>'"
_HANDLER = "  // your code goes here"


def curl_examples(resource: Resource, method: Method) -> tuple[list[str], list[object]]:
    """The REST half's examples, and the requests that they send.

    A method without documented examples gets one that fits its schema, always the same.
    """
    shown: list[str] = []
    requests: list[object] = []
    if method.examples:
        for one in method.examples:
            request = one.request.value if one.request else {}
            requests.append(request)
            shown += _titled(one.title or method.title, one.description)
            shown += curl(method, cast(dict[str, Any], request), 2, True)
        return shown, requests
    rng = Random(zlib.crc32(f"{resource.key}.{method.name}".encode()))
    for number in range(rng.choice((0, 1, 1, 1, 2))):
        request = Sampler(method, rng).request()
        requests.append(request)
        title = method.title or method.name
        text = "" if rng.random() < 0.5 else f"{title}, once more."
        shown += _titled(f"{title} {number + 1}", text)
        host = f"{HOST}/_api" if rng.random() < 0.04 else HOST  # `URL:` knows better
        indent, says_json = rng.choice((2, 2, 3, 4)), rng.random() < 0.5
        shown += curl(method, request, indent, says_json, host)
    return shown, requests


def curl(
    method: Method,
    request: Mapping[str, Any],
    indent: int,
    says_json: bool,
    host: str = HOST,
) -> list[str]:
    """One curl command in its fence."""
    rest = dict(request)
    path = _path(method, rest)
    has_body = method.verb not in {"GET", "DELETE"}
    url = host + path
    if not has_body and (pairs := list(_pairs(rest))):
        url += "?" + urlencode(pairs)
    lines = ["```curl", f"curl -X {method.verb} \\", f"'{url}' \\"]
    if says_json and has_body:
        lines.append("-H 'Content-Type: application/json' \\")
    if not has_body:
        return [*lines, _AUTH, "```", ""]
    body = json.dumps(rest, indent=indent, ensure_ascii=False).replace("'", "'\\''")
    return [*lines, f"{_AUTH} \\", *f"-d '{body}'".split("\n"), "```", ""]


def unbroken(line: str) -> str:
    """A line whose indentation is made of no-break spaces."""
    code = line.lstrip(" ")
    return "\u00a0" * (len(line) - len(code)) + code


def script_examples(
    resource: Resource, function: str, arguments: list[str]
) -> list[str]:
    """The JavaScript half's three examples: plain, elevated, self-hosted."""
    module, given = resource.module, ",".join(arguments)
    source = f"import {{ {module} }} from '@wix/{resource.package}';"
    plain = _script(source, "", *_function(function, given, module))
    client = "https://dev.wix.com/docs/sdk/articles/work-with-the-sdk/client.md"
    return [
        f"### {function}",
        *plain,
        f"### {function} (with elevated permissions)",
        *_elevated(source, function, given, module),
        f"### {function} (self-hosted)",
        f"On your own server, [make a client]({client}) first.",
        "",
        *_hosted(source, function, given, module),
    ]


def handler_examples(resource: Resource, handler: str) -> list[str]:
    """The two examples of a webhook page, which have no titles."""
    module = resource.module
    source = f"import {{ {module} }} from '@wix/{resource.package}';"
    plain = _script(source, "", f"{module}.{handler}((event) => {{", _HANDLER, "});")
    hosted = _script(
        "import { createClient, AppStrategy } from '@wix/sdk';",
        source,
        "",
        "const wixClient = createClient({",
        "  auth: AppStrategy({",
        "    appId: 'MY-APP-ID',",
        "    publicKey: 'YOUR_APP_PUBLIC_KEY',",
        "  }),",
        "  modules: {",
        f"    {module},",
        "  },",
        "});",
        "",
        f"wixClient.{module}.{handler}((event) => {{",
        _HANDLER,
        "});",
    )
    return [*plain, *hosted]


def _titled(title: str, description: str) -> list[str]:
    return [f"### {title}", *([description, ""] if description else [])]


def _script(*lines: str) -> list[str]:
    return ["```javascript", *lines, "```", ""]


def _function(name: str, given: str, owner: str) -> list[str]:
    return [
        f"async function {name}({given}) {{",
        f"  const response = await {owner}.{name}({given});",
        "};",
    ]


def _elevated(source: str, name: str, given: str, module: str) -> list[str]:
    title = f"{name[:1].upper()}{name[1:]}"
    return _script(
        source,
        "import { auth } from '@wix/essentials';",
        "",
        f"async function my{title}Method({given}) {{",
        f"  const elevated{title} = auth.elevate({module}.{name});",
        f"  const response = await elevated{title}({given});",
        "}",
    )


def _hosted(source: str, name: str, given: str, module: str) -> list[str]:
    return _script(
        "import { createClient } from '@wix/sdk';",
        source,
        "// The auth strategy of your choice comes here",
        "// The host module, too, if you need one",
        "",
        "const myWixClient = createClient ({",
        f"  modules: {{ {module} }},",
        "  // Auth strategy and host",
        "});",
        "",
        "",
        *_function(name, given, f"myWixClient.{module}"),
    )


def _path(method: Method, request: dict[str, Any]) -> str:
    """The path with its values; a value that came as a parameter leaves the body."""
    path = method.path
    for dotted in method.path_parameters:
        value: Any = request
        for name in dotted.split("."):
            value = value.get(name, "") if isinstance(value, dict) else ""
        path = path.replace(f"{{{dotted}}}", quote(str(value or "some-id"), safe=""))
        if "." not in dotted:
            request.pop(dotted, None)
    return path


def _pairs(value: object, prefix: str = "") -> list[tuple[str, str]]:
    """Query parameters: lists repeat the key, objects are flattened with dots."""
    if isinstance(value, dict):
        items = cast(dict[str, Any], value).items()
        nested = [
            _pairs(one, f"{prefix}.{key}" if prefix else key) for key, one in items
        ]
        return [pair for pairs in nested for pair in pairs]
    if isinstance(value, list):
        return [pair for one in cast(list[Any], value) for pair in _pairs(one, prefix)]
    return [(prefix, json.dumps(value) if isinstance(value, bool) else str(value))]
