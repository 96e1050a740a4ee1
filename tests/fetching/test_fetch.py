"""`wixgen fetch`: what is asked for, what is kept, and what the lock says."""

from __future__ import annotations

from datetime import date

import pytest
from typer.testing import CliRunner

from fetching.conftest import Project
from support.portal import OTHER_HEADER, ROOT, Fault, bomb
from wixgen.cli.app import app
from wixgen.fetching.lock import parse_lock

ALL = 16  # pages: the root, two sections, twelve methods, an article


def _summary(output: str) -> str:
    return output.rstrip().splitlines()[-1]


def test_the_first_fetch(project: Project) -> None:
    """A root and all that stands below it are kept at their addresses' paths."""
    result = project.fetch()

    assert 0 == result.exit_code, result.output
    expected = "16 pages: 0 changed, 16 new, 0 gone, 0 unchanged, 0 suspect, 0 failed"
    assert expected == _summary(result.stdout)
    assert {f"{path}.md" for path in project.portal.pages} == {*project.kept()}


def test_a_second_fetch_changes_nothing(project: Project) -> None:
    """What is unchanged is asked for conditionally, and no file is touched."""
    project.fetch()
    lock, pages = project.lock, project.kept()
    times = {path: project.page(path[:-3]).stat().st_mtime_ns for path in pages}
    project.portal.forget()
    result = project.fetch("--check")

    assert 0 == result.exit_code, result.output
    expected = "16 pages: 0 changed, 0 new, 0 gone, 16 unchanged, 0 suspect, 0 failed"
    assert expected == _summary(result.stdout)
    assert (lock, pages) == (project.lock, project.kept())
    assert times == {path: project.page(path[:-3]).stat().st_mtime_ns for path in pages}
    conditional = [
        path for path, headers in project.portal.requests if "if-none-match" in headers
    ]
    assert ALL == len(conditional)


@pytest.mark.parametrize("has_etags", [True, False])
def test_a_reworded_header_changes_nothing(project: Project, has_etags: bool) -> None:
    """The portal's header is no part of a page, with validators or without."""
    project.portal.has_etags = has_etags
    project.fetch()
    lock, pages = project.lock, project.kept()
    project.portal.header = OTHER_HEADER
    result = project.fetch("--check")

    assert (0, lock, pages) == (result.exit_code, project.lock, project.kept())
    assert "0 changed, 0 new, 0 gone, 16 unchanged" in result.stdout


def test_trailing_blanks_and_line_ends_change_nothing(project: Project) -> None:
    """Blanks at line ends and the kind of line ends are no part of a page."""
    project.fetch()
    path = f"{ROOT}/introduction"
    text = project.portal.pages[path]
    project.portal.pages[path] = text.replace("\n", "  \r\n") + "\n\n"

    assert 0 == project.fetch("--check").exit_code


def test_a_page_that_changed(project: Project) -> None:
    """A changed page is written; the check only tells it."""
    project.fetch()
    path = f"{ROOT}/v1/get-thing-0"
    before = project.page(path).read_bytes()
    project.portal.method(path, "getThing0", field="weight")
    checked = project.fetch("--check")

    assert 1 == checked.exit_code
    assert before == project.page(path).read_bytes()
    assert f"changed   {path}.md" in checked.stdout

    fetched = project.fetch()

    assert 0 == fetched.exit_code
    assert "1 changed, 0 new, 0 gone, 15 unchanged" in fetched.stdout
    assert b"weight" in project.page(path).read_bytes()
    assert 0 == project.fetch("--check").exit_code


def test_a_page_that_is_new(project: Project) -> None:
    """What a menu begins to name is fetched, too."""
    project.fetch()
    path = f"{ROOT}/v1/get-thing-6"
    project.portal.method(path, "getThing6")
    children = [f"{ROOT}/v1/get-thing-{number}" for number in range(7)]
    project.portal.menu(f"{ROOT}/v1", *children)

    result = project.fetch()

    assert "1 changed, 1 new, 0 gone, 15 unchanged" in result.stdout
    assert project.page(path).is_file()


