"""What is below `/_wix/`: the page's JSON, copies of requests, and the controls; no browser, no port."""

from __future__ import annotations

import json
import os
import shlex
from typing import Any

import pytest

from wixapi import WixClient
from wixapi._local.messages import JSON, Answer, Request
from wixapi.testing import LocalWix

EVENT = "1a8f3ee1-9f6b-4b0a-8f5e-0d1d5d2b7a31"
PATH = "/calendar/v3/participations"


def ask(local: LocalWix, path: str) -> Any:
    """Return the JSON of a view, by its path and query below `/_wix/`."""
    path, _, query = path.partition("?")
    answer = local.core.answer(Request("GET", f"/_wix/{path}", query))
    assert 200 == answer.status, answer.body
    return answer.json()


def tell(local: LocalWix, path: str, given: object) -> Answer:
    """Return the answer of a control."""
    body = json.dumps(given).encode()
    headers = {"content-type": JSON}
    return local.core.answer(Request("POST", f"/_wix/api/{path}", "", headers, body))


def send(local: LocalWix, body: bytes, verb: str = "POST", path: str = PATH) -> Answer:
    """Send a request with a key, and return its answer."""
    headers = {
        "authorization": local.api_key,
        "wix-site-id": local.site_id,
        "content-type": JSON,
    }
    return local.core.answer(Request(verb, path, "", headers, body))


def create(local: LocalWix, name: str = "Ann") -> Any:
    """Create a participation by a client."""
    return local.client().calendar.participations.create_participation(
        participation={
            "event_id": EVENT,
            "participant": {"name": name},
            "party_size": 2,
        }
    )


def test_the_overview_tells_what_is_new(local_wix: LocalWix) -> None:
    """Requests are told once, by their number; what holds something is counted; the page itself isn't there."""
    create(local_wix)
    first = ask(local_wix, "api/state")
    create(local_wix)
    second = ask(local_wix, f"api/state?after=1&epoch={first['epoch']}")
    third = ask(
        local_wix,
        f"api/state?after=2&epoch={first['epoch']}&changes={second['changes']}",
    )

    assert [[1], [2], []] == [
        [one["number"] for one in state["requests"]] for state in (first, second, third)
    ]
    assert {
        "number": 2,
        "verb": "POST",
        "path": PATH,
        "query": "",
        "method": "calendar.participations.create_participation",
        "by": "state",
        "status": 200,
        "broken": "",
        "violations": 0,
    } == {key: value for key, value in second["requests"][0].items() if key != "at"}
    name = "calendar.participations.Participation"
    assert [{"name": name, "count": 2}] == second["collections"]
    assert "collections" not in third
    assert 2 == len(ask(local_wix, f"api/entities?collection={name}")["items"])


def test_after_a_reset_all_is_new(local_wix: LocalWix) -> None:
    """Numbers from before a reset mean nothing after it."""
    create(local_wix)
    before = ask(local_wix, "api/state")
    tell(local_wix, "reset", {})
    create(local_wix)
    after = ask(local_wix, f"api/state?after=1&epoch={before['epoch']}")

    assert before["epoch"] != after["epoch"]
    assert [1] == [one["number"] for one in after["requests"]]


def test_a_refused_request_tells_its_violations(local_wix: LocalWix) -> None:
    """The page has the answer's violations, field by field, and no program where there is no method."""
    send(local_wix, b'{"participation": {"partySize": 5000}}')
    send(local_wix, b"{}", path="/calendar/v3/participatons")
    found, unknown = ask(local_wix, "api/requests/1"), ask(local_wix, "api/requests/2")

    assert "MAX" in [one.get("violatedRule") for one in found["violations"]]
    assert (400, 404) == (found["status"], unknown["status"])
    assert "create_participation" in unknown["message"]
    assert ("", None, []) == (unknown["method"], unknown["code"], unknown["violations"])


