"""Specs as texts, and what the generator finds in them."""

from __future__ import annotations

from wixgen.diagnostics import Diagnostics, text_report
from wixgen.pipeline import Understood, understand
from wixgen.spec_text.formatter import formatted

HEAD = "package: demo\nmodule: things\n"
METADATA = "types:\n  EventMetadata:\n    fields: {id: string}\n"


def understood(spec: str, common: str = "") -> Understood:
    """A spec (and `common.yaml`), loaded, checked and shaped."""
    files = {"demo/things.yaml": spec.encode("utf-8")}
    if common:
        files["common.yaml"] = common.encode("utf-8")
    return understand(files, "1.0.0", Diagnostics())


def codes(spec: str, common: str = "") -> list[str]:
    """`line:column code` of everything that is found in a spec."""
    return [
        f"{one.place.line}:{one.place.column} {one.code}"
        for one in understood(spec, common).report
    ]


def fine(spec: str, common: str = "") -> Understood:
    """The same as `understood`; fails if anything is found."""
    result = understood(spec, common)
    assert text_report(result.report) == ""
    return result


def in_format(text: str) -> str:
    """A spec as `wixgen fmt` prints it."""
    report = Diagnostics()
    data = formatted("demo/things.yaml", text.encode("utf-8"), report)
    assert data is not None, text_report(report)
    return data.decode("utf-8")
