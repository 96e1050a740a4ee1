"""The package's face: names, imports, settings, and what never shows."""

from __future__ import annotations

import ast
import importlib
import inspect
import logging
import re
import subprocess
import sys
import threading
import tomllib
import traceback
from collections.abc import Iterator
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest
from pydantic.alias_generators import to_snake
from typing_extensions import is_typeddict

import wixapi
from package.calls import (
    AUTH,
    CREATE,
    DELETE,
    EVENT,
    GET,
    ID,
    KEY,
    QUERY,
    SITE,
    TLS,
    AsyncCaller,
    Caller,
    SyncCaller,
    answered,
    asked_for,
)
from package.specs import resources, webhooks
from support.committed import committed_files, committed_modules
from support.server import Answer, LoopbackServer, Recorded
from support.webhooks import public_pem
from wixapi import ApiKeyStrategy, AsyncWixClient, Webhooks, WixClient, common, errors
from wixapi._model import Model
from wixapi.calendar import participations
from wixapi.calendar.participations import Participation

GENERATED = Path(wixapi.__file__).parents[1]

# Names ---------------------------------------------------------------------------------------

NAMES = [
    (
        "wixapi",
        ["WixClient", "AsyncWixClient", "ApiKeyStrategy", "Webhooks", "__version__"],
    ),
    (
        "wixapi.errors",
        [
            "WixError",
            "ValidationError",
            "ApiError",
            "AuthenticationError",
            "PermissionDeniedError",
            "NotFoundError",
            "ConflictError",
            "RateLimitError",
            "ServerError",
            "ConnectionError",
            "TimeoutError",
            "WebhookError",
        ],
    ),
    ("wixapi.calendar", ["participations"]),
    ("wixapi.events", ["guests"]),
    ("wixapi.calendar.participations", ["Participation", "ParticipationDict"]),
    ("wixapi.events.guests", ["GuestCreated", "EventGuest"]),
]


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in NAMES for name in names]
)
def test_promised_name(module: str, name: str) -> None:
    """Every name of the contract that this release promises can be imported."""
    namespace: dict[str, Any] = {}

    exec(f"from {module} import {name}", namespace)

    assert name in namespace


def modules() -> Iterator[ModuleType]:
    """Every module of the package that this run looks at."""
    return map(importlib.import_module, committed_modules())


def is_public(module: ModuleType) -> bool:
    """Whether users may import from it."""
    return not any(part.startswith("_") for part in module.__name__.split("."))


def names_of(module: ModuleType) -> set[str]:
    """What a user finds in a module, submodules and what it needs for itself left aside."""
    return {
        name
        for name, value in vars(module).items()
        if (not name.startswith("_") or name == "__version__")
        and name != "annotations"
        and not isinstance(value, ModuleType)
    }


@pytest.mark.parametrize(
    "module",
    [
        one
        for one in modules()
        if is_public(one) and hasattr(one, "__all__") and one is not errors
    ],
    ids=lambda module: module.__name__,
)
def test_all_is_what_is_there(module: ModuleType) -> None:
    """`__all__` names what is in the module, all of it, once."""
    submodules = {
        name for name in module.__all__ if isinstance(getattr(module, name), ModuleType)
    }

    assert names_of(module) == set(module.__all__) - submodules
    assert len(module.__all__) == len(set(module.__all__))


def test_all_of_errors() -> None:
    """`wixapi.errors` exports every class that it defines."""
    own = {name for name, one in vars(errors).items() if inspect.isclass(one)}

    assert {
        name for name in own if getattr(errors, name).__module__ == errors.__name__
    } == set(errors.__all__)


def test_every_error_is_a_wix_error() -> None:
    """One `except WixError` catches everything that the package raises on purpose."""
    kinds = {getattr(errors, name) for name in errors.__all__} - {errors.FieldViolation}

    assert {True} == {issubclass(kind, errors.WixError) for kind in kinds}


