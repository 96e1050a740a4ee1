"""`wixgen fetch`: when a page is believed to be gone, or to have moved."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fetching.conftest import Project, states
from support.portal import HEADER, ROOT, Fault, method_page
from wixgen.fetching.content import read_content
from wixgen.fetching.lock import Lock, parse_lock
from wixgen.fetching.portal import Portal

V1 = f"{ROOT}/v1"
PAGE = f"{V1}/get-thing-5"


def _next_day(project: Project) -> None:
    """Let all that is suspect have been so for days."""
    today = datetime.now(UTC).date().isoformat()
    old = project.lock.replace(f"since = {today}", "since = 2026-01-01")
    (project.folder / "schemas" / "pages.lock").write_text(old, encoding="utf-8")


def _leave_out(project: Project) -> None:
    """Let the menu no longer name the page."""
    project.portal.menu(V1, *(f"{V1}/get-thing-{number}" for number in range(5)))


def _lock(project: Project) -> Lock:
    return parse_lock(project.lock)


def test_a_page_must_be_missing_on_both_days(project: Project) -> None:
    """A page that was suspect for another reason is not gone on the first day on which it is missing."""
    project.fetch()
    _leave_out(project)
    project.portal.faults[PAGE] = Fault(body=b"<html></html>")
    project.fetch()
    _next_day(project)
    project.portal.faults[PAGE] = Fault(404)
    second = project.fetch()
    _next_day(project)
    third = project.fetch()

    assert "15 unchanged, 1 suspect" == states(second.stdout)
    assert "1 gone, 15 unchanged" == states(third.stdout)


def test_a_page_that_comes_back(project: Project) -> None:
    """A page that is missing for a day and comes back leaves no trace in the lock."""
    project.fetch()
    lock, pages = project.lock, project.kept()
    text = project.portal.pages.pop(PAGE)
    project.fetch()
    _next_day(project)
    project.portal.pages[PAGE] = text
    result = project.fetch()

    assert "16 unchanged" == states(result.stdout)
    assert (lock, pages) == (project.lock, project.kept())


def test_nothing_is_gone_while_its_menu_is_not_known(project: Project) -> None:
    """Where the menu can't be had and isn't kept, nobody knows what it names: no page is gone."""
    project.fetch()
    del project.portal.pages[PAGE]
    project.fetch()
    _next_day(project)
    for path in project.kept():
        project.page(path[:-3]).unlink()
    for fault in (Fault(500), Fault(body=b"<html></html>")):
        project.portal.faults[V1] = fault
        result = project.fetch()

        assert "gone" not in states(result.stdout), result.stdout
        assert f"{project.portal.base}/{PAGE}" in _lock(project).pages


def test_a_section_that_is_gone(project: Project) -> None:
    """A menu that is gone names no page: those below it are gone with it, on the second day."""
    for number in range(3, 6):  # leaves fewer than five that may look lost
        del project.portal.pages[f"{V1}/get-thing-{number}"]
    project.portal.menu(V1, *(f"{V1}/get-thing-{number}" for number in range(3)))
    project.fetch()
    for path in [V1, *(f"{V1}/get-thing-{number}" for number in range(3))]:
        del project.portal.pages[path]
    project.portal.menu(ROOT, f"{ROOT}/v2", f"{ROOT}/introduction")
    first = project.fetch()
    _next_day(project)
    second = project.fetch()

    assert "1 changed, 8 unchanged, 4 suspect" == states(first.stdout)
    assert "4 gone, 9 unchanged" == states(second.stdout)
    assert not [path for path in project.kept() if "/v1" in path]


def test_a_partial_run_forgets_nothing(project: Project) -> None:
    """What a run doesn't ask for stays in the lock and on the disk."""
    project.fetch()
    lock, pages = project.lock, project.kept()
    for options in (["--limit", "2"], ["--only", f"{V1}/*"], ["--exclude", f"{V1}*"]):
        result = project.fetch(*options)

        assert (0, lock, pages) == (result.exit_code, project.lock, project.kept())
    project.run(f"{project.portal.base}/{ROOT}/introduction")

    assert (lock, pages) == (project.lock, project.kept())


@pytest.mark.parametrize(("lost", "code"), [(4, 0), (5, 3)])
def test_how_much_may_look_lost(project: Project, lost: int, code: int) -> None:
    """Up to four pages, or up to a tenth of all, may look lost."""
    project.fetch()
    for number in range(lost):
        project.portal.faults[f"{V1}/get-thing-{number}"] = Fault(404)

    assert code == project.fetch().exit_code


