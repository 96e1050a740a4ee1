"""`wixgen init`: begins a project, or adds specs of the catalogue to one."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from wixgen.catalogue.catalogue import Catalogue, open_catalogue
from wixgen.catalogue.entries import ResourceEntry
from wixgen.catalogue.starting import (
    EXAMPLE,
    EXAMPLE_PATH,
    chosen,
    common_types,
    near_names,
)
from wixgen.catalogue.workflow import (
    PLACEHOLDER,
    WORKFLOW,
    installed_home,
    repository_of,
    workflow,
)
from wixgen.cli.catalogue import complete_names
from wixgen.cli.exit_codes import BAD_INPUT, NOT_SO
from wixgen.cli.messages import display_path, plural
from wixgen.cli.options import (
    ProjectOption,
    QuietOption,
    SchemasOption,
    VerboseOption,
    fail,
    open_or_fail,
    root_of,
)
from wixgen.cli.spec_writing import alone_in, require_no_link
from wixgen.diagnostics import COMMON_FILE, visible
from wixgen.files import with_line_ends_of, write
from wixgen.project import find_project, leads_out, spec_paths
from wixgen.reading import read_plain
from wixgen.spec.documents.jsonschema import resource_schema
from wixgen.spec_text.text_tree import UpdateError

SCHEMA_FILE = "resource.schema.json"
_SETTINGS = """\
[tool.wixgen]
# schemas = "schemas"  # the folder of the specs
# out = "generated"    # the folder of the package
# version = "0.1.0"    # the version of the package
# package = "wixapi"   # its name in Python; `distribution` is the name to install it by
"""


class Ci(StrEnum):
    """A service that runs workflows."""

    GITHUB = "github"


def init(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="The project's folder; default: this one."),
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="NAME[,NAME...]",
            autocompletion=complete_names,
            help="Packages or resources of Wix to begin with, such as stores or blog.posts.",
        ),
    ] = None,
    ci: Annotated[
        Ci | None,
        typer.Option("--ci", help="Add a workflow that follows the documentation."),
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option("--project", help="The project's folder; the same as DIR."),
    ] = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Begin a project with specs of Wix's resources, or add some to one.

    Without any, there is an example. No file is overwritten.
    """
    root = (folder or project or Path.cwd()).absolute()
    if root.exists() and not root.is_dir():
        fail(f"{folder or project}: this is not a folder", "", BAD_INPUT)
    catalogue = open_catalogue()
    wanted = _wanted(with_ or [], catalogue)
    plan = _Plan(is_verbose=verbose)
    plan.add_settings(root)
    schemas = open_or_fail(root, None, None).schemas
    with alone_in(schemas, quiet=quiet):
        plan.add_specs(schemas, wanted, catalogue)
        if ci is Ci.GITHUB:
            plan.add_workflow(root)
        for path, text in plan.files.items():
            _write(path, text, schemas)
    if not quiet:
        typer.echo("\n".join(plan.told))
        typer.echo(_next_step(root, has_specs=bool(wanted)))


def schema(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=f"Another file than {SCHEMA_FILE} beside the specs; -: stdout.",
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; exit with 1 if it is another."),
    ] = False,
    schemas: SchemasOption = None,
    project: ProjectOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Write the schema of specs, by which editors check and complete them."""
    text = resource_schema()
    if output == Path("-"):
        typer.echo(text.encode(), nl=False)
        return
    folder = output.absolute().parent if output else None
    folder = folder or open_or_fail(root_of(project), schemas, None).schemas
    path = output or folder / SCHEMA_FILE
    standing = path.read_bytes() if path.is_file() else None
    text = with_line_ends_of(standing, text)
    is_same = standing == text.encode()
    if check and not is_same:
        help = f"`wixgen schema{f' -o {output}' if output else ''}` writes it"
        fail(f"{display_path(path)} isn't what wixgen makes", help, NOT_SO)
    if not is_same:
        _write(path, text, folder)
    if not quiet and (verbose or not check):
        done = "is up to date" if is_same else "was written"
        typer.echo(f"{display_path(path)} {done}", err=True)


def _write(path: Path, text: str, schemas: Path) -> None:
    """Write a file; end the program if that can't be done, or would be done through a link."""
    try:
        if path.is_relative_to(schemas):
            require_no_link(path, schemas)
        path.parent.mkdir(parents=True, exist_ok=True)
        write(text, path)
    except OSError as error:
        fail(f"{path}: {error.strerror}", "", BAD_INPUT)