def test_every_resource_has_an_exporting_module() -> None:
    """Each resource's module exports its clients, and has the common types that it uses."""
    for resource in resources():
        name = "".join(
            part.title() for part in resource.path.rpartition(".")[2].split("_")
        )
        assert {f"{name}Client", f"Async{name}Client"} <= set(resource.module.__all__)
    assert participations.CursorPaging is common.CursorPaging


def test_package_is_typed_and_versioned() -> None:
    """There is a py.typed, and one version for module, distribution and User-Agent."""
    project = tomllib.loads((GENERATED / "pyproject.toml").read_text("utf-8"))[
        "project"
    ]

    assert (GENERATED / "wixapi" / "py.typed").is_file()
    assert project["version"] == wixapi.__version__


# Documentation -------------------------------------------------------------------------------


def documented(module: ModuleType) -> Iterator[tuple[str, object]]:
    """Everything public that a module defines: itself, classes, functions, methods, properties."""
    yield module.__name__, module
    for name, one in vars(module).items():
        if name.startswith("_") or getattr(one, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(one):
            yield f"{module.__name__}.{name}", one
        if inspect.isclass(one):
            yield f"{module.__name__}.{name}", one
            for member, value in vars(one).items():
                if not member.startswith("_") and (
                    inspect.isroutine(value)
                    or isinstance(value, property)
                    or type(value).__name__ in {"cached_property", "classmethod"}
                ):
                    yield f"{module.__name__}.{name}.{member}", value


def is_of_a_type(one: object) -> bool:
    """Whether a spec's type became it, or what a query's fields of one kind can be compared with.

    Nobody has described most of those; their names say what they are, and their fields say more.
    """
    return isinstance(one, type) and (
        issubclass(one, (Model, StrEnum)) or is_typeddict(one)
    )


def test_everything_public_has_a_docstring() -> None:
    """Every module, and every public class, function, method and property in it, is documented."""
    undocumented = [
        name
        for module in modules()
        for name, one in documented(module)
        if not (getattr(one, "__doc__", None) or "").strip() and not is_of_a_type(one)
    ]

    assert [] == undocumented


def test_every_description_of_a_type_is_its_docstring() -> None:
    """What a spec says of a type stands in its class."""
    events = {webhook.envelope.__name__ for webhook in webhooks()}
    for resource in resources():
        for name, spec in resource.spec["types"].items():
            description = spec.get("description")
            if description and name not in events:  # an event keeps its name
                text = " ".join((getattr(resource.module, name).__doc__ or "").split())
                assert text.startswith(" ".join(description.split()).partition("`")[0])


def test_every_method_links_its_page() -> None:
    """A method's docstring has the address of its page and the permissions that it needs."""
    for resource in resources():
        for method, spec in resource.spec["methods"].items():
            name = to_snake((spec.get("sdk") or {}).get("method", method))
            for client in (WixClient(auth=AUTH), AsyncWixClient(auth=AUTH)):
                text = " ".join(
                    attrgetter(f"{resource.path}.{name}")(client).__doc__.split()
                )
                if "docs" in spec:
                    assert f"{resource.spec['docs']}/{spec['docs']} " in text
                for permission, scope in spec.get("permissions", {}).items():
                    assert permission in text
                    assert scope in text


def test_async_methods_are_like_sync_ones() -> None:
    """A method of an async client has the sync one's parameters and docstring, and is to be awaited."""
    for resource in resources():
        sync = attrgetter(resource.path)(WixClient(auth=AUTH))
        other = attrgetter(resource.path)(AsyncWixClient(auth=AUTH))
        for method, spec in resource.spec["methods"].items():
            name = to_snake((spec.get("sdk") or {}).get("method", method))
            of_sync, of_async = getattr(sync, name), getattr(other, name)
            assert of_sync.__doc__ == of_async.__doc__
            assert inspect.signature(of_sync) == inspect.signature(of_async)
            assert f"{type(other).__name__}.{name}" == of_async.__qualname__
            is_paged = "A pager:" in of_sync.__doc__
            assert is_paged != inspect.iscoroutinefunction(of_async)


def test_no_text_stands_twice_in_a_client() -> None:
    """Sync and async clients share docstrings: all of Wix would have 2 MB more otherwise."""
    for path in committed_files():
        if not path.match("wixapi/*/*/client.py"):
            continue
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        docs = [
            ast.get_docstring(one)
            for one in nodes
            if isinstance(one, kinds) and not one.decorator_list  # not deprecated
        ]
        texts = [one for one in docs if one is not None]

        assert sorted(set(texts)) == sorted(texts)


def test_exactly_deprecated_methods_are_deprecated() -> None:
    """A call is marked as deprecated if, and only if, its spec says so."""
    for resource in resources():
        for method, spec in resource.spec["methods"].items():
            name = to_snake((spec.get("sdk") or {}).get("method", method))
            call = attrgetter(f"{resource.path}.{name}")(WixClient(auth=AUTH))
            assert bool(spec.get("deprecated")) == hasattr(call, "__deprecated__")


# Imports -------------------------------------------------------------------------------------


HEAVY = (
    "pydantic",
    "pydantic_core",
    "httpx",
    "httpx2",
    "jwt",
    "cryptography",
    "asyncio",
    "ssl",
)


def loaded_after(script: str, modules: tuple[str, ...] = HEAVY) -> set[str]:
    """Which of some modules a script loads."""
    program = f"import sys\n{script}\nprint(*(name for name in {modules!r} if name in sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(GENERATED)},
    )
    return set(run.stdout.split())


