"""Files on disk: ours are kept up to date, everybody else's are left alone, come what may."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from wixgen import __version__
from wixgen.building import diff, writer
from wixgen.building.manifest import MANIFEST_NAME, STAGING_NAME, digest
from wixgen.emit.errors import (
    EditedFiles,
    ForeignFiles,
    InternalError,
    ManifestError,
    OutputError,
)

FIRST = {
    "README.md": "first\n",
    "wixapi/__init__.py": "a = 1\n",
    "wixapi/events/guests.py": "g = 1\n",
}
SECOND = {
    "README.md": "first\n",
    "wixapi/__init__.py": "a = 2\n",
    "wixapi/blog/posts.py": "p = 2\n",
}


def build(out: Path, files: dict[str, str], *, force: bool = False) -> writer.Plan:
    """One build, as the command does it."""
    plan = writer.plan(out, files)
    writer.apply(plan, force=force)
    return plan


def tree(out: Path) -> dict[str, str]:
    """All files below `out` but wixgen's own notes."""
    return {
        path.relative_to(out).as_posix(): path.read_text()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.relative_to(out).parts[0].startswith(".wixgen-")
    }


def manifest_files(out: Path) -> list[str]:
    """The files that the manifest lists."""
    path = out / MANIFEST_NAME
    return list(json.loads(path.read_text())["files"]) if path.exists() else []


class Fault(BaseException):
    """What the tests make happen in the middle of a build; no handler expects it."""


@contextmanager
def fault_at(
    step: int, error: Callable[[], BaseException] = Fault
) -> Iterator[list[str]]:
    """Let the step-th change of the disk fail, counted from 0. Gives the steps that were made."""
    steps: list[str] = []

    def failing(name: str, original: Callable[..., object]) -> Callable[..., object]:
        def change(*args: object, **options: object) -> object:
            if len(steps) == step:
                raise error()
            steps.append(name)
            return original(*args, **options)

        return change

    with pytest.MonkeyPatch.context() as patch:
        for name in ("replace", "unlink", "mkdir", "rmdir"):
            patch.setattr(os, name, failing(name, getattr(os, name)))
        yield steps


def test_first_build_writes_everything(tmp_path: Path) -> None:
    """Where nothing was, everything is written, with the manifest."""
    out = tmp_path / "deep" / "generated"

    plan = build(out, FIRST)

    assert tuple(FIRST) == plan.writes
    assert FIRST == tree(out)
    assert {
        "version": 3,
        "generator": __version__,
        "files": {path: digest(text.encode()) for path, text in FIRST.items()},
    } == json.loads((out / MANIFEST_NAME).read_text())


def test_manifest_is_stable(tmp_path: Path) -> None:
    """The manifest doesn't depend on the order in which files are generated."""
    build(tmp_path / "a", FIRST)
    build(tmp_path / "b", dict(reversed(FIRST.items())))

    assert (tmp_path / "a" / MANIFEST_NAME).read_bytes() == (
        tmp_path / "b" / MANIFEST_NAME
    ).read_bytes()


def test_next_build_writes_only_what_changed(tmp_path: Path) -> None:
    """Changed files are replaced, old ones removed with their folder, others not touched."""
    build(tmp_path, FIRST)
    os.utime(tmp_path / "README.md", (1, 1))

    plan = build(tmp_path, SECOND)

    assert ("wixapi/__init__.py", "wixapi/blog/posts.py") == plan.writes
    assert ("README.md",) == plan.unchanged
    assert ("wixapi/events/guests.py",) == plan.removals
    assert SECOND == tree(tmp_path)
    assert not (tmp_path / "wixapi/events").exists()
    assert 1 == (tmp_path / "README.md").stat().st_mtime


def test_build_of_the_same_changes_nothing(tmp_path: Path) -> None:
    """A second build makes not a single change on disk."""
    build(tmp_path, FIRST)

    with fault_at(-1) as steps:
        plan = build(tmp_path, FIRST)

    assert [] == steps
    assert not plan.is_stale
    assert "" == plan.diff()


def test_plan_changes_nothing(tmp_path: Path) -> None:
    """Planning is only looking."""
    plan = writer.plan(tmp_path / "out", FIRST)

    assert plan.is_stale
    assert [] == list(tmp_path.iterdir())


