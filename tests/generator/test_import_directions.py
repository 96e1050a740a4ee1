"""Imports of the generator run downwards only: from rooms that use to rooms that are used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import wixgen

ROOT = Path(wixgen.__file__).parent
#: What each room may import, besides itself and `wixgen.__version__`. A module counts for the
#: longest name here that it begins with.
ALLOWED = {
    "__main__": {"main"},
    "main": {"building", "cli", "cli.messages", "diagnostics"},
    "hatch_hook": {
        "building", "cli.messages", "diagnostics", "emit", "package", "pipeline", "project", "settings",
    },
    "cli.messages": {"diagnostics"},
    "cli": {
        "acceptances", "annotations", "building", "catalogue", "cli.messages", "diagnostics", "diff", "emit", "export",
        "fetching", "files", "package", "pages",
        "pages.parse", "pages.transcribe", "pipeline", "project", "published", "reading", "sharing",
        "settings", "spec", "spec.documents", "spec_text", "updating", "workers",
    },
    "updating": {
        "building", "catalogue", "diagnostics", "diff", "fetching", "pages", "pages.parse", "pages.reconcile",
        "pages.transcribe", "spec", "workers",
    },
    "fetching": {"acceptances", "diagnostics", "files", "pages.parse", "reading", "spec"},
    "published": {
        "acceptances", "diagnostics", "pages", "pages.names", "pages.reconcile", "pages.spec_data",
        "pages.transcribe", "spec", "workers",
    },
    "building": {
        "diagnostics", "emit", "files", "package", "package.shape", "pipeline", "project", "reading",
        "spec", "workers",
    },
    "pipeline": {"diagnostics", "emit", "package", "package.shape", "spec"},
    "emit": {"emit.formatting", "package"},
    "emit.formatting": {"emit"},  # the errors and the line length of its own room
    "export": {"spec"},
    "package.shape": {"diagnostics", "package", "spec"},
    "package": {"diagnostics", "spec"},
    "pages": {
        "acceptances", "catalogue", "diagnostics", "diff", "pages.nesting", "pages.parse", "pages.reconcile",
        "pages.transcribe", "spec", "workers",
    },
    "pages.reconcile": {"pages.spec_data", "spec", "spec_text"},
    "pages.transcribe": {
        "diagnostics", "pages.names", "pages.nesting", "pages.parse", "pages.spec_data", "spec",
    },
    "pages.nesting": {"diagnostics", "pages.names", "pages.parse"},
    "pages.parse": {"diagnostics", "pages.names", "spec"},
    "pages.spec_data": {"spec_text"},
    "pages.names": set[str](),
    "spec_text": {"diagnostics", "spec"},
    "spec.documents": {"spec"},
    "spec": {"acceptances", "diagnostics"},
    "diff": {"annotations", "diagnostics", "package", "spec"},
    "catalogue": {"diagnostics", "files", "package", "project", "spec", "spec_text"},
    "sharing": {"diagnostics", "package", "pages.spec_data", "spec", "spec_text"},
    "project": {"diagnostics", "package", "reading", "settings"},
    "settings": {"package", "reading"},
    "files": set[str](),
    "reading": set[str](),
    "workers": set[str](),
    "acceptances": {"diagnostics"},
    "annotations": {"diagnostics"},
    "diagnostics": set[str](),
}  # fmt: skip


def test_every_module_has_a_room() -> None:
    """Each module of the generator stands in a room of the table."""
    assert [] == [name for name in _modules() if not _room(name) and name]


def test_imports_run_downwards() -> None:
    """A room imports only rooms that the table allows it."""
    wrong = [
        f"{module} imports {imported}"
        for module, path in _modules().items()
        for imported in _imports(ast.walk(_tree(path)))
        if _room(imported) not in {_room(module), *ALLOWED.get(_room(module), ())}
    ]

    assert [] == wrong


def test_no_import_goes_in_a_circle() -> None:
    """No module needs itself while it is being imported."""
    modules = _modules()
    needs = {
        module: {name for name in _imports(_tree(path).body) if name in modules}
        for module, path in modules.items()
    }

    assert len(modules) == len(list(TopologicalSorter(needs).static_order()))


def test_no_room_is_a_hall() -> None:
    """No folder holds more than 20 modules beside its sub-folders."""
    halls = [
        folder.relative_to(ROOT).as_posix()
        for folder in {path.parent for path in ROOT.rglob("*.py")}
        if len([path for path in folder.glob("*.py") if path.stem != "__init__"]) > 20
    ]

    assert [] == halls


def _modules() -> dict[str, Path]:
    """Every module, by its dotted name below `wixgen`."""
    found: dict[str, Path] = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


def _room(module: str) -> str:
    parts = module.split(".")
    beginnings = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in beginnings if name in ALLOWED), "")


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imports(nodes: Iterator[ast.AST] | list[ast.stmt]) -> Iterator[str]:
    """The modules of the generator that these nodes import, below `wixgen`."""
    for node in nodes:
        if not isinstance(node, ast.ImportFrom) or node.module is None:
            continue
        package, _, below = node.module.partition(".")
        if package != "wixgen" or {alias.name for alias in node.names} == {
            "__version__"
        }:
            continue
        if (ROOT / below.replace(".", "/")).is_dir():
            yield from (f"{below}.{alias.name}".strip(".") for alias in node.names)
        else:
            yield below
