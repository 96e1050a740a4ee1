"""`wixgen update`: the whole way from changed pages to specs, a package and a report."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.portal import OTHER_HEADER, Fault
from updating.conftest import Workplace
from updating.shop import SHOP
from wixgen.cli.app import app


def _rules(told: dict[str, object]) -> list[tuple[str, str]]:
    """The rule and the path of each change that was told."""
    changes = told["changes"]
    assert isinstance(changes, list)
    return sorted((one["rule"], one["path"]) for one in changes)


def _python(folder: Path, code: str) -> str:
    """What a program prints that uses the package of a project."""
    environment = {"PYTHONPATH": str(folder / "generated"), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_first_run(empty: Workplace) -> None:
    """Pages that are named make specs, a package and a lock, in a project that has none of them."""
    shutil.rmtree(empty.folder / "schemas")
    told = empty.json(f"{empty.portal.base}/{SHOP}")

    assert (True, "docs", "additive", "minor", "0.2.0") == tuple(
        told[key] for key in ("changed", "cause", "verdict", "bump", "version")
    )
    assert [("resource-added", ""), ("resource-added", "")] == _rules(told)
    assert ["shop.doors", "shop.things"] == [
        one["resource"] for one in told["resources"]
    ]
    assert "max_length: 20" in empty.spec("things")
    assert (empty.folder / "generated/wixapi/shop/things/client.py").is_file()


def test_a_second_run_does_nothing(workplace: Workplace) -> None:
    """What is up to date is left alone: no file is touched, whatever the portal writes above its pages."""
    before = workplace.files()
    workplace.portal.header, header = OTHER_HEADER, workplace.portal.header
    result = workplace.update()
    workplace.portal.header = header
    told = workplace.json("--check")

    assert (0, "nothing to do") == (result.exit_code, result.stdout.splitlines()[-1])
    assert (False, "none", "none", "none", []) == tuple(
        told[key] for key in ("changed", "cause", "verdict", "bump", "written")
    )
    assert before == workplace.files()


def test_every_kind_of_change(workplace: Workplace) -> None:
    """A field, an enum value, a limit, a required path and a method: report, changelog and package say these."""
    changelog = workplace.folder / "CHANGELOG.md"
    things = workplace.things
    things.fields = ("name", "weight")
    things.values = ("RED", "BLUE")
    things.size = 10
    things.required = ("thing", "thing.name")
    things.methods["listThings"] = "POST"
    report = workplace.reported("--changelog", str(changelog))
    second = workplace.json()

    entry = changelog.read_text(encoding="utf-8")
    assert [
        "`shop.things.Thing.name` (max_length): the limit is narrower",
        "`shop.things.ThingColor.GREEN`: the value is gone",
        "`shop.things.create_thing.thing.name`: it is required now",
        "`shop.things.Thing.weight`: the field is new",
        "`shop.things.list_things`: the method is new",
    ] == [
        line[2:].rpartition(" (")[0].partition(": requests")[0]
        for line in entry.splitlines()
        if line.startswith("- ")
    ]
    assert entry.partition("## 0.2.0")[2].count("- `shop") == report.count(
        "- `shop.things."
    )
    assert "| `shop.things` | **breaking** | **breaking** |" in report
    assert "`shop.doors`" not in report
    assert f"<{things.base}/{things.menu}/get-thing>" in report
    assert not second["changed"]
    used = """
