"""Read Wix's published types for `wixgen import` and `wixgen drift`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from wixgen.cli.exit_codes import BAD_INPUT
from wixgen.cli.messages import display_path, with_display_paths
from wixgen.cli.options import fail
from wixgen.cli.type_files import TypeFiles
from wixgen.diagnostics import Diagnostic, Diagnostics
from wixgen.pages.differences import Difference
from wixgen.pages.importer import Imported, Mode
from wixgen.published.importer import NO_PUBLIC_ADDRESS, import_types
from wixgen.workers import worthwhile

FILES_PER_JOB = 100  # a process costs about as much as this many files


def open_types(folder: Path | None) -> TypeFiles | None:
    """Return the files of the type packages; end the program if there are none."""
    if folder is None:
        return None
    files = TypeFiles(folder)
    if not any(path.endswith("/package.json") for path in files):
        help = "install them: `npm install --ignore-scripts @wix/blog`, for example"
        fail(f"{folder}: there are no packages of Wix", help, BAD_INPUT)
    return files


def summed_up(findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return findings, those of modules with methods that have no public address as one.

    There is nothing to do about them, and dozens of Wix's modules have some.
    """
    listed = list(findings)
    unmapped = [one for one in listed if one.code == NO_PUBLIC_ADDRESS]
    if len(unmapped) < 2:
        return listed
    message = f"{len(unmapped)} modules have methods without a public address"
    help = f"{unmapped[0].help}; `--verbose` names them"
    one = replace(unmapped[0], message=message, help=help)
    return [one, *(found for found in listed if found.code != NO_PUBLIC_ADDRESS)]


def bring_types(
    files: TypeFiles,
    specs: Mapping[str, bytes],
    report: Diagnostics,
    jobs: int,
    mode: Mode,
    *,
    descriptions: bool,
) -> Imported:
    """Bring types into specs, or compare them; name their files as the folder was named."""
    found = Diagnostics()
    imported = import_types(
        files,
        specs,
        found,
        descriptions=descriptions,
        jobs=jobs or worthwhile(len(files), FILES_PER_JOB),
        mode=mode,
    )
    report.take(with_display_paths(found, files.folder))
    imported.differences = [
        _with_place(one, files.folder, is_said=mode is not Mode.COMPARE)
        for one in imported.differences
    ]
    return imported


def _with_place(one: Difference, folder: Path, *, is_said: bool) -> Difference:
    """Return a difference from types below a folder, its place as the folder was named."""
    if not one.page.path:
        return one
    place = replace(one.page, path=display_path(folder / one.page.path))
    what = f"{one.what} ({place})" if is_said else one.what
    return replace(one, page=place, what=what)
