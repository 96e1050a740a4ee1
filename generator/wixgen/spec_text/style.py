"""How specs are laid out: which keys come in which order, what stands on one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wixgen.spec.limits import FLAGS, LIMITS_BY_NAME

_REVIEW = ("deprecated", "name", "source", "correction")
_SECTIONS = ("types", "methods", "webhooks")


@dataclass(frozen=True)
class Style:
    """The layout of one kind of node.

    `order` are the keys of a record; `children` and `each` name the styles of what is in it.
    """

    order: tuple[str, ...] = ()
    children: Mapping[str, str] = field(default_factory=dict[str, str])
    each: str = "data"
    is_block: bool = False  # never on one line
    gap: bool = False  # a blank line between two entries
    sections: tuple[str, ...] = ()  # keys with a blank line above them
    depth: int = 9  # how deep collections may be that still stand on one line

    def child(self, key: str) -> Style:
        """The style of the value of `key`."""
        return STYLES[self.children.get(key, self.each)]

    def has_gap(self, key: str) -> bool:
        """Whether house style has a blank line above `key`, unless it is the first one."""
        return self.gap or key in self.sections


STYLES: dict[str, Style] = {
    "resource": Style(
        ("package", "module", "title", "description", "docs", "entity", *_SECTIONS),
        {one: one for one in _SECTIONS},
        is_block=True,
        sections=_SECTIONS,
    ),
    "types": Style(each="type", is_block=True, gap=True),
    "methods": Style(each="method", is_block=True, gap=True),
    "webhooks": Style(each="webhook", is_block=True),
    "type": Style(
        ("description", *_REVIEW, "fields", "enum"),
        {"fields": "fields", "enum": "values"},
        is_block=True,
    ),
    "fields": Style(each="field", is_block=True),
    "field": Style(
        (
            "type", *LIMITS_BY_NAME, "default", *(flag.name for flag in FLAGS), "half",
            "deprecated", "name", "description", "source", "correction",
        ),
        {"one_of": "fields"},
    ),
    "group": Style(
        ("description", "source", "correction", "one_of"), {"one_of": "fields"}, is_block=True
    ),
    "values": Style(each="value"),
    "value": Style(("description", *_REVIEW)),
    "method": Style(
        (
            "http", "title", "docs", "description", *_REVIEW, "media_type", "permissions",
            "parameters", "required", "exactly_one", "returns", "sdk", "paging", "errors",
            "examples",
        ),
        {"parameters": "fields", "returns": "fields", "errors": "errors", "examples": "examples"},
        is_block=True,
    ),
    "webhook": Style(
        (
            "kind", "title", "docs", "description", "deprecated", "name", "entity", "data",
            "modified_fields", "event_type", "handler", "permissions", "source", "correction",
        ),
        is_block=True,
    ),
    "errors": Style(each="error", is_block=True),
    "error": Style(("http", "status", "code", "description")),
    "examples": Style(each="example", is_block=True),
    "example": Style(
        ("title", "description", "request", "response"),
        {"request": "body", "response": "body"},
        is_block=True,
    ),
    "sdk": Style(("method", "options", "returns")),
    "paging": Style(("style", "items", "metadata")),
    "data": Style(),
    "body": Style(each="body", depth=2),
}  # fmt: skip