def _wanted(given: Sequence[str], catalogue: Catalogue) -> list[ResourceEntry]:
    """Return the resources that are asked for; end the program if there is none of a name."""
    found: dict[str, ResourceEntry] = {}
    asked = (name.strip() for names in given for name in names.split(","))
    for name in filter(None, asked):
        resources = chosen(name, catalogue.resources)
        if not resources:
            near = " or ".join(near_names(name, catalogue.resources))
            help = f"did you mean {near}? " if near else ""
            message = f"Wix has no package or resource `{visible(name)}`"
            fail(message, f"{help}`wixgen list` shows all", BAD_INPUT)
        found |= {resource.key: resource for resource in resources}
    return [found[key] for key in sorted(found)]


@dataclass
class _Plan:
    """The files that `init` writes, and what it tells of them and of those that are there."""

    is_verbose: bool
    files: dict[Path, str] = field(default_factory=dict[Path, str])
    told: list[str] = field(default_factory=list[str])

    def add_settings(self, root: Path) -> None:
        """Add pyproject.toml; one that is there gets the table of wixgen if it has none."""
        path = root / "pyproject.toml"
        if not os.path.lexists(path):
            self._add(path, _SETTINGS)
        elif find_project(root) == root:  # also if it can't be read, which is told next
            self._leave(path)
        else:
            text = read_plain(path).decode()
            newline = "\r\n" if "\r\n" in text else "\n"
            end = "" if not text or text.endswith("\n") else newline
            text += f"{end}{newline}[tool.wixgen]{newline}"
            try:
                tomllib.loads(text)
            except tomllib.TOMLDecodeError:
                help = "add the settings of wixgen, which may be empty, by hand"
                fail(f"{path}: `tool` is no table of its own", help, BAD_INPUT)
            self.files[path.resolve()] = text
            self.told.append(f"added [tool.wixgen] to {display_path(path)}")

    def add_workflow(self, root: Path) -> None:
        """Add the workflow for GitHub to the repository that the project is in."""
        top = repository_of(root)
        home = installed_home()
        path = top / WORKFLOW
        is_new = not os.path.lexists(path)
        self._add(path, workflow(root.relative_to(top).as_posix(), home))
        if is_new and home is None:
            self.told.append(
                f"put wixgen's repository and revision into it, for {PLACEHOLDER} and REVISION"
            )

    def add_specs(
        self, schemas: Path, wanted: Sequence[ResourceEntry], catalogue: Catalogue
    ) -> None:
        """Add the schema for editors, the specs that are not there yet, and the types that these need."""
        self._add(schemas / SCHEMA_FILE, resource_schema())
        own = Catalogue(schemas, like=catalogue)
        homes = {resource.key: schemas / resource.path for resource in own.resources}
        specs = [catalogue.texts[resource.path] for resource in wanted]
        self._add_common(schemas / COMMON_FILE, specs, catalogue)
        for resource, spec in zip(wanted, specs, strict=True):
            path = homes.get(resource.key, schemas / resource.path)
            self._add(path, spec.decode())
        if not wanted and not _has_specs(schemas):
            self._add(schemas / EXAMPLE_PATH, EXAMPLE.read_text(encoding="utf-8"))

    def _add_common(
        self, path: Path, specs: Sequence[bytes], catalogue: Catalogue
    ) -> None:
        """Add common.yaml, or what it lacks."""
        try:
            if leads_out(path, path.parent):
                help = "put a copy of the file in its place"
                fail(f"{display_path(path)} leads out of the project", help, BAD_INPUT)
            existing = read_plain(path).decode() if os.path.lexists(path) else None
            common = common_types(specs, catalogue, existing)
        except (OSError, UnicodeDecodeError, UpdateError) as error:
            fail(f"{display_path(path)} can't be read: {error}", "", BAD_INPUT)
        if existing is None:
            self._add(path, common.text)
        elif common.added:
            self.files[path.resolve()] = common.text
            count = plural(len(common.added), "type")
            named = f": {', '.join(common.added)}" if self.is_verbose else ""
            self.told.append(f"added {count} to {display_path(path)}{named}")
        else:
            self._leave(path)
        for name in common.kept:
            self.told.append(f"left {name} of {display_path(path)} as it is")

    def _add(self, path: Path, text: str) -> None:
        if os.path.lexists(path):
            self._leave(path)
            return
        self.files[path] = text
        self.told.append(f"wrote {display_path(path)}")

    def _leave(self, path: Path) -> None:
        self.told.append(f"left {display_path(path)} as it is")


def _has_specs(schemas: Path) -> bool:
    """Return whether there are specs beside the common types."""
    common = schemas / COMMON_FILE
    return schemas.is_dir() and any(path != common for path in spec_paths(schemas))


def _next_step(root: Path, *, has_specs: bool) -> str:
    """Return what can be done now."""
    where = "" if root == Path.cwd() else f" --project {quote(display_path(root))}"
    build = f"`wixgen build{where}` makes the package"
    if has_specs:
        return build
    return f"{build}; `wixgen list` shows what Wix has, `wixgen init --with stores{where}` adds it"
