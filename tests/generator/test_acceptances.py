"""The table of warnings that can be accepted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import wixgen
from wixgen.acceptances import TELLERS, UNUSED

ROOT = Path(wixgen.__file__).parent
#: Warnings that no spec can accept, for they aren't about what one spec says.
OF_NO_SPEC = {
    "nothing-to-import", "unknown-resource", "other-host", "split-resource", "renamed-resource",
    "one-name-twice", "unknown-layout", "two-versions",  # of pages and packages that aren't a spec's
    "expired-acceptance", "unused-acceptance",  # of schemas/accepted.yaml, and of acceptances themselves
    "not-fetched",
}  # fmt: skip


def test_every_warning_can_be_accepted() -> None:
    """The table has each code that is warned of, and no other one."""
    found = {code for path in ROOT.rglob("*.py") for code in _warned(path)}

    assert {*TELLERS, *OF_NO_SPEC} == found | {UNUSED, "left"}


def _warned(path: Path) -> Iterator[str]:
    """The codes that a module gives to `warn`, itself or by a constant of its own."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
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


def _codes(node: ast.expr, constants: dict[str, object]) -> Iterator[str]:
    for part in ast.walk(node):
        match part:
            case ast.Constant(str(text)):
                yield text
            case ast.Name(id=name) if name in constants:
                yield str(constants[name])
            case _:
                pass
