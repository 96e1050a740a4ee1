"""A portal with the pages of a shop, and a project that follows them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from support.portal import LocalPortal, local_portal
from updating.shop import SHOP, ThingPages
from wixgen.catalogue.catalogue import Catalogue, open_catalogue
from wixgen.cli.app import app
from wixgen.fetching.client import Manners


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let requests that failed be made again at once."""
    monkeypatch.setattr(
        "wixgen.fetching.run.MANNERS", Manners(first_pause=0.001, attempts=2)
    )
    monkeypatch.delenv("CI", raising=False)
    catalogue = _catalogue()
    monkeypatch.setattr("wixgen.cli.update.run.open_catalogue", lambda: catalogue)


@cache
def _catalogue() -> Catalogue:
    """The catalogue, whose index is read once for all tests."""
    return open_catalogue()


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

    def settle(self, times: int) -> None:
        """Let changes be seen so often before they are believed."""
        text = f"[tool.wixgen]\nsettle = {times}\n"
        (self.folder / "pyproject.toml").write_text(text, encoding="utf-8")

    def reported(self, *options: str) -> str:
        """Run `wixgen update --report`, and return the report."""
        path = self.folder.parent / "report.md"
        result = self.update("--report", str(path), *options)
        assert path.is_file(), result.output
        return path.read_text(encoding="utf-8")

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


def shop(portal: LocalPortal) -> list[ThingPages]:
    """Pages about things, and about doors."""
    doors = ThingPages(
        portal.base,
        f"{SHOP}/doors",
        "Door",
        required=("door",),
        methods={"getDoor": "GET", "createDoor": "POST"},
    )
    return [ThingPages(portal.base), doors]


@pytest.fixture(scope="session")
def _portal() -> Iterator[LocalPortal]:
    """The portal of all tests."""
    with local_portal() as portal:
        yield portal


@pytest.fixture
def empty(tmp_path: Path, _portal: LocalPortal) -> Workplace:
    """A shop, and a project without anything."""
    folder = tmp_path / "app"
    (folder / "schemas").mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")
    _portal.faults.clear()
    _portal.forget()
    return Workplace(folder, _portal, shop(_portal))


@pytest.fixture(scope="session")
def _begun(tmp_path_factory: pytest.TempPathFactory, _portal: LocalPortal) -> Path:
    """A project that is up to date: it is copied for each test, since to make it takes seconds."""
    folder = tmp_path_factory.mktemp("begun")
    (folder / "schemas").mkdir()
    (folder / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")
    Workplace(folder, _portal, shop(_portal)).begin()
    return folder


@pytest.fixture
def workplace(empty: Workplace, _begun: Path) -> Workplace:
    """A shop with things and doors, and a project that is up to date with its pages."""
    shutil.copytree(_begun, empty.folder, dirs_exist_ok=True)
    return empty
