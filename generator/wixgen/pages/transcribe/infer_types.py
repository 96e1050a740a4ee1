"""Infer the types of parameters for which no half prints one.

A primitive parameter prints its own name as its type, a parameter of the address prints `none`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from wixgen.pages.nesting.evidence import Why
from wixgen.pages.nesting.field_tree import KindDecision
from wixgen.pages.nesting.resolve_pages import bodies
from wixgen.pages.parse import prose
from wixgen.pages.parse.facts import HOST, http_of
from wixgen.pages.parse.tree import Page
from wixgen.pages.transcribe.drafts import DraftField, Reference, facts_of
from wixgen.pages.transcribe.merge import Types

_STRING = "string"
_KINDS = (_STRING, "boolean", "integer", "number", "object")
_LIKE = {"datetime": _STRING, "json": "object"}
_OF_JSON: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    dict: "object",
}
_ID = re.compile(r"(?:^i|I)d$")
_CONVENTION = {"filter": "object"}  # parameters that are of one kind all over Wix


class TypesByFieldName:
    """The types of the fields of a resource, by the name of the field."""

    def __init__(
        self, types: Types, parameters: Iterable[Mapping[str, DraftField]]
    ) -> None:
        self._types = types
        self._of: dict[str, set[str]] = {}
        owners = [type_.fields for type_ in types.merged.values()]
        for fields in (*owners, *parameters):
            for name, field in fields.items():
                if field.is_sure and not field.is_guessed and not field.is_list:
                    self._of.setdefault(name, set()).add(self._kind(field))

    def _kind(self, field: DraftField) -> str:
        if isinstance(field.type, str):
            return _LIKE.get(field.type, field.type)
        return self._types.name(field.type) or "object"

    def of(self, name: str) -> str:
        """Return the kind or type that all fields of a name have; empty if they differ or are none."""
        kinds = self._of.get(name, set())
        return next(iter(kinds)) if len(kinds) == 1 else ""

    def values(self, name: str) -> Mapping[str, str]:
        """Return the values of a type; none if it is no enum."""
        type_ = self._types.merged.get(name)
        return type_.values if type_ else {}


def infer(
    page: Page,
    name: str,
    parameters: Mapping[str, DraftField],
    by_name: TypesByFieldName,
) -> Iterator[KindDecision]:
    """Give the parameters without a printed type the one that most speaks for.

    Args:
        page: The page of the method.
        name: The method's name, for the decisions' paths.
        parameters: The drafts of its parameters; their types are set.
        by_name: The types of the fields of the resource, by name.

    Yields:
        A decision for each parameter that had something to decide.
    """
    in_path = set(re.findall(r"\{([^{}.]+)\}", http_of(page)))
    for parameter in parameters.values():
        if parameter.is_sure or parameter.is_list or parameter.type != _STRING:
            continue
        if parameter.wire in in_path:
            hypotheses = list(_of_path(page, parameter.wire, by_name))
        else:
            hypotheses = list(_evidence(page, parameter, by_name))
        decision = _decided(parameter, f"{name}.{parameter.wire}", hypotheses)
        if decision is None:
            continue
        if decision.chosen in _KINDS:
            parameter.type = decision.chosen
        else:
            parameter.type = Reference(decision.chosen, 0)
        parameter.facts = facts_of(parameter)
        parameter.is_sure = decision.is_certain
        yield decision


def _decided(
    parameter: DraftField, path: str, hypotheses: Sequence[tuple[str, Why]]
) -> KindDecision | None:
    """Decide for the first hypothesis; None if there is none, and so nothing to decide."""
    if not hypotheses:
        return None
    chosen = hypotheses[0][0]
    alternatives = tuple(
        dict.fromkeys(kind for kind, _ in hypotheses if kind != chosen)
    )
    evidence = tuple(why for kind, why in hypotheses if kind == chosen)
    is_certain = not alternatives and evidence != (Why.CONVENTION,)
    if not is_certain and not alternatives:
        alternatives = tuple(kind for kind in _KINDS if kind != chosen)
    return KindDecision(parameter.at, path, chosen, alternatives, evidence, is_certain)


def _evidence(
    page: Page, parameter: DraftField, by_name: TypesByFieldName
) -> Iterator[tuple[str, Why]]:
    """Yield hypotheses about the kind of a parameter, each with its evidence, the best first."""
    found = False
    if (elsewhere := by_name.of(parameter.wire)) in _KINDS:
        found = True
        yield elsewhere, Why.TYPE
    if example := _in_examples(page, parameter.wire):
        found = True
        yield example, Why.EXAMPLE
    if _is_whether(parameter.description):
        found = True
        yield "boolean", Why.DESCRIPTION
    if not found and not _ID.search(parameter.wire):
        yield _CONVENTION.get(parameter.wire, _STRING), Why.CONVENTION


def _of_path(
    page: Page, name: str, by_name: TypesByFieldName
) -> Iterator[tuple[str, Why]]:
    """Yield the hypothesis about a path parameter whose name belongs to an enum elsewhere.

    It is that enum if an example has one of the values in its address, else a text. Any other path
    parameter is a text without doubt.
    """
    elsewhere = by_name.of(name)
    if values := by_name.values(elsewhere):
        if not values.keys().isdisjoint(_segments(page)):
            yield elsewhere, Why.TYPE
        else:
            yield _STRING, Why.CONVENTION


def _in_examples(page: Page, name: str) -> str:
    """Return the kind of what examples send as a parameter; empty if they send none or differ."""
    values = [_sent(body, name) for body in bodies(page)]
    kinds = {
        _OF_JSON.get(type(value), _STRING) for value in values if value is not None
    }
    if kinds == {"integer", "number"}:
        return "number"
    if not kinds and any(
        re.search(rf"[?&]{re.escape(name)}=(?:true|false)\b", address)
        for address in _addresses(page)
    ):
        return "boolean"
    return next(iter(kinds)) if len(kinds) == 1 else ""


def _sent(body: object, name: str) -> object:
    """Return what an example sends as a parameter; None if it sends nothing."""
    return cast(dict[str, object], body).get(name) if isinstance(body, dict) else None


def _is_whether(description: str) -> bool:
    """Return whether a description is that of something true or false."""
    said = description.lstrip("*_ ")
    return said.startswith("Whether ") or isinstance(
        prose.default(description, "boolean", []), bool
    )


def _addresses(page: Page) -> Iterator[str]:
    """Yield the URLs that examples call."""
    for example in page.rest.examples if page.rest else []:
        yield from re.findall(r"https?://[^\s'\"]+", example.code)


def _segments(page: Page) -> set[str]:
    """Return the segments of the paths that examples call."""
    return {
        part
        for address in _addresses(page)
        for part in HOST.sub("", address).split("?")[0].split("/")
    }
