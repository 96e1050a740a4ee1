"""Import goes page by page: what one page or one spec can't have costs nothing else.

A page may turn out to be unusable late: when its resource is written, together with all other pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.fidelity import imported
from support.pages import api_of, render_pages
from support.random_api import random_api
from support.samples import few_or_many
from support.specs import METADATA
from support.workplace import Workplace
from wixgen.diagnostics import Diagnostics, text_report
from wixgen.pages import resource_import
from wixgen.pages.isolate import Problem, RejectedError, isolate_faulty
from wixgen.pages.parse.page import read_pages
from wixgen.pages.parse.tree import Page
from wixgen.spec.check import check
from wixgen.spec.load import load

HEAD = "package: store\nmodule: doors\n"
DOORS = f"""\
{HEAD}docs: https://dev.wix.com/docs/api-reference/store/doors
types:
  Door:
    fields: {{width: {{type: integer, description: In centimetres.}}, colour: Colour}}
  Colour:
    enum: {{RED: Like fire., BLUE: Like water.}}
  Brush:
    enum: {{BROAD: For the panels., THIN: For the edges.}}
methods:
  createDoor:
    http: POST /store/v1/doors
    parameters: {{door: Door}}
    returns: {{door: Door}}
  paintDoor:
    http: POST /store/v1/doors/paint
    docs: paint-door
    permissions: {{Paint Doors: SCOPE.PAINT}}
    parameters: {{door: Door, brush: Brush}}
    returns: {{door: Door}}
webhooks:
  doorCreated: {{kind: created, docs: door-created, entity: Door}}
"""
GATES = """\
package: store
module: gates
docs: https://dev.wix.com/docs/api-reference/store/gates
methods:
  listGates: {http: GET /store/v1/gates, returns: {names: string}}
"""
PAGES = render_pages(
    api_of({"common.yaml": METADATA, "doors.yaml": DOORS, "gates.yaml": GATES})
).files
FOLDER = "store/doors"
CREATE, PAINT = f"{FOLDER}/create-door.md", f"{FOLDER}/paint-door.md"
HOOK, LIST = f"{FOLDER}/door-created.md", "store/gates/list-gates.md"

#: What makes a page unusable late: what is replaced, by what, and a word of the reason.
LATE = {
    "a URL that is too long": ("doors/paint", "doors/" + "x" * 600, "500"),
    "an object in the URL": ("doors/paint", "doors/{door}", "neither a text"),
    "a permission that is too long": ("Paint Doors", "Paint" * 200, "permission"),
    "a value that is too long": (
        "- enum:\n            BROAD - For the panels.",
        f"- enum: {'B' * 300}, C",
        "enum value",
    ),
    "an address that is too long": ("/doors/paint-", f"/{'d' * 600}/paint-", "500"),
}


def errors(specs: dict[str, str]) -> str:
    """What lint finds in specs."""
    report = Diagnostics()
    check(load({path: text.encode() for path, text in specs.items()}, report), report)
    return text_report(one for one in report if one.severity == "error")


def pages(count: int) -> list[Page]:
    """Pages that differ in their titles."""
    texts = [f"# P{n}\n\n# Package: a\n\n# Namespace: b\n" for n in range(count)]
    return [read_pages("x.md", text)[0] for text in texts]


def titles(of: Sequence[Page]) -> list[str]:
    """The titles of pages."""
    return [page.title for page in of]


@pytest.mark.parametrize("late", LATE)
@pytest.mark.parametrize("folder", ["", "a/", "z/"])
def test_a_page_that_is_unusable_late(late: str, folder: str, tmp_path: Path) -> None:
    """Exit 2, an error at that page, and the specs of an import without it, in any order of files."""
    old, new, reason = LATE[late]
    assert old in PAGES[PAINT]
    good = {path: text for path, text in PAGES.items() if path != PAINT}
    bad = {f"{folder}{PAINT}": PAGES[PAINT].replace(old, new)}
    place = Workplace.at(tmp_path / "with", good | bad)
    without = Workplace.at(tmp_path / "without", good)
    result = place.import_all()

    assert (2, 0) == (result.exit_code, without.import_all().exit_code)
    assert (
        f"{place.pages / folder / PAINT}:1:1: error[unusable-page]: " in result.stderr
    )
    assert reason in result.stderr
    assert CREATE not in result.stderr
    assert without.specs() == place.specs()
    assert "" == errors(place.specs())


def test_a_page_in_a_file_of_many(tmp_path: Path) -> None:
    """The error stands where the page begins; the file's other pages are imported."""
    bad = PAGES[PAINT].replace("doors/paint", "doors/{door}")
    text = f"{PAGES[CREATE]}\n\n{bad}\n\n{PAGES[LIST]}"
    line = text[: text.index("# PaintDoor")].count("\n") + 1
    place = Workplace.at(tmp_path / "p", {"all.md": text})
    result = place.import_all()

    assert 2 == result.exit_code
    assert f"all.md:{line}:1: error[unusable-page]" in result.stderr
    assert ["store/doors.yaml", "store/gates.yaml"] == list(place.specs())
    assert "paintDoor" not in place.specs()["store/doors.yaml"]


