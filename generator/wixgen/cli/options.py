"""Options that commands share, and functions that find the project and print findings."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from wixgen.annotations import github_report
from wixgen.cli.exit_codes import BAD_INPUT
from wixgen.cli.messages import plural, repository_path
from wixgen.diagnostics import (
    Diagnostic,
    Diagnostics,
    Severity,
    json_report,
    text_report,
)
from wixgen.project import Project, find_project, open_project, read_files, spec_paths


class Format(StrEnum):
    """A format in which diagnostics are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"

    @property
    def is_for_machines(self) -> bool:
        """Return whether stdout holds findings and nothing else."""
        return self is not Format.TEXT


ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project",
        help="The project's folder; default: the nearest upwards with \\[tool.wixgen].",
    ),
]
SchemasOption = Annotated[
    Path | None, typer.Option("--schemas", help="The folder of the specs.")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="The folder of the package.")
]
JobsOption = Annotated[
    int,
    typer.Option(
        "--jobs",
        min=0,
        help="The number of processes; 0: as many as the work is worth.",
    ),
]
FormatOption = Annotated[
    Format,
    typer.Option("--format", help="The format of findings; github: annotations."),
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")
]
VerboseOption = Annotated[
    bool,
    typer.Option("--verbose", "-v", help="Name every file that is read or written."),
]


def root_of(project: Path | None) -> Path:
    """Return the project's folder; end the program if there is none."""
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
    """Return the project at `root`; end the program if its settings are wrong."""
    report = Diagnostics()
    project = open_project(root, report, schemas=schemas, out=out)
    if project is None:
        typer.echo(text_report(report), err=True)
        raise typer.Exit(BAD_INPUT)
    return project


def specs_or_fail(project: Project, report: Diagnostics) -> dict[str, bytes]:
    """Return the content of the project's specs by path; end the program if there are none."""
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
    """Print findings, as text to stdout or stderr; only errors if `quiet`.

    What machines read goes to stdout; in JSON, all of it.
    """
    if format is Format.JSON:
        typer.echo(json_report(findings))
        return
    shown = [
        finding
        for finding in findings
        if not quiet or finding.severity is Severity.ERROR
    ]
    if shown and format is Format.GITHUB:
        typer.echo("\n".join(github_report(shown, in_repository)))
    elif shown:
        typer.echo(text_report(shown), err=not to_stdout)


def in_repository(path: str) -> str:
    """Return the path of a finding from the root of its repository; "" if it has none."""
    return repository_path(Path(path)) if path else ""


def summary(findings: list[Diagnostic]) -> str:
    """Return the number of errors and of warnings: `2 errors, 1 warning`."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    return f"{plural(errors, 'error')}, {plural(len(findings) - errors, 'warning')}"


def fail(message: str, help: str, code: int) -> NoReturn:
    """Print what is wrong and what helps, and end the program with exit code `code`."""
    typer.echo(f"error: {message}" + (f"\nhelp: {help}" if help else ""), err=True)
    raise typer.Exit(code)
