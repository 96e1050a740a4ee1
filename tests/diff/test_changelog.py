"""The entry of a changelog: code before and after each break, and an entry that is there already."""

from __future__ import annotations

import ast

import pytest

from diff.test_rules import CASES, SPEC, api
from wixgen.diff.api import diff
from wixgen.diff.changelog import with_entry
from wixgen.diff.code import before_after
from wixgen.diff.finding import Finding
from wixgen.diff.report import as_changelog

#: What is replaced, by what, and the code that shows it: who sends, who gets, who consumes events.
SHOWN: dict[str, tuple[str, str, list[str]]] = {
    "a field with another name": (
        "      owner: string\n",
        "      ownerName: string\n",
        [
            "Thing(owner=...)  # before",
            "Thing(owner_name=...)  # now",
            "thing.owner  # before",
            "thing.owner_name  # now",
        ],
    ),
    "a field of another type": (
        "type: integer",
        "type: number",
        ["thing.size  # before: integer", "thing.size  # now: number"],
    ),
    "a narrower limit": (
        "max: 10,",
        "max: 9,",
        ["Thing(size=...)  # before: max: 10", "Thing(size=...)  # now: max: 9"],
    ),
    "a value that is gone": (
        "RED: Red., ",
        "",
        ["Color.RED  # before"],
    ),
    "a value with another name": (
        "RED: Red.",
        "RED: {name: CRIMSON}",
        ["Color.RED  # before", "Color.CRIMSON  # now"],
    ),
    "a type with another name": (
        "  Lonely:\n    fields: {a: string}\n",
        "  Alone:\n    fields: {a: string}\n",
        [],  # nothing reaches it
    ),
    "a keyword that is gone": (
        ", dry: boolean}",
        "}",
        [
            "client.demo.things.create_thing(dry=...)  # before",
            "client.demo.things.create_thing(...)  # now",
        ],
    ),
    "what is required now": (
        "required: [thing, thing.name]",
        "required: [thing, thing.name, thing.size]",
        [
            "client.demo.things.create_thing(thing={...})  # before",
            'client.demo.things.create_thing(thing={"size": ...})  # now',
        ],
    ),
    "a method with another name": (
        "  createThing:\n",
        "  addThing:\n",
        [
            "client.demo.things.create_thing(...)  # before",
            "client.demo.things.add_thing(...)  # now",
        ],
    ),
    "what a call hands back": (
        "    sdk: {returns: thing}\n    errors:",
        "    errors:",
        [
            "thing = client.demo.things.create_thing(...)  # before",
            "thing = client.demo.things.create_thing(...).thing  # now",
        ],
    ),
    "an event with another name": (
        "  thingCreated:",
        "  thingMade:",
        [
            "@hooks.on(things.ThingCreated)  # before",
            "@hooks.on(things.ThingMade)  # now",
        ],
    ),
    "an event with another payload": (
        "{kind: created, entity: Thing,",
        "{kind: created, entity: Part,",
        ["event.entity  # before: Thing", "event.entity  # now: Part"],
    ),
}


def shown(finding: Finding) -> list[str]:
    """The lines of code that show a finding."""
    lines = [line.strip() for line in before_after(finding)]
    return [line for line in lines if line and "```" not in line]


@pytest.mark.parametrize("name", SHOWN)
def test_code_before_and_now(name: str) -> None:
    """What breaks is shown as code, as who sends, who gets, or who consumes events has it."""
    old, new, expected = SHOWN[name]
    findings = diff(api(SPEC), api(SPEC.replace(old, new)))

    assert expected == [line for finding in findings for line in shown(finding)]


@pytest.mark.parametrize("name", CASES)
def test_all_code_is_python(name: str) -> None:
    """Each line of code is Python, whatever changed, there and back."""
    old, new, _ = CASES[name]
    sides = [api(SPEC), api(SPEC.replace(old, new))]
    findings = [*diff(*sides), *diff(*sides[::-1])]

    for line in (line for finding in findings for line in shown(finding)):
        code = f"{line}\ndef f(event): ..." if line.startswith("@") else line
        ast.parse(code)


def test_the_package_has_its_own_name() -> None:
    """Imports are from the package as the project calls it."""
    part = "  Part:\n    fields: {weight: number, maker: string, price: decimal}\n"
    spec = SPEC.replace(part, part.replace("  Part:", "  Piece:"))
    spec = spec.replace("part: Part", "part: Piece").replace(
        "list[Part]", "list[Piece]"
    )
    lines = [*as_changelog(diff(api(SPEC), api(spec)), "1.0.0", "acme_wix")]

    assert "  from acme_wix.demo.things import Part  # before" in lines
    assert "  from acme_wix.demo.things import Piece  # now" in lines


ENTRY = [
    "## 0.4.0",
    "",
    "### Breaking",
    "",
    "- `a.b.C.d`: the limit is narrower (10 -> 9).",
    "",
    "  ```python",
    "  C(d=...)  # before",
    "  ```",
    "",
    "### Added",
    "",
    "- `a.b.C.e`: the field is new (new: string).",
]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Changelog\n",
        "# Changelog\n\nAll of them.\n\n## 0.3.0\n\n- Old.\n",
        "# Changelog\n\n## 0.4.0 - 2026-05-01\n\nBy hand.\n\n### Added\n\n- Mine.\n\n## 0.3.0\n\n- Old.\n",
    ],
)
def test_an_entry_is_added_once(text: str) -> None:
    """An entry that is added again changes nothing, and what a person wrote stays."""
    once = with_entry(text, ENTRY)

    assert once == with_entry(once, ENTRY)
    assert [] == [line for line in text.splitlines() if line not in once.splitlines()]
    assert [] == [line for line in ENTRY[1:] if line not in once.splitlines()]


def test_an_entry_is_merged_into_that_of_its_version() -> None:
    """The same change with another value takes the place of what the entry said of it."""
    later = [line.replace("10 -> 9", "10 -> 8") for line in ENTRY]
    text = with_entry(with_entry("# Changelog\n\n## 0.3.0\n\n- Old.\n", ENTRY), later)

    assert 1 == text.count("## 0.4.0")
    assert ("10 -> 8" in text, "10 -> 9" in text) == (True, False)
    assert text.endswith("## 0.3.0\n\n- Old.\n")