def test_secrets_are_masked(local_wix: LocalWix) -> None:
    """Neither keys nor tokens, nor what a body calls a secret, reach the page or its copies."""
    send(
        local_wix, b'{"participation": {"participant": {"name": "password=s3cr3t-1"}}}'
    )
    body = b'{"client_id": "x", "client_secret": "s3cr3t-2", "grant_type": "none"}'
    send(local_wix, body, path="/oauth2/token")
    local_wix.core.answer(Request("GET", PATH, "token=s3cr3t-3"))
    told = json.dumps(
        [ask(local_wix, "api/state")]
        + [ask(local_wix, f"api/requests/{number}") for number in (1, 2, 3)]
    )

    assert [] == [secret for secret in (local_wix.api_key, "s3cr3t") if secret in told]
    assert "$WIX_API_KEY" in told


def test_what_is_copied_as_curl_is_the_same_request(local_wix: LocalWix) -> None:
    """Taken apart as a shell does, it has verb, address, headers and body of the request."""
    body = {"participation": {"participant": {"name": 'O\'Hara "$HOME" `id` \n é'}}}
    send(local_wix, json.dumps(body).encode(), path=f"{PATH}")
    curl = ask(local_wix, "api/requests/1")["curl"]
    words = shlex.split(curl)

    assert ["curl", "-X", "POST", f"$WIX_BASE_URL{PATH}"] == words[:4]
    assert "Authorization: $WIX_API_KEY" in words
    assert f"wix-site-id: {local_wix.site_id}" in words
    assert body == json.loads(words[words.index("--data-raw") + 1])
    assert "'\n" not in curl.replace("\\\n", "")[:60]


def test_what_is_copied_as_python_makes_the_same_request(
    local_wix: LocalWix, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program has Python names and sends the same; credentials come from its environment."""
    made = create(local_wix, 'O\'Hara """ {x}')
    local_wix.client().calendar.participations.update_participation(
        participation={"id": made.id, "revision": 1, "party_size": 3}
    )
    monkeypatch.setitem(os.environ, "WIX_API_KEY", local_wix.api_key)
    monkeypatch.setitem(os.environ, "WIX_SITE_ID", local_wix.site_id)
    monkeypatch.setattr("wixapi.WixClient", local_wix.client)
    codes = [ask(local_wix, f"api/requests/{number}")["code"] for number in (1, 2)]
    exec(codes[0], {})
    with pytest.raises(Exception, match="409"):  # the revision was of then
        exec(codes[1], {})
    bodies = [entry.request.body for entry in local_wix.requests]

    assert "party_size" in codes[0]
    assert bodies[:2] == bodies[2:]
    assert WixClient is not None


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe{}",
        b'{"participation": {"participant": {"name": "\\ud800"}}}',
        b"[" * 5000,
        b"x" * 600_000,
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)
def test_odd_bodies_are_shown(local_wix: LocalWix, body: bytes) -> None:
    """Whatever was sent, the page can show it."""
    send(local_wix, body)

    assert isinstance(ask(local_wix, "api/requests/1")["body"], str)


@pytest.mark.parametrize(
    "answered",
    [
        [1],
        {"details": 1, "message": ["a"]},
        {"details": {"validationError": {"fieldViolations": 5}}},
        {"details": {"validationError": {"fieldViolations": ["x", {"field": "a"}]}}},
    ],
)
def test_odd_answers_are_shown(local_wix: LocalWix, answered: object) -> None:
    """Whatever a handler answers, the page can show it."""
    local_wix.on("calendar.participations.get_participation")(lambda _: (400, answered))
    send(local_wix, b"", "GET", f"{PATH}/{EVENT}")

    assert 400 == ask(local_wix, "api/state")["requests"][0]["status"]
    assert answered == json.loads(ask(local_wix, "api/requests/1")["answer"])


def test_controls_do_what_the_door_does(local_wix: LocalWix) -> None:
    """The clock is put forward, the next call fails, seeds are planted and exported."""
    before = local_wix.core.clock.now()
    advanced = tell(local_wix, "advance", {"hours": 2})
    tell(local_wix, "fail", {"status": 503})
    failed = send(local_wix, b"{}").status
    create(local_wix)
    seed = ask(local_wix, "api/export")
    tell(local_wix, "reset", {})
    planted = tell(local_wix, "seed", seed)

    assert 7200 <= (local_wix.core.clock.now() - before).total_seconds()
    assert (200, 503, 200) == (advanced.status, failed, planted.status)
    assert seed == ask(local_wix, "api/export") != {}


