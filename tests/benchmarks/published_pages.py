"""How well pages of Wix's own types are imported: `python tests/benchmarks/published_pages.py NODE_MODULES`.

`NODE_MODULES` is a folder with Wix's published type packages (see the README beside this file). Their pages
are printed, imported resource by resource into empty specs, and compared with the types. `--folded`: with
their line structure lost. `--new`: as if nothing of a package were known from the others' shared types.
"""

from __future__ import annotations

import argparse
import fnmatch
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from benchmarks.make_vocabulary import shared
from support.fidelity import Doubts, Fidelity, compared, imported
from support.pages import api_of, flatten, render_pages
from support.published_types import published
from support.random_api import RandomApi
from wixgen.pages.nesting.folded import shared_types as vocabulary
from wixgen.spec.api import Api

COMMON = "common.yaml"


def fidelities(
    made: RandomApi, wanted: Iterable[str], *, folded: bool
) -> Iterator[tuple[str, Fidelity]]:
    """How well resources are imported, by the path of their spec."""
    texts = made.texts()
    for path in wanted:
        truth = api_of({COMMON: texts[COMMON], path: texts[path]})
        yield path, _fidelity(made, truth, folded=folded)


def _fidelity(made: RandomApi, truth: Api, *, folded: bool) -> Fidelity:
    pages = render_pages(truth, made.hints)
    files = {
        path: flatten(text) if folded else text for path, text in pages.files.items()
    }
    read = imported(files)
    result = compared(truth, pages.printed, read.api)
    del result.tallies["limits"]  # the declarations have them elsewhere than the pages
    result.wrong = [one for one in result.wrong if one.category != "limits"]
    result.reported = sum(map(Doubts(read.decisions).has, result.wrong))
    return result


def _forget(package: str, api: Api) -> None:
    """Go on with the shared types of all other packages."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", delete=False) as file:
        yaml.safe_dump(shared(api, without=package), file)
    vocabulary.SHARED_TYPES = Path(file.name)
    vocabulary.shared_types.cache_clear()


def _told(
    results: Iterable[tuple[str, Fidelity]], *, each: bool
) -> tuple[Fidelity, float]:
    total = Fidelity()
    started = time.perf_counter()
    for path, one in results:
        total.add(one)
        if each:
            print(f"{len(one.wrong):7} wrong  {path}", flush=True)
    del total.tallies["limits"]
    return total, time.perf_counter() - started


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", type=Path)
    parser.add_argument("--folded", action="store_true")
    parser.add_argument("--new", action="store_true")
    parser.add_argument("--only", default="*", help="such as 'events/*'")
    parser.add_argument("--each", action="store_true", help="say it of every resource")
    given = parser.parse_args()
    made = published(given.modules)

    def results() -> Iterator[tuple[str, Fidelity]]:
        api = api_of(made.texts()) if given.new else None
        for package in sorted({path.split("/")[0] for path in made.specs} - {COMMON}):
            if api is not None:
                _forget(package, api)
            paths = fnmatch.filter(made.specs, given.only)
            wanted = [path for path in paths if path.startswith(f"{package}/")]
            yield from fidelities(made, wanted, folded=given.folded)

    total, seconds = _told(results(), each=given.each)
    print(total.as_text())
    print(f"{seconds:.0f} s, printing and comparing included")


if __name__ == "__main__":
    main()
