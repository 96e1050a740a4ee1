"""The commands that read Wix's documentation pages: `wixgen import` and `wixgen drift`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, cast

import typer
import yaml

from wixgen.console import (
    BAD_INPUT,
    NOT_SO,
    Format,
    FormatOption,
    ProjectOption,
    QuietOption,
    SchemasOption,
    VerboseOption,
    count,
    fail,
    open_or_fail,
    print_findings,
    root_of,
    shown,
    summary,
)
from wixgen.diagnostics import Diagnostics, Place, Severity
from wixgen.export.document import write
from wixgen.pages.drift import Drift, compare, without_spec
from wixgen.pages.gather import Gathered
from wixgen.pages.importer import (
    FACTS,
    EventTypes,
    Imported,
    import_pages,
    read_resource,
)
from wixgen.pages.lines import MAX_BYTES
from wixgen.pages.transcribe import Options
from wixgen.pipeline import understand
from wixgen.project import read_files, spec_paths
from wixgen.spec.api import Api

PagesArgument = Annotated[
    list[Path], typer.Argument(help="Pages, or folders of *.md pages.")
]


def import_(
    pages: PagesArgument,
    schemas: SchemasOption = None,
    descriptions: Annotated[
        str, typer.Option(help="copy: write the pages' sentences; none: facts only.")
    ] = "copy",
    facts: Annotated[
        Path | None, typer.Option(help="Event types, as YAML; added to those known.")
    ] = None,
    report_file: Annotated[
        Path | None,
        typer.Option("--report", help="Where to write how doubts were settled."),
    ] = None,
    format: FormatOption = Format.TEXT,
    project: ProjectOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Bring what documentation pages say into the specs."""
    if descriptions not in {"copy", "none"}:
        fail(f"--descriptions is copy or none, not {descriptions}", "", BAD_INPUT)
    place = open_or_fail(root_of(project), schemas, None)
    report = Diagnostics()
    texts = _texts(pages, report)
    specs = read_files(_spec_paths(place.schemas), place.schemas, report)
    imported = import_pages(
        texts, specs, _event_types(facts), report, descriptions=descriptions == "copy"
    )
    findings = list(report)
    print_findings(findings, format, to_stdout=format is Format.JSON, quiet=quiet)
    for path, text in imported.specs.items():
        _write(place.schemas / path, text)
    if report_file is not None:
        told = json.dumps(
            {"decisions": imported.decisions}, indent=2, ensure_ascii=False
        )
        _write(report_file, told + "\n")
    if not quiet and format is Format.TEXT:
        for path in imported.specs if verbose else ():
            typer.echo(f"wrote {shown(place.schemas / path)}")
        read = count(imported.pages, "page")
        typer.echo(
            f"{read}: {count(len(imported.specs), 'spec')} changed, {summary(findings)}"
        )
    if imported.has_failed or report.has_errors:
        raise typer.Exit(BAD_INPUT)


