"""Seeds of a local Wix as files: YAML or JSON, whose mistakes are told with their places."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Protocol

from pydantic.alias_generators import to_camel

from wixgen.cli.exit_codes import BAD_INPUT
from wixgen.cli.messages import display_path
from wixgen.cli.options import Format, fail, print_findings
from wixgen.diagnostics import Diagnostics, Place
from wixgen.spec import source

_CODE = "seed"
_INDEX = re.compile(r"\[(\d+)\]\.?")


class Problem(Protocol):
    """What is wrong with a seed at one place, as the package tells it."""

    path: str
    """`crm.contacts[0].info.name`, in wire names."""
    description: str
    """The rule, and behind a semicolon what may have been meant."""


@dataclass(frozen=True)
class SeedFile:
    """A seed that was read.

    Attributes:
        path: What messages call the file.
        content: What stands in it.
        data: The same as data.
    """

    path: str
    content: bytes
    data: Any

    def refuse(self, problems: Iterable[Problem]) -> NoReturn:
        """Print what is wrong with it, each with its place, and end the program."""
        report, ignored = Diagnostics(), Diagnostics()
        root = source.parse(self.path, self.content, ignored)
        report.add_source(self.path, self.content.decode("utf-8-sig"))
        for problem in problems:
            place = _place(root, problem.path) if root else Place(self.path)
            rule, _, help = problem.description.partition("; ")
            report.error(place, _CODE, f"{problem.path} {rule}".strip(), help=help)
        _end(report)


def read_seed(file: Path) -> SeedFile:
    """Read a seed; end the program, with places, if it is neither YAML nor JSON."""
    path = display_path(file)
    try:
        content = file.read_bytes()
    except OSError as error:
        fail(f"{path}: {error.strerror}", "", BAD_INPUT)
    try:
        return SeedFile(path, content, json.loads(content))
    except (ValueError, RecursionError):
        pass  # it is YAML, or nothing
    report = Diagnostics()
    root = source.parse(path, content, report)
    if root is None or report.has_errors:
        _end(report)
    return SeedFile(path, content, source.data_of(root))


def _end(report: Diagnostics) -> NoReturn:
    """Print findings and end the program."""
    print_findings([*report], Format.TEXT, to_stdout=False, quiet=False)
    fail("the seed can't be used", "", BAD_INPUT)


def _place(root: source.Node, path: str) -> Place:
    """Return the place of what a path leads to, or of the last on its way that there is."""
    node, place = root, root.place
    while path:
        step = next(_steps(node, path), None)
        if step is None:
            break
        node, place, path = step
    return place


def _steps(node: source.Node, path: str) -> Iterator[tuple[source.Node, Place, str]]:
    """Yield the ways on from a node, the longest name first: node, place, and what is left of the path.

    Keys may have dots in them, and be in the names of Python where the path has those of the wire.
    """
    if isinstance(node, source.Mapping):
        known = {name: key for key in node.items for name in (to_camel(key), str(key))}
        for name in sorted(known, key=len, reverse=True):
            if path == name or path.startswith((f"{name}.", f"{name}[")):
                key = known[name]
                yield node.items[key], key.place, path[len(name) :].removeprefix(".")
    elif isinstance(node, source.Sequence) and (found := _INDEX.match(path)):
        for item in node.items[int(found[1]) :][:1]:
            yield item, item.place, path[found.end() :]
