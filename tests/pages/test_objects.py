"""Object pages: what they say of a type goes to the spec of the resource whose menu they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import pytest

from pages.small import SITE, method_page
from support.fidelity import imported
from support.pages import api_of, render_pages
from support.random_api import RandomApi, random_api
from support.specs import in_format
from support.workplace import Workplace
from wixgen.spec.api import ObjectType

MENU = f"{SITE}/shop/doors"
FIELDS = (
    "       - name: id | type: string | description: Which one. ",
    "          - name: value | type: string | description:  ",
    "       - name: wood | type: string | description: What it is of. Max: 20 characters ",
    "       - name: state | type: State | description: How it stands. ",
    "            - enum: OPEN, SHUT, AJAR",
)
SPEC = f"""\
package: shop
module: gates  # a person knows better
docs: {MENU}

types:
  Door:
    description: Our own words.
    fields:
      id: {{type: guid, read_only: true}}  # never a text
      colour: {{type: string, source: the paint shop}}
      state: {{type: State, description: Open or not.}}

  State:
    enum:
      OPEN: Not shut.
      SHUT:
"""
ANSWER = [
    "  - name: door | type: Door | description: The door. ",
    "     - name: id | type: string | description: Which one. ",
    "     - name: wood | type: string | description: What it is of. ",
]


def object_page(*fields: str, headings: str = "", name: str = "Door") -> str:
    """The page of doors; `headings`: more of them."""
    return f"""\
# Resource: Doors

# Type: {name} Object

{headings}# Link: {MENU}/door-object.md

## Description: A hole in a wall.

## Schema:

```json
 Type: {name} Object | type: {name}
 Description: A hole in a wall.
{chr(10).join(fields)}

```

---
"""


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """A project with a spec of doors, and the page of one."""
    pages = {"door-object.md": object_page(*FIELDS)}
    return Workplace.at(tmp_path / "project", pages, {"shop/gates.yaml": SPEC})


def test_adds_what_the_spec_of_its_menu_has_not(place: Workplace) -> None:
    """Fields, limits and values are added; what a person wrote stays, the second time everything."""
    assert place.run("import", place.pages).exit_code == 0
    first = place.specs()
    wood = '      wood: {type: string, max_length: 20, description: "What it is of. Max: 20 characters"}\n'

    expected = SPEC.replace("      colour:", wood + "      colour:")
    expected = expected.replace("only: true}", "only: true, description: Which one.}")
    expected = expected.replace("SHUT:\n", "SHUT:\n      AJAR:\n")
    assert {"shop/gates.yaml": expected} == first
    assert place.run("import", place.pages).exit_code == 0
    assert first == place.specs()


def test_without_descriptions_only_facts_are_added(place: Workplace) -> None:
    """`--descriptions none` writes none of the page's sentences."""
    place.import_all()

    text = place.specs()["shop/gates.yaml"]
    assert "      wood: {type: string, max_length: 20}\n" in text
    assert "hole" not in text


def test_differences_from_the_type_are_drift(place: Workplace) -> None:
    """Each field is told with the line of the page and that of the spec; not what a source explains."""
    found = {
        (one["where"], one["page"]["line"], one["spec"]["line"])
        for one in place.drift_all()
    }

    assert found == {
        ("shop.gates.Door: wood", 16, 6),
        ("shop.gates.Door: state", 17, 13),
    }


def test_what_was_imported_has_not_drifted(place: Workplace) -> None:
    """Import takes over all that drift looks at."""
    place.import_all()

    assert place.drift_all() == []


def test_without_a_resource_nothing_is_imported(tmp_path: Path) -> None:
    """The page prints no Package: what else has to be given is said; drift compares nothing."""
    place = Workplace.at(tmp_path / "p", {"door-object.md": object_page(*FIELDS)})

    result = place.import_all()

    assert (result.exit_code, place.specs()) == (0, {})
    assert "warning[unknown-resource]" in result.stderr
    assert "import a method page of that resource" in result.stderr
    assert place.run("drift", place.pages).exit_code == 2


def test_one_that_prints_its_resource_needs_no_other_page() -> None:
    """A spec may have types only."""
    headings = "# Package: shop\n\n# Namespace: Doors\n\n"
    read = imported({"a.md": object_page(*FIELDS, headings=headings)})

    ((path, text),) = read.specs.items()
    assert (path, "methods:" in text, list(read.lint)) == ("shop/doors.yaml", False, [])
    assert [one.name for one in read.api.resources[0].types] == ["Door", "State"]


@pytest.mark.parametrize("link", ["door-object", "abc", "zzz"])
def test_goes_where_methods_of_its_menu_go(link: str) -> None:
    """Whatever the order of the pages: a type has what either page shows of it."""
    page = object_page(*FIELDS).replace("door-object", link)
    files = {"b.md": page, "a.md": method_page("getDoor", (), ANSWER)}

    read = imported(files)

    ((path, _),) = read.specs.items()
    door, _ = read.api.resources[0].types
    assert path == "shop/doors.yaml"
    assert isinstance(door, ObjectType)
    assert [one.wire for one in door.fields] == ["id", "wood", "state"]


def test_a_type_that_a_person_renamed_is_not_added_again(tmp_path: Path) -> None:
    """The field that refers to it tells which type it is."""
    method = method_page("getDoor", (), ANSWER)
    place = Workplace.at(tmp_path / "p", {"a.md": method})
    place.import_all()
    path, text = next(iter(place.specs().items()))
    (place.schemas / path).write_text(
        text.replace("Door", "Gate").replace("getGate", "getDoor")
    )
    place.page("b.md", object_page(*FIELDS))

    place.import_all()

    assert "  Gate:\n" in place.specs()[path]
    assert "  Door:\n" not in place.specs()[path]
    assert place.drift_all() == []


@pytest.mark.parametrize(
    "schema", ['{"type": "object"}', " Type: Door Object | type: Door", ""]
)
def test_without_a_list_of_fields_there_is_nothing_to_import(schema: str) -> None:
    """That is a warning; other pages are imported."""
    page = object_page().replace(" Type: Door Object | type: Door", schema)
    read = imported({"a.md": page, "b.md": method_page("getDoor", (), ANSWER)})

    assert [one.code for one in read.report] == ["nothing-to-import"]
    assert not read.has_failed


def plainly_named(wanted: int) -> Iterator[RandomApi]:
    """Random APIs in which no two types have one name on the pages."""
    made = (random_api(seed) for seed in count())
    yield from islice((one for one in made if not one.hints.page_names), wanted)


def test_a_page_of_what_the_spec_says_changes_nothing() -> None:
    """Every field, group and value of an object page is found in the type that it was printed from.

    If two types have one name on the pages, a part of the pages can't tell which is which.
    """
    for made in plainly_named(6):
        specs = {path: in_format(text) for path, text in made.texts().items()}
        pages = render_pages(api_of(specs), made.hints, with_others=True).files
        objects = {
            path: text for path, text in pages.items() if path.endswith("-object.md")
        }

        assert len(objects) > 0
        assert imported(objects, specs).specs == specs
