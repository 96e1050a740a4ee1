"""Two pages of one method: which one counts, and that it is said."""

from __future__ import annotations

from pages.small import method_page
from support.fidelity import Read, imported
from support.pages import flatten

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
