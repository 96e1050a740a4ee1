"""From verb and path of a request to the method that is meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from urllib.parse import unquote

from wixapi._local.facts import Facts, MethodFacts, ResourceFacts
from wixapi._local.messages import Refusal, Request, wrong_verb
from wixapi._local.requests import javascript

_ALIKE = 0.5
"""How much of a path must be like that of a method to be taken for it, from 0 to 1."""
_LONGEST_PATH = 4_000
"""Characters of a path that may be a method's: hints cost time."""


@dataclass(frozen=True, slots=True)
class Match:
    """The method that a request is for."""

    resource: ResourceFacts
    method: MethodFacts
    values: dict[str, str]
    """What stands in the path, by the wire path of its placeholder, percent-encoded."""
    is_fallback: bool = False
    """Whether a GET's parameters are posted."""


@dataclass(frozen=True, slots=True)
class _Route:
    """One way to a method."""

    verb: str
    path: str
    names: tuple[str, ...]
    """Wire paths of its placeholders, in their order."""
    methods: tuple[tuple[str, str], ...]
    """Resource and name; two resources may have the same method, and paths of tokens have none."""
    is_fallback: bool


@dataclass(slots=True)
class _Node:
    """What may follow the first segments of a path."""

    literals: dict[str, _Node] = field(default_factory=dict[str, "_Node"])
    placeholders: dict[str, _Node] = field(default_factory=dict[str, "_Node"])
    """By what stands behind the placeholder in its segment: nothing, or `:setDefault`."""
    routes: dict[str, _Route] = field(default_factory=dict[str, _Route])
    """By verb, those that end here."""


def find(facts: Facts, request: Request, preferred: Collection[str] = ()) -> Match:
    """Return the method that a request is for: by its path, or since Wix's JavaScript SDK says so.

    Args:
        facts: those of all methods.
        request: the request.
        preferred: names of methods that are taken before others with the same path.

    Raises:
        Refusal: no method has the path (404, the nearest is named), or none with this verb (405).
    """
    routes, root = _routes(facts)
    segments = _segments(request.path)
    allowed: set[str] = set()
    for node, values in _matches(root, segments, 0):
        allowed.update(node.routes)
        route = node.routes.get(request.verb)
        if route is not None:
            return _found(facts, route, values, preferred)
    told = javascript.meant(facts, request)
    if told is not None:
        key, name, values_by_name = told
        resource = facts.resource(key)
        return Match(resource, resource.methods[name], values_by_name)
    if allowed:
        raise wrong_verb(request, allowed)
    raise _unknown(request, segments, routes)


def _found(
    facts: Facts, route: _Route, values: tuple[str, ...], preferred: Collection[str]
) -> Match:
    """Return the method of a route, with what stands in the path."""
    key, name = next(
        (one for one in route.methods if ".".join(one) in preferred), route.methods[0]
    )
    resource = facts.resource(key)
    given = dict(zip(route.names, values, strict=True))
    return Match(resource, resource.methods[name], given, route.is_fallback)


def _segments(path: str) -> list[str]:
    """Return the parts of a path between its slashes, percent-encoded; those that are encoded don't divide it."""
    return path.removeprefix("/").split("/")


def _matches(
    node: _Node, segments: list[str], index: int
) -> Iterator[tuple[_Node, tuple[str, ...]]]:
    """Yield where a path may end, with what stands for placeholders: literals before these, longer ends first."""
    if index == len(segments):
        yield node, ()
        return
    encoded = segments[index]
    below = node.literals.get(unquote(encoded))
    if below is not None:
        yield from _matches(below, segments, index + 1)
    for end, below in node.placeholders.items():
        value = encoded.removesuffix(end)
        if value and encoded.endswith(end):
            for last, values in _matches(below, segments, index + 1):
                yield last, (value, *values)