from wixapi.shop.things import AsyncThingsClient, Thing, ThingColor, ThingsClient
print([*Thing.model_fields], [one.name for one in ThingColor])
print("list_things" in dir(ThingsClient), "list_things" in dir(AsyncThingsClient))
"""
    assert ["['id', 'name', 'weight', 'color'] ['RED', 'BLUE']", "True True"] == (
        _python(workplace.folder, used).splitlines()
    )


def test_a_method_that_is_renamed(workplace: Workplace) -> None:
    """A page that is gone beside a new one of the same address is a method with another name."""
    changelog = workplace.folder / "CHANGELOG.md"
    workplace.things.methods = {"fetchThing": "GET", "createThing": "POST"}
    told = workplace.json("--confirm-gone", "--changelog", str(changelog))
    second = workplace.json()

    words = "the method has another name (get_thing -> fetch_thing)."
    assert f"- `shop.things.get_thing`: {words}" in changelog.read_text(
        encoding="utf-8"
    )
    assert ("method-renamed", "getThing") in _rules(told)
    assert "breaking" == told["verdict"]
    assert "getThing" not in workplace.spec("things")
    assert not second["changed"]


@pytest.mark.slow
def test_the_entry_has_the_name_of_the_project(empty: Workplace) -> None:
    """Code in the entry imports the package as the project calls it."""
    settings = '[tool.wixgen]\npackage = "acme"\n'
    (empty.folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    empty.begin()
    empty.things.type = "Gadget"
    report = empty.reported("--check")

    assert "  from acme.shop.things import ThingColor  # before" in report


def test_a_method_that_is_removed(workplace: Workplace) -> None:
    """What only a page documented that is gone for certain is removed, with the types that it alone had."""
    del workplace.things.methods["createThing"]
    told = workplace.json("--confirm-gone")
    second = workplace.json()

    assert [("method-removed", "createThing")] == _rules(told)
    assert "createThing" not in workplace.spec("things")
    assert not second["changed"]


def test_the_commands_that_repeat_it(workplace: Workplace) -> None:
    """The report's commands have each option that decides what the update makes."""
    options = ("--keep", "--descriptions", "copy", "--exclude", "*/a b", "--limit", "9")
    folders = ("--schemas", "schemas", "--out", "generated")
    report = workplace.reported("--confirm-gone", *options, *folders)

    assert [
        f"wixgen update --portal {workplace.portal.base} --exclude '*/a b' --limit 9 "
        "--confirm-gone --descriptions copy --keep --schemas schemas --out generated",
        "wixgen diff HEAD --schemas schemas",
        "wixgen build --check --schemas schemas --out generated",
    ] == report.splitlines()[-4:-1]


def test_what_is_gone_can_be_kept(workplace: Workplace) -> None:
    """With --keep, nothing is removed; what the pages no longer say is told."""
    workplace.things.values = ("RED", "BLUE")
    del workplace.doors.methods["createDoor"]
    before = workplace.spec("things"), workplace.spec("doors")
    told = workplace.json("--keep", "--confirm-gone")

    assert before == (workplace.spec("things"), workplace.spec("doors"))
    assert ["shop.doors.createDoor", "shop.things.createThing: thing.color"] == sorted(
        one["where"] for one in told["left"]
    )


def test_what_a_person_corrected(workplace: Workplace) -> None:
    """A method with a correction stays when its page is gone, and that is told."""
    path = workplace.folder / "schemas" / "shop" / "doors.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        "    docs: create-door\n",
        "    docs: create-door\n    correction: It answers.\n",
    )
    path.write_text(text, encoding="utf-8")
    assert (
        0
        == CliRunner()
        .invoke(app, ["build", "--project", str(workplace.folder)])
        .exit_code
    )
    del workplace.doors.methods["createDoor"]
    told = workplace.json("--confirm-gone")

    assert "createDoor" in workplace.spec("doors")
    assert ["its page is gone"] == [one["what"] for one in told["left"]]


def test_pages_that_contradict_a_correction(workplace: Workplace) -> None:
    """What a person corrected stays when its page changes, and that is told, for what changed alone."""
    path = workplace.folder / "schemas" / "shop" / "doors.yaml"
    corrected = "max_length: 60, correction: They said 60."
    text = path.read_text(encoding="utf-8").replace("max_length: 20", corrected)
    path.write_text(text, encoding="utf-8")
    built = CliRunner().invoke(app, ["build", "--project", str(workplace.folder)])
    assert 0 == built.exit_code, built.output
    workplace.doors.size = 40
    told = workplace.json()
    again = workplace.json()

    what = (
        "`max_length` is `40` on the page, `60` in the spec; "
        "the spec has a correction: look whether it still holds"
    )
    assert corrected in workplace.spec("doors")
    assert [("shop.doors.createDoor: door.name", what)] == [
        (one["where"], one["what"]) for one in told["left"]
    ]
    assert [] == again["left"]


