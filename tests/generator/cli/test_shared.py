"""`wixgen lint --shared [--fix]` on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.projects import write_files
from typer.testing import CliRunner, Result

from wixgen.cli.app import app

SPEC = """\
# yaml-language-server: $schema=../resource.schema.json
package: {package}
module: things

types:
  Price:
    fields:
      net: Money  # without taxes

  Money:
    fields:
      value: decimal
      kind: Kind

  Kind:
    enum: {{FIXED: , OPEN: }}

methods:
  createThing:
    http: POST /{package}/things
    parameters:
      price: Price
    returns:
      price: Price
"""
COMMON = "# What all have.\ntypes:\n  Empty:  # for now\n    fields: {}\n"


def run(*arguments: str) -> Result:
    """Call `wixgen` with arguments."""
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of three resources with the same types; it is the current folder."""
    specs = {
        f"schemas/{package}/things.yaml": SPEC.format(package=package)
        for package in ("ant", "bee", "cat")
    }
    monkeypatch.chdir(tmp_path)
    files = {
        "pyproject.toml": "[tool.wixgen]\n",
        "schemas/common.yaml": COMMON,
        **specs,
    }
    return write_files(tmp_path, files)


def test_types_are_proposed(project: Path) -> None:
    """A warning names what would move and where it is; nothing is written."""
    before = (project / "schemas" / "ant" / "things.yaml").read_text()
    result = run("lint", "--shared")

    assert result.exit_code == 0
    assert (
        "schemas/ant/things.yaml:6:3: warning[shared-type]: `Price`, with 2 that it refers to, "
        "is declared alike by ant.things, bee.things, cat.things\n" in result.stdout
    )
    assert 1 == result.stdout.count("shared-type")
    assert before == (project / "schemas" / "ant" / "things.yaml").read_text()


@pytest.mark.usefixtures("project")
def test_proposals_are_data() -> None:
    """`--format json` tells them as it tells everything; without `--shared` there are none."""
    found = json.loads(run("lint", "--shared", "--format", "json").stdout)

    assert ["shared-type"] == [finding["code"] for finding in found]
    assert [] == json.loads(run("lint", "--format", "json").stdout)


def test_types_move(project: Path) -> None:
    """Comments go along; a second run finds nothing."""
    result = run("lint", "--shared", "--fix")
    again = run("lint", "--shared", "--fix")

    assert (0, "4 specs: 0 errors, 0 warnings; 4 specs changed\n") == (
        result.exit_code,
        result.stderr,
    )
    assert "4 specs: 0 errors, 0 warnings; 0 specs changed\n" == again.stderr
    assert """\
# What all have.
types:
  Empty:  # for now
    fields: {}

  Price:
    fields:
      net: Money  # without taxes

  Money:
    fields:
      value: decimal
      kind: Kind

  Kind:
    enum: {FIXED: , OPEN: }
""" == (project / "schemas" / "common.yaml").read_text()
    assert """\
# yaml-language-server: $schema=../resource.schema.json
package: ant
module: things

methods:
  createThing:
    http: POST /ant/things
    parameters:
      price: common.Price
    returns:
      price: common.Price
""" == (project / "schemas" / "ant" / "things.yaml").read_text().replace(
        "  # without taxes", ""
    )


def test_a_common_yaml_is_made_where_there_is_none(project: Path) -> None:
    """It says where its schema is, as the other specs do."""
    (project / "schemas" / "common.yaml").unlink()
    run("lint", "--shared", "--fix")

    assert (
        (project / "schemas" / "common.yaml")
        .read_text()
        .startswith("# yaml-language-server: $schema=./resource.schema.json\ntypes:\n")
    )


def public_names(folder: Path) -> dict[str, bool]:
    """The names of a resource's module, and whether `wixapi.common` has the same object by that name."""
    program = (
        "import json; from wixapi import common; from wixapi.bee import things\n"
        "print(json.dumps({name: getattr(common, name, None) is getattr(things, name)"
        " for name in things.__all__}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_names_stay_where_they_were(project: Path) -> None:
    """Each resource's module has all its names; those of types are the objects of `wixapi.common`."""
    run("build", "-q", "--out", "before")
    run("lint", "--shared", "--fix", "-q")
    run("build", "-q", "--out", "after")
    before, after = (public_names(project / name) for name in ("before", "after"))
    shared = {"Price", "Money", "Kind", "PriceDict", "MoneyDict", "KindValue"}

    assert before.keys() == after.keys()
    assert not any(before.values())
    assert shared == {name for name, is_common in after.items() if is_common}


def test_a_resource_loads_only_the_common_types_that_it_needs(project: Path) -> None:
    """An enum that stands alone in its files has an alias for requests there, too."""
    for package in ("ant", "bee"):
        spec = project / "schemas" / package / "things.yaml"
        spec.write_text(
            spec.read_text().replace(
                "      price: Price\n    returns",
                "      price: Price\n      kind: Kind\n    returns",
            )
        )
    common = project / "schemas" / "common.yaml"
    common.write_text(
        COMMON
        + "\n  Own:\n    fields: {kind: Kind}\n  Kind: {enum: {FIXED: , OPEN: }}\n"
    )
    run("lint", "--shared", "--fix", "-q")
    run("build", "-q")
    loaded = set(loaded_by("wixapi.bee.things", project / "generated"))

    assert {"kind", "price"} == {name.rpartition(".")[2] for name in loaded}
    assert {f"wixapi.common.{part}.kind" for part in ("models", "requests")} <= loaded


def loaded_by(module: str, folder: Path) -> list[str]:
    """The modules of common types that are loaded along with a module."""
    program = (
        f"import sys, json, {module}\n"
        "print(json.dumps([name for name in sys.modules if name.startswith('wixapi.common.')"
        " and name.count('.') == 3]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_specs_with_errors_are_not_touched(project: Path) -> None:
    """What is wrong is told, and nothing is proposed."""
    path = project / "schemas" / "bee" / "things.yaml"
    path.write_text(path.read_text().replace("value: decimal", "value: nothing"))
    before = path.read_text()

    for options in (["--shared"], ["--shared", "--fix"]):
        result = run("lint", *options)

        assert result.exit_code == 1
        assert "undefined-type" in result.stdout
        assert "shared-type" not in result.stdout
    assert before == path.read_text()


@pytest.mark.usefixtures("project")
def test_there_is_nothing_to_fix_without_shared() -> None:
    """`wixgen lint --fix` alone is a mistake."""
    result = run("lint", "--fix")

    assert result.exit_code == 2
    assert "--shared" in result.stderr