def test_a_page_that_has_no_place_in_the_spec(tmp_path: Path) -> None:
    """A field with the name of a person's group: its page is refused, the spec gets the others."""
    spec = f"{HEAD}types: {{Door: {{fields: {{colour: {{one_of: {{width: integer}}}}}}}}}}\n"
    place = Workplace.at(tmp_path / "p", PAGES, {"store/doors.yaml": spec})
    create = PAGES[CREATE].replace("name: colour", "name: tint")
    place.page(CREATE, create)
    place.page(HOOK, PAGES[HOOK].replace("name: colour", "name: tint"))
    result = place.import_all()

    assert 2 == result.exit_code
    assert 1 == result.stderr.count("error[")
    assert f"{PAINT}:1:1: error[unusable-page]: " in result.stderr
    assert "the one-of group `colour` has the name of a field" in result.stderr
    made = place.specs()["store/doors.yaml"]
    assert ("createDoor" in made, "doorCreated" in made) == (True, True)
    assert ("paintDoor" in made, "") == (False, errors(place.specs()))


def test_what_was_in_the_spec_before_stays(tmp_path: Path) -> None:
    """A page that got unusable changes nothing of what it said when it was imported."""
    place = Workplace.at(tmp_path / "p", PAGES)
    assert 0 == place.import_all().exit_code
    before = place.specs()
    place.page(PAINT, PAGES[PAINT].replace("doors/paint", "doors/{door}"))

    assert (2, before) == (place.import_all().exit_code, place.specs())


def test_a_refused_webhook_leaves_no_common_file(tmp_path: Path) -> None:
    """common.yaml comes with the first webhook that is imported."""
    bad = PAGES[HOOK].replace("/doors/door-", f"/{'d' * 600}/door-")
    good = {CREATE: PAGES[CREATE], LIST: PAGES[LIST]}
    place = Workplace.at(tmp_path / "p", {**good, HOOK: bad})

    assert 2 == place.import_all().exit_code
    assert ["store/doors.yaml", "store/gates.yaml"] == list(place.specs())
    place.page(HOOK, PAGES[HOOK])
    assert 0 == place.import_all().exit_code
    assert "common.yaml" in place.specs()


@few_or_many(3, 12)
def test_any_bad_pages_among_any_good_ones(examples: int) -> None:
    """What is imported is what is imported of the good pages alone."""

    @settings(derandomize=True, max_examples=examples)
    @given(seed=st.integers(0, 2**32), share=st.floats(0.05, 0.9))
    def check(seed: int, share: float) -> None:
        check_bad_pages(seed, share)

    check()


def check_bad_pages(seed: int, share: float) -> None:
    """Spoil a share of the pages of a random API."""
    made = random_api(seed, 2)
    files = render_pages(api_of(made.texts()), made.hints).files
    chosen = {path for path in files if Random(f"{seed} {path}").random() < share}
    good = {path: text for path, text in files.items() if path not in chosen}
    long = r"\1/" + "x" * 600
    bad = {path: re.sub(r"(\n URL: \S+)", long, files[path]) for path in chosen}
    bad = {path: text for path, text in bad.items() if text != files[path]}
    read = imported(good | bad)

    assert imported(good).specs == read.specs
    assert set(bad) == {
        one.place.path for one in read.report if one.severity == "error"
    }


