"""Drift is exactly what an import would change or leave, whatever the spec and whatever Wix has edited."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from random import Random
from typing import Any

import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from support.fact_edits import edit
from support.pages import api_of, render_pages
from support.person_edits import edit_as_person
from support.random_api import RandomApi, dumped, random_api
from support.samples import few_or_many
from wixgen.diagnostics import Diagnostics, text_report
from wixgen.diff.api import diff
from wixgen.diff.finding import Finding
from wixgen.diff.rules import Consumer, Verdict
from wixgen.pages.differences import Difference
from wixgen.pages.drift import compare_pages
from wixgen.pages.importer import Imported, Mode, import_pages
from wixgen.spec.api import Api
from wixgen.spec.check import check
from wixgen.spec.load import load

Texts = dict[str, str]
#: Keys of a spec that hold no facts of the API.
WORDS = {"description", "examples", "source", "correction", "name"}


def pages_of(made: RandomApi) -> Texts:
    """The pages of an API."""
    return render_pages(api_of(made.texts()), made.hints).files


def brought(
    pages: Texts,
    specs: Texts,
    mode: Mode,
    *,
    descriptions: bool = True,
    report: Diagnostics | None = None,
) -> tuple[Texts, Imported]:
    """The specs after an import of pages, and its result."""
    before = {path: text.encode() for path, text in specs.items()}
    report = Diagnostics() if report is None else report
    result = import_pages(
        pages, before, {}, report, descriptions=descriptions, mode=mode
    )
    errors = [one for one in report if one.is_error]
    assert ("", []) == (text_report(errors), result.faults)
    return {**specs, **result.specs}, result


def drift(pages: Texts, specs: Texts) -> list[Any]:
    """The drift between pages and specs."""
    data = {path: text.encode() for path, text in specs.items()}
    return compare_pages(pages, data, Diagnostics()).differences


def facts(specs: Texts) -> Any:
    """What specs say, whatever the order and the words."""
    return {
        path: _facts(yaml.load(text, yaml.CSafeLoader)) for path, text in specs.items()
    }


def _facts(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        named = key in {"fields", "parameters", "returns", "one_of", "types", "enum"}
        groups = [one for one in value.values() if _is_group(one)]
        flat = {
            name: one for name, one in value.items() if not (named and _is_group(one))
        }
        for group in groups:
            flat |= group["one_of"]
        if key == "enum":  # a value may have just a description
            flat = {
                name: one if isinstance(one, dict) else {} for name, one in flat.items()
            }
        found = {
            name: _facts(one, name)
            for name, one in flat.items()
            if named or name not in WORDS
        }
        if not named:
            found = {name: one for name, one in found.items() if one not in ({}, [])}
        if not named and "deprecated" in found:
            found["deprecated"] = True
        if groups:
            found["groups"] = sorted(sorted(one["one_of"]) for one in groups)
        return found
    if isinstance(value, list):
        return sorted((_facts(one) for one in value), key=repr)
    return value


def _is_group(value: Any) -> bool:
    return isinstance(value, dict) and "one_of" in value


def lint(specs: Texts) -> str:
    """What is wrong with specs."""
    report = Diagnostics()
    _checked(specs, report)
    return text_report(one for one in report if one.is_error)


def _checked(specs: Texts, report: Diagnostics) -> Api:
    files = {path: text.encode() for path, text in specs.items()}
    return check(load(files, report), report)


def changed(before: Texts, after: Texts) -> list[Finding]:
    """What changed between specs, as `wixgen diff` tells it; but for sentences."""
    found = diff(*(_checked(specs, Diagnostics()) for specs in (before, after)))
    return [one for one in found if one.rule.id != "words-changed" or _facts_in(one)]


def _facts_in(finding: Finding) -> set[str]:
    return {*finding.old, *finding.new} - {"description", "deprecated"}


def worst(told: Iterable[Finding | Difference]) -> dict[str, Verdict | None]:
    """The worst verdict for each consumer."""
    found = [
        one.verdicts if isinstance(one, Finding) else one.judgement.as_json()
        for one in told
    ]
    return {
        consumer: max(
            (Verdict(one[consumer]) for one in found if one.get(consumer)),
            key=lambda verdict: verdict.weight,
            default=None,
        )
        for consumer in Consumer
    }


def edited(made: RandomApi, random: Random) -> tuple[RandomApi, list[str]]:
    """An API after some edits, and which those were."""
    after = RandomApi(deepcopy(made.specs), made.hints)
    done: list[str] = []
    for _ in range(random.choice([0, 1, 1, 2, 5])):
        path = random.choice([one for one in made.specs if one != "common.yaml"])
        before = deepcopy(after.specs[path])
        done.append(edit(after.specs[path], random))
        if lint({one: dumped(data) for one, data in after.specs.items()}):
            after.specs[path] = before
            done.pop()
    return after, done


def edited_by_a_person(specs: Texts, random: Random) -> tuple[Texts, list[str]]:
    """Specs after some edits of their own, and which those were."""
    after, done = dict(specs), list[str]()
    for _ in range(random.choice([0, 1, 2])):
        path = random.choice([one for one in specs if one != "common.yaml"])
        spec = yaml.load(after[path], yaml.CSafeLoader)
        name = edit_as_person(spec, random)
        if not lint({**after, path: dumped(spec)}):
            after[path] = dumped(spec)
            done.append(name)
    return after, done


@few_or_many(3, 150)
def test_drift_is_what_an_import_would_change_or_leave(examples: int) -> None:
    """Of any pages of an API that Wix has edited, given all together or only some."""

    @settings(
        derandomize=True,
        max_examples=examples,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
    )
    @given(seed=st.integers(0, 2**32))
    def check_seed(seed: int) -> None:
        check_edits(seed)

    check_seed()


def check_edits(seed: int) -> None:
    """Import the pages of a random API, edit it, and bring in what the pages say then.

    What each difference means is what `wixgen diff` tells of the specs before and after.
    """
    random = Random(seed)
    made = random_api(seed, 2)
    imported, fresh = brought(pages_of(made), {}, Mode.KEEP)
    after, done = edited(made, random)
    specs, ours = edited_by_a_person(imported, random)
    done += ours
    pages = pages_of(after)
    if random.random() < 0.4:
        pages = {path: text for path, text in pages.items() if random.random() < 0.5}
    if not pages:
        return
    found = drift(pages, specs)
    describe = random.random() < 0.5
    report = Diagnostics()
    pruned, _ = brought(pages, specs, Mode.PRUNE, descriptions=describe, report=report)
    kept, told = brought(pages, specs, Mode.KEEP, descriptions=describe)

    assert [] == fresh.differences
    assert bool(found) == (facts(specs) != facts(pruned)), (done, found)
    findings = changed(specs, pruned)
    assert bool(findings) <= bool(found), (done, findings)
    for_callers = [one for one in findings if not one.rule.id.startswith("type-")]
    assert worst(for_callers) == worst(found), done
    is_guess = any(one.code.startswith("uncertain-") for one in report)
    if not is_guess:  # else the pages may be read otherwise, once the spec says more
        assert [] == drift(pages, pruned), done
        assert pruned == brought(pages, pruned, Mode.PRUNE, descriptions=describe)[0]
        assert drift(pages, kept) == told.differences, done
    assert "" == lint(pruned), done


@few_or_many(2, 40)
def test_page_by_page_nothing_is_left(examples: int) -> None:
    """In any order, twice: no page takes back what another one says, and no page has drifted."""

    @settings(
        derandomize=True,
        max_examples=examples,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
    )
    @given(seed=st.integers(0, 2**32))
    def check_seed(seed: int) -> None:
        check_single_pages(seed)

    check_seed()


def check_single_pages(seed: int) -> None:
    """Import the pages of a random API one by one, each twice."""
    pages = pages_of(random_api(seed, 1))
    order = Random(seed).sample([*pages], len(pages))
    mode = Random(seed).choice([Mode.KEEP, Mode.PRUNE])
    specs: Texts = {}
    for path in (*order, *order):
        before = facts(specs)
        specs, told = brought({path: pages[path]}, specs, mode)

        assert [] == told.differences, path
    assert before == facts(specs)
    assert [] == [one for path in order for one in drift({path: pages[path]}, specs)]
    assert [] == drift(pages, specs)