def test_deleted_file_is_written_again(tmp_path: Path) -> None:
    """A generated file that somebody deleted comes back without a question."""
    build(tmp_path, FIRST)
    shutil.rmtree(tmp_path / "wixapi")

    plan = build(tmp_path, FIRST)

    assert ("wixapi/__init__.py", "wixapi/events/guests.py") == plan.writes
    assert FIRST == tree(tmp_path)


def test_edited_file_stops_the_build(tmp_path: Path) -> None:
    """Edits are lost only on request."""
    build(tmp_path, FIRST)
    (tmp_path / "README.md").write_text("mine\n")

    with pytest.raises(EditedFiles) as caught:
        build(tmp_path, SECOND)

    assert ("README.md",) == caught.value.paths
    assert FIRST | {"README.md": "mine\n"} == tree(tmp_path)

    build(tmp_path, SECOND, force=True)

    assert SECOND == tree(tmp_path)


def test_edit_to_what_is_generated_is_none(tmp_path: Path) -> None:
    """Who edits a file into what would be generated anyway is left in peace."""
    build(tmp_path, FIRST)
    (tmp_path / "wixapi/__init__.py").write_text(SECOND["wixapi/__init__.py"])

    plan = build(tmp_path, SECOND)

    assert ("README.md", "wixapi/__init__.py") == plan.unchanged
    assert SECOND == tree(tmp_path)


@pytest.mark.parametrize("force", [False, True])
def test_foreign_file_is_never_overwritten(tmp_path: Path, force: bool) -> None:
    """A file of somebody else in the place of a generated one stops the build, forced or not."""
    build(tmp_path, FIRST)
    (tmp_path / "wixapi/blog").mkdir()
    (tmp_path / "wixapi/blog/posts.py").write_text("theirs\n")

    with pytest.raises(ForeignFiles) as caught:
        build(tmp_path, SECOND, force=force)

    assert ("wixapi/blog/posts.py",) == caught.value.paths
    assert FIRST | {"wixapi/blog/posts.py": "theirs\n"} == tree(tmp_path)


def test_identical_foreign_file_is_adopted(tmp_path: Path) -> None:
    """A file that is what would be generated becomes ours."""
    (tmp_path / "README.md").write_text(FIRST["README.md"])

    plan = build(tmp_path, FIRST)

    assert ("README.md",) == plan.unchanged
    assert list(FIRST) == manifest_files(tmp_path)


def test_other_foreign_files_are_no_staleness(tmp_path: Path) -> None:
    """Files beside the generated ones neither matter nor change."""
    build(tmp_path, FIRST)
    (tmp_path / "wixapi/events/mine.py").write_text("mine\n")

    assert not writer.plan(tmp_path, FIRST).is_stale

    build(tmp_path, SECOND)

    assert SECOND | {"wixapi/events/mine.py": "mine\n"} == tree(tmp_path)


def test_edited_file_that_is_no_longer_generated_is_kept(tmp_path: Path) -> None:
    """It is reported once, and belongs to its editor from then on."""
    build(tmp_path, FIRST)
    (tmp_path / "wixapi/events/guests.py").write_text("mine\n")

    plan = build(tmp_path, SECOND)

    assert ("wixapi/events/guests.py",) == plan.kept
    assert SECOND | {"wixapi/events/guests.py": "mine\n"} == tree(tmp_path)
    assert sorted(SECOND) == manifest_files(tmp_path)
    assert not writer.plan(tmp_path, SECOND).is_stale


def test_bytecode_of_removed_modules_goes_too(tmp_path: Path) -> None:
    """A cache doesn't keep the folder of a removed module alive; a file of somebody else does."""
    build(tmp_path, FIRST | {"wixapi/events/x.py": "x = 1\n"})
    cache = tmp_path / "wixapi/events/__pycache__"
    cache.mkdir()
    (cache / "guests.cpython-311.pyc").touch()
    (cache / "x.cpython-311.pyc").touch()

    build(tmp_path, FIRST)

    assert ["guests.cpython-311.pyc"] == os.listdir(cache)

    build(tmp_path, SECOND)

    assert not (tmp_path / "wixapi/events").exists()


def test_modes_follow_the_umask(tmp_path: Path) -> None:
    """Files are as readable as any new file, not as private as temporary ones."""
    previous = os.umask(0o027)
    try:
        build(tmp_path, FIRST)
    finally:
        os.umask(previous)

    modes = {
        stat.S_IMODE((tmp_path / path).stat().st_mode)
        for path in (*FIRST, MANIFEST_NAME)
    }
    assert {0o640} == modes
    assert 0o750 == stat.S_IMODE((tmp_path / "wixapi").stat().st_mode)


