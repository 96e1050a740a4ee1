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

    def text(self, data: Data) -> str:
        """The text of a spec."""
        lines = [*self._own_line(0), *self._block(data, 0)]
        end = self.newline if self.random.random() < 0.8 else ""
        return self.newline.join(lines) + end

    def _comment(self) -> str:
        self.comments.append(f"# comment {len(self.comments)} 'so\" [it, {{is: -")
        return self.comments[-1]

    def _own_line(self, indent: int) -> list[str]:
        found: list[str] = []
        while self.random.random() < 0.12:
            found.append(self.random.choice(["", " " * indent + self._comment()]))
        return found

    def _trailing(self) -> str:
        return (
            self.random.choice([" ", "   "]) + self._comment()
            if self.random.random() < 0.15
            else ""
        )

    def _block(self, data: Data, indent: int) -> list[str]:
        lines: list[str] = []
        for key, value in data.items():
            lines += self._own_line(indent)
            lines += self._entry(
                " " * indent + self._scalar(key, False) + ":", value, indent
            )
        return lines

    def _entry(self, head: str, value: Any, indent: int) -> list[str]:
        inner = indent + self.random.randint(1, 4)
        if isinstance(value, dict) and value and self.random.random() < 0.7:
            return [head + self._trailing(), *self._block(value, inner)]
        if isinstance(value, list) and value and self.random.random() < 0.6:
            dash = self.random.choice([indent, inner])
            lines = [head + self._trailing()]
            for item in value:
                lines += self._own_line(dash)
                lines += self._item(item, dash)
            return lines
        if isinstance(value, str) and self.random.random() < 0.15:
            mark = self.random.choice(["|-", ">-"])
            return [f"{head} {mark}{self._trailing()}", " " * inner + value]
        if (
            isinstance(value, str)
            and " " in value.strip()
            and self.random.random() < 0.2
        ):
            first, rest = json.dumps(value).split(" ", 1)
            return [f"{head} {first}", " " * inner + rest + self._trailing()]
        gap = self.random.choice([" ", "  "])
        return [
            f"{head}{gap}{self._flow(value, inner, False)}".rstrip() + self._trailing()
        ]

    def _item(self, item: Any, dash: int) -> list[str]:
        head = " " * dash + "-"
        if isinstance(item, dict) and self.random.random() < 0.6:
            lines = self._block(item, dash + 2)
            while not lines[0].strip() or lines[0].lstrip().startswith("#"):
                if lines[0].strip():
                    self.comments.remove(lines[0].strip())
                lines.pop(0)
            if self.random.random() < 0.3:
                return [head + self._trailing(), *lines]
            return [head + lines[0][dash + 1 :], *lines[1:]]
        return [f"{head} {self._flow(item, dash + 2, False)}{self._trailing()}"]

    def _flow(self, value: Any, indent: int, inside: bool) -> str:
        space = self.random.choice(["", " "])
        comma = ", "
        if self.random.random() < 0.1:
            comma = f",{self._trailing()}{self.newline}{' ' * indent}"
        if isinstance(value, dict):
            pairs = [
                f"{self._scalar(k, True)}: {self._flow(v, indent, True)}"
                for k, v in value.items()
            ]
            return "{" + space + comma.join(pairs) + space + "}"
        if isinstance(value, list):
            return (
                "["
                + space
                + comma.join(self._flow(v, indent, True) for v in value)
                + space
                + "]"
            )
        if value is None:
            return self.random.choice(["", "null", "~"])
        return (
            self._scalar(value, inside) if isinstance(value, str) else json.dumps(value)
        )

    def _scalar(self, value: str, inside: bool) -> str:
        is_plain = value.replace(" ", "").replace(".", "").isalnum() and value != "NO"
        is_plain = is_plain or (not inside and "list[" in value)
        if is_plain and self.random.random() < 0.7:
            return value
        if "'" not in value and self.random.random() < 0.5:
            return f"'{value}'"
        return json.dumps(value)
