"""Errors between the package model and the files on disk.

RuntimeError
  InternalError      our own bug: what was generated is not what it has to be
Exception
  OutputError        the output folder can't be read or written; nothing half-done is lost
    ManifestError    its manifest can't be understood
    EditedFiles      a person edited generated files
    ForeignFiles     files of somebody else stand where generated ones belong
"""

from __future__ import annotations

from pathlib import Path


class InternalError(RuntimeError):
    """wixgen generated something broken: a bug of wixgen, never the user's fault."""


class OutputError(Exception):
    """The output folder can't be used.

    Attributes:
        path: The file or folder that is the reason.
        message: The reason.
        help: The remedy.
    """

    def __init__(self, path: Path, message: str, help: str = "") -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message
        self.help = help


class ManifestError(OutputError):
    """The manifest is damaged, or of a newer wixgen."""


class _RefusedError(OutputError):
    """A build would overwrite `paths`, so nothing is written. They are relative to the output folder."""

    def __init__(
        self, out: Path, paths: tuple[str, ...], message: str, help: str
    ) -> None:
        super().__init__(out, f"{message}: {', '.join(paths)}", help)
        self.paths = paths


class EditedFiles(_RefusedError):  # noqa: N818 - says what it carries
    """Generated files that were edited by hand: a build would lose the edits."""

    def __init__(self, out: Path, paths: tuple[str, ...]) -> None:
        super().__init__(
            out,
            paths,
            "edited by hand since they were generated",
            "move the changes elsewhere, or build with --force to overwrite them",
        )


class ForeignFiles(_RefusedError):  # noqa: N818 - says what it carries
    """Files that wixgen did not write, where it has to write one."""

    def __init__(self, out: Path, paths: tuple[str, ...]) -> None:
        super().__init__(
            out,
            paths,
            "not written by wixgen, but in the place of a generated file",
            "move them away or choose another --out; --force does not overwrite them",
        )
