"""`wixgen fetch`: which links lead to pages, and where pages are kept."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from fetching.conftest import Project, states
from support.portal import ROOT
from wixgen.fetching.portal import BadAddressError, Portal

BASE = "https://dev.wix.com/docs"
BESIDE = f"{BASE}/api-reference/crm"


@pytest.mark.parametrize(
    "link",
    [
        "../../../etc/passwd",
        f"{BASE}/../../x.md",
        f"{BASE}/a/../b.md",
        "%2e%2e/x.md",
        "..%2fx.md",
        "..\\x.md",
        "a\\..\\b.md",
        "a\x00.md",
        "a\x1b[31m.md",
        "a\nb.md",
        "crm/caf\u00e9.md",
        "crm/a\u202eb.md",
        f"crm/{'n' * 300}.md",
        "/".join(["n" * 50] * 13),
        "/".join("n" * 30),
        "crm/con.md",
        "crm/NUL",
        "crm/Aux.en.md",
        "crm/com1/x.md",
        "crm/lpt9.md",
        "crm/.hidden.md",
        "crm/-rf.md",
        "crm/x..md",
        "crm/a.md/b.md",
        "crm/a.MD",
        "crm/$HOME.md",
        "crm/a:b.md",
        "crm/a*.md",
        "crm/x.md?version=2",
        "get-menu-content?url=x&format=markdown.md",
        "javascript:alert(1)",
        "data:text/plain,x",
        "file:///docs/x.md",
        "mailto:someone@example.com",
        "http://dev.wix.com/docs/x.md",
        "https://dev.wix.com:8443/docs/x.md",
        "https://user@dev.wix.com/docs/x.md",
        "https://dev.wix.com.example/docs/x.md",
        "https://dev.wix.com/docs-old/x.md",
        "https://dev.wix.com/api/x.md",
        "//dev.example/docs/x.md",
        "https://[x/docs/x.md",
        "https://dev.wix.com:x/docs/x.md",
        BASE,
        "",
    ],
)
def test_links_that_lead_to_no_page(link: str) -> None:
    """A link that leaves the portal, or would make an odd path, is that of no page."""
    found = Portal().address(link, BESIDE)

    assert found is None or found == BESIDE


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("crm/contacts.md", "api-reference/crm/contacts.md"),
        ("/docs/sdk/x.md", "sdk/x.md"),
        (f"{BASE}/sdk/x", "sdk/x.md"),
        (f"{BASE}/sdk/x/", "sdk/x.md"),
        ("HTTPS://Dev.Wix.com:443/docs/sdk/X.md", "sdk/X.md"),
        (f"{BASE}/sdk/x.md#anchor", "sdk/x.md"),
        (f"{BASE}/sdk/x?apiView=SDK", "sdk/x.md"),
        (f"{BASE}/sdk/x.md?schema=true", "sdk/x.md"),
        (f"{BASE}/sdk/v1.2/conman~_x.md", "sdk/v1.2/conman~_x.md"),
        (f"{BASE}/sdk/{'n' * 150}.md", f"sdk/{'n' * 150}.md"),
        ("./crm/../crm/x.md", "api-reference/crm/x.md"),
    ],
)
def test_links_that_lead_to_pages(link: str, path: str) -> None:
    """However a page is named, it is kept at its address's path below the portal."""
    portal = Portal()
    found = portal.address(link, BESIDE)

    assert found is not None
    assert path == portal.path(found)


@pytest.mark.parametrize(
    "url",
    [
        "http://dev.wix.com/docs",
        "http://127.0.0.1.example/docs",
        "http://localhost.example/docs",
        "http://a.localhost/docs",
        "http://10.0.0.1/docs",
        "http://[::2]/docs",
        "ws://127.0.0.1/docs",
        "127.0.0.1/docs",
        "https:///docs",
        "https://dev.wix.com/docs?x",
        "https://dev.wix.com/d ocs",
        "https://dev.wix.com:port/docs",
    ],
)
def test_portals_that_are_none(url: str) -> None:
    """A portal has https, but on the loopback interface, and nothing behind its path."""
    with pytest.raises(BadAddressError):
        Portal.at(url)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8000/a/b", "http://[::1]/x", "http://localhost", f"{BASE}/"],
)
def test_portals(url: str) -> None:
    """Loopback addresses may be asked without encryption; a slash at the end says nothing."""
    assert url.rstrip("/") == Portal.at(url).base


