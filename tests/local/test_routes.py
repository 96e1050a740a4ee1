"""From verb and path to the method that is meant."""

from __future__ import annotations

import re
from typing import Any

import pytest

from wixapi._local.facts import Facts, facts
from wixapi._local.messages import Refusal, Request
from wixapi._local.requests import routes

BY_ACTION = "/v1/things/{thingId}:lock"
HANDMADE = Facts(
    {
        "a.things": {
            "methods": {
                "get_thing": {"verb": "GET", "path": "/v1/things/{thing.id}"},
                "delete_thing": {"verb": "DELETE", "path": "/v1/things/{thingId}"},
                "lock_thing": {"verb": "POST", "path": BY_ACTION},
                "lock_all": {"verb": "POST", "path": "/v1/things:lock"},
                "list_things": {
                    "verb": "GET",
                    "path": "/v1/things",
                    "fallback": "/v1/things/query",
                },
                "count_things": {"verb": "POST", "path": "/v1/things/count"},
                "list_parts": {"verb": "GET", "path": "/v1/{kind}/{thingId}/parts"},
                "same": {"verb": "PUT", "path": "/v1/same"},
            }
        },
        "b.things": {"methods": {"same": {"verb": "PUT", "path": "/v1/same"}}},
    }
)


def found(verb: str, path: str, *preferred: str) -> tuple[str, dict[str, str], bool]:
    """The method that is found among those above."""
    one = routes.find(HANDMADE, Request(verb, path), preferred)
    return f"{one.resource.key}.{one.method.name}", one.values, one.is_fallback


def refused(verb: str, path: str, known: Facts = HANDMADE) -> Refusal:
    """The refusal of a request."""
    with pytest.raises(Refusal) as caught:
        routes.find(known, Request(verb, path))
    return caught.value


@pytest.mark.parametrize(
    ("verb", "path", "expected"),
    [
        ("GET", "/v1/things/x", ("get_thing", {"thing.id": "x"}, False)),
        ("DELETE", "/v1/things/x", ("delete_thing", {"thingId": "x"}, False)),
        (
            "GET",
            "/v1/things/a%2Fb%3Alock",
            ("get_thing", {"thing.id": "a%2Fb%3Alock"}, False),
        ),
        ("GET", "/v1/thing%73", ("list_things", {}, False)),
        ("GET", "/v1/things/x:lock", ("get_thing", {"thing.id": "x:lock"}, False)),
        ("POST", "/v1/things/x:lock", ("lock_thing", {"thingId": "x"}, False)),
        ("POST", "/v1/things/a:b:lock", ("lock_thing", {"thingId": "a:b"}, False)),
        ("POST", "/v1/things:lock", ("lock_all", {}, False)),
        ("POST", "/v1/things/query", ("list_things", {}, True)),
        ("GET", "/v1/things/query", ("get_thing", {"thing.id": "query"}, False)),
        ("POST", "/v1/things/count", ("count_things", {}, False)),
        (
            "GET",
            "/v1/things/x/parts",
            ("list_parts", {"kind": "things", "thingId": "x"}, False),
        ),
    ],
)
def test_the_most_specific_path_counts(verb: str, path: str, expected: Any) -> None:
    """Literals come before placeholders, custom verbs before whole segments; encoded slashes divide nothing."""
    name, values, is_fallback = expected

    assert (f"a.things.{name}", values, is_fallback) == found(verb, path)


def test_a_method_of_two_resources() -> None:
    """The first resource has it, unless the other one's method is preferred."""
    names = (found("PUT", "/v1/same")[0], found("PUT", "/v1/same", "b.things.same")[0])

    assert ("a.things.same", "b.things.same") == names


def test_every_method_of_wix_is_found() -> None:
    """A request with the verb and the path of a method is for this method, and has the values of the path."""
    wrong: list[str] = []
    known = facts()
    for key, resource in known.raw.items():
        for name, method in resource["methods"].items():
            names = re.findall(r"\{([^}]*)\}", method["path"])
            path = re.sub(r"\{[^}]*\}", "a%2Fb", method["path"])
            meant = f"{key}.{name}"
            one = routes.find(known, Request(method["verb"], path), {meant})
            if (f"{one.resource.key}.{one.method.name}", one.values) != (
                meant,
                dict.fromkeys(names, "a%2Fb"),
            ):
                wrong.append(meant)

    assert [] == wrong


@pytest.mark.parametrize(
    ("verb", "path", "nearest"),
    [
        ("POST", "/calendar/v3/participation", "calendar.participations.create_participation"),
        ("GET", "/calendar/v3/participation/1", "calendar.participations.get_participation"),
        ("POST", "/calender/v3/participations/query", "calendar.participations.query_participations"),
        ("POST", "/contacts/v4/contact", "crm.contacts.create_contact"),
        ("GET", "/stores/v3/product/1", "stores.products_v3.get_product"),
    ],
)  # fmt: skip
def test_unknown_paths_name_the_nearest(verb: str, path: str, nearest: str) -> None:
    """A path that no method has is 404, with path and name of the method that may be meant."""
    refusal = refused(verb, path, facts())

    assert (404, nearest) == (refusal.status, refusal.message.rpartition("(")[2][:-1])


def test_paths_of_tokens_are_near_as_well() -> None:
    """They are no methods: the path alone says where to go."""
    refusal = refused("POST", "/oauth/acces", facts())

    _, _, nearest = refusal.message.partition("; ")
    assert (404, "the nearest is POST /oauth/access") == (refusal.status, nearest)


@pytest.mark.parametrize(
    "path", ["/", "", "//", "/" + "x/" * 5000, "/%ff", "/nothing/alike"]
)
def test_paths_like_none(path: str) -> None:
    """A path that is like none is 404 without a hint."""
    refusal = refused("GET", path)

    assert (404, f"no method of Wix has the path GET {path}") == (
        refusal.status,
        refusal.message,
    )


def test_wrong_verbs_name_the_right_ones() -> None:
    """A path with another verb is 405, with the verbs that it takes in the header Allow."""
    refusal = refused("PATCH", "/v1/things/x")

    assert (405, {"allow": "DELETE, GET"}) == (refusal.status, refusal.headers)
