"""Brings generated files to disk without ever touching what somebody else wrote.

`plan` compares the files with the folder and the folder's manifest, and changes nothing. `apply`
carries a plan out: everything is staged beside its place first, then a journal (the manifest with
the hashes to come) is written, then file after file is replaced. Whenever that is cut off, also by a power
failure, the files are still known as ours, and the next build completes them.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property
from pathlib import Path, PurePosixPath

from wixgen.building.cache import Source, cache_of, read_cache, write_cache
from wixgen.building.diff import Change, unified_diff
from wixgen.building.manifest import (
    MANIFEST_NAME,
    STAGING_NAME,
    Manifest,
    digest,
    parse_manifest,
    path_fault,
)
from wixgen.building.out_reader import OutReader, errors_about
from wixgen.emit.errors import EditedFiles, ForeignFiles, InternalError, OutputError
from wixgen.files import sync_files, sync_folders


class FileAction(Enum):
    """The action that a build takes on one path."""

    UNCHANGED = auto()
    WRITE = auto()  # new, changed, or deleted by somebody
    EDITED = auto()  # ours, but edited: written with force only
    FOREIGN = auto()  # somebody else's: never written
    REMOVE = auto()  # ours, and no longer generated
    KEEP = auto()  # ours, no longer generated, but edited: theirs from now on
    GONE = auto()  # no longer generated, and not there either


@dataclass(frozen=True)
class Plan:
    """The actions of a build in the folder `out`.

    Attributes:
        out: The output folder. All paths are relative to it, and sorted.
        actions: The action for each path.
        before: The content of the files that stand there, with LF for CRLF.
        with_crlf: Those of them that have CRLF on the disk.
        after: The content of all generated files.
        manifest: The manifest that stands there.
        fingerprint: The hash of the generator, for the cache; "" if none is to be written.
        sources: The specs by path, for the cache.
        stored_cache: The content of the cache that stands there.
    """

    out: Path
    actions: Mapping[str, FileAction] = field(repr=False)
    before: Mapping[str, bytes] = field(repr=False)
    after: Mapping[str, bytes] = field(repr=False)
    manifest: Manifest = field(repr=False)
    with_crlf: frozenset[str] = frozenset()
    fingerprint: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict[str, Source], repr=False)
    stored_cache: bytes | None = field(default=None, repr=False)

    @property
    def unchanged(self) -> tuple[str, ...]:
        """Return the generated files that are there already, as they should be."""
        return self.with_action(FileAction.UNCHANGED)

    @property
    def writes(self) -> tuple[str, ...]:
        """Return the files to create or replace."""
        return self.with_action(FileAction.WRITE)

    @property
    def edited(self) -> tuple[str, ...]:
        """Return the generated files that a person edited."""
        return self.with_action(FileAction.EDITED)

    @property
    def foreign(self) -> tuple[str, ...]:
        """Return the files that wixgen did not write, where it has to write one."""
        return self.with_action(FileAction.FOREIGN)

    @property
    def removals(self) -> tuple[str, ...]:
        """Return the files that are no longer generated."""
        return self.with_action(FileAction.REMOVE)

    @property
    def kept(self) -> tuple[str, ...]:
        """Return the files that are no longer generated, but stay because a person edited them."""
        return self.with_action(FileAction.KEEP)

    @cached_property
    def final_manifest(self) -> bytes:
        """Return the content of the manifest when all is done."""
        return Manifest(
            files={path: digest(self.after[path]) for path in self.after}
        ).render()

    @cached_property
    def final_cache(self) -> bytes | None:
        """Return the content of the cache when all is done; None if none is to be written."""
        if not self.fingerprint:
            return None
        return cache_of(self.fingerprint, self.final_manifest, self.sources)

    @property
    def is_stale(self) -> bool:
        """Return whether the files, or the list of them, differ from what a build leaves behind."""
        listed = {path: digest(content) for path, content in self.after.items()}
        return (
            bool(self._differing())
            or dict(self.manifest.files) != listed
            or bool(self.manifest.pending)
        )

    @property
    def is_done(self) -> bool:
        """Return whether there is nothing to write but the cache: no file, and no byte of the manifest."""
        stored = self.before.get(MANIFEST_NAME)
        return not self._differing() and stored == self.final_manifest

    def changes(self, folder: str) -> bool:
        """Return whether something in a folder is written or removed."""
        return any(path.startswith(f"{folder}/") for path in self._differing())

    def with_action(self, *actions: FileAction) -> tuple[str, ...]:
        """Return the paths with one of these actions."""
        return tuple(path for path, action in self.actions.items() if action in actions)

    def diff(self) -> str:
        """Return a unified diff from the folder to what is generated; "" if it isn't stale."""
        changes: list[Change] = [
            (path, self.before.get(path), self.after.get(path))
            for path in self._differing()
        ]
        if self.is_stale and not changes:
            changes = [
                (MANIFEST_NAME, self.before.get(MANIFEST_NAME), self.final_manifest)
            ]
        return unified_diff(changes)

    def journal(self, replaced: Iterable[str]) -> bytes:
        """Return the manifest while `replaced` are being replaced: it lists their old and new hashes."""
        ours = self.with_action(
            FileAction.UNCHANGED, FileAction.WRITE, FileAction.REMOVE
        )
        theirs = self.with_action(FileAction.EDITED, FileAction.KEEP)
        return Manifest(
            files={
                path: digest(self.before[path]) for path in ours if path in self.before
            }
            | {path: self.manifest.files[path] for path in theirs},
            pending={path: digest(self.after[path]) for path in replaced},
        ).render()

    def on_disk(self, path: str, content: bytes) -> bytes:
        """Return what is to be written for a file: with the line ends that it has, a new one those of the manifest.

        Git takes a file of another size for a changed one, even if it has the same text.
        """
        like = path if path in self.before else MANIFEST_NAME
        return content.replace(b"\n", b"\r\n") if like in self.with_crlf else content

    def _differing(self) -> tuple[str, ...]:
        return self.with_action(
            FileAction.WRITE, FileAction.REMOVE, FileAction.EDITED, FileAction.FOREIGN
        )