def test_the_lock_says_what_there_is(project: Project) -> None:
    """The lock has each page with its address, kind, hash, size, validators, parent and first day."""
    project.fetch()
    portal = project.portal
    lock = parse_lock(project.lock)
    page = lock.pages[f"{portal.base}/{ROOT}/v1/get-thing-0"]

    assert portal.base == lock.portal
    assert [*lock.pages] == sorted(lock.pages)
    assert (f"{ROOT}/v1/get-thing-0.md", "method", 64, date.today()) == (
        page.path,
        page.kind,
        len(page.sha256),
        page.seen,
    )
    assert f"{portal.base}/{ROOT}/v1" == page.parent
    assert page.etag.startswith('"')
    assert "" == lock.pages[f"{portal.base}/{ROOT}"].parent
    assert (6, 0) == (page.lines, page.unread)


def test_the_same_portal_gives_the_same_bytes(project: Project) -> None:
    """The lock depends on no order: neither of answers nor of links nor of roots."""
    project.fetch()
    lock = project.lock
    (project.folder / "schemas" / "pages.lock").unlink()
    root = project.portal.base
    result = project.run(f"{root}/{ROOT}/v2", f"{root}/{ROOT}.md", f"{root}/{ROOT}")

    assert (0, lock) == (result.exit_code, project.lock)
    for asked in (f"{root}/{ROOT}/v2", f"{root}/{ROOT}/v1/get-thing-0"):
        assert 0 == project.run(asked, "--rate", "50").exit_code
        assert lock == project.lock


def test_pages_may_be_missing_beside_the_lock(project: Project) -> None:
    """The lock is committed, the pages need not be: what isn't kept is asked for without conditions."""
    project.fetch()
    lock, pages = project.lock, project.kept()
    for path in pages:
        project.page(path[:-3]).unlink()
    project.portal.forget()
    result = project.fetch()

    assert "16 unchanged" in result.stdout
    assert (lock, pages) == (project.lock, project.kept())
    assert not any("if-none-match" in headers for _, headers in project.portal.requests)


FAULTS = {
    "soft-404": Fault(body=b"> x\n\n# No matching node found for URL: /docs/x\n"),
    "not-found": Fault(404),
    "html": Fault(body=b"<!DOCTYPE html><html></html>"),
    "empty": Fault(body=b"> Portal Navigation:\n\n\n"),
    "other-page": Fault(
        body=b"# Get\n\n# Package: a\n\n# Method link: PORTAL/api-reference/other.md\n"
    ),
    "too-large": Fault(body=b"x" * (5 * 1024 * 1024)),
    "charset": Fault(body="ä".encode("latin-1")),
    "redirects": Fault(302, b"", {"location": "get-thing-0.md"}),
    "moved-away": Fault(301, b"", {"location": "https://elsewhere.example/x.md"}),
    "schema-missing": Fault(
        body=b"# Get\n\n# Package: things\n\n# Method link: PORTAL/OWN.md\n\n## REST API\n"
    ),
}


@pytest.mark.parametrize("code", [*FAULTS, "410", "bomb", "endless", "html-type"])
def test_a_loss_is_never_trusted(project: Project, code: str) -> None:
    """What can't be the page is suspect: the old copy stays, and the lock says why and since when."""
    project.fetch()
    path = f"{ROOT}/v1/get-thing-0"
    before = project.page(path).read_bytes()
    others = {
        "410": ("not-found", Fault(410)),
        "bomb": ("too-large", Fault(body=bomb(), headers={"content-encoding": "gzip"})),
        "endless": ("too-large", Fault(body=b"", drip=0.0)),
        "html-type": ("html", Fault(headers={"content-type": "text/html"})),
    }
    code, fault = others.get(code) or (code, FAULTS[code])
    base = project.portal.base.encode()
    body = fault.body and fault.body.replace(b"PORTAL", base)
    fault.body = body and body.replace(b"OWN", path.encode())
    project.portal.faults[path] = fault
    result = project.fetch()

    assert 0 == result.exit_code, result.output
    assert "0 changed, 0 new, 0 gone, 15 unchanged, 1 suspect" in result.stdout
    assert f"[{code}]" in result.stderr
    assert before == project.page(path).read_bytes()
    page = parse_lock(project.lock).pages[f"{project.portal.base}/{path}"]
    assert (code, date.today()) == (page.suspect, page.since)

    project.portal.faults.clear()
    healed = project.fetch()

    assert "16 unchanged, 0 suspect" in healed.stdout
    assert "suspect" not in project.lock


