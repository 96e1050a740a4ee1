"""Warnings of an import that specs accept: those of pages, of types, and of what is left as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pages.small import method_page
from support.workplace import Workplace

OPEN = method_page(
    "openDoor",
    [
        "   param name: door | type: Door | description: It. ",
        "        - name: width | type: integer | description: Max: 100 ",
    ],
    body={"door": {"width": 250, "bell": 1}},
)
SHUT = method_page(
    "shutDoor",
    ["   param name: slowly | type: boolean | description: So. "],
    body={"loudly": True},
)
FAILING, EXTRA, UNUSED = "failing-example", "undocumented-key", "unused-acceptance"


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """A project of a resource with two methods, whose pages have examples that don't fit."""
    pages = {"open-door.md": OPEN, "shut-door.md": SHUT}
    made = Workplace.at(tmp_path / "project", pages)
    assert 0 == made.import_all().exit_code
    return made


def told(place: Workplace, *arguments: str) -> list[tuple[str, str]]:
    """The files and codes of what an import says."""
    pages = [place.pages / name for name in arguments] or [place.pages]
    result = place.run("import", *pages, "--descriptions", "none", "--format", "json")
    assert 0 == result.exit_code, result.output
    return [(Path(one["path"]).stem, one["code"]) for one in json.loads(result.stdout)]


def accept(place: Workplace, above: str, *codes: str) -> None:
    """Let a declaration accept warnings; `above` is its line, "" the resource's."""
    spec = place.schemas / "shop" / "doors.yaml"
    text = spec.read_text(encoding="utf-8")
    line = next(
        line for line in text.splitlines() if line.startswith(above or "module:")
    )
    indent = " " * (len(above) - len(above.lstrip()) + 2 if above else 0)
    entries = ", ".join(f"{code}: It is known." for code in codes)
    new = f"{line}\n{indent}accepted: {{{entries}}}"
    spec.write_text(text.replace(line, new, 1), encoding="utf-8")
    assert 0 == place.run("lint", place.schemas).exit_code


def test_a_method_accepts_what_is_wrong_with_its_page(place: Workplace) -> None:
    """Of that page nothing is told with this code; of other pages, and other codes, all is."""
    before = told(place)
    accept(place, "  openDoor:", FAILING)

    assert {("open-door", FAILING), ("open-door", EXTRA), ("shut-door", EXTRA)} == {
        *before
    }
    assert [one for one in before if one != ("open-door", FAILING)] == told(place)


def test_a_resource_accepts_for_all_pages(place: Workplace) -> None:
    """Also for pages that are imported one by one; what it accepts stays in the spec."""
    accept(place, "", FAILING, EXTRA)

    assert [] == told(place)
    assert [] == told(place, "open-door.md")
    assert [] == told(place, "shut-door.md")
    assert 2 == place.specs()["shop/doors.yaml"].count("It is known.")


def test_an_acceptance_of_nothing_is_told(place: Workplace) -> None:
    """Once the page is read that it is about; that of a resource, once all of its pages are."""
    accept(place, "  shutDoor:", FAILING)
    accept(place, "  openDoor:", "halves-differ")
    known = told(place, "open-door.md")

    assert [("doors", UNUSED)] == [one for one in known if one[1] == UNUSED]
    assert 2 == len([one for one in told(place) if one == ("doors", UNUSED)])
    accept(place, "", "uncertain-type")
    assert 1 == len([one for one in told(place, "open-door.md") if one[1] == UNUSED])
    assert 3 == len([one for one in told(place) if one[1] == UNUSED])


def test_what_is_left_is_accepted(place: Workplace) -> None:
    """A fact that the page doesn't have may be left in silence; drift still tells the difference."""
    spec = place.schemas / "shop" / "doors.yaml"
    text = spec.read_text(encoding="utf-8").replace("max: 100", "max: 90")
    spec.write_text(text, encoding="utf-8")
    place.page("open-door.md", OPEN.replace("Max: 100", "Wide."))
    before = [one for one in told(place) if one[1] == "left"]
    accept(place, "  Door:", "left")

    assert [("doors", "left")] == before
    assert "left" not in {code for _, code in told(place)}
    assert 1 == len(place.drift_all())


def test_acceptances_are_no_difference(place: Workplace) -> None:
    """No drift, and no import with --prune takes them away."""
    accept(place, "  openDoor:", FAILING)
    place.run("fmt", place.schemas)
    before = place.specs()

    assert [] == place.drift_all()
    assert 0 == place.import_all("--prune").exit_code
    assert before == place.specs()
