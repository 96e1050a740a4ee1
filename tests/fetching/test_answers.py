"""`wixgen fetch`: what a portal may answer that is no page, or not the whole of one."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest

from fetching.conftest import Project, states
from support.portal import ROOT, Fault, bomb
from wixgen.fetching.bodies import TooLargeError, read_body
from wixgen.fetching.client import FAILURES, MAX_BYTES
from wixgen.fetching.crawl import AT_ONCE
from wixgen.fetching.lock import parse_lock
from wixgen.fetching.pace import Pace, retry_after

PAGE = f"{ROOT}/v1/get-thing-0"


def _served(project: Project) -> bytes:
    return (project.portal.header + project.portal.pages[PAGE]).encode()


def test_an_unchanged_page_that_nobody_has(project: Project) -> None:
    """304 to a question without conditions is no page: asked for once more, it has failed."""
    project.portal.faults[PAGE] = Fault(304)
    first = project.fetch()
    project.portal.faults[PAGE] = Fault(304, times=1)
    second = project.fetch()

    assert (2, "15 new, 1 failed") == (first.exit_code, states(first.stdout))
    assert (0, "1 new, 15 unchanged") == (second.exit_code, states(second.stdout))
    assert _served(project) == project.page(PAGE).read_bytes()


def test_an_unchanged_page_with_the_validator_of_another(project: Project) -> None:
    """304 with another ETag than that of the kept page isn't about it: it is asked for as a whole."""
    project.fetch()
    project.portal.method(PAGE, "getThing0", field="weight")
    project.portal.faults[PAGE] = Fault(304, headers={"etag": '"another"'}, times=1)
    result = project.fetch()

    assert "1 changed, 15 unchanged" == states(result.stdout)
    assert _served(project) == project.page(PAGE).read_bytes()


def test_validators_that_come_and_go(project: Project) -> None:
    """A portal that gives validators on one day only makes no difference to pages or lock."""
    project.fetch()
    lock = project.lock
    for has_etags in (False, True, False):
        project.portal.has_etags = has_etags
        assert (0, lock) == (project.fetch("--check").exit_code, project.lock)
        assert (0, lock) == (project.fetch().exit_code, project.lock)


PORTAL = "> Portal Navigation:\n>\n> - Put `.md` behind addresses.\n"
HEADERS = [
    f"{PORTAL}\n",
    f"> To do this, do that.\n>\n{PORTAL}\n",
    f"> To do this or that, follow http://127.0.0.1/it.md\n>\n{PORTAL}> - Put `?schema=true` behind.\n\n",
    "> **News**\n> All is called otherwise now:\n>\n> * [Index](http://127.0.0.1/index.md)\n\n\n",
    "",
]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("has_etags", [True, False])
def test_a_header_in_any_wording(
    project: Project, header: str, has_etags: bool
) -> None:
    """Whatever the portal writes above a page changes neither a page nor a byte of the lock."""
    project.portal.has_etags = has_etags
    project.fetch("--limit", "4")
    lock, pages = project.lock, project.kept()
    project.portal.header = header
    result = project.fetch("--limit", "4")

    assert "4 unchanged" == states(result.stdout)
    assert (lock, pages) == (project.lock, project.kept())


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/markdown\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def _packed(data: bytes, wbits: int) -> bytes:
    packer = zlib.compressobj(wbits=wbits)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("empty", Fault(body=b"")),
        ("empty", Fault(body=b"\xef\xbb\xbf \r\n\r\n---\n")),
        ("cut-short", Fault(206)),
        ("cut-short", Fault(raw=HEAD + b"Content-Length: 5000\r\n\r\n# Get")),
        ("cut-short", Fault(raw=CHUNKED + b"5\r\n# Get\r\n")),
        ("cut-short", Fault(raw=CHUNKED + b"50\r\n# Get")),
        (
            "cut-short",
            Fault(
                body=gzip.compress(b"# Get" * 99)[:-20],
                headers={"content-encoding": "gzip"},
            ),
        ),
        ("coding", Fault(body=b"# Get", headers={"content-encoding": "gzip"})),
        ("coding", Fault(body=b"# Get", headers={"content-encoding": "br"})),
        ("coding", Fault(body=b"# Get", headers={"content-encoding": "gzip, gzip"})),
        ("too-large", Fault(body=bomb(), headers={"content-encoding": "gzip"})),
        (
            "too-large",
            Fault(
                body=_packed(b"x" * (5 * 1024 * 1024), -15),
                headers={"content-encoding": "deflate"},
            ),
        ),
        ("charset", Fault(body="# Gét".encode("utf-16"))),
        ("charset", Fault(body=b"# Get\0 it")),
        ("media-type", Fault(headers={"content-type": "application/json"})),
        ("html", Fault(headers={"content-type": "Text/HTML; charset=utf-8"})),
        ("html", Fault(body=b"> x\n\n<!-- a -->\n<!DOCTYPE html>\n<p>")),
        ("html", Fault(body=b"<?xml version='1.0'?><html>")),
        ("refused", Fault(403, b"")),
        ("other-page", Fault(body=b"## [A](/docs/a/b.md)\n\n- [B](/docs/a/b/c.md)\n")),
    ],
)
def test_answers_that_can_be_no_page(project: Project, code: str, fault: Fault) -> None:
    """Whatever can't be the page leaves the old copy there, and is suspect; a new page has failed."""
    project.fetch("--limit", "4")
    before = project.kept()
    path = f"{ROOT}/introduction"
    project.portal.faults[path] = fault
    result = project.fetch("--limit", "4")

    assert (0, "3 unchanged, 1 suspect") == (result.exit_code, states(result.stdout))
    assert f"[{code}]" in result.stderr
    assert before == project.kept()
    assert (
        code == parse_lock(project.lock).pages[f"{project.portal.base}/{path}"].suspect
    )