def test_a_body_that_is_cut_short(project: Project) -> None:
    """A page is suspect whose connection breaks in the middle, or whose text ends in a line or a schema."""
    project.fetch()
    path = f"{ROOT}/v1/get-thing-0"
    project.portal.faults[path] = Fault(cut=300)
    broken = project.fetch()
    whole = project.portal.header + project.portal.pages[path]
    project.portal.faults[path] = Fault(body=whole[:-15].encode())
    cut = project.fetch()
    before_the_end_of_the_schema = whole[: whole.index("     - name: id")]
    project.portal.faults[path] = Fault(body=before_the_end_of_the_schema.encode())
    cut_at_a_line_end = project.fetch()

    for result in (broken, cut, cut_at_a_line_end):
        assert "15 unchanged, 1 suspect, 0 failed" in result.stdout
        assert (0, True) == (result.exit_code, "[cut-short]" in result.stderr)


def test_a_schema_is_asked_for_once_more(project: Project) -> None:
    """A page without its schema is asked for with `?schema=true`, whose text counts."""
    path = f"{ROOT}/v1/get-thing-0"
    with_schema = project.portal.pages[path]
    project.portal.with_schema[path] = with_schema
    project.portal.pages[path] = with_schema.partition("### Schema")[0]
    first = project.fetch()
    second = project.fetch("--check")

    assert "16 new" in first.stdout
    assert 0 == second.exit_code
    assert b"### Schema" in project.page(path).read_bytes()


def test_a_page_is_gone_if_it_is_missing_twice(project: Project) -> None:
    """A page that is missing and that no menu names is suspect, and gone if it still is on another day."""
    project.fetch()
    path = f"{ROOT}/v1/get-thing-5"
    del project.portal.pages[path]
    children = [f"{ROOT}/v1/get-thing-{number}" for number in range(5)]
    project.portal.menu(f"{ROOT}/v1", *children)
    first, second = project.fetch(), project.fetch()

    assert "0 gone, 14 unchanged, 1 suspect" in first.stdout
    assert "0 gone, 15 unchanged, 1 suspect" in second.stdout
    assert project.page(path).is_file()

    lock = project.folder / "schemas" / "pages.lock"
    today = date.today().isoformat()
    lock.write_text(project.lock.replace(f"since = {today}", "since = 2026-01-01"))
    third = project.fetch()

    assert "1 gone, 15 unchanged, 0 suspect" in third.stdout
    assert not project.page(path).exists()
    assert path not in project.lock


def test_a_page_that_a_menu_names_is_never_gone(project: Project) -> None:
    """While a menu names a page it stays suspect, however long it is missing."""
    project.fetch()
    path = f"{ROOT}/v1/get-thing-5"
    del project.portal.pages[path]
    project.fetch()
    result = project.fetch("--confirm-gone")

    assert "0 gone, 15 unchanged, 1 suspect" in result.stdout


def test_what_is_gone_can_be_confirmed(project: Project) -> None:
    """`--confirm-gone` believes at once that a page is gone."""
    project.fetch()
    path = f"{ROOT}/v1/get-thing-5"
    del project.portal.pages[path]
    project.portal.menu(
        f"{ROOT}/v1", *(f"{ROOT}/v1/get-thing-{number}" for number in range(5))
    )
    result = project.fetch("--confirm-gone")

    assert "1 changed, 0 new, 1 gone, 14 unchanged, 0 suspect" in result.stdout


def test_too_many_losses_stop_the_run(project: Project) -> None:
    """If a tenth of the pages and at least five look lost, nothing changes but the notes on them."""
    project.fetch()
    pages = project.kept()
    project.portal.method(f"{ROOT}/v2/get-thing-0", "getThing0", field="weight")
    for number in range(5):
        project.portal.faults[f"{ROOT}/v1/get-thing-{number}"] = Fault(404)
    result = project.fetch()

    assert 3 == result.exit_code
    assert "5 of 16 pages look lost" in result.stderr
    assert pages == project.kept()
    lock = parse_lock(project.lock)
    assert 5 == sum(page.suspect == "not-found" for page in lock.pages.values())

    accepted = project.fetch("--confirm-gone")

    assert 0 == accepted.exit_code
    assert "1 changed, 0 new, 0 gone, 10 unchanged, 5 suspect" in accepted.stdout


