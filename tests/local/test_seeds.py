"""Seeds of the local Wix: what it holds at the beginning, and what it gives back."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from support.samples import sample
from wixapi._local.core import Core
from wixapi._local.facts import facts
from wixapi._local.seeds import SeedError, demo, plant_demo
from wixapi._local.seeds import plant as plant_seed
from wixapi._testing.content import content
from wixapi.errors import ConfigurationError
from wixapi.testing import LocalWix

ANN: Any = {"info": {"name": {"first": "Ann"}, "job_title": "Cook"}}
ID = "aaaaaaaa-0000-4000-8000-000000000001"
COLLECTIONS = [
    name for raw in facts().raw.values() for name in raw.get("collections", ())
]


def test_names_are_those_of_python_or_of_the_wire(local_wix: LocalWix) -> None:
    """And what is left out is filled as Wix fills it; no event is made of it."""
    wire = {"info": {"name": {"first": "Ben"}, "jobTitle": "Baker"}}
    local_wix.seed({"crm.contacts": [ANN, wire]})
    found = local_wix.client().crm.contacts.query_contacts(query={}).to_list()
    assert [one.info and one.info.job_title for one in found] == ["Cook", "Baker"]
    assert [one.revision for one in found] == [1, 1]
    assert {one.id is None for one in found} == {False}
    assert local_wix.deliveries == []


def test_seeds_come_with_the_start_and_are_gone_after_a_reset() -> None:
    """As everything else."""
    with LocalWix(seed={"crm.contacts": [{"id": ID, **ANN}]}) as local:
        assert local.client().crm.contacts.get_contact(id=ID).id == ID
        local.reset()
        assert local.export() == {}


def test_an_old_entity_is_complete(local_wix: LocalWix) -> None:
    """A date or a revision of its own stays; the rest is that of a new one, which hasn't changed since."""
    moment = "2020-01-01T00:00:00.000Z"
    local_wix.seed({"ecom.orders": [{"created_date": moment}], "crm.contacts": [ANN]})
    local_wix.seed({"crm.contacts": [{"revision": 7, "createdDate": moment}]})
    [order] = local_wix.export()["ecom.orders"]
    new, old = local_wix.export()["crm.contacts"]
    dates = moment, moment
    assert (order["createdDate"], order["updatedDate"]) == dates
    assert (old["createdDate"], old["updatedDate"], old["revision"]) == (*dates, 7)
    assert order["fulfillmentStatus"] == "NOT_FULFILLED"
    assert {*new} - {"info"} == {*old}


def test_an_export_is_a_seed(local_wix: LocalWix) -> None:
    """Of the very same: ids, revisions, dates, and fields that were cleared."""
    wix = local_wix.client()
    made = wix.calendar.participations.create_participation(
        participation={
            "event_id": "e" * 36,
            "participant": {"name": "Ann"},
            "party_size": 2,
        }
    )
    wix.calendar.participations.update_participation(
        participation={"id": made.id, "revision": made.revision, "status": None}
    )
    local_wix.seed(
        {
            "data.items/Movies": [{"title": "\U0001f600"}],
            "data.items/Stores/Products": [{"name": "Shoe"}],
            "bookings.services.Service": [{}],
        }
    )
    exported = json.loads(json.dumps(local_wix.export()))
    with LocalWix(seed=exported) as other:
        assert other.export() == exported
        found = other.client().calendar.participations.get_participation(
            participation_id=made.id
        )
        assert (found.revision, found.status) == (2, None)


