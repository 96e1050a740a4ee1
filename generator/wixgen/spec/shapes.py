"""Shapes of a spec's nodes: each shape reads a node, and describes itself as JSON Schema.

The declarations in `wixgen.spec.language` are dataclasses whose fields carry a shape; loader and
`resource.schema.json` both come from them, so that they can't drift apart.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, TypeVar, cast

from wixgen.diagnostics import Acceptance, Diagnostics, Place, quoted
from wixgen.spec.messages import near, report_unknown_key, unexpected
from wixgen.spec.source import Mapping, Node, Scalar, Sequence, Text
from wixgen.spec.values import Json, NodeType, anchored

V = TypeVar("V")
ACCEPTED = "accepted"  # the key of the warnings that a declaration accepts


class Entries(dict[Text, V]):
    """The entries of a mapping that could be read; the others were reported.

    `unread` are the names of those others; one that is not `is_whole` was no mapping at all.
    """

    unread: frozenset[str] = frozenset()
    is_whole: bool = True

    @property
    def is_complete(self) -> bool:
        """Return whether nothing was lost."""
        return self.is_whole and not self.unread


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """The base of all declarations: each knows its own place, and the place of each of its values."""

    inherited_below: ClassVar[str] = ""  # the key below which those of bases stand
    is_whole_file: ClassVar[bool] = False

    at: Place
    where: MappingType[str, Place]

    def place(self, key: str) -> Place:
        """Return the place of the value under the YAML key `key`, else of the declaration."""
        return self.where.get(key, self.at)


def key(
    shape: NodeType,
    doc: str,
    *,
    example: str,
    name: str = "",
    default: Any = None,
    required: bool = False,
) -> Any:
    """Declare a dataclass field that is read from the YAML key of its name (or of `name`).

    `example` is the key with a value, and the other keys that it needs beside it, as in `{…}`.
    """
    metadata = {"shape": shape, "doc": doc, "example": example, "key": name}
    if required:
        return field(metadata=metadata)
    if isinstance(shape, MapOf) and default == {}:
        return field(default_factory=Entries[Any], metadata=metadata)
    return field(default=default, metadata=metadata)


def keys_of(record: type[Declaration]) -> dict[str, Field[Any]]:
    """Return the dataclass fields by YAML key, in order."""
    return _keys_of(cast(Any, record))


@cache
def _keys_of(record: Any) -> dict[str, Field[Any]]:
    declared = [declared for declared in fields(record) if "shape" in declared.metadata]
    bases = {name for base in record.__mro__[1:] for name in _annotations_of(base)}
    own = [field for field in declared if field.name not in bases]
    names = [field.name for field in own]
    above = names.index(record.inherited_below) + 1 if record.inherited_below else 0
    inherited = [field for field in declared if field.name in bases]
    ordered = [*own[:above], *inherited, *own[above:]]
    return {field.metadata["key"] or field.name: field for field in ordered}


def _annotations_of(record: type) -> dict[str, Any]:
    return getattr(record, "__annotations__", {})


def required_keys(record: type[Declaration]) -> list[str]:
    """Return the YAML keys that can't be left out."""
    return _required_keys(cast(Any, record))


@cache
def _required_keys(record: Any) -> list[str]:
    return [
        name
        for name, declared in _keys_of(record).items()
        if declared.default is MISSING and declared.default_factory is MISSING
    ]


@dataclass(frozen=True)
class ListOf:
    """A list of one shape."""

    item: NodeType

    def load(self, node: Node, report: Diagnostics) -> tuple[Any, ...]:
        """Return the items that could be read."""
        if not isinstance(node, Sequence):
            unexpected(node, report, "a list")
            return ()
        loaded = (self.item.load(item, report) for item in node.items)
        return tuple(item for item in loaded if item is not None)

    def schema(self) -> Json:
        """Return the schema of an array."""
        return {"type": "array", "items": self.item.schema()}


@dataclass(frozen=True)
class MapOf:
    """Names of one kind, each with a value of one shape."""

    value: NodeType
    what: str
    pattern: str
    rule: str = ""  # the pattern in words
    empty: Callable[[Place], Any] | None = (
        None  # what `NAME:` without a value stands for
    )

    def load(self, node: Node, report: Diagnostics) -> Entries[Any]:
        """Return the entries that could be read, in order."""
        entries = Entries[Any]()
        if not isinstance(node, Mapping):
            unexpected(node, report, f"a mapping whose keys are {self.what}s")
            entries.is_whole = False
            return entries
        for name, item in node.items.items():
            if (
                self._fits(name, report)
                and (value := self._load(item, report)) is not None
            ):
                entries[name] = value
        if len(entries) < len(node.items):
            entries.unread = frozenset(
                str(name) for name in node.items if name not in entries
            )
        return entries

    def _load(self, node: Node, report: Diagnostics) -> Any:
        if self.empty and isinstance(node, Scalar) and node.value is None:
            return self.empty(node.place)
        return self.value.load(node, report)

    def _fits(self, name: Text, report: Diagnostics) -> bool:
        if re.fullmatch(self.pattern, name):
            return True
        if not name.is_reported:
            report.error(
                name.place,
                "bad-name",
                f"{quoted(name)} is no {self.what}",
                help=self.rule,
            )
        return False

    def schema(self) -> Json:
        """Return the schema of an object with free keys."""
        value = self.value.schema()
        if self.empty:
            value = {"if": {"type": "null"}, "else": value}
        return {
            "type": "object",
            "propertyNames": {"pattern": anchored(self.pattern)},
            "additionalProperties": value,
        }


