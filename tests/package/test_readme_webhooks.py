"""The README's examples of frameworks and tests, run with the real frameworks and real servers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import path

from support.projects import ROOT
from support.web_servers import Site, uvicorn_server, wsgiref_server
from wixapi import Webhooks, testing
from wixapi.events import guests

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def block(beginning: str) -> str:
    """The Python block that begins so."""
    (found,) = [text for text in BLOCKS if text.startswith(beginning)]
    return found


@pytest.fixture
def seen() -> list[Any]:
    """The events that the handler got."""
    return []


@pytest.fixture
def hooks(seen: list[Any]) -> Webhooks:
    """What the examples call `hooks`, with a handler."""
    hooks = Webhooks(testing.keys().public_key)
    hooks.on(guests.GuestCreated)(seen.append)
    return hooks


def run(beginning: str, hooks: Webhooks) -> dict[str, Any]:
    """The names that a block defines."""
    names: dict[str, Any] = {"__name__": "example", "hooks": hooks}
    exec(block(beginning), names)
    return names


def check(site: Site, seen: list[Any]) -> None:
    """An event is handled once and answered 200, a forgery and other methods are not."""
    body = testing.event(guests.GuestCreated)

    assert 200 == site.send(body, path="/wix").status
    assert 400 == site.send(body[:-9], path="/wix").status
    assert 405 == site.send(b"", "GET", path="/wix").status
    assert 404 == site.send(body, path="/other").status
    assert [guests.GuestCreated] == [type(event) for event in seen]


def test_the_example_for_fastapi(hooks: Webhooks, seen: list[Any]) -> None:
    """Below uvicorn."""
    app = run("from fastapi", hooks)["app"]

    with uvicorn_server(app) as site:
        check(site, seen)


def test_the_example_for_flask(hooks: Webhooks, seen: list[Any]) -> None:
    """Below wsgiref."""
    app = run("from flask", hooks)["application"]

    with wsgiref_server(app) as site:
        check(site, seen)


def test_the_example_for_django(hooks: Webhooks, seen: list[Any]) -> None:
    """Below wsgiref, with the view where the comment says."""
    if not settings.configured:
        settings.configure(
            ALLOWED_HOSTS=["127.0.0.1"],
            MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
            ROOT_URLCONF=__name__,
            LOGGING_CONFIG=None,
        )
        django.setup(set_prefix=False)
    urlpatterns[:] = [path("wix", run("from django", hooks)["wix"])]

    with wsgiref_server(WSGIHandler()) as site:
        check(site, seen)


urlpatterns: list[Any] = []


def test_the_example_of_tests(tmp_path: Path) -> None:
    """They are tests, and they pass."""
    (tmp_path / "test_example.py").write_text(
        block("from wixapi import Webhooks, testing"), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "generated")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "2 passed" in done.stdout, done.stdout
