"""The commands of wixgen. `lint` and `export` are here, the others in modules of their own."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from wixgen import __version__
from wixgen.cli.build import build
from wixgen.cli.catalogue import list_
from wixgen.cli.diff import diff
from wixgen.cli.exit_codes import BAD_INPUT, NOT_SO
from wixgen.cli.fetch import fetch
from wixgen.cli.fmt import FormatRun
from wixgen.cli.init import init, schema
from wixgen.cli.linting import lint_findings
from wixgen.cli.messages import display_path, plural, with_display_paths
from wixgen.cli.options import (
    Format,
    FormatOption,
    ProjectOption,
    QuietOption,
    SchemasOption,
    VerboseOption,
    fail,
    open_or_fail,
    print_findings,
    root_of,
    specs_or_fail,
    summary,
)
from wixgen.cli.pages import drift, import_
from wixgen.cli.serve.command import serve
from wixgen.cli.shared import move_shared, propose_shared
from wixgen.cli.spec_writing import alone_in
from wixgen.cli.update.command import update
from wixgen.diagnostics import Diagnostic, Diagnostics, Severity
from wixgen.export.document import AS_TEXT, Document, as_json
from wixgen.files import write
from wixgen.package.distribution import DEFAULT_VERSION
from wixgen.pipeline import understand
from wixgen.project import (
    Selection,
    find_project,
    read_files,
    select,
)

app = typer.Typer(
    name="wixgen",
    help="Generate a typed Python SDK for Wix from YAML specs of its documentation.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def about(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.")
    ] = False,
) -> None:
    """Generate a typed Python SDK for Wix from YAML specs of its documentation."""
    if version:
        typer.echo(f"wixgen {__version__}")
        raise typer.Exit


def lint(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Specs, or folders of specs; default: all of the project.",
        ),
    ] = None,
    shared: Annotated[
        bool,
        typer.Option("--shared", help="Tell which types common.yaml could hold, too."),
    ] = False,
    fix: Annotated[
        bool,
        typer.Option("--fix", help="With --shared: move these types to common.yaml."),
    ] = False,
    schemas: SchemasOption = None,
    format: FormatOption = Format.TEXT,
    project: ProjectOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Check the specs.

    Exits with 1 if one has errors. Nothing is written without --fix.
    """
    if fix and not shared:
        fail("--fix does nothing without --shared", "`wixgen fmt` formats", BAD_INPUT)
    findings: list[Diagnostic] = []
    asked: list[Path] = []
    changed = 0
    for selection in _selections(paths, project, schemas):
        report = Diagnostics()
        folder = selection.folder
        with alone_in(folder, quiet=quiet) if fix else nullcontext():
            files = read_files(selection.files, folder, report, selection.named)
            if fix and not report.has_errors:  # types may be in what can't be read
                moved = move_shared(files, folder)
                changed += len(moved)
                files |= moved
        names = (path.relative_to(selection.folder) for path in selection.chosen)
        chosen = {name.as_posix() for name in names}
        report.take(lint_findings(files, chosen))
        if shared and not fix:
            understood = understand(files, DEFAULT_VERSION, Diagnostics())
            propose_shared(files, understood, report)
        findings += with_display_paths(
            (finding for finding in report if finding.place.path in chosen),
            selection.folder,
        )
        asked += selection.chosen
    print_findings(findings, format, to_stdout=True, quiet=quiet)
    if not quiet and format is Format.TEXT:
        if verbose:
            typer.echo("\n".join(display_path(path) for path in asked), err=True)
        moved_in = f"; {plural(changed, 'spec')} changed" if fix else ""
        counts = f"{plural(len(asked), 'spec')}: {summary(findings)}{moved_in}"
        typer.echo(counts, err=True)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise typer.Exit(NOT_SO)


def fmt(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Specs, or folders of specs; default: all of the project.",
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Write nothing; exit with 1 if a spec isn't formatted."
        ),
    ] = False,
    schemas: SchemasOption = None,
    format: FormatOption = Format.TEXT,
    project: ProjectOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Format the specs.

    Words, names, comments and the order of what has a name stay.
    """
    run = FormatRun(is_check=check)
    for selection in _selections(paths, project, schemas):
        with nullcontext() if check else alone_in(selection.folder, quiet=quiet):
            run.add(selection)
    run.print(format, quiet=quiet, verbose=verbose)
    if run.exit_code:
        raise typer.Exit(run.exit_code)


def export(
    document: Annotated[
        Document, typer.Argument(metavar="KIND", help="The kind of document.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The file to write, .json or .yaml; default: stdout.",
        ),
    ] = None,
    schemas: SchemasOption = None,
    project: ProjectOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Write the API as one OpenAPI 3.1 or JSON Schema document."""
    if output is not None and output.suffix not in AS_TEXT:
        help = f"the name must end with {' or '.join(AS_TEXT)}"
        fail(f"{output}: unknown file type", help, BAD_INPUT)
    place = open_or_fail(root_of(project), schemas, None)
    report = Diagnostics()
    specs = specs_or_fail(place, report)
    understood = understand(specs, place.distribution.version, report)
    print_findings(
        with_display_paths(report, place.schemas),
        Format.TEXT,
        to_stdout=False,
        quiet=quiet,
    )
    if report.has_errors:
        raise typer.Exit(BAD_INPUT)
    if verbose and not quiet:
        typer.echo(
            "\n".join(display_path(place.schemas / path) for path in specs), err=True
        )
    made = document.made_from(understood.api, place.distribution.version)
    if output is None:
        typer.echo(as_json(made).encode(), nl=False)
        return
    try:
        write(AS_TEXT[output.suffix](made), output)
    except OSError as error:
        fail(f"{output}: {error.strerror}", "", BAD_INPUT)
    if not quiet:
        typer.echo(f"wrote {output}: {plural(len(specs), 'spec')}", err=True)


def _selections(
    paths: list[Path] | None, project: Path | None, schemas: Path | None
) -> list[Selection]:
    """Return the specs to check by schemas folder; end the program if there are none."""
    root = root_of(project) if project or not paths else find_project(Path.cwd())
    place = open_or_fail(root, schemas, None) if root else None
    folder = place.schemas if place else None
    missing = [path for path in paths or [] if not path.exists()]
    if missing:
        fail(f"{missing[0]}: there is no such file or folder", "", BAD_INPUT)
    selections = select(paths or [folder] if folder else paths or [], folder)
    if not any(selection.chosen for selection in selections):
        fail("there are no specs to check", "a spec is a .yaml file", BAD_INPUT)
    return selections


# in the order of the work, which `--help` keeps
app.command()(init)
app.command(name="list")(list_)
app.command()(fetch)
app.command(name="import")(import_)
app.command()(drift)
app.command()(fmt)
app.command()(lint)
app.command()(diff)
app.command()(update)
app.command()(build)
app.command()(export)
app.command()(serve)
app.command()(schema)
