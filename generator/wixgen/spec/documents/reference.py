"""`schemas/README.md`: the reference of the spec language, for people."""

from __future__ import annotations

from dataclasses import Field
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined

from wixgen.spec.language import (
    CommonDecl,
    EnumValueDecl,
    ErrorDecl,
    ExampleDecl,
    FieldDecl,
    GroupDecl,
    MethodDecl,
    PagingDecl,
    PluginDecl,
    PluginErrorDecl,
    PluginMethodDecl,
    QueryFieldDecl,
    ResourceDecl,
    Reviewed,
    SdkDecl,
    TypeDecl,
    WebhookDecl,
    records,
)
from wixgen.spec.shapes import (
    Declaration,
    Either,
    ListOf,
    MapOf,
    Record,
    keys_of,
    required_keys,
)
from wixgen.spec.values import (
    Anything,
    Choice,
    Flag,
    FlagOrWords,
    NodeType,
    Number,
    NumberOr,
    Words,
)

TEMPLATE = Path(__file__).with_name("reference.md.jinja")

#: What a declaration is called, and the heading below which its keys are listed.
HEADINGS: dict[type[Declaration], tuple[str, str]] = {
    ResourceDecl: ("resource", "Resources"),
    TypeDecl: ("type", "Types"),
    FieldDecl: ("field", "Fields"),
    GroupDecl: ("one-of group", "One-of groups"),
    EnumValueDecl: ("enum value", "Enum values"),
    MethodDecl: ("method", "Methods"),
    SdkDecl: ("keys of the SDK half", "The SDK half"),
    PagingDecl: ("keys of paging", "Paging"),
    QueryFieldDecl: ("keys of a field of queries", "Filtering and sorting"),
    ErrorDecl: ("error", "Errors"),
    ExampleDecl: ("example", "Examples"),
    WebhookDecl: ("webhook", "Webhooks"),
    PluginDecl: ("service plugin", "Service plugins"),
    PluginMethodDecl: ("method of a plugin", "Methods of a plugin"),
    PluginErrorDecl: ("error of a plugin", "Errors of a plugin"),
    CommonDecl: ("shared types", "Shared types"),
}


def spec_reference() -> str:
    """Return the reference as Markdown: prose of the template, tables of the loader's declarations."""
    template = Environment(
        undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
    ).from_string(TEMPLATE.read_text(encoding="utf-8"))
    tables = {record.__name__: _table(record) for record in (*records(), Reviewed)}
    return template.render(tables)


def example_of(field: Field[Any]) -> dict[str, Any]:
    """Return the entries of a key's example."""
    entries: dict[str, Any] = yaml.safe_load(f"{{{field.metadata['example']}}}")
    return entries


def _table(record: type[Declaration]) -> str:
    """Return the keys of a declaration as a table, without those that every declaration has."""
    required = required_keys(record)
    own = record.__annotations__
    rows = [
        (
            f"`{name}`" + (" (required)" if name in required else ""),
            _text(field.metadata["doc"]),
            _value(field.metadata["shape"]),
            f"`{_example(field)}`",
        )
        for name, field in keys_of(record).items()
        if field.name in own
    ]
    lines = ["| key | meaning | value | example |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(cells)} |" for cells in rows]
    if issubclass(record, Reviewed) and record is not Reviewed:
        others = [
            name for name, field in keys_of(record).items() if field.name not in own
        ]
        listed = ", ".join(f"`{name}`" for name in others)
        lines += ["", f"Also {listed}: see [below](#sources-corrections-and-names)."]
    return "\n".join(lines)


def _example(field: Field[Any]) -> str:
    """Write a single entry as it stands in a block, several in braces."""
    text: str = field.metadata["example"]
    return text if len(example_of(field)) == 1 else f"{{{text}}}"


def _value(shape: NodeType) -> str:
    """Say in words what a key may hold."""
    match shape:
        case Words():
            return _text(shape.what)
        case Choice():
            return f"one of {', '.join(f'`{word}`' for word in shape.words)}"
        case Flag():
            return "true or false"
        case FlagOrWords():
            return "true, or a text"
        case Number():
            return _number(shape)
        case NumberOr():
            return _value(shape.words)
        case Anything():
            return "any value"
        case ListOf():
            return f"a list: {_value(shape.item)}"
        case MapOf():
            return f"a mapping: {shape.what} to {_value(shape.value)}"
        case Either():
            return f"{_value(shape.second)} or {_value(shape.first)}"
        case Record():
            return _link(shape)
        case _:
            raise TypeError(f"{type(shape).__name__} has no words")


def _number(shape: Number) -> str:
    number = "a whole number" if shape.whole else "a number"
    if shape.minimum is None:
        return number
    if shape.maximum is None:
        return f"{number} of at least {shape.minimum}"
    return f"{number} from {shape.minimum} to {shape.maximum}"


def _link(shape: Record) -> str:
    name, heading = HEADINGS[shape.declaration]
    anchor = heading.lower().replace(" ", "-")
    link = f"[{name}](#{anchor})"
    if not shape.shorthand:
        return link
    return f"{link}, or just its `{shape.shorthand}`"


def _text(words: str) -> str:
    """Write plain words as Markdown in a table's cell."""
    return words.replace("<", "&lt;").replace("|", "\\|")
