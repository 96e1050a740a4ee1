"""Texts, keys or alternatives beside each other: black lays out two as it does many.

They stand on one line where that fits, else each on a line of its own; how many there are, and how long each
of them is, changes nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wixgen.emit.escaping import LINE_LENGTH


@dataclass(frozen=True)
class Run:
    """One kind of them, in a shape, where names and texts consist of the letter x.

    Attributes:
        pattern: Finds it.
        element: Two of these stand for a run, with `x` as long as it takes.
        separator: What stands between two on a line.
        broken: The same with the line break that black puts into it.
        last: What black puts after the last one where each has its own line.
    """

    pattern: re.Pattern[str]
    element: str
    separator: str = ", "
    broken: str = ",\n"
    last: str = ","

    def example(self, length: int) -> str:
        """Two elements as long as a run of that length; as one that is too long, if it is longer than a line."""
        room = min(length, LINE_LENGTH + 1) - len(self.separator)
        sizes = (room // 2, room - room // 2)
        names = ("x" * (size - len(self.element.format(""))) for size in sizes)
        return self.separator.join(self.element.format(name) for name in names)

    def filled(self, made: str, example: str, run: str) -> str:
        """A layout with the run in place of the example; nothing where that isn't sure."""
        lines = r"\n\1".join(map(re.escape, self._lines(example)))
        places = re.split(rf"^( *){lines}$", made, flags=re.MULTILINE)
        if len(places) == 3:
            before, indent, after = places
            inserted = [f"{indent}{line}" for line in self._lines(run)]
            fits = max(map(len, inserted)) <= LINE_LENGTH
            return before + "\n".join(inserted) + after if fits else ""
        return made.replace(example, run) if made.count(example) == 1 else ""

    def _lines(self, run: str) -> list[str]:
        return (run.replace(self.separator, self.broken) + self.last).split("\n")


def _generic(levels: int) -> str:
    """A pattern of types with brackets, and of brackets in them."""
    inner = rf'(?:"x+"|{_generic(levels - 1)}|x+)' if levels else r'(?:"x+"|x+)'
    return rf"x+\[{inner}(?:, {inner})*\]"


_TYPE = _generic(2)
RUNS = (
    Run(re.compile(r'(?<=[(\[])"x+"(?:, "x+")+(?=[)\]])'), '"{}"'),
    Run(re.compile(r'(?<=\{)"x+": x+(?:, "x+": x+)+(?=\})'), '"x": {}'),
    Run(  # a result
        re.compile(rf"(?<=\) -> ){_TYPE}(?: \| {_TYPE})+(?= \| None:\Z)"),
        element="x[{}]",
        separator=" | ",
        broken="\n| ",
        last="",
    ),
)
