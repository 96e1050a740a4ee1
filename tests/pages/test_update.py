"""Updating specs: a page adds and corrects, and what a person wrote stays as it is.

Each folder of `update/` is one rule: what there is, what the pages document, what is expected.
`pytest --update-goldens` rewrites what is expected.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.odd_specs import Writer, resource, view
from pages.printed import printed
from wixgen.diagnostics import Diagnostics
from wixgen.pages.update import UpdateError, update
from wixgen.pages.update_match import flat, groups_of
from wixgen.pages.update_tree import tree_of
from wixgen.spec.load import load

CASES = Path(__file__).parent / "update"
NAMES = sorted(path.name for path in CASES.iterdir())
WITH_DESCRIPTIONS = {"descriptions", "fresh_file", "kept"}


def data(path: Path) -> dict[str, Any]:
    """The data of a YAML file; nothing if there is none."""
    return tree_of(path.read_text(encoding="utf-8")).root.live if path.exists() else {}


def updated(case: str, existing: str | None) -> str:
    """`existing` after an update with what the pages of a case document."""
    folder = CASES / case
    return update(
        existing,
        data(folder / "documented.yaml"),
        descriptions=case in WITH_DESCRIPTIONS,
        common=data(folder / "common.yaml"),
    )


def existing_of(case: str) -> str | None:
    """The spec that a case begins with, if it has one."""
    path = CASES / case / "existing.yaml"
    return path.read_text(encoding="utf-8") if path.exists() else None


@pytest.mark.parametrize("case", NAMES)
def test_case(case: str, update_goldens: bool) -> None:
    """The new text is what stands in `expected.yaml`."""
    expected = CASES / case / "expected.yaml"
    made = updated(case, existing_of(case))
    if update_goldens:
        expected.write_text(made, encoding="utf-8")

    assert made == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", NAMES)
def test_twice_is_once(case: str) -> None:
    """A second update with the same pages changes nothing."""
    once = updated(case, existing_of(case))

    assert updated(case, once) == once


@pytest.mark.parametrize("case", NAMES)
def test_comments_stay(case: str) -> None:
    """No comment is lost, and none is doubled."""
    existing = existing_of(case) or ""
    made = updated(case, existing_of(case))

    for line in existing.splitlines():
        comment = line[line.find("#") :] if "#" in line else ""
        assert made.count(comment) == existing.count(comment) or not comment


def test_windows_line_ends_stay() -> None:
    """New lines end as the others do; a byte order mark stays."""
    existing = "\ufeff" + (existing_of("new_entries") or "").replace("\n", "\r\n")
    made = updated("new_entries", existing)

    assert made.count("\n") == made.count("\r\n")
    assert made[1:].replace("\r\n", "\n") == updated("new_entries", existing_of("new_entries"))


@pytest.mark.parametrize("text", ["", "a: 1\na: 2\n", "- a\n", "a: [\n", "types: &x {}\n"])
def test_unreadable_specs_are_refused(text: str) -> None:
    """What the strict loader refuses is not touched."""
    with pytest.raises(UpdateError):
        update(text, {"package": "a", "module": "b"}, descriptions=False)


def test_group_with_the_name_of_a_new_field_is_refused() -> None:
    """Two entries can't have one name, and a group's name is a person's choice."""
    existing = "package: a\nmodule: b\ntypes: {T: {fields: {x: {one_of: {y: string}}}}}\n"
    documented = {"types": {"T": {"fields": {"y": "string", "x": "string"}}}}

    with pytest.raises(UpdateError, match="rename"):
        update(existing, documented, descriptions=False)


TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=": #-'\"\\\n\t{}[],&*!|>%@`=~?\u2028\u0085\u00a0\ufeff\x00ab01.", max_size=20),
    st.sampled_from(["no", "YES", "1:30", "012", "2026-01-01", "=", "<<", "~", "", " x ", "1e5", "---"]),
    st.text(alphabet="ab ", min_size=90, max_size=400),
    st.text(min_size=150, max_size=400),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**19), 10**19), TEXTS)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(text=TEXTS, value=TEXTS, body=JSON)
def test_any_text_is_read_back(text: str, value: str, body: Any) -> None:
    """Whatever a page says, the file loads without YAML's surprises and says the same."""
    documented = {
        "package": "shop",
        "module": "doors",
        "types": {
            "Color": {"description": text, "enum": {"A": text, value or "B": None}},
            "Door": {"fields": {"a": {"type": "json", "default": body, "description": text}}},
        },
        "methods": {
            "getDoor": {
                "http": "GET /doors",
                "permissions": {text: value},
                "parameters": {"a": {"type": "json", "description": value}},
                "errors": [{"http": 400, "description": text}],
                "examples": [{"title": value, "request": body, "response": [body]}],
            }
        },
    }
    for existing in (None, "package: shop\nmodule: doors\ntypes: {Color: {enum: {A: }}}\n"):
        made = update(existing, documented, descriptions=True)
        report = Diagnostics()
        load({"shop/doors.yaml": made.encode()}, report)
        written = tree_of(made).root.live

        assert [one.code for one in report if one.code.startswith("yaml")] == []
        assert update(made, documented, descriptions=True) == made
        assert written["types"]["Door"]["fields"]["a"].get("default") == body
        assert written["types"]["Color"].get("description", "") == text
        assert written["types"]["Color"]["enum"]["A"] == (text or None)
        assert written["methods"]["getDoor"]["permissions"] == {text: value}
        assert written["methods"]["getDoor"]["examples"][0]["response"] == [body]
        assert written["methods"]["getDoor"]["errors"][0].get("description", "") == text


