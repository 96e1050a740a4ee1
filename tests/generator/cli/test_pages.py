"""The command lines of `wixgen import` and `wixgen drift`: options, exit codes, what goes where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.pages import api_of, render_pages, write_pages
from support.workplace import Workplace
from wixgen.pages.importer import FACTS

CASES = Path(__file__).parents[2] / "pages" / "cases"
COMMON = (FACTS / "common.yaml").read_text(encoding="utf-8")
DOORS = """\
package: store
module: doors
docs: https://dev.wix.com/docs/api-reference/store/doors

types:
  Door:
    description: What people walk through.
    fields:
      id: guid
      width: {type: integer, min: 1, description: "In centimetres. Min: `1`"}
      state: {type: State, description: Whether it can be walked through.}
      fitting: {one_of: {handle: string, knob: string}}
  State:
    enum: {OPEN: It can., SHUT: It can't.}

methods:
  createDoor:
    http: POST /store/v1/doors
    parameters: {door: Door}
    required: [door, door.width]
    returns: {door: Door}
  getDoor:
    http: GET /store/v1/doors/{doorId}
    parameters: {doorId: guid}
    required: [doorId]
    returns: {door: Door}

webhooks:
  doorCreated: {kind: created, docs: door-created, entity: Door}
  doorShut: {kind: action, docs: door-shut, data: Door}
"""
WINDOWS = """\
package: store
module: windows
docs: https://dev.wix.com/docs/api-reference/store/windows
methods:
  getWindow:
    http: GET /store/v1/windows/{windowId}
    parameters: {windowId: guid}
    required: [windowId]
    returns: {name: string}
"""
API = api_of(
    {"common.yaml": COMMON, "store/doors.yaml": DOORS, "store/w.yaml": WINDOWS}
)
PAGES = render_pages(API).files
CREATE, GET = "store/doors/create-door.md", "store/doors/get-door.md"
SPECS = ["common.yaml", "store/doors.yaml", "store/windows.yaml"]
FOUND = {"path", "line", "column", "severity", "code", "message", "help"}


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """A project with pages and without specs."""
    return Workplace.at(tmp_path / "project", PAGES)


@pytest.fixture
def imported(place: Workplace) -> Workplace:
    """A project whose pages were imported."""
    assert place.import_all("-q").exit_code == 0
    return place


def doors(place: Workplace) -> dict[str, Any]:
    """The spec of the doors."""
    spec: dict[str, Any] = yaml.load(
        place.specs()["store/doors.yaml"], yaml.CSafeLoader
    )
    return spec


def sentences(value: Any) -> list[str]:
    """All titles and descriptions in a spec."""
    if isinstance(value, list):
        return [text for one in value for text in sentences(one)]
    if not isinstance(value, dict):
        return []
    told = [one for key, one in value.items() if key in {"title", "description"}]
    return [*told, *sentences(list(value.values()))]


def events(place: Workplace) -> dict[str, str]:
    """The event types of the doors' webhooks."""
    return {
        name: one["event_type"]
        for name, one in doors(place)["webhooks"].items()
        if "event_type" in one
    }


def facts(place: Workplace, text: str | bytes) -> Path:
    """A file of facts."""
    path = place.folder / "facts.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def times(place: Workplace) -> dict[str, int]:
    """When each spec was last written."""
    return {str(one): one.stat().st_mtime_ns for one in place.schemas.rglob("*.yaml")}


def test_import_tells_what_it_read_and_changed(place: Workplace) -> None:
    """Exit 0, the specs below `schemas`, and one line on stdout."""
    result = place.run("import", place.pages)

    assert (0, "") == (result.exit_code, result.stderr)
    assert "5 pages: 3 specs changed, 0 errors, 0 warnings\n" == result.stdout
    assert SPECS == list(place.specs())


def test_verbose_names_every_file(place: Workplace) -> None:
    """-v has a line for each file that was written."""
    result = place.run("import", place.pages, "-v")

    wrote = [line for line in result.stdout.splitlines() if line.startswith("wrote ")]
    assert [f"wrote {place.schemas / name}" for name in SPECS] == wrote


def test_quiet_prints_only_errors(place: Workplace) -> None:
    """-q: nothing where all is well or in doubt, the errors where there are some."""
    place.page("doubt.md", (CASES / "nothing_settles.md").read_bytes())

    result = place.import_all("-q")
    assert (0, "", "") == (result.exit_code, result.stdout, result.stderr)

    bad = place.page("bad.md", "")
    result = place.import_all("-q")
    assert (2, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith(f"{bad}:1:1: error[unreadable-page]: ")
    assert "warning" not in result.stderr


def test_import_twice_is_import_once(imported: Workplace) -> None:
    """The second run finds nothing to change and touches no file."""
    before, written = imported.specs(), times(imported)
    result = imported.import_all("-v")

    assert (0, before, written) == (
        result.exit_code,
        imported.specs(),
        times(imported),
    )
    assert result.stdout.startswith("5 pages: 0 specs changed")


def test_folders_are_searched_for_markdown(place: Workplace) -> None:
    """A folder gives its *.md, however deep; other files and folders of such a name are passed over."""
    place.page("notes.txt", "no page\n")
    (place.pages / "folder.md").mkdir()

    assert (0, SPECS) == (place.import_all().exit_code, list(place.specs()))


def test_files_may_have_any_ending(tmp_path: Path) -> None:
    """A file that is named is read, whatever its ending; one may hold many pages."""
    place = Workplace.at(tmp_path / "project")
    write_pages(place.pages, API, concatenated=True)
    dump = place.pages / "llms-full.txt"
    (place.pages / "dump").write_bytes(dump.read_bytes())

    by_folder = place.import_all()
    assert (2, {}) == (by_folder.exit_code, place.specs())

    by_name = place.run("import", place.pages / "dump", "--descriptions", "none")
    assert (0, SPECS) == (by_name.exit_code, list(place.specs()))
    assert 0 == place.run("drift", dump).exit_code


def test_many_arguments_are_one_import(place: Workplace) -> None:
    """Files and folders may be mixed, in any order and more than once."""
    whole = [place.pages / "store" / "windows", place.pages / CREATE, place.pages]
    place.run("import", *whole, "-q")
    mixed = place.specs()
    for path in place.schemas.rglob("*.yaml"):
        path.unlink()

    assert 0 == place.run("import", place.pages, "-q").exit_code
    assert place.specs() == mixed


def test_schemas_may_be_elsewhere(place: Workplace) -> None:
    """--schemas is relative to the project, for both commands."""
    result = place.import_all("--schemas", "specs/wix")

    assert (0, {}) == (result.exit_code, place.specs())
    assert (place.folder / "specs" / "wix" / "store" / "doors.yaml").is_file()
    drift = place.run("drift", place.pages, "--schemas", "specs/wix")
    assert (0, "") == (drift.exit_code, drift.stdout)


def test_descriptions_are_copied_or_not(place: Workplace) -> None:
    """`copy`, the default, takes the pages' sentences over; `none` has facts only."""
    place.import_all()
    assert [] == sentences(doors(place))
    assert 1 == doors(place)["types"]["Door"]["fields"]["width"]["min"]

    place.run("import", place.pages, "-q")
    copied = doors(place)
    place.run("import", place.pages, "-q", "--descriptions", "copy")
    assert copied == doors(place)
    assert "In centimetres. Min: `1`" in " ".join(sentences(copied))
    assert "It can't." in copied["types"]["State"]["enum"].values()


def test_no_descriptions_keep_those_that_are_there(place: Workplace) -> None:
    """`none` adds no sentence and takes none away."""
    place.run("import", place.pages, "-q")
    before = place.specs()

    assert 0 == place.import_all("-q").exit_code
    assert before == place.specs()


def test_facts_add_event_types(place: Workplace) -> None:
    """Event types of --facts get to the webhooks that no page has one for, now or later."""
    place.import_all("-q")
    assert {} == events(place)

    told = "store.doors:\n  onDoorCreated: wix.store.v1.door_created\n  onDoorSold: wix.a.b\n"
    result = place.import_all("--facts", facts(place, told))
    assert (0, {"doorCreated": "wix.store.v1.door_created"}) == (
        result.exit_code,
        events(place),
    )

    assert 0 == place.import_all("-q").exit_code
    assert {"doorCreated": "wix.store.v1.door_created"} == events(place)


def test_facts_are_added_to_those_known(tmp_path: Path) -> None:
    """What wixgen knows of other webhooks it knows with --facts, too; --facts has the last word."""
    spec = DOORS.replace("store\nmodule: doors", "events\nmodule: guests")
    spec = spec.replace("doorCreated", "guestCreated").replace("doorShut", "guestMade")
    pages = render_pages(api_of({"common.yaml": COMMON, "g.yaml": spec})).files
    for number, (handler, wanted) in enumerate(
        [
            ("onGuestMade", "wix.events.guests.v1.guest_created"),
            ("onGuestCreated", "wix.a.b"),
        ]
    ):
        place = Workplace.at(tmp_path / str(number), pages)
        told = facts(place, f"events.guests: {{{handler}: wix.a.b}}\n")
        assert 0 == place.import_all("--facts", told).exit_code
        hooks = yaml.load(place.specs()["events/guests.yaml"], yaml.CSafeLoader)[
            "webhooks"
        ]

        assert wanted == hooks["guestCreated"]["event_type"]
        assert ("event_type" in hooks["guestMade"]) == (handler == "onGuestMade")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("", 0, id="empty"),
        pytest.param("- a\n", 1, id="a list"),
        pytest.param("a\n", 1, id="a word"),
        pytest.param("store.doors:\n  onA: wix.a\n bad", 3, id="no YAML"),
        pytest.param("store.doors: wix.a\n", 1, id="no handlers"),
        pytest.param("store.doors: [onA]\n", 1, id="a list of handlers"),
        pytest.param("store.doors:\n  onA: [wix.a]\n", 2, id="a list of types"),
        pytest.param("store.doors:\n  onA:\n", 2, id="no type"),
        pytest.param("store.doors:\n  onA: 3\n", 2, id="a number"),
        pytest.param("store.doors:\n  onA: wix a\n", 2, id="no event type"),
        pytest.param("store.doors:\n  on a: wix.a\n", 2, id="no handler"),
        pytest.param("doors:\n  onA: wix.a\n", 1, id="no package"),
        pytest.param("store.doors:\n  onA: wix.a\n  onA: wix.b\n", 3, id="twice"),
        pytest.param("a.b: !!python/object/apply:os.getpid []\n", 1, id="a tag"),
        pytest.param(b"\xff\xfe\x00", 1, id="binary"),
    ],
)
def test_facts_that_are_none(place: Workplace, text: str | bytes, line: int) -> None:
    """Facts of another shape are bad input: exit 2, the place, and nothing is imported."""
    told = facts(place, text)
    result = place.import_all("--facts", told)

    assert (2, "", {}) == (result.exit_code, result.stdout, place.specs())
    assert result.stderr.startswith(f"{told}:{line}:")
    assert ": error[" in result.stderr


