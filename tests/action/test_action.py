"""The action's declaration: complete, pinned, and without a way from an input into a shell."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from support.action import ACTION

SHA = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")


@pytest.fixture(scope="module")
def action() -> dict[str, Any]:
    """The declaration."""
    text = (ACTION / "action.yml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return read


def test_no_shell_reads_an_expression(action: dict[str, Any]) -> None:
    """Inputs reach scripts by variables alone."""
    steps = action["runs"]["steps"]

    assert [] == [step["run"] for step in steps if "${{" in step.get("run", "")]


def test_other_actions_are_pinned(action: dict[str, Any]) -> None:
    """Each by its full commit, with the release in a comment."""
    text = (ACTION / "action.yml").read_text(encoding="utf-8")
    uses = [step["uses"] for step in action["runs"]["steps"] if "uses" in step]

    assert [True] == [bool(SHA.fullmatch(used)) for used in uses]
    assert 1 == len(re.findall(r"uses: \S+ # v\d+\.\d+\.\d+", text))


def test_every_input_is_used_and_every_use_declared(action: dict[str, Any]) -> None:
    """Inputs stand in a step's variables, or in what another action is given; each has words and a default."""
    given = [
        value
        for step in action["runs"]["steps"]
        for value in {**step.get("env", {}), **step.get("with", {})}.values()
    ]
    used = {
        name for text in given for name in re.findall(r"inputs\.([\w-]+)", str(text))
    }

    assert action["inputs"].keys() == used
    assert [] == [
        name
        for name, declared in action["inputs"].items()
        if not declared["description"] or "default" not in declared
    ]


def test_every_variable_is_read_by_the_script(action: dict[str, Any]) -> None:
    """What the last step is given is what `read_inputs` asks for."""
    text = (ACTION / "inputs.py").read_text(encoding="utf-8")
    given = {name for name in action["runs"]["steps"][-1]["env"] if name != "GH_TOKEN"}

    assert {f"INPUT_{name}" for name in re.findall(r'"([A-Z]+)"\)', text)} == given


def test_outputs_come_from_the_last_step(action: dict[str, Any]) -> None:
    """changed, verdict, version and pr-url."""
    last = action["runs"]["steps"][-1]["id"]

    assert {
        name: f"${{{{ steps.{last}.outputs.{name} }}}}"
        for name in ("changed", "verdict", "version", "pr-url")
    } == {name: declared["value"] for name, declared in action["outputs"].items()}


def test_inputs_are_described_for_readers(action: dict[str, Any]) -> None:
    """The README has a row for each input and each output."""
    text = (ACTION / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE)

    assert [*action["inputs"], *action["outputs"]] == rows
