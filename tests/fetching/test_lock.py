"""`wixgen fetch`: the lock as people, git and other systems leave it, and what a run writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fetching.conftest import Project, states
from support.portal import ROOT, Fault
from wixgen.fetching.lock import parse_lock
from wixgen.fetching.store import Store

PAGE = f"{ROOT}/v1/get-thing-0"


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (
            lambda text: f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> other\n",
            "holds a conflict of a merge (lines 1, ",
        ),
        (lambda text: text.replace("version = 1", "version = 9"), "has no version"),
        (lambda text: text + text[text.index("[[page]]") :], "has a page 2 times"),
        (lambda text: text.replace("sha256 = ", "sha1 = "), "something wrong: sha256"),
        (lambda text: text.replace("seen = 2", "seen = 1999999"), "is no TOML"),
        (lambda text: text.replace('etag = "', 'etag = "é'), "something wrong: etag"),
        (lambda text: text.replace('etag = "', 'etag = "\\r\\nx: '), "wrong: etag"),
        (lambda text: text.replace("size = ", "size = -"), "something wrong: size"),
        (lambda text: text.replace("/v1.md", "/../v1.md"), "address that its portal"),
        (lambda text: text + "x = " + "[" * 100_000, "is no TOML"),
        (lambda text: text + "\ud800", "isn't UTF-8 text"),
    ],
)
def test_a_lock_that_was_spoiled(project: Project, spoil: object, words: str) -> None:
    """A lock with conflicts of a merge, or edited wrongly, is told in words, and left as it is."""
    project.fetch("--limit", "4")
    place = project.folder / "schemas" / "pages.lock"
    assert callable(spoil)
    place.write_text(spoil(project.lock), encoding="utf-8", errors="surrogatepass")
    before = place.read_bytes()
    result = project.fetch("--limit", "4")

    assert 2 == result.exit_code, result.output
    assert words in result.stderr
    assert "help: restore it from version control" in result.stderr
    assert before == place.read_bytes()


def test_a_lock_from_a_checkout_with_other_line_ends(project: Project) -> None:
    """Line ends and a byte order mark of another system make no other lock, and are left as they are."""
    project.fetch("--limit", "4")
    place = project.folder / "schemas" / "pages.lock"
    text = place.read_bytes().replace(b"\n", b"\r\n")
    place.write_bytes(text)
    result = project.fetch("--limit", "4")

    assert "4 unchanged" == states(result.stdout)
    assert text == place.read_bytes()
    assert parse_lock(f"\ufeff{text.decode()}") == parse_lock(text.decode())


def test_the_day_changes_only_with_the_hash(project: Project) -> None:
    """`seen` is the day of the text; what else changes leaves it as it is."""
    project.fetch()
    place = project.folder / "schemas" / "pages.lock"
    old = [
        "seen = 2026-01-02" if line.startswith("seen = ") else line
        for line in project.lock.split("\n")
    ]
    place.write_text("\n".join(old), encoding="utf-8")
    project.portal.method(PAGE, "getThing0", field="weight")
    project.portal.faults[f"{ROOT}/introduction"] = Fault(404)
    project.fetch()

    assert 15 == project.lock.count("seen = 2026-01-02")
    assert 16 == project.lock.count("seen = ")


@pytest.mark.parametrize("option", ["--check", "--dry-run", "--offline"])
@pytest.mark.parametrize("is_new", [True, False])
def test_what_writes_nothing(project: Project, option: str, is_new: bool) -> None:
    """`--check`, `--dry-run` and `--offline` leave every file as it is, and make none."""
    if not is_new:
        project.fetch()
        project.portal.method(PAGE, "getThing0", field="weight")
        project.portal.faults[f"{ROOT}/introduction"] = Fault(404)
    before = _files(project.folder)
    project.fetch(option)

    assert before == _files(project.folder)
    assert is_new != (project.folder / "pages").exists()


def test_locked_brings_only_what_the_lock_says(project: Project) -> None:
    """`--locked` writes no page that the lock doesn't know, asks for no other, and removes none."""
    empty = project.fetch("--locked")
    project.fetch()
    lock, pages = project.lock, project.kept()
    new = f"{ROOT}/v1/get-thing-6"
    project.portal.method(new, "getThing6")
    project.portal.pages[f"{ROOT}/v1"] += f"- [x]({project.portal.base}/{new}.md)\n"
    project.portal.method(PAGE, "getThing0", field="weight")
    project.portal.forget()
    result = project.fetch("--locked")

    assert (2, True) == (empty.exit_code, "has no pages" in empty.stderr)
    assert (1, "2 changed, 14 unchanged") == (result.exit_code, states(result.stdout))
    assert (lock, pages) == (project.lock, project.kept())
    assert f"/docs/{new}.md" not in project.portal.asked


def test_json_is_for_programs(project: Project) -> None:
    """With `--format json` stdout is a list of findings alone; the last line goes to stderr."""
    project.fetch()
    project.portal.faults[PAGE] = Fault(404)
    result = project.fetch("--format", "json")
    findings = json.loads(result.stdout)

    assert [("not-found", project.page(PAGE).as_posix())] == [
        (finding["code"], finding["path"]) for finding in findings
    ]
    line = "16 pages: 0 changed, 0 new, 0 gone, 15 unchanged, 1 suspect, 0 failed\n"
    assert line == result.stderr


def test_new_methods_of_specs_are_found(project: Project) -> None:
    """Without URLs the menu is read, too, in which a page stands that a spec names, and what is new in it."""
    folder = project.folder / "schemas" / "things"
    folder.mkdir()
    spec = f"package: things\nmodule: things\ndocs: {project.portal.base}/{PAGE}\n"
    (folder / "things.yaml").write_text(spec, encoding="utf-8")
    project.fetch("--no-root")
    new = f"{ROOT}/v1/get-thing-6"
    project.portal.method(new, "getThing6")
    project.portal.pages[f"{ROOT}/v1"] += f"- [x]({project.portal.base}/{new}.md)\n"
    result = project.fetch("--no-root")

    assert "1 changed, 1 new, 6 unchanged" == states(result.stdout)
    assert project.page(new).is_file()


def test_a_folder_that_cant_be_written(project: Project) -> None:
    """Where pages or the lock can't be written, that is told with its place, and no page is half there."""
    (project.folder / "pages").write_text("a file")
    blocked = project.fetch("--limit", "2")
    (project.folder / "pages").unlink()
    (project.folder / "schemas" / "pages.lock").mkdir()
    unread = project.fetch("--limit", "2")

    assert [2, 2] == [blocked.exit_code, unread.exit_code]
    assert "pages" in blocked.stderr
    assert "pages.lock" in unread.stderr
    assert {} == project.kept()


def test_a_disk_that_is_full(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full the run ends with that, and the next one goes on where it stopped."""

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device", "schemas/pages.lock")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "write_lock", full)
        broken = project.fetch()
    project.portal.forget()
    result = project.fetch()

    assert (2, True) == (broken.exit_code, "No space left" in broken.stderr)
    assert (0, "16 new", []) == (
        result.exit_code,
        states(result.stdout),
        project.portal.asked,
    )
