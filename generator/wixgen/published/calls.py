"""Read the calls of the REST API from a package's JavaScript: addresses, and how values travel.

Of `toURLSearchParams(payload, true)` the second argument says that a query string that has lists of objects
is sent as one parameter, `.r`. The addresses are those that the SDK uses; the public one is on the host
`www.wixapis.com` (`resolveUrl` of `@wix/sdk-runtime` says how it is found).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tree_sitter import Node

from wixgen.published.syntax import Source, string_of, text_of

PUBLIC_HOST = "www.wixapis.com"
_VARIABLE = re.compile(r"\{([\w.]+)[^{}]*\}")
_FLOATS = re.compile(r"transform\w*Float\w*")
_MASKS = re.compile(r"transform\w*FieldMask\w*")

Mappings = tuple[tuple[str, str], ...]
"""Beginnings of public paths, each with that of the service's own path that it stands for."""


@dataclass(frozen=True)
class Call:
    """One call of the REST API.

    Attributes:
        verb: GET, POST …
        path: The path at the public host, its variables in braces; None if it isn't public.
        fqn: The method's full name in Wix's own services.
        entity: The full name of the entity that it is about; "" if there is none.
        is_base64: A query string with lists of objects is sent as one parameter, `.r`.
        fallback: Verb and public path of the call for long query strings; "" without one.
        floats: The dotted paths of numbers that may be no integers, in the request and in the answer.
        masks: The dotted paths of field masks in the request.
    """

    verb: str
    path: str | None
    fqn: str
    entity: str
    is_base64: bool = False
    fallback: str = ""
    floats: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    masks: frozenset[str] = frozenset()


def calls_of(sources: Iterable[Source]) -> dict[str, Call]:
    """Return the calls of a package by the names of its REST methods."""
    functions: dict[str, list[Node]] = {}
    for source in sources:
        for node, _ in source.statements():
            if node.type == "function_declaration":
                name = text_of(node.child_by_field_name("name"))
                functions.setdefault(name, []).append(node)
    mappings = {
        name: _mappings(nodes[0])
        for name, nodes in functions.items()
        if "resolve" in name
    }
    found: dict[str, Call] = {}
    for name, nodes in functions.items():
        for called in filter(None, map(_called, nodes)):
            made = (_call(node, mappings) for node in functions.get(called, []))
            if call := next(filter(None, made), None):
                found.setdefault(name, call)
    return found


def call_named(calls: Mapping[str, Call], name: str) -> Call | None:
    """Return the call of a method; a bundler numbers names that are taken."""
    if name in calls:
        return calls[name]
    numbered = (
        calls[one] for one in calls if re.fullmatch(re.escape(name) + r"\d+", one)
    )
    return next(numbered, None)


def public_path(own: str, mappings: Mappings) -> str | None:
    """Return a service's own path as the public host has it; None if that host hasn't got it.

    Several mappings may fit. As on documentation pages, one that puts the service's name before the path
    (`/v1/doors` at `/shop/v1/doors`) counts before one that doesn't, and both before one for the whole
    service; of the latter, one that begins with `/_api/` is for Wix's own sites, and counts last.
    """
    fitting = [(public, part) for public, part in mappings if own.startswith(part)]
    fitting.sort(
        key=lambda one: (not one[1], one[0] == one[1], one[0].startswith("/_api/"))
    )
    for public, part in fitting:
        return _VARIABLE.sub(r"{\1}", public + own[len(part) :])
    return None


def _called(function: Node) -> str:
    """Return the function that `const getRequestOptions = name(payload)` calls; "" if it calls none."""
    for pair in all_nodes(function, {"variable_declarator"}):
        if text_of(pair.child_by_field_name("name")) == "getRequestOptions":
            value = pair.child_by_field_name("value")
            if value is not None and value.type == "call_expression":
                return text_of(value.child_by_field_name("function")).rsplit(".", 1)[-1]
    return ""


