"""The page of a local Wix in a real browser."""

from __future__ import annotations

import json
import os
from collections.abc import Generator

import httpx2
import pytest

from support.browser import Browser, chromium
from wixapi.testing import LocalWix

EVENT = "1a8f3ee1-9f6b-4b0a-8f5e-0d1d5d2b7a31"
HOSTILE = "<img src=x onerror=hacked=1><script>hacked=1</script>"
REQUIRED = "WIXGEN_REQUIRE_CHROMIUM"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Generator[Browser]:
    """Start a browser; skip without one."""
    program = chromium()
    if program is None:
        if os.environ.get(REQUIRED):
            pytest.fail(f"Chromium isn't installed, and {REQUIRED} is set")
        pytest.skip("Chromium isn't installed")
    with Browser(program, tmp_path_factory.mktemp("chromium")) as started:
        yield started


@pytest.fixture
def local(browser: Browser) -> Generator[LocalWix]:
    """Show the page of a local Wix that has one participation of a hostile name, and refused another one."""
    with LocalWix(port=0) as opened:
        browser.said.clear()
        browser.show(1280, 800)
        create(opened, HOSTILE)
        httpx2.post(
            f"{opened.base_url}/calendar/v3/participations?{HOSTILE}",
            headers={"authorization": opened.api_key, "wix-site-id": opened.site_id},
            json={"participation": {"partySize": 5000, HOSTILE: HOSTILE}},
        )
        yield opened
        browser.open("about:blank")


def create(local: LocalWix, name: str) -> None:
    """Create a participation."""
    with local.client() as wix:
        wix.calendar.participations.create_participation(
            participation={
                "event_id": EVENT,
                "participant": {"name": name},
                "party_size": 2,
            }
        )


def text(browser: Browser, selector: str) -> list[str]:
    """Return the texts of elements."""
    found = browser.evaluate(
        f"[...document.querySelectorAll({json.dumps(selector)})].map((one) => one.textContent)"
    )
    return list(found)


def test_requests_are_shown_as_they_come(browser: Browser, local: LocalWix) -> None:
    """The list grows by itself; a request shows verdict, violations and how to repeat it."""
    browser.open(f"{local.base_url}/_wix/#requests/2")
    browser.wait_for("document.querySelector('.detail td')")
    create(local, "Ben")
    browser.wait_for("document.querySelectorAll('.row').length === 3")

    assert ["200", "400", "200"] == text(browser, ".row .status")
    assert "participation.partySize" in text(browser, ".detail td code")
    assert ["Copy as curl", "Copy as Python"] == text(browser, ".detail button")
    assert "true" == browser.evaluate(
        "document.getElementById('row-requests-2').getAttribute('aria-current')"
    )


def test_text_from_outside_is_text(browser: Browser, local: LocalWix) -> None:
    """What callers send shows as it is, and neither makes elements nor runs; nothing comes from elsewhere."""
    for part in (
        "requests/1",
        "requests/2",
        "entities/calendar.participations.Participation",
    ):
        browser.open(f"{local.base_url}/_wix/#{part}")
        browser.wait_for(
            f"location.hash === '#{part}' && document.querySelector('.detail pre')"
            f" && document.querySelector('.detail').textContent.includes({json.dumps(HOSTILE)})"
        )

        assert [0, "undefined"] == browser.evaluate(
            "[document.querySelectorAll('img, main script').length, typeof hacked]"
        )
    assert [] == browser.said
    assert {local.base_url} == set(
        browser.evaluate(
            "performance.getEntriesByType('resource').map((one) => new URL(one.name).origin)"
        )
    )


