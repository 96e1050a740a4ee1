"""What the commands share: options, how things are found, and how they are printed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from wixgen.cli.exit_codes import BAD_INPUT
from wixgen.cli.messages import plural
from wixgen.diagnostics import (
    Diagnostic,
    Diagnostics,
    Severity,
    json_report,
    text_report,
)
from wixgen.project import Project, find_project, open_project, read_files, spec_paths


class Format(StrEnum):
    """How diagnostics are printed."""

    TEXT = "text"
    JSON = "json"


ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project",
        help="The project; default: the nearest folder with \\[tool.wixgen].",
    ),
]
SchemasOption = Annotated[
    Path | None, typer.Option("--schemas", help="The folder of the specs.")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="The folder of the package.")
]
JobsOption = Annotated[
    int, typer.Option("--jobs", min=0, help="Processes; 0: by the size.")
]
FormatOption = Annotated[
    Format, typer.Option("--format", help="How findings are printed.")
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")
]
VerboseOption = Annotated[
    bool, typer.Option("--verbose", "-v", help="Name every file.")
]


def root_of(project: Path | None) -> Path:
    """The project's folder; ends the program if there is none."""
    if project is not None:
        if not project.is_dir():
            fail(f"{project}: there is no such folder", "", BAD_INPUT)
        return project.absolute()
    root = find_project(Path.cwd())
    if root is None:
        help = "add the line [tool.wixgen] to pyproject.toml, or name a folder with --project"
        fail(
            "no folder from here upwards has a pyproject.toml with [tool.wixgen]",
            help,
            BAD_INPUT,
        )
    return root


def open_or_fail(root: Path, schemas: Path | None, out: Path | None) -> Project:
    """The project at `root`; ends the program if its settings are wrong."""
    report = Diagnostics()
    project = open_project(root, report, schemas=schemas, out=out)
    if project is None:
        typer.echo(text_report(report), err=True)
        raise typer.Exit(BAD_INPUT)
    return project


def specs_or_fail(project: Project, report: Diagnostics) -> dict[str, bytes]:
    """The project's specs; ends the program if there are none."""
    if not project.schemas.is_dir():
        help = "specs are .yaml files in the folder `schemas` of the project, or in --schemas"
        fail(f"{project.schemas}: there is no such folder", help, BAD_INPUT)
    files = read_files(spec_paths(project.schemas), project.schemas, report)
    if not files and not report.has_errors:
        fail(f"{project.schemas}: there are no specs in this folder", "", BAD_INPUT)
    return files


def print_findings(
    findings: list[Diagnostic], format: Format, *, to_stdout: bool, quiet: bool
) -> None:
    """Print findings as text or JSON, to stdout or stderr; only errors if `quiet`."""
    if format is Format.JSON:
        typer.echo(json_report(findings))
        return
    shown = [one for one in findings if not quiet or one.severity is Severity.ERROR]
    if shown:
        typer.echo(text_report(shown), err=not to_stdout)


def summary(findings: list[Diagnostic]) -> str:
    """`2 errors, 1 warning`."""
    errors = sum(one.severity is Severity.ERROR for one in findings)
    return f"{plural(errors, 'error')}, {plural(len(findings) - errors, 'warning')}"


def fail(message: str, help: str, code: int) -> NoReturn:
    """Say what is wrong and what helps, and end the program."""
    typer.echo(f"error: {message}" + (f"\nhelp: {help}" if help else ""), err=True)
    raise typer.Exit(code)
