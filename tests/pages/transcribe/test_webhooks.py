"""What an import takes from webhook pages: payload and `modifiedFields`, as they are printed or not."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from support.page_hints import Hints
from support.pages import api_of, flatten, render_pages
from support.projects import SCHEMAS
from support.specs import in_format
from wixgen.diagnostics import Diagnostics
from wixgen.export.openapi import openapi
from wixgen.pages.drift import compare_pages
from wixgen.pages.importer import import_pages

COMMON = (SCHEMAS / "common.yaml").read_text(encoding="utf-8")
HEAD = """\
package: shop
module: doors
docs: https://example.com/docs/shop/doors
types:
  Door:
    fields: {id: string, width: integer, colour: string}
webhooks:
"""
PATH = "shop/doors.yaml"
CHANGED = "doorChanged: {kind: updated, docs: door-changed, entity: Door%s}"
PRINTED = CHANGED % ", modified_fields: true"
UNPRINTED = CHANGED % ""
DELETED = "doorDeleted: {kind: deleted, docs: door-deleted%s}"
WITH_ENTITY = DELETED % ", entity: Door"
WITHOUT_ENTITY = DELETED % ""
CREATED = "doorCreated: {kind: created, docs: door-created, entity: Door}"


def spec(*webhooks: str) -> dict[str, str]:
    """Specs with webhooks, by path; the type is always in use."""
    lines = "".join(f"  {one}\n" for one in (CREATED, *webhooks))
    return {"common.yaml": COMMON, PATH: in_format(HEAD + lines)}


def pages(*webhooks: str) -> dict[str, str]:
    """The pages of webhooks."""
    return render_pages(api_of(spec(*webhooks)), Hints()).files


def imported(files: dict[str, str], specs: dict[str, str] | None = None) -> str:
    """The spec after an import of pages."""
    before = specs or {"common.yaml": COMMON}
    data = {path: text.encode() for path, text in before.items()}
    result = import_pages(files, data, {}, Diagnostics(), descriptions=False)
    return {**before, **result.specs}[PATH]


def webhooks_of(text: str) -> dict[str, Any]:
    """The webhooks of a spec."""
    found: dict[str, Any] = yaml.safe_load(text)["webhooks"]
    return found


def drifted(files: dict[str, str], specs: dict[str, str]) -> list[tuple[str, str]]:
    """Where and what the drift is between pages and specs."""
    report = Diagnostics()
    data = {path: text.encode() for path, text in specs.items()}
    found = compare_pages(files, data, report).differences
    assert not report.has_errors
    return [(one.where, one.what) for one in found]


@pytest.mark.parametrize("is_flat", [False, True], ids=["structured", "flat"])
@pytest.mark.parametrize("webhook", [PRINTED, UNPRINTED, WITH_ENTITY, WITHOUT_ENTITY])
def test_what_the_page_prints_is_imported(webhook: str, is_flat: bool) -> None:
    """`modifiedFields` and the deleted entity are in the spec just where the page has them."""
    files = pages(webhook)
    if is_flat:
        files = {path: flatten(text) for path, text in files.items()}
    ((name, wanted),) = yaml.safe_load(webhook).items()

    made = imported(files)

    assert wanted == webhooks_of(made)[name]
    assert ["id", "width", "colour"] == list(
        yaml.safe_load(made)["types"]["Door"]["fields"]
    )


@pytest.mark.parametrize("webhook", [PRINTED, UNPRINTED, WITH_ENTITY, WITHOUT_ENTITY])
def test_the_export_shows_what_the_page_prints(webhook: str) -> None:
    """From the page through the spec to the export nothing is added and nothing lost."""
    (name,) = yaml.safe_load(webhook)
    made = {"common.yaml": COMMON, PATH: imported(pages(webhook))}
    documents = [openapi(api_of(one), "1") for one in (spec(webhook), made)]
    truth, found = (one["webhooks"][f"shop.doors.{name}"] for one in documents)

    assert truth == found
    assert ("modified_fields" in webhook) == ("modifiedFields" in str(found))
    assert (webhook == WITH_ENTITY) == ("deletedEntity" in str(found))


@pytest.mark.parametrize("webhook", [PRINTED, UNPRINTED])
def test_the_rest_half_decides(webhook: str) -> None:
    """Where it prints the event, nothing that only the SDK half says counts."""
    ((path, text),) = [one for one in pages(PRINTED).items() if "changed" in one[0]]
    column = 1 if webhook == PRINTED else 4
    text, count = re.subn(rf"\n {{{column}}}- name: modifiedFields .*", "", text)
    assert (1, 1) == (count, text.count("modifiedFields"))

    made = webhooks_of(imported({path: text}))

    assert yaml.safe_load(webhook)["doorChanged"] == made["doorChanged"]


def test_the_sdk_half_alone_tells_it_too() -> None:
    """A REST half without the event's body leaves it to the payload of the envelope."""
    ((path, text),) = [one for one in pages(PRINTED).items() if "changed" in one[0]]
    without = re.sub(r"\n - name: updatedEvent(.*\n)+?(?=\n\n)", "\n", text)
    assert "currentEntity" not in without

    made = webhooks_of(imported({path: without}))["doorChanged"]

    assert ("updated", True) == (made["kind"], made["modified_fields"])