@lru_cache(maxsize=8)
def _routes(facts: Facts) -> tuple[list[_Route], _Node]:
    """Return all routes, in a list and as a tree of segments."""
    by_way: dict[tuple[str, str], _Route] = {}
    for key, resource in facts.raw.items():
        for name, method in resource["methods"].items():
            path, fallback = method["path"], method.get("fallback")
            _add(by_way, method["verb"], path, (key, name))
            if fallback:
                _add(by_way, "POST", fallback, (key, name), is_fallback=True)
    root = _Node()
    for route in by_way.values():
        node = _node(root, route.path)
        node.routes.setdefault(route.verb, route)
    _put_longer_ends_first(root)
    return [*by_way.values()], root


def _add(
    by_way: dict[tuple[str, str], _Route],
    verb: str,
    path: str,
    method: tuple[str, str],
    *,
    is_fallback: bool = False,
) -> None:
    """Add a way to a method; a GET that is posted gives way to a method of its own."""
    names = tuple(
        segment[1:].partition("}")[0]
        for segment in _segments(path)
        if segment.startswith("{")
    )
    known = by_way.get((verb, path))
    if known is not None and known.is_fallback == is_fallback:
        methods = (*known.methods, method)
    elif known is None or known.is_fallback:
        methods = (method,)
    else:
        return
    by_way[verb, path] = _Route(verb, path, names, methods, is_fallback)


def _node(root: _Node, path: str) -> _Node:
    """Return where a path with placeholders ends."""
    node = root
    for segment in _segments(path):
        if segment.startswith("{"):
            end = segment.partition("}")[2]
            node = node.placeholders.setdefault(end, _Node())
        else:
            node = node.literals.setdefault(segment, _Node())
    return node


def _put_longer_ends_first(node: _Node) -> None:
    """Sort placeholders, here and below, so that `{id}:setDefault` is tried before `{id}`."""
    node.placeholders = dict(
        sorted(node.placeholders.items(), key=lambda item: -len(item[0]))
    )
    for below in (*node.literals.values(), *node.placeholders.values()):
        _put_longer_ends_first(below)


def _unknown(request: Request, segments: list[str], routes: list[_Route]) -> Refusal:
    """Return the refusal of a path that no method has, which names the nearest."""
    from wixapi._local.requests.tokens import VERBS

    message = f"no method of Wix has the path {request.verb} {request.path}"
    near = None
    if len(request.path) <= _LONGEST_PATH:
        others = [_Route(verb, path, (), (), False) for path, verb in VERBS.items()]
        near = _nearest(request.verb, segments, [*routes, *others])
    if near is not None:
        message += f"; the nearest is {near.verb} {near.path}"
        message += "".join(f" ({'.'.join(one)})" for one in near.methods[:1])
    return Refusal(404, message)


def _nearest(verb: str, segments: list[str], routes: list[_Route]) -> _Route | None:
    """Return the route whose path is most like that of the request; None if none is like it."""
    firsts = {_segments(route.path)[0] for route in routes}
    close = get_close_matches(segments[0], sorted(firsts), 3, _ALIKE)
    candidates = [one for one in routes if _segments(one.path)[0] in close]
    scored = [(_likeness(verb, segments, one), one) for one in candidates]
    score, best = max(scored, key=lambda one: one[0], default=(0.0, None))
    return best if score >= _ALIKE else None


def _likeness(verb: str, segments: list[str], route: _Route) -> float:
    """Return how much a path is like that of a route, from 0 to 1: segment by segment; the verb counts a little."""
    known = _segments(route.path)
    same = 0.0
    for given, wanted in zip(segments, known, strict=False):
        if given == wanted:
            same += 1
        elif wanted.startswith("{"):
            same += 0.8
        else:
            same += SequenceMatcher(None, given, wanted, autojunk=False).ratio()
    longest = max(len(segments), len(known))
    return (same + (0.5 if verb == route.verb else 0)) / (longest + 0.5)
