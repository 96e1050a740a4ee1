"""What holds for any update: texts are read back, nothing is lost, twice is once."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from support.odd_specs import resource, view
from support.odd_writer import Writer
from support.specs import in_format
from wixgen.diagnostics import Diagnostics
from wixgen.pages.reconcile.update import update
from wixgen.pages.spec_data import flat, groups_of
from wixgen.spec.load import load
from wixgen.spec_text.reader import tree_of

TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(
        alphabet=": #-'\"\\\n\t{}[],&*!|>%@`=~?\u2028\u0085\u00a0\ufeff\x00ab01.",
        max_size=20,
    ),
    st.sampled_from(
        [
            "no",
            "YES",
            "1:30",
            "012",
            "2026-01-01",
            "=",
            "<<",
            "~",
            "",
            " x ",
            "1e5",
            "---",
        ]
    ),
    st.text(alphabet="ab ", min_size=90, max_size=400),
    st.text(min_size=150, max_size=400),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**19), 10**19), TEXTS)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(text=TEXTS, value=TEXTS, body=JSON)
def test_any_text_is_read_back(text: str, value: str, body: Any) -> None:
    """Whatever a page says, the file loads without YAML's surprises and says the same."""
    documented = {
        "package": "shop",
        "module": "doors",
        "types": {
            "Color": {"description": text, "enum": {"A": text, f"B{value}": None}},
            "Door": {
                "fields": {"a": {"type": "json", "default": body, "description": text}}
            },
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
    for existing in (
        None,
        "package: shop\nmodule: doors\ntypes: {Color: {enum: {A: }}}\n",
    ):
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


RANDOMS = st.integers(0, 2**32).map(Random)


@given(random=RANDOMS)
def test_a_view_changes_nothing(random: Random) -> None:
    """A page that shows less than the spec says changes no byte of it, once it is formatted."""
    spec = resource(random, hand=True)
    text = Writer(random, random.choice(["\n", "\r\n"])).text(spec)

    assert tree_of(text).root.live == spec
    shown, once = view(spec, random), in_format(text)
    assert update(text, shown, descriptions=False) == once
    assert update(once, shown, descriptions=False) == once


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


@given(random=RANDOMS)
def test_what_is_shown_is_there(random: Random) -> None:
    """After an update of a file without corrections the spec has all fields that a page shows."""
    shown = resource(random, hand=False)
    text = Writer(random).text(resource(random, hand=False))
    written = tree_of(update(text, shown, descriptions=False)).root.live

    for name, decl in shown["methods"].items():
        assert written["methods"][name]["http"] == decl["http"]
        assert (
            written["methods"][name].get("required") is not None
            or "required" not in decl
        )
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
        found |= {
            value[key]
            for key in ("description", "title", "source", "correction")
            if key in value
        }
        for item in value.values():
            found |= _sentences(item)
    elif isinstance(value, list):
        for item in value:
            found |= _sentences(item)
    return {one for one in found if isinstance(one, str)}
