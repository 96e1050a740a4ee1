"""Guards that `mutate.py` could once take away unnoticed."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from runtime.things import Things
from support.server import LoopbackServer
from support.tokens import TokenServer
from wixapi import ApiKeyStrategy, AppStrategy, errors
from wixapi._auth.redacted import Hidden
from wixapi._http.client import SyncClient
from wixapi._http.retry import RetryBudget, RetryPolicy, nothing_was_sent, retry_after
from wixapi._http.trace import Attempt
from wixapi.inbox._worker import _text
from wixgen.emit import literals
from wixgen.package.model import Call

KEY = ApiKeyStrategy("hush-key")


def test_no_pause_ends_after_the_deadline() -> None:
    """A call whose pause would outlast it isn't made again."""
    policy = RetryPolicy(random=lambda: 1.0)
    refused = httpx2.ConnectError("nobody listens")

    assert 0.5 == policy.pause(0, refused, repeatable=True, left=0.6)
    assert policy.pause(0, refused, repeatable=True, left=0.5) is None


def test_a_proxy_that_wants_credentials_wants_them_again() -> None:
    """Other faults of proxies pass."""
    assert not nothing_was_sent(httpx2.ProxyError("407 Proxy Authentication Required"))
    assert nothing_was_sent(httpx2.ProxyError("502 Bad Gateway"))


def test_a_date_is_short() -> None:
    """What comes after a date in `Retry-After` makes it none."""
    date = "Wed, 21 Oct 2099 07:28:00 GMT"

    assert retry_after(date, 0.0) is not None
    assert retry_after(f"{date} {'x ' * 200}", 0.0) is None


def test_a_budget_is_never_more_than_full() -> None:
    """However much succeeds."""
    budget = RetryBudget(tokens=2)
    for _ in range(100):
        budget.succeeded(2)

    assert [True, True, False] == [budget.take() for _ in range(3)]


def test_hidden_is_hidden() -> None:
    """Tools that print variables see how many there are."""
    assert "<1 hidden>" == repr(Hidden({"Authorization": "hush"}))


def test_credentials_of_the_users_own_are_not_renewed(server: LoopbackServer) -> None:
    """A 401 to a header of the user's own says nothing of our token."""
    wix = TokenServer(server)
    auth = AppStrategy("app", "secret", instance_id="site")
    with SyncClient(auth=auth, base_url=server.url) as client:
        own = {"Authorization": "own"}
        with pytest.raises(errors.ApiError):
            Things(client).get_thing(thing_id="1", request_options={"headers": own})

    assert 1 == len(wix.calls)


@contextmanager
def slow(_attempt: Attempt) -> Iterator[None]:
    """A hook that takes its time."""
    time.sleep(0.05)
    yield


def test_nothing_is_sent_after_the_deadline(server: LoopbackServer) -> None:
    """Time that passes before the request is sent counts too."""
    late = pytest.raises(errors.TimeoutError, match="the deadline has passed")
    with SyncClient(auth=KEY, base_url=server.url, trace=slow) as client, late:
        Things(client).get_thing(thing_id="1", request_options={"deadline": 0.01})

    assert [] == server.requests


def test_a_request_has_one_body(server: LoopbackServer) -> None:
    """JSON or bytes; which of them would be sent is nobody's guess."""
    refused = pytest.raises(errors.ConfigurationError, match="only one")
    with SyncClient(auth=KEY, base_url=server.url) as client, refused:
        client.request("POST", "/x", json={}, content=b"x")

    assert [] == server.requests


@pytest.mark.parametrize(
    "text", ["it's", 'a "b"', "\\", "' + evil() + '", '" + evil() + "']
)
def test_literals_are_literals(text: str) -> None:
    """Keys and values of data, at any depth, and single values."""
    data = {text: [text, {text: 1}]}

    assert data == ast.literal_eval(literals.data(data))
    assert text == ast.literal_eval(literals.literal(text))


def test_names_in_rules_are_names() -> None:
    """What is no name is a mistake of ours, and no code."""
    with pytest.raises(ValueError, match="not a Python identifier"):
        literals.rule(Call(function="array", argument="evil()"))


FORK = """
import os, sys
sys.path[:0] = sys.argv[2:]
from wixapi.inbox import NewEvent, SQLiteStore
store = SQLiteStore(sys.argv[1])
store.add(NewEvent("parent", "type", "{}"))
pid = os.fork()
if not pid:
    os._exit(0 if store._file._connection is None else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


def test_a_fork_has_a_connection_of_its_own(tmp_path: Path) -> None:
    """SQLite's may not be used by two processes."""
    command = [sys.executable, "-c", FORK, str(tmp_path / "inbox.db"), *sys.path]

    assert 0 == subprocess.run(command, check=False).returncode


def test_errors_are_stored_as_databases_take_texts() -> None:
    """No NUL, no half characters."""
    kept = _text([ValueError("a\0b\ud800c")])

    assert "a?b?c" in kept