def plan(
    out: Path,
    files: Mapping[str, str | bytes],
    fingerprint: str = "",
    sources: Mapping[str, Source] | None = None,
) -> Plan:
    """Compare `files`, by path relative to `out`, with what stands there. Changes nothing.

    `fingerprint` and `sources` go into the cache.

    Raises OutputError where a path is unsafe, something can't be read, or a link, a folder or the
    like stands in the way; ManifestError where the manifest can't be understood.
    """
    after = {path: _encoded(path, files[path]) for path in sorted(files)}
    fault = path_fault(after)
    if fault:
        raise OutputError(out / fault[0], fault[1])
    with errors_about(out):
        reader = OutReader(out)
        before = {MANIFEST_NAME: reader.read(MANIFEST_NAME)}
        stored = before[MANIFEST_NAME]
        manifest = (
            Manifest()
            if stored is None
            else parse_manifest(out / MANIFEST_NAME, stored)
        )
        paths = sorted(after.keys() | manifest.files.keys() | manifest.pending.keys())
        before |= {path: reader.read(path) for path in paths}
    return Plan(
        out=out,
        actions={
            path: _action(path, before[path], after.get(path), manifest)
            for path in paths
        },
        before={
            path: content for path, content in before.items() if content is not None
        },
        after=after,
        manifest=manifest,
        with_crlf=frozenset(reader.with_crlf),
        fingerprint=fingerprint,
        sources=sources or {},
        stored_cache=read_cache(out),
    )


def apply(plan: Plan, *, force: bool = False) -> None:
    """Carry `plan` out; with `force` also over edited files. Call it for a fresh plan as well:
    it clears away what a build that was killed left behind.

    Raises ForeignFiles or EditedFiles before anything is written, and OutputError when the disk
    refuses; then the next build completes what is missing.
    """
    if plan.foreign:
        raise ForeignFiles(plan.out, plan.foreign)
    if plan.edited and not force:
        raise EditedFiles(plan.out, plan.edited)
    staging = plan.out / STAGING_NAME
    with errors_about(plan.out):
        if staging.exists():
            shutil.rmtree(staging)
        if not plan.is_done:
            try:
                _carry_out(plan, staging)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    # Last: a build that is cut off before leaves a cache that doesn't fit the manifest.
    if plan.final_cache not in {None, plan.stored_cache}:
        write_cache(plan.out, plan.final_cache or b"")


