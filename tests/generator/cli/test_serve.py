"""`wixgen serve`: what it prints, what it keeps, how it ends, and what it refuses."""

from __future__ import annotations

import json
import os
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NoReturn

import httpx2
import pytest
import typer
from typer.testing import CliRunner, Result

import wixapi
from support.projects import ROOT, built, write_files
from wixapi import ApiKeyStrategy, WixClient
from wixapi.testing import LocalWix
from wixgen.cli.app import app
from wixgen.cli.serve import serving
from wixgen.cli.serve.command import alone
from wixgen.cli.serve.local_package import LocalPackage

EVENT = "1a8f3ee1-9f6b-4b0a-8f5e-0d1d5d2b7a31"
PROJECT = ["--project", str(ROOT), "--port", "0"]


def serve(*arguments: str) -> Result:
    """Return what the command prints where it ends by itself."""
    return CliRunner().invoke(alone, ["serve", *PROJECT, *arguments])


def one_line(result: Result) -> str:
    """Return what was printed as errors, in one line."""
    return " ".join(result.stderr.split())


@contextmanager
def running(*arguments: str, end: int) -> Iterator[dict[str, Any]]:
    """Run the command in a process of its own; end it with a signal. Yields what it printed, and its end."""
    command = [sys.executable, "-m", "wixgen", "serve", *PROJECT, "--format", "json"]
    with subprocess.Popen(
        [*command, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        told = json.loads(line) if line else {"failed": process.communicate()[1]}
        try:
            yield told
        finally:
            process.send_signal(end)
            told["said"] = process.communicate(timeout=60)
            told["exit"] = process.returncode


def test_it_keeps_what_is_made_and_its_keys(tmp_path: Path) -> None:
    """Clients that have the exports find it; a second run with the same file has the entity and the same keys."""
    kept = ("--db", str(tmp_path / "wix.db"), "--export", str(tmp_path / "seed.yaml"))
    with running(*kept, end=signal.SIGINT) as first:
        auth = ApiKeyStrategy(first["api_key"], site_id=first["site_id"])
        with WixClient(auth=auth, base_url=first["base_url"]) as wix:
            made = wix.calendar.participations.create_participation(
                participation={
                    "event_id": EVENT,
                    "participant": {"name": "Ann"},
                    "party_size": 2,
                }
            )
    with (
        running(*kept, end=signal.SIGTERM) as second,
        WixClient(auth=auth, base_url=second["base_url"]) as wix,
    ):
        found = wix.calendar.participations.get_participation(participation_id=made.id)

    assert (130, ("", "")) == (first["exit"], first["said"])
    assert (0, ("", "")) == (second["exit"], second["said"])
    assert made == found
    ours = {"base_url", "page", "said", "exit"}
    assert [] == [key for key in first.keys() - ours if first[key] != second[key]]
    assert made.id in (tmp_path / "seed.yaml").read_text()


def test_it_prints_the_variables_to_set() -> None:
    """Taken as a shell does, the exports are what the clients of this package, and of others, read."""
    with LocalWix(port=0) as local:
        text = serving.text_of(serving.facts_of(local))
        public_key = local.public_key
    lines = [shlex.split(line) for line in text.splitlines() if "export" in line]
    found = dict(word.split("=", 1) for _, word in lines)
    key = found.pop("WIX_PUBLIC_KEY")

    assert {
        "WIX_BASE_URL": local.base_url,
        "WIX_API_KEY": local.api_key,
        "WIX_SITE_ID": local.site_id,
        "WIX_APP_ID": local.identity.app_id,
        "WIX_APP_SECRET": local.identity.app_secret,
        "WIX_INSTANCE_ID": local.identity.instance_id,
        "WIX_CLIENT_ID": local.identity.client_id,
    } == found
    assert public_key == b64decode(key).decode()
    assert f"{local.base_url}/_wix/" in text


def test_the_help_is_that_of_all_commands() -> None:
    """The command that is run alone has the name and the options that the whole command line shows."""
    quick = CliRunner().invoke(alone, ["serve", "--help"], prog_name="wixgen")
    whole = CliRunner().invoke(app, ["serve", "--help"], prog_name="wixgen")

    assert "Usage: wixgen serve [OPTIONS]" in quick.output
    assert whole.output == quick.output


def test_js_prints_the_preload() -> None:
    """`--js` prints the module that leads the JavaScript SDK here, and ends."""
    result = serve("--js")

    assert (0, "") == (result.exit_code, result.stderr)
    preload = Path(wixapi.__path__[0], "_local", "server", "preload.mjs")
    assert preload.read_text() == result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--clock", "tomorrow"], "--clock tomorrow: this is no date help: 2026-"),
        (
            ["--webhook", "localhost:5000/hook"],
            "--webhook localhost:5000/hook: this is",
        ),
        (["--webhook", "http://[::1"], "--webhook http://[::1: this is no URL"),
        (["--port", "70000"], "70000 is no port: give one from 1 to 65535"),
        (["--host", "192.0.2.7"], "192.0.2.7 is no address of this machine"),
        (["--db", "."], "is a folder: name a file in it"),
        (["--db", "no/such/folder/wix.db"], "there is no such folder"),
        (
            ["--export", "no/such/folder/seed.yaml"],
            "seed.yaml: No such file or directory",
        ),
        (
            ["--export", "seed.txt"],
            "seed.txt: unknown file type help: the name must end",
        ),
        (["--seed", "no-such.yaml"], "no-such.yaml"),
        (["--project", "no/such/folder"], "there is no such folder"),
        (
            ["--out", "no/such/folder"],
            "there is no package wixapi help: run `wixgen build`",
        ),
    ],
)
def test_what_is_wrong_ends_with_a_remedy(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each wrong option exits with 2, and says in one or two lines what is wrong; no traceback."""
    monkeypatch.chdir(tmp_path)
    result = serve(*arguments)

    assert (2, "") == (result.exit_code, result.stdout)
    assert words in one_line(result)
    assert "Traceback" not in result.stderr


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    """A second one on the same port says so, and leaves its file alone."""
    file = tmp_path / "wix.db"
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        number = taken.getsockname()[1]
        result = serve("--port", str(number), "--db", str(file), "--demo")

    with LocalWix(db=file) as local:
        assert {} == local.export()
    assert 2 == result.exit_code
    assert f"error: port {number} of 127.0.0.1 is in use" in one_line(result)


def test_nobody_is_answered_before_it_holds_its_seed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who waits for the port finds all that it is to hold."""
    seen: list[int] = []
    fill = serving.Serving._fill

    def slowly(one: serving.Serving) -> None:
        with pytest.raises(httpx2.TimeoutException):
            httpx2.get(one.local.base_url, timeout=0.1)
        fill(one)
        seen.append(len(one.local.requests))

    monkeypatch.setattr(serving.Serving, "_fill", slowly)
    with serving.Serving(LocalPackage("wixapi", "it"), serving.Settings()) as one:
        httpx2.get(one.local.base_url)

    assert [0] == seen


def test_ids_are_others_in_each_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless a seed is given, or the clock stands: apps remember the events of an earlier run by their ids."""
    seeds: list[int] = []

    def look(_: LocalPackage, settings: serving.Settings) -> NoReturn:
        seeds.append(settings.random)
        raise typer.Exit

    monkeypatch.setattr("wixgen.cli.serve.command.Serving", look)
    serve()
    serve()
    serve("--clock", "2026-01-31")
    serve("--random", "7")

    assert seeds[0] != seeds[1]
    assert [0, 7] == seeds[2:]


@pytest.mark.parametrize("content", ["other", "newer", "text"])
def test_another_database_is_refused(content: str, tmp_path: Path) -> None:
    """A file that isn't ours, or of another version, is told and not changed."""
    file = tmp_path / "wix.db"
    if content == "text":
        file.write_text("dear diary, " * 100)
    else:
        with LocalWix(db=None if content == "other" else file):
            pass
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("CREATE TABLE diary (day TEXT)")
            connection.execute("PRAGMA user_version = 99")
    before = file.read_bytes()
    result = serve("--db", str(file))

    assert 2 == result.exit_code
    assert one_line(result).startswith(f"error: {file}")
    assert before == file.read_bytes()


def test_other_hosts_are_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where others can reach it, that is said on stderr; for this machine alone, nothing is."""
    said: list[str] = []
    monkeypatch.setattr(
        "wixgen.cli.serve.serving.typer.echo", lambda text, **_: said.append(text)
    )
    for host in ("0.0.0.0", "127.0.0.1"):
        settings = serving.Settings(host=host)
        with serving.Serving(LocalPackage("wixapi", "it"), settings) as one:
            one.warn(quiet=False)
            assert one.local.base_url.startswith("http://127.0.0.1:")

    assert ["warning: 0.0.0.0 is open to all who reach this machine"] == [
        text.partition(",")[0] for text in said
    ]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise RuntimeError('odd')", "generated can't be imported: RuntimeError: odd"),
        (
            "import no_such_thing",
            "ModuleNotFoundError: No module named 'no_such_thing'",
        ),
        ("", "generated has no local Wix help: run `wixgen build`"),
        ("import starlette", "needs starlette help: pip install 'wixgen[serve]'"),
    ],
)
def test_a_package_that_can_not_serve_is_told(
    code: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken package, one of an older wixgen, and missing libraries are told with what helps."""
    name = f"sdk_{abs(hash(code))}"
    files = {
        "pyproject.toml": f'[tool.wixgen]\npackage = "{name}"\n',
        f"generated/{name}/__init__.py": code,
        f"generated/{name}/errors.py": "",
    }
    write_files(tmp_path, files)
    monkeypatch.setitem(sys.modules, "starlette", None)
    monkeypatch.setattr(sys, "path", [*sys.path])
    result = serve("--project", str(tmp_path))

    assert (2, "") == (result.exit_code, result.stdout)
    assert words in one_line(result)


@pytest.mark.slow
def test_a_package_of_another_name_serves_itself(tmp_path: Path) -> None:
    """A project's own package is served under its own name, also one without events."""
    text = (ROOT / "generator/wixgen/catalogue/example.yaml").read_text()
    spec, _, _ = text.partition("\nwebhooks:")
    files = {
        "pyproject.toml": '[tool.wixgen]\npackage = "acme_wix"\n',
        "schemas/example/notes.yaml": spec,
    }
    built(write_files(tmp_path, files))
    project = ("--project", str(tmp_path))
    with running(*project, end=signal.SIGTERM) as told:
        answer = httpx2.post(
            f"{told['base_url']}/example/v1/notes",
            headers={"authorization": told["api_key"], "wix-site-id": told["site_id"]},
            json={"note": {"text": "hello"}},
        )
        copied = httpx2.get(f"{told['page']}api/requests/1").json()["code"]

    assert ("state", "hello") == (
        answer.headers["x-wix-local"],
        answer.json()["note"]["text"],
    )
    assert copied.startswith("from acme_wix import WixClient")
    assert ("", 0) == (told["public_key"], told["exit"])


def test_outside_of_a_project_the_installed_package_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No project is needed where the package is installed."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(alone, ["serve", "--js"])

    assert (0, True) == (result.exit_code, "WIX_BASE_URL" in result.stdout)
    assert os.getcwd() == str(tmp_path)
