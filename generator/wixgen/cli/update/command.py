"""`wixgen update`: from what the documentation says now to specs, a package and a report."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from wixgen.cli.fetch import (
    AcceptFormatOption,
    ConfirmGoneOption,
    ExcludeOption,
    IntoOption,
    LimitOption,
    OnlyOption,
    PortalOption,
    RateOption,
    UrlsArgument,
    portal_or_fail,
)
from wixgen.cli.options import (
    Format,
    FormatOption,
    JobsOption,
    OutOption,
    ProjectOption,
    QuietOption,
    SchemasOption,
    VerboseOption,
    open_or_fail,
    root_of,
)
from wixgen.cli.pages import is_copy
from wixgen.fetching.portal import DEFAULT_PORTAL


def update(
    urls: UrlsArgument = None,
    into: IntoOption = Path("pages"),
    portal: PortalOption = DEFAULT_PORTAL,
    only: OnlyOption = None,
    exclude: ExcludeOption = None,
    limit: LimitOption = None,
    rate: RateOption = 2.0,
    confirm_gone: ConfirmGoneOption = False,
    accept_format: AcceptFormatOption = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask nobody: use the pages that are kept.")
    ] = False,
    descriptions: Annotated[
        str, typer.Option(help="copy: copy the pages' sentences; none: facts only.")
    ] = "none",
    facts: Annotated[
        Path | None, typer.Option(help="A YAML file of more event types.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep what the pages no longer say.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report", metavar="FILE", help="Write the body of a pull request, too."
        ),
    ] = None,
    changelog: Annotated[
        Path | None,
        typer.Option(
            "--changelog", metavar="FILE", help="Add the entry to this changelog."
        ),
    ] = None,
    seen: Annotated[
        Path | None,
        typer.Option(
            "--seen", metavar="LOCK", help="What an earlier run has seen counts, too."
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Write nothing but the report; exit with 1 if there is something to do.",
        ),
    ] = False,
    schemas: SchemasOption = None,
    out: OutOption = None,
    jobs: JobsOption = 0,
    format: FormatOption = Format.TEXT,
    project: ProjectOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """Fetch the pages, and bring specs and package up to date.

    A page that can't be read leaves its resource as it was. If the package isn't
    what this wixgen makes of the specs that are there, it is made anew, and
    nothing else is done.
    """
    # all that it takes would make the start of every other command slow
    from wixgen.cli.update.run import Options, UpdateRun
    from wixgen.fetching.run import Trust

    place = open_or_fail(root_of(project), schemas, out)
    options = Options(
        urls=tuple(urls or ()),
        into=into,
        portal=portal_or_fail(portal),
        patterns=(tuple(only or ()), tuple(exclude or ())),
        limit=limit,
        rate=rate,
        trust=Trust(confirm_gone, accept_format),
        is_offline=offline,
        describes=is_copy(descriptions),
        facts=facts,
        keeps=keep,
        report=report,
        changelog=changelog,
        seen=seen,
        is_check=check,
        jobs=jobs,
        format=format,
        is_quiet=quiet,
        is_verbose=verbose,
        commands=_commands(
            urls or [],
            {
                "--portal": portal if portal != DEFAULT_PORTAL else None,
                "--into": into if into != Path("pages") else None,
                "--only": only,
                "--exclude": exclude,
                "--limit": limit,
                "--confirm-gone": confirm_gone,
                "--accept-format": accept_format,
                "--offline": offline,
                "--descriptions": descriptions if descriptions != "none" else None,
                "--facts": facts,
                "--keep": keep,
            },
            {"--schemas": schemas},
            {"--out": out},
        ),
    )
    code = UpdateRun(place, options).run()
    if code:
        raise typer.Exit(code)


_Options = Mapping[str, str | int | Path | list[str] | None]


def _commands(
    urls: list[str], own: _Options, schemas: _Options, out: _Options
) -> tuple[str, ...]:
    """Return the commands that repeat an update.

    Args:
        urls: The pages that are named.
        own: The options that no other command has, and that decide what the update makes.
        schemas: The option that all three commands have.
        out: The option that `wixgen diff` hasn't.
    """
    return (
        shlex.join(["wixgen", "update", *urls, *_given({**own, **schemas, **out})]),
        shlex.join(["wixgen", "diff", "HEAD", *_given(schemas)]),
        shlex.join(["wixgen", "build", "--check", *_given({**schemas, **out})]),
    )


def _given(options: _Options) -> Iterator[str]:
    """Yield options as a command line has them; False, None and an empty list stand for none."""
    for name, value in options.items():
        if value is True:
            yield name
        elif value:
            for one in value if isinstance(value, list) else [value]:
                yield name
                yield one.as_posix() if isinstance(one, Path) else str(one)