def test_a_check_writes_nothing(workplace: Workplace) -> None:
    """--check tells what there is to do, exits with 1, and writes nothing but a report that is named."""
    before = workplace.files()
    workplace.things.size = 10
    report = workplace.folder.parent / "report.md"
    log = workplace.folder / "CHANGELOG.md"
    result = workplace.update(
        "--check", "--report", str(report), "--changelog", str(log)
    )
    told = workplace.json("--check")

    assert (1, before) == (result.exit_code, workplace.files())
    assert "limit-tightened" in report.read_text(encoding="utf-8")
    assert "breaking, the next version is 0.2.0" in result.stdout
    assert any(path.endswith("things.yaml") for path in told["written"])


def test_the_package_is_stale(workplace: Workplace) -> None:
    """A package that isn't what its specs say is made anew, and the documentation is left to the next run."""
    spec = workplace.folder / "schemas" / "shop" / "doors.yaml"
    text = spec.read_text(encoding="utf-8")
    spec.write_text(
        text.replace("max_length: 20", "max_length: 20, min_length: 1"),
        encoding="utf-8",
    )
    workplace.things.size = 10
    lock = workplace.lock
    workplace.portal.forget()
    report = workplace.folder.parent / "report.md"
    told = workplace.json("--report", str(report))

    assert ("tool", "none", True) == (told["cause"], told["verdict"], told["changed"])
    assert ([], lock) == (workplace.portal.asked, workplace.lock)
    assert "max_length: 20" in workplace.spec("things")
    assert (
        "What the documentation says is looked at by the next run."
        in report.read_text()
    )
    later = workplace.json()
    assert ("docs", "breaking") == (later["cause"], later["verdict"])
    assert ["shop.doors", "shop.things"] == [
        one["resource"] for one in later["resources"]
    ]


def test_a_package_that_was_edited(workplace: Workplace) -> None:
    """Where generated files were edited by hand, nothing is done."""
    path = workplace.folder / "generated" / "wixapi" / "errors.py"
    path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    before = workplace.files()
    workplace.things.size = 10
    result = workplace.update()

    assert (2, before) == (result.exit_code, workplace.files())
    assert "edited by hand" in result.stderr


def test_a_project_without_pages(empty: Workplace) -> None:
    """Where no spec names its pages, and none was fetched, the package is made all the same."""
    runner = CliRunner()
    runner.invoke(app, ["init", str(empty.folder), "--with", "atlas"])
    first = empty.run()
    second = empty.run("--check")

    assert (0, 0) == (first.exit_code, second.exit_code)
    assert "fetch: skipped, no spec names its pages" in first.stdout
    assert (empty.folder / "generated" / "wixapi" / "__init__.py").is_file()


def test_kept_pages(workplace: Workplace) -> None:
    """Offline, nobody is asked: the pages that are kept are used; one that is missing leaves its resource."""
    (workplace.folder / "pages" / SHOP / "doors" / "get-door.md").unlink()
    workplace.portal.forget()
    result = workplace.run("--offline")

    assert ([], 2) == (workplace.portal.asked, result.exit_code)
    assert "shop.doors is left as it was" in result.stderr


def test_pages_need_not_be_committed(workplace: Workplace) -> None:
    """Where the pages are not there, they are fetched, and that alone is no change."""
    shutil.rmtree(workplace.folder / "pages")
    told = workplace.json()

    assert not told["changed"]


def test_a_portal_that_is_not_trusted(workplace: Workplace) -> None:
    """Too many pages that look lost change nothing but notes in the lock, and exit with 3."""
    before = workplace.files()
    workplace.serve()
    for path in [*workplace.portal.pages]:
        workplace.portal.faults[path] = Fault(body=b"<html></html>")
    report = workplace.folder.parent / "report.md"
    result = workplace.run("--report", str(report))

    changed = {path for path, file in workplace.files().items() if file != before[path]}
    assert (3, {"schemas/pages.lock"}) == (result.exit_code, changed)
    assert "is not trusted" in report.read_text(encoding="utf-8")
    assert "help: look at what the portal serves" in result.stderr


def test_annotations(workplace: Workplace) -> None:
    """--format github annotates the lines of specs, and tells what was left."""
    workplace.things.size = 10
    workplace.portal.faults[f"{SHOP}/doors/get-door"] = Fault(body=b"<html></html>")
    result = workplace.update("--format", "github")

    lines = result.stdout.splitlines()
    assert lines[0].startswith("::error file=")
    assert "title=breaking%3A limit-tightened" in lines[0]
    assert lines[-1].startswith(
        "::warning title=wixgen%3A left::shop.doors is left as it was"
    )
