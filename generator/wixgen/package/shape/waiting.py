"""Methods that get what Wix makes ready later: callers can wait for that."""

from __future__ import annotations

from collections.abc import Sequence

from wixgen.package.shape.types import attribute_name
from wixgen.spec.api import EnumType, Field, Method, ObjectType

NAME = "wait_until_ready"
_STATES = frozenset({"PENDING", "READY", "FAILED"})


def status_of(method: Method, siblings: Sequence[Method]) -> str:
    """Return where what a method gets says whether it is ready: a dotted attribute, empty if nowhere.

    Args:
        method: The method.
        siblings: All methods of its resource: only the first that gets such a thing counts.
    """
    found = next((path for one in siblings if (path := _status(one))), "")
    return found if found and _status(method) == found else ""


def made_later(method: Method, siblings: Sequence[Method]) -> bool:
    """Return whether a method makes what isn't ready at once, and another one of its resource gets that."""
    makes = method.verb == "POST" and any(map(_status_field, method.returns.fields))
    return makes and any(map(_status, siblings))


def _status(method: Method) -> str:
    if method.verb != "GET" or method.paging or method.sdk.returns_nothing:
        return ""
    handed_back = method.returns.field_named(method.sdk.returns)
    for field in [handed_back] if handed_back else method.returns.fields:
        inner = _status_field(field)
        if inner is not None:
            names = [] if handed_back else [attribute_name(field)]
            return ".".join([*names, attribute_name(inner)])
    return ""


def _status_field(field: Field) -> Field | None:
    """Return the field of an object that says whether it is ready."""
    if not isinstance(field.type, ObjectType):
        return None
    for inner in field.type.fields:
        if isinstance(inner.type, EnumType) and _values(inner.type) >= _STATES:
            return inner
    return None


def _values(type_: EnumType) -> set[str]:
    """Return the values of an enum."""
    return {value.value for value in type_.values}


def waiting_doc(method: str, status: str) -> str:
    """Return the docstring of the method that waits for what another one gets."""
    return "\n\n".join(
        [
            f"Calls `{method}` until `{status}` is `READY`, with pauses that grow.",
            "Args:\n    timeout: Seconds until it is given up.",
            "Raises:\n    NotReadyError: It failed: `error.entity` is what there is.\n"
            "    TimeoutError: It isn't ready in time.",
        ]
    )
