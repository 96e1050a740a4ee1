"""Finds the project that wixgen works for, its specs and its output folder."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from pathlib import Path

from wixgen.diagnostics import COMMON_FILE, Diagnostics, Place
from wixgen.package.distribution import Distribution
from wixgen.reading import read_plain
from wixgen.settings import parse_settings, settings_table

SPEC_SUFFIXES = {".yaml", ".yml"}
#: Files that stand among specs and are none: what `wixgen diff` accepts.
_APART = {"accepted.yaml"}
_LINK_REMEDY = "put a copy of the file in its place"


@dataclass(frozen=True)
class Project:
    """A folder with `[tool.wixgen]` in its pyproject.toml.

    Attributes:
        root: The folder.
        schemas: The folder of its specs.
        out: The folder of the generated distribution.
        distribution: What it says of the generated distribution.
        settle: In how many runs of `wixgen update` a change must be seen before it is believed.
    """

    root: Path
    schemas: Path
    out: Path
    distribution: Distribution
    settle: int = 1


def find_project(start: Path) -> Path | None:
    """Return the nearest folder upwards whose pyproject.toml has `[tool.wixgen]`, or can't be read."""
    for folder in (start, *start.parents):
        if (folder / "pyproject.toml").is_file() and settings_table(folder) is not None:
            return folder
    return None


def open_project(
    root: Path,
    report: Diagnostics,
    *,
    schemas: Path | None = None,
    out: Path | None = None,
) -> Project | None:
    """Open the project at `root`; relative `schemas` and `out` are relative to it.

    Settings that are wrong go to `report`, and None is returned.
    """
    path = root / "pyproject.toml"
    table = settings_table(root)
    if isinstance(table, str):
        report.error(Place(str(path)), "bad-settings", table)
        return None
    settings, problems = parse_settings(table or {})
    for problem in problems:
        report.error(Place(str(path)), "bad-setting", problem)
    if report.has_errors:
        return None
    return Project(
        root=root,
        schemas=root / (schemas or settings.schemas),
        out=root / (out or settings.out),
        distribution=settings.distribution,
        settle=settings.settle,
    )


@dataclass(frozen=True)
class Selection:
    """Specs to check, of one schemas folder.

    Attributes:
        folder: The folder.
        files: The specs that have to be read, so that references can be resolved.
        chosen: The specs whose findings were asked for.
        named: Those of them that the user named: they are read wherever links lead.
    """

    folder: Path
    files: list[Path]
    chosen: list[Path]
    named: frozenset[Path]


def spec_paths(folder: Path) -> list[Path]:
    """Return every spec below `folder`."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in SPEC_SUFFIXES
        and not is_apart(path.relative_to(folder).as_posix())
    ]


def is_apart(path: str) -> bool:
    """Return whether a file below the schemas folder is no spec, in spite of its name."""
    return path in _APART


def select(paths: Iterable[Path], schemas: Path | None) -> list[Selection]:
    """Group specs, and the specs of folders, by the schemas folder that they belong to.

    A spec that is not below `schemas` belongs to its own folder, or to the one above if that has a
    common.yaml.
    """
    chosen: dict[Path, list[Path]] = {}
    named: set[Path] = set()
    for path in (given.absolute() for given in paths):
        folder = _schemas_of(path, schemas.absolute() if schemas else None)
        if not path.is_dir():
            named.add(path)
        found = spec_paths(path) if path.is_dir() else [path]
        specs = (spec for spec in found if spec.exists() and not spec.is_dir())
        chosen.setdefault(folder, []).extend(specs)
    selections: list[Selection] = []
    for folder, files in chosen.items():
        around = spec_paths(folder) if folder == schemas else [folder / COMMON_FILE]
        needed = {*files, *(spec for spec in around if spec.is_file())}
        selections.append(
            Selection(
                folder,
                sorted(needed),
                sorted(set(files)),
                frozenset(named.intersection(files)),
            )
        )
    return selections


def _schemas_of(path: Path, schemas: Path | None) -> Path:
    if schemas is not None and path.is_relative_to(schemas):
        return schemas
    folder = path if path.is_dir() else path.parent
    candidates = (folder, folder.parent)
    return next(
        (above for above in candidates if (above / COMMON_FILE).is_file()), folder
    )


def read_files(
    paths: Iterable[Path],
    folder: Path,
    report: Diagnostics,
    named: Set[Path] = frozenset(),
) -> dict[str, bytes]:
    """Read files; return their content by their path relative to `folder`.

    What can't be read is reported. So is a link that leads out of the project, unless it is in `named`.
    """
    files: dict[str, bytes] = {}
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            if not path.exists() or path.is_dir():
                continue
            if path in named or not leads_out(path, folder):
                files[name] = read_plain(path)
                continue
            message = "is a link that leads out of the project: it isn't read"
            report.error(Place(name), "link", message, help=_LINK_REMEDY)
        except OSError as error:
            report.error(Place(name), "unreadable", f"can't be read: {error.strerror}")
    return files


def leads_out(path: Path, folder: Path) -> bool:
    """Return whether a file below `folder` is a link to one outside of the project that `folder` is in."""
    if not path.is_symlink():
        return False
    home = folder.resolve()
    return not path.resolve().is_relative_to(find_project(home) or home)


def templates_folder() -> Path:
    """Return the folder of the templates: in the installed package, or beside the generator in a checkout."""
    installed = Path(__file__).parent / "_templates"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "templates"
