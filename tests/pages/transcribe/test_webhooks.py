"""What an import takes from webhook pages: payload and `modifiedFields`, as they are printed or not."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from support.catalogue import catalogue_of
from support.page_hints import Hints, WebhookHints
from support.pages import api_of, flatten, render_pages
from support.projects import ROOT
from support.specs import in_format
from wixgen.catalogue.catalogue import Catalogue
from wixgen.diagnostics import Diagnostics
from wixgen.export.openapi import openapi
from wixgen.pages.drift import compare_pages
from wixgen.pages.importer import import_pages

COMMON = (ROOT / "tests/support/common.yaml").read_text(encoding="utf-8")
HEAD = """\
package: shop
module: doors
docs: https://example.com/docs/shop/doors
types:
  Door:
    fields: {id: string, width: integer, colour: string}
  DoorSold:
    fields: {doorId: string, price: number}
webhooks:
"""
PATH = "shop/doors.yaml"
CHANGED = "doorChanged: {kind: updated, docs: door-changed, entity: Door%s}"
PRINTED = CHANGED % ", modified_fields: true"
UNPRINTED = CHANGED % ""
DELETED = "doorDeleted: {kind: deleted, docs: door-deleted%s}"
WITH_ENTITY = DELETED % ", entity: Door"
WITHOUT_ENTITY = DELETED % ""
SOLD = "doorSold: {kind: flat, docs: door-sold%s, data: DoorSold}"
TYPED_SOLD = SOLD % ", event_type: com.wix.doors.v1.DoorSold"
CREATED = "doorCreated: {kind: created, docs: door-created, entity: Door}"


def spec(*webhooks: str) -> dict[str, str]:
    """Specs with webhooks, by path; the type is always in use."""
    lines = "".join(f"  {one}\n" for one in (CREATED, *webhooks))
    return {"common.yaml": COMMON, PATH: in_format(HEAD + lines)}


def pages(*webhooks: str) -> dict[str, str]:
    """The pages of webhooks."""
    return render_pages(api_of(spec(*webhooks)), Hints()).files


def imported(
    files: dict[str, str],
    specs: dict[str, str] | None = None,
    event_types: dict[str, str] | None = None,
    catalogue: Catalogue | None = None,
) -> str:
    """The spec after an import of pages."""
    before = specs or {"common.yaml": COMMON}
    data = {path: text.encode() for path, text in before.items()}
    facts = {"shop.doors": event_types or {}}
    result = import_pages(
        files, data, facts, Diagnostics(), descriptions=False, catalogue=catalogue
    )
    return {**before, **result.specs}[PATH]


def webhooks_of(text: str) -> dict[str, Any]:
    """The webhooks of a spec."""
    found: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)["webhooks"]
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
    files, known = pages(webhook), None
    if is_flat:
        files = {path: flatten(text) for path, text in files.items()}
        known = catalogue_of(spec(webhook))
    ((name, wanted),) = yaml.load(webhook, yaml.CSafeLoader).items()

    made = imported(files, catalogue=known)

    assert wanted == webhooks_of(made)[name]
    assert ["id", "width", "colour"] == list(
        yaml.load(made, yaml.CSafeLoader)["types"]["Door"]["fields"]
    )


@pytest.mark.parametrize("webhook", [PRINTED, UNPRINTED, WITH_ENTITY, WITHOUT_ENTITY])
def test_the_export_shows_what_the_page_prints(webhook: str) -> None:
    """From the page through the spec to the export nothing is added and nothing lost."""
    (name,) = yaml.load(webhook, yaml.CSafeLoader)
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

    assert yaml.load(webhook, yaml.CSafeLoader)["doorChanged"] == made["doorChanged"]


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


# Flat webhooks -------------------------------------------------------------------------------

FORMS: list[Any] = ["payload", "body", "data"]
flat_forms = pytest.mark.parametrize("form", FORMS)


def flat_pages(form: Any) -> dict[str, str]:
    """The page of a flat webhook, in one of the forms that pages have."""
    hints = Hints(webhooks={"shop.doors.doorSold": WebhookHints(flat_form=form)})
    files = render_pages(api_of(spec(SOLD % "")), hints).files
    return {path: text for path, text in files.items() if "sold" in path}


@pytest.mark.parametrize(
    ("form", "is_flat"),
    [*((form, False) for form in FORMS), ("payload", True), ("body", True)],
)
def test_a_payload_without_an_event_is_flat(form: str, is_flat: bool) -> None:
    """Wherever the REST half prints its fields, with lines or without."""
    files, known = flat_pages(form), None
    if is_flat:
        files = {path: flatten(text) for path, text in files.items()}
        known = catalogue_of(spec(SOLD % ""))

    made = yaml.load(imported(files, catalogue=known), yaml.CSafeLoader)

    assert {"kind": "flat", "docs": "door-sold", "data": "DoorSold"} == (
        made["webhooks"]["doorSold"]
    )
    assert {"DoorSold": {"fields": {"doorId": "string", "price": "number"}}} == (
        made["types"]
    )


@flat_forms
def test_a_flat_webhook_has_not_drifted_after_its_import(form: str) -> None:
    """Nor does a second import change anything."""
    files = flat_pages(form)

    once = imported(files)

    assert once == imported(files, {"common.yaml": COMMON, PATH: once})
    assert [] == drifted(files, {"common.yaml": COMMON, PATH: once})


def test_drift_of_a_flat_webhook() -> None:
    """Its kind, its data, and the fields of those."""
    other = spec(SOLD % "")
    other[PATH] = other[PATH].replace("doorId", "gateId")
    where, page = "shop.doors.doorSold", "the page has it, the spec doesn't"

    assert [
        (where, "the page shows a webhook of kind `flat`, the spec `action`")
    ] == drifted(flat_pages("payload"), spec((SOLD % "").replace("flat", "action")))
    assert [(f"{where}: data", page)] == drifted(
        flat_pages("payload"), spec((SOLD % "").replace(", data: DoorSold", ""))
    )
    assert [
        (f"{where}: doorId", page),
        (f"{where}: gateId", "the spec has it, the page doesn't"),
    ] == sorted(drifted(flat_pages("payload"), other))


@flat_forms
@pytest.mark.parametrize(
    "known",
    [
        "kind: action, docs: door-sold, data: DoorSold",
        "kind: action, docs: door-sold",
        "kind: deleted, docs: door-sold",
        "kind: deleted, docs: door-sold, entity: Door",
        "kind: updated, docs: door-sold, entity: Door, modified_fields: true",
    ],
)
def test_what_was_imported_as_a_domain_event_becomes_flat(
    form: str, known: str
) -> None:
    """Whatever kind an earlier import has taken it for."""
    made = imported(flat_pages(form), spec(f"doorSold: {{{known}}}"))

    assert spec(SOLD % "")[PATH] == made


def test_a_correction_keeps_the_kind() -> None:
    """What a person has decided isn't changed by a page."""
    before = spec("doorSold: {kind: action, docs: door-sold, correction: It is one.}")

    assert before[PATH] == imported(flat_pages("payload"), before)


