"""Two pages of one method: which one counts, and that it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pages.small import method_page
from support.fidelity import Read, imported
from support.pages import flatten
from support.workplace import Workplace

NARROW = ["  param name: width | type: integer | description: In centimetres. "]
WIDE = [*NARROW, "  param name: colour | type: string | description: Of the paint. "]


def told(read: Read) -> list[tuple[str, str]]:
    """The findings about pages that are left out: where, and what."""
    return [
        (one.place.path, one.message)
        for one in read.report
        if one.code == "documented-twice"
    ]


def parameters(read: Read) -> set[str]:
    """The names of the parameters of the one method."""
    ((method,),) = (one.methods for one in read.api.resources)
    return {one.wire for one in method.parameters.fields}


def test_the_first_of_two_pages_counts() -> None:
    """By its address and its file, whatever the order of the files; the other one is a warning."""
    pages = {
        "b.md": method_page("openDoor", WIDE),
        "a.md": method_page("openDoor", NARROW),
    }
    for order in (["a.md", "b.md"], ["b.md", "a.md"]):
        read = imported({path: pages[path] for path in order})

        assert parameters(read) == {"width"}
        assert [path for path, _ in told(read)] == ["b.md"]
        assert "a.md:1:1" in told(read)[0][1]
        assert not read.has_failed


def test_a_page_with_lines_counts_more_than_one_without() -> None:
    """What lines say is no guess."""
    wide, narrow = method_page("openDoor", WIDE), method_page("openDoor", NARROW)
    read = imported({"a.md": flatten(narrow), "b.md": wide})

    assert parameters(read) == {"width", "colour"}
    assert [path for path, _ in told(read)] == ["a.md"]


def test_pages_of_different_methods_are_no_twins() -> None:
    """Nothing is said of them."""
    names = ("openDoor", "closeDoor")
    read = imported({f"{one}.md": method_page(one, WIDE) for one in names})

    assert told(read) == []


def test_twins_that_say_the_same_are_no_news() -> None:
    """The same page at two addresses, or in two files, with its lines or without: nothing is said."""
    page = method_page("openDoor", WIDE)
    elsewhere = page.replace("shop/doors", "shop/old-doors")
    files = {"a.md": page, "b.md": elsewhere, "c.txt": flatten(page)}

    assert told(imported(files)) == []


def versioned(version: str, module: str = "doors", sdk: str = "") -> str:
    """A page of `queryDoors` below the menu of a version of the catalogue."""
    page = method_page(
        "queryDoors", NARROW, menu=f"shop/catalog-{version}/doors", module=module
    )
    call = f"'@wix/shop';\ndoors.{sdk or 'queryDoors'}();"
    page = page.replace("'@wix/shop';", call)
    return page.replace("wixapis.com/", f"wixapis.com/shop/{version}/")


def methods(place: Workplace) -> dict[str, str]:
    """The address of each method of the one spec, by name."""
    ((_, text),) = place.specs().items()
    return {
        name: each["http"]
        for name, each in yaml.load(text, yaml.CSafeLoader)["methods"].items()
    }


@pytest.mark.parametrize("order", [["v1", "v3"], ["v3", "v1"]])
def test_methods_of_one_name_at_two_addresses_are_two(
    order: list[str], tmp_path: Path
) -> None:
    """The first page's has the printed name, the other one's a name of its own; both are told apart."""
    pages = {f"{version}.md": versioned(version) for version in order}
    place = Workplace.at(tmp_path / "p", pages)
    result = place.import_all()

    assert 0 == result.exit_code
    assert "v3.md:1:1: warning[same-name]: " in result.stderr
    assert "documented-twice" not in result.stderr
    assert methods(place) == {
        "queryDoors": "POST /shop/v1/query-doors",
        "queryDoorsV3": "POST /shop/v3/query-doors",
    }
    assert place.drift_all() == []


def test_a_method_keeps_its_name_when_another_one_comes(tmp_path: Path) -> None:
    """What the spec has stays under its name and its address; importing again changes nothing."""
    place = Workplace.at(tmp_path / "p", {"v3.md": versioned("v3")})
    place.import_all()
    place.page("v1.md", versioned("v1"))
    place.run("import", place.pages / "v1.md")
    before = place.specs()

    assert methods(place) == {
        "queryDoors": "POST /shop/v3/query-doors",
        "queryDoorsV1": "POST /shop/v1/query-doors",
    }
    assert place.drift_all() == []
    assert "same-name" not in place.import_all().stderr
    assert before == place.specs()


@pytest.mark.parametrize("order", [["v1", "v3"], ["v3", "v1"]])
def test_the_name_of_the_sdk_tells_them_apart(order: list[str], tmp_path: Path) -> None:
    """The method that the SDK calls as the page does has the name, whichever page comes first."""
    sdk = {"v1": "queryOldDoors", "v3": "queryDoors"}
    pages = {f"{version}.md": versioned(version, sdk=sdk[version]) for version in order}
    place = Workplace.at(tmp_path / "p", pages)
    place.import_all()

    assert methods(place) == {
        "queryDoors": "POST /shop/v3/query-doors",
        "queryOldDoors": "POST /shop/v1/query-doors",
    }


def test_a_page_whose_method_moved_is_no_other_method(tmp_path: Path) -> None:
    """A page at the address that the spec names changes the address of the method."""
    page = versioned("v1")
    place = Workplace.at(tmp_path / "p", {"a.md": page})
    place.import_all()
    place.page("a.md", page.replace("wixapis.com/shop/v1", "wixapis.com/shop/v2"))
    place.import_all()

    assert methods(place) == {"queryDoors": "POST /shop/v2/query-doors"}


def test_what_is_left_out_has_not_drifted(tmp_path: Path) -> None:
    """Drift compares the page that counts."""
    pages = {
        "a.md": method_page("openDoor", NARROW),
        "b.md": method_page("openDoor", WIDE),
    }
    place = Workplace.at(tmp_path / "p", pages)
    place.import_all()

    assert place.drift_all() == []


@pytest.mark.parametrize("title", ["_delete", "_Delete"])
@pytest.mark.parametrize("called", ["_delete", "delete"])
def test_a_method_called_delete(title: str, called: str, tmp_path: Path) -> None:
    """JavaScript has reserved the word, so pages print `_delete`; specs and Python have `delete`."""
    page = method_page("_delete", NARROW, module="doors")
    page = page.replace("# _delete\n", f"# {title}\n")
    page = page.replace(
        "from '@wix/shop';", f"from '@wix/shop';\nawait doors.{called}(width);"
    )
    place = Workplace.at(tmp_path / "p", {"a.md": page})

    assert 0 == place.import_all().exit_code
    ((_, text),) = place.specs().items()
    assert {"delete"} == yaml.load(text, yaml.CSafeLoader)["methods"].keys()
    assert "sdk:" not in text
    assert place.drift_all() == []
    assert 0 == place.run("build").exit_code
    client = place.folder / "generated" / "wixapi" / "shop" / "doors" / "client.py"
    assert "    def delete(" in client.read_text(encoding="utf-8")
