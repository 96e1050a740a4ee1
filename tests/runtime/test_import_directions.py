"""The rooms of the runtime: which may import from which, and nothing in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import wixapi
from support.committed import committed_modules

ROOT = Path(wixapi.__path__[0])

#: Loggers, settings of a call and the like: they know no room.
LEAVES = {"_fork", "_frames", "_log", "_masking", "_version", "_waiting", "errors"}

#: Room -> those below it. `common` and `packages` are generated; the rest is the runtime.
MAY_IMPORT = {
    **{leaf: set[str]() for leaf in LEAVES},
    "_call_facts": set(),
    "errors": {"_call_facts"},
    "_waiting": {"errors"},
    "_options": LEAVES,
    "_handmade": LEAVES,
    "_model": {"_handmade", *LEAVES},
    "_auth": {"_options", *LEAVES},
    "_validation": {"_handmade", "_model", "_options", *LEAVES},
    # `_http` sends tokens and credentials, and what `_validation` has written
    "_http": {"_auth", "_model", "_options", "_validation", *LEAVES},
    "common": {"_model", "_options", "_validation"},
    # every event has the project's own `EventMetadata`, one of the common types
    "_webhooks": {"_model", "common", *LEAVES},
    # an answer is checked and written as a request is
    "_plugins": {"_model", "_validation", "_webhooks", *LEAVES},
    "packages": {
        *(
            "_http",
            "_model",
            "_options",
            "_plugins",
            "_validation",
            "_webhooks",
            "common",
        ),
        "errors",
    },
    "_api": {"_http", "packages"},
    "_hooks": {"_webhooks", "packages"},
    "_service_plugins": {"_plugins", "packages"},
    "_oauth": {"_auth", "_http", "_options", *LEAVES},
    "_doctor": {"_auth", "_http", "_options", "_webhooks", *LEAVES},
    "__main__": {"_doctor"},
    "inbox": {"_webhooks", *LEAVES},
    # a test's client and events are those of the project
    "_testing": {
        *("_api", "_auth", "_hooks", "_http", "_model", "_plugins", "_webhooks"),
        *LEAVES,
    },
    # the local Wix answers what clients send, checks as they do, and sends events as tests do
    "_local": {
        *("_api", "_auth", "_hooks", "_http", "_model", "_oauth", "_options"),
        *("_testing", "_validation", "_webhooks", "inbox", "packages"),
        *LEAVES,
    },
    "asgi": {"_plugins", "_webhooks"},
    "wsgi": {"_plugins", "_webhooks"},
    "mypy": set(),  # runs inside of mypy
    "testing": {"_local", "_testing"},
    "_ricos": {"errors"},
    "ricos": {"_ricos"},
    "wixapi": {
        *("_api", "_auth", "_hooks", "_http", "_oauth", "_options", "_plugins"),
        *("_service_plugins", "_version", "_waiting", "_webhooks"),
    },
}


def _modules() -> dict[str, Path]:
    """Every module of the package, by its dotted name."""
    found: dict[str, Path] = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = path
    return found


MODULES = _modules()
#: Of Wix's resources only those of this run: all are made alike.
LOOKED_AT = set(committed_modules())
GENERATED_IN_INBOX = {
    "_groups",
    *(path.name for path in (ROOT / "inbox").iterdir() if path.is_dir()),
}


def _room(module: str) -> str:
    """The room of a module: the first name below the package; `@wix/inbox` shares the folder of the inbox."""
    name, *below = module.split(".")[1:] or ["wixapi"]
    is_shared = name == "inbox" and below[:1] and below[0] in GENERATED_IN_INBOX
    return "packages" if is_shared or name not in MAY_IMPORT else name


def _targets(node: ast.AST) -> Iterator[str]:
    """Modules of the package that a statement imports, the folders around them left aside."""
    if isinstance(node, ast.Import):
        yield from (name.name for name in node.names if name.name in MODULES)
    elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
        members = [f"{node.module}.{name.name}" for name in node.names]
        submodules = [member for member in members if member in MODULES]
        yield from submodules
        if len(submodules) < len(members):
            yield node.module


def _at_import(nodes: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when a module is imported."""
    for node in nodes:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                pass
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                yield from _at_import(node.orelse)
            case ast.If() | ast.Try() | ast.With() | ast.ClassDef():
                yield from _at_import(node.body)
                yield from _at_import(getattr(node, "orelse", []))
            case _:
                yield node


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_imports_run_downwards(room: str) -> None:
    """A module imports from its own room and from those below, for types and in functions too."""
    upwards = {
        (module, found)
        for module in LOOKED_AT
        if _room(module) == room
        for node in ast.walk(_tree(module))
        for target in _targets(node)
        if (found := _room(target)) not in {room, *MAY_IMPORT[room]}
    }

    assert set() == upwards


def test_rooms_stand_in_layers() -> None:
    """No room may import from one that may import from it."""
    assert set(MAY_IMPORT) == set(TopologicalSorter(MAY_IMPORT).static_order())


def test_rooms_load_nothing() -> None:
    """The `__init__` of a room is a docstring: what isn't needed isn't loaded with the rest."""
    rooms = sorted(ROOT.glob("_*/__init__.py"))
    bodies = [ast.parse(path.read_text(encoding="utf-8")).body for path in rooms]

    assert {
        *("_auth", "_doctor", "_http", "_local", "_oauth", "_plugins", "_ricos"),
        *("_testing", "_validation", "_webhooks"),
    } == {path.parent.name for path in rooms}
    assert [1] * len(rooms) == [len(body) for body in bodies]


def test_no_module_imports_itself_by_way_of_others() -> None:
    """There is an order in which modules can be loaded, each after all that it imports."""
    imports = {
        module: {
            target
            for node in _at_import(_tree(module).body)
            for target in _targets(node)
            if target in LOOKED_AT
        }
        for module in LOOKED_AT
    }

    try:
        order = list(TopologicalSorter(imports).static_order())
    except CycleError as error:
        pytest.fail(f"a circle: {error.args[1]}")

    assert len(LOOKED_AT) == len(order)
