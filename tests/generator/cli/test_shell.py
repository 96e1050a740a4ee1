"""The command line in a shell: help, completion, `python -m wixgen`, readers that go away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.catalogue import catalogue_in
from wixgen.cli.app import app

COMMANDS = [
    "init", "list", "fetch", "import", "drift", "fmt", "lint", "diff", "update", "build", "export", "serve",
    "schema",
]  # fmt: skip


def completed(line: str) -> list[str]:
    """What bash is offered at the end of a line."""
    words = line.split(" ")
    environment = {
        "_WIXGEN_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    result = CliRunner().invoke(app, [], prog_name="wixgen", env=environment)
    assert 0 == result.exit_code, result.output
    return result.stdout.split()


def test_commands_are_listed_in_the_order_of_the_work() -> None:
    """The list of commands is what one does first, then next; each fits on one line of 80 columns."""
    text = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"}).stdout
    lines = [line.strip("│ ").split("  ")[0] for line in text.splitlines()]

    assert COMMANDS == [line for line in lines if line in {*COMMANDS}]
    assert len(COMMANDS) == len(text.partition("Commands")[2].splitlines()) - 3


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_has_a_short_name(command: list[str]) -> None:
    """-h is --help everywhere."""
    short, long = (
        CliRunner().invoke(app, [*command, name]) for name in ("-h", "--help")
    )

    assert (0, long.stdout) == (short.exit_code, short.stdout)
    assert "Usage: " in short.stdout


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("wixgen bui", ["build"]),
        ("wixgen lint --format ", ["text", "json", "github"]),
        ("wixgen diff --fail-on r", ["risky"]),
        ("wixgen list ", ["crm-notes", "shop"]),
        ("wixgen list sh", ["shop", "shop.carts", "shop.ordersV2"]),
        ("wixgen init --with shop.o", ["shop.ordersV2"]),
        ("wixgen init --with crm-notes,shop.c", ["crm-notes,shop.carts"]),
        ("wixgen init --with zz", []),
    ],
)
def test_shells_complete(
    line: str, expected: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands, choices, and names of the catalogue: packages, then the resources of one of them."""
    catalogue = catalogue_in(tmp_path)
    monkeypatch.setattr("wixgen.cli.catalogue.open_catalogue", lambda: catalogue)

    assert expected == completed(line)


def process(
    *arguments: str, stdout: int, folder: Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`python -m wixgen` with arguments, in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "wixgen", *arguments],
        check=False,
        text=True,
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=os.environ | environment,
    )


def test_it_is_a_module(tmp_path: Path) -> None:
    """`python -m wixgen` is wixgen, by its name in completion, too."""
    asked = {"COMP_WORDS": "wixgen exp", "COMP_CWORD": "1"}
    told = {**asked, "_WIXGEN_COMPLETE": "complete_bash"}
    result = process(stdout=subprocess.PIPE, folder=tmp_path, **told)

    assert (0, "export\n", "") == (result.returncode, result.stdout, result.stderr)


@pytest.mark.parametrize("arguments", [["-h"], ["lint", "--format", "json", "a.yaml"]])
def test_nobody_reads_on(arguments: list[str], tmp_path: Path) -> None:
    """Whoever closes the pipe, as `head` does, has read enough: no traceback, no word."""
    (tmp_path / "a.yaml").write_text("package: 3\n", encoding="utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    try:
        result = process(*arguments, stdout=writer, folder=tmp_path)
    finally:
        os.close(writer)

    assert (1, "") == (result.returncode, result.stderr)
