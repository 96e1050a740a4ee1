"""A portal with a menu and a few pages, and a project that fetches from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from support.portal import ROOT, LocalPortal, local_portal
from wixgen.cli.fetch import fetch
from wixgen.fetching.client import Manners


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let requests that failed be made again at once."""
    monkeypatch.setattr(
        "wixgen.fetching.run.MANNERS", Manners(first_pause=0.001, attempts=3)
    )


@pytest.fixture
def portal() -> Iterator[LocalPortal]:
    """A menu with two sections and twelve pages."""
    with local_portal() as made:
        made.menu(ROOT, f"{ROOT}/v1", f"{ROOT}/v2", f"{ROOT}/introduction")
        made.article(f"{ROOT}/introduction")
        for version in ("v1", "v2"):
            menu = f"{ROOT}/{version}"
            children = [f"{menu}/get-thing-{number}" for number in range(6)]
            made.menu(menu, *children)
            for number, child in enumerate(children):
                made.method(child, f"getThing{number}")
        yield made


#: The command without the others, whose options take most of the time of a run.
ALONE = Typer()
ALONE.command()(fetch)


def states(output: str) -> str:
    """Return the counts of the last line of a run that aren't zero."""
    told = output.rstrip().splitlines()[-1].partition(": ")[2].split(", ")
    return ", ".join(count for count in told if not count.startswith("0 "))


@dataclass
class Project:
    """A project that fetches pages."""

    folder: Path
    portal: LocalPortal

    def fetch(self, *options: str) -> Result:
        """Run `wixgen fetch` of all pages below the root."""
        named = [option for option in options if not option.startswith("--no-root")]
        roots = [] if "--no-root" in options else [f"{self.portal.base}/{ROOT}"]
        return self.run(*roots, *named)

    def run(self, *arguments: str) -> Result:
        """Run `wixgen fetch`."""
        return CliRunner().invoke(
            ALONE,
            [
                *arguments,
                *("--portal", self.portal.base),
                *("--rate", "1000"),
                *("--project", str(self.folder)),
            ],
        )

    @property
    def lock(self) -> str:
        """The text of the lock."""
        return (self.folder / "schemas" / "pages.lock").read_text(encoding="utf-8")

    def page(self, path: str) -> Path:
        """The place of a page."""
        return self.folder / "pages" / f"{path}.md"

    def kept(self) -> dict[str, bytes]:
        """All pages that are kept."""
        pages = self.folder / "pages"
        return {
            path.relative_to(pages).as_posix(): path.read_bytes()
            for path in sorted(pages.rglob("*.md"))
        }


@pytest.fixture
def project(tmp_path: Path, portal: LocalPortal) -> Project:
    """A project without specs."""
    (tmp_path / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")
    (tmp_path / "schemas").mkdir()
    return Project(tmp_path, portal)
