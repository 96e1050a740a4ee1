"""The report of an update: the body of a pull request, in which nothing from pages is markup."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from updating.conftest import Workplace
from wixgen.diagnostics import Diagnostic, Place, Severity
from wixgen.diff.finding import Finding, rule
from wixgen.diff.rules import Consumer, Verdict
from wixgen.diff.versions import Bump, raised
from wixgen.pages.differences import Difference
from wixgen.updating.markdown import code, link, text, value
from wixgen.updating.outcome import (
    Cause,
    Reason,
    ResourceState,
    Update,
    Waiting,
)
from wixgen.updating.report import as_report, changelog_entry

LONGEST = 65_536  # characters that GitHub takes
EVIL = "@octocat <img src=x> [a](http://evil.example) #1 `x` | **b** www.evil.example"
PAGE = "https://dev.wix.com/docs/things/get-thing"


def _finding(old: object = 20, new: object = 10, path: str = "Thing.size") -> Finding:
    return Finding(
        rule("limit-tightened"),
        "shop.things",
        path,
        path,
        old,
        new,
        Place("shop/things.yaml", 3, 1),
        Place("shop/things.yaml", 4, 1),
        {Consumer.SENDS: Verdict.BREAKING, Consumer.GETS: Verdict.DOCS},
        fact="max",
    )


def _update(**more: object) -> Update:
    known = Update(
        cause=Cause.DOCS,
        version="0.2.0",
        bump=Bump.MINOR,
        resources=(ResourceState("shop.things", "shop/things.yaml", (), (PAGE,)),),
        findings=[_finding()],
        written=("schemas/shop/things.yaml",),
    )
    return replace(known, **more)


def test_the_parts_of_a_report() -> None:
    """Verdicts, doubts before the changelog's entry, what was left and why, pages, three commands."""
    at = Place("pages/things/get-thing.md", 7, 3)
    broken = ResourceState("shop.doors", "shop/doors.yaml", (Reason("is HTML"),))
    update = _update(
        resources=(broken, *_update().resources),
        doubts=[Diagnostic(at, Severity.WARNING, "uncertain-type", "is a guess")],
        left=[
            Difference("shop.doors.getDoor", "the page says more", at, Place("d.yaml"))
        ],
        faults={f"{PAGE}-2": "isn't there"},
        waiting=[Waiting(PAGE, 1, 2)],
    )
    report = as_report(
        update, ["wixgen update", "wixgen diff HEAD", "wixgen build --check"]
    )

    assert [
        "# Follow Wix's documentation: shop.things (breaking)",
        "## Verdicts",
        "## Doubts: look at these first",
        "## Changelog entry",
        "## Left as it was",
        "## Pages",
        "## To repeat it",
    ] == [line for line in report.splitlines() if re.match(r"##? ", line)]
    assert "| `shop.things` | **breaking** | docs | - | limit-tightened |" in report
    assert "- `pages/things/get-thing.md:7:3`: is a guess (uncertain-type)" in report
    assert "- `shop.doors`: is HTML" in report
    assert "its change was seen in 1 of 2 runs" in report
    assert "- `shop.doors.getDoor`: the page says more" in report
    assert f"(<{PAGE}-2>): isn't there" in report
    assert f"- `shop.things`: [dev.wix.com/docs/things/get-thing](<{PAGE}>)" in report
    assert report.endswith(
        "```\nwixgen update\nwixgen diff HEAD\nwixgen build --check\n```\n"
    )


def _shown(markdown: str) -> str:
    """What is left of Markdown that is no escaped character and no code: there markup would stand."""
    return re.sub(r"\\.|(`+)[^`]+\1", "", markdown)


def test_texts_from_outside() -> None:
    """Markup, HTML, links, mentions and issues in texts of pages are shown as texts."""
    at = Place(f"pages/{EVIL}.md", 1, 1)
    update = _update(
        findings=[
            _finding(EVIL, [EVIL, {"a": EVIL}]),
            _finding({"a": EVIL}, {"b": EVIL}),
            _finding({"a": EVIL, "b": {"c": EVIL}}, {"a": [EVIL], "b": f"{EVIL}!"}),
            replace(_finding(), accepted=EVIL),
        ],
        doubts=[Diagnostic(at, Severity.WARNING, "odd", EVIL)],
        left=[Difference(EVIL, EVIL, at, Place("a.yaml"))],
        faults={PAGE: EVIL},
        resources=(ResourceState("a.b", "a/b.yaml", (Reason(EVIL),)),),
    )
    for made in (as_report(update, []), changelog_entry(update)):
        shown = _shown(made)
        assert [] == re.findall(r"@\w|#\d|://evil|www\.|<img|\*\*b\*|\]\(http", shown)
    assert all(
        "\n" not in made for made in (text("a\nb"), code("a\nb"), link(PAGE, "a\nb"))
    )