@pytest.mark.parametrize(
    "error", [Fault, KeyboardInterrupt, lambda: OSError(28, "disk full")]
)
def test_build_that_fails_anywhere_is_completed_by_the_next(
    tmp_path: Path, error: Callable[[], BaseException]
) -> None:
    """Whichever change of the disk fails: nothing foreign is lost, and the next build completes."""
    for step in range(1000):
        out = tmp_path / str(step)
        build(out, FIRST)
        (out / "mine.txt").write_text("mine\n")
        (out / "wixapi/__init__.py").write_text("edited\n")

        with (
            suppress(Fault, KeyboardInterrupt, OutputError),
            fault_at(step, error) as steps,
        ):
            build(out, SECOND, force=True)
        complete = len(steps) < step

        assert "mine\n" == tree(out)["mine.txt"]
        if tree(out)["wixapi/__init__.py"] != "edited\n":
            build(out, SECOND)
        build(out, SECOND, force=True)
        assert SECOND | {"mine.txt": "mine\n"} == tree(out)
        assert sorted(SECOND) == manifest_files(out)
        if complete:
            return
    pytest.fail("never got through")


def test_other_specs_after_a_failure(tmp_path: Path) -> None:
    """What a failed build left behind is ours, also when the next one generates other files."""
    third = {"wixapi/__init__.py": "a = 3\n"}
    for step in range(12):
        out = tmp_path / str(step)
        build(out, FIRST)
        with fault_at(step), suppress(Fault):
            build(out, SECOND)
        with fault_at(step // 2), suppress(Fault):
            build(out, third)

        build(out, third)

        assert third == tree(out)
        assert {"wixapi", MANIFEST_NAME} == set(os.listdir(out))
        assert ["__init__.py"] == os.listdir(out / "wixapi")


@pytest.mark.parametrize("next_files", [{}, SECOND])
def test_file_that_a_failed_build_never_wrote(
    tmp_path: Path, next_files: dict[str, str]
) -> None:
    """Who puts a file where a failed build was about to write one keeps it."""
    with fault_at(6), pytest.raises(Fault):
        build(tmp_path, SECOND)
    assert ["README.md", "wixapi/__init__.py"] == list(tree(tmp_path))
    (tmp_path / "wixapi/blog").mkdir()
    (tmp_path / "wixapi/blog/posts.py").write_text("theirs\n")

    plan = writer.plan(tmp_path, next_files)
    with suppress(ForeignFiles):
        writer.apply(plan, force=True)

    assert ((), ()) == (plan.kept, plan.edited)
    assert tuple(next_files)[2:] == plan.foreign
    assert "theirs\n" == (tmp_path / "wixapi/blog/posts.py").read_text()


KILLED_BUILD = """
import os, signal, sys
from pathlib import Path
from wixgen.building import writer

out, step, files = Path(sys.argv[1]), int(sys.argv[2]), eval(sys.argv[3])
replace, done = os.replace, []

def replace_or_die(*paths):
    if len(done) == step:
        os.kill(os.getpid(), signal.SIGKILL)
    done.append(paths)
    replace(*paths)

os.replace = replace_or_die
writer.apply(writer.plan(out, files))
"""


@pytest.mark.parametrize("step", [0, 1, 2, 3])
def test_killed_build_is_completed_by_the_next(tmp_path: Path, step: int) -> None:
    """Not even kill -9 leaves a mess: the next build completes and clears away."""
    build(tmp_path, FIRST)
    command = [
        sys.executable,
        "-c",
        KILLED_BUILD,
        str(tmp_path),
        str(step),
        repr(SECOND),
    ]

    assert -signal.SIGKILL == subprocess.run(command, check=False).returncode
    assert (tmp_path / STAGING_NAME).exists()

    build(tmp_path, SECOND)

    assert SECOND == tree(tmp_path)
    assert not (tmp_path / STAGING_NAME).exists()


def test_leftovers_are_cleared_by_a_build_with_nothing_to_do(tmp_path: Path) -> None:
    """A staging folder of a killed run goes, even if all files are up to date."""
    build(tmp_path, FIRST)
    (tmp_path / STAGING_NAME).mkdir()
    (tmp_path / STAGING_NAME / "0").touch()

    build(tmp_path, FIRST)

    assert FIRST == tree(tmp_path)
    assert not (tmp_path / STAGING_NAME).exists()


def test_full_disk_leaves_the_old_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can't be staged changes nothing."""
    build(tmp_path, FIRST)
    manifest = (tmp_path / MANIFEST_NAME).read_text()

    def full(_path: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(OutputError, match="No space left on device"):
            build(tmp_path, SECOND)

    assert FIRST == tree(tmp_path)
    assert manifest == (tmp_path / MANIFEST_NAME).read_text()


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that can't be read is named."""
    build(tmp_path, FIRST)

    def locked(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", locked)

    with pytest.raises(
        OutputError, match=r"manifest\.json: Permission denied"
    ) as caught:
        writer.plan(tmp_path, FIRST)
    assert tmp_path / MANIFEST_NAME == caught.value.path


def test_read_only_folder_leaves_the_old_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read-only folder deep inside is noticed before anything is replaced."""
    build(tmp_path, FIRST)
    locked = tmp_path / "wixapi/events"
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: path != locked and access(path, mode)
    )

    with pytest.raises(OutputError, match="Permission denied") as caught:
        build(tmp_path, SECOND)

    assert locked == caught.value.path
    assert FIRST == tree(tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/etc/passwd",
            "../x.py",
            "a/../../x.py",
            "a/..",
            "./a",
            "a/./b",
            "a//b",
            "a/",
            "",
            ".",
        ),
        *(
            "a\\b",
            "C:/x",
            "C:x",
            "a\x00b",
            "a\nb",
            "a b",
            "é.py",
            "a.",
            "a./b",
            "~/x",
            "\ud800",
        ),
        *(MANIFEST_NAME, MANIFEST_NAME.upper(), STAGING_NAME, f"{STAGING_NAME}/0"),
    ],
)
def test_unsafe_path_is_refused(tmp_path: Path, path: str) -> None:
    """Nothing is ever written outside the folder, nor under a name that some system can't hold."""
    out = tmp_path / "out"

    with pytest.raises(OutputError):
        build(out, {"fine.py": "", path: "x"})

    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (["a.py", "A.py"], "only in upper and lower case"),
        (["Pkg/a.py", "pkg/b.py"], "only in upper and lower case"),
        (["a", "a/b"], "a file and a folder"),
        (["A", "a/b"], "a file and a folder"),
    ],
)
def test_paths_that_clash_are_refused(
    tmp_path: Path, files: list[str], reason: str
) -> None:
    """Paths that are one and the same on some file system are no set of files."""
    with pytest.raises(OutputError, match=reason):
        build(tmp_path, dict.fromkeys(files, ""))


@pytest.mark.parametrize(
    "link", ["wixapi", "wixapi/events", "wixapi/__init__.py", MANIFEST_NAME]
)
@pytest.mark.parametrize("dangling", [False, True])
def test_links_are_not_followed(tmp_path: Path, link: str, dangling: bool) -> None:
    """A link inside the folder could lead anywhere: it is refused, and its target untouched."""
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    build(elsewhere, FIRST)
    before = tree(elsewhere)
    (out / link).parent.mkdir(parents=True)
    (out / link).symlink_to(tmp_path / "nowhere" if dangling else elsewhere / link)

    with pytest.raises(OutputError, match="symbolic link") as caught:
        build(out, SECOND | {"wixapi/events/guests.py": "g = 2\n"})

    assert out / link == caught.value.path
    assert before == tree(elsewhere)


def test_link_to_the_output_folder_is_fine(tmp_path: Path) -> None:
    """The folder itself may be a link."""
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")

    build(tmp_path / "out", FIRST)

    assert FIRST == tree(tmp_path / "real")


def test_link_as_staging_folder_is_refused(tmp_path: Path) -> None:
    """Clearing away never goes through a link."""
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/file").touch()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / STAGING_NAME).symlink_to(tmp_path / "precious")

    with pytest.raises(OutputError):
        build(tmp_path / "out", FIRST)

    assert ["file"] == os.listdir(tmp_path / "precious")


def test_things_in_the_way(tmp_path: Path) -> None:
    """Folders, files and special files in the wrong place are named."""
    (tmp_path / "a.py").mkdir()
    (tmp_path / "pkg").write_text("")
    os.mkfifo(tmp_path / "pipe.py")

    for path, reason in [
        ("a.py", "a folder stands where a file belongs"),
        ("pkg/b.py", "a file stands where a folder belongs"),
        ("pipe.py", "a special file stands where a file belongs"),
    ]:
        with pytest.raises(OutputError, match=reason):
            build(tmp_path, {path: "x"})
    with pytest.raises(OutputError, match="a file stands where a folder belongs"):
        build(tmp_path / "pkg", FIRST)
    with pytest.raises(OutputError, match="Not a directory"):
        build(tmp_path / "pkg" / "out", FIRST)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"<<<<<<< HEAD\n{}", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "is not a manifest"),
        (b"{}", "is not a manifest"),
        (
            b'{"version": 4, "files": {}}',
            "has version 4, this wixgen reads versions up to 3",
        ),
        (b'{"version": "1", "files": {}}', "has version '1'"),
        (b'{"version": [], "files": {}}', r"has version \[\]"),
        (b'{"version": {"a": []}, "files": {}}', "has version {"),
        (b'{"version": null, "files": {}}', "has version None"),
        (b'{"version": true, "files": {}}', "has version True"),
        (b'{"version": 3.0, "files": {}}', "has version 3.0"),
        (b'{"version": NaN, "files": {}}', "has version nan"),
        (b'{"version": 3, "generator": [], "files": {}}', r"has generator \[\]"),
        (b'{"version": 3, "files": {"a.py": []}}', "has no hash for 'a.py'"),
        (b'{"version": 3, "files": {"a.py": {}}}', "has no hash for 'a.py'"),
        (b'{"version": 3, "files": {"a.py": null}}', "has no hash for 'a.py'"),
        (b'{"version": 3, "files": {}, "pending": [1]}', "has no list of files"),
        (b'{"version": 3, "files": "a.py"}', "has no list of files"),
        (b'{"version": 1}', "has no list of files"),
        (b'{"version": 1, "files": []}', "has no list of files"),
        (b'{"version": 1, "files": {}, "pending": null}', "has no list of files"),
        (b'{"version": 1, "files": {"a.py": 1}}', "has no hash for 'a.py'"),
        (b'{"version": 1, "files": {"a.py": "md5:0"}}', "has no hash for 'a.py'"),
        (
            b'{"version": 1, "files": {"../a.py": "x"}}',
            r"names '\.\./a\.py', which is not a plain",
        ),
    ],
)
def test_broken_manifest(tmp_path: Path, content: bytes, reason: str) -> None:
    """A manifest that can't be understood stops the build, with a remedy."""
    build(tmp_path, FIRST)
    (tmp_path / MANIFEST_NAME).write_bytes(content)

    with pytest.raises(ManifestError, match=reason) as caught:
        build(tmp_path, SECOND, force=True)

    assert tmp_path / MANIFEST_NAME == caught.value.path
    assert caught.value.help
    assert FIRST == tree(tmp_path)


