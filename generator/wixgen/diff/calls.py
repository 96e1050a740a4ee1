"""Compares how a method is called: by whom and in which form."""

from __future__ import annotations

from wixgen.diff.context import Context, Where
from wixgen.spec.api import Method


def compare_calls(context: Context, where: Where, old: Method, new: Method) -> None:
    """Compare who may call, how parameters are encoded, and what is written about fields of queries."""
    places = (old.at, new.at)
    for fact in ("encoding", "fallback"):
        change = getattr(old, fact) or None, getattr(new, fact) or None
        if change[0] != change[1]:
            context.tell("encoding-changed", where, change, places, fact=fact)
    before, after = {*old.identities}, {*new.identities}
    # none at all: whoever has the permission
    added = after - before if before else set[str]()
    removed = before - after if after else set[str]()
    for name in sorted(added):
        context.tell("identity-added", where, (None, name), places, fact=name)
    for name in sorted(removed):
        context.tell("identity-removed", where, (name, None), places, fact=name)
    if bool(before) != bool(after):
        rule = "identity-removed" if after else "identity-added"
        change = sorted(before) or None, sorted(after) or None
        context.tell(rule, where, change, places)
    _compare_attributes(context, where, old, new)


def _compare_attributes(
    context: Context, where: Where, old: Method, new: Method
) -> None:
    """Compare what is written about the fields that queries can name."""
    before, after = (
        {field.path: dict(field.attributes) for field in method.query}
        for method in (old, new)
    )
    for path in sorted(before.keys() & after.keys()):
        if before[path] != after[path]:
            change = before[path], after[path]
            here, places = where.below(path, path), (old.at, new.at)
            context.tell("query-facts-changed", here, change, places)
