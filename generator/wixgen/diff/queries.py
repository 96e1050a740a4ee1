"""Compares what is known of a method's filters and sort orders."""

from __future__ import annotations

from wixgen.diff.context import Context, Where
from wixgen.spec.api import Method


def compare_queries(context: Context, where: Where, old: Method, new: Method) -> None:
    """Compare the operators and the orders of each field; where nothing is known, anything is taken."""
    for what in ("operator", "order"):
        before, after = _known(old, what), _known(new, what)
        if before and after:
            _compare(context, where, what, (before, after), (old, new))
        elif before or after:
            rule = "query-documented" if after else "query-undocumented"
            fields = sorted({path for path, _ in before or after})
            change = (None, fields) if after else (fields, None)
            context.tell(rule, where, change, (old.at, new.at), fact=what)


def _known(method: Method, what: str) -> set[tuple[str, str]]:
    """Return what each field can be filtered, or sorted, by."""
    return {
        (field.path, word)
        for field in method.query
        for word in (field.operators if what == "operator" else field.sort)
    }


def _compare(
    context: Context,
    where: Where,
    what: str,
    known: tuple[set[tuple[str, str]], set[tuple[str, str]]],
    methods: tuple[Method, Method],
) -> None:
    before, after = known
    places = (methods[0].at, methods[1].at)
    for path, word in sorted(before ^ after):
        here = where.below(path, path)
        is_new = (path, word) in after
        change = (None, word) if is_new else (word, None)
        rule = f"query-{what}-{'added' if is_new else 'removed'}"
        context.tell(rule, here, change, places, fact=word)
