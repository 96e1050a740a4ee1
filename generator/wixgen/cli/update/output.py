"""What `wixgen update` prints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import typer

from wixgen.annotations import Level, annotation
from wixgen.cli.fetch import REMEDY
from wixgen.cli.messages import plural, repository_path
from wixgen.cli.options import Format
from wixgen.cli.pages import difference_as_json
from wixgen.diagnostics import Place, visible
from wixgen.diff.report import as_github, counts
from wixgen.diff.rules import Verdict
from wixgen.project import Project
from wixgen.updating.journal import Journal
from wixgen.updating.outcome import Passed, Update

if TYPE_CHECKING:
    from wixgen.cli.update.run import Options


class Printer:
    """Prints what an update comes to, in the format that is wanted."""

    def __init__(self, place: Project, options: Options) -> None:
        self.place = place
        self.options = options

    def result(self, update: Update) -> dict[str, Any]:
        """Return what `--format json` prints."""
        left = [difference_as_json(one, self.place.schemas) for one in update.left]
        return update.as_json(left)

    def finished(self, journal: Journal) -> None:
        """Tell that an update which was killed is finished now."""
        if self.options.format is Format.JSON:
            typer.echo(json.dumps(journal.result, indent=2, default=str))
        elif not self.options.is_quiet:
            title = visible(str(journal.result.get("title", "")))
            typer.echo(f"finished an update that was cut off: {title}")

    def update(self, update: Update, result: Mapping[str, Any]) -> None:
        """Print an update."""
        if self.options.format is Format.JSON:
            typer.echo(json.dumps(result, indent=2, default=str))
        elif self.options.format is Format.GITHUB:
            for line in self._annotations(update):
                typer.echo(line)
        elif not self.options.is_quiet:
            for line in self._lines(update):
                typer.echo(visible(line))
        if update.distrust:
            typer.echo(f"error: {update.distrust}\nhelp: {REMEDY}", err=True)
            return
        for problem in self._problems(update):
            typer.echo(f"error: {visible(problem)}", err=True)

    def _annotations(self, update: Update) -> Iterator[str]:
        """Yield what changed, and what was left as it was, as annotations of GitHub."""
        shown = [one for one in update.findings if one.verdict is not Verdict.DOCS]
        yield from as_github(shown, repository_path(self.place.schemas))
        for problem in self._problems(update):
            yield annotation(Level.WARNING, Place(""), "wixgen: left", [problem])
        if update.distrust:
            lines = [*update.distrust.splitlines(), f"help: {REMEDY}"]
            yield annotation(Level.ERROR, Place(""), "wixgen: not trusted", lines)

    def _lines(self, update: Update) -> Iterator[str]:
        for stage in update.stages:
            is_quiet = stage.verdict is Passed.SKIPPED and stage.name != "fetch"
            if not is_quiet or self.options.is_verbose:
                yield f"{stage.name}: {stage.verdict}, {stage.says}"
        for one in update.resources:
            if not one.reasons:
                of_it = [
                    found for found in update.findings if found.resource == one.resource
                ]
                yield f"updated {one.resource}: {counts(of_it)}"
        for page in update.waiting:
            yield f"waits: {page.address} ({page.times} of {page.needed} runs have seen its change)"
        for path in update.written if self.options.is_verbose else ():
            yield f"writes {path}" if self.options.is_check else f"wrote {path}"
        if update.left:
            yield f"{plural(len(update.left), 'fact')} left as in the specs"
        yield self._last(update)

    def _last(self, update: Update) -> str:
        """Return the line that sums up."""
        if update.distrust:
            return "nothing was changed"
        if not update.is_changed:
            return "nothing to do"
        what = plural(len(update.written), "file")
        done = f"{what} to write" if self.options.is_check else f"{what} written"
        if update.tool:
            return f"{done}: {update.title}; what the documentation says is looked at by the next run"
        if update.findings:
            return f"{done}: {update.verdict}, the next version is {update.version}"
        return done

    def _problems(self, update: Update) -> Iterator[str]:
        """Yield what is wrong with pages and resources."""
        for one in update.resources:
            for reason in one.reasons:
                if reason.is_fault:
                    yield f"{one.resource} is left as it was: {reason.words}"
        for address, words in update.faults.items():
            yield f"{address}: {words}"
