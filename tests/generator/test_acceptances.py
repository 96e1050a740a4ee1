"""The table of warnings that can be accepted."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import wixgen
from wixgen.acceptances import TELLERS, UNUSED
from wixgen.diagnostics import Acceptance, Diagnostics, Place

ROOT = Path(wixgen.__file__).parent
#: Warnings that no spec can accept, for they aren't about what one spec says.
OF_NO_SPEC = {
    "nothing-to-import", "unknown-resource", "other-host", "split-resource", "renamed-resource",
    "one-name-twice", "unknown-layout", "two-versions",  # of pages and packages that aren't a spec's
    "expired-acceptance", "unused-acceptance",  # of schemas/accepted.yaml, and of acceptances themselves
    "not-fetched", "passed-over",
}  # fmt: skip


def test_every_warning_can_be_accepted() -> None:
    """The table has each code that is warned of, and no other one."""
    found = {code for path in ROOT.rglob("*.py") for code in _warned(path)}

    assert {*TELLERS, *OF_NO_SPEC} == found | {UNUSED, "left"}


def _warned(path: Path) -> Iterator[str]:
    """The codes that a module gives to `warn`, itself or by a constant of its own."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text if ".warn(" in text else "")
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="warn"), args=[_, code, *_]):
                yield from _codes(code, constants)
            case _:
                pass


def _codes(node: ast.expr, constants: Mapping[str, object]) -> Iterator[str]:
    for part in ast.walk(node):
        match part:
            case ast.Constant(str(text)):
                yield text
            case ast.Name(id=name) if name in constants:
                yield str(constants[name])
            case _:
                pass


def test_the_innermost_acceptance_counts() -> None:
    """Of parts that are nested, in any number: as if all of them were looked through."""
    parts = [(0, 99), (10, 50), (12, 20), (14, 14), (30, 40), (60, 70)]
    accepted = [
        Acceptance("odd", Place("a", at), Place("a", start), Place("a", end))
        for at, (start, end) in enumerate(parts, 1)
    ]
    for line in range(101):
        report = Diagnostics()
        report.accept(accepted)
        report.warn(Place("a", line), "odd", "m")
        report.warn(Place("b", line), "odd", "m")
        report.warn(Place("a", line), "even", "m")
        around = [one for one in accepted if one.start.line <= line <= one.end.line]
        used = {*accepted} - {*report.unused_acceptances}

        assert {*around[-1:]} == used
        assert 2 + (not around) == len(report.found)


def test_thousands_of_acceptances_and_warnings() -> None:
    """Each of them is found without looking at the others: it compares places a few times."""
    count = 2000
    compared = 0

    class Counted(Place):
        """A place that counts how often it is compared."""

        def __lt__(self, other: Place) -> bool:
            nonlocal compared
            compared += 1
            return super().__lt__(other)

        def __le__(self, other: Place) -> bool:
            nonlocal compared
            compared += 1
            return super().__le__(other)

    report = Diagnostics()
    for line in range(count):
        at = Counted("a", line, 1)
        report.accept([Acceptance("odd", at, at, Counted("a", line, 9))])
    for line in range(count):
        report.warn(Counted("a", line, 5), "odd", "m")

    assert ([], []) == (report.found, report.unused_acceptances)
    assert compared < 60 * count