@pytest.mark.parametrize(
    ("script", "loaded"),
    [
        ("import wixapi, wixapi.errors", set()),
        (
            "from wixapi import *\n"
            "auth = ApiKeyStrategy('k', site_id='s')\n"
            "for kind in (WixClient, AsyncWixClient):\n"
            "    client = kind(auth=auth)\n"
            "    repr(client), client.calendar, client.events, client.with_raw_response\n"
            "    client.with_options(timeout=1)",
            set(),
        ),
        ("import wixapi.calendar, wixapi.events", set()),
        (
            "import wixapi\nwixapi.WixClient(auth=wixapi.ApiKeyStrategy('k')).calendar",
            set(),
        ),
        (
            "import wixapi\n"
            "wixapi.WixClient(auth=wixapi.ApiKeyStrategy('k')).calendar.participations",
            {"pydantic", "pydantic_core"},
        ),
    ],
    ids=["import", "clients", "packages", "package", "resource"],
)
def test_nothing_heavy_is_loaded_early(script: str, loaded: set[str]) -> None:
    """Importing and making clients loads nothing heavy; a resource loads pydantic, and no httpx2."""
    assert loaded == loaded_after(script)


def test_a_client_takes_no_url_apart() -> None:
    """What does so is loaded for a URL of one's own, or for OAuth."""
    script = "import wixapi\nwixapi.WixClient(auth=wixapi.ApiKeyStrategy('k')).calendar"

    assert set() == loaded_after(script, ("urllib.parse",))


def test_only_the_used_resource_is_loaded() -> None:
    """Using one resource loads no other."""
    program = (
        "import sys, wixapi\n"
        "wixapi.WixClient(auth=wixapi.ApiKeyStrategy('k')).calendar.participations\n"
        "print(*(name for name in sys.modules if name.startswith('wixapi.events')))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(GENERATED)},
    )

    assert "" == run.stdout.strip()


