"""What published types say, one fact to a case: the specs that come of it, and what is reported.

`cases/<name>.ts` has the files of packages in our own words (see `support.type_packages`), `<name>.yaml` the
specs that come of them, `<name>.txt` what is reported. `pytest --update-goldens` rewrites what is expected.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from support.type_packages import import_packages, packages_of
from wixgen.diagnostics import Diagnostics
from wixgen.spec.check import check
from wixgen.spec.load import load

CASES = Path(__file__).parent / "cases"
RULES = {
    "decimals": "A format or its options say that a text is a decimal, and what bounds it.",
    "deprecated": "What replaces it and when it goes: a name of this package, and a day.",
    "enums": "Values with what is said of them; a type with literals is the enum that it is made of.",
    "errors": "The codes of an application's errors; what is no code isn't one.",
    "events": "The envelope tells the kind and the payload, tags the event's type and grants.",
    "field_masks": "Lists of names that travel as one text, wherever they stand.",
    "flat_events": "Metadata without an entity's id mean that the body is the payload.",
    "floats": "Numbers are integers but for those that the code changes on their way, in maps, too.",
    "formats": "A format that is a kind makes a field of that kind; others are kept.",
    "get_encoding": "How a GET sends lists of objects, and the POST for long query strings.",
    "group_named_as_a_field": "A group's name makes way for a field's.",
    "groups": "Parents that end in OneOf are groups, without what isn't public.",
    "groups_of_parameters": "Requests and answers have groups, too.",
    "hidden": "What is internal or hidden is nobody's business, nor is what only that reaches.",
    "hidden_methods": "A method that is public stays, whatever its function is.",
    "ids": "The SDK's names of ids and dates are those of the REST API.",
    "inherited": "Fields of a parent are those of the child, which may say them again.",
    "layout_bundled": "One file for the REST API, one for the SDK; shared types in a third.",
    "layout_files": "A file for each source; the REST API's types count before the SDK's.",
    "layout_untyped": "Without the SDK's types, the REST API is there all the same.",
    "limits": "Lengths and bounds are of items, sizes of lists; what is no number is none.",
    "mappings": "The public host's mapping: the exact one first, Wix's own sites' last; others are listed.",
    "maps_and_lists": "What the spec language can't say is free JSON.",
    "marks": "Read-only and immutable.",
    "maturity": "A word for how settled a thing is, at types, fields and methods.",
    "names_with_dollar": "A bundler's numbers are no part of a name, and two types stay two.",
    "no_umbrella": "A package that none exports is named after itself.",
    "odd_events": "What has no type of event, no envelope or no name is no webhook.",
    "paging": "Told as for pages: by the controls and the list that is handed back.",
    "path_parameters": "Dotted ones, patterns, and one that no request has.",
    "permissions": "Scopes in pairs, ids, identities, maturity; what doesn't look like one is none.",
    "query_specs": "Operators and orders of each field; `*` means those of its kind.",
    "recursion": "A type may contain itself.",
    "required": "Dotted paths count below what is required; of options, what is inside.",
    "sdk": "The function's name, its options and what it hands back, where they differ.",
    "search_specs": "What can be searched and aggregated, too.",
    "umbrella": "A module is called what an umbrella exports it as; what it lacks is passed over.",
    "umbrella_in_one": "An umbrella may export all in one statement.",
    "umbrella_nested": "An umbrella in an umbrella is no module: its own name counts.",
    "underscored_types": "Names begin with a letter, and no two types have the same.",
    "untagged": "A function that doesn't say which method it calls is that of the method of its name.",
}


@pytest.mark.parametrize("name", RULES)
def test_case(name: str, update_goldens: bool) -> None:
    """The specs are those of `<name>.yaml`, without errors; findings are those of the .txt."""
    text = (CASES / f"{name}.ts").read_text(encoding="utf-8")
    specs, _, report = import_packages(packages_of(text))
    files = {path: spec.encode() for path, spec in specs.items()}
    lint = Diagnostics()
    check(load(files, lint), lint)
    shown = [spec for path, spec in sorted(specs.items()) if path != "common.yaml"]
    made = "---\n".join(shown)
    told = "".join(
        f"{one.place}: {one.severity}: {one.code}: {one.message}\n" for one in report
    )
    if update_goldens:
        (CASES / f"{name}.yaml").write_text(made, encoding="utf-8")
        (CASES / f"{name}.txt").write_text(told, encoding="utf-8")

    assert (CASES / f"{name}.yaml").read_text(encoding="utf-8") == made
    assert (CASES / f"{name}.txt").read_text(encoding="utf-8") == told
    assert [one.as_text() for one in lint if one.severity == "error"] == []


def test_every_case_has_a_rule() -> None:
    """No file is forgotten."""
    assert {path.stem for path in CASES.iterdir()} == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_the_second_time_changes_nothing(name: str) -> None:
    """Nor is anything said to differ."""
    files = packages_of((CASES / f"{name}.ts").read_text(encoding="utf-8"))
    specs, _, _ = import_packages(files)

    again, imported, _ = import_packages(files, specs)

    assert again == specs
    assert imported.differences == []
