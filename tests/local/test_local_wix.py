"""`LocalWix` as tests of apps use it."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest

from wixapi.errors import NotFoundError, ServerError
from wixapi.testing import LocalWix

ROOT = Path(__file__).parents[2]


def _titles(local: LocalWix) -> list[str]:
    """Return the titles of all categories that it holds, sorted."""
    found = local.client().faq.category.query_categories(query={})
    return sorted(str(one.title) for one in found)


def _create(local: LocalWix, title: str) -> Any:
    """Return a new category."""
    return local.client().faq.category.create_category(category={"title": title})


def test_the_example_of_the_readme_passes(local_wix: LocalWix) -> None:
    """The README's test of one's own app is one that passes."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [test] = re.findall(r"```python\n([^`]*def test_a_new_category[^`]*)```", readme)
    names: dict[str, Any] = {}
    exec(test, names)
    names["test_a_new_category_is_announced"](local_wix)


def test_each_test_has_its_own(local_wix: LocalWix) -> None:
    """Two of them share nothing."""
    _create(local_wix, "mine")
    with LocalWix() as other:
        assert (_titles(local_wix), _titles(other)) == (["mine"], [])


def test_a_snapshot_comes_back(local_wix: LocalWix) -> None:
    """What was there when the snapshot was made is there after it is restored, and nothing else; in another, too."""
    _create(local_wix, "before")
    snapshot = local_wix.snapshot()
    _create(local_wix, "after")
    local_wix.restore(snapshot)
    with LocalWix() as other:
        other.restore(snapshot)
        assert (_titles(local_wix), _titles(other)) == (["before"], ["before"])


def test_a_reset_forgets_all(local_wix: LocalWix) -> None:
    """After a reset there are neither entities nor requests, and no handler answers."""
    made = _create(local_wix, "gone")
    local_wix.on("faq.category.get_category")(lambda _: {"category": {"id": made.id}})
    local_wix.reset()
    assert local_wix.requests == []
    with pytest.raises(NotFoundError):
        local_wix.client().faq.category.get_category(category_id=made.id)


def test_a_strict_one_makes_nothing_up() -> None:
    """A strict one refuses what it could only make up, and answers what it knows."""
    with LocalWix(strict=True) as local:
        _create(local, "known")
        with pytest.raises(ServerError) as caught:
            local.client().analytics_data.analytics_data.get_analytics_data(
                date_range={"start_date": "2026-01-01", "end_date": "2026-01-02"},
                measurement_types=["TOTAL_SALES"],
            )
        assert (caught.value.status, _titles(local)) == (501, ["known"])


def test_a_handler_may_be_of_a_client_s_method(local_wix: LocalWix) -> None:
    """A method of a client is a name of what a handler answers; the handler gets the call."""
    wix = local_wix.client()
    seen: list[str] = []

    @local_wix.on(wix.faq.category.get_category)
    def answer(call: Any) -> dict[str, Any]:
        seen.append(call.arguments["categoryId"])
        return {"category": {"id": call.arguments["categoryId"], "title": "made"}}

    id_ = "1a8f3ee1-9f6b-4b0a-8f5e-0d1d5d2b7a31"
    got = wix.faq.category.get_category(category_id=id_)
    by = local_wix.requests[-1].answered_by
    assert (got.title, seen, by) == ("made", [id_], "handler")


async def test_it_serves_in_async_with() -> None:
    """It is an async context manager, whose async client's calls it answers."""
    async with LocalWix() as local, local.async_client() as wix:
        made = await wix.faq.category.create_category(category={"title": "async"})
        assert await wix.faq.category.get_category(category_id=made.id) == made


@pytest.mark.parametrize("zone", [UTC, None])
def test_a_clock_that_is_given_stands(zone: tzinfo | None) -> None:
    """With a clock that is given, in UTC unless it says otherwise, dates are those of the clock, and go on with it."""
    start = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    with LocalWix(clock=start.replace(tzinfo=zone)) as local:
        first = _create(local, "first").created_date
        local.advance(hours=2)
        second = _create(local, "second").created_date
    assert (first, second) == (start, start + timedelta(hours=2))


def test_the_same_seed_makes_the_same_bytes() -> None:
    """Two runs with the same clock and seed answer the same."""
    start = datetime(2026, 1, 2, tzinfo=UTC)
    answers = []
    for _ in range(2):
        with LocalWix(clock=start, random=7) as local:
            answers.append([_create(local, title).to_json() for title in "ab"])
    assert answers[0] == answers[1]


def test_what_tests_import_is_little() -> None:
    """`wixapi.testing` loads neither a server nor a resource; the facts of methods come with the first call."""
    script = (
        "import sys; import wixapi.testing; "
        "print(sorted(name for name in sys.modules if name in "
        "{'starlette', 'uvicorn', 'wixapi.faq', 'wixapi._local.deliveries.deliveries', 'wixapi._local.requests.routes'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.strip() == "[]"