def _carry_out(plan: Plan, staging: Path) -> None:
    """Stage, write the journal, replace, remove, write the manifest.

    The order matters: whenever it is cut off, the manifest lists every file that is ours, with the hash
    that it has or is about to have. Each step is on the disk before the next begins.
    """
    replaced = plan.with_action(FileAction.WRITE, FileAction.EDITED)
    _require_writable(plan.out, [*replaced, *plan.removals])
    staging.mkdir(parents=True)
    for number, path in enumerate(replaced):
        content = plan.on_disk(path, plan.after[path])
        (staging / str(number)).write_bytes(content)
    for name, content in (
        ("journal", plan.journal(replaced)),
        ("manifest", plan.final_manifest),
    ):
        (staging / name).write_bytes(plan.on_disk(MANIFEST_NAME, content))
    sync_files([*staging.iterdir()])
    sync_folders([staging, plan.out])

    if replaced:
        os.replace(staging / "journal", plan.out / MANIFEST_NAME)
        sync_folders([plan.out])
    for number, path in enumerate(replaced):
        target = plan.out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(staging / str(number), target)
    for path in plan.removals:
        os.unlink(plan.out / path)
    for path in plan.with_action(FileAction.REMOVE, FileAction.GONE):
        _remove_bytecode(plan.out / path)
        _remove_empty_folders(plan.out, path)
    sync_folders(_folders_of(plan.out, [*replaced, *plan.removals]))
    os.replace(staging / "manifest", plan.out / MANIFEST_NAME)
    sync_folders([plan.out])


def _folders_of(out: Path, paths: Iterable[str]) -> list[Path]:
    """Return every folder that one of `paths` stands in, up to `out`, each once."""
    found = {folder for path in paths for folder in PurePosixPath(path).parents}
    return [out / folder for folder in sorted(found)]


def _require_writable(out: Path, paths: Iterable[str]) -> None:
    """Notice a read-only folder while the old package is still whole."""
    for folder in sorted({(out / path).parent for path in paths}):
        if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), folder)


def _remove_bytecode(module: Path) -> None:
    """Remove what Python cached of a module that is no more: it would keep the folder alive."""
    cache = module.parent / "__pycache__"
    if module.suffix != ".py" or cache.is_symlink() or not cache.is_dir():
        return
    for compiled in cache.glob(f"{module.stem}.*.pyc"):
        compiled.unlink(missing_ok=True)
    if not any(cache.iterdir()):
        cache.rmdir()


def _remove_empty_folders(out: Path, path: str) -> None:
    """Remove the folders above `path`, from the inside out, as far as nothing is left in them."""
    for folder in PurePosixPath(path).parents[:-1]:
        try:
            (out / folder).rmdir()
        except FileNotFoundError:
            continue
        except OSError:
            return


def _action(
    path: str, before: bytes | None, after: bytes | None, manifest: Manifest
) -> FileAction:
    """Return the action for `path`, given its content on disk and its generated content."""
    if before == after:
        return FileAction.GONE if after is None else FileAction.UNCHANGED
    if before is None:
        return FileAction.WRITE
    ours = manifest.wrote(path, digest(before)) or _is_torn(
        path, before, after, manifest
    )
    listed = path in manifest.files
    if after is None:
        return (
            FileAction.REMOVE
            if ours
            else FileAction.KEEP if listed else FileAction.GONE
        )
    return (
        FileAction.WRITE
        if ours
        else FileAction.EDITED if listed else FileAction.FOREIGN
    )


def _is_torn(path: str, before: bytes, after: bytes | None, manifest: Manifest) -> bool:
    """Return whether a file is what a power failure leaves of one of ours: nothing, a part, or NULs.

    Nobody edits a file into that, and nothing is lost with it.
    """
    if path not in manifest.files and path not in manifest.pending:
        return False
    begun = before.removesuffix(b"\r")  # half of a CRLF
    return b"\0" in before or before == b"" or (after or b"").startswith(begun)


def _encoded(path: str, content: str | bytes) -> bytes:
    try:
        return content.encode() if isinstance(content, str) else content
    except UnicodeEncodeError as error:
        raise InternalError(
            f"{path}: what was generated is no Unicode text: {error}"
        ) from error
