"""What editors offer: everything, at every level, though nothing is loaded before it is used."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pydoc import plain, render_doc

import jedi
import pytest

from support.language_server import LanguageServer
from support.projects import ROOT
from wixapi import AsyncWixClient, ServicePlugins, Webhooks, WixClient
from wixapi.calendar.participations import (
    AsyncParticipationsClient,
    ParticipationsClient,
)

HEAD = """\
from wixapi import AsyncWixClient, ServicePlugins, Webhooks, WixClient

def use(wix: WixClient, awix: AsyncWixClient, hooks: Webhooks) -> None:
"""
JEDI = jedi.Project(ROOT, sys_path=[str(ROOT / "generated"), *sys.path])
CALL = "wix.calendar.participations.create_participation("


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    """A language server that finds the generated package."""
    folder = tmp_path_factory.mktemp("editor")
    settings = f'{{"extraPaths": ["{ROOT / "generated"}"]}}'
    (folder / "pyrightconfig.json").write_text(settings, encoding="utf-8")
    with LanguageServer(folder) as running:
        yield running


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (
            "wix.|",
            {"bookings", "calendar", "events", "with_raw_response"},
        ),
        ("wix.calendar.|", {"participations"}),
        (
            "wix.calendar.participations.|",
            {"create_participation", "query_participations", "update_participation"},
        ),
        (
            f"{CALL}|",
            {"participation=", "idempotency_key=", "request_options="},
        ),
        (
            f'{CALL}participation={{"|"}})',
            {'"event_id"', '"participant"', '"party_size"', '"status"'},
        ),
        (
            f"made = {CALL}participation={{}})\nmade.|",
            {"id", "participant", "target", "created_date", "model_fields_set"},
        ),
        ("awix.events.guests.|", {"query_guests"}),
        (
            "wix.with_raw_response.calendar.participations.|",
            {"create_participation"},
        ),
        (
            "hooks.events.guests.|",
            {"on_guest_created", "on_guest_checked_in"},
        ),
        ("from wixapi.calendar import |", {"participations"}),
        (
            "from wixapi.calendar import participations\nparticipations.|",
            {"Participation", "ParticipationDict", "ParticipationCreated", "Status"},
        ),
        (
            "from wixapi.calendar import participations\nparticipations.Status.|",
            {"CONFIRMED"},
        ),
    ],
    ids=lambda one: one.rpartition("\n")[2] if isinstance(one, str) else "",
)
def test_completions(server: LanguageServer, typed: str, offered: set[str]) -> None:
    """At every level of the package the language server offers what there is."""
    body = "\n".join(f"    {line}" for line in typed.split("\n"))
    found = server.completions(HEAD + body)

    assert set() == offered - set(found)


@pytest.mark.parametrize("client", ["wix", "awix"])
@pytest.mark.parametrize("name", ["create_participation", "query_participations"])
def test_documentation(server: LanguageServer, client: str, name: str) -> None:
    """On a method of either client, and while its arguments are typed, its whole docstring is shown."""
    method = getattr(ParticipationsClient, name)
    told = inspect.getdoc(method)
    call = f"{HEAD}    {client}.calendar.participations.{name}"

    assert told is not None
    assert "Args:" in told
    assert f"def {name}(" in server.hover(f"{call}|")
    assert told in server.hover(f"{call}|")
    assert told == server.signature(f"{call}(|)")


@pytest.mark.parametrize("client", [WixClient, AsyncWixClient])
def test_settings_of_clients(server: LanguageServer, client: type) -> None:
    """Whoever types a client, or asks for help on it, is told what its arguments mean."""
    told = inspect.getdoc(client.__init__)
    call = f"{HEAD}    {client.__name__}"

    assert told is not None
    assert "Args:\n    auth: " in told
    assert told == server.signature(f"{call}(|)")
    assert "auth: who is calling" in server.hover(f"{call}|()")
    assert "auth: who is calling" in plain(render_doc(client))


@pytest.mark.parametrize("made", [Webhooks, ServicePlugins])
def test_settings_of_what_wix_calls(server: LanguageServer, made: type) -> None:
    """The same of what receives Wix's calls."""
    told = inspect.getdoc(made.__init__)
    call = f"{HEAD}    {made.__name__}"

    assert told is not None
    assert "Args:\n    public_key: " in told
    assert told == server.signature(f"{call}(|)")
    assert "public_key: The app's public key" in plain(render_doc(made))


@pytest.mark.parametrize("name", ["create_participation", "query_participations"])
def test_methods_of_async_clients(name: str) -> None:
    """At run time they are functions with the signature and the words of the sync ones."""
    method = getattr(AsyncParticipationsClient, name)
    of_sync = getattr(ParticipationsClient, name)

    assert inspect.isfunction(method)
    assert inspect.signature(of_sync) == inspect.signature(method)
    assert inspect.getdoc(of_sync) == inspect.getdoc(method)
    assert name.startswith("create") == inspect.iscoroutinefunction(method)


@pytest.mark.parametrize("client", ["wix", "awix"])
def test_signatures_in_jedi(client: str) -> None:
    """Editors and shells that run on jedi know the keywords of both clients' methods."""
    code = f"{HEAD}    {client}.calendar.participations.create_participation("
    (signature,) = jedi.Script(code, project=JEDI).get_signatures()

    assert [
        "participation",
        "idempotency_key",
        "request_options",
    ] == [parameter.name for parameter in signature.params]


@pytest.mark.parametrize("call", ["wix", "await awix"])
def test_answers_in_jedi(call: str) -> None:
    """Jedi knows what calls hand back, awaited or not."""
    code = f"""{HEAD.replace("def", "async def")}
    got = {call}.calendar.participations.get_participation(participation_id="…")
    got."""
    names = {one.name for one in jedi.Script(code, project=JEDI).complete()}

    assert names >= {"id", "participant", "created_date"}