def test_facts_that_can_not_be_read(place: Workplace) -> None:
    """A missing file, and a folder, are bad input; with JSON the finding is on stdout."""
    for path in (place.folder / "no.yaml", place.folder):
        result = place.import_all("--facts", path)
        assert (2, "", {}) == (result.exit_code, result.stdout, place.specs())
        assert result.stderr.startswith(f"{path}:0:0: error[unreadable]: can't be read")

        result = place.import_all("--facts", path, "--format", "json")
        assert (2, "", {}) == (result.exit_code, result.stderr, place.specs())
        assert [str(path)] == [one["path"] for one in json.loads(result.stdout)]


def test_report_tells_how_doubts_were_settled(place: Workplace) -> None:
    """--report is JSON of one shape: each decision has a place and evidence; guesses are warnings."""
    for case in ("nothing_settles", "example_settles"):
        text = (CASES / f"{case}.md").read_text(encoding="utf-8")
        place.page(f"{case}.md", text.replace("shop", case))
    told = place.folder / "reports" / "doubts.json"
    result = place.import_all("--report", told, "--format", "json")
    report = json.loads(told.read_text(encoding="utf-8"))
    decisions = report["decisions"]

    assert (0, ["decisions"]) == (result.exit_code, list(report))
    kinds = dict.fromkeys(("page", "path", "chosen"), str)
    kinds |= {"line": int, "column": int, "certain": bool}
    kinds |= {"alternatives": list, "evidence": list}
    for one in decisions:
        assert kinds == {key: type(value) for key, value in one.items()}
        assert one["path"].rpartition(".")[0] == one["chosen"]
        assert one["evidence"]
        line = Path(one["page"]).read_text("utf-8").splitlines()[one["line"] - 1]
        name = one["path"].rpartition(".")[2]
        assert line[one["column"] - 1 :].startswith(f"- name: {name} ")
    assert {"nothing_settles", "example_settles"} <= {
        Path(one["page"]).stem for one in decisions
    }
    guesses = {(one["page"], one["line"]) for one in decisions if not one["certain"]}
    assert {"nothing_settles"} == {Path(page).stem for page, _ in guesses}
    assert guesses == {
        (one["path"], one["line"])
        for one in json.loads(result.stdout)
        if one["code"] == "uncertain-structure"
    }


