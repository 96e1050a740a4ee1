"""The method that Wix's JavaScript SDK means: it calls some at other addresses than those that are documented."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from pydantic.alias_generators import to_snake

from wixapi._local.facts import Facts, MethodFacts
from wixapi._local.messages import Request

HEADER = "x-wix-bi-gateway"
"""`environment=js-sdk,package-name=…,method-fqn=wix.events.v2.PolicyManagement.GetPolicy,entity=wix.events.v2.policy`"""
_ENOUGH = 2
"""Last parts of a path that must be a method's, where the name of none is told."""


def meant(facts: Facts, request: Request) -> tuple[str, str, dict[str, str]] | None:
    """Return resource and name of the method that the SDK says it calls, and what stands in the path for it.

    None for other clients, and where that method isn't known.
    """
    parts = request.headers.get(HEADER, "").split(",")
    told = {name: value for name, _, value in (part.partition("=") for part in parts)}
    entity = told.get("entity")
    if not entity:
        return None
    name = to_snake(told.get("method-fqn", "").rpartition(".")[2])
    segments = request.path.strip("/").split("/")
    best: tuple[tuple[bool, int], str, MethodFacts, dict[str, str]] | None = None
    for resource, method in _of_entity(facts, entity, request.verb):
        wanted = method.path.strip("/").split("/")
        values = _values(wanted, segments)
        if values is None:
            continue
        score = (method.name == name, _same_end(wanted, segments))
        if best is None or score > best[0]:
            best = score, resource, method, values
    if best is None or not (best[0][0] or best[0][1] >= _ENOUGH):
        return None
    return best[1], best[2].name, best[3]


def _of_entity(
    facts: Facts, entity: str, verb: str
) -> Iterator[tuple[str, MethodFacts]]:
    """Yield the methods with a verb of all resources with this kind of entity."""
    for key, raw in facts.raw.items():
        if raw.get("fqdn") == entity:
            for method in facts.resource(key).methods.values():
                if method.verb == verb:
                    yield key, method


def _values(wanted: list[str], segments: list[str]) -> dict[str, str] | None:
    """Return what stands for the placeholders of a path, counted from its end; None if something is missing."""
    values: dict[str, str] = {}
    for index, part in enumerate(reversed(wanted), start=1):
        if part.startswith("{"):
            name, _, end = part[1:].partition("}")
            if index > len(segments) or not segments[-index].endswith(end):
                return None
            values[name] = segments[-index].removesuffix(end)
    return values


def _same_end(wanted: list[str], segments: list[str]) -> int:
    """Return how many of the last parts of a path are those of a method's."""
    count = 0
    for known, given in zip(reversed(wanted), reversed(segments), strict=False):
        if not known.startswith("{") and known != unquote(given):
            break
        count += 1
    return count
