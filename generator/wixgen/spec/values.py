"""Shapes of single values: texts, words, numbers, plain data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol

from wixgen.diagnostics import Diagnostics
from wixgen.spec.messages import near, unexpected
from wixgen.spec.source import Mapping, Node, Scalar, Sequence, Text

Json = dict[str, Any]


class NodeType(Protocol):
    """One kind of node."""

    def load(self, node: Node, report: Diagnostics) -> Any:
        """Return the value of `node`, or None after reporting why there is none."""
        ...

    def schema(self) -> Json:
        """Return the JSON Schema of such a node; records are named by `$ref`."""
        ...


@dataclass(frozen=True)
class Words:
    """A text, if it isn't blank; with `pattern`, one that matches it as a whole."""

    what: str = "a text"
    pattern: str = ""
    max_length: int = 20_000

    def load(self, node: Node, report: Diagnostics) -> Text | None:
        """Return the text with its place."""
        if not isinstance(node, Scalar) or not isinstance(node.value, Text):
            is_plain = isinstance(node, Scalar) and node.value is not None
            unexpected(
                node, report, self.what, help="put it in quotes" if is_plain else ""
            )
            return None
        if len(node.value) > self.max_length:
            message = f"this has {len(node.value):,} characters; {self.max_length:,} are allowed"
            report.error(node.place, "too-long", message)
            return None
        if self.pattern and not re.fullmatch(self.pattern, node.value):
            unexpected(node, report, self.what)
            return None
        return None if node.is_reported or node.value.isspace() else node.value

    def schema(self) -> Json:
        """Return the schema of a string."""
        pattern = {"pattern": anchored(self.pattern)} if self.pattern else {}
        return {"type": "string", "maxLength": self.max_length, **pattern}


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def load(self, node: Node, report: Diagnostics) -> Text | None:
        """Return the word with its place."""
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, Text) and value in self.words:
            return value
        is_near = isinstance(value, Text) and near(value, self.words)
        help = f"did you mean `{is_near}`?" if is_near else ""
        unexpected(node, report, f"one of {', '.join(self.words)}", help=help)
        return None

    def schema(self) -> Json:
        """Return the schema of an enum."""
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Flag:
    """`true` or `false`."""

    def load(self, node: Node, report: Diagnostics) -> bool | None:
        """Return the truth value."""
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        unexpected(node, report, "true or false")
        return None

    def schema(self) -> Json:
        """Return the schema of a boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class FlagOrWords:
    """`true`, or a text that says more (then truth is implied)."""

    def load(self, node: Node, report: Diagnostics) -> bool | Text | None:
        """Return True, False or the text."""
        if isinstance(node, Scalar) and isinstance(node.value, bool | Text):
            return None if node.is_reported else node.value
        unexpected(node, report, "true or a text")
        return None

    def schema(self) -> Json:
        """Return the schema of a boolean or a string."""
        return {"type": ["boolean", "string"]}


@dataclass(frozen=True)
class Number:
    """A number; `whole` ones have no fraction."""

    whole: bool = False
    minimum: int | None = None
    maximum: int | None = None

    def load(self, node: Node, report: Diagnostics) -> int | float | None:
        """Return the number."""
        allowed = int if self.whole else int | float
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, allowed) and not isinstance(value, bool):
            if self.minimum is not None and value < self.minimum:
                unexpected(node, report, f"a number of at least {self.minimum}")
            elif self.maximum is not None and value > self.maximum:
                unexpected(node, report, f"a number of at most {self.maximum}")
            else:
                return value
            return None
        unexpected(node, report, "a whole number" if self.whole else "a number")
        return None

    def schema(self) -> Json:
        """Return the schema of an integer or a number."""
        limits = {"minimum": self.minimum, "maximum": self.maximum}
        known = {name: limit for name, limit in limits.items() if limit is not None}
        return {"type": "integer" if self.whole else "number", **known}


@dataclass(frozen=True)
class NumberOr:
    """A number, or a text of some form where a number of YAML would not be exact."""

    words: Words

    def load(self, node: Node, report: Diagnostics) -> int | float | Text | None:
        """Return the number or the text."""
        is_text = isinstance(node, Scalar) and isinstance(node.value, Text)
        return (self.words if is_text else Number()).load(node, report)

    def schema(self) -> Json:
        """Return the schema of a number or a string."""
        return {
            "if": {"type": "string"},
            "then": self.words.schema(),
            "else": Number().schema(),
        }


@dataclass(frozen=True)
class Anything:
    """Plain data: a default, the body of an example."""

    def load(self, node: Node, report: Diagnostics) -> Data | None:
        """Return the data as JSON values, wrapped in `Data` so that null is told from nothing."""
        del report
        return None if node.is_reported else Data(_plain(node))

    def schema(self) -> Json:
        """Return the schema that everything fits."""
        return {}


@dataclass(frozen=True)
class Data:
    """JSON data out of a spec; the keys of mappings are `Text` and know where they stand."""

    value: Any


def anchored(pattern: str) -> str:
    """Return the regular expression of JSON Schema for what matches `pattern` as a whole."""
    return f"^(?:{pattern})$"


def _plain(node: Node) -> Any:
    match node:
        case Scalar():
            return str(node.value) if isinstance(node.value, Text) else node.value
        case Sequence():
            return [_plain(item) for item in node.items]
        case Mapping():
            return {name: _plain(item) for name, item in node.items.items()}
