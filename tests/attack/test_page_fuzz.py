"""Pages that were damaged at random: a diagnostic, or a spec that lint accepts; never a traceback, never without an end."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from attack.test_injection import ATTACKS
from support.code_oracle import calls_and_imports
from support.effort import calls_of
from support.pages import api_of, render_pages
from support.projects import generated
from support.random_api import random_api
from support.samples import few_or_many, slow_but
from wixgen.diagnostics import Diagnostics
from wixgen.pages.importer import import_pages
from wixgen.spec.check import check
from wixgen.spec.load import load

CASES = Path(__file__).parents[1] / "pages" / "cases"
MOST_CALLS = 2_000  # of functions for each character; whole pages need up to a tenth
PIECES = [
    *("|", "| type: ", "| description: ", "- name: ", "   param name: ", "ONE-OF: "),
    *(" Return type: ", " Method: ", "```", "\n```\n", "---", "# ", "## ", "{", "}", "<"),
    *("array<", "Map<", "Min: 1 ", "Max: -1 ", "Default: `", " EMPTY-OBJECT {}", "enum: "),
    *("\0", "\r", "\u2028", "\x85", "\ufeff", "\u202e", "😀", "  " * 40, "\t"),
    *('"', "'", "\\", "{{", "%}", "$ref", "../..", "https://", "{x}", "*", "&a", "!!x"),
]  # fmt: skip


@cache
def pages() -> dict[str, str]:
    """The pages that tests have: each trap, and rendered ones."""
    found = {path.name: path.read_text("utf-8") for path in sorted(CASES.glob("*.md"))}
    made = random_api(11, 1)
    rendered = render_pages(api_of(made.texts()), made.hints, with_others=True)
    return {**found, **dict(list(rendered.files.items())[:6])}


def dropped(text: str, chance: random.Random) -> str:
    """Without some lines."""
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    return "\n".join(lines[:start] + lines[start + chance.randint(1, 5) :])


def repeated(text: str, chance: random.Random) -> str:
    """With some lines once more, elsewhere."""
    lines = text.split("\n")
    start, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    return "\n".join(lines[:to] + lines[start : start + 6] + lines[to:])


def swapped(text: str, chance: random.Random) -> str:
    """With two lines in each other's place."""
    lines = text.split("\n")
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return "\n".join(lines)


def inserted(text: str, chance: random.Random) -> str:
    """With a piece of what pages are made of, or of what they must not have."""
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(PIECES) + text[at:]


def removed(text: str, chance: random.Random) -> str:
    """Without some characters."""
    at = chance.randrange(len(text))
    return text[:at] + text[at + chance.randint(1, 12) :]


def shifted(text: str, chance: random.Random) -> str:
    """With a line that is indented otherwise."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at] = " " * chance.randint(0, 24) + lines[at].lstrip()
    return "\n".join(lines)


def flipped(text: str, chance: random.Random) -> str:
    """With another character in place of one."""
    at = chance.randrange(len(text))
    return (
        text[:at]
        + chr(chance.choice([0, 9, 34, 39, 92, 0x2028, 0x1F600]))
        + text[at + 1 :]
    )


def married(text: str, chance: random.Random) -> str:
    """Its beginning, and the end of another page."""
    other = chance.choice([*pages().values()])
    return text[: chance.randrange(len(text))] + other[chance.randrange(len(other)) :]


MUTATIONS: list[Callable[[str, random.Random], str]] = [
    *(dropped, repeated, swapped, inserted, removed, shifted, flipped, married)
]


def outcome(text: str) -> tuple[dict[str, str], list[str]]:
    """The specs that come of a page, and the codes of errors."""
    report = Diagnostics()
    imported = import_pages({"page.md": text}, {}, {}, report, descriptions=True)
    found = [*report, *imported.faults]
    for one in found:
        assert one.code
        assert one.message
        assert one.place.path
    specs = {path: "".join(parts) for path, parts in imported.specs.items()}
    return specs, [one.code for one in found if one.severity == "error"]


def lint(specs: dict[str, str]) -> list[str]:
    """The errors of specs."""
    report = Diagnostics()
    check(load({path: text.encode() for path, text in specs.items()}, report), report)
    return [one.as_text() for one in report if one.severity == "error"]


@few_or_many(60, 6_000)
def test_damaged_pages(examples: int) -> None:
    """Up to six damages to a page leave an error, or specs without errors; work grows with the page alone."""
    names = sorted(pages())
    for seed in range(examples):
        chance = random.Random(seed)
        text = pages()[chance.choice(names)]
        for _ in range(chance.randint(1, 6)):
            text = chance.choice(MUTATIONS)(text or "x", chance)
        made: list[tuple[dict[str, str], list[str]]] = []
        effort = calls_of(lambda page=text, to=made: to.append(outcome(page)))  # type: ignore[misc]
        ((specs, _),) = made

        assert [] == lint(specs), seed
        assert effort < MOST_CALLS * (len(text) + 1_000), seed


@pytest.mark.parametrize("attack", slow_but(["docstring", "suite"], [*ATTACKS]))
def test_texts_that_want_to_be_code(attack: str) -> None:
    """Put behind each colon and bar of a page, they call and import nothing in the package that comes of it."""
    usual = attack in ("docstring", "suite")
    for name in ["facts_of_today.md", "webhook_kinds.md"] if usual else sorted(pages()):
        text = pages()[name]
        for mark in (" description: ", " type: ", " name: ", "enum: ", "```", "`"):
            attacked = text.replace(mark, f"{mark}{ATTACKS[attack]} ")
            specs, _ = outcome(attacked)
            assert [] == lint(specs), (name, mark)
            if not specs or (usual and mark != " description: "):
                continue
            files = generated({path: one.encode() for path, one in specs.items()})
            for path, source in files.items():
                if "wixowned" in source and path.endswith(".py"):
                    assert "wixowned" not in calls_and_imports(source), (name, path)