def test_an_event_is_sent_on_demand(local_wix: LocalWix) -> None:
    """`emit` takes the event's class by its name below the package, and the page shows the delivery."""
    made = tell(local_wix, "emit", {"event": "events.guests.GuestCreated"})
    [brief] = ask(local_wix, "api/state")["deliveries"]
    whole = ask(local_wix, f"api/deliveries/{brief['number']}")

    assert 200 == made.status
    assert "wix.events.guests.v1.guest_created" == brief["event"]
    assert made.json()["id"] == json.loads(whole["content"])["id"]


@pytest.mark.parametrize(
    ("path", "given", "status", "words"),
    [
        ("advance", {"fortnights": 1}, 400, "fortnights"),
        ("advance", {"hours": -1}, 400, "forward only"),
        ("advance", {"days": 1e300}, 400, "are 1 to 8999"),
        ("advance", {"hours": "x"}, 400, "hours"),
        ("fail", {"colour": 1}, 400, "colour"),
        ("seed", {"no.such": []}, 400, "no.such"),
        ("emit", {"event": "os.path"}, 404, "no event os.path"),
        ("emit", {"event": "events.guests.ClassVar"}, 404, "no event"),
        ("emit", {}, 404, "no event None"),
        ("nothing", {}, 404, "nothing"),
        ("advance", [], 400, "object"),
    ],
)
def test_wrong_controls_are_refused(
    local_wix: LocalWix, path: str, given: object, status: int, words: str
) -> None:
    """What can't be done is a 4xx that says why, and changes nothing."""
    answer = tell(local_wix, path, given)

    assert status == answer.status
    assert words in answer.json()["message"]


@pytest.mark.parametrize(
    ("verb", "path", "kind", "status"),
    [
        ("GET", "/_wix", JSON, 308),
        ("GET", "/_wix/api/reset", JSON, 405),
        ("POST", "/_wix/api/state", JSON, 405),
        ("POST", "/_wix/api/reset", "text/plain", 415),
        ("POST", "/_wix/api/reset", "", 415),
        ("GET", "/_wix/api/requests/99", JSON, 404),
        ("GET", "/_wix/api/deliveries/99", JSON, 404),
        ("GET", "/_wix/../core.py", JSON, 404),
        ("GET", "/_wix/page.html", JSON, 404),
    ],
)
def test_the_page_has_these_paths_only(
    local_wix: LocalWix, verb: str, path: str, kind: str, status: int
) -> None:
    """Other paths and verbs are refused, and none of them counts as a request of Wix."""
    answer = local_wix.core.answer(Request(verb, path, "", {"content-type": kind}))

    assert status == answer.status
    assert [] == local_wix.requests


@pytest.mark.parametrize(
    "path",
    ["/_wixapi/reset", "/_WIX/api/reset", "/%5Fwix/api/reset", "//_wix/api/reset"],
)
def test_what_resembles_its_paths_is_none_of_them(
    local_wix: LocalWix, path: str
) -> None:
    """Only what is below `/_wix/` controls it: other paths are requests like any other."""
    answer = send(local_wix, b"{}", path=path)

    assert 404 == answer.status
    assert [path] == [entry.request.path for entry in local_wix.requests]


def test_coverage_names_all_methods(local_wix: LocalWix) -> None:
    """Each method of the package is told with who answers it."""
    methods = ask(local_wix, "coverage")["methods"]

    assert "state" == methods["calendar.participations.create_participation"]
    assert {"handler", "state", "example", "made"} >= set(methods.values())


def test_the_page_may_do_nothing_else(local_wix: LocalWix) -> None:
    """Its headers forbid other scripts, other hosts, and frames around it."""
    page = local_wix.core.answer(Request("GET", "/_wix/"))
    policy = page.headers["content-security-policy"]

    assert "text/html; charset=utf-8" == page.headers["content-type"]
    assert [] == [
        word
        for word in (
            "default-src 'none'",
            "frame-ancestors 'none'",
            "connect-src 'self'",
        )
        if word not in policy
    ]
    assert "unsafe" not in policy
    assert [] == [
        word for word in (b"innerHTML", b"http://", b"https://") if word in page.body
    ]
