"""Drift of types is exactly what an import of them would change or leave, whatever people made of the spec."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import yaml

from support.person_edits import edit_as_person
from support.random_api import dumped
from support.samples import few_or_many
from support.type_packages import import_packages, packages_of
from wixgen.diagnostics import Diagnostics
from wixgen.diff.api import diff
from wixgen.diff.finding import Finding
from wixgen.pages.importer import Mode
from wixgen.spec.api import Api
from wixgen.spec.check import check
from wixgen.spec.load import load

CASES = Path(__file__).parent / "cases"
#: Packages that have types and methods; events, limits, marks, paging and queries are among them.
NAMES = (
    "deprecated",
    "groups",
    "layout_files",
    "limits",
    "marks",
    "paging",
    "query_specs",
    "required",
)
Texts = dict[str, str]


@pytest.mark.parametrize("name", NAMES)
@few_or_many(2, 40)
def test_drift_is_what_an_import_would_change_or_leave(
    name: str, examples: int
) -> None:
    """Of a spec that follows types, and of one that pages made, to which types only add."""
    files = packages_of((CASES / f"{name}.ts").read_text(encoding="utf-8"))
    fresh, _, _ = import_packages(files)
    for seed in range(examples):
        random = Random(f"{name} {seed}")
        specs, done = edited(fresh, random)

        _, compared, _ = import_packages(files, specs, mode=Mode.COMPARE)
        pruned, after, _ = import_packages(files, specs, mode=Mode.PRUNE)
        kept, told, _ = import_packages(files, specs)
        _, left, _ = import_packages(files, kept, mode=Mode.COMPARE)

        would = [*changed(specs, pruned), *after.differences, *told.differences]
        assert bool(would) == bool(compared.differences), done
        assert told.differences == left.differences, done


def edited(fresh: Texts, random: Random) -> tuple[Texts, list[str]]:
    """Specs after some edits of people, and which those were."""
    path = next(one for one in fresh if one != "common.yaml")
    spec = yaml.load(fresh[path], yaml.CSafeLoader)
    done = list[str]()
    if random.random() < 0.5:
        del spec["sources"]
        done.append("types are not its first source")
    specs = {**fresh, path: dumped(spec)}
    for _ in range(random.choice([1, 1, 2])):
        edit = edit_as_person(spec, random)
        if not checked({**fresh, path: dumped(spec)})[1].has_errors:
            specs[path] = dumped(spec)
            done.append(edit)
        spec = yaml.load(specs[path], yaml.CSafeLoader)
    return specs, done


def checked(specs: Texts) -> tuple[Api, Diagnostics]:
    """The API of specs, and what is wrong with them."""
    report = Diagnostics()
    files = {path: text.encode() for path, text in specs.items()}
    return check(load(files, report), report), report


def changed(before: Texts, after: Texts) -> list[Finding]:
    """What changed between specs, as `wixgen diff` tells it; but for sentences."""
    found = diff(checked(before)[0], checked(after)[0])
    return [
        one
        for one in found
        if one.rule.id != "words-changed"
        or {*one.old, *one.new} - {"description", "deprecated"}
    ]
