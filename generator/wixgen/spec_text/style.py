"""The layout of specs: which keys come in which order, what stands on one line.

Order and nesting are those of the declarations in `wixgen.spec.language`; the rest is said here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wixgen.spec.language import (
    RESOURCE,
    ExampleDecl,
    GroupDecl,
    MethodDecl,
    PluginDecl,
    PluginMethodDecl,
    ResourceDecl,
    TypeDecl,
    WebhookDecl,
)
from wixgen.spec.shapes import Either, ListOf, MapOf, Record, keys_of
from wixgen.spec.values import Anything, NodeType

_BLOCKS = {
    ResourceDecl,
    TypeDecl,
    GroupDecl,
    MethodDecl,
    WebhookDecl,
    ExampleDecl,
    PluginDecl,
    PluginMethodDecl,
}
_SPACED = {
    TypeDecl,
    MethodDecl,
    PluginMethodDecl,
}  # they take many lines: a blank one tells them apart


@dataclass(frozen=True)
class Style:
    """The layout of one kind of node.

    Attributes:
        order: The keys of a record.
        children: The styles of their values, by key.
        each: The style of everything in a list, or in a mapping whose keys are names.
        marker: A key, and another style for what has it.
        is_block: Whether it never stands on one line.
        is_body: Whether it is JSON, which stands on one line only where that is easy to read.
        are_bare: Whether its names need no value, as in `{A: , B: }`.
        spaced: The keys with a blank line above them; None: all of them.
    """

    order: tuple[str, ...] = ()
    children: Mapping[str, Style] = field(default_factory=dict[str, "Style"])
    each: Style | None = None
    marker: tuple[str, Style] | None = None
    is_block: bool = False
    is_body: bool = False
    are_bare: bool = False
    spaced: frozenset[str] | None = frozenset()

    def of(self, value: Any) -> Style:
        """Return the style of `value`, where a key tells which of two it is."""
        is_other = self.marker and isinstance(value, dict) and self.marker[0] in value
        return self.marker[1] if self.marker and is_other else self

    def child(self, key: str, value: Any = None) -> Style:
        """Return the style of the value of `key`, or of an item."""
        free = self if self.is_body else FREE
        return (self.children.get(key) or self.each or free).of(value)

    def keys(self, record: Mapping[str, Any]) -> list[str]:
        """Return the keys of `record` in the order in which they are printed; unknown ones come last."""
        if not self.order:
            return list(record)
        known = [key for key in self.order if key in record]
        return known + [key for key in record if key not in self.order]

    def is_spaced(self, key: str) -> bool:
        """Return whether a blank line stands above `key`, unless it comes first."""
        return self.spaced is None or key in self.spaced


def _style_of(shape: NodeType) -> Style:
    """Return the layout of what a part of the language describes."""
    match shape:
        case Record():
            return _style_of_record(shape)
        case Either():
            second = _style_of_record(shape.second)
            marker = (shape.by, _style_of_record(shape.first))
            return Style(second.order, second.children, marker=marker)
        case MapOf():
            is_spaced = isinstance(shape.value, Record) and (
                shape.value.declaration in _SPACED
            )
            return Style(
                each=_style_of(shape.value),
                is_block=not shape.empty and isinstance(shape.value, Record | Either),
                are_bare=shape.empty is not None,
                spaced=None if is_spaced else frozenset(),
            )
        case ListOf():
            is_block = isinstance(shape.item, Record)
            return Style(each=_style_of(shape.item), is_block=is_block)
        case _:
            return FREE


def _style_of_record(record: Record) -> Style:
    shapes: dict[str, NodeType] = {
        key: declared.metadata["shape"]
        for key, declared in keys_of(record.declaration).items()
    }
    is_example = record.declaration is ExampleDecl
    is_root = record.declaration is ResourceDecl
    return Style(
        order=tuple(shapes),
        children={
            key: BODY if is_example and shape == Anything() else _style_of(shape)
            for key, shape in shapes.items()
        },
        is_block=record.declaration in _BLOCKS,
        spaced=frozenset(
            key
            for key, shape in shapes.items()
            if is_root and isinstance(shape, MapOf | Record)
        ),
    )


FREE = Style()
BODY = Style(is_body=True)
SPEC = _style_of(RESOURCE)  # of common.yaml, too: it has a part of the keys
