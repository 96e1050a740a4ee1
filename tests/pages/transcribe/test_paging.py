"""Where a page says which part of a result is wanted, and what its answer tells of the rest."""

from __future__ import annotations

import pytest

from pages.small import method_page
from support.fidelity import imported
from support.pages import flatten
from wixgen.spec.api import Paging

LIMIT = "- name: limit | type: integer | description: How many. "
CURSOR = "- name: cursor | type: string | description: Where to go on. "
OFFSET = "- name: offset | type: integer | description: How many to pass over. "
QUERY = "  param name: query | type: DoorQuery | description: Which doors. "
SEARCH = "  param name: search | type: DoorSearch | description: Which doors. "
PAGING = "name: paging | type: Paging | description: Which part. "
CURSOR_PAGING = "name: cursorPaging | type: CursorPaging | description: Which part. "
BY_CURSOR = [f"           {LIMIT}", f"           {CURSOR}"]
BY_OFFSET = [f"           {LIMIT}", f"           {OFFSET}"]
DOORS = [
    "  - name: doors | type: array<Door> | description: Found. ",
    "     - name: width | type: integer | description: In centimetres. ",
]
METADATA = "  - name: metadata | type: PagingMetadata | description: Of this part. "
TOTAL = "     - name: total | type: integer | description: Of all parts. "
HAS_NEXT = "     - name: hasNext | type: boolean | description: Whether more follow. "
CURSORS = [
    "     - name: cursors | type: Cursors | description: Of other parts. ",
    "        - name: next | type: string | description: Of the next. ",
    "        - name: prev | type: string | description: Of the one before. ",
]
#: What the request has, what metadata tell, and the style and control that follow.
FOUND = {
    "query.cursorPaging": (
        [QUERY, f"        - {CURSOR_PAGING}", *BY_CURSOR],
        CURSORS,
        "cursor",
    ),
    "query.paging": (
        [QUERY, f"        - {PAGING}", *BY_OFFSET],
        [TOTAL, HAS_NEXT],
        "offset",
    ),
    "search.cursorPaging": (
        [SEARCH, f"        - {CURSOR_PAGING}", *BY_CURSOR],
        CURSORS,
        "cursor",
    ),
    "search.paging": (
        [SEARCH, f"        - {PAGING}", *BY_OFFSET],
        [HAS_NEXT, *CURSORS],
        "offset",
    ),
    "cursorPaging": ([f"  query param {CURSOR_PAGING}", *BY_CURSOR], CURSORS, "cursor"),
    "paging": ([f"  query param {PAGING}", *BY_OFFSET], [HAS_NEXT], "offset"),
    "": (
        [f"  query param {one.removeprefix('- ')}" for one in (LIMIT, OFFSET)],
        [f"     {OFFSET}", TOTAL],
        "offset",
    ),
}


def paging_of(
    parameters: list[str], metadata: list[str], items: list[str] = DOORS
) -> Paging | None:
    """How the pages of a method follow each other, of which these lines are the page."""
    page = method_page("findDoors", parameters, [*items, METADATA, *metadata])
    read = imported({"find.md": page})
    assert (False, []) == (read.has_failed, list(read.lint))
    ((method,),) = (one.methods for one in read.api.resources)
    return method.paging


@pytest.mark.parametrize("control", FOUND)
def test_paging_is_found_wherever_it_is_said(control: str) -> None:
    """In the query, in the search, or among the parameters; inside of an object or not."""
    parameters, metadata, style = FOUND[control]
    found = paging_of(parameters, metadata)

    assert found is not None
    assert (style, control) == (found.style, found.control)
    assert ("doors", "metadata") == (found.items, found.metadata)


FLAT = [f"  {OFFSET}", "  - name: total | type: integer | description: In all. "]
PARTS = "  - name: frames | type: array | description: Of them. "


@pytest.mark.parametrize(
    ("answer", "paging"),
    [
        ([*DOORS, *FLAT], ("offset", "doors", "", "")),
        ([*FLAT, *DOORS], ("offset", "doors", "", "")),
        ([*DOORS, *FLAT[1:]], None),
        ([*DOORS, PARTS, *FLAT], None),
    ],
    ids=["behind the items", "before them", "only a total", "two lists"],
)
def test_an_answer_may_tell_of_its_pages_itself(
    answer: list[str], paging: tuple[str, ...] | None
) -> None:
    """Where it says how far it is, and has one list only: nothing else can be the items."""
    parameters = [f"  query param {one.removeprefix('- ')}" for one in (LIMIT, OFFSET)]
    read = imported({"find.md": method_page("findDoors", parameters, answer)})
    ((method,),) = (one.methods for one in read.api.resources)
    found = method.paging

    assert (False, []) == (read.has_failed, list(read.lint))
    if found is not None:
        found = (found.style, found.items, found.metadata, found.control)
    assert paging == found


def test_paging_in_a_query_may_be_by_cursor() -> None:
    """The name of the object doesn't tell the style, its fields do."""
    found = paging_of([QUERY, f"        - {PAGING}", *BY_CURSOR], CURSORS)

    assert found is not None
    assert ("cursor", "query.paging") == (found.style, found.control)


def test_by_cursor_goes_before_by_offset() -> None:
    """Where a request takes both: nothing is missed or seen twice when something changes meanwhile."""
    both = [f"        - {CURSOR_PAGING}", *BY_CURSOR, f"        - {PAGING}", *BY_OFFSET]
    found = paging_of([QUERY, *both], CURSORS)

    assert found is not None
    assert ("cursor", "query.cursorPaging") == (found.style, found.control)


@pytest.mark.parametrize(
    ("parameters", "metadata", "items"),
    [
        ([QUERY, f"        {LIMIT}"], CURSORS, DOORS),
        ([QUERY, f"        - {CURSOR_PAGING}", *BY_CURSOR], [TOTAL, HAS_NEXT], DOORS),
        ([QUERY, f"        - {PAGING}", *BY_OFFSET], [TOTAL], DOORS),
        ([QUERY, f"        - {PAGING}", *BY_OFFSET], [HAS_NEXT], []),
        (
            [
                "  param name: query | type: array<Part> | description: Which. ",
                f"        - {PAGING}",
                *BY_OFFSET,
            ],
            [HAS_NEXT],
            DOORS,
        ),
    ],
    ids=["no part", "no cursor", "no word of pages", "no items", "a list of queries"],
)
def test_without_one_of_its_parts_there_is_no_paging(
    parameters: list[str], metadata: list[str], items: list[str]
) -> None:
    """What says which page, the items, or what tells where the next one starts; the page is imported."""
    assert paging_of(parameters, metadata, items) is None


def test_items_are_those_of_a_list_that_is_not_deprecated() -> None:
    """Wix keeps the old list in the answer, before the new one."""
    old = [
        DOORS[0]
        .replace("doors", "results")
        .replace("Found", "Deprecated. Use `doors` instead")
    ]
    paging = paging_of(*FOUND["query.cursorPaging"][:2], [*old, DOORS[1], *DOORS])

    assert paging is not None
    assert "doors" == paging.items


def test_query_parameters_are_told_apart_without_lines() -> None:
    """Each begins with its own first word: none is left over."""
    parameters = [f"  query param {one.removeprefix('- ')}" for one in (LIMIT, OFFSET)]
    page = flatten(method_page("findDoors", parameters, DOORS))
    read = imported({"find.txt": page}, is_draft=True)
    ((method,),) = (one.methods for one in read.api.resources)

    assert "unknown-line" not in {one.code for one in read.report}
    assert ["limit", "offset"] == [one.wire for one in method.parameters.fields]
