"""Pages that have lost their lines: what is imported of each, and what is said of it.

`without_lines/<name>.md` is a page in our own words, `<name>.types.yaml` what the catalogue knows of its
resource (without that file: nothing), `<name>.yaml` the spec that comes of it (without: none), `<name>.txt`
what is reported. `pytest --update-goldens` rewrites what is expected.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pages.test_pages import findings
from support.catalogue import catalogue_of
from support.fidelity import Read, imported

CASES = Path(__file__).parent / "without_lines"
RULES = {
    "enums": "Values are told from what follows them.",
    "list_named": "The type of the list tells what it is of; the page has lost its name.",
    "nothing_known": "What neither types nor paths prove is refused, at the first such entry.",
    "object_page": "An object page is aligned with the object's type; a wrapped `id` is no object.",
    "paths_alone": "Where no type is known, required paths and examples prove enough of some pages.",
    "recursive_list": "A type's fields are printed with its first use in a section, and only there.",
    "required_paths": "One-of groups have the members that their type says.",
    "unindented": "Lines without indentation: the structure is as lost as without lines.",
    "webhook": "A webhook's envelope is known, so that its payload can be found.",
}


def read(name: str, *, is_draft: bool = False) -> Read:
    """The import of a case's page, with the types that it may know."""
    page = (CASES / f"{name}.md").read_text(encoding="utf-8")
    types = CASES / f"{name}.types.yaml"
    catalogue = None
    if types.exists():
        catalogue = catalogue_of({"shop/doors.yaml": types.read_text(encoding="utf-8")})
    files = {f"{name}.md": page}
    return imported(files, descriptions=True, catalogue=catalogue, is_draft=is_draft)


@pytest.mark.parametrize("name", RULES)
def test_case(name: str, update_goldens: bool) -> None:
    """The spec is what stands in `<name>.yaml`, without errors; findings are those of the .txt."""
    result = read(name)
    specs = [text for path, text in result.specs.items() if path != "common.yaml"]
    spec = "".join(specs)
    told = "".join(f"{line}\n" for line in findings(result))
    golden = CASES / f"{name}.yaml"
    if update_goldens:
        golden.write_text(spec, encoding="utf-8") if spec else golden.unlink(True)
        (CASES / f"{name}.txt").write_text(told, encoding="utf-8")

    assert (golden.read_text(encoding="utf-8") if golden.exists() else "") == spec
    assert (CASES / f"{name}.txt").read_text(encoding="utf-8") == told
    assert [one.as_text() for one in result.lint if one.severity == "error"] == []


def test_every_case_has_a_rule() -> None:
    """No page is forgotten."""
    assert {path.name.split(".")[0] for path in CASES.iterdir()} == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_known_types_make_it_certain(name: str) -> None:
    """With the types in the catalogue, nothing is left in doubt."""
    if (CASES / f"{name}.types.yaml").exists():
        assert [told for told in read(name).decisions if not told["certain"]] == []


def test_a_guess_makes_a_draft() -> None:
    """With `--guess`, what nothing proves is imported, and each doubt is a warning."""
    result = read("nothing_known", is_draft=True)

    assert [("warning", "uncertain-structure")] * 2 == [
        (one.severity, one.code) for one in result.report
    ]
    assert not result.has_failed
    assert [] == [one.as_text() for one in result.lint if one.severity == "error"]