def test_a_tenth_may_look_lost(project: Project) -> None:
    """Of 50 pages five may look lost, and a sixth may not."""
    more = [f"{ROOT}/more/page-{number}" for number in range(33)]
    for path in more:
        project.portal.article(path)
    children = (V1, f"{ROOT}/v2", f"{ROOT}/introduction", f"{ROOT}/more")
    project.portal.menu(ROOT, *children)
    project.portal.menu(f"{ROOT}/more", *more)
    project.fetch()
    for path in more[:5]:
        project.portal.faults[path] = Fault(404)
    tenth = project.fetch()
    project.portal.faults[more[5]] = Fault(404)
    above = project.fetch()

    assert (0, "45 unchanged, 5 suspect") == (tenth.exit_code, states(tenth.stdout))
    assert (3, "44 unchanged, 6 suspect") == (above.exit_code, states(above.stdout))


@pytest.mark.parametrize(("steps", "code"), [(10, ""), (11, "redirects")])
def test_redirects_in_a_row(project: Project, steps: int, code: str) -> None:
    """Ten redirects are followed, an eleventh is not."""
    project.fetch()
    last = f"{V1}/step-{steps}"
    project.portal.pages[last] = project.portal.pages[PAGE].replace(PAGE, last)
    for step in range(steps):
        place = {"location": f"step-{step + 1}.md"}
        here = f"{V1}/step-{step}" if step else PAGE
        project.portal.faults[here] = Fault(302, b"", place)
    result = project.fetch()

    assert ("1 suspect" if code else "1 changed") in states(result.stdout)
    assert f"[{code}]" in result.stderr if code else not result.stderr


@pytest.mark.parametrize(
    "location",
    [
        "https://elsewhere.example/docs/x.md",
        "//elsewhere.example/docs/x.md",
        "HTTPS://127.0.0.1/docs/x.md",
        "http://127.0.0.1:1/docs/x.md",
        "http://user@127.0.0.1:PORT/docs/x.md",
        "/login",
        "/docs/../etc/x.md",
        "/docs/%2e%2e/x.md",
        "file:///etc/passwd",
        "javascript:x",
        "http://[x/",
        "",
    ],
)
def test_redirects_to_where_no_page_is(project: Project, location: str) -> None:
    """A redirect to another host, port or scheme, or out of the portal, is never followed."""
    project.fetch("--limit", "4")
    port = project.portal.url.rpartition(":")[2]
    place = {"location": location.replace("PORT", port)}
    project.portal.faults[f"{ROOT}/introduction"] = Fault(302, b"", place)
    project.portal.forget()
    result = project.fetch("--limit", "4")

    assert "3 unchanged, 1 suspect" == states(result.stdout)
    assert 4 == len(project.portal.asked)


def test_pages_that_are_all_redirected_to_one(project: Project) -> None:
    """Pages that lead on to their menu, or all to one new page, haven't moved: the old copies stay."""
    project.fetch()
    pages = project.kept()
    for number in range(2):
        old = f"{ROOT}/v2/get-thing-{number}"
        place = {"location": f"/docs/{ROOT}/sorry.md"}
        project.portal.faults[old] = Fault(302, b"", place)
    project.portal.article(f"{ROOT}/sorry")
    place = {"location": f"/docs/{ROOT}.md"}
    project.portal.faults[f"{ROOT}/introduction"] = Fault(301, b"", place)
    result = project.fetch()

    assert "13 unchanged, 3 suspect" == states(result.stdout)
    assert 3 == result.stderr.count("[moved-onto]")
    assert pages == project.kept()
    assert {*pages} == {page.path for page in _lock(project).pages.values()}


def test_a_page_that_moved_may_lose_its_schema(project: Project) -> None:
    """A page that is known at another address is compared with what it was there."""
    project.fetch()
    new = f"{V1}/get-one-thing"
    text = project.portal.pages.pop(PAGE).replace(PAGE, new)
    project.portal.pages[new] = text
    project.portal.faults[PAGE] = Fault(308, b"", {"location": f"/docs/{new}.md"})
    project.fetch()
    before = project.page(new).read_bytes()
    project.portal.pages[new] = text.partition("### Schema")[0]
    result = project.fetch()

    assert "15 unchanged, 1 suspect" == states(result.stdout)
    assert "[schema-missing]" in result.stderr
    assert before == project.page(new).read_bytes()