def test_text_that_is_no_unicode_is_our_bug(tmp_path: Path) -> None:
    """Emitters never let a lone surrogate through."""
    with pytest.raises(
        InternalError, match=r"a\.py: what was generated is no Unicode text"
    ):
        build(tmp_path, {"a.py": "\ud800"})


def test_diff(tmp_path: Path) -> None:
    """`build --check` shows what would change, file by file, as git would."""
    build(tmp_path, FIRST)
    (tmp_path / "README.md").write_text("mine")

    assert (
        "diff --git a/README.md b/README.md\n"
        "--- a/README.md\n"
        "+++ b/README.md\n"
        "@@ -1 +1 @@\n"
        "-mine\n"
        "\\ No newline at end of file\n"
        "+first\n"
        "diff --git a/wixapi/__init__.py b/wixapi/__init__.py\n"
        "--- a/wixapi/__init__.py\n"
        "+++ b/wixapi/__init__.py\n"
        "@@ -1 +1 @@\n"
        "-a = 1\n"
        "+a = 2\n"
        "diff --git a/wixapi/blog/posts.py b/wixapi/blog/posts.py\n"
        "new file mode 100644\n"
        "--- /dev/null\n"
        "+++ b/wixapi/blog/posts.py\n"
        "@@ -0,0 +1 @@\n"
        "+p = 2\n"
        "diff --git a/wixapi/events/guests.py b/wixapi/events/guests.py\n"
        "deleted file mode 100644\n"
        "--- a/wixapi/events/guests.py\n"
        "+++ /dev/null\n"
        "@@ -1 +0,0 @@\n"
        "-g = 1\n"
    ) == writer.plan(tmp_path, SECOND).diff()


