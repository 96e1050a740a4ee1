"""Checks the arguments of a call as the client does, by the same tables and the same walker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from wixapi._http.operation import Operation
from wixapi._http.request import check_received
from wixapi._local.messages import Refusal
from wixapi._local.requests.json_text import plain
from wixapi.errors import FieldViolation, ValidationError

if TYPE_CHECKING:
    from wixapi._local.requests.returned import Returns


def check(
    operation: Operation[Any], given: Mapping[str, Any], returns: Returns | None = None
) -> dict[str, Any]:
    """Return the arguments as the wire has them: whole numbers of 64 bits as text, and so on.

    Args:
        operation: the method.
        given: the arguments, by wire name.
        returns: what earlier answers held: that may come back, whatever the rules say.

    Raises:
        Refusal: they break documented rules; it tells all of them at once.
    """
    try:
        return check_received(operation, given)
    except ValidationError as error:
        violations = error.violations
    marked = None
    if returns is not None:
        with suppress(RecursionError):  # which the walker has told already
            marked = returns.marked(given)
    if marked is None:
        raise refusal(violations)
    try:
        return check_received(operation, marked)
    except ValidationError as error:
        violations = error.violations
    raise refusal(violations)


def refusal(violations: Iterable[FieldViolation]) -> Refusal:
    """Return the refusal that tells of violations, as Wix does."""
    told = [
        {
            "field": plain(one.field),
            "description": plain(one.description),
            "violatedRule": one.rule,
        }
        for one in violations
    ]
    message = "; ".join(
        f"{one['field']} {one['description']}".strip() for one in told[:5]
    )
    details = {"validationError": {"fieldViolations": told}}
    return Refusal(400, message, details)