# Secrets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [repr, str, "{!r}".format])
@pytest.mark.parametrize(
    "one",
    [
        AUTH,
        WixClient(auth=AUTH),
        AsyncWixClient(auth=AUTH),
        WixClient(auth=AUTH, headers={"x-secret": KEY}).with_options(timeout=3),
        WixClient(auth=AUTH).with_raw_response,
        WixClient(auth=AUTH).calendar,
        WixClient(auth=AUTH).calendar.participations,
        WixClient(auth=AUTH).calendar.participations.query_participations(),
        ApiKeyStrategy(KEY, account_id="account-1"),
    ],
    ids=lambda one: getattr(one, "__name__", type(one).__name__),
)
def test_no_secret_in_a_repr(one: object, by: Any) -> None:
    """Nothing that knows the key shows it."""
    assert "hush" not in by(one)


def test_strategy_shows_who_but_not_the_key() -> None:
    """The repr of a strategy tells site or account."""
    assert f"ApiKeyStrategy(api_key=***, site_id={SITE!r})" == repr(AUTH)


def test_webhooks_show_no_key() -> None:
    """The public key isn't secret, but may be someone's wrong paste."""
    assert public_pem()[30:60] not in repr(Webhooks(public_key=public_pem()))


SECRETS: dict[str, Any] = {
    "participation": asked_for(),
    "idempotency_key": "hush-hush",
    "request_options": {"headers": {"x-secret": "hush"}},
}


