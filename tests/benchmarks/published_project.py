"""A project with all of Wix's published types: `python tests/benchmarks/published_project.py NODE_MODULES FOLDER`.

Prints the pages of the types (see `published_pages.py`) into `FOLDER/pages` and imports them into
`FOLDER/schemas`, beside the common types of this repository. What to measure with it: `build.py --project FOLDER`, `use.py --project FOLDER`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from support.pages import api_of, render_pages
from support.published_types import published

COMMON = "common.yaml"
WIXGEN = [sys.executable, "-c", "from wixgen.main import main; main()"]


def write(modules: Path, project: Path) -> None:
    """The pages, and what is imported from them."""
    project.mkdir(parents=True, exist_ok=True)
    (project / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")
    (project / "schemas").mkdir()
    shutil.copy(ROOT / "schemas" / COMMON, project / "schemas")
    made = published(modules)
    texts = made.texts()
    for path in texts.keys() - {COMMON}:
        truth = api_of({COMMON: texts[COMMON], path: texts[path]})
        for name, page in render_pages(truth, made.hints).files.items():
            target = project / "pages" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(page, encoding="utf-8")
    subprocess.run([*WIXGEN, "import", "pages", "-q"], cwd=project, check=True)


def main() -> None:
    """Write the project."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", type=Path)
    parser.add_argument("project", type=Path)
    given = parser.parse_args()
    write(given.modules, given.project)


if __name__ == "__main__":
    main()
