"""What a node of a spec may look like: each shape reads a node, and describes itself as JSON Schema.

The declarations in `wixgen.spec.language` are dataclasses whose fields carry a shape; loader and
`resource.schema.json` both come from them, so that they can't drift apart.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable
from collections.abc import Mapping as MappingType
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, Protocol, TypeVar

from wixgen.diagnostics import Diagnostics, Place
from wixgen.spec.source import Mapping, Node, Scalar, Sequence, Text

Json = dict[str, Any]
D = TypeVar("D", bound="Declaration")


class Shape(Protocol):
    """One kind of node."""

    def load(self, node: Node, report: Diagnostics) -> Any:
        """The value of `node`, or None after reporting why there is none."""
        ...

    def schema(self) -> Json:
        """The JSON Schema of such a node; records are named by `$ref`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What every declaration knows: its own place, and the place of each of its values."""

    at: Place
    where: MappingType[str, Place]

    def place(self, key: str) -> Place:
        """The place of the value under the YAML key `key`, else of the declaration."""
        return self.where.get(key, self.at)


def key(
    shape: Shape, doc: str, *, name: str = "", default: Any = None, required: bool = False
) -> Any:
    """A dataclass field that is read from the YAML key of its name (or of `name`)."""
    metadata = {"shape": shape, "doc": doc, "key": name}
    if required:
        return field(metadata=metadata)
    if isinstance(default, dict):
        return field(default_factory=dict[str, Any], metadata=metadata)
    return field(default=default, metadata=metadata)


def keys_of(record: type[Declaration]) -> dict[str, Field[Any]]:
    """YAML key -> dataclass field, in order."""
    declared = [one for one in fields(record) if "shape" in one.metadata]
    return {one.metadata["key"] or one.name: one for one in declared}


@dataclass(frozen=True)
class Words:
    """A text; with `pattern`, one that matches it as a whole."""

    what: str = "a text"
    pattern: str = ""
    max_length: int = 20_000

    def load(self, node: Node, report: Diagnostics) -> Text | None:
        """The text with its place."""
        if not isinstance(node, Scalar) or not isinstance(node.value, Text):
            wrong(node, report, self.what)
            return None
        if self.pattern and not re.fullmatch(self.pattern, node.value):
            wrong(node, report, self.what)
            return None
        if len(node.value) > self.max_length:
            message = f"a text of {len(node.value):,} characters; {self.max_length:,} are allowed"
            report.error(node.place, "too-long", message)
            return None
        return node.value

    def schema(self) -> Json:
        """A string."""
        return {"type": "string"} | ({"pattern": f"^{self.pattern}$"} if self.pattern else {})


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def load(self, node: Node, report: Diagnostics) -> Text | None:
        """The word with its place."""
        if isinstance(node, Scalar) and isinstance(node.value, Text) and node.value in self.words:
            return node.value
        wrong(node, report, f"one of {', '.join(self.words)}")
        return None

    def schema(self) -> Json:
        """An enum."""
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Flag:
    """`true` or `false`."""

    def load(self, node: Node, report: Diagnostics) -> bool | None:
        """The truth value."""
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        wrong(node, report, "true or false")
        return None

    def schema(self) -> Json:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class FlagOrWords:
    """`true`, or a text that says more (then truth is implied)."""

    def load(self, node: Node, report: Diagnostics) -> bool | Text | None:
        """True, False or the text."""
        if isinstance(node, Scalar) and isinstance(node.value, bool | Text):
            return node.value
        wrong(node, report, "true or a text")
        return None

    def schema(self) -> Json:
        """A boolean or a string."""
        return {"type": ["boolean", "string"]}


@dataclass(frozen=True)
class Number:
    """A number; `whole` ones have no fraction."""

    whole: bool = False
    minimum: int | None = None

    def load(self, node: Node, report: Diagnostics) -> int | float | None:
        """The number."""
        allowed = int if self.whole else int | float
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, allowed) and not isinstance(value, bool):
            if self.minimum is None or value >= self.minimum:
                return value
            wrong(node, report, f"a number of at least {self.minimum}")
            return None
        wrong(node, report, "a whole number" if self.whole else "a number")
        return None

    def schema(self) -> Json:
        """An integer or a number."""
        limits = {} if self.minimum is None else {"minimum": self.minimum}
        return {"type": "integer" if self.whole else "number", **limits}


@dataclass(frozen=True)
class Anything:
    """Plain data: a default, the body of an example."""

    def load(self, node: Node, report: Diagnostics) -> Any:
        """The data as JSON values, wrapped in `Data` so that null is told from nothing."""
        del report
        return Data(_plain(node))

    def schema(self) -> Json:
        """Everything."""
        return {}


@dataclass(frozen=True)
class Data:
    """JSON data out of a spec."""

    value: Any


@dataclass(frozen=True)
class ListOf:
    """A list of one shape."""

    item: Shape

    def load(self, node: Node, report: Diagnostics) -> tuple[Any, ...]:
        """The items that could be read."""
        if not isinstance(node, Sequence):
            wrong(node, report, "a list")
            return ()
        loaded = (self.item.load(item, report) for item in node.items)
        return tuple(item for item in loaded if item is not None)

    def schema(self) -> Json:
        """An array."""
        return {"type": "array", "items": self.item.schema()}


@dataclass(frozen=True)
class MapOf:
    """Names of one kind, each with a value of one shape."""

    value: Shape
    what: str = "a name"
    pattern: str = r".+"
    empty: Callable[[Place], Any] | None = None  # what `NAME:` without a value stands for

    def load(self, node: Node, report: Diagnostics) -> dict[Text, Any]:
        """The entries that could be read, in order."""
        if not isinstance(node, Mapping):
            wrong(node, report, f"a mapping from {self.what} to its description")
            return {}
        return {
            name: value
            for name, item in node.items.items()
            if self._fits(name, report) and (value := self._load(item, report)) is not None
        }

    def _load(self, node: Node, report: Diagnostics) -> Any:
        if self.empty and isinstance(node, Scalar) and node.value is None:
            return self.empty(node.place)
        return self.value.load(node, report)

    def _fits(self, name: Text, report: Diagnostics) -> bool:
        if re.fullmatch(self.pattern, name):
            return True
        report.error(name.place, "bad-name", f"`{name[:80]}` is not {self.what}")
        return False

    def schema(self) -> Json:
        """An object with free keys."""
        value = self.value.schema()
        if self.empty:
            value = {"anyOf": [value, {"type": "null"}]}
        return {"type": "object", "patternProperties": {f"^{self.pattern}$": value}} | (
            {"additionalProperties": False} if self.pattern != r".+" else {}
        )


@dataclass(frozen=True)
class Record:
    """A mapping with known keys, read into a declaration.

    With `short`, a single text is short for a mapping that has just that key.
    """

    declaration: type[Declaration]
    short: str = ""

    def load(self, node: Node, report: Diagnostics) -> Any:
        """The declaration, or None if a required key is missing or the node is no mapping."""
        if self.short and isinstance(node, Scalar) and isinstance(node.value, Text):
            return self._from({Text(self.short, node.place): node}, node.place, report)
        if not isinstance(node, Mapping):
            wrong(node, report, f"a mapping ({', '.join(keys_of(self.declaration))})")
            return None
        return self._from(node.items, node.place, report)

    def _from(self, items: MappingType[Text, Node], at: Place, report: Diagnostics) -> Any:
        known = keys_of(self.declaration)
        values: dict[str, Any] = {}
        for name, node in items.items():
            if name not in known:
                report_unknown_key(name, known, report)
            elif (value := known[name].metadata["shape"].load(node, report)) is not None:
                values[known[name].name] = value
        missing = [
            name for name, one in known.items()
            if one.default is MISSING and one.default_factory is MISSING and name not in items
        ]  # fmt: skip
        for name in missing:
            report.error(at, "missing-key", f"`{name}` is missing here")
        if missing or any(
            one.default is MISSING and one.default_factory is MISSING and one.name not in values
            for one in known.values()
        ):
            return None
        where = {str(name): node.place for name, node in items.items()}
        return self.declaration(at=at, where=where, **values)

    def schema(self) -> Json:
        """A reference; see `definition`."""
        reference: Json = {"$ref": f"#/$defs/{self.declaration.__name__}"}
        if not self.short:
            return reference
        short = keys_of(self.declaration)[self.short].metadata["shape"].schema()
        return {"anyOf": [short, reference]}


@dataclass(frozen=True)
class Either:
    """One of two records, told apart by a key that only the first has."""

    first: Record
    by: str
    second: Record

    def load(self, node: Node, report: Diagnostics) -> Any:
        """What the record that fits reads."""
        is_first = isinstance(node, Mapping) and self.by in node.items
        return (self.first if is_first else self.second).load(node, report)

    def schema(self) -> Json:
        """Any of the two."""
        return {"anyOf": [self.first.schema(), self.second.schema()]}


def definition(record: type[Declaration]) -> Json:
    """The JSON Schema of one declaration."""
    known = keys_of(record)
    properties = {
        name: {"description": one.metadata["doc"], **one.metadata["shape"].schema()}
        for name, one in known.items()
    }
    required = [
        name for name, one in known.items()
        if one.default is MISSING and one.default_factory is MISSING
    ]  # fmt: skip
    return {
        "type": "object",
        "description": (record.__doc__ or "").split("\n\n")[0],
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def report_unknown_key(name: Text, known: Collection[str], report: Diagnostics) -> None:
    """Report a key that no shape has, with the nearest that exists."""
    report.error(name.place, "unknown-key", f"`{name}` is not a key here", help=hint(name, known))


def hint(name: str, known: Iterable[str]) -> str:
    """`did you mean …?`, or the list of what exists."""
    choices = sorted(known)
    near = difflib.get_close_matches(name[:100], choices, n=1, cutoff=0.7)
    if near:
        return f"did you mean `{near[0]}`?"
    return "there are: " + ", ".join(choices[:20]) + (", …" if len(choices) > 20 else "")


def _plain(node: Node) -> Any:
    match node:
        case Scalar():
            return str(node.value) if isinstance(node.value, Text) else node.value
        case Sequence():
            return [_plain(item) for item in node.items]
        case Mapping():
            return {str(name): _plain(item) for name, item in node.items.items()}


def wrong(node: Node, report: Diagnostics, expected: str) -> None:
    """Report a node that isn't what was expected."""
    match node:
        case Scalar(value=None):
            found = "nothing"
        case Scalar():
            found = f"`{node.source[:60]}`"
        case Sequence():
            found = "a list"
        case Mapping():
            found = "a mapping"
    report.error(node.place, "wrong-shape", f"expected {expected}, found {found}")