def test_names_and_numbers_stay_as_they_are() -> None:
    """Only texts that could be markup are changed."""
    assert ["create_thing", "20", "a\\[b\\]"] == [
        *map(value, ["create_thing", "20", "a[b]"])
    ]


def test_code_has_values_as_they_are() -> None:
    """Code shows types, members and the package by their names: no Markdown, and the project's import name."""
    of_type = replace(
        _finding("list[string]", "list[guid]"), rule=rule("field-type-changed")
    )
    group = replace(_finding(None, ["firstName", "lastName"]), rule=rule("group-added"))
    gone = replace(
        _finding(None, None, "Thing"), rule=rule("type-removed"), names=("Thing", "")
    )
    entry = changelog_entry(
        _update(findings=[of_type, group, gone], import_name="acme")
    )

    assert "  Thing(size=...)  # now: list[guid]" in entry
    assert "  Thing(first_name=..., last_name=...)  # before" in entry
    assert "  from acme.shop.things import Thing  # before" in entry


def test_a_value_of_many_lines_ends_no_code() -> None:
    """A value that would end the block of code stays on its line."""
    evil = "string\n```\n@octocat"
    finding = replace(_finding(evil, "guid"), rule=rule("field-type-changed"))
    entry = changelog_entry(_update(findings=[finding]))

    assert 2 == sum(line.strip().startswith("```") for line in entry.splitlines())


def test_long_texts_that_begin_alike() -> None:
    """Of words that changed, what differs is shown, by the name of each."""
    base = "https://dev.wix.com/docs/api-reference/business-solutions/pricing-plans"
    changed = [{"docs": f"{base}/{name}"} for name in ("get-plan", "fetch-plan")]
    entry = changelog_entry(_update(findings=[_finding(*changed)]))

    assert "(docs: …get-plan -> …fetch-plan)" in entry


@pytest.mark.parametrize("count", [300, 3_000])
def test_a_report_is_shorter_than_github_allows(count: int) -> None:
    """Each part is cut with a note; what repeats the update stays."""
    at = Place("pages/a.md", 1, 1)
    names = [f"Thing.field{number}" for number in range(count)]
    update = _update(
        findings=[_finding(path=name) for name in names],
        doubts=[Diagnostic(at, Severity.WARNING, "odd", name) for name in names],
        left=[Difference(name, name, at, at) for name in names],
        resources=(
            ResourceState(
                "a.b", "a/b.yaml", (), tuple(f"{PAGE}/{name}" for name in names)
            ),
        ),
    )
    report = as_report(update, ["wixgen update"])

    assert len(report) < LONGEST
    assert "lines more." in report
    assert report.count("```") % 2 == 0
    assert report.endswith("```\nwixgen update\n```\n")


def test_a_resource_without_changes_for_callers() -> None:
    """A spec that changes in words or form alone is no change for callers, and the title says so."""
    update = _update(findings=[])

    assert as_report(update, []).startswith(
        "# Follow Wix's documentation: shop.things (no change for callers)\n"
    )


def test_a_report_without_changes(workplace: Workplace) -> None:
    """A run with nothing to do says so."""
    report = workplace.reported()

    assert report.startswith("# Nothing to update\n")


def test_doubts_of_what_changed_alone(workplace: Workplace) -> None:
    """The importer's doubts are told of pages that changed, not of others each night."""
    workplace.serve()
    for path in ("things/get-thing", "doors/get-door"):
        page = f"api-reference/shop/{path}"
        text = workplace.portal.pages[page]
        workplace.portal.pages[page] = text.replace(
            "| description: Its look.", "| description: Its look. | x-tier: B"
        )
    path = workplace.folder.parent / "report.md"
    workplace.run("--accept-format", "--report", str(path))
    first = path.read_text(encoding="utf-8").count("(unknown-attribute)")
    workplace.run("--report", str(path))
    second = path.read_text(encoding="utf-8").count("(unknown-attribute)")

    assert (1, 0) == (first, second)  # of one word, the first is told


def test_a_proposed_version() -> None:
    """The part that the changes raise is raised, and those below it are zero."""
    versions = [raised("1.4.2", bump) for bump in Bump]

    assert ["2.0.0", "1.5.0", "1.4.3", "1.4.2"] == versions
