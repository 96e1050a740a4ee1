"""When the power fails, the disk has what was synced, in that order: the next build completes the rest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.projects import files_below, write_files
from wixgen import files
from wixgen.building import writer
from wixgen.building.manifest import MANIFEST_NAME, Manifest, digest
from wixgen.emit.errors import EditedFiles, ForeignFiles

FIRST = {
    "README.md": "first\n",
    "wixapi/__init__.py": "a = 1\n" * 9,
    "wixapi/old.py": "",
}
SECOND = {
    "README.md": "first\n",
    "wixapi/__init__.py": "a = 2\n" * 9,
    "wixapi/blog/posts.py": "p = 2\n" * 9,
}
Event = tuple[str, str]


@contextmanager
def watched_disk() -> Iterator[list[Event]]:
    """What is synced, and what takes the place of what, as it happens."""
    events: list[Event] = []
    fsync, replace = os.fsync, os.replace

    def syncing(opened: int) -> None:
        events.append(("sync", os.readlink(f"/proc/self/fd/{opened}")))
        fsync(opened)

    def replacing(source: Path | str, target: Path | str) -> None:
        events.append(("from", str(source)))
        events.append(("to", str(target)))
        replace(source, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", syncing)
        patch.setattr(os, "replace", replacing)
        yield events


def build(out: Path, made: dict[str, str]) -> None:
    """One build, as the command does it."""
    writer.apply(writer.plan(out, made))


def test_a_build_syncs_each_step_before_the_next(tmp_path: Path) -> None:
    """Contents before they get their names; the journal before the files; the files before the manifest."""
    out = tmp_path / "out"
    build(out, FIRST)
    with watched_disk() as events:
        build(out, SECOND)
    last = len(events) - 1 - events[::-1].index(("to", str(out / MANIFEST_NAME)))
    journal = events.index(("to", str(out / MANIFEST_NAME)))
    changed = [out / path for path in SECOND if path != "README.md"]

    for place, (kind, path) in enumerate(events):
        if kind == "from":
            assert ("sync", path) in events[:place]
    assert ("sync", str(out)) == events[journal + 1] == events[last + 1]
    for path in changed:
        named = events.index(("to", str(path)))
        assert journal + 1 < named < last
        for folder in (path.parent, *path.parent.relative_to(out).parents):
            assert ("sync", str(out / folder)) in events[named:last]


def test_a_file_is_synced_before_it_has_its_name(tmp_path: Path) -> None:
    """And its name after that: what wrote it may go on."""
    path = tmp_path / "spec.yaml"
    with watched_disk() as events:
        files.write("text", path)
    staged = events[0][1]

    assert [
        ("sync", staged),
        ("from", staged),
        ("to", str(path)),
        ("sync", str(tmp_path)),
    ] == events


def zeros(content: bytes) -> bytes:
    """A file whose size came to the disk, and nothing else of it."""
    return bytes(len(content))


TORN: list[Callable[[bytes], bytes]] = [
    lambda _content: b"",
    lambda content: content[: len(content) // 2],
    lambda content: content[:7] + bytes(len(content) - 7),
    zeros,
]


@pytest.mark.parametrize("torn", TORN)
@pytest.mark.parametrize("path", ["wixapi/__init__.py", "wixapi/blog/posts.py"])
def test_what_a_power_failure_leaves_of_our_file_is_no_edit(
    tmp_path: Path, torn: Callable[[bytes], bytes], path: str
) -> None:
    """Nothing, a part or NULs, whether the file was finished or about to be written: it is written again."""
    build(tmp_path, SECOND)
    as_built = files_below(tmp_path)
    whole = (tmp_path / path).read_bytes()
    hashes = {name: digest(text.encode()) for name, text in SECOND.items()}
    pending = {path: hashes.pop(path)}
    journal = Manifest(files=hashes, pending=pending).render()
    for manifest in (as_built[MANIFEST_NAME], journal):
        (tmp_path / MANIFEST_NAME).write_bytes(manifest)
        (tmp_path / path).write_bytes(torn(whole))
        build(tmp_path, SECOND)

        assert as_built == files_below(tmp_path)


@pytest.mark.parametrize("torn", [b"", bytes(20)])
def test_what_is_left_of_a_file_that_is_no_longer_made_goes(
    tmp_path: Path, torn: bytes
) -> None:
    """It isn't kept as somebody's."""
    build(tmp_path, SECOND)
    (tmp_path / "wixapi/blog/posts.py").write_bytes(torn)
    build(tmp_path, FIRST)

    assert not (tmp_path / "wixapi/blog").exists()


@pytest.mark.parametrize("content", [b"", bytes(20), b"a = 2\n"])
def test_what_is_not_ours_is_not_ours_when_it_is_empty(
    tmp_path: Path, content: bytes
) -> None:
    """A file that no manifest lists is never overwritten."""
    write_files(tmp_path, {"wixapi/__init__.py": content})

    with pytest.raises(ForeignFiles):
        build(tmp_path, SECOND)


def test_an_edit_is_an_edit(tmp_path: Path) -> None:
    """Whoever changed a part of a file keeps it."""
    build(tmp_path, SECOND)
    (tmp_path / "wixapi/__init__.py").write_text("a = 2\na = 3\n")

    with pytest.raises(EditedFiles):
        build(tmp_path, SECOND)