@pytest.mark.parametrize("status", [202, 204, 300, 400, 451, 500, 504])
def test_statuses_that_say_nothing_of_a_page(project: Project, status: int) -> None:
    """An answer that is neither a page nor a loss has failed: the next run may fare better."""
    project.fetch("--limit", "4")
    lock = project.lock
    project.portal.faults[f"{ROOT}/introduction"] = Fault(status, b"")
    result = project.fetch("--limit", "4")

    assert (2, "3 unchanged, 1 failed") == (result.exit_code, states(result.stdout))
    assert f"HTTP status {status}" in result.stderr
    assert lock == project.lock


GZIP = {"content-encoding": "GZIP"}
DEFLATE = {"content-encoding": "deflate"}
LATIN = {"content-type": "text/plain; charset=latin-1"}
BINARY = {"content-type": "application/octet-stream"}


@pytest.mark.parametrize(
    "served",
    [
        lambda page: Fault(body=b"\xef\xbb\xbf" + page),
        lambda page: Fault(body=page.replace(b"\n", b"\r\n")),
        lambda page: Fault(body=page, headers=LATIN),
        lambda page: Fault(body=page, headers=BINARY),
        lambda page: Fault(body=gzip.compress(page), headers=GZIP),
        lambda page: Fault(body=_packed(page, 15), headers=DEFLATE),
        lambda page: Fault(body=_packed(page, -15), headers=DEFLATE),
        lambda page: Fault(raw=b"HTTP/1.1 200 OK\r\n\r\n" + page),
        lambda page: Fault(body=page, drip=0.0),
    ],
)
def test_forms_in_which_a_page_may_come(
    project: Project, served: Callable[[bytes], Fault]
) -> None:
    """Packing, byte order marks, line ends and types make no other page."""
    project.portal.has_etags = False
    project.fetch("--limit", "4")
    path = f"{ROOT}/introduction"
    page = (project.portal.header + project.portal.pages[path]).encode()
    project.portal.faults[path] = served(page)
    result = project.fetch("--limit", "4")

    assert (0, "4 unchanged") == (result.exit_code, states(result.stdout))


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, b"", {"retry-after": "soon"}, times=1),
        Fault(429, b"", {"retry-after": "99999999999999999999"}, times=1),
        Fault(503, b"", {"retry-after": "-5"}, times=2),
        Fault(502, b"", times=2),
        Fault(raw=b"", times=1),
        Fault(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n#", times=1),
    ],
)
def test_faults_that_pass(project: Project, fault: Fault) -> None:
    """What is over when a page is asked for again does no harm, whatever Retry-After says."""
    for path in project.portal.pages:
        project.portal.faults[path] = replace(fault)
    result = project.fetch()

    assert (0, "16 new") == (result.exit_code, states(result.stdout))


def test_a_body_takes_no_more_memory_than_a_page() -> None:
    """What unpacks to more than a page can have is never in memory as a whole."""

    packed = bomb()

    async def body() -> AsyncIterator[bytes]:
        yield packed

    response = httpx2.Response(
        200, headers={"content-encoding": "gzip"}, content=body()
    )
    tracemalloc.start()
    with pytest.raises(TooLargeError):
        asyncio.run(read_body(response, MAX_BYTES))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 4 * MAX_BYTES


