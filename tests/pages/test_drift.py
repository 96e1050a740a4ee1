"""`wixgen drift`: what pages say that the specs don't, and the reverse."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from support.pages import api_of, render_pages
from support.workplace import Workplace

ROOT = Path(__file__).parents[2]
SPECS = {
    "common.yaml": ROOT / "tests/support/common.yaml",
    "calendar/participations.yaml": ROOT / "schemas/calendar/participations.yaml",
}
CREATE = "calendar/participations/create-participation.md"
CREATED = "calendar/participations/participation-created.md"
KEY = "calendar.participations.createParticipation"


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """A project whose specs were imported from its pages."""
    specs = {name: path.read_text(encoding="utf-8") for name, path in SPECS.items()}
    pages = render_pages(api_of(specs)).files
    made = Workplace.at(tmp_path / "project", pages)
    assert made.import_all().exit_code == 0
    return made


def edit(place: Workplace, page: str, old: str, new: str) -> None:
    """Change a page the way Wix would."""
    text = (place.pages / page).read_text(encoding="utf-8")
    assert old in text
    place.page(page, text.replace(old, new))


def meaning(found: dict[str, object]) -> str:
    """The rule of a difference, and its verdicts for who sends, who gets, who consumes events."""
    return "{rule}: {sends}, {gets}, {events}".format(**found)


def test_imported_pages_have_no_drift(place: Workplace) -> None:
    """What was just imported is exactly what the pages say: exit 0, nothing shown."""
    result = place.run("drift", place.pages)

    assert (0, "", "0 differences\n") == (
        result.exit_code,
        result.stdout,
        result.stderr,
    )


@pytest.mark.parametrize(
    ("old", "new", "where", "means"),
    [
        pytest.param(
            "v3/participations\n",
            "v4/participations\n",
            KEY,
            "http-changed: risky, None, None",
            id="a URL that moved",
        ),
        pytest.param(
            ", participation.partySize\n",
            "\n",
            f"{KEY}: participation.partySize",
            "required-removed: additive, None, None",
            id="no longer required",
        ),
        pytest.param(
            "SCOPE.DC-CALENDAR.MANAGE",
            "SCOPE.DC-CALENDAR.ALL",
            KEY,
            "permission-replaced: risky, None, None",
            id="another scope",
        ),
        pytest.param(
            "name: phone | type: string",
            "name: phone | type: integer",
            f"{KEY}: participation.participant.phone",
            "field-type-changed: breaking, breaking, breaking",
            id="another kind",
        ),
        pytest.param(
            "description: Phone number. ",
            "description: Phone number. Max: 20 characters. ",
            f"{KEY}: participation.participant.phone",
            "limit-added: risky, docs, docs",
            id="a new limit",
        ),
        pytest.param(
            "description: Phone number. ",
            'description: Phone number. | validation: decimalValue {"gte":"0"} ',
            f"{KEY}: participation.participant.phone",
            "field-type-changed: breaking, docs, docs",
            id="a decimal",
        ),
        pytest.param(
            "PENDING_CONFIRMATION",
            "WAITING",
            f"{KEY}: participation.status",
            "enum-value-added: additive, additive, additive",
            id="enum",
        ),
    ],
)
def test_a_changed_fact_is_drift(
    place: Workplace, old: str, new: str, where: str, means: str
) -> None:
    """A changed fact is shown where it stands, with both places and what it means for whom; the exit code is 1."""
    edit(place, CREATE, old, new)

    found = place.drift_all()

    assert (where, means) in {(one["where"], meaning(one)) for one in found}
    assert {one["page"]["path"] for one in found} == {str(place.pages / CREATE)}
    assert all(one["spec"]["path"].endswith("participations.yaml") for one in found)


def test_a_new_field_is_drift_with_the_line_that_has_it(place: Workplace) -> None:
    """A field that only the page has is found at its own line of the page."""
    known = "        - name: partySize"
    edit(place, CREATE, known, f"        - name: nickname | type: string \n{known}")
    lines = (place.pages / CREATE).read_text(encoding="utf-8").splitlines()
    line = 1 + next(n for n, one in enumerate(lines) if "name: nickname" in one)

    found = [one for one in place.drift_all() if "nickname" in one["where"]]

    assert [(f"{KEY}: participation.nickname", line)] == [
        (one["where"], one["page"]["line"]) for one in found
    ]


def test_a_field_that_the_pages_lost_is_drift(place: Workplace) -> None:
    """A field that no page has any longer is found, and the one in its stead."""
    for path in place.pages.rglob("*.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("name: partySize", "name: groupSize"), "utf-8")

    found = {one["where"].rsplit(".", 1)[-1] for one in place.drift_all()}

    assert {"groupSize", "partySize"} == found


def test_a_group_that_came_apart_is_drift(place: Workplace) -> None:
    """Members that no page shows as a one-of group any longer are one difference."""
    spec = place.schemas / "calendar" / "participations.yaml"
    text = spec.read_text(encoding="utf-8")
    apart = "      externalId: string\n"
    group = "      odd:\n        one_of:\n          externalId: string\n          appId: string\n"
    text = text.replace("      appId: string\n", "").replace(apart, group)
    spec.write_text(text, encoding="utf-8")

    assert {"the spec has a one-of of appId, externalId, the page doesn't"} == {
        one["what"] for one in place.drift_all()
    }


def test_an_event_type_is_drift_until_it_is_imported(place: Workplace) -> None:
    """What import knows beside the pages, from the catalogue or --facts, drift knows, too."""
    facts = place.folder / "facts.yaml"
    handler = "calendar.participations: {onParticipationCreated: own.v1.made}\n"
    facts.write_text(handler, encoding="utf-8")
    spec = place.schemas / "calendar" / "participations.yaml"
    text = re.sub(r"\n +event_type: .*", "", spec.read_text(encoding="utf-8"))
    spec.write_text(re.sub(r", event_type: [\w.]+", "", text), encoding="utf-8")
    options = ("--facts", facts, "--format", "json")

    found = json.loads(place.run("drift", place.pages, *options).stdout)

    assert {"event-type-added: None, None, risky"} == set(map(meaning, found))
    what = "Wix's event type is `own.v1.made`, missing in the spec"
    assert what in {one["what"] for one in found}
    assert 0 == place.import_all("--facts", facts).exit_code
    assert 0 == place.run("drift", place.pages, "--facts", facts).exit_code


def test_other_words_are_no_drift(place: Workplace) -> None:
    """Descriptions may change as they like."""
    edit(place, CREATE, "Email address. ", "Where mail is sent to. ")

    assert [] == place.drift_all()


def test_a_page_without_spec_is_drift(place: Workplace) -> None:
    """A page that no spec knows is one difference, not an error."""
    (place.schemas / "calendar" / "participations.yaml").unlink()

    found = place.drift_all()

    pages = sorted(path.stem for path in place.pages.rglob("*.md"))
    assert pages == sorted(Path(one["page"]["path"]).stem for one in found)
    assert {"the page documents it, no spec does"} == {one["what"] for one in found}
    assert {"resource-added: additive, additive, additive"} == set(map(meaning, found))


def test_nothing_is_compared_with_a_wrong_spec(place: Workplace) -> None:
    """A spec with an error is bad input: exit 2, the error on stderr."""
    (place.schemas / "calendar" / "participations.yaml").write_text("package: 3\n")

    result = place.run("drift", place.pages)

    assert (2, "") == (result.exit_code, result.stdout)
    assert "participations.yaml:1:" in result.stderr


def left(place: Workplace) -> list[dict[str, object]]:
    """What an import says it has left, as JSON."""
    result = place.import_all("--format", "json")
    assert 0 == result.exit_code
    found = json.loads(result.stdout)
    return [one for one in found if one["code"] == "left"]


def test_what_an_import_leaves_is_told(place: Workplace) -> None:
    """A removed field, limit and permission: at the place in the spec, with the remedy."""
    for path in place.pages.rglob("*.md"):
        text = re.sub(r"\n *- name: appId .*", "", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    edit(place, CREATE, "SCOPE.DC-CALENDAR.MANAGE", "SCOPE.DC-CALENDAR.ALL")
    edit(place, CREATE, "Manage Calendars", "All of Calendars")
    spec = place.schemas / "calendar" / "participations.yaml"
    text = spec.read_text(encoding="utf-8")
    limited = "partySize: {type: integer, max: 1000}"
    spec.write_text(text.replace("partySize: integer", limited), encoding="utf-8")

    told = left(place)

    lines = spec.read_text(encoding="utf-8").splitlines()
    known = "`Manage Calendars`: `SCOPE.DC-CALENDAR.MANAGE`"
    expected = {
        f"{KEY}: participation.appId: the spec has it, the page doesn't": "appId",
        f"{KEY}: participation.partySize: `max` is missing on the page, `1000` in the spec": "1000",
        f"{KEY}: the spec has the permission {known}, the page doesn't": "Manage",
    }
    assert {f"{one}; it is left as it is" for one in expected} == {
        one["message"] for one in told
    }
    for one in told:
        start = expected[str(one["message"]).removesuffix("; it is left as it is")]
        line, column = int(str(one["line"])), int(str(one["column"]))
        assert lines[line - 1][column - 1 :].startswith(start)
    assert all("--prune" in str(one["help"]) for one in told)
    drift = place.drift_all()
    assert [(one["message"], meaning(one), one["verdict"]) for one in told] == [
        (
            f"{one['where']}: {one['what']}; it is left as it is",
            meaning(one),
            one["verdict"],
        )
        for one in drift
    ]
    assert {"field-removed", "limit-removed", "permission-removed"} == {
        one["rule"] for one in drift
    }
    in_words = place.import_all().stderr
    assert all(f"warning[left]: {one['verdict']}: " in in_words for one in drift)


def test_prune_removes_what_an_import_leaves(place: Workplace) -> None:
    """Afterwards there is no drift, and nothing else has changed."""
    before = place.specs()["calendar/participations.yaml"]
    for path in place.pages.rglob("*.md"):
        text = re.sub(r"\n *- name: appId .*", "", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")

    result = place.import_all("--prune")

    after = place.specs()["calendar/participations.yaml"]
    gone = [line for line in before.splitlines() if line not in after.splitlines()]
    assert (0, []) == (result.exit_code, place.drift_all())
    assert 1 == len(gone)
    assert "appId" in gone[0]


@pytest.mark.parametrize("is_pruned", [False, True])
def test_a_method_with_another_name(place: Workplace, is_pruned: bool) -> None:
    """At the same URL: it is told as renamed, and renamed by --prune, its words with it."""
    spec = place.schemas / "calendar" / "participations.yaml"
    text = spec.read_text(encoding="utf-8")
    words = "    description: Ours.\n"
    old = "  createParticipation:\n"
    spec.write_text(text.replace(old, old + words), encoding="utf-8")
    page = (place.pages / CREATE).read_text(encoding="utf-8")
    page = page.replace("createParticipation", "addParticipation")
    page = page.replace("create-participation", "add-participation")
    (place.pages / CREATE).unlink()
    place.page("calendar/participations/add.md", page)

    found = {
        (one["where"], one["what"], one["rule"], Path(one["page"]["path"]).name)
        for one in place.drift_all()
    }
    name = "the page calls it `addParticipation`"
    assert (KEY, name, "method-renamed", "add.md") in found

    result = place.import_all(*(["--prune"] if is_pruned else []))

    after = yaml.load(spec.read_text(encoding="utf-8"), yaml.CSafeLoader)["methods"]
    name = "addParticipation" if is_pruned else "createParticipation"
    assert (0, 1) == (
        result.exit_code,
        len({"addParticipation", "createParticipation"} & {*after}),
    )
    assert ("Ours.", "add-participation") == (
        after[name]["description"],
        after[name]["docs"],
    )
    assert is_pruned == ("the page calls it" not in result.stderr)
    assert is_pruned == (place.drift_all() == [])


def test_import_mends_what_drifted(place: Workplace) -> None:
    """What pages add is drift before the import and none after it."""
    known = "        - name: partySize"
    edit(place, CREATE, known, f"        - name: nickname | type: string \n{known}")
    before = len(place.drift_all())

    assert 0 == place.import_all().exit_code
    assert (1, []) == (before, place.drift_all())


def test_a_page_that_was_cut_off_removes_nothing(place: Workplace) -> None:
    """Without the section of its answer, a page doesn't say that there is none."""
    before = place.specs()
    path = "calendar/participations/get-participation.md"
    text = (place.pages / path).read_text(encoding="utf-8")
    cut = re.sub(r" Return type: [\s\S]*?(?=\n\n```)", "", text, count=1)
    assert cut != text
    place.page(path, cut)

    assert 0 == place.import_all("--prune").exit_code
    assert before == place.specs()
    assert [] == place.drift_all()
