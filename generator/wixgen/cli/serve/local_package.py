"""Finds and imports the package that `wixgen serve` serves: the project's own, or one that is installed."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from wixgen.cli.exit_codes import BAD_INPUT
from wixgen.cli.messages import display_path
from wixgen.cli.options import fail, open_or_fail, root_of
from wixgen.package.distribution import IMPORT_NAME
from wixgen.project import find_project

_BUILD = "run `wixgen build`"
_NEEDED = ("starlette", "uvicorn", "httpx2", "jwt", "pydantic", "cryptography")
_INSTALL = "pip install 'wixgen[serve]'"


def local_package(project: Path | None, out: Path | None) -> LocalPackage:
    """Return the package of the project, else the installed one; end the program if there is none.

    Args:
        project: the project's folder; None: the nearest upwards.
        out: the folder of its package; None: as the project says.
    """
    root = root_of(project) if project else find_project(Path.cwd())
    place = open_or_fail(root or Path.cwd(), None, out)
    name = place.distribution.import_name if root else IMPORT_NAME
    generated = place.out / name / "__init__.py"
    if generated.is_file():
        sys.path.insert(0, str(place.out.absolute()))
        return LocalPackage(name, display_path(place.out))
    if out is not None or find_spec(name) is None:
        where = display_path(place.out)
        fail(f"{where}: there is no package {name}", _BUILD, BAD_INPUT)
    return LocalPackage(name, f"the installed {name}")


class LocalPackage:
    """A generated package with a local Wix in it.

    Args:
        name: the name that it is imported by.
        where: what messages call it.
    """

    def __init__(self, name: str, where: str) -> None:
        self.name = name
        self._where = where

    def load(self, module: str) -> Any:
        """Return one of its modules by its path below the package; end the program if it can't be imported."""
        try:
            return import_module(f"{self.name}.{module}")
        except ModuleNotFoundError as error:
            missing = str(error.name).partition(".")[0]
            if missing in _NEEDED:
                fail(f"`wixgen serve` needs {missing}", _INSTALL, BAD_INPUT)
            if str(error.name).startswith(f"{self.name}._local"):
                message = f"{self._where} has no local Wix"
                fail(message, f"{_BUILD} with this version of wixgen", BAD_INPUT)
            self._fail_broken(error)
        except Exception as error:  # whatever its code may raise
            self._fail_broken(error)

    def _fail_broken(self, error: Exception) -> None:
        """End the program: the package has code that fails."""
        words = f"{type(error).__name__}: {error}"
        fail(
            f"{self._where} can't be imported: {words}", f"{_BUILD} --force", BAD_INPUT
        )
