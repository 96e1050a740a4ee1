"""Formatting piece by piece gives what black gives for the whole module."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.committed import GENERATED, committed_files
from support.projects import GOLDEN, specs_below
from support.random_api import Scale, random_api
from support.samples import few_or_many, sample, slow_but
from wixgen.diagnostics import Diagnostics
from wixgen.emit import package
from wixgen.emit.errors import InternalError
from wixgen.emit.escaping import docstring, string_literal
from wixgen.emit.formatting import piecewise as pieces
from wixgen.emit.formatting.piecewise import format_module
from wixgen.emit.formatting.whole_file import format_python
from wixgen.pipeline import generate, understand
from wixgen.project import templates_folder

MADE = [
    path
    for path in committed_files()
    if not (templates_folder() / path.relative_to(GENERATED)).exists()
]


def raw_modules(specs: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is given to be formatted when a package is made."""
    texts: list[str] = []

    def formatted(text: str) -> str:
        texts.append(text)
        return format_module(text)

    monkeypatch.setattr(package, "format_module", formatted)
    understood = understand(specs, "1.0", Diagnostics())
    made = generate(understood.package, templates_folder())
    return texts + [text for path, text in made.items() if path.endswith("models.py")]


@pytest.mark.parametrize("path", sample(MADE, 80), ids=str)
def test_what_is_in_style_stays(path: Path) -> None:
    """A generated module comes out as it is."""
    text = path.read_text(encoding="utf-8")

    assert text == format_module(text)


def test_all_that_templates_make(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every module of the golden specs is laid out as black does."""
    for text in raw_modules(specs_below(GOLDEN), monkeypatch):
        assert format_python(text) == format_module(text)


@pytest.mark.parametrize("seed", slow_but([0], range(4)))
def test_all_that_random_apis_make(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every module of a random API is laid out as black does."""
    scale = Scale(methods=(2, 8), types=8, max_types=24)
    specs = {
        path: text.encode() for path, text in random_api(seed, 2, scale).texts().items()
    }
    for text in raw_modules(specs, monkeypatch):
        assert format_python(text) == format_module(text)


NAMES = st.from_regex(r"[a-z][a-z_]{0,60}", fullmatch=True).filter(
    lambda one: one.isidentifier() and one not in pieces.KEPT
)
TYPES = st.recursive(
    NAMES.map(str.title).map(lambda one: one.replace("_", "")),
    lambda inner: st.one_of(
        inner.map(lambda one: f"list[{one}]"),
        st.lists(inner, min_size=2, max_size=4).map(" | ".join),
        st.lists(inner, min_size=2, max_size=3).map(
            lambda one: f"dict[{', '.join(one)}]"
        ),
    ),
    max_leaves=6,
)
TEXTS = st.text(max_size=90).map(string_literal)
WORDS = st.from_regex(r"[A-Za-z][A-Za-z_]{0,30}", fullmatch=True).map(string_literal)


@st.composite
def modules(draw: st.DrawFn) -> str:
    """Modules as the templates lay them out."""
    fields = draw(
        st.lists(st.tuples(NAMES, TYPES, st.text(max_size=120)), min_size=1, max_size=5)
    )
    lines = [
        f"    {name}: {kind} | None = None\n    {docstring(doc, 4)}\n"
        for name, kind, doc in fields
    ]
    parameters = "".join(
        f"        {name}: {kind} = NOT_GIVEN,\n" for name, kind, _ in fields
    )
    keys = "".join(
        f"        {draw(TEXTS)}: f({draw(TEXTS)}, {name}=1),\n" for name, *_ in fields
    )
    values = ", ".join(draw(TEXTS) for _ in fields)
    return (
        f'"""Doc."""\n\nfrom a import {", ".join(sorted({name for name, *_ in fields}))}\n\n\n'
        f"class {draw(TYPES).split('[')[0].split(' ')[0]}({draw(NAMES)}.X):\n    {docstring('x', 4)}\n\n"
        + "\n".join(lines)
        + f"\n    @deprecated({draw(TEXTS)})\n    def {draw(NAMES)}(\n        self,\n        *,\n"
        + parameters
        + f"    ) -> {draw(TYPES)}:\n        {docstring('y', 8)}\n        return self.call({values})\n\n\n"
        + f"TABLE: {draw(TYPES)} = {draw(NAMES)}.X(\n    {{\n{keys}    }},\n)\n"
        + f"{draw(NAMES)} = Literal[{values}]\n"
    )


@st.composite
def runs(draw: st.DrawFn) -> str:
    """Modules with few or many texts, keys and alternatives beside each other."""
    size = draw(st.integers(1, 12))
    words = [draw(WORDS) for _ in range(size)]
    listed = ", ".join(words)
    pairs = ", ".join(f"{word}: {draw(NAMES)}" for word in words)
    kinds = " | ".join(f"tuple[Literal[{word}], {draw(TYPES)}]" for word in words)
    return (
        f"{draw(NAMES)}: TypeAlias = {draw(NAMES)} | Literal[{listed}]\n"
        f"{draw(NAMES)} = {{\n    {draw(WORDS)}: s.{draw(NAMES)}({listed}),\n"
        f"    {draw(WORDS)}: s.array(s.enum({listed}), {draw(NAMES)}=3),\n}}\n"
        f"{draw(NAMES)} = f(\n    {draw(NAMES)}=({listed},),\n    {draw(NAMES)}={{{pairs}}},\n)\n\n\n"
        f"class X:\n    @property\n    def {draw(NAMES)}(self) -> {kinds} | None:\n"
        f"        return self.{draw(NAMES)}({listed})\n"
    )


def check_all(texts: st.SearchStrategy[str], examples: int) -> None:
    """Compare both ways for so many texts; what comes out stays."""

    @settings(max_examples=examples)
    @given(texts)
    def check(text: str) -> None:
        made = format_python(text)
        assert made == format_module(text)
        assert made == format_module(made)

    check()


@few_or_many(20, 300)
def test_any_run(examples: int) -> None:
    """Texts, keys and alternatives stand beside each other or line by line as black has it."""
    check_all(runs(), examples)


@few_or_many(20, 150)
def test_any_module(examples: int) -> None:
    """Names, annotations, texts and documentation of any length are laid out as black does."""
    check_all(modules(), examples)


def test_a_broken_module_is_an_internal_error() -> None:
    """What is no Python is our own bug, told with its place."""
    with pytest.raises(InternalError, match=r"> +2 class = 1"):
        format_module("x = 1\nclass = 1\n")
