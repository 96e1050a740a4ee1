"""Infer the types of parameters that neither half prints.

A primitive parameter repeats its own name as its type; one that stands in the address prints `none`.
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
_CUSTOM = {"filter": "object"}  # what Wix's parameters of that name are


class TypesByFieldName:
    """The types of fields by field name, over a whole resource."""

    def __init__(
        self, types: Types, parameters: Iterable[Mapping[str, DraftField]]
    ) -> None:
        self._types = types
        self._of: dict[str, set[str]] = {}
        owners = [draft.fields for draft in types.merged.values()]
        for fields in (*owners, *parameters):
            for name, field in fields.items():
                if field.is_sure and not field.is_guessed and not field.is_list:
                    self._of.setdefault(name, set()).add(self._kind(field))

    def _kind(self, one: DraftField) -> str:
        if isinstance(one.type, str):
            return _LIKE.get(one.type, one.type)
        return self._types.name(one.type) or "object"

    def of(self, name: str) -> str:
        """Return the one kind, or type, that all fields of a name have; empty if there is none."""
        found = self._of.get(name, set())
        return next(iter(found)) if len(found) == 1 else ""

    def values(self, name: str) -> Mapping[str, str]:
        """Return the values of a type, if it is an enum."""
        found = self._types.merged.get(name)
        return found.values if found else {}


def infer(
    page: Page, name: str, parameters: Mapping[str, DraftField], kinds: TypesByFieldName
) -> Iterator[KindDecision]:
    """Give the parameters of a method `name` without a printed type what speaks for most."""
    in_path = set(re.findall(r"\{([^{}.]+)\}", http_of(page)))
    for parameter in parameters.values():
        if parameter.is_sure or parameter.is_list or parameter.type != _STRING:
            continue
        if parameter.wire in in_path:
            told = list(_of_path(page, parameter.wire, kinds))
        else:
            told = list(_evidence(page, parameter, kinds))
        decision = _decided(parameter, f"{name}.{parameter.wire}", told)
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
    one: DraftField, path: str, told: Sequence[tuple[str, Why]]
) -> KindDecision | None:
    """Decide by the strongest evidence; None where there was nothing to decide."""
    if not told:
        return None
    chosen = told[0][0]
    others = tuple(dict.fromkeys(kind for kind, _ in told if kind != chosen))
    evidence = tuple(why for kind, why in told if kind == chosen)
    is_certain = not others and evidence != (Why.CONVENTION,)
    if not is_certain and not others:
        others = tuple(kind for kind in _KINDS if kind != chosen)
    return KindDecision(one.at, path, chosen, others, evidence, is_certain)


def _evidence(
    page: Page, one: DraftField, kinds: TypesByFieldName
) -> Iterator[tuple[str, Why]]:
    """Yield what a parameter may be, and why, the best first."""
    found = False
    if (elsewhere := kinds.of(one.wire)) in _KINDS:
        found = True
        yield elsewhere, Why.TYPE
    if example := _in_examples(page, one.wire):
        found = True
        yield example, Why.EXAMPLE
    if _is_whether(one.description):
        found = True
        yield "boolean", Why.DESCRIPTION
    if not found and not _ID.search(one.wire):
        yield _CUSTOM.get(one.wire, _STRING), Why.CONVENTION


def _of_path(
    page: Page, name: str, kinds: TypesByFieldName
) -> Iterator[tuple[str, Why]]:
    """A part of the address is a text, unless it is an enum elsewhere and one of its values here."""
    elsewhere = kinds.of(name)
    if values := kinds.values(elsewhere):
        if not values.keys().isdisjoint(_segments(page)):
            yield elsewhere, Why.TYPE
        else:
            yield _STRING, Why.CONVENTION


def _in_examples(page: Page, name: str) -> str:
    """Return the kind of what the examples send as a parameter; empty if they don't, or differ."""
    values = [_sent(body, name) for body in bodies(page)]
    found = {
        _OF_JSON.get(type(value), _STRING) for value in values if value is not None
    }
    if found == {"integer", "number"}:
        return "number"
    if not found and any(
        re.search(rf"[?&]{re.escape(name)}=(?:true|false)\b", address)
        for address in _addresses(page)
    ):
        return "boolean"
    return next(iter(found)) if len(found) == 1 else ""


def _sent(body: object, name: str) -> object:
    """Return what an example sends as a parameter; None if it doesn't."""
    return cast(dict[str, object], body).get(name) if isinstance(body, dict) else None


def _is_whether(description: str) -> bool:
    """Return whether a description is one of something that is true or false."""
    said = description.lstrip("*_ ")
    return said.startswith("Whether ") or isinstance(
        prose.default(description, "boolean", []), bool
    )


def _addresses(page: Page) -> Iterator[str]:
    for example in page.rest.examples if page.rest else []:
        yield from re.findall(r"https?://[^\s'\"]+", example.code)


def _segments(page: Page) -> set[str]:
    """Return the parts of the paths that examples call."""
    return {
        part
        for address in _addresses(page)
        for part in HOST.sub("", address).split("?")[0].split("/")
    }
