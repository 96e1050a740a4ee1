"""Specs formatted as odd as a person may, with comments wherever YAML allows them."""

from __future__ import annotations

import json
from random import Random
from typing import Any

Data = dict[str, Any]


class Writer:
    """Writes data as YAML in a style that changes from line to line; counts its comments."""

    def __init__(self, random: Random, newline: str = "\n") -> None:
        self.random = random
        self.newline = newline
        self.comments: list[str] = []
        self.is_text_open = (
            False  # a line that is indented more would be part of a text
        )

    def text(self, data: Data) -> str:
        """The text of a spec."""
        lines = self._own_lines(0)
        if self._happens(0.15):
            if self._happens(0.5):
                lines.append("%YAML 1.1" + self._trailing())
            lines += [*self._own_lines(0), "---" + self._trailing()]
        if self._happens(0.1):
            lines += (self._flow(data, 1, False) + self._trailing()).split(self.newline)
        else:
            lines += self._block(data, 0)
        lines += self._own_lines(0)
        if self._happens(0.1):
            lines += ["..." + self._trailing(), *self._own_lines(0)]
        end = self.newline if self._happens(0.8) else ""
        return self.newline.join(lines) + end

    def _happens(self, share: float) -> bool:
        return self.random.random() < share

    def _comment(self) -> str:
        self.comments.append(f"# comment {len(self.comments)} 'so\" [it, {{is: -")
        return self.comments[-1]

    def _own_lines(self, indent: int) -> list[str]:
        """Comments and blank lines, where an entry at column `indent` may follow."""
        found: list[str] = []
        while self._happens(0.12):
            column = self.random.choice(
                [indent, indent, self.random.randint(0, indent)]
            )
            if self._happens(0.2) and not self.is_text_open:
                column += self.random.randint(1, 4)
            is_blank = self._happens(0.4)
            found.append("" if is_blank else " " * column + self._comment())
        return found

    def _trailing(self) -> str:
        gap = self.random.choice([" ", "   "])
        return gap + self._comment() if self._happens(0.15) else ""

    def _block(self, data: Data, indent: int) -> list[str]:
        lines: list[str] = []
        for key, value in data.items():
            lines += self._own_lines(indent)
            self.is_text_open = False
            lines += self._entry(key, value, indent)
        return lines

    def _entry(self, key: str, value: Any, indent: int) -> list[str]:
        name = " " * indent + self._scalar(key, False)
        if not self._happens(0.05):
            return self._valued(name + ":", value, indent)
        asked = " " * indent + "? " + name.strip() + self._trailing()
        return [asked, *self._valued(" " * indent + ":", value, indent)]

    def _valued(self, head: str, value: Any, indent: int) -> list[str]:
        """A value after a key."""
        inner = indent + self.random.randint(1, 4)
        if isinstance(value, dict) and value and self._happens(0.7):
            return [head + self._trailing(), *self._block(value, inner)]
        if isinstance(value, list) and value and self._happens(0.6):
            dash = self.random.choice([indent, inner])
            if head.strip() == ":":
                dash = inner
            return [head + self._trailing(), *self._items(value, dash)]
        if isinstance(value, str) and self._happens(0.15):
            return self._block_scalar(head, value, inner)
        if isinstance(value, str) and " " in value.strip() and self._happens(0.2):
            first, rest = json.dumps(value).split(" ", 1)
            return [f"{head} {first}", " " * inner + rest + self._trailing()]
        if value is not None and self._happens(0.05):
            own = self._own_lines(inner)
            flow = self._flow(value, inner, False) + self._trailing()
            lines = (" " * inner + flow).split(self.newline)
            return [head + self._trailing(), *own, *lines]
        gap = self.random.choice([" ", "  "])
        flow = f"{head}{gap}{self._flow(value, inner, False)}".rstrip(" ")
        return (flow + self._trailing()).split(self.newline)

    def _block_scalar(self, head: str, value: str, indent: int) -> list[str]:
        """A text as a literal or folded block."""
        mark = self.random.choice(["|-", ">-"])
        words = value.split(" ")
        lines = [value]
        if mark == ">-" and all(words) and len(words) > 2:
            lines = [" ".join(words[:2]), " ".join(words[2:])]
        made = [f"{head} {mark}{self._trailing()}"]
        self.is_text_open = True
        return made + [" " * indent + line for line in lines]

    def _items(self, values: list[Any], dash: int) -> list[str]:
        lines: list[str] = []
        for item in values:
            lines += self._own_lines(dash)
            self.is_text_open = False
            lines += self._item(item, dash)
        return lines

    def _item(self, item: Any, dash: int) -> list[str]:
        head = " " * dash + "-"
        if isinstance(item, dict) and item and self._happens(0.6):
            lines = self._block(item, dash + 2)
            if not lines[0].strip() or lines[0].lstrip().startswith("#"):
                return [head + self._trailing(), *lines]
            if self._happens(0.3):
                return [head + self._trailing(), *lines]
            return [head + lines[0][dash + 1 :], *lines[1:]]
        if isinstance(item, str) and self._happens(0.15):
            return self._block_scalar(head, item, dash + 2)
        flow = f"{head} {self._flow(item, dash + 2, False)}{self._trailing()}"
        return flow.split(self.newline)

    def _gap(self, indent: int, least: str = "") -> str:
        """What may stand between two parts of a collection in brackets."""
        if not self._happens(0.06):
            return self.random.choice([least, " "])
        pad = self.newline + " " * indent
        own = "".join(
            pad + (self._comment() if self._happens(0.7) else "")
            for _ in range(self.random.randint(0, 2))
        )
        return self._trailing() + own + pad

    def _flow(self, value: Any, indent: int, inside: bool) -> str:
        if isinstance(value, dict):
            pairs = [
                self._scalar(key, True)
                + ":"
                + self._gap(indent, " ")
                + self._flow(item, indent, True)
                for key, item in value.items()
            ]
            return "{" + self._parts(pairs, indent) + "}"
        if isinstance(value, list):
            items = [self._flow(item, indent, True) for item in value]
            return "[" + self._parts(items, indent) + "]"
        if value is None:
            return self.random.choice(["", "null", "~"])
        is_text = isinstance(value, str)
        return self._scalar(value, inside) if is_text else json.dumps(value)

    def _parts(self, parts: list[str], indent: int) -> str:
        text = self._gap(indent)
        for part in parts[:-1]:
            text += part + self._gap(indent) + "," + self._gap(indent, " ")
        return text + "".join(parts[-1:]) + self._gap(indent)

    def _scalar(self, value: str, inside: bool) -> str:
        is_plain = value.replace(" ", "").replace(".", "").isalnum() and value != "NO"
        is_plain = is_plain or (not inside and "list[" in value)
        if is_plain and self._happens(0.7):
            return value
        if "'" not in value and self._happens(0.5):
            return f"'{value}'"
        return json.dumps(value)
