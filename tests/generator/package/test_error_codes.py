"""Documented error codes as enums: each code has one member, whatever it looks like."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.projects import generated

CODES = st.from_regex(r"[A-Za-z0-9_.-]{1,20}", fullmatch=True)


def enums(codes: Sequence[str]) -> dict[str, type[StrEnum]]:
    """The enums of a resource whose method documents these codes."""
    listed = "".join(f"      - {{code: {code!r}}}\n" for code in codes)
    spec = (
        "package: golden\nmodule: coded\n"
        "methods:\n  getThing:\n    http: GET /golden/coded\n"
        f"    errors:\n{listed}"
    )
    text = generated({"coded.yaml": spec.encode()})["wixapi/golden/coded/errors.py"]
    made = ModuleType("made")
    exec(compile(text, "errors.py", "exec"), made.__dict__)
    return {
        name: x
        for name, x in vars(made).items()
        if isinstance(x, type) and issubclass(x, StrEnum) and x is not StrEnum
    }


@settings(max_examples=15, deadline=None)
@given(st.lists(CODES, min_size=1, max_size=6))
def test_every_code_is_a_member(codes: list[str]) -> None:
    """The members are the codes, each once and in order, with names that Python takes."""
    [(name, enum)] = enums(codes).items()

    assert "GetThingErrorCode" == name
    assert [*dict.fromkeys(codes)] == [*enum]


@pytest.mark.parametrize(
    ("codes", "members"),
    [
        (["NO_SUCH", "NO-SUCH", "no.such"], ["NO_SUCH", "NO_SUCH_2", "NO_SUCH_3"]),
        (["1", "-1", "1"], ["VALUE_1", "MINUS_1"]),
        (["MRO", "name", "WDE0110"], ["MRO_", "NAME", "WDE0110"]),
        (["_", "."], ["VALUE", "VALUE_2"]),
    ],
)
def test_names(codes: list[str], members: list[str]) -> None:
    """Numbers, dashes and what is reserved become names; those that would be alike are counted."""
    [enum] = enums(codes).values()

    assert members == [*enum.__members__]


def test_methods_without_codes_have_no_enum() -> None:
    """Without documented codes there is no file of them."""
    spec = (
        "package: golden\nmodule: coded\nmethods:\n  getThing:\n    http: GET /golden/coded\n"
        "    errors: [{http: 404, status: NOT_FOUND}]\n"
    )

    assert "wixapi/golden/coded/errors.py" not in generated(
        {"coded.yaml": spec.encode()}
    )
