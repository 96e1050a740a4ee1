"""Pages with one fault each: a clear diagnostic with its place, and nothing of them in the specs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from support.pages import api_of, render_pages
from support.workplace import Workplace

SCHEMAS = Path(__file__).parents[2] / "schemas"
NAMES = ("common.yaml", "calendar/participations.yaml")
SPECS = {name: (SCHEMAS / name).read_text(encoding="utf-8") for name in NAMES}
PAGES = render_pages(api_of(SPECS)).files
GOOD = PAGES["calendar/participations/create-participation.md"]
OTHER = PAGES["calendar/participations/get-participation.md"]
URL = " URL: https://www.wixapis.com/"


def without(part: str) -> str:
    """The good page without a part."""
    assert part in GOOD
    return GOOD.replace(part, "")


def place_of(part: str, page: str = GOOD, *, after: int = 0) -> str:
    """Line and column of a part of a page."""
    start = page.index(part) + after
    line_start = page.rfind("\n", 0, start) + 1
    return f"{page.count(chr(10), 0, start) + 1}:{start - line_start + 1}"


DEEP = GOOD.replace(
    "        - name: partySize",
    "".join(
        f"{' ' * (8 + 3 * depth)}- name: a{depth} | type: A{depth} | description: x. \n"
        for depth in range(400)
    )
    + "        - name: partySize",
)
SCHEMA = place_of("```\n Method:")
FATAL = {
    "empty": ("", "1:1", "the file is empty"),
    "binary": (GOOD.replace("Phone", "\0"), "1:1", "this is no text"),
    "html": ("<!doctype html>\n<html></html>\n", "1:1", "Markdown"),
    "no-url": (without(f"{URL}calendar/v3/participations\n"), SCHEMA, "says no URL"),
    "no-verb": (
        GOOD.replace(" Method: POST", " Method: EAT"),
        SCHEMA,
        "says no HTTP method that is known",
    ),
    "open-fence": (
        GOOD[: GOOD.index("### Examples")].replace("\n```\n\n", ""),
        SCHEMA,
        "has no end",
    ),
    "cut": (GOOD[: len(GOOD) // 3], SCHEMA, "has no end"),
    "deep": (DEEP, place_of("- name: a38 ", DEEP), "nested deeper"),
    "package": (
        GOOD.replace("Package: calendar", "Package: ../../evil"),
        "1:1",
        "`../../evil` can't be the name of a package",
    ),
    "no-field-name": (
        GOOD.replace("name: externalId", "name: __import__('os')"),
        place_of("- name: externalId"),
        "`__import__('os')` can't be the name of a field",
    ),
}


@pytest.mark.parametrize("case", FATAL)
def test_an_unreadable_page_says_where_and_why(case: str, tmp_path: Path) -> None:
    """Exit 2, the place and the reason on stderr, nothing written."""
    text, at, reason = FATAL[case]
    place = Workplace.at(tmp_path / "project", {"page.md": text})

    result = place.import_all()

    assert (2, {}) == (result.exit_code, place.specs())
    assert f"page.md:{at}: error[unreadable-page]: " in result.stderr
    assert reason in result.stderr


@pytest.mark.parametrize("case", FATAL)
def test_other_pages_are_read_all_the_same(case: str, tmp_path: Path) -> None:
    """One page that can't be read takes nothing from the others."""
    alone = Workplace.at(tmp_path / "alone", {"other.md": OTHER})
    assert 0 == alone.import_all().exit_code
    both = Workplace.at(
        tmp_path / "both", {"page.md": FATAL[case][0], "other.md": OTHER}
    )

    assert 2 == both.import_all().exit_code
    assert alone.specs() == both.specs()


def test_bytes_that_are_no_utf8_have_a_place(tmp_path: Path) -> None:
    """The first wrong byte is shown by line and column."""
    data = GOOD.encode().replace(b"Phone", b"\xff")
    place = Workplace.at(tmp_path / "project", {"page.md": data})

    result = place.import_all()

    assert (2, {}) == (result.exit_code, place.specs())
    assert f"page.md:{place_of('Phone')}: error[encoding]" in result.stderr


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# About calendars\n\nText.\n", id="an article"),
        pytest.param(without("# Package: calendar\n"), id="a page of no package"),
    ],
)
def test_other_kinds_of_pages_are_passed_over(text: str, tmp_path: Path) -> None:
    """Nothing to import is a warning: exit 0, nothing written."""
    place = Workplace.at(tmp_path / "project", {"page.md": text})

    result = place.import_all()

    assert (0, {}) == (result.exit_code, place.specs())
    assert "page.md:1:1: warning[nothing-to-import]: " in result.stderr


def test_a_page_that_is_not_there_is_bad_usage(tmp_path: Path) -> None:
    """A path without file: exit 2."""
    place = Workplace.at(tmp_path / "project")

    result = place.run("import", tmp_path / "nothing.md")

    assert 2 == result.exit_code
    assert "nothing.md: there is no such file or folder" in result.stderr


HOSTILE: dict[str, Callable[[str], str]] = {
    "namespace": lambda page: page.replace(
        "Namespace: Participations", "Namespace: ../../evil"
    ),
    "import": lambda page: page.replace("'@wix/calendar'", "'@wix/..-..-evil'"),
    "type": lambda page: page.replace("type: Status", "type: Sta}}-*&tus"),
    "yaml": lambda page: page.replace("name: externalId", "name: *a"),
    "anchor": lambda page: page.replace("name: externalId", "name: &a!!b"),
    "host": lambda page: page.replace(URL, " URL: https://evil.example/"),
    "long": lambda page: page.replace("Phone number", "Phone number" * 50_000),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_gives_valid_specs_in_their_place(
    case: str, tmp_path: Path
) -> None:
    """What a page says is never a path outside, nor anything that the specs' own language isn't."""
    text = HOSTILE[case](GOOD)
    assert text != GOOD
    place = Workplace.at(tmp_path / "project", {"page.md": text})

    assert 0 == place.import_all().exit_code
    assert 0 == place.run("lint").exit_code
    written = {
        path.relative_to(tmp_path / "project").parts[0]
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert {"pyproject.toml", "pages", "schemas"} == written
    assert ["project"] == [path.name for path in tmp_path.iterdir()]


def test_another_host_is_reported(tmp_path: Path) -> None:
    """Requests go to one host: a URL on another one is a warning at its line."""
    text = HOSTILE["host"](GOOD)
    place = Workplace.at(tmp_path / "project", {"page.md": text})

    result = place.import_all()

    assert f"page.md:{place_of('URL:', text)}: warning[other-host]" in result.stderr