def test_a_menu_that_lost_its_links(project: Project) -> None:
    """Pages that no menu names any more are asked for all the same."""
    project.fetch()
    project.portal.menu(ROOT)
    result = project.fetch()

    assert "1 changed, 0 new, 0 gone, 15 unchanged" in result.stdout


def test_a_menu_that_is_suspect_leads_on(project: Project) -> None:
    """Below a menu that can't be had, pages are fetched as before."""
    project.fetch()
    project.portal.faults[f"{ROOT}/v1"] = Fault(body=b"<html></html>")
    project.portal.method(f"{ROOT}/v1/get-thing-0", "getThing0", field="weight")
    result = project.fetch()

    assert "1 changed, 0 new, 0 gone, 14 unchanged, 1 suspect" in result.stdout


def test_a_page_that_moved(project: Project) -> None:
    """A page that is redirected is kept at its new address, which remembers the old one."""
    project.fetch()
    old, new = f"{ROOT}/v1/get-thing-0", f"{ROOT}/v1/get-one-thing"
    text = project.portal.pages.pop(old)
    project.portal.pages[new] = text.replace(old, new)
    project.portal.faults[old] = Fault(301, b"", {"location": f"/docs/{new}.md"})
    result = project.fetch()
    again = project.fetch("--check")

    assert 0 == result.exit_code, result.output
    assert "1 changed, 0 new, 0 gone, 15 unchanged, 0 suspect" in result.stdout
    assert f"changed   {new}.md (moved from {old}.md)\n" in result.stdout
    lock = parse_lock(project.lock)
    base = project.portal.base
    assert (f"{base}/{old}",) == lock.pages[f"{base}/{new}"].moved_from
    assert f"{base}/{old}" not in lock.pages
    assert (False, True) == (project.page(old).exists(), project.page(new).is_file())
    assert 0 == again.exit_code, again.output


def test_specs_of_moved_pages_are_told(project: Project) -> None:
    """A spec that names a page which has moved is named, with the new address."""
    project.fetch()
    old, new = f"{ROOT}/v1", f"{ROOT}/first"
    base = project.portal.base
    spec = f"package: things\nmodule: things\ndocs: {base}/{old}\n"
    folder = project.folder / "schemas" / "things"
    folder.mkdir()
    (folder / "things.yaml").write_text(spec, encoding="utf-8")
    project.portal.pages[new] = project.portal.pages.pop(old)
    project.portal.faults[old] = Fault(308, b"", {"location": f"{base}/{new}.md"})
    result = project.fetch()

    assert "things.yaml" in result.stderr
    assert f"which has moved to {base}/{new}" in result.stderr


def test_that_a_page_has_moved_is_accepted(project: Project) -> None:
    """A spec says so; while nothing has moved, that is told, if all of the spec's pages were asked for."""
    accepted = "accepted: {moved-page: The old address stays in our texts.}"
    text = f"package: shop\nmodule: things\ndocs: {project.portal.base}/{ROOT}/v1\n{accepted}\n"
    (project.folder / "schemas").mkdir(exist_ok=True)
    (project.folder / "schemas" / "things.yaml").write_text(text, encoding="utf-8")
    before = project.fetch()
    part = project.run(f"{project.portal.base}/{ROOT}/v2")
    old, new = f"{ROOT}/v1", f"{ROOT}/v3"
    project.portal.pages[new] = project.portal.pages.pop(old)
    project.portal.faults[old] = Fault(308, b"", {"location": f"/docs/{new}.md"})
    after = project.fetch()

    assert "schemas/things.yaml:4:12: warning[unused-acceptance]" in before.stderr
    assert ("", "") == (part.stderr, after.stderr)


def test_robots_are_heeded(project: Project) -> None:
    """What robots.txt forbids is not asked for."""
    project.portal.robots = f"User-agent: *\nDisallow: /docs/{ROOT}/v2\n"
    result = project.fetch()

    assert 2 == result.exit_code
    assert "9 new, 0 gone, 0 unchanged, 0 suspect, 1 failed" in result.stdout
    assert not any("/v2" in path for path in project.portal.asked)