@dataclass(frozen=True)
class Record:
    """A mapping with known keys, read into a declaration.

    With `shorthand`, a single text is short for a mapping that has just that key.
    """

    declaration: type[Declaration]
    shorthand: str = ""

    def load(self, node: Node, report: Diagnostics) -> Any:
        """Return the declaration, or None if a required key is missing or the node is no mapping."""
        if self.shorthand and isinstance(node, Scalar) and isinstance(node.value, Text):
            return self._from(
                {Text(self.shorthand, node.place): node}, node.place, report
            )
        if not isinstance(node, Mapping):
            unexpected(node, report, self._expected())
            return None
        at = node.owner.place if node.owner else node.place
        self._report_missing(node, at, report)
        return self._from(node.items, at, report)

    def _expected(self) -> str:
        known = keys_of(self.declaration)
        own = [name for name in known if name in self.declaration.__annotations__]
        typical = (required_keys(self.declaration) or own or list(known))[:3]
        mapping = f"a mapping with keys such as {', '.join(typical)}"
        return (
            f"{known[self.shorthand].metadata['shape'].what}, or {mapping}"
            if self.shorthand
            else mapping
        )

    def _report_missing(self, node: Mapping, at: Place, report: Diagnostics) -> None:
        """Report required keys, unless one is only misspelt: that is said of the unknown key."""
        known = keys_of(self.declaration)
        unknown = [name for name in node.items if name not in known]
        message = (
            f"{quoted(node.owner)} has no `{{}}`"
            if node.owner
            else "`{}` is missing here"
        )
        for name in required_keys(self.declaration):
            if name not in node.items and not any(
                near(key, [name]) for key in unknown[:10]
            ):
                report.error(at, "missing-key", message.format(name))

    def _from(
        self, items: MappingType[Text, Node], at: Place, report: Diagnostics
    ) -> Any:
        known = keys_of(self.declaration)
        values: dict[str, Any] = {}
        for name, node in items.items():
            if name not in known:
                report_unknown_key(name, known, report)
            elif (
                value := known[name].metadata["shape"].load(node, report)
            ) is not None:
                values[known[name].name] = value
        if any(
            known[name].name not in values for name in required_keys(self.declaration)
        ):
            return None
        if accepted := values.get(ACCEPTED):
            self._accept(accepted, items, at, report)
        where = {str(name): node.place for name, node in items.items()}
        return self.declaration(at=at, where=where, **values)

    def _accept(
        self,
        accepted: Entries[Text],
        items: MappingType[Text, Node],
        at: Place,
        report: Diagnostics,
    ) -> None:
        """Drop warnings inside of the declaration that it accepts."""
        if self.declaration.is_whole_file:
            start, end = Place(at.path), Place(at.path, sys.maxsize)
        else:
            start, end = at, max(_places(items))
        report.accept(Acceptance(code, code.place, start, end) for code in accepted)

    def schema(self) -> Json:
        """Return a reference to the schema that `definition` makes."""
        reference: Json = {"$ref": f"#/$defs/{self.declaration.__name__}"}
        if not self.shorthand:
            return reference
        short = keys_of(self.declaration)[self.shorthand].metadata["shape"].schema()
        return {"if": {"type": "string"}, "then": short, "else": reference}


@dataclass(frozen=True)
class Either:
    """One of two records, told apart by a key that only the first has."""

    first: Record
    by: str
    second: Record

    def load(self, node: Node, report: Diagnostics) -> Any:
        """Return what the record that fits reads."""
        if not isinstance(node, Mapping):
            return self.second.load(node, report)
        if self.by in node.items:
            return self.first.load(node, report)
        known = keys_of(self.second.declaration)
        for name in list(node.items)[:20]:
            if name not in known and not near(name, known) and near(name, [self.by]):
                report_unknown_key(name, [self.by], report)
                return None
        return self.second.load(node, report)

    def schema(self) -> Json:
        """Return a schema of either of the two."""
        is_first = {"type": "object", "required": [self.by]}
        return {
            "if": is_first,
            "then": self.first.schema(),
            "else": self.second.schema(),
        }


def _places(items: MappingType[Text, Node]) -> Iterator[Place]:
    """Yield the places of all keys and values below some keys."""
    waiting: list[Node] = []
    for name, node in items.items():
        yield name.place
        waiting.append(node)
    while waiting:
        node = waiting.pop()
        yield node.place
        if isinstance(node, Mapping):
            yield from (name.place for name in node.items)
            waiting += node.items.values()
        elif isinstance(node, Sequence):
            waiting += node.items


def definition(record: type[Declaration]) -> Json:
    """Return the JSON Schema of one declaration."""
    known = keys_of(record)
    properties = {
        name: {
            "description": declared.metadata["doc"],
            **declared.metadata["shape"].schema(),
        }
        for name, declared in known.items()
    }
    required = required_keys(record)
    return {
        "type": "object",
        "description": (record.__doc__ or "").split("\n\n")[0],
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }
