"""The commands about the catalogue: `wixgen list`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from wixgen.catalogue.catalogue import Catalogue, open_catalogue
from wixgen.catalogue.entries import ResourceEntry
from wixgen.catalogue.search import Found, Kind, all_resources, near_words, search
from wixgen.catalogue.starting import completions
from wixgen.cli.exit_codes import NOT_SO
from wixgen.cli.messages import plural
from wixgen.cli.options import (
    ProjectOption,
    QuietOption,
    SchemasOption,
    fail,
    open_or_fail,
    root_of,
)
from wixgen.diagnostics import visible
from wixgen.emit.home import USUAL, Home
from wixgen.project import find_project

SHOWN = 20  # of each kind, unless all are asked for
_WHAT = {
    Kind.RESOURCE: "title",
    Kind.METHOD: "http",
    Kind.FIELD: "type",
    Kind.EVENT: "event_type",
}


class Listing(StrEnum):
    """A format of what is found."""

    TEXT = "text"
    JSON = "json"


def complete_names(incomplete: str) -> list[str]:
    """Return what a shell may put in place of the beginning of names of packages and resources."""
    return completions(incomplete, open_catalogue().resources)


def list_(
    word: Annotated[
        str,
        typer.Argument(
            metavar="WORD",
            autocompletion=complete_names,
            help="A part of a name in Wix's or in Python's spelling, of an address or of an event type.",
        ),
    ] = "",
    all: Annotated[
        bool, typer.Option("--all", "-a", help=f"Show more than {SHOWN} of a kind.")
    ] = False,
    format: Annotated[
        Listing, typer.Option("--format", help="The format of what is found.")
    ] = Listing.TEXT,
    schemas: SchemasOption = None,
    project: ProjectOption = None,
    quiet: QuietOption = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show the address of pages, too.")
    ] = False,
) -> None:
    """Search all of Wix's resources, methods, fields and events.

    Without a word, the resources are listed; a star marks those of the project.
    Exits with 1 if there is no match.
    """
    shipped = open_catalogue()
    own = _own(project, schemas, shipped, quiet=quiet)
    resources = _united(shipped.resources, own)
    found = search(word, resources) if word else all_resources(resources)
    found = _at_home(found, _home(project))
    if format is Listing.JSON:
        typer.echo(json.dumps([_as_json(one, own) for one in found], indent=2))
    elif found:
        limit = None if all or not word else SHOWN
        _print_tables(found, own, limit, quiet=quiet, verbose=verbose)
        if not quiet:
            typer.echo(_counts(found, resources))
            if any(one.resource.key in own for one in found):
                typer.echo("* the project has a spec of it")
    if not found:
        near = near_words(word, resources)
        message = f"nothing of Wix has `{visible(word)}` in its name"
        fail(message, f"did you mean {' or '.join(near)}?" if near else "", NOT_SO)


def _own(
    project: Path | None, schemas: Path | None, shipped: Catalogue, *, quiet: bool
) -> dict[str, ResourceEntry]:
    """Return the resources of the project's specs by `<package>.<module>`; none outside of a project."""
    root = root_of(project) if project else find_project(Path.cwd())
    if root is None and schemas is None:
        return {}
    place = open_or_fail(root or Path.cwd(), schemas, None)
    specs = Catalogue(place.schemas, like=shipped)
    if specs.faulty and not quiet:
        count = plural(len(specs.faulty), "spec")
        typer.echo(f"{count} left out: `wixgen lint` says what is wrong", err=True)
    return {resource.key: resource for resource in specs.resources}


def _home(project: Path | None) -> Home:
    """Return where the project's package stands; the usual place outside of a project."""
    root = root_of(project) if project else find_project(Path.cwd())
    return Home.of(open_or_fail(root, None, None).distribution) if root else USUAL


def _at_home(found: Sequence[Found], home: Home) -> list[Found]:
    """Return what was found, called by the names that the project's package has in Python."""
    return [replace(one, name_in_python=partial(_called, one, home)) for one in found]


def _called(found: Found, home: Home) -> str:
    return home.module(found.python)


def _united(
    shipped: Sequence[ResourceEntry], own: dict[str, ResourceEntry]
) -> list[ResourceEntry]:
    """Return the resources of the catalogue and of the project, of which the project's count."""
    united = {resource.key: resource for resource in shipped} | own
    return [united[key] for key in sorted(united)]


def _print_tables(
    found: Sequence[Found],
    own: dict[str, ResourceEntry],
    limit: int | None,
    *,
    quiet: bool,
    verbose: bool,
) -> None:
    """Print what was found, a table for each kind; with the addresses of pages if `verbose`."""
    for kind in Kind:
        of_kind = [one for one in found if one.kind is kind]
        shown = of_kind[:limit]
        if not shown:
            continue
        if not quiet:
            typer.echo(f"{kind}s")
        rows = [_row(one, is_own=one.resource.key in own) for one in shown]
        if verbose:
            for row, one in zip(rows, shown, strict=True):
                row.append(visible(one.docs))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            typer.echo("  ".join(cells).rstrip())
        more = len(of_kind) - len(shown)
        if not quiet:
            typer.echo(f"   … {more:,} more, which --all shows\n" if more else "")


def _row(found: Found, *, is_own: bool) -> list[str]:
    """Return the cells of a line: a mark, the resource, the name, what it is, and how Python calls it."""
    mark = "*" if is_own else " "
    resource = found.resource
    if found.kind is Kind.RESOURCE:
        methods, events = _numbers(resource)
        counts = f"{plural(methods, 'method')}, {plural(events, 'event')}"
        cells = [mark, found.name, found.what, counts, found.python]
    else:
        note = "(deprecated)" if found.is_deprecated else ""
        what = " ".join(filter(None, (found.what, note)))
        cells = [mark, resource.key, found.name, what, found.python]
    return [visible(cell) for cell in cells]


def _numbers(resource: ResourceEntry) -> tuple[int, int]:
    """Return how many methods and events a resource has, with those of its service plugin."""
    methods = len(resource.methods) + len(resource.plugin_methods)
    return methods, len(resource.events)


def _counts(found: Sequence[Found], resources: Sequence[ResourceEntry]) -> str:
    """Return how many of each kind were found; of a list of all resources, what they have."""
    if all(one.kind is Kind.RESOURCE for one in found) and len(found) == len(resources):
        methods, events = map(sum, zip(*map(_numbers, resources), strict=True))
        counts = {Kind.RESOURCE: len(found), Kind.METHOD: methods, Kind.EVENT: events}
    else:
        counts = {kind: sum(one.kind is kind for one in found) for kind in Kind}
    return ", ".join(
        f"{count:,} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items()
    )


def _as_json(found: Found, own: dict[str, ResourceEntry]) -> dict[str, Any]:
    resource = found.resource
    return {
        "kind": found.kind,
        "package": resource.package,
        "module": resource.module,
        "name": found.name,
        "python": found.python,
        _WHAT[found.kind]: found.what,
        "docs": found.docs,
        "deprecated": found.is_deprecated,
        "in_project": resource.key in own,
    }
