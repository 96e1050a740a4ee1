"""Makes pieces of Python that templates place: literals, rules of tables, import blocks."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import cast

from wixgen.emit.escaping import LINE_LENGTH, identifier, string_literal
from wixgen.emit.home import USUAL, Home
from wixgen.package.model import Call, Import

RULES = (
    "s"  # the name under which modules of requests import the runtime's rule functions
)


def rule(call: Call) -> str:
    """Return the call of a rule function: `s.array(s.string(max_length=5), max_items=3)`."""
    arguments: list[str] = []
    match call.argument:
        case Call():
            arguments.append(rule(call.argument))
        case str():
            arguments.append(identifier(call.argument))
        case tuple():
            arguments += [string_literal(member) for member in call.argument]
        case None:
            pass
    arguments += [f"{name}={literal(value)}" for name, value in call.keywords]
    return f"{RULES}.{identifier(call.function)}({', '.join(arguments)})"


def literal(value: bool | int | float | str) -> str:
    """Return a Python literal."""
    return string_literal(value) if isinstance(value, str) else repr(value)


def data(value: object) -> str:
    """Return JSON data as a Python literal."""
    match value:
        case dict():
            members = cast(dict[str, object], value)
            listed = [
                f"{string_literal(name)}: {data(item)}"
                for name, item in members.items()
            ]
            return f"{{{', '.join(listed)}}}"
        case list():
            return f"[{', '.join(data(item) for item in cast(list[object], value))}]"
        case str():
            return string_literal(value)
        case _:
            return repr(value)


def strings(values: Iterable[str]) -> str:
    """Return a tuple of string literals."""
    listed = list(values)
    return f"({literals(listed)}{',' if len(listed) == 1 else ''})"


def literals(values: Iterable[str]) -> str:
    """Return string literals, separated by commas."""
    return ", ".join(string_literal(value) for value in values)


def imports(wanted: Iterable[Import], own: str, home: Home = USUAL) -> str:
    """Return the import lines for `wanted` in the module `own`, sorted as isort does.

    `wanted` and `own` have the usual names; the lines have those of `home`.
    """
    by_module: dict[str, set[str]] = {}
    for module, name in wanted:
        if module != own:
            by_module.setdefault(home.module(module), set()).add(name)
    sections: dict[int, list[str]] = {}
    for module in sorted(by_module):
        names = sorted(by_module[module], key=_name_order)
        line = _import(module, names)
        sections.setdefault(_section(module, home), []).append(line)
    return "\n\n".join("\n".join(sections[number]) for number in sorted(sections))


def _import(module: str, names: list[str]) -> str:
    """Return an import in one line or in one for each name, as black lays it out.

    Then a single call of black confirms it.
    """
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= LINE_LENGTH:
        return line
    listed = "".join(f"    {name},\n" for name in names)
    return f"from {module} import (\n{listed})"


def _section(module: str, home: Home) -> int:
    top = module.split(".", maxsplit=1)[0]
    if top == home.import_name:
        return 2
    return 0 if top in sys.stdlib_module_names else 1


def _name_order(name: str) -> tuple[int, str, str]:
    """Sort constants before classes, and these before the rest."""
    rank = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return rank, name.lower(), name