def test_a_folder_without_pages_is_bad_input(place: Workplace) -> None:
    """Exit 2 and a reason that names the folder, for import as for drift."""
    (place.folder / "empty").mkdir()
    for command in ("import", "drift"):
        result = place.run(command, place.folder / "empty")
        assert (2, "") == (result.exit_code, result.stdout)
        assert result.stderr.startswith(
            f"error: {place.folder}/empty: there are no pages"
        )


def test_report_without_doubts_is_there(place: Workplace) -> None:
    """The report is written again by each run, though there be nothing to tell."""
    told = place.folder / "report.json"
    told.write_text("old", encoding="utf-8")
    place.page("page.md", PAGES[GET])
    result = place.run("import", place.pages / "page.md", "--report", told)

    assert (0, {"decisions": []}) == (result.exit_code, json.loads(told.read_bytes()))


def test_report_that_can_not_be_written(place: Workplace) -> None:
    """Exit 2 and a reason, while the specs are there."""
    result = place.import_all("--report", place.schemas)

    assert (2, SPECS) == (result.exit_code, list(place.specs()))
    assert result.stderr.startswith(f"error: {place.schemas}: ")


def test_pages_whose_names_are_no_text(place: Workplace) -> None:
    """Names of files may be any bytes: neither findings nor a report stumble over them."""
    name = os.fsdecode(b"\xff\xfe.md")
    place.page(name, (CASES / "nothing_settles.md").read_bytes())
    place.page(f"empty{name}", "")
    told = place.folder / "report.json"

    for options in ([], ["--format", "json"]):
        result = place.import_all("--report", told, *options)
        assert 2 == result.exit_code
        assert "udcff" in result.stderr + result.stdout
    assert json.loads(told.read_bytes())["decisions"]