def _call(function: Node, mappings: Mapping[str, Mappings]) -> Call | None:
    """Read the function that makes a request; None if it makes none."""
    for pair in all_nodes(function, {"variable_declarator"}):
        value = pair.child_by_field_name("value")
        if (
            text_of(pair.child_by_field_name("name")) == "metadata"
            and value is not None
        ):
            break
    else:
        return None
    parts = pairs_of(value)
    sent, received = _transformed(function, parts.get("transformResponse"))
    return Call(
        verb=string_of(parts.get("method")),
        path=_path(parts.get("url"), mappings),
        fqn=string_of(parts.get("methodFqn")),
        entity=string_of(parts.get("entityFqdn")),
        is_base64=_is_base64(parts.get("params")),
        fallback=_fallback(parts.get("fallback"), mappings),
        floats=(transformed_paths(sent, _FLOATS), transformed_paths(received, _FLOATS)),
        masks=transformed_paths(sent, _MASKS),
    )


def _path(url: Node | None, mappings: Mapping[str, Mappings]) -> str | None:
    """Return the public path of `resolveSomeServiceUrl({ protoPath: "/v1/doors" })`."""
    if url is None or url.type != "call_expression":
        return None
    resolver = text_of(url.child_by_field_name("function"))
    arguments = arguments_of_call(url)
    own = string_of(pairs_of(arguments[0]).get("protoPath")) if arguments else ""
    return public_path(own, mappings.get(resolver, ()))


def _is_base64(params: Node | None) -> bool:
    return params is not None and [text_of(one) for one in arguments_of_call(params)][
        1:2
    ] == ["true"]


def _fallback(listed: Node | None, mappings: Mapping[str, Mappings]) -> str:
    for item in listed.named_children if listed is not None else ():
        parts = pairs_of(item)
        verb, path = string_of(parts.get("method")), _path(parts.get("url"), mappings)
        if verb == "POST" and path:
            return f"{verb} {path}"
    return ""


def _transformed(function: Node, answer: Node | None) -> tuple[list[Node], list[Node]]:
    """Return the lists that `transformPaths` is called with: for the request, and for the answer."""
    sent: list[Node] = []
    received: list[Node] = []
    for call in all_nodes(function, {"call_expression"}):
        if text_of(call.child_by_field_name("function")) == "transformPaths":
            is_answer = (
                answer is not None
                and answer.start_byte <= call.start_byte < answer.end_byte
            )
            (received if is_answer else sent).extend(arguments_of_call(call)[1:2])
    return sent, received


def transformed_paths(
    lists: Iterable[Node], function: re.Pattern[str]
) -> frozenset[str]:
    """Return the paths of values that a function changes on their way."""
    found: set[str] = set()
    for item in (item for one in lists for item in one.named_children):
        parts = pairs_of(item)
        if function.fullmatch(text_of(parts.get("transformFn"))):
            paths = parts.get("paths")
            listed = paths.named_children if paths is not None else []
            found |= {string_of(pairs_of(one).get("path")) for one in listed}
    return frozenset(found - {""})


def _mappings(function: Node) -> Mappings:
    """Return the mappings of the public host in a `resolveSomeServiceUrl`."""
    for pair in all_nodes(function, {"pair"}):
        if string_of(pair.child_by_field_name("key")) == PUBLIC_HOST:
            value = pair.child_by_field_name("value")
            entries = [
                pairs_of(one)
                for one in (value.named_children if value is not None else ())
            ]
            return tuple(
                (string_of(one.get("srcPath")), string_of(one.get("destPath")))
                for one in entries
            )
    return ()


def pairs_of(node: Node | None) -> dict[str, Node]:
    """Return the values of an object literal by key."""
    found: dict[str, Node] = {}
    for pair in (
        node.named_children if node is not None and node.type == "object" else ()
    ):
        value = pair.child_by_field_name("value")
        if pair.type == "pair" and value is not None:
            key = pair.child_by_field_name("key")
            found[string_of(key) or text_of(key)] = value
    return found


def arguments_of_call(call: Node) -> list[Node]:
    """Return what a function is called with."""
    listed = call.child_by_field_name("arguments")
    return listed.named_children if listed is not None else []


def all_nodes(node: Node, kinds: set[str]) -> Iterator[Node]:
    """Yield all nodes of some kinds inside of one, in order."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.type in kinds:
            yield one
        waiting += reversed(one.named_children)