SCHEMAS = Path(__file__).parents[2] / "schemas"


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_committed_specs_need_no_update(path: Path) -> None:
    """What pages print of a committed spec, all of it or page by page, is in it already."""
    text, spec, common = path.read_text(encoding="utf-8"), data(path), data(SCHEMAS / "common.yaml")
    documented = printed(spec, common)
    parts = [{"methods": {name: one}} for name, one in documented["methods"].items()]
    parts += [{"webhooks": {name: one}} for name, one in documented["webhooks"].items()]
    for part in (documented, *({**documented, "methods": {}, "webhooks": {}, **one} for one in parts)):
        assert update(text, part, descriptions=False, common=common) == text


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_one_run_or_many(path: Path) -> None:
    """Method by method from nothing gives what all of them at once give, but for the order."""
    spec, common = data(path), data(SCHEMAS / "common.yaml")
    documented = printed(spec, common)
    whole = update(None, documented, descriptions=False, common=common)
    text: str | None = None
    for section in ("methods", "webhooks"):
        for name, one in documented[section].items():
            part = {**documented, "methods": {}, "webhooks": {}, section: {name: one}}
            text = update(text, part, descriptions=False, common=common)

    assert tree_of(text or "").root.live == tree_of(whole).root.live


RANDOMS = st.integers(0, 2**32).map(Random)


@settings(deadline=None)
@given(random=RANDOMS)
def test_a_view_changes_nothing(random: Random) -> None:
    """A page that shows less than the spec says changes no byte, however the spec is written."""
    spec = resource(random, hand=True)
    text = Writer(random, random.choice(["\n", "\r\n"])).text(spec)

    assert tree_of(text).root.live == spec
    assert update(text, view(spec, random), descriptions=False) == text


@settings(deadline=None)
@given(random=RANDOMS, descriptions=st.booleans())
def test_nothing_is_lost(random: Random, descriptions: bool) -> None:
    """Whatever two resources meet: names, sentences and comments stay, and once is enough."""
    spec, shown = resource(random, hand=True), resource(random, hand=False)
    writer = Writer(random)
    text = writer.text(spec)
    made = update(text, shown, descriptions=descriptions)
    written = tree_of(made).root.live

    assert update(made, shown, descriptions=descriptions) == made
    assert [one for one in writer.comments if made.count(one) != text.count(one)] == []
    assert _sentences(spec) - _sentences(written) == set()
    for section in ("types", "methods", "webhooks"):
        for name, decl in spec.get(section, {}).items():
            _assert_kept(decl, written[section][name])


@settings(deadline=None)
@given(random=RANDOMS)
def test_what_is_shown_is_there(random: Random) -> None:
    """After an update of a file without corrections the spec has all fields that a page shows."""
    shown = resource(random, hand=False)
    text = Writer(random).text(resource(random, hand=False))
    written = tree_of(update(text, shown, descriptions=False)).root.live

    for name, decl in shown["methods"].items():
        assert written["methods"][name]["http"] == decl["http"]
        assert written["methods"][name].get("required") is not None or "required" not in decl
        for key in ("parameters", "returns"):
            assert _wires(decl[key]) <= _wires(written["methods"][name][key])


def _wires(fields: dict[str, Any]) -> set[str]:
    return {wire for wire, _ in flat(fields)}


def _assert_kept(before: dict[str, Any], after: dict[str, Any]) -> None:
    """What is corrected is the same; fields and values are still there."""
    if "correction" in before:
        assert after == before
        return
    for key in ("fields", "parameters", "returns", "one_of"):
        if key in before:
            assert _wires(before[key]) <= _wires(after[key])
            assert groups_of(before[key]).keys() <= groups_of(after[key]).keys()
            for wire, decl in flat(before[key]):
                if isinstance(decl, dict) and "correction" in decl:
                    assert dict(flat(after[key]))[wire] == decl
    for key in ("enum", "permissions"):
        assert set(before.get(key, ())) <= set(after.get(key, ()))
    for key in ("errors", "examples"):
        assert len(before.get(key, ())) <= len(after.get(key, ()))


def _sentences(value: Any) -> set[str]:
    """The hand-written texts of a spec."""
    found: set[str] = set()
    if isinstance(value, dict):
        found |= {value[key] for key in ("description", "title", "source", "correction") if key in value}
        for item in value.values():
            found |= _sentences(item)
    elif isinstance(value, list):
        for item in value:
            found |= _sentences(item)
    return {one for one in found if isinstance(one, str)}
