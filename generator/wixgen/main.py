"""The entry of the console script.

`wixgen build` runs before every test and every release, mostly with nothing to do. This module finds that
out by itself: the libraries of the command line take longer to import than all specs of Wix to read. `wixgen serve`
does without those of the other commands for the same reason.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from wixgen.cli.exit_codes import BAD_INPUT, NOT_SO

# Specs are trees that stay. Looking for garbage among them as often as Python does by itself would halve
# the pace.
OBJECTS_PER_COLLECTION = 100_000
_VALUES = {"--schemas", "--out", "--project", "--jobs"}
_FLAGS = {"-q", "--quiet", "--force"}  # `--check` looks at everything


def main() -> None:
    """Run the command line; end quietly if nobody reads its output any more."""
    try:
        if _is_idle(sys.argv[1:]):
            return
        if sys.argv[1:2] == ["serve"]:
            from wixgen.cli.serve.command import alone as app
        else:
            gc.set_threshold(OBJECTS_PER_COLLECTION)
            from wixgen.cli.app import app

        app(prog_name="wixgen")  # also of `python -m wixgen`, for completion
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(NOT_SO)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"error: {error}", file=sys.stderr)
        sys.exit(BAD_INPUT)


def _is_idle(arguments: list[str]) -> bool:
    """Return whether this is a build with nothing to do, after printing what it prints.

    Anything unusual is left to the whole command line.
    """
    options = _options(arguments[1:]) if arguments[:1] == ["build"] else None
    if options is None:
        return False
    from wixgen.building.state import idle_build, is_distrustful
    from wixgen.cli.messages import build_summary, with_display_paths
    from wixgen.diagnostics import text_report

    if is_distrustful(check=False):
        return False
    found = idle_build(*(options.get(name) for name in ("project", "schemas", "out")))
    if found is None:
        return False
    project, files = found.project, found.idle.files
    if "quiet" not in options and (
        findings := with_display_paths(found.idle.findings, project.schemas)
    ):
        print(text_report(findings), file=sys.stderr)
    if "quiet" not in options:
        print(build_summary(project.out, files, 0, files, 0))
    return True


def _options(arguments: list[str]) -> dict[str, Path] | None:
    """Return the options of `build` by name; None if there is any that this module doesn't know."""
    found: dict[str, Path] = {}
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if argument in _FLAGS:
            found["quiet" if argument == "-q" else argument[2:]] = Path()
        elif name in _VALUES:
            text = value if equals else next(rest, "")
            if not text or (name == "--jobs" and not text.isdecimal()):
                return None
            found[name[2:]] = Path(text)
        else:
            return None
    return found
