"""The benchmarks' corpus has the shape of all of Wix, and nothing in it is wrong."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from wixgen.diagnostics import Diagnostics, text_report
from wixgen.pipeline import understand

PATH = Path(__file__).parents[1] / "benchmarks" / "corpus.py"


@pytest.fixture(scope="module")
def corpus() -> ModuleType:
    """The benchmark's module."""
    spec = importlib.util.spec_from_file_location("corpus", PATH)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["corpus"] = made
    spec.loader.exec_module(made)
    return made


def test_a_seed_decides_everything(corpus: ModuleType) -> None:
    """The same seed gives the same texts, another one gives others."""
    first = corpus.corpus(1, resources=4).texts()

    assert first == corpus.corpus(1, resources=4).texts()
    assert first != corpus.corpus(2, resources=4).texts()


def test_it_lints_clean(corpus: ModuleType) -> None:
    """There is nothing to say of any spec."""
    report = Diagnostics()
    texts = corpus.corpus(resources=12).texts()
    understand({path: text.encode() for path, text in texts.items()}, "1.0", report)

    assert "" == text_report(report)


def test_it_is_as_large_as_wix(corpus: ModuleType) -> None:
    """Resources, methods and webhooks are exactly as many, types nearly."""
    specs = corpus.corpus().specs
    resources = [spec for path, spec in specs.items() if path != "common.yaml"]
    types = sum(len(spec["types"]) for spec in specs.values())

    assert (162, 1263, 335) == (
        len(resources),
        sum(len(one["methods"]) for one in resources),
        sum(len(one.get("webhooks", {})) for one in resources),
    )
    assert abs(types - 10_000) < 100
