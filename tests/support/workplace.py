"""A project in a folder of its own: pages and specs on disk, and the command line above them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from wixgen.cli.app import app


@dataclass(frozen=True)
class Workplace:
    """A folder with `schemas/` and `pages/`."""

    folder: Path

    @classmethod
    def at(
        cls,
        folder: Path,
        pages: Mapping[str, str | bytes] | None = None,
        specs: Mapping[str, str | bytes] | None = None,
    ) -> Workplace:
        """A new project with these pages and specs."""
        place = cls(folder)
        place.schemas.mkdir(parents=True)
        place.pages.mkdir()
        (folder / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")
        for name, text in (pages or {}).items():
            place.page(name, text)
        for name, text in (specs or {}).items():
            _write(place.schemas / name, text)
        return place

    @property
    def schemas(self) -> Path:
        """Where the specs are."""
        return self.folder / "schemas"

    @property
    def pages(self) -> Path:
        """Where the pages are."""
        return self.folder / "pages"

    def page(self, name: str, text: str | bytes) -> Path:
        """Write a page, line breaks as they are."""
        path = self.pages / name
        _write(path, text)
        return path

    def specs(self) -> dict[str, str]:
        """The specs as they are now; line breaks as they are."""
        paths = sorted(self.schemas.rglob("*.yaml"))
        return {
            path.relative_to(self.schemas).as_posix(): path.read_bytes().decode()
            for path in paths
        }

    def run(self, command: str, *arguments: str | Path) -> Result:
        """`wixgen COMMAND … --project FOLDER`; a traceback fails the test."""
        given = [command, *map(str, arguments), "--project", str(self.folder)]
        result = CliRunner().invoke(app, given)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def import_all(self, *arguments: str | Path) -> Result:
        """Import all pages, the sentences of which are left out."""
        return self.run("import", self.pages, "--descriptions", "none", *arguments)

    def drift_all(self) -> list[dict[str, Any]]:
        """All differences between pages and specs; the command must not fail."""
        result = self.run("drift", self.pages, "--format", "json")
        assert result.exit_code in {0, 1}, result.stderr
        found: list[dict[str, Any]] = json.loads(result.stdout)
        assert bool(found) == (result.exit_code == 1)
        return found


def _write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
