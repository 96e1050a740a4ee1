"""The program wixgen in processes of its own that are forked from one which has imported it: importing takes longest."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["wixgen.cli.app", "wixgen.pipeline", "wixgen.main"])


def wixgen(folder: Path, *arguments: str, **environment: str) -> CompletedProcess[str]:
    """Run the program in a folder and return what it printed and its exit code; one that hangs fails the test."""
    with TemporaryDirectory() as name:
        printed = [Path(name, "out"), Path(name, "err")]
        process = FORKS.Process(
            target=_run,
            args=(folder, arguments, {**os.environ, **environment}, printed),
        )
        process.start()
        process.join(300)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"wixgen {' '.join(arguments)} does not end")
        texts = (path.read_text(encoding="utf-8") for path in printed)
        return CompletedProcess(arguments, process.exitcode, *texts)


def _run(
    folder: Path,
    arguments: tuple[str, ...],
    environment: Mapping[str, str],
    printed: list[Path],
) -> None:
    """Be the program: with this command line and environment, nothing to read, and files to print to."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate([Path(os.devnull), *printed]):
        opened = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["wixgen", *arguments]
    from wixgen.main import main  # noqa: PLC0415 - not in the process of the tests

    main()
