"""The pages for people who work on this repository: what they name is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.projects import ROOT

PAGES = [
    "README.md",
    "generator/README.md",
    "schemas/README.md",
    "tests/README.md",
    ".github/CONTRIBUTING.md",
    ".github/SECURITY.md",
    ".changes/README.md",
]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """A relative link leads to a file, and one with an anchor to a heading in it."""
    broken = [
        link
        for link in _links(ROOT / page)
        if not _is_there(ROOT / page, *link.partition("#")[::2])
    ]

    assert [] == broken


@pytest.mark.parametrize("page", ["generator/README.md", "tests/README.md"])
def test_paths_of_tests_exist(page: str) -> None:
    """A file or folder of the tests that a page names is there."""
    text = (ROOT / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`(tests/[a-z_/]+(?:\.py|\.yaml|/)?)`", text))

    assert [] == sorted(path for path in named if not (ROOT / path).exists())


@pytest.mark.parametrize(
    ("page", "folder", "form"),
    [
        ("generator/README.md", "generator/wixgen", "**`{}/`**"),
        ("tests/README.md", "tests", "| `{}/` |"),
    ],
)
def test_every_folder_is_explained(page: str, folder: str, form: str) -> None:
    """A folder of the generator, or of the tests, has a place in the page about them."""
    text = (ROOT / page).read_text(encoding="utf-8")
    names = sorted(
        path.name
        for path in (ROOT / folder).iterdir()
        if path.is_dir() and not path.name.startswith(("_", "."))
    )

    assert [] == [name for name in names if form.format(name) not in text]


def _links(page: Path) -> Iterator[str]:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S)
    yield from re.findall(r"\]\((?!https?://)([^)]+)\)", text)


def _is_there(page: Path, path: str, anchor: str) -> bool:
    target = page.parent / path if path else page
    if not anchor:
        return target.exists()
    headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
    return anchor in {_anchor(heading) for heading in headings}


def _anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^a-z0-9 _-]", "", heading.lower()).replace(" ", "-")