def test_an_import_adds_what_is_missing_at_its_place() -> None:
    """Once: a second import changes nothing."""
    files = pages(PRINTED, WITH_ENTITY)
    before = spec(
        "doorChanged:\n    kind: updated\n    docs: door-changed\n    entity: Door  # ours\n"
        "    event_type: shop.door_changed",
        WITHOUT_ENTITY,
    )

    once = imported(files, before)

    assert spec(
        "doorChanged:\n    kind: updated\n    docs: door-changed\n    entity: Door  # ours\n"
        "    modified_fields: true\n    event_type: shop.door_changed",
        WITH_ENTITY,
    )[PATH] == (once)
    assert once == imported(files, {**before, PATH: once})


def test_an_import_takes_nothing_away() -> None:
    """What a person has put there from elsewhere stays, byte for byte."""
    before = spec(PRINTED, WITH_ENTITY)

    assert before[PATH] == imported(pages(UNPRINTED, WITHOUT_ENTITY), before)


@pytest.mark.parametrize(
    "why",
    ["source: 'facts (modifiedFields)'", "source: a letter", "correction: Not so."],
)
def test_an_import_leaves_what_a_person_explains(why: str) -> None:
    """A source that is about it, or a correction."""
    before = spec(CHANGED % f", {why}")

    assert before[PATH] == imported(pages(PRINTED), before)


def test_a_source_of_something_else_explains_nothing() -> None:
    """It covers what it names."""
    made = imported(
        pages(PRINTED), spec(CHANGED % ", source: 'facts (the event type)'")
    )

    assert webhooks_of(made)["doorChanged"]["modified_fields"] is True


def test_drift() -> None:
    """Both ways, for the deleted entity and for `modifiedFields`; a source explains."""
    changed, deleted = "shop.doors.doorChanged", "shop.doors.doorDeleted"
    page, known = (
        "the page has it, the spec doesn't",
        "the spec has it, the page doesn't",
    )
    less, more = (UNPRINTED, WITHOUT_ENTITY), (PRINTED, WITH_ENTITY)
    explained = [one.replace("}", ", source: facts}") for one in more]

    assert [] == drifted(pages(*more), spec(*more))
    assert [] == drifted(pages(*less), spec(*less))
    assert [] == drifted(pages(*less), spec(*explained))
    assert [
        (f"{changed}: modifiedFields", page),
        (f"{deleted}: entity", page),
    ] == drifted(pages(*more), spec(*less))
    assert [
        (f"{changed}: modifiedFields", known),
        (f"{deleted}: entity", known),
    ] == drifted(pages(*less), spec(*more))