def sdk_only(payload: str) -> dict[str, str]:
    """A page whose REST half shows nothing of the event."""
    ((path, text),) = flat_pages("body").items()
    rest, sdk = text.split("## JavaScript SDK")
    rest = re.sub(r"\n - name: .*", "", rest)
    sdk = re.sub(r"(?s)\n - name: .*?\n\n\n", payload + "\n\n\n", sdk)
    return {path: f"{rest}## JavaScript SDK{sdk}"}


DATA = "\n - name: data | type: DoorSold | description: none"
DATA += "\n    - name: doorId | type: string | description: Which."
METADATA = "\n - name: metadata | type: %s | description: none"
INSTANCE = "\n    - name: instanceId | type: string | description: Of the app."
FQDN = "\n    - name: entityFqdn | type: string | description: What it is about."


@pytest.mark.parametrize(
    ("payload", "event_type", "kind"),
    [
        (DATA + METADATA % "BaseEventMetadata", "", "flat"),
        (DATA + METADATA % "EventMetadata" + INSTANCE, "", "flat"),
        (DATA + METADATA % "EventMetadata" + INSTANCE + FQDN, "", "action"),
        (DATA + METADATA % "EventMetadata", "", "action"),
        (DATA + METADATA % "EventMetadata", "com.wix.doors.DoorSold", "flat"),
        (DATA, "DoorSold", "flat"),
        (DATA + METADATA % "EventMetadata" + INSTANCE, "wix.v1.door_sold", "action"),
        (DATA + METADATA % "EventMetadata", "wix.v1.door_markedAsSold", "action"),
        (METADATA % "EventMetadata" + INSTANCE + FQDN, "", "deleted"),
        (METADATA % "BaseEventMetadata", "", "flat"),
    ],
)
def test_the_sdk_half_and_the_event_type_tell_a_flat_event(
    payload: str, event_type: str, kind: str
) -> None:
    """A type that is known ends in CamelCase just for those; else the metadata tell it."""
    facts = {"onDoorSold": event_type} if event_type else {}

    made = imported(sdk_only(payload), event_types=facts)

    assert kind == webhooks_of(made)["doorSold"]["kind"]
    # What the spec says by now counts like the facts.
    after = {"common.yaml": COMMON, PATH: made}
    assert [] == drifted(sdk_only(payload), after)
    assert made == imported(sdk_only(payload), after)


def test_an_event_that_the_page_prints_goes_before_its_type() -> None:
    """A member of the body such as `actionEvent` leaves no doubt."""
    acts = "doorSold: {kind: action, docs: door-sold, data: DoorSold}"
    files = {path: text for path, text in pages(acts).items() if "sold" in path}

    made = imported(files, event_types={"onDoorSold": "com.wix.doors.DoorSold"})

    assert "action" == webhooks_of(made)["doorSold"]["kind"]


def test_metadata_of_a_domain_event_without_its_payload() -> None:
    """Some pages print all of a deleted event but `deletedEvent`: that isn't flat."""
    files = {path: text for path, text in pages(WITH_ENTITY).items() if "del" in path}
    ((path, text),) = files.items()
    without = re.sub(r"\n - name: deletedEvent(.*\n)+?(?=\n\n)", "\n", text)
    without = re.sub(r"\n - name: entity \|(.*\n    .*)*", "", without)
    assert "colour" not in without

    made = webhooks_of(imported({path: without}))["doorDeleted"]

    assert {"kind": "deleted", "docs": "door-deleted"} == made


@pytest.mark.parametrize("names", ["id", "id slug", "entityId name", "eventTime id"])
def test_a_payload_may_have_names_of_a_domain_event(names: str) -> None:
    """A few of them, other than `entityFqdn`, make no domain event."""
    ((path, text),) = flat_pages("body").items()
    first = " - name: doorId | type: string"
    rest, sdk = text.split("## JavaScript SDK")
    for name in names.split():
        rest = rest.replace(
            first, f" - name: {name} | type: string | description: A.\n{first}"
        )

    made = yaml.load(
        imported({path: f"{rest}## JavaScript SDK{sdk}"}), yaml.CSafeLoader
    )

    assert "flat" == made["webhooks"]["doorSold"]["kind"]
    assert {*names.split(), "doorId", "price"} == (
        made["types"]["DoorSold"]["fields"].keys()
    )
