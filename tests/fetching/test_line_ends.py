"""A checkout with CRLF, as Git for Windows makes it: the lock and the pages are what they were."""

from __future__ import annotations

from fetching.conftest import Project


def test_line_ends_say_nothing(project: Project) -> None:
    """A fetch finds every page unchanged, and touches neither a page nor the lock."""
    project.fetch()
    for path in (*project.folder.rglob("*.md"), *project.folder.rglob("*.lock")):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    pages = project.kept()
    lock = project.folder / "schemas" / "pages.lock"
    before = lock.read_bytes()
    result = project.fetch("--check")

    assert 0 == result.exit_code, result.output
    assert "16 pages: 0 changed, 0 new, 0 gone, 16 unchanged" in result.stdout
    assert (before, pages) == (lock.read_bytes(), project.kept())
    project.fetch()
    assert (before, pages) == (lock.read_bytes(), project.kept())
