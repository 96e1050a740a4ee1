"""What an import costs grows with the page, not faster: however many fields and groups an object has."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from pages.small import method_page
from support.effort import calls_of
from support.samples import slow_but
from wixgen.catalogue.catalogue import open_catalogue
from wixgen.diagnostics import Diagnostics
from wixgen.pages.importer import Imported, Mode, import_pages

DOOR = "   param name: door | type: Door | description: The door. "
#: Twice as much may take a little more than twice as long: dictionaries grow, numbers get digits.
MOST = 2.3


def fields(count: int) -> list[str]:
    """An object of so many fields."""
    return [
        f"    - name: f{number} | type: string | description: Text. "
        for number in range(count)
    ]


def groups(count: int) -> list[str]:
    """An object of so many one-of groups beside each other."""
    members = (
        f"     - name: {name}{number} | type: string | description: Text. "
        for number in range(count)
        for name in ("left", "right")
    )
    return [
        line for left in members for line in ("    - ONE-OF: ", left, next(members))
    ]


def plain(count: int) -> list[str]:
    """The same fields, one by one."""
    return [
        line.replace("     - ", "    - ")
        for line in groups(count)
        if "ONE-OF" not in line
    ]


def imported(lines: list[str], specs: Mapping[str, bytes], mode: Mode) -> Imported:
    """What comes of the page of a method that takes such an object and gives it back."""
    answer = ["   - name: door | type: Door | description: The door. "]
    page = method_page(
        "openDoor", [DOOR, *lines], [*answer, *(f" {line}" for line in lines)]
    )
    found = Diagnostics()
    made = import_pages(
        {"door.md": page},
        specs,
        {},
        found,
        descriptions=True,
        jobs=1,
        mode=mode,
        catalogue=open_catalogue(),
    )
    assert not found.has_errors
    return made


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, fields),
        (fields, fields),
        (None, groups),
        (groups, groups),
        (plain, groups),
        (groups, plain),
    ],
)
@pytest.mark.parametrize("mode", slow_but([Mode.PRUNE], [Mode.KEEP, Mode.PRUNE]))
def test_an_import_costs_in_proportion_to_its_page(
    before: Callable[[int], list[str]] | None,
    after: Callable[[int], list[str]],
    mode: Mode,
) -> None:
    """New objects, objects that are there already, fields that come into groups and leave them."""

    def cost(count: int) -> int:
        known = imported(before(count), {}, Mode.KEEP).specs if before else {}
        specs = {path: text.encode() for path, text in known.items()}
        return calls_of(lambda: imported(after(count), specs, mode))

    cost(1)  # the first import of a process reads what all of them need
    least = cost(1)  # what every import costs

    assert cost(240) - least < MOST * (cost(120) - least)
