"""Infer the types of fields for which no half prints one.

A primitive parameter prints its own name as its type, a parameter of the address prints `none`, and a
list without fields `array`. Where nothing tells, the type stays `json`, and nothing is checked.
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
_UNKNOWN = "json"
_LIKE = {"datetime": _STRING, "json": "object"}
_OF_JSON: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: _STRING,
}


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
        if parameter.is_sure or parameter.type != _UNKNOWN:
            continue
        if parameter.wire in in_path:
            parameter.type = _STRING
        if parameter.is_list:
            continue
        if parameter.wire in in_path:
            hypotheses = list(_of_path(page, parameter.wire, by_name))
        else:
            hypotheses = list(_evidence(page, parameter, by_name))
        decision = _decided(parameter, f"{name}.{parameter.wire}", hypotheses)
        if decision is not None:
            if decision.chosen in _KINDS:
                parameter.type = decision.chosen
            else:
                parameter.type = Reference(decision.chosen, 0)
            parameter.is_sure = decision.is_certain
            yield decision
        parameter.facts = facts_of(parameter)


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
    if (elsewhere := by_name.of(parameter.wire)) in _KINDS:
        yield elsewhere, Why.TYPE
    if example := _in_examples(page, parameter.wire):
        yield example, Why.EXAMPLE
    if _is_whether(parameter.description):
        yield "boolean", Why.DESCRIPTION
    elif prose.limits(parameter.description, _STRING):
        yield _STRING, Why.DESCRIPTION


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
    kind = kind_of_values([_sent(body, name) for body in bodies(page)])
    if not kind and any(
        re.search(rf"[?&]{re.escape(name)}=(?:true|false)\b", address)
        for address in _addresses(page)
    ):
        return "boolean"
    return kind


def kind_of_values(values: Iterable[object]) -> str:
    """Return the kind that all values have; empty if there are none, or if they are no primitives."""
    kinds = {_OF_JSON.get(type(value), "") for value in values if value is not None}
    if kinds == {"integer", "number"}:
        return "number"
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


def infer_from_examples(
    examples: Iterable[tuple[object, Mapping[str, DraftField]]], types: Types
) -> None:
    """Give fields of which nothing is known, lists above all, the kind of all their example values.

    Args:
        examples: The bodies of examples, each with the fields that it has by its page.
        types: The types of the resource.
    """
    values: dict[int, tuple[DraftField, list[object]]] = {}
    for body, fields in examples:  # of one field, several bodies may show values
        for field, value in _shown(body, fields, types):
            values.setdefault(id(field), (field, []))[1].append(value)
    for field, shown in values.values():
        if kind := kind_of_values(shown):
            field.type, field.is_sure = kind, True
            field.facts = facts_of(field)


def _shown(
    body: object, fields: Mapping[str, DraftField], types: Types
) -> Iterator[tuple[DraftField, object]]:
    """Yield the fields of which nothing is known with the values that a body shows for them."""
    members = cast(dict[str, object], body) if isinstance(body, dict) else {}
    for name in members.keys() & fields.keys():
        field, value = fields[name], members[name]
        items = [value]
        if field.is_list and isinstance(value, list):
            items = cast(list[object], value)
        merged = types.of(field)
        is_open = field.type == _UNKNOWN and not (field.is_sure or field.is_any)
        for item in items:
            if merged is not None:
                yield from _shown(item, merged.fields, types)
            elif is_open and not field.inner:
                yield field, item


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
