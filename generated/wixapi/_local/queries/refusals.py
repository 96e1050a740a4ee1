"""Refusals of queries that can't be answered, as Wix writes them."""

from __future__ import annotations

from wixapi._local.messages import Refusal
from wixapi._local.requests.checking import refusal
from wixapi.errors import FieldViolation


def refused(field: str, rule: str, description: str) -> Refusal:
    """Return the answer (400) that names what is wrong with a query.

    Args:
        field: dotted wire path in the request.
        rule: the name of the rule that is broken, in capitals.
        description: what the rule wants: `must be a list`.
    """
    return refusal([FieldViolation(field, description, rule)])