def test_a_busy_portal_is_asked_again_later(project: Project) -> None:
    """429 and 503 are waited out, as Retry-After says, and more slowly from then on."""
    path = f"{ROOT}/v1"
    project.portal.faults[path] = Fault(429, b"", {"retry-after": "0"}, times=2)
    project.portal.faults[f"{ROOT}/v2"] = Fault(503, b"", times=1)
    result = project.fetch()

    assert (0, "") == (result.exit_code, result.stderr)
    assert 3 == project.portal.asked.count(f"/docs/{path}.md")


def test_a_portal_that_stays_busy(project: Project) -> None:
    """A page that never comes has failed; the others are kept, and the exit code tells."""
    project.portal.faults[f"{ROOT}/introduction"] = Fault(503, b"")
    result = project.fetch()

    assert 2 == result.exit_code
    assert "15 new, 0 gone, 0 unchanged, 0 suspect, 1 failed" in result.stdout
    assert "HTTP status 503" in result.stderr


def test_pages_are_asked_for_once(project: Project) -> None:
    """Circles and doubles among links cost no request; headings above a menu are not followed."""
    menu = f"{ROOT}/v1"
    children = [f"{menu}/get-thing-{number}" for number in range(6)]
    project.portal.menu(menu, *children, *children, ROOT, menu, "api-reference/others")
    project.portal.article("api-reference/others")
    project.portal.article("api-reference")
    project.fetch()

    assert ALL == len(project.portal.asked) == len({*project.portal.asked})


def test_links_that_are_not_followed(project: Project) -> None:
    """Wix's test pages, links with a query, links to other hosts and odd paths lead nowhere."""
    portal = project.portal
    portal.menu(
        "api-reference",
        "api-reference/things",
        "api-reference/wix-backoffice/portal-v1",
        "api/get-menu-content?url=x&format=markdown",
        "api-reference/../../etc/passwd",
        "api-reference/%2e%2e/x",
        "api-reference/con",
    )
    portal.pages[
        "api-reference"
    ] += "- [x](https://dev.example/docs/api-reference/x.md)\n"
    result = project.run(f"{portal.base}/api-reference")

    assert 0 == result.exit_code, result.output
    assert "17 pages" in _summary(result.stdout)
    assert sorted({*portal.asked}) == sorted(portal.asked)
    assert not any("backoffice" in path or ".." in path for path in portal.asked)


def test_globs(project: Project) -> None:
    """`--only` says what is kept, `--exclude` what isn't asked for; what is kept already stays."""
    project.fetch("--exclude", f"{ROOT}/v2*")
    project.portal.forget()
    result = project.fetch("--only", f"{ROOT}/v2/*")

    assert "6 pages: 0 changed, 6 new" in result.stdout
    assert 15 == len(project.kept())


def test_a_limit(project: Project) -> None:
    """`--limit` asks for the first so many pages."""
    result = project.fetch("--limit", "3")

    assert "3 pages: 0 changed, 3 new" in result.stdout
    assert 3 == len(project.portal.asked)


def test_a_dry_run_writes_nothing(project: Project) -> None:
    """`--dry-run` tells what would be written, with exit code 0."""
    result = project.fetch("--dry-run")

    assert (0, {}) == (result.exit_code, project.kept())
    assert "16 new" in result.stdout
    assert not (project.folder / "schemas" / "pages.lock").exists()


def test_offline(project: Project) -> None:
    """`--offline` asks nobody, and tells whether the kept pages are those of the lock."""
    project.fetch()
    project.portal.forget()
    sound = project.fetch("--offline")
    project.page(f"{ROOT}/v1").write_text("edited")
    edited = project.fetch("--offline")

    assert (0, 2) == (sound.exit_code, edited.exit_code)
    assert "16 unchanged, 0 suspect, 0 failed" in sound.stdout
    assert "15 unchanged, 0 suspect, 1 failed" in edited.stdout
    assert f"{project.page(f'{ROOT}/v1')}:0:0: error[not-kept]" in edited.stderr
    assert "help: bring it back with `wixgen fetch --locked`" in edited.stderr
    assert [] == project.portal.requests


def test_locked(project: Project) -> None:
    """`--locked` brings the pages of the lock back, and fails if the portal has others by now."""
    project.fetch()
    lock, pages = project.lock, project.kept()
    for path in pages:
        project.page(path[:-3]).unlink()
    sound = project.fetch("--locked")

    assert (0, pages, lock) == (sound.exit_code, project.kept(), project.lock)

    project.portal.method(f"{ROOT}/v1/get-thing-0", "getThing0", field="weight")
    changed = project.fetch("--locked")

    assert (1, lock) == (changed.exit_code, project.lock)