def test_json_findings_are_on_stdout(place: Workplace) -> None:
    """--format json: findings and nothing else on stdout, sorted, and the same exit codes."""
    assert [] == json.loads(place.import_all("--format", "json").stdout)

    place.page("doubt.md", (CASES / "nothing_settles.md").read_bytes())
    bad = place.page("a/bad.md", b"\xff")
    result = place.import_all("--format", "json")
    found = json.loads(result.stdout)

    assert (2, "") == (result.exit_code, result.stderr)
    assert ("encoding", "error") == (found[0]["code"], found[0]["severity"])
    assert {("uncertain-structure", "warning")} == {
        (one["code"], one["severity"]) for one in found[1:]
    }
    assert (str(bad), 1, 1) == (found[0]["path"], found[0]["line"], found[0]["column"])
    assert all(FOUND == one.keys() for one in found)


def test_json_of_drift(imported: Workplace) -> None:
    """--format json: the differences with both places on stdout, and an empty list without any."""
    result = imported.run("drift", imported.pages, "--format", "json")
    assert (0, [], "") == (result.exit_code, json.loads(result.stdout), result.stderr)

    text = PAGES[CREATE].replace("/store/v1/doors", "/store/v2/doors")
    page = imported.page(CREATE, text)
    result = imported.run("drift", imported.pages, "--format", "json")
    (found,) = json.loads(result.stdout)

    assert (1, "") == (result.exit_code, result.stderr)
    assert FOUND <= found.keys()
    assert (str(page), "drift") == (found["path"], found["code"])
    assert "store.doors.createDoor" == found["where"]
    assert str(page) == found["page"]["path"]
    assert str(imported.schemas / "store" / "doors.yaml") == found["spec"]["path"]
    assert {"path", "line", "column"} == found["page"].keys() == found["spec"].keys()


