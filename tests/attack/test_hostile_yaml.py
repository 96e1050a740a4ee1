"""YAML that was made to hurt, before each command that reads specs: words with a place, no traceback, nothing written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.spec.test_source import HOSTILE
from pages.small import method_page
from support.samples import slow_but
from support.workplace import Workplace

GOOD = b"package: demo\nmodule: things\ntypes:\n  Thing: {fields: {id: string}}\n"
SMALL: dict[str, bytes] = {
    "laughs": b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "alias of itself": b"types: &t {A: *t}\n",
    "merge": b"x: &x {package: a}\n<<: *x\n",
    "tag of Python": b"!!python/object/apply:os.system ['touch wixowned']\n",
    "tag of a key": b"!!str package: a\n",
    "local tag": b"package: !include /etc/passwd\n",
    "directive": b"%TAG ! tag:wixowned,2000:\n---\npackage: !x a\n",
    "twice the same key": GOOD + b"module: others\n",
    "twice the same type": GOOD + b"  Thing: {fields: {}}\n",
    "the same key, escaped": GOOD + b'"\\x6dodule": others\n',
    "documents": GOOD + b"---\n" + GOOD,
    "noughts": GOOD + b"\0",
    "noughts alone": bytes(4_000),
    "mark in the middle": GOOD + b"\xef\xbb\xbftitle: x\n",
    "UTF-16": GOOD.decode().encode("utf-16"),
    "UTF-32": GOOD.decode().encode("utf-32"),
    "half a character": GOOD + b'title: "\\ud800"\n',
    "half a character, encoded": GOOD + b"title: \xed\xa0\x80\n",
    "too long a form": GOOD + b"title: \xc0\xaf\n",
    "list": b"- package\n- module\n",
    "text": b"package\n",
    "number as a key": GOOD + b"1: x\n",
    "mapping as a key": GOOD + b"? {a: b}\n: x\n",
    "depth": GOOD + b"title: " + b"[" * 500,
    "depth of types": GOOD + b"methods: " + b"{a: " * 300 + b"}" * 300,
    "type of brackets": GOOD.replace(b"string", b'"' + b"list[" * 99 + b'"'),
    "recursive alias of a list": GOOD + b"title: &a [*a]\n",
    "tabs": GOOD.replace(b"  Thing", b"\tThing"),
    "binary": bytes(range(256)) * 9,
    "scalar": GOOD + b"title: " + b"x" * 400_000,
}  # fmt: skip
COMMANDS = [["lint"], ["build", "-q"], ["fmt", "--check"], ["import", "pages"]]
USUAL = [
    "tag of Python",
    "twice the same key",
    "half a character, encoded",
    "depth of types",
]
LARGE: dict[str, Callable[[], bytes]] = {
    name: lambda make=make: make().encode() for name, make in HOSTILE.items()  # type: ignore[misc]
}


@pytest.mark.parametrize("name", slow_but(USUAL, [*SMALL, *LARGE]))
def test_every_command(name: str, tmp_path: Path) -> None:
    """They fail with the spec's path and a code in brackets; the spec stays, and nothing is generated."""
    data = SMALL[name] if name in SMALL else LARGE[name]()
    spec = "demo/things.yaml"
    page = method_page("openDoor", ["  EMPTY-OBJECT {}"])
    place = Workplace.at(tmp_path / "p", {"a.md": page}, {spec: data})
    for command, *options in COMMANDS:
        given = [place.pages if one == "pages" else one for one in options]
        result = place.run(command, *given)

        is_as_before = data == (place.schemas / spec).read_bytes()
        assert is_as_before  # not compared by pytest: differences of megabytes take it minutes
        assert not (place.folder / "generated" / "wixapi").exists()
        assert not (Path.cwd() / "wixowned").exists()
        if command in {"lint", "build"}:
            assert (1 if command == "lint" else 2) == result.exit_code, result.output
            assert f"{spec}:" in result.output
            assert "error[" in result.output
            assert len(result.output) < 200_000
    if 0 == place.run("fmt").exit_code:
        assert 0 == place.run("fmt", "--check").exit_code


@pytest.mark.parametrize("name", slow_but(USUAL[:1], SMALL))
def test_common_types(name: str, tmp_path: Path) -> None:
    """The same in place of `common.yaml`."""
    specs: dict[str, str | bytes] = {
        "demo/things.yaml": GOOD,
        "common.yaml": SMALL[name],
    }
    place = Workplace.at(tmp_path / "p", {}, specs)
    result = place.run("build", "-q")

    assert 2 == result.exit_code
    assert "common.yaml:" in result.output
