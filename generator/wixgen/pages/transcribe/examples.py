"""Check the examples of pages against the schemas of the same pages.

A key that the schema doesn't show becomes an `undocumented` field. Anything else that doesn't fit is
reported, and the example stays as the page has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from wixgen.diagnostics import Diagnostics, Place
from wixgen.pages.nesting.resolve_pages import ResolvedPage
from wixgen.pages.parse.facts import method_name
from wixgen.pages.parse.json_bodies import json_bodies
from wixgen.pages.parse.tree import Kind
from wixgen.spec.language import GUID

_TEXTS = {"string", "guid", "decimal", "datetime", "int64"}
Data = dict[str, Any]


def check_examples(
    documented: Data,
    resolved_pages: Sequence[ResolvedPage],
    common: Mapping[str, Any] | None,
    report: Diagnostics,
) -> None:
    """Check all example bodies against their methods, and add the keys that only examples show.

    Args:
        documented: The spec that the pages show; undocumented fields are added to it.
        resolved_pages: The pages with the examples.
        common: The data of the common types' file, if there is one.
        report: Takes what doesn't fit, as warnings.
    """
    shared: Data = dict((common or {}).get("types") or {})
    types: Data = {
        f"common.{name}": declaration for name, declaration in shared.items()
    }
    types |= documented.get("types") or {}
    for resolved in resolved_pages:
        page = resolved.page
        if page.kind is not Kind.METHOD or page.rest is None:
            continue
        method = documented["methods"].get(method_name(page))
        for example in page.rest.examples:
            for body in json_bodies(example.code):
                if method is not None and isinstance(body, dict):
                    checker = _Checker(types, example.at, report)
                    checker.fields(
                        cast(Data, body), method.setdefault("parameters", {}), ""
                    )


class _Checker:
    """A checker of one example, which walks along the types of its method."""

    def __init__(
        self, types: Mapping[str, Any], at: Place, report: Diagnostics
    ) -> None:
        self.types = types
        self.at = at
        self.report = report

    def fields(self, body: Data, declared: Data, object_path: str) -> None:
        """Check the members of one object; `object_path` is empty for the body itself."""
        known = dict(_flat(declared))
        for name, value in body.items():
            path = f"{object_path}.{name}" if object_path else name
            if name not in known:
                self._undocumented(name, value, declared, path)
            elif value is not None:
                self._value(value, known[name], path)

    def _undocumented(self, name: str, value: Any, declared: Data, path: str) -> None:
        message = f"the example has `{path}`, which the schema doesn't show"
        help = "it is accepted in requests as an undocumented field"
        self.report.warn(self.at, "undocumented-key", message, help=help)
        declared[name] = {"type": _kind_of(value), "undocumented": True}

    def _value(self, value: Any, declared: Any, path: str) -> None:
        decl = (
            cast(Data, declared) if isinstance(declared, dict) else {"type": declared}
        )
        expression = str(decl.get("type"))
        if expression.startswith("list["):
            if not isinstance(value, list):
                self._fails(path, "is not a list")
                return
            for item in cast(list[object], value):
                if item is not None:
                    self._single(item, expression[5:-1], decl, path)
            return
        self._single(value, expression, decl, path)

    def _single(self, value: Any, expression: str, decl: Data, path: str) -> None:
        target = self.types.get(expression)
        if isinstance(target, dict) and "fields" in target:
            if isinstance(value, dict):
                self.fields(cast(Data, value), cast(Data, target["fields"]), path)
            else:
                self._fails(path, "is not an object")
        elif isinstance(target, dict) and "enum" in target:
            if not isinstance(value, str) or value not in target["enum"]:
                self._fails(
                    path, f"is `{str(value)[:60]}`, which is not one of the values"
                )
        elif not _fits(value, expression):
            self._fails(path, f"is not of type {expression}")
        else:
            for problem in _outside(value, decl):
                self._fails(path, problem)

    def _fails(self, path: str, problem: str) -> None:
        message = f"the example does not fit the schema: `{path}` {problem}"
        self.report.warn(self.at, "failing-example", message)


def _flat(declared: Data) -> Iterator[tuple[str, Any]]:
    for name, declaration in declared.items():
        if isinstance(declaration, dict) and "one_of" in declaration:
            yield from cast(Data, declaration["one_of"]).items()
        else:
            yield name, declaration


def _kind_of(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "list[json]"
        case dict():
            return "object"
        case _:
            return "json"


def _fits(value: Any, kind: str) -> bool:
    if kind == "int64" and isinstance(value, int):
        return not isinstance(value, bool)
    if kind == "guid":
        return isinstance(value, str) and re.fullmatch(GUID, value) is not None
    if kind in _TEXTS:
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind.startswith("list["):
        return isinstance(value, list)
    if kind in {"integer", "int32"}:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return kind != "object" or isinstance(value, dict)


def _outside(value: Any, decl: Data) -> Iterator[str]:
    size = len(value) if isinstance(value, str) else value
    suffix = "_length" if isinstance(value, str) else ""
    low, high = decl.get(f"min{suffix}"), decl.get(f"max{suffix}")
    if isinstance(size, int | float) and low is not None and size < low:
        yield f"is below {low}"
    if isinstance(size, int | float) and high is not None and size > high:
        yield f"is above {high}"
