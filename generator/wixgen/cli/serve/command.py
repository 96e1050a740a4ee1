"""The command `wixgen serve`: a local Wix on a port.

`main.py` runs it without the other commands, whose libraries take longer to load than a server to start.
"""

from __future__ import annotations

import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from secrets import randbits
from typing import Annotated, NoReturn

import typer

from wixgen.cli.exit_codes import BAD_INPUT, INTERRUPTED
from wixgen.cli.options import OutOption, ProjectOption, QuietOption, fail
from wixgen.cli.serve.local_package import local_package
from wixgen.cli.serve.serving import LOOPBACK, Serving, Settings, Told, preload

PORT = 8787
HELP = {"help_option_names": ["-h", "--help"]}


def serve(
    port: Annotated[
        int, typer.Option("--port", "-p", help="The port; 0: any that is free.")
    ] = PORT,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            help="The address at which it listens; all but loopback ones let other machines in.",
        ),
    ] = LOOPBACK,
    db: Annotated[
        Path | None,
        typer.Option(
            "--db",
            metavar="FILE",
            help="The file that keeps what is made; default: memory.",
        ),
    ] = None,
    seed: Annotated[
        Path | None,
        typer.Option(
            "--seed",
            metavar="FILE",
            help="What it holds at the beginning, as YAML or JSON.",
        ),
    ] = None,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Begin with some entities that belong together."),
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option(
            "--export",
            metavar="FILE",
            help="Write what it holds as a seed when it ends.",
        ),
    ] = None,
    webhook: Annotated[
        list[str] | None,
        typer.Option(
            "--webhook",
            metavar="URL",
            help="Where events are sent; can be given several times.",
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Refuse methods whose answer would be made up.",
        ),
    ] = False,
    clock: Annotated[
        str | None,
        typer.Option(
            "--clock",
            metavar="ISO",
            help="The moment at which its clock stands until it is advanced.",
        ),
    ] = None,
    random: Annotated[
        int | None,
        typer.Option(
            "--random",
            metavar="N",
            help="The seed of ids and choices; default: another one in each run, with --clock 0.",
        ),
    ] = None,
    js: Annotated[
        bool,
        typer.Option(
            "--js",
            help="Print a module that sends Wix's JavaScript SDK here (node --import), and end.",
        ),
    ] = False,
    format: Annotated[
        Told,
        typer.Option(
            "--format", help="The format of what is printed when it is ready."
        ),
    ] = Told.TEXT,
    out: OutOption = None,
    project: ProjectOption = None,
    quiet: QuietOption = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print a line for each request.")
    ] = False,
) -> None:
    """Serve a local Wix, which programs can't tell from the real one.

    It ends with Ctrl-C. Its page is at /_wix/.
    """
    package = local_package(project, out)
    if js:
        typer.echo(preload(package), nl=False)
        return
    if random is None:
        # an app that remembers events takes those of another run for repetitions if they have the same ids
        random = 0 if clock else randbits(32)
    settings = Settings(
        host=host,
        port=port,
        db=db,
        clock=_moment(clock) if clock else None,
        random=random,
        is_strict=strict,
        is_demo=demo,
        seed=seed,
        export=export,
        webhooks=tuple(webhook or ()),
    )
    signal.signal(signal.SIGTERM, _end)
    try:
        with Serving(package, settings) as serving:
            if format is Told.JSON or not quiet:
                typer.echo(serving.told(format))
            serving.warn(quiet=quiet)
            if verbose and not quiet:
                serving.tell_requests()
            while True:  # Ctrl-C ends a sleep on each system
                time.sleep(3600)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


def _moment(text: str) -> datetime:
    """Return the moment that a text in ISO 8601 says, in UTC unless it says otherwise; end the program if it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(
            f"--clock {text}: this is no date", "2026-01-31T12:00:00Z is one", BAD_INPUT
        )
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _end(*_: object) -> NoReturn:
    """End the program with success: who stopped it didn't want it to go on."""
    raise SystemExit(0)


alone = typer.Typer(
    add_completion=False, context_settings=HELP, pretty_exceptions_enable=False
)
"""The command line with this command alone."""
alone.callback()(lambda: None)
alone.command(context_settings=HELP)(serve)