def test_no_secret_in_a_log(
    server: LoopbackServer, caller: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even at DEBUG does anybody log a key."""
    caplog.set_level(logging.DEBUG)
    server.answer({"participation": answered(createdDate="?")})

    caller.call(CREATE, **SECRETS)

    assert "unreadable" in caplog.text
    assert "hush" not in caplog.text


@pytest.mark.parametrize("status", [400, 401, 500])
def test_no_secret_in_an_api_error(
    server: LoopbackServer,
    caller: Caller,
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither error, answer, traceback nor log of a call that failed show what it was sent with."""
    caplog.set_level(logging.DEBUG)
    server.answer({}, status)

    with pytest.raises(errors.ApiError) as caught:
        caller.call(CREATE, **SECRETS)

    error = caught.value
    assert error.response is not None
    assert "authorization" not in error.response.request.headers
    assert b"" == error.response.request.content
    # without the lines of this file, whose source has the secret in it
    assert "hush" not in "".join(traceback.format_exception_only(error))
    assert "hush" not in repr(error) + repr(vars(error)) + caplog.text


def test_no_secret_in_a_connection_error(
    caller: Caller, server: LoopbackServer
) -> None:
    """An exception of the network has lost the request that it knew."""
    server.drop()

    with pytest.raises(errors.ConnectionError) as caught:
        caller.call(GET, participation_id=ID)

    cause = caught.value.__cause__
    assert isinstance(cause, httpx2.RequestError)
    assert "authorization" not in cause.request.headers
    assert "hush" not in "".join(traceback.format_exception(caught.value))


def test_raw_response_shows_no_secret(server: LoopbackServer, caller: Caller) -> None:
    """The repr of a raw answer tells status and request id, nothing of the request."""
    server.answer({"participation": answered()}, x_wix_request_id="r-1")

    raw = caller.call(f"with_raw_response.{GET}", participation_id=ID)

    assert "<RawResponse status=200 request_id='r-1'>" == repr(raw)


# Clients -------------------------------------------------------------------------------------


def test_with_raw_response(server: LoopbackServer, caller: Caller) -> None:
    """A raw answer has status, headers, request id, the full body, and what the method gives."""
    body = {"participation": answered(), "more": 1}
    server.answer(body, 201, x_wix_request_id="r-1", x_other="o")

    raw = caller.call(f"with_raw_response.{CREATE}", participation=asked_for())

    assert (201, "r-1", "o", body) == (
        raw.status,
        raw.request_id,
        raw.headers["X-Other"],
        raw.body,
    )
    assert isinstance(raw.parse(), Participation)
    assert EVENT == raw.parse().event_id


def test_raw_delete(server: LoopbackServer, caller: Caller) -> None:
    """What hands back nothing has a raw answer too."""
    server.answer({}, x_wix_request_id="r-1")

    raw = caller.call(f"with_raw_response.{DELETE}", participation_id=ID)

    assert ("r-1", {}, None) == (raw.request_id, raw.body, raw.parse())


def test_free_request(server: LoopbackServer, caller: Caller) -> None:
    """`client.request` reaches what isn't generated: with auth, query string, body, JSON answer."""
    server.answer({"things": [1]})

    answer = caller.call(
        "request",
        "POST",
        "/things/v1/query",
        json={"query": {"snake_case": None}},
        params={"foo": [1, 2], "a": {"b": True}},
    )

    assert {"things": [1]} == answer
    sent = server.last
    assert ("POST", "/things/v1/query?foo=1&foo=2&a.b=true") == (sent.verb, sent.path)
    assert b'{"query":{"snake_case":null}}' == sent.body
    assert (KEY, SITE) == (sent.headers["authorization"], sent.headers["wix-site-id"])


@pytest.mark.parametrize(
    "path", ["https://evil.example/x", "//evil.example/x", "x", "", "/a b"]
)
def test_free_request_stays_at_home(
    server: LoopbackServer, caller: Caller, path: str
) -> None:
    """A free request can't carry the key to another host."""
    with pytest.raises(errors.ConfigurationError):
        caller.call("request", "GET", path)

    assert [] == server.requests


def test_request_options(server: LoopbackServer, caller: Caller) -> None:
    """Headers of one call win over all others, for that call alone."""
    options = {"headers": {"Wix-Site-Id": "other"}}
    caller.call(DELETE, participation_id=ID, request_options=options)
    caller.call(DELETE, participation_id=ID)

    assert ["other", SITE] == [one.headers["wix-site-id"] for one in server.requests]


@pytest.mark.parametrize("retries", [0, 1])
def test_retries_of_one_call(
    server: LoopbackServer, caller: Caller, retries: int
) -> None:
    """`max_retries` of one call says how often what is repeatable is repeated."""
    server.answer({}, 503, retry_after="0")
    server.answer({"participation": answered()})
    options = {"max_retries": retries}

    if retries:
        assert ID == caller.call(GET, participation_id=ID, request_options=options).id
    else:
        with pytest.raises(errors.ServerError):
            caller.call(GET, participation_id=ID, request_options=options)
    assert 1 + retries == len(server.requests)


@pytest.mark.parametrize("key", [{}, {"idempotency_key": "order-4711"}])
def test_create_is_repeated_with_its_key(
    server: LoopbackServer, caller: Caller, key: dict[str, str]
) -> None:
    """A create is repeated, since an idempotency key, given or made, keeps it from creating twice."""
    server.answer({}, 503, retry_after="0")
    server.answer({"participation": answered()})
    call = {"participation": asked_for(), "request_options": {"max_retries": 1}}

    assert ID == caller.call(CREATE, **call, **key).id
    first, second = server.requests
    assert first.body == second.body
    assert key.get("idempotency_key", first.json["idempotencyKey"]) == (
        second.json["idempotencyKey"]
    )


def test_timeout_of_one_call(server: LoopbackServer, caller: Caller) -> None:
    """`timeout` of one call gives up in time, with a TimeoutError that is a ConnectionError."""
    given_up = threading.Event()

    def slow(_request: Recorded) -> Answer:
        given_up.wait(30)  # the client's own timeout is a minute
        return Answer(body={"participation": answered()})

    server.by = slow
    with pytest.raises(errors.TimeoutError) as caught:
        caller.call(GET, participation_id=ID, request_options={"timeout": 0.05})
    given_up.set()

    assert isinstance(caught.value, errors.ConnectionError)


@pytest.mark.parametrize(
    "options",
    [
        {"retries": 1},
        {"timeout": "1"},
        {"timeout": 0},
        {"max_retries": -1},
        {"headers": {"a": "b\r\nc: d"}},
        {"headers": ["a"]},
        [],
    ],
)
@pytest.mark.parametrize("method", [GET, QUERY])
def test_bad_request_options(
    server: LoopbackServer, caller: Caller, method: str, options: Any
) -> None:
    """Options that can't work are refused before anything is sent."""
    arguments = {"participation_id": ID} if method == GET else {}

    with pytest.raises(errors.ConfigurationError):
        caller.call(method, **arguments, request_options=options)
    assert [] == server.requests


@pytest.mark.parametrize("kind", [SyncCaller, AsyncCaller])
def test_settings_of_a_client(server: LoopbackServer, kind: type[Caller]) -> None:
    """Headers of a client are sent with every call; its base URL may have a path."""
    caller = kind(
        f"{server.url}/proxy/", headers={"X-Trace": "t", "user-agent": "mine"}
    )

    caller.call(DELETE, participation_id=ID)

    assert f"/proxy/calendar/v3/participations/{ID}" == server.last.path
    assert ("t", "mine") == (
        server.last.headers["x-trace"],
        server.last.headers["user-agent"],
    )


@pytest.mark.parametrize("kind", [WixClient, AsyncWixClient])
@pytest.mark.parametrize(
    "settings",
    [
        {"base_url": "ftp://wix"},
        {"base_url": "www.wixapis.com"},
        {"timeout": -1},
        {"max_retries": 1.5},
        {"headers": {"a b": "c"}},
        {"auth": "IST.hush-hush"},
        {"http_client": "httpx"},
    ],
    ids=str,
)
def test_bad_settings(kind: Any, settings: dict[str, Any]) -> None:
    """Settings that can't work are refused at once, without showing what may be secret."""
    with pytest.raises(errors.ConfigurationError) as caught:
        kind(**{"auth": AUTH, **settings})

    assert isinstance(caught.value, ValueError)
    assert "hush" not in str(caught.value)


def test_with_options(server: LoopbackServer) -> None:
    """A client with other settings shares the connections, and leaves the first one as it was."""
    with (
        httpx2.Client(verify=TLS) as http,
        WixClient(auth=AUTH, base_url=server.url, http_client=http) as client,
    ):
        other = client.with_options(
            auth=ApiKeyStrategy("other", account_id="a"), headers={"x-trace": "t"}
        )
        assert isinstance(other, WixClient)
        for one in (other, client):
            one.calendar.participations.delete_participation(participation_id=ID)

    first, second = (one.headers for one in server.requests)
    assert ("other", "a", "t") == (
        first["authorization"],
        first["wix-account-id"],
        first["x-trace"],
    )
    assert "wix-site-id" not in first
    assert KEY == second["authorization"]
    assert "x-trace" not in second


def test_with_options_after_use(server: LoopbackServer) -> None:
    """Resources that a client has made already don't leak into its twin."""
    with WixClient(auth=AUTH, base_url=server.url) as client:
        client.calendar.participations.delete_participation(participation_id=ID)
        client.with_options(
            headers={"x-trace": "t"}
        ).calendar.participations.delete_participation(participation_id=ID)

    assert [None, "t"] == [one.headers.get("x-trace") for one in server.requests]


def test_client_is_a_context_manager(server: LoopbackServer) -> None:
    """Leaving the block closes the client; calls after it are refused."""
    with WixClient(auth=AUTH, base_url=server.url) as client:
        client.calendar.participations.delete_participation(participation_id=ID)
        client.close()
        client.close()

    with pytest.raises(errors.WixError, match="closed"):
        client.calendar.participations.delete_participation(participation_id=ID)
    assert 1 == len(server.requests)


async def test_async_client_is_a_context_manager(server: LoopbackServer) -> None:
    """The same without blocking."""
    async with AsyncWixClient(auth=AUTH, base_url=server.url) as client:
        await client.calendar.participations.delete_participation(participation_id=ID)
        await client.aclose()

    with pytest.raises(errors.WixError, match="closed"):
        await client.calendar.participations.delete_participation(participation_id=ID)
    assert 1 == len(server.requests)


def test_environment_gives_defaults(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without `auth`, key and site or account come from the environment."""
    monkeypatch.setenv("WIX_API_KEY", "env-key")
    for name in ("SITE", "ACCOUNT"):
        monkeypatch.setenv(f"WIX_{name}_ID", f"env-{name.lower()}")
        with WixClient(base_url=server.url) as client:
            client.calendar.participations.delete_participation(participation_id=ID)
        monkeypatch.delenv(f"WIX_{name}_ID")

    first, second = (one.headers for one in server.requests)
    assert ("env-key", "env-site") == (first["authorization"], first["wix-site-id"])
    assert ("env-key", "env-account") == (
        second["authorization"],
        second["wix-account-id"],
    )


def test_arguments_beat_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given counts; a site that is given makes both variables count for nothing."""
    monkeypatch.setenv("WIX_API_KEY", "env-key")
    monkeypatch.setenv("WIX_SITE_ID", "env-site")
    monkeypatch.setenv("WIX_ACCOUNT_ID", "env-account")

    assert {"Authorization": "k", "wix-account-id": "a"} == ApiKeyStrategy(
        "k", account_id="a"
    ).headers()


def test_site_and_account_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call is about a site or an account: both are refused where both are given; of variables, the site wins."""
    with pytest.raises(errors.ConfigurationError, match=r"site.*account") as caught:
        ApiKeyStrategy("hush", site_id="s", account_id="a")
    monkeypatch.setenv("WIX_SITE_ID", "s")
    monkeypatch.setenv("WIX_ACCOUNT_ID", "a")

    assert "hush" not in str(caught.value)
    assert {"Authorization": "k", "wix-site-id": "s"} == ApiKeyStrategy("k").headers()


@pytest.mark.parametrize("kind", [WixClient, AsyncWixClient])
def test_no_key(kind: Any) -> None:
    """Without a key there is no client, and the error says where one may come from."""
    with pytest.raises(errors.ConfigurationError, match="WIX_API_KEY"):
        kind()


def test_own_strategy(server: LoopbackServer, caller: Caller) -> None:
    """Anything with `headers()` is a strategy; it is asked for each attempt."""

    class Counting:
        asked = 0

        def headers(self) -> dict[str, str]:
            self.asked += 1
            return {"Authorization": f"token-{self.asked}"}

    caller.settings["auth"] = Counting()
    server.answer({}, 503, retry_after="0")
    caller.call(DELETE, participation_id=ID, request_options={"max_retries": 1})

    assert ["token-1", "token-2"] == [
        one.headers["authorization"] for one in server.requests
    ]


def test_user_agent(server: LoopbackServer, caller: Caller) -> None:
    """The User-Agent names package and version."""
    caller.call(DELETE, participation_id=ID)

    assert re.fullmatch(
        r"wixapi-python/\d+\.\d+\.\d+\S*", server.last.headers["user-agent"]
    )
    assert server.last.headers["user-agent"].endswith(f"/{wixapi.__version__}")


DERIVED = """
from wixapi.calendar.participations import Participation

class Seat(Participation):
    row: int | None = None

    @property
    def is_large(self) -> bool:
        return self.party_size > 1

seat = Seat.from_dict({"partySize": 2, "createdDate": "2026-01-02T03:04:05Z", "row": 7})
print(seat.is_large, seat.created_date.year, seat.row, Seat(party_size=1).is_large)
"""


def test_derived_models() -> None:
    """A class of one's own may derive from a model that nobody has used yet."""
    done = subprocess.run(
        [sys.executable, "-c", DERIVED],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(GENERATED)},
    )

    assert "True 2026 7 False\n" == done.stdout