def test_what_is_read_stays_while_requests_come(
    browser: Browser, local: LocalWix
) -> None:
    """New requests change the list alone: the chosen one isn't drawn anew. Another choice is."""
    browser.open(f"{local.base_url}/_wix/#requests/2")
    browser.wait_for("document.querySelector('.detail td')")
    browser.evaluate("document.querySelector('.detail').dataset.read = 'yes'")
    create(local, "Ben")
    browser.wait_for("document.querySelectorAll('.row').length === 3")
    kept = browser.evaluate("document.querySelector('.detail').dataset.read")
    browser.evaluate("document.getElementById('row-requests-1').click()")
    browser.wait_for("!document.querySelector('.detail').dataset.read")

    assert "yes" == kept
    assert "#requests/1" == browser.evaluate("location.hash")


def test_methods_are_found_by_a_part_of_their_name(
    browser: Browser, local: LocalWix
) -> None:
    """The list of all methods is narrowed down while one types."""
    browser.open(f"{local.base_url}/_wix/#coverage")
    browser.wait_for("document.querySelector('td')")
    browser.evaluate(
        "(() => { const box = document.getElementById('wanted'); box.focus();"
        "box.value = 'create_participation'; box.dispatchEvent(new Event('input')); })()"
    )

    assert ["calendar.participations.create_participation", "state"] == text(
        browser, "td"
    )
    assert "wanted" == browser.evaluate("document.activeElement.id")


def test_its_controls_work(browser: Browser, local: LocalWix) -> None:
    """The buttons let a call fail, put the clock forward, and forget all."""
    browser.open(f"{local.base_url}/_wix/")
    browser.wait_for("document.querySelector('.row')")
    before = local.core.clock.now()
    browser.evaluate("document.querySelector('#fail button').click()")
    browser.wait_for("document.getElementById('notice').textContent.includes('503')")
    browser.evaluate("document.querySelector('#advance button').click()")
    browser.wait_for("document.getElementById('notice').textContent.includes('hours')")
    with local.client() as wix, pytest.raises(Exception, match="503"):
        wix.calendar.participations.query_participations().first()
    after = local.core.clock.now()
    browser.evaluate(
        "confirm = () => true; document.querySelector('#reset button').click()"
    )
    browser.wait_for("document.querySelector('.empty')")

    assert 3600 <= (after - before).total_seconds()
    assert [] == local.requests


@pytest.mark.parametrize(("width", "dark"), [(1280, True), (390, False)])
def test_it_fits_wide_and_narrow_windows(
    browser: Browser, local: LocalWix, width: int, dark: bool
) -> None:
    """Nothing is wider than the window, in each of the parts, light or dark."""
    browser.show(width, 800, dark=dark)
    browser.open(f"{local.base_url}/_wix/")
    browser.wait_for("document.querySelector('.row')")
    for part in ("requests/2", "entities", "deliveries", "coverage"):
        browser.evaluate(f"location.hash = '{part}'")
        browser.wait_for(
            f"document.getElementById('tab-{part.partition('/')[0]}').ariaSelected === 'true'"
            " && document.querySelector('.row, td, .empty')"
        )

        assert width >= browser.evaluate("document.documentElement.scrollWidth")


def test_a_page_of_another_origin_does_nothing(
    browser: Browser, local: LocalWix
) -> None:
    """A script of another page can neither read nor control a local Wix."""
    with LocalWix(port=0) as other:  # what it answers has no policy of its own
        browser.open(f"{other.base_url}/v1/nothing")
        browser.wait_for(f"location.origin === '{other.base_url}'")
        tried = browser.evaluate(f"""Promise.all([
              fetch("{local.base_url}/_wix/api/state").then((r) => r.text(), () => "refused"),
              fetch("{local.base_url}/_wix/api/reset", {{ method: "POST", body: "{{}}",
                headers: {{ "content-type": "application/json" }} }}).then((r) => r.text(), () => "refused"),
              fetch("{local.base_url}/_wix/api/reset", {{ method: "POST", body: "{{}}", mode: "no-cors" }})
                .then(() => "sent"),
            ])""")

    assert ["refused", "refused", "sent"] == tried
    assert 2 == len(local.requests)
