"""Traps of Wix's pages, one page for each: what is imported from it, and what is said of it.

`cases/<name>.md` is a page (or several) in our own words, `<name>.yaml` the spec that comes of it,
`<name>.txt` what is reported: `line:column code: message`, and what decided where indentation didn't.
`pytest --update-goldens` rewrites what is expected.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.fidelity import Read, imported
from support.pages import styled
from support.workplace import Workplace

CASES = Path(__file__).parent / "cases"
RULES = {
    "decimal_values": "`decimalValue {…}` says that a text is a decimal, and what bounds it.",
    "derived_name_taken": "A name made of a list's makes way for a type that has it.",
    "described_alike": "Views of one name are one type if they describe shared fields alike.",
    "enum_values_bare": "A value needs no description, below a parameter either.",
    "enums": "Values in one line, one per line with a dash, or with ` - ` below a parameter.",
    "errors_and_scopes": "Documented errors and permissions are kept, pipes in their texts, too.",
    "example_settles": "An example that sets a field tells whose it is.",
    "facts_of_today": "Facts behind a description are facts; what isn't known is kept and told once.",
    "field_masks": "Parameters that are masks by name are text, or lists of it.",
    "flat_webhooks": "A body without an event is the payload itself, with a `data` around it or not.",
    "groups_of_parameters": "A one-of group may stand among the parameters, after the others.",
    "limits_with_units": "A unit or markup leaves a limit a limit; what isn't certain stays prose.",
    "list_parameters": "The items of a list parameter have fields and groups, deeper than usual.",
    "marks_of_today": "Marks behind a description are no part of it, nor are blanks before `|` of a name.",
    "neighbours_by_link": "It belongs to pages of one menu or, elsewhere, of one Namespace.",
    "no_sdk_half": "A page without JavaScript half belongs where its Package and Namespace went.",
    "nothing_settles": "Where nothing decides, convention does, and that is a warning.",
    "object_page": "It goes where pages of its menu go, and shows all that its type has.",
    "object_page_squeezed": "It may have halves, a resource of its own, a parameter's columns.",
    "one_name_two_types": "One name for really different fields makes two types.",
    "one_of_columns": "Under a parameter, members stand in column 5 and all other fields in 8.",
    "one_of_line_missing": "A group with one visible member has no line; column 5 tells.",
    "options_of_the_sdk": "The options of the JavaScript half hold what the REST half takes.",
    "other_half_settles": "A type that the other half shows tells whose a field is.",
    "own_names": "Primitive parameters print their own names; the JavaScript half knows more.",
    "own_sdk": "Method, return value and dates come from the JavaScript half; nothing else does.",
    "path_parameters": "`type: none` is a text; a name in the URL need not be printed at all.",
    "pipes_and_breaks": "A description ends with its line, or where an attribute that we know begins.",
    "prose": "Limits and defaults are facts where they fit the type and nothing follows them.",
    "query_fields": "What a query can filter and sort by stands anywhere, in either half.",
    "recursion": "A type may contain itself; later uses show only its name.",
    "required_path_settles": "A dotted required path tells whose a field is.",
    "returned_field": "The SDK half names the type that it hands back, whatever else the answer has.",
    "several_in_one_file": "Pages in one file are told apart; menus and articles passed over.",
    "type_words": "Words that say a type do so; words that don't leave it open, unless an example tells.",
    "undocumented_keys": "What only an example sends is undocumented; what doesn't fit is reported.",
    "underscored_types": "A type's name may begin with an underscore; ours doesn't.",
    "wrapped_primitives": "A field `value` of its object's own primitive is how a null is printed.",
    "webhook_kinds": "The part of the event's body tells the kind; halves name the payload.",
}


def read(name: str, text: str = "") -> Read:
    """The import of a case's page."""
    page = text or (CASES / f"{name}.md").read_text(encoding="utf-8")
    return imported({f"{name}.md": page}, descriptions=True)


def findings(result: Read) -> Iterator[str]:
    """What is reported, a line for each."""
    for one in result.report:
        place = f"{one.place.line}:{one.place.column}"
        yield f"{place} {one.severity} {one.code}: {one.message}"
    for told in result.decisions:
        place = f"{told['line']}:{told['column']}"
        sure = "certain" if told["certain"] else "uncertain"
        yield f"{place} {told['path']}: {', '.join(told['evidence'])} ({sure})"


@pytest.mark.parametrize("name", RULES)
def test_case(name: str, update_goldens: bool) -> None:
    """The spec is what stands in `<name>.yaml`, without errors; findings are those of the .txt."""
    result = read(name)
    (spec,) = [text for path, text in result.specs.items() if path != "common.yaml"]
    told = "".join(f"{line}\n" for line in findings(result))
    if update_goldens:
        (CASES / f"{name}.yaml").write_text(spec, encoding="utf-8")
        (CASES / f"{name}.txt").write_text(told, encoding="utf-8")

    assert (CASES / f"{name}.yaml").read_text(encoding="utf-8") == spec
    assert (CASES / f"{name}.txt").read_text(encoding="utf-8") == told
    assert [one.as_text() for one in result.lint if one.severity == "error"] == []


def test_every_case_has_a_rule() -> None:
    """No page is forgotten."""
    assert {path.stem for path in CASES.iterdir()} == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_line_breaks_and_header_mean_nothing(name: str) -> None:
    """Windows' line breaks and the portal's header change nothing but places."""
    page = (CASES / f"{name}.md").read_text(encoding="utf-8")
    header = "> Portal Navigation:\n> \n> - Everything: https://dev.wix.com/llms-full.txt\n\n"

    assert read(name, styled(page, crlf=True)).specs == read(name).specs
    assert read(name, header + page).specs == read(name).specs


@pytest.mark.parametrize("name", RULES)
def test_agrees_with_itself(name: str, tmp_path: Path) -> None:
    """Importing twice changes nothing, and what was imported has not drifted."""
    page = (CASES / f"{name}.md").read_text(encoding="utf-8")
    place = Workplace.at(tmp_path / "p", {"page.md": page})
    assert place.import_all().exit_code == 0
    before = place.specs()

    assert place.import_all().exit_code == 0
    assert place.specs() == before
    assert place.drift_all() == []