@pytest.mark.parametrize(
    ("seed", "told"),
    [
        (
            {"crm.contact": []},
            "crm.contact: is no resource; did you mean crm.contacts?",
        ),
        ({"crm.contacts": {"id": ID}}, "crm.contacts: must be a list of entities"),
        (
            {"crm.contacts": ["Ann"]},
            "crm.contacts[0]: must be Contact or a mapping, is str",
        ),
        (
            {"crm.contacts": [{}, {"info": {"nam": 1}}]},
            "crm.contacts[1].info.nam: is no field here; did you mean name?",
        ),
        ({"crm.contacts": [{"id": 7}]}, "crm.contacts[0].id: must be a GUID, is int"),
        (
            {"calendar.participations": [{"party_size": 0}]},
            "calendar.participations[0].partySize: must be at least 1",
        ),
        (
            {"crm.contacts": [{"id": ID}, {"id": ID}]},
            "crm.contacts[1].id: is there already",
        ),
        (
            {"bookings.bookings": []},
            "bookings.bookings: has entities of several kinds: say bookings.bookings.",
        ),
        (
            {"data.items": []},
            "data.items: has several sets of entities: say which, data.items/<dataCollectionId>",
        ),
        ([], "must be a mapping from resources to lists of entities"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    local_wix: LocalWix, seed: Any, told: str
) -> None:
    """And with a remedy; nothing of the seed is kept then."""
    good = {"crm.tasks": [{"title": "Call"}]}
    with pytest.raises(ConfigurationError) as refused:
        local_wix.seed(good | seed if isinstance(seed, dict) else seed)
    assert told in str(refused.value)
    assert local_wix.export() == {}


def test_all_that_is_wrong_is_told_at_once(local_wix: LocalWix) -> None:
    """Of very much that is, only how much more there is; and the error can be pickled."""
    bad: list[Any] = [{"id": number} for number in range(30)]
    with pytest.raises(SeedError) as refused:
        local_wix.seed({"crm.contacts": bad, "nothing": []})
    again = pickle.loads(pickle.dumps(refused.value))
    assert len(again.problems) == 31
    assert str(again).endswith("\n  and 11 more")


def test_the_demo_refers_to_itself(local_wix: LocalWix) -> None:
    """Ids of one resource are used in others: all that look like ours are those of entities."""
    seed = demo(local_wix.core)
    local_wix.seed(seed)
    ids = {one["id"] for entities in seed.values() for one in entities}
    used = {
        name: value
        for entities in seed.values()
        for one in entities
        for name, value in references(one)
    }
    inner = {"scheduleId", "appId", "instanceId", "rsvpId", "timeZoneId"}
    assert len(seed) >= 10
    assert [name for name in used if name not in inner and used[name] not in ids] == []
    buyers = {one["buyerInfo"]["contactId"] for one in seed["ecom.orders"]}
    contacts = local_wix.client().crm.contacts
    assert {contacts.get_contact(id=one).id for one in buyers} == buyers


def test_the_demo_is_what_its_check_makes_of_it() -> None:
    """Planted as it is, it is the same as what is checked; and as what is made of new entities of these fields."""
    start, found = datetime(2026, 1, 1, tzinfo=UTC), list[Any]()
    for plant in (
        plant_demo,
        lambda core: plant_seed(core, demo(core)),
        lambda core: plant_seed(core, new(core, demo(core))),
    ):
        with LocalWix(clock=start) as local:
            plant(local.core)
            found.append(local.export())

    assert found[0] == found[1] == found[2]


def new(core: Core, seed: dict[str, Any]) -> dict[str, Any]:
    """Return a seed without what only Wix sets of new entities."""
    for key, entities in seed.items():
        resource = core.facts.resource(
            key if key in core.facts.raw else key[: key.rfind(".")]
        )
        collections = resource.collections
        facts = collections.get(key) or next(iter(collections.values()))
        own = {"appId", "instanceId", facts.revision, facts.created, facts.updated}
        made = [
            {name: x for name, x in one.items() if name not in own} for one in entities
        ]
        seed[key] = made
    return seed


def references(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the names and values of ids of other entities, at any depth."""
    for name, inner in value.items():
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, dict):
                yield from references(one)
            elif name.endswith(("Id", "Ids")) and isinstance(one, str):
                yield name, one


def test_each_kind_of_entity_can_be_planted(local_wix: LocalWix) -> None:
    """Those that no request can hold, too: filled-up ones, but for rules that made-up content breaks."""
    for name in sample(COLLECTIONS, 3):
        resource = facts().resource(name.rpartition(".")[0])
        collection = resource.collections[name]
        key = "/".join([name, *collection.within])
        try:
            local_wix.seed({key: [content(resource.model(collection.model))]})
        except SeedError as error:
            kinds = {problem.description.split()[0] for problem in error.problems}
            assert kinds == {"must"}
        else:
            assert len(local_wix.export().popitem()[1]) == 1
            local_wix.reset()