def test_an_exception_nobody_thought_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told with the page and the place in our code; all other pages are imported, exit 2."""
    check_examples = resource_import.check_examples

    def failing(documented: dict[str, object], *rest: object) -> None:
        methods = documented.get("methods")
        if isinstance(methods, dict) and "paintDoor" in methods:
            raise KeyError("oops")
        check_examples(documented, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(resource_import, "check_examples", failing)
    place = Workplace.at(tmp_path / "p", PAGES)
    result = place.import_all()

    assert 2 == result.exit_code
    assert f"{PAINT}:1:1: error[internal-error]: wixgen failed: KeyError: 'oops'" in (
        result.stderr
    )
    assert "bug in wixgen (test_page_by_page.py, line " in result.stderr
    assert ["common.yaml", "store/doors.yaml", "store/gates.yaml"] == list(
        place.specs()
    )
    assert "doorCreated" in place.specs()["store/doors.yaml"]
    assert "paintDoor" not in place.specs()["store/doors.yaml"]


@pytest.mark.parametrize("bad", [[], [0], [7], [3, 4], [0, 5, 9], list(range(10))])
def test_admitted(bad: list[int]) -> None:
    """What is made is made of all pages but those at fault, which are told in order."""
    given_pages = pages(10)
    tried: list[list[str]] = []

    def attempt(some: Sequence[Page]) -> list[str]:
        tried.append(titles(some))
        if at_fault := {f"P{n}" for n in bad} & {*titles(some)}:
            raise RejectedError([Problem("bad", one) for one in sorted(at_fault)])
        return titles(some)

    admitted = isolate_faulty(given_pages, attempt)
    fine = [f"P{n}" for n in range(10) if n not in bad]

    assert (fine or None) == admitted.merged
    assert [f"P{n}" for n in bad] == titles([page for page, _ in admitted.rejected])
    assert len(tried) <= 1 + 8 * len(bad)


def test_of_two_pages_that_exclude_each_other_the_first_is_admitted() -> None:
    """Who comes later is refused, and said why."""

    def attempt(some: Sequence[Page]) -> list[str]:
        if {"P1", "P3"} <= {*titles(some)}:
            raise RejectedError([Problem("bad", "one of you")])
        return titles(some)

    admitted = isolate_faulty(pages(4), attempt)

    assert ["P0", "P1", "P2"] == admitted.merged
    assert [("P3", [Problem("bad", "one of you")])] == [
        (page.title, problems) for page, problems in admitted.rejected
    ]


def test_without_pages_nothing_is_tried() -> None:
    """There is nothing to make of no pages."""
    assert isolate_faulty([], lambda _: pytest.fail("tried")).merged is None


#: Specs that are none, and where.
FAULTY = {
    "no YAML": ("a: {b: 1\n", "1:4"),
    "empty": ("", "0:0"),
    "a list": ("- a\n", "1:1"),
    "not UTF-8": (b"\xff\xfe", "1:1"),
    "twice": (f"{HEAD}module: gates\n", "3:1"),
    "no package": ("module: doors\n", "1:1"),
    "package is a number": ("package: 3\nmodule: doors\n", "1:10"),
    "types are a number": (f"{HEAD}types: 3\n", "3:8"),
    "types are a list": (f"{HEAD}types: [Door]\n", "3:8"),
    "type is a number": (f"{HEAD}types: {{Door: 3}}\n", "3:15"),
    "fields are a list": (f"{HEAD}types: {{Door: {{fields: [a]}}}}\n", "3:24"),
    "field without type": (f"{HEAD}types: {{Door: {{fields: {{a: {{}}}}}}}}\n", "3:25"),
    "field is a list": (f"{HEAD}types: {{Door: {{fields: {{a: [b]}}}}}}\n", "3:28"),
    "group is a number": (
        f"{HEAD}types: {{Door: {{fields: {{a: {{one_of: 3}}}}}}}}\n",
        "3:37",
    ),
    "enum is a list": (f"{HEAD}types: {{Colour: {{enum: [RED]}}}}\n", "3:24"),
    "methods are a number": (f"{HEAD}methods: 3\n", "3:10"),
    "method is a number": (f"{HEAD}methods: {{createDoor: 3}}\n", "3:23"),
    "errors are a number": (
        f"{HEAD}methods: {{createDoor: {{http: POST /a, errors: 3}}}}\n",
        "3:47",
    ),
    "of another resource": ("package: store\nmodule: walls\n", "1:1"),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_a_spec_that_can_not_be_updated(fault: str, tmp_path: Path) -> None:
    """It stays as it is, its faults are told where they are, and other resources are imported."""
    text, where = FAULTY[fault]
    place = Workplace.at(tmp_path / "p", PAGES, {"store/doors.yaml": text})
    path = place.schemas / "store" / "doors.yaml"
    before = path.read_bytes()
    result = place.import_all()

    assert (2, before) == (result.exit_code, path.read_bytes())
    assert result.stderr.startswith(f"{path}:{where}: error["), result.stderr
    assert "internal-error" not in result.stderr
    assert (place.schemas / "store" / "gates.yaml").is_file()


@pytest.mark.parametrize(
    "text", ["- a\n", "", "a: {b\n", "types: 3\n", "types: {A: {fields: {b: {}}}}\n"]
)
def test_a_common_file_that_can_not_be_read(text: str, tmp_path: Path) -> None:
    """No resource can be compared with it: exit 2, its faults are told once, nothing is written."""
    place = Workplace.at(tmp_path / "p", PAGES, {"common.yaml": text})
    result = place.import_all()

    assert (2, {"common.yaml": text}) == (result.exit_code, place.specs())
    assert 1 == result.stderr.count("error[")
    assert result.stderr.startswith(f"{place.schemas / 'common.yaml'}:")


@pytest.mark.parametrize(
    "old",
    [
        pytest.param("colour: red\n", id="an unknown key"),
        pytest.param("types: {A: {fields: {b: Nothing}}}\n", id="an undefined type"),
        pytest.param(
            "types: {A: {fields: {b: string, c: {one_of: {b: string}}}}}\n",
            id="a field twice, the message about which names a line",
        ),
        pytest.param("webhooks: {gone: {kind: created}}\n", id="no payload"),
    ],
)
def test_old_errors_of_a_spec_are_not_the_pages_fault(old: str, tmp_path: Path) -> None:
    """What lint finds with or without the pages keeps none of them away."""
    specs = {"store/doors.yaml": f"{HEAD}{old}", "common.yaml": METADATA}
    assert "" != errors(specs)
    place = Workplace.at(tmp_path / "p", PAGES, specs)
    result = place.import_all()

    assert (0, "") == (result.exit_code, result.stderr)
    for name in ("createDoor", "paintDoor", "doorCreated"):
        assert name in place.specs()["store/doors.yaml"]


def test_webhooks_without_metadata_are_imported(tmp_path: Path) -> None:
    """That a person's common.yaml has no EventMetadata is for lint to say."""
    common = "types: {Width: {fields: {a: string}}}\n"
    place = Workplace.at(tmp_path / "p", PAGES, {"common.yaml": common})

    assert 0 == place.import_all().exit_code
    assert common == place.specs()["common.yaml"]
    assert "no-event-metadata" in errors(place.specs())


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    """What a person's editor wrote in front is there after the import, too."""
    specs = {"store/doors.yaml": f"\ufeff{HEAD}", "common.yaml": f"\ufeff{METADATA}"}
    place = Workplace.at(tmp_path / "p", PAGES, specs)

    assert 0 == place.import_all().exit_code
    assert place.specs()["store/doors.yaml"].startswith(f"\ufeff{HEAD}")
    assert f"\ufeff{METADATA}" == place.specs()["common.yaml"]
