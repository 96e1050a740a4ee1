"""A portal with the pages of a shop, and a project that follows them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from support.portal import LocalPortal, local_portal
from updating.shop import SHOP, ThingPages
from wixgen.cli.app import app
from wixgen.fetching.client import Manners


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let requests that failed be made again at once."""
    monkeypatch.setattr(
        "wixgen.fetching.run.MANNERS", Manners(first_pause=0.001, attempts=2)
    )
    monkeypatch.delenv("CI", raising=False)


@dataclass
class Workplace:
    """A project, and the portal whose pages it follows."""

    folder: Path
    portal: LocalPortal
    resources: list[ThingPages] = field(default_factory=list[ThingPages])

    @property
    def things(self) -> ThingPages:
        """The pages about things."""
        return self.resources[0]

    @property
    def doors(self) -> ThingPages:
        """The pages about doors."""
        return self.resources[1]

    def serve(self) -> None:
        """Serve what the pages say now."""
        self.portal.pages.clear()
        self.portal.menu(SHOP, *(one.menu for one in self.resources), title="Shop")
        for one in self.resources:
            self.portal.pages |= one.pages()

    def update(self, *options: str) -> Result:
        """Run `wixgen update`."""
        self.serve()
        return self.run(*options)

    def run(self, *options: str) -> Result:
        """Run `wixgen update`; the portal serves what it served."""
        return CliRunner().invoke(
            app,
            [
                "update",
                *options,
                *("--portal", self.portal.base),
                *("--rate", "1000"),
                *("--project", str(self.folder)),
            ],
        )

    def json(self, *options: str) -> dict[str, Any]:
        """Run `wixgen update --format json`, and return what it prints."""
        result = self.update("--format", "json", *options)
        assert result.stdout, result.output
        return json.loads(result.stdout)

    def begin(self) -> None:
        """Bring the project up to date for the first time."""
        result = self.update(f"{self.portal.base}/{SHOP}")
        assert 0 == result.exit_code, result.output

    def spec(self, name: str) -> str:
        """The text of a spec."""
        path = self.folder / "schemas" / "shop" / f"{name}.yaml"
        return path.read_text(encoding="utf-8")

    @property
    def lock(self) -> str:
        """The text of the lock."""
        return (self.folder / "schemas" / "pages.lock").read_text(encoding="utf-8")

    def files(self) -> dict[str, tuple[int, bytes]]:
        """The time and the content of each file, but for what tools leave behind."""
        return {
            path.relative_to(self.folder).as_posix(): (
                path.stat().st_mtime_ns,
                path.read_bytes(),
            )
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not {".wixgen-cache", ".wixgen-fetch"} & {*path.parts}
        }


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    """A shop with things and doors, and a project without anything."""
    (tmp_path / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")
    (tmp_path / "schemas").mkdir()
    with local_portal() as portal:
        doors = ThingPages(
            portal.base,
            f"{SHOP}/doors",
            "Door",
            required=("door",),
            methods={"getDoor": "GET", "createDoor": "POST"},
        )
        yield Workplace(tmp_path, portal, [ThingPages(portal.base), doors])