def test_diff_of_the_manifest_alone(tmp_path: Path) -> None:
    """Where only the manifest is behind, the diff shows that."""
    build(tmp_path, FIRST)
    (tmp_path / MANIFEST_NAME).unlink()
    plan = writer.plan(tmp_path, FIRST)

    assert plan.is_stale
    assert plan.diff().startswith(
        f"diff --git a/{MANIFEST_NAME} b/{MANIFEST_NAME}\nnew file mode 100644\n"
    )


def test_diff_is_cut() -> None:
    """A diff that nobody would read ends with a word about the rest."""
    changes: list[diff.Change] = [(f"{n}.py", None, b"x\n" * 10) for n in range(3)]

    lines = diff.unified_diff(changes, most_lines=20).splitlines()

    assert 21 == len(lines)
    assert "… cut after 20 lines, 2 of 3 files to go" == lines[-1]


def test_diff_of_bytes() -> None:
    """What is no text is only named."""
    assert (
        "diff --git a/x b/x\nBinary files a/x and b/x differ\n"
    ) == diff.unified_diff([("x", b"\xff", b"text")])


PATHS = st.sampled_from(["a.py", "b/c.py", "b/d.py", "b/e/f.py", "g/h.py"])
GENERATED = st.dictionaries(PATHS, st.sampled_from(["gen 1\n", "gen 2\n", "gen 3\n"]))
BY_HAND = st.sampled_from(["hand 1\n", "hand 2\n"])


