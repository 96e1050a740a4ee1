"""An import parses only the specs that its pages can be about, and nobody can tell by the result."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import astuple
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.small import method_page
from support.pages import api_of, render_pages
from support.random_api import SMALL, random_api
from support.samples import few_or_many
from wixgen.diagnostics import Diagnostics
from wixgen.pages import existing_specs
from wixgen.pages.concerned_specs import ConcernedSpecs
from wixgen.pages.grouping import ScannedPages
from wixgen.pages.importer import Mode, import_pages
from wixgen.spec.load import load
from wixgen.spec_text.formatter import formatted

Spell = Callable[[str, Random], str]


def _formatted(text: str, _random: Random) -> str:
    return (formatted("a.yaml", text.encode(), Diagnostics()) or b"").decode()


def _guessed(text: str, random: Random) -> str:
    """A spec that got its names from its menu, before a page told better ones."""
    menu = re.search(r"^docs: .*/([\w-]+)$", text, re.MULTILINE)
    module = re.sub("-(.)", lambda found: found[1].upper(), menu[1]) if menu else "x"
    return re.sub("(?m)^module: .*$", f"module: {module}", _formatted(text, random))


def _dashed(text: str, random: Random) -> str:
    """A spec of a module that differs in dashes and case alone."""
    rename = lambda found: f"{found[1]}-{found[2]}"  # noqa: E731
    return re.sub(r"(?m)^(module: \w)(.*)$", rename, _formatted(text, random))


def _without_menu(text: str, random: Random) -> str:
    """A spec that names each page in full, some in a mapping, and not the menu."""
    menu = re.search(r"(?m)^docs: (.*)\n", text)
    whole = text.replace(menu[0], "") if menu else text
    base = menu[1] if menu else "https://dev.wix.com/docs"
    whole = re.sub(r"(?m)^( +docs: )(?!http)(.*)$", rf"\1{base}/\2", whole)
    return _formatted(whole, random)


def _escaped(text: str, _random: Random) -> str:
    """A spec that spells its names and its address as nobody does."""
    text = re.sub(r"(?m)^(package|module): (.*)$", r'"\1": "\2"', text)
    return re.sub(r"(?m)^docs: https:(.*)$", r'docs: "https\\x3a\1"', text)


SPELLINGS: list[Spell] = [
    _formatted, _guessed, _dashed, _without_menu, _escaped, lambda text, _: text,
]  # fmt: skip


def imported(
    pages: dict[str, str], specs: dict[str, bytes], mode: Mode
) -> tuple[Any, ...]:
    """All that an import does and says."""
    report = Diagnostics()
    made = import_pages(pages, specs, {}, report, descriptions=False, mode=mode)
    return *astuple(made), [finding.as_text() for finding in report]


@few_or_many(12, 150)
def test_the_other_specs_make_no_difference(
    examples: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages of some resources, and specs of them and of others in any spelling and at any path."""
    few = ConcernedSpecs.may_have

    @settings(derandomize=True, max_examples=examples, deadline=None)
    @given(seed=st.integers(0, 2**32))
    def check(seed: int) -> None:
        random = Random(seed)
        made = random_api(seed, 4, SMALL)
        texts = made.texts()
        paths = sorted(texts.keys() - {"common.yaml"})
        wanted = random.sample(paths, random.randint(1, 2))
        truth = api_of({path: texts[path] for path in ("common.yaml", *wanted)})
        pages = render_pages(truth, made.hints).files
        shown = random.sample(sorted(pages), random.randint(1, len(pages)))
        specs = {"common.yaml": texts["common.yaml"].encode()}
        for path in random.sample(paths, random.randint(1, len(paths))):
            place = random.choice([path, random.choice(paths), f"x/{path}"])
            specs[place] = random.choice(SPELLINGS)(texts[path], random).encode()
        mode = random.choice(list(Mode))
        results: list[object] = []
        for may_have in (few, lambda *_: True):
            monkeypatch.setattr(ConcernedSpecs, "may_have", may_have)
            results.append(imported({path: pages[path] for path in shown}, specs, mode))
        assert results[1] == results[0]

    check()


def test_specs_of_other_resources_are_not_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One page among many specs: only common.yaml and the spec of its resource are read."""
    made = random_api(1, 8, SMALL)
    specs = {
        path: _formatted(text, Random(0)).encode()
        for path, text in made.texts().items()
    }
    path = sorted(specs)[3]
    truth = api_of({path: specs[path], "common.yaml": specs["common.yaml"]})
    page, text = sorted(render_pages(truth, made.hints).files.items())[0]
    parsed: set[str] = set()

    def noting(files: Any, report: Diagnostics) -> Any:
        parsed.update(files)
        return load(files, report)

    monkeypatch.setattr(existing_specs, "load", noting)
    imported({page: text}, specs, Mode.KEEP)

    assert {"common.yaml", path} == parsed


@pytest.mark.parametrize(
    "spec",
    [
        "package: shop\nmodule: lids\n",
        "# of doors\n\npackage: Sho-p\nmodule: li_ds\n",
        "module: lids\npackage: x\n",
        "{package: x, module: y}\n",
        "package: x\nmodule: y\ndocs: https://dev.wix.com/docs/api-reference/shop/\n",
        "package: x\nmodule: y\nmethods: {a: {docs: https://dev.wix.com/docs/api-reference/shop/lids/z}}\n",
        "package: x\nmodule: y\ndocs: 'https://dev.wix.com/docs/api-reference/shop/lids'\n",
        'package: x\nmodule: y\ndocs: "\\x68ttps://dev.wix.com/docs/api-reference/shop/lids"\n',
    ],
)
def test_a_spec_that_a_page_can_be_about(spec: str) -> None:
    """It has the resource's name, or an address at or above the page, or can't be told without parsing."""
    assert _may_have("x/y.yaml", spec)


@pytest.mark.parametrize(
    ("path", "is_concerned"), [("shop/lids.yaml", True), ("shop/gates.yaml", False)]
)
def test_a_spec_that_stands_where_another_would(path: str, is_concerned: bool) -> None:
    """It is in the way, whatever it is about; a spec of another name, menu and path is not."""
    spec = "package: shop\nmodule: gates\ndocs: https://dev.wix.com/docs/api-reference/shop/gates\n"

    assert is_concerned == _may_have(path, spec)


def _may_have(path: str, spec: str) -> bool:
    page = method_page("openLid", [], menu="shop/lids", module="lids")
    scanned = ScannedPages({"a.md": page}, Diagnostics())
    return ConcernedSpecs(scanned.refs).may_have(path, spec.encode())
