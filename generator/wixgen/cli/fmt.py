"""`wixgen fmt`: format specs, and tell which ones changed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import typer

from wixgen.cli.exit_codes import BAD_INPUT, NOT_SO
from wixgen.cli.messages import display_path, plural, with_display_paths
from wixgen.cli.options import Format, print_findings
from wixgen.diagnostics import Diagnostic, Diagnostics, Place, Severity
from wixgen.files import write
from wixgen.project import Selection, read_files
from wixgen.spec_text.formatter import formatted, warn_of_format


@dataclass
class FormatRun:
    """One run of `wixgen fmt`.

    Attributes:
        is_check: Whether nothing is to be written.
        asked: The specs that it was asked about.
        changed: Those of them that were not in the format of specs.
        errors: Why others could not be formatted.
        findings: What `--check` has to say of those that are not formatted.
    """

    is_check: bool
    asked: list[Path] = field(default_factory=list[Path])
    changed: list[Path] = field(default_factory=list[Path])
    errors: list[Diagnostic] = field(default_factory=list[Diagnostic])
    findings: list[Diagnostic] = field(default_factory=list[Diagnostic])

    def add(self, selection: Selection) -> None:
        """Format the specs of a selection, or look whether they are formatted."""
        errors, findings = Diagnostics(), Diagnostics()
        files = read_files(selection.chosen, selection.folder, errors, selection.named)
        for name, data in files.items():
            wanted = formatted(name, data, errors)
            if wanted is None or wanted == data:
                continue
            path = selection.folder / name
            if self.is_check:
                findings.add_source(name, data.decode())
                warn_of_format(name, data, findings)
            elif not _is_written(path, wanted.decode(), name, errors):
                continue
            self.changed.append(path)
        self.asked += selection.chosen
        self.errors += with_display_paths(errors, selection.folder)
        self.findings += (
            replace(finding, severity=Severity.ERROR)  # it is what was asked about
            for finding in with_display_paths(findings, selection.folder)
        )

    def print(self, format: Format, *, quiet: bool, verbose: bool) -> None:
        """Print errors to stderr, what `--check` found to stdout; for machines, all of it to stdout."""
        if format.is_for_machines:
            found = sorted([*self.errors, *self.findings], key=lambda one: one.place)
            print_findings(found, format, to_stdout=True, quiet=quiet)
            return
        print_findings(self.errors, format, to_stdout=False, quiet=quiet)
        print_findings(self.findings, format, to_stdout=True, quiet=quiet)
        if quiet:
            return
        if verbose:
            for path in self.asked if self.is_check else self.changed:
                typer.echo(display_path(path), err=True)
        counts = f"{len(self.changed)} {'not ' if self.is_check else ''}formatted"
        errors = plural(len(self.errors), "error")
        typer.echo(f"{plural(len(self.asked), 'spec')}: {counts}, {errors}", err=True)

    @property
    def exit_code(self) -> int:
        """The exit code; that something can't be read weighs more than that it isn't formatted."""
        if self.errors:
            return BAD_INPUT
        return NOT_SO if self.findings else 0


def _is_written(path: Path, text: str, name: str, report: Diagnostics) -> bool:
    """Replace a spec as a whole; report it if that can't be done."""
    try:
        write(text, path)
    except OSError as error:
        message = f"can't be written: {error.strerror}"
        report.error(Place(name), "unwritable", message)
        return False
    return True