class OutputFolder(RuleBasedStateMachine):
    """People and builds at work in one folder. Whose a file is shows in its content."""

    def __init__(self) -> None:
        super().__init__()
        self.out = Path(tempfile.mkdtemp())
        self.theirs: dict[str, str] = {}

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.out)

    @rule(path=PATHS, text=BY_HAND)
    def write(self, path: str, text: str) -> None:
        """A person writes a file of their own, or edits a generated one."""
        (self.out / path).parent.mkdir(parents=True, exist_ok=True)
        (self.out / path).write_text(text)
        self.theirs[path] = text

    @rule(path=PATHS)
    def delete(self, path: str) -> None:
        """A person deletes a file."""
        (self.out / path).unlink(missing_ok=True)
        self.theirs.pop(path, None)

    @rule(files=GENERATED, force=st.booleans(), step=st.none() | st.integers(0, 15))
    def build(self, files: dict[str, str], force: bool, step: int | None) -> None:
        """A build, which may fail at one of its steps."""
        listed = manifest_files(self.out)
        in_the_way = self.theirs.keys() & files.keys()
        foreign = sorted(in_the_way - set(listed))
        edited = sorted(in_the_way & set(listed))
        before = tree(self.out)

        error = self.attempt(files, force, step)

        if foreign or (edited and not force):
            kind, paths = (ForeignFiles, foreign) if foreign else (EditedFiles, edited)
            assert (kind, paths) == (type(error), list(getattr(error, "paths", ())))
            assert before == tree(self.out)
            return
        found = tree(self.out)
        self.theirs = {
            path: text
            for path, text in self.theirs.items()
            if path not in edited or (error and found[path] == text)
        }
        if not error:
            assert files | self.theirs == found
            assert sorted(files) == manifest_files(self.out)
            assert not writer.plan(self.out, files).is_stale

    def attempt(
        self, files: dict[str, str], force: bool, step: int | None
    ) -> BaseException | None:
        """Build, and give back what came of it."""
        try:
            with fault_at(-1 if step is None else step):
                build(self.out, files, force=force)
        except (ForeignFiles, EditedFiles, Fault) as error:
            return error
        return None

    @invariant()
    def nothing_of_theirs_is_lost(self) -> None:
        """Whatever a person wrote stands as they wrote it; all the rest is generated."""
        found = tree(self.out)

        assert self.theirs == {
            path: text for path, text in found.items() if text[:3] != "gen"
        }


TestOutputFolder = OutputFolder.TestCase
TestOutputFolder.settings = settings(max_examples=150, stateful_step_count=12)