def test_annotations_of_drift(
    imported: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--format github: each difference stands at its spec, which is in the repository, and names its page."""
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.chdir(imported.folder)
    text = PAGES[CREATE].replace("/store/v1/doors", "/store/v2/doors")
    page = imported.page(CREATE, text)
    result = imported.run("drift", imported.pages, "--format", "github")
    (line,) = result.stdout.splitlines()

    assert 1 == result.exit_code
    assert line.startswith("::error file=schemas/store/doors.yaml,line=")
    assert "title=wixgen%3A drift::store.doors.createDoor: " in line
    assert str(page) in line


def test_json_of_a_drift_that_can_not_be_told(imported: Workplace) -> None:
    """--format json: where a page or a spec can't be read, that is what stands on stdout."""
    bad = imported.page("bad.md", "")
    result = imported.run("drift", imported.pages, "--format", "json")
    assert (2, "") == (result.exit_code, result.stderr)
    assert [str(bad)] == [one["path"] for one in json.loads(result.stdout)]

    spec = imported.schemas / "store" / "doors.yaml"
    spec.write_text("package: 3\n", encoding="utf-8")
    result = imported.run("drift", imported.pages, "--format", "json")
    assert (2, "") == (result.exit_code, result.stderr)
    assert {str(spec)} == {one["path"] for one in json.loads(result.stdout)}


def test_drift_in_words(imported: Workplace) -> None:
    """Exit 1; what differs and where on stdout, how much on stderr; with -q the code alone."""
    page = imported.page(CREATE, PAGES[CREATE].replace("/store/v1", "/store/v2"))
    spec = imported.schemas / "store" / "doors.yaml"
    result = imported.run("drift", imported.pages)

    assert (1, "1 difference\n") == (result.exit_code, result.stderr)
    first, at_page, at_spec = result.stdout.splitlines()
    assert first.startswith("risky: store.doors.createDoor: ")
    assert at_page.startswith(f"  page {page}:")
    assert at_spec.startswith(f"  spec {spec}:")

    quiet = imported.run("drift", imported.pages, "-q")
    assert (1, "", "") == (quiet.exit_code, quiet.stdout, quiet.stderr)


def test_drift_writes_nothing(imported: Workplace) -> None:
    """Neither drift nor bad pages make drift change a spec."""
    imported.page(CREATE, PAGES[CREATE].replace("/store/v1", "/store/v2"))
    before, written = imported.specs(), times(imported)

    assert 1 == imported.run("drift", imported.pages).exit_code
    imported.page(GET, "")
    assert 2 == imported.run("drift", imported.pages).exit_code
    assert (before, written) == (imported.specs(), times(imported))


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param("<!doctype html>\n", id="HTML"),
        pytest.param("", id="empty"),
        pytest.param(PAGES[GET].replace("URL:", "Where:"), id="no URL"),
        pytest.param(
            PAGES[GET].replace("/{doorId}", f"/{'x' * 600}"), id="URL too long"
        ),
    ],
)
def test_one_bad_page_among_good_ones(place: Workplace, bad: str | bytes) -> None:
    """Exit 2 and an error for it; the others are written, and what it is about is as before."""
    old = PAGES[GET].replace("/store/v1", "/store/v0")
    place.page("before.md", old)
    assert 0 == place.run("import", place.pages / "before.md", "-q").exit_code
    before = doors(place)["methods"]["getDoor"]
    (place.pages / "before.md").unlink()
    page = place.page(GET, bad)
    result = place.run("import", place.pages)

    assert 2 == result.exit_code
    assert f"{page}:" in result.stderr
    assert 1 == result.stderr.count("error[")
    assert (SPECS, before) == (list(place.specs()), doors(place)["methods"]["getDoor"])
    assert ["createDoor", "getDoor"] == sorted(doors(place)["methods"])
    assert ["doorCreated", "doorShut"] == sorted(doors(place)["webhooks"])