def test_a_hostile_menu(project: Project) -> None:
    """Odd links in a menu lead nowhere; those below the portal are told, and nothing is written outside."""
    odd = [
        "../../../../x.md",
        "crm/con.md",
        f"{'n' * 300}.md",
        "javascript:x",
        "%2e.md",
    ]
    lines = [f"- [x [1]]({link})" for link in odd]
    project.portal.pages[ROOT] += "\n".join([*lines, '- [a \\] b](v1.md "x")\n'])
    result = project.fetch()

    assert (0, "16 new") == (result.exit_code, states(result.stdout))
    assert "[passed-over]" in result.stderr
    names = {path.name for path in project.folder.rglob("*.md")}
    assert names == {Path(path).name for path in project.kept()}


def test_a_title_may_have_brackets(project: Project) -> None:
    """Brackets and titles in a menu's links are no reason to miss a page."""
    new = [f"{ROOT}/v1/list-{number}" for number in range(3)]
    for path in new:
        project.portal.article(path)
    base = project.portal.base
    project.portal.pages[f"{ROOT}/v1"] += (
        f"- [List [all]]({base}/{new[0]}.md)\n- [List \\] x](<{base}/{new[1]}.md>)\n"
        f'* [Array[] x]({base}/{new[2]}.md "title")\n'
    )

    assert "19 new" == states(project.fetch().stdout)


def test_pages_with_the_same_name_but_for_case(project: Project) -> None:
    """Of two addresses that one file system takes for the same, the one that is known counts, else the first."""
    project.fetch()
    lock = project.lock
    upper = f"{ROOT}/v1/Get-Thing-0"
    project.portal.method(upper, "getThing0")
    text = project.portal.pages[f"{ROOT}/v1"]
    project.portal.pages[f"{ROOT}/v1"] = text.replace("get-thing-0", "Get-Thing-0")
    result = project.fetch()

    assert "1 changed, 15 unchanged" == states(result.stdout)
    assert "upper and lower case" in result.stderr
    assert f"/docs/{upper}.md" not in project.portal.asked
    assert lock.count("[[page]]") == project.lock.count("[[page]]")


def test_a_page_at_the_address_of_a_folder(project: Project) -> None:
    """A page and those below it are kept side by side: `x.md` and `x/y.md`."""
    deep = f"{ROOT}/introduction/more"
    project.portal.article(deep)
    project.portal.pages[f"{ROOT}/v1"] += f"- [x]({project.portal.base}/{deep}.md)\n"
    project.fetch()

    assert project.page(f"{ROOT}/introduction").is_file()
    assert project.page(deep).is_file()


def test_no_order_matters(project: Project, tmp_path: Path) -> None:
    """The order of answers and of roots makes no difference to a byte of the lock."""
    portal = project.portal
    portal.pages[f"{ROOT}/v1"] += f"- [x]({portal.base}/{ROOT}/v2/get-thing-0.md)\n"
    portal.pages[f"{ROOT}/v2"] += f"- [x]({portal.base}/{ROOT}/v1/get-thing-0.md)\n"
    project.fetch()
    mixed = random.Random(16)
    portal.on_request = lambda _count: time.sleep(mixed.random() / 100)
    for turn in range(2):
        folder = tmp_path / f"turn-{turn}"
        (folder / "schemas").mkdir(parents=True)
        (folder / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")
        other = Project(folder, portal)
        roots = [f"{portal.base}/{path}" for path in (f"{ROOT}/v2", ROOT)]
        result = other.run(*roots[:: 1 - 2 * turn])

        assert (0, project.lock) == (result.exit_code, other.lock)