@pytest.mark.parametrize(
    ("robots", "asked"),
    [
        (Fault(404, b"User-agent: *\nDisallow: /"), True),
        (Fault(401, b""), True),
        (Fault(200, b"<!DOCTYPE html><html><p>Disallow: /</html>"), True),
        (Fault(200, b"User-agent: other\nDisallow: /"), True),
        (Fault(200, b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /docs/\r\n"), False),
        (Fault(200, b"User-agent: WixGen\nDisallow: /docs/\n"), False),
        (Fault(200, b"User-agent: *\nDisallow: /*.md$\n" + b"#" * 600_000), False),
        (Fault(503, b""), None),
        (Fault(500, b""), None),
        (Fault(302, b"", {"location": "https://elsewhere.example/robots.txt"}), None),
        (Fault(302, b"", {"location": "/robots.txt"}), None),
        (Fault(raw=HEAD + b"Content-Length: 99\r\n\r\nUser-agent: *"), None),
    ],
)
def test_robots_of_all_kinds(
    project: Project, robots: Fault, asked: bool | None
) -> None:
    """Without robots.txt all may be asked; while it can't be had, nothing; what it forbids, never."""
    project.portal.robots_fault = robots
    result = project.fetch("--limit", "1")

    assert (0 if asked else 2) == result.exit_code
    assert bool(asked) == bool(project.portal.asked)
    assert (asked is None) == (
        "robots.txt of the portal can't be read" in result.stderr
    )


def test_robots_forbid_the_end_of_a_redirect(project: Project) -> None:
    """Where a redirect leads to what robots.txt forbids, it isn't followed."""
    project.portal.robots = "User-agent: *\nDisallow: /docs/private\n"
    project.portal.faults[PAGE] = Fault(302, b"", {"location": "/docs/private/x.md"})
    result = project.fetch()

    assert "15 new, 1 failed" == states(result.stdout)
    assert "/docs/private/x.md" not in project.portal.asked


def test_a_portal_that_wants_to_be_left_alone(project: Project) -> None:
    """A pause that is longer than a run can wait for ends the asking at once; the next run goes on."""
    project.portal.faults[f"{ROOT}/v1"] = Fault(429, b"", {"retry-after": "3600"})
    first = project.fetch()
    first_asked = [*project.portal.asked]
    project.portal.faults.clear()
    second = project.fetch()

    assert 2 == first.exit_code
    (last,) = (n for n, one in enumerate(first_asked) if one == f"/docs/{ROOT}/v1.md")
    assert len(first_asked) <= last + 2  # what was asked at the same time
    assert "no request for 3600 s" in first.stderr
    assert 16 == len(project.kept())
    assert 0 == second.exit_code


def test_a_portal_that_breaks_down(project: Project) -> None:
    """After many failures in a row nothing more is asked for, and nothing is lost."""
    project.fetch()
    lock, pages = project.lock, project.kept()
    project.portal.forget()
    for path in project.portal.pages:
        project.portal.faults[path] = Fault(503, b"")
    result = project.fetch()

    assert (2, "16 failed") == (result.exit_code, states(result.stdout))
    assert (lock, pages) == (project.lock, project.kept())
    assert len({*project.portal.asked}) < FAILURES + AT_ONCE
    assert f"after {FAILURES} failures in a row" in result.stderr


def test_retry_after() -> None:
    """Retry-After is heeded as seconds or a date; what makes no sense is passed over."""
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    past = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
    senseless = [None, "", "0", "-1", "1e3", "soon", "²", "9" * 400, "2678401", past]
    senseless += ["Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 99 Foo 2026 99:99:99 GMT"]

    assert [None] * len(senseless) == [retry_after(value) for value in senseless]
    assert [1.0, 172800.0] == [retry_after(" 1 "), retry_after("172800")]
    assert 90 < (retry_after(soon) or 0) <= 100


def test_the_pace_follows_the_portal() -> None:
    """A busy portal is asked half as often, down to a limit, and by and by as often as before again."""
    pace = Pace(rate=2.0)
    pace.slow_down(None)
    slow = pace.interval
    for _ in range(99):
        pace.slow_down(None)
    slowest = pace.interval
    for _ in range(99):
        pace.speed_up()
    pace.at_least(3.0)
    pace.speed_up()

    assert (1.0, 4.0, 3.0) == (slow, slowest, pace.interval)