@pytest.mark.parametrize("command", ["import", "drift"])
def test_bad_usage(place: Workplace, command: str) -> None:
    """A page that isn't there, no page, an option that is none: exit 2, and nothing is written."""
    missing = place.pages / "no.md"
    result = place.run(command, place.pages, missing)
    assert (2, "") == (result.exit_code, result.stdout)
    assert result.stderr == f"error: {missing}: there is no such file or folder\n"

    for wrong in ([], [place.pages, "--nonsense"], [place.pages, "--format", "xml"]):
        assert 2 == place.run(command, *wrong).exit_code
    assert {} == place.specs()


def test_descriptions_have_two_words(place: Workplace) -> None:
    """--descriptions takes no other word."""
    result = place.run("import", place.pages, "--descriptions", "some")

    assert (2, {}) == (result.exit_code, place.specs())
    assert "copy or none" in result.stderr


def test_a_spec_that_can_not_be_written(place: Workplace) -> None:
    """Exit 2 and a reason for that one; the others are written as a whole, nothing is left half."""
    (place.schemas / "store" / "doors.yaml").mkdir(parents=True)
    (place.schemas / "store" / "doors.yaml" / "file").write_text("", encoding="utf-8")
    result = place.import_all()

    assert 2 == result.exit_code
    assert f"error: {place.schemas / 'store' / 'doors.yaml'}: " in result.stderr
    files = [path for path in place.schemas.rglob("*") if path.is_file()]
    assert ["common.yaml", "file", "windows.yaml"] == sorted(one.name for one in files)


def test_a_spec_that_can_not_be_read(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A spec that is there and can't be read is not taken for one that isn't there."""
    spec = place.schemas / "store" / "doors.yaml"
    spec.parent.mkdir()
    spec.write_text(DOORS, encoding="utf-8")
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path == spec:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    result = place.import_all()
    monkeypatch.undo()

    assert (2, {"store/doors.yaml": DOORS}) == (result.exit_code, place.specs())
    assert (
        result.stderr
        == f"{spec}:0:0: error[unreadable]: can't be read: Permission denied\n"
    )


def test_the_program_itself(place: Workplace) -> None:
    """As a process: relative paths are shown as they were given, and pipes that close end it quietly."""
    bad = place.page("bad.md", "")
    code = "import sys; sys.argv[0] = 'wixgen'; import wixgen.main; wixgen.main.main()"
    command = [sys.executable, "-c", code, "import", "pages", "--format", "json"]
    result = subprocess.run(
        command, cwd=place.folder, capture_output=True, text=True, check=False
    )

    assert (2, "") == (result.returncode, result.stderr)
    assert [str(bad.relative_to(place.folder))] == [
        one["path"] for one in json.loads(result.stdout)
    ]
    assert SPECS == list(place.specs())
