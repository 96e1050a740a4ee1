"""The table of limits and flags: what it names is there in the language and in the runtime."""

from __future__ import annotations

from typing import Any

import pytest

from wixapi._validation import schema as s
from wixgen.spec import api
from wixgen.spec.language import FieldDecl
from wixgen.spec.limits import FLAGS, LIMITS, Flag, Limit
from wixgen.spec.shapes import keys_of


def test_every_limit_and_flag_is_a_key() -> None:
    """A spec can give what the table knows, in the order of the table."""
    names = [entry.name for entry in (*LIMITS, *FLAGS)]

    assert names == [name for name in keys_of(FieldDecl) if name in names]


@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag.name)
def test_every_flag_is_known_of_a_field(flag: Flag) -> None:
    """The model of the documented API has what a spec says."""
    assert flag.name in api.Field.__dataclass_fields__


@pytest.mark.parametrize(
    ("limit", "kind"),
    [(limit, kind) for limit in LIMITS for kind in sorted(limit.fits)],
    ids=lambda part: part if isinstance(part, str) else part.name,
)
def test_runtime_takes_every_limit(limit: Limit, kind: str) -> None:
    """A request table can hold each limit of each kind of field that lint lets have it."""
    bounds: dict[str, Any] = {limit.runtime: 1}
    if kind == "list":
        s.array(s.string(), **bounds)
    else:
        getattr(s, kind)(**bounds)


@pytest.mark.parametrize(
    "flag", [flag for flag in FLAGS if flag.runtime], ids=lambda flag: flag.name
)
def test_runtime_takes_every_flag(flag: Flag) -> None:
    """A request table can hold each flag that is for requests."""
    flags: dict[str, Any] = {flag.runtime: True}

    assert getattr(s.string(**flags), flag.runtime) is True