def drift(
    pages: PagesArgument,
    schemas: SchemasOption = None,
    format: FormatOption = Format.TEXT,
    project: ProjectOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Show what pages say that the specs don't, and the reverse; exits with 1 on drift."""
    place = open_or_fail(root_of(project), schemas, None)
    report = Diagnostics()
    api = _specs_or_fail(place.schemas)
    texts = _texts(pages, report)
    imported = Imported()
    found = list(_drift(texts, api, report, imported))
    findings = [one for one in report if one.code != "nothing-to-import" or verbose]
    print_findings(findings, Format.TEXT, to_stdout=False, quiet=quiet)
    if imported.has_failed or report.has_errors:
        raise typer.Exit(BAD_INPUT)
    if format is Format.JSON:
        typer.echo(
            json.dumps([_as_json(one, place.schemas) for one in found], indent=2)
        )
    elif not quiet:
        for one in found:
            typer.echo(_as_text(one, place.schemas))
        typer.echo(f"{count(len(found), 'difference')}", err=True)
    if found:
        raise typer.Exit(NOT_SO)


def _specs_or_fail(schemas: Path) -> Api:
    """What the specs say; nothing can be compared with specs that are wrong."""
    report = Diagnostics()
    specs = read_files(_spec_paths(schemas), schemas, report)
    api = understand(specs, "0", report).api
    if report.has_errors:
        errors = [one for one in report if one.severity is Severity.ERROR]
        print_findings(errors, Format.TEXT, to_stdout=False, quiet=False)
        raise typer.Exit(BAD_INPUT)
    return api


def _drift(
    texts: dict[str, str], api: Api, report: Diagnostics, imported: Imported
) -> Iterable[Drift]:
    known = {(one.package, one.module): one for one in api.resources}
    gathered = Gathered(texts, api, report)
    imported.has_failed = gathered.has_failed
    if not gathered.keys and not gathered.has_failed:
        message = "no page here documents a method or a webhook: nothing was compared"
        report.error(Place(next(iter(texts), "."), 1, 1), "nothing-to-compare", message)
    for key in gathered.keys:
        readings, transcriber = read_resource(
            key, gathered.pages(key), api, Options(descriptions=False)
        )
        methods, webhooks = transcriber.draft(readings)
        if key in known:
            yield from compare(transcriber, methods, webhooks, known[key])
        else:
            yield from without_spec(key, readings)


def _texts(pages: list[Path], report: Diagnostics) -> dict[str, str]:
    """The texts of pages by the path that was given; folders are searched for *.md."""
    texts: dict[str, str] = {}
    for given in pages:
        if not given.exists():
            fail(f"{given}: there is no such file or folder", "", BAD_INPUT)
        for path in sorted(given.rglob("*.md")) if given.is_dir() else [given]:
            text = _text(path, report)
            if text is not None:
                texts[str(path)] = text
    return texts


def _text(path: Path, report: Diagnostics) -> str | None:
    place = Place(str(path), 1, 1)
    try:
        data = path.read_bytes()
    except OSError as error:
        report.error(place, "unreadable", f"can't be read: {error.strerror}")
        return None
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes; {MAX_BYTES:,} are allowed"
        report.error(place, "too-big", message)
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = "a page is UTF-8, this byte is not"
        report.error(Place(str(path), line, column), "encoding", message)
        return None


def _event_types(facts: Path | None) -> EventTypes:
    """Event types by resource and handler: those that are known, and those of a file."""
    known: dict[str, dict[str, str]] = {}
    for path in (FACTS / "event-types.yaml", *([facts] if facts else [])):
        try:
            data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, yaml.YAMLError) as error:
            fail(f"{path}: the facts can't be read: {error}", "", BAD_INPUT)
        if not isinstance(data, dict):
            fail(
                f"{path}: facts are <package>.<module>, handler, event type",
                "",
                BAD_INPUT,
            )
        for resource, handlers in cast(dict[object, object], data).items():
            if isinstance(handlers, dict):
                pairs = cast(dict[object, object], handlers).items()
                named = {str(one): str(type_) for one, type_ in pairs}
                known.setdefault(str(resource), {}).update(named)
    return known


def _spec_paths(folder: Path) -> list[Path]:
    return spec_paths(folder) if folder.is_dir() else []


def _write(path: Path, text: str) -> None:
    """Replace a file as a whole, or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(text, path)
    except OSError as error:
        fail(f"{path}: {error.strerror}", "", BAD_INPUT)


def _as_text(one: Drift, schemas: Path) -> str:
    return f"{one.where}: {one.what}\n  page {one.page}\n  spec {_spec_place(one, schemas)}"


def _as_json(one: Drift, schemas: Path) -> dict[str, Any]:
    spec = _spec_place(one, schemas)
    return {
        "where": one.where,
        "what": one.what,
        "page": {
            "path": one.page.path,
            "line": one.page.line,
            "column": one.page.column,
        },
        "spec": {"path": spec.path, "line": spec.line, "column": spec.column},
    }


def _spec_place(one: Drift, schemas: Path) -> Place:
    path = shown(schemas / one.spec.path) if one.spec.path else ""
    return Place(path, one.spec.line, one.spec.column)
