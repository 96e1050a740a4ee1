"""The common types stand in modules of their own, so that a resource loads few others than it needs."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from wixgen.diagnostics import Place
from wixgen.package.shape.families import families
from wixgen.spec.api import Field, ListOf, Note, ObjectType

Uses = dict[str, list[str]]
NAMES = "ABCDEFG"


def divided(uses: Uses) -> list[str]:
    """The modules of types of one letter each, given the types that each refers to."""
    at = Place("common.yaml")
    types = {
        name: ObjectType(note=Note(at=at), name=name, is_common=True) for name in uses
    }
    for name, used in uses.items():
        types[name].fields += [
            Field(at=at, wire=other.lower(), type=ListOf(types[other]))
            for other in used
        ]
    return ["".join(type_.name for type_ in one) for one in families([*types.values()])]


def reached(name: str, uses: Uses) -> set[str]:
    """A type and all that it leads to."""
    found, waiting = {name}, [name]
    while waiting:
        new = {*uses[waiting.pop()]} - found
        found |= new
        waiting += new
    return found


def test_a_type_stands_with_the_only_one_that_needs_it() -> None:
    """What is needed from two modules begins one; a circle is one type."""
    assert ["ABC"] == divided({"A": ["B"], "B": ["C"], "C": []})
    assert ["AB", "C", "D"] == divided({"A": ["B", "C"], "B": [], "C": [], "D": ["C"]})
    assert ["ABC"] == divided({"A": ["C"], "B": ["C"], "C": ["B"]})
    assert ["CAB"] == divided({"A": ["B"], "B": ["A"], "C": ["A"]})


@given(
    st.fixed_dictionaries(
        {name: st.lists(st.sampled_from(NAMES), unique=True) for name in NAMES}
    )
)
def test_modules_need_each_other_in_one_direction(uses: Uses) -> None:
    """Whatever refers to what: every type stands in one module, no circle, nothing that isn't needed."""
    modules = divided(uses)
    home = {name: module for module in modules for name in module}

    assert sorted(NAMES) == sorted("".join(modules))
    for module, other in product(modules, modules):
        needs = any(home[used] == other for name in module for used in uses[name])
        assert not needs or other[0] in reached(module[0], uses)
        is_circle = {module[0]} & reached(other[0], uses)
        assert module == other or not (needs and is_circle)
    for module in modules:
        assert {*module} <= reached(module[0], uses)
