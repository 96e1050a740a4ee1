"""Compares how a method is called: by whom, in which form, and what its queries can ask."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from wixgen.diagnostics import Place
from wixgen.diff.context import Context, Where
from wixgen.diff.rules import Consumer, Verdict, Verdicts
from wixgen.package import names
from wixgen.spec.api import Method, QueryField

Places = tuple[Place, Place]


def compare_calls(context: Context, where: Where, old: Method, new: Method) -> None:
    """Compare who may call, how parameters are encoded, and each field of queries."""
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
    _compare_queries(context, where, old, new)


def _compare_queries(context: Context, where: Where, old: Method, new: Method) -> None:
    before, after = _by_path(old), _by_path(new)
    places = (old.at, new.at)
    known = _Known(old), _Known(new)
    for path in sorted({*before, *after}):
        here = _at_path(where, path)
        one, other = before.get(path), after.get(path)
        if one and other:
            _compare_query_field(context, here, (one, other), known, places)
        elif other:
            verdicts = known[0].verdicts(other.operators, other.sort, Verdict.RISKY)
            came = (None, path)
            context.tell(
                "query-field-added", here, came, places, verdicts, fact="query"
            )
        elif one:
            verdicts = known[1].verdicts(one.operators, one.sort, Verdict.ADDITIVE)
            change = (path, None)
            context.tell(
                "query-field-removed", here, change, places, verdicts, fact="query"
            )


class _Known:
    """What is known of a method's queries: where nothing is, anything is taken."""

    def __init__(self, method: Method) -> None:
        self.operators = any(field.operators for field in method.query)
        self.sort = any(field.sort for field in method.query)

    def verdicts(
        self, operators: Collection[str], sort: Collection[str], otherwise: Verdict
    ) -> Verdicts | None:
        """Return what it means that these came, or went, where nothing of their kind is known here.

        None where something is: the rule says it then.
        """
        is_taken = (operators and not self.operators) or (sort and not self.sort)
        is_known = (operators and self.operators) or (sort and self.sort)
        if not is_taken or (is_known and otherwise is Verdict.ADDITIVE):
            return None
        return {Consumer.SENDS: otherwise}


def _by_path(method: Method) -> Mapping[str, QueryField]:
    return {field.path: field for field in method.query}


def _at_path(where: Where, path: str) -> Where:
    """Return the place of a field of queries, which stands in no object of the method."""
    python = ".".join(names.field_name(part) for part in path.split("."))
    return where.below(path, python)


def _compare_query_field(
    context: Context,
    where: Where,
    fields: tuple[QueryField, QueryField],
    known: tuple[_Known, _Known],
    places: Places,
) -> None:
    """Compare what queries can do with one field."""
    old, new = fields
    for what, before, after in (
        ("operator", {*old.operators}, {*new.operators}),
        ("order", {*old.sort}, {*new.sort}),
    ):
        for name in sorted(after - before):
            rule = f"query-{what}-added"
            verdicts = known[0].verdicts(*_sides(what, name), Verdict.RISKY)
            context.tell(rule, where, (None, name), places, verdicts, fact=name)
        for name in sorted(before - after):
            rule = f"query-{what}-removed"
            verdicts = known[1].verdicts(*_sides(what, name), Verdict.ADDITIVE)
            context.tell(rule, where, (name, None), places, verdicts, fact=name)
    if old.attributes != new.attributes:
        change = dict(old.attributes), dict(new.attributes)
        context.tell("query-facts-changed", where, change, places, fact="attributes")


def _sides(what: str, name: str) -> tuple[list[str], list[str]]:
    """Return an operator, or an order, as operators and orders."""
    return ([name], []) if what == "operator" else ([], [name])