def test_roots_of_specs(project: Project) -> None:
    """Without URLs, the menus that specs name are asked for, and those above the pages that they name."""
    folder = project.folder / "schemas" / "things"
    folder.mkdir()
    base = "https://dev.wix.com/docs"
    (folder / "things.yaml").write_text(
        f"package: things\nmodule: things\ndocs: {base}/{ROOT}/v1\n"
        "types:\n  Thing:\n    fields: {id: string}\n"
        "methods:\n  getThing:\n    http: GET /things/{thingId}\n"
        f"    docs: {base}/{ROOT}/v2/get-thing-0\n"
        "    parameters: {thingId: string}\n    returns: {thing: Thing}\n",
        encoding="utf-8",
    )
    result = project.fetch("--no-root")

    assert 0 == result.exit_code, result.output
    assert "14 pages" in _summary(result.stdout)


def test_the_reader_is_watched(project: Project) -> None:
    """If the share of lines that can't be read grows by a point, the run stops and shows the new shapes."""
    project.fetch()
    for number in range(6):
        path = f"{ROOT}/v1/get-thing-{number}"
        project.portal.pages[path] = project.portal.pages[path].replace(
            "| validation: maxLength 20", "| newattribute: maxLength 20"
        )
    lock, pages = project.lock, project.kept()
    result = project.fetch()

    assert 3 == result.exit_code
    assert "6 x | newattribute: …" in result.stderr
    assert (lock, pages) == (project.lock, project.kept())
    assert 0 == project.fetch("--accept-format").exit_code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["http://dev.example/docs/x"], "no page of the portal"),
        (
            ["--portal", "http://dev.example/docs"],
            "http is for addresses of this machine",
        ),
        (["--portal", "ftp://127.0.0.1/docs"], "no http or https URL"),
        (["--portal", "https://u:p@dev.example/docs"], "no user, query or fragment"),
        ([], "the specs name no pages"),
    ],
)
def test_bad_usage(project: Project, arguments: list[str], words: str) -> None:
    """What can't be fetched is told with a remedy and exit code 2."""
    result = CliRunner().invoke(
        app, ["fetch", *arguments, "--project", str(project.folder)]
    )

    assert 2 == result.exit_code
    assert words in result.stderr


def test_a_lock_that_is_none(project: Project) -> None:
    """A lock that can't be read, or that leads out of the folder, is told and left as it is."""
    project.fetch()
    place = project.folder / "schemas" / "pages.lock"
    for text in (
        "version = 2\n",
        "[[page",
        project.lock.replace(f'"{ROOT}/v1.md"', '"../x.md"'),
    ):
        place.write_text(text, encoding="utf-8")
        result = project.fetch()

        assert 2 == result.exit_code
        assert "pages.lock" in result.stderr
        assert text == place.read_text(encoding="utf-8")


def test_a_link_out_of_the_folder_is_not_followed(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A page is never written behind a link that leads out of the folder of pages."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (project.folder / "pages").mkdir()
    (project.folder / "pages" / "api-reference").symlink_to(elsewhere)
    result = project.fetch()

    assert 2 == result.exit_code
    assert "behind a link that leads elsewhere" in result.stderr
    assert [] == [*elsewhere.iterdir()]


def test_import_of_locked_pages(project: Project) -> None:
    """`import --lock` takes the pages that the lock knows, and refuses those that were changed since."""
    project.fetch()
    pages = str(project.folder / "pages")
    arguments = ["import", pages, "--lock", "--project", str(project.folder)]
    sound = CliRunner().invoke(app, arguments)
    path = project.page(f"{ROOT}/v1/get-thing-0")
    path.write_text(path.read_text().replace("color", "weight"))
    edited = CliRunner().invoke(app, arguments)
    path.rename(path.with_name("other.md"))
    unknown = CliRunner().invoke(app, arguments)

    assert 0 == sound.exit_code, sound.output
    assert (2, 2) == (edited.exit_code, unknown.exit_code)
    assert "error[not-locked]: the page isn't what the lock says" in edited.stderr
    assert "error[not-locked]: the page isn't in the lock" in unknown.stderr
