"""Packages with service plugins: Wix's calls reach typed handlers, and nothing is there that isn't needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from support.projects import GOLDEN, generated, write_files

SPEC = (GOLDEN / "service_plugin" / "spec.yaml").read_bytes()


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """The package made from one spec that has nothing but a service plugin."""
    return generated({"spec.yaml": SPEC})


@pytest.fixture(scope="module")
def package(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same on disk."""
    return write_files(tmp_path_factory.mktemp("plugins"), files)


def run(package: Path, *command: str) -> str:
    """What a module of Python prints in the folder of the package."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=package,
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + done.stderr).strip()


HANDLERS = """
    from wixapi import PluginContext, ServicePlugins, testing
    from wixapi.golden import service_plugin as things

    plugins = ServicePlugins(testing.keys().public_key, app_id="app-1")


    @plugins.golden.service_plugin.rate_thing
    async def rate(
        request: things.RateThingRequest, context: PluginContext
    ) -> things.RateThingResponseDict:
        if request.reviewer == "gone":
            raise things.ThingIsGone
        if request.reviewer == "moved":
            raise things.ThingHasMoved({"from_": "here", "to": "there"})
        if request.reviewer == "refused":
            raise things.ImportRefused(things.Money(value="1.50"))
        part = things.Thing(class_="part", id="8b6e0d14-52c7-4f39-a1de-90c3b7f4e628")
        price = things.Money(value="1.50", currency=context.currency)
        verdict = things.Verdict(stars=4, price=price, things=[part])
        return {"verdict": verdict}


    @plugins.on(things.LIST_THINGS)
    def listed(
        request: things.ListThingsRequest, context: PluginContext
    ) -> things.ListThingsResponse:
        return things.ListThingsResponse(things=[things.Thing(class_=one) for one in request.ids_ or []])


    @plugins.golden.service_plugin.thing_was_sold
    def sold(request: things.ThingSoldRequest, context: PluginContext) -> None:
        assert request.thing is not None
"""

CALLS = """
    import asyncio

    def call(method, request):
        made = testing.plugin_call(method, request, app_id="app-1", metadata={"currency": "EUR"})
        answer = asyncio.run(plugins.aprocess(*made))
        print(answer.status, answer.body.decode())

    for reviewer in ("ann", "gone", "moved", "refused"):
        call(things.RATE_THING, {"reviewer": reviewer})
    call(things.LIST_THINGS, {"ids_": ["a"]})
    call(things.THING_SOLD, None)
"""


def test_calls_reach_their_handlers(package: Path) -> None:
    """Requests are read and answers written with wire names; errors have their own status and data."""
    script = dedent(HANDLERS) + dedent(CALLS)

    assert run(package, "-c", script).splitlines() == [
        '200 {"verdict":{"price":{"value":"1.50","currency":"EUR"},"stars":4,'
        '"things":[{"id":"8b6e0d14-52c7-4f39-a1de-90c3b7f4e628","class":"part"}]}}',
        '428 {"applicationError":{"code":"THING_IS_GONE"}}',
        '409 {"applicationError":{"code":"THING_HAS_MOVED","data":{"from":"here","to":"there"}}}',
        '400 {"applicationError":{"code":"IMPORT","data":{"value":"1.50"}}}',
        '200 {"things":[{"class":"a"}]}',
        "200 {}",
    ]


WRONG = """
    @plugins.golden.service_plugin.list_things
    def wrong(request: things.ThingSoldRequest, context: PluginContext) -> things.ListThingsResponse:
        raise NotImplementedError

    @plugins.on(things.LIST_THINGS)
    def wrong_answer(request: things.ListThingsRequest, context: PluginContext) -> int:
        raise NotImplementedError

    things.ThingHasMoved({"form": "here"})
"""


def test_handlers_are_typed(package: Path) -> None:
    """mypy strict finds each fault in wrong handlers, and nothing in right ones or the package."""
    (package / "good.py").write_text(dedent(HANDLERS), encoding="utf-8")
    (package / "wrong.py").write_text(dedent(HANDLERS + WRONG), encoding="utf-8")
    mypy = ("-m", "mypy", "--strict", "--config-file=", "--no-error-summary")
    named = ("--enable-error-code=deprecated", "good.py", "wrong.py", "wixapi")
    found = run(package, *mypy, *named)
    errors = [line for line in found.splitlines() if ": error:" in line]

    assert [
        ("wrong.py", "deprecated]"),
        ("wrong.py", "arg-type]"),
        ("wrong.py", "arg-type]"),
        ("wrong.py", "arg-type]"),
    ] == [(line.partition(":")[0], line.rpartition("[")[2]) for line in errors], found


def test_a_package_has_what_it_needs(files: dict[str, str]) -> None:
    """One without webhooks has neither their runtime nor an inbox; one without plugins has no list of them."""
    root = files["wixapi/__init__.py"]

    assert '"ServicePlugins"' in root
    assert '"Webhooks"' not in root
    assert not [path for path in files if path.startswith("wixapi/inbox/")]
    assert "wixapi/_webhooks/events.py" not in files
    nothing = generated({"spec.yaml": b"package: demo\nmodule: things\n"})
    assert not [path for path in nothing if "_plugins" in path or "_webhooks" in path]


def test_a_client_loads_no_plugins(package: Path) -> None:
    """`import wixapi` and a client load nothing of service plugins but the base of registrars."""
    script = """
        import sys
        from wixapi import ApiKeyStrategy, WixClient
        WixClient(auth=ApiKeyStrategy("k", site_id="s")).golden
        print([name for name in sys.modules if "plugin" in name and name.startswith("wixapi")])
    """

    assert (
        run(package, "-c", dedent(script))
        == "['wixapi._plugins', 'wixapi._plugins.registrars']"
    )