def test_a_menu_that_moved_leads_on(project: Project) -> None:
    """Below a root that is redirected, pages are found at the new place, new ones among them."""
    project.run(f"{project.portal.base}/{V1}")
    new = "api-reference/first"
    children = [f"{new}/get-thing-{number}" for number in range(7)]
    for number, child in enumerate(children):
        old = f"{V1}/get-thing-{number}"
        project.portal.method(child, f"getThing{number}")
        project.portal.faults[old] = Fault(301, b"", {"location": f"/docs/{child}.md"})
    project.portal.menu(new, *children)
    project.portal.faults[V1] = Fault(301, b"", {"location": f"/docs/{new}.md"})
    result = project.run(f"{project.portal.base}/{V1}")

    assert "7 changed, 1 new" == states(result.stdout)
    assert {f"{path}.md" for path in (new, *children)} == {*project.kept()}


def test_a_schema_that_stays_away(project: Project) -> None:
    """A page that was had with `?schema=true` and has no schema at all any more is suspect."""
    text = project.portal.pages[PAGE]
    project.portal.with_schema[PAGE] = text
    project.portal.pages[PAGE] = text.partition("### Schema")[0]
    project.fetch()
    project.portal.with_schema.clear()
    project.portal.header = f"> Another one.\n>\n{HEADER}"
    project.portal.forget()
    result = project.fetch()

    assert "15 unchanged, 1 suspect" == states(result.stdout)
    assert 1 == project.portal.asked.count(f"/docs/{PAGE}.md?schema=true")


@pytest.mark.parametrize(("odd", "code"), [(0, 0), (1, 3)])
def test_the_reader_is_watched_to_a_point(
    project: Project, odd: int, code: int
) -> None:
    """One percentage point more of lines that can't be read stops the run, less doesn't; new shapes are named."""
    page = method_page(f"{project.portal.base}/{PAGE}", "getThing5", "color")
    line = "     - name: f{} | type: string | description: One.{}\n"
    before = "".join(line.format(number, " | oddly: 1") for number in range(9))
    rest = [line.format(number, "") for number in range(9, 118)]
    head, _, tail = page.rpartition("```")
    project.portal.pages[PAGE] = f"{head}{before}{''.join(rest)}```{tail}"
    project.fetch()
    share = _lock(project).unread_share
    number = share.denominator * odd // 100 + odd
    rest[:number] = [line.format(9 + at, " | newly: 1") for at in range(number)]
    project.portal.pages[PAGE] = f"{head}{before}{''.join(rest)} \n```{tail}"
    result = project.fetch()

    assert 0 < share < 1
    assert code == result.exit_code, result.output
    assert ("newly" in result.stderr, "oddly" in result.stderr) == (bool(code), False)


NEW_FORMS = {
    "| validation: maxLength 20": [
        ("| constraints: {maxLength: 20}", "| constraints: …"),
        ("| validation: pattern ^x$", "| validation: pattern …"),
    ],
    "- name: color | type: string": [
        ("- field: color | type: string", "- field: x | type: x"),
        ("* color (string)", "* x (x)"),
        ("- name: color | kind: string", "| kind: …"),
        ("- name: color | nullable: true | type: string", "| nullable: …"),
    ],
}


@pytest.mark.parametrize(
    ("old", "new", "shape"),
    [(old, *form) for old, forms in NEW_FORMS.items() for form in forms],
)
def test_forms_that_the_reader_does_not_know(old: str, new: str, shape: str) -> None:
    """A line of another form isn't understood, also where it could be a part of the description above it."""
    portal = Portal()
    page = method_page(f"{portal.base}/{PAGE}", "getThing", "color")
    usual = read_content(page, f"{portal.base}/{PAGE}", portal)
    found = read_content(page.replace(old, new), f"{portal.base}/{PAGE}", portal)

    assert {} == usual.unread
    assert [1] == [*found.unread.values()]
    assert next(iter(found.unread)).startswith(shape)


def test_text_of_several_lines_is_understood() -> None:
    """A description may have several lines and a list of its own."""
    portal = Portal()
    page = method_page(f"{portal.base}/{PAGE}", "getThing", "color")
    text = page.replace("Its id.", "Its id.\n\nOne of:\n- `a`: The first.\n+ b | c")

    assert {} == read_content(text, f"{portal.base}/{PAGE}", portal).unread
