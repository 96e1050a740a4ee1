"""How well pages of Wix's own types are imported: `python tests/benchmarks/published_pages.py NODE_MODULES`.

`NODE_MODULES` is a folder with Wix's published type packages (see the README beside this file). Their pages
are printed, imported resource by resource into empty specs, and compared with the types. `--folded`: with
their line structure lost, and the types of all resources known. `--today`: as pages of today. `--new`: as if
the catalogue didn't have the package. `--guess`: what nothing proves is imported as a draft.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from support.catalogue import catalogue_of
from support.fidelity import Doubts, Fidelity, compared, imported
from support.page_style import Styles, all_alike, all_old, styles_of_today
from support.pages import Pages, api_of, flatten, render_pages
from support.published_types import published
from support.random_api import RandomApi
from wixgen.catalogue.catalogue import Catalogue
from wixgen.spec.api import Api

COMMON = "common.yaml"


def fidelities(
    made: RandomApi, wanted: Iterable[str], given: argparse.Namespace
) -> Iterator[tuple[str, Fidelity]]:
    """How well resources are imported, by the path of their spec."""
    texts = made.texts()
    known = catalogue_of(texts) if given.folded and not given.new else None
    for package, paths in groupby(sorted(wanted), lambda path: path.split("/")[0]):
        if given.folded and given.new:
            known = catalogue_of(
                {
                    path: text
                    for path, text in texts.items()
                    if path.split("/")[0] != package
                }
            )
        for path in paths:
            truth = api_of({COMMON: texts[COMMON], path: texts[path]})
            pages = render_pages(truth, made.hints, with_others=given.objects)
            yield path, _fidelity(truth, pages, known, given)


def _fidelity(
    truth: Api, pages: Pages, known: Catalogue | None, given: argparse.Namespace
) -> Fidelity:
    files = {
        path: flatten(text) if given.folded else text
        for path, text in pages.files.items()
    }
    read = imported(files, catalogue=known, is_draft=given.guess)
    result = compared(truth, pages.printed, read.api)
    result.reported = sum(map(Doubts(read.decisions).has, result.wrong))
    return result


def _told(
    results: Iterable[tuple[str, Fidelity]], *, each: bool
) -> tuple[Fidelity, float]:
    total = Fidelity()
    started = time.perf_counter()
    for path, one in results:
        total.add(one)
        if each:
            print(f"{len(one.wrong):7} wrong  {path}", flush=True)
    return total, time.perf_counter() - started


def _styles(odd: str, seed: int | None, *, is_today: bool) -> Styles:
    if seed is not None:
        return styles_of_today(seed)
    if odd or is_today:
        return all_alike(*filter(None, odd.split(",")))
    return all_old


def _note(path: Path, total: Fidelity) -> None:
    """One line for each thing that is wrong."""
    lines = [json.dumps(asdict(one), ensure_ascii=False) for one in total.wrong]
    path.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", type=Path)
    parser.add_argument("--folded", action="store_true")
    parser.add_argument("--today", action="store_true", help="what pages of today say")
    parser.add_argument("--odd", default="", help="odd things, as `wrappers,operators`")
    parser.add_argument(
        "--seed", type=int, help="today's form with odd things at random"
    )
    parser.add_argument(
        "--wrong", type=Path, help="a file for what is wrong, as JSON lines"
    )
    parser.add_argument("--objects", action="store_true", help="object pages, too")
    parser.add_argument("--new", action="store_true")
    parser.add_argument("--guess", action="store_true")
    parser.add_argument("--only", default="*", help="such as 'events/*'")
    parser.add_argument("--each", action="store_true", help="say it of every resource")
    given = parser.parse_args()
    made = published(given.modules)
    made.hints.style_of = _styles(given.odd, given.seed, is_today=given.today)

    wanted = fnmatch.filter(made.specs.keys() - {COMMON}, given.only)
    results = fidelities(made, wanted, given)
    total, seconds = _told(results, each=given.each)
    print(total.as_text())
    if given.wrong:
        _note(given.wrong, total)
    print(f"{seconds:.0f} s, printing and comparing included")


if __name__ == "__main__":
    main()
