"""Compare the two halves of a page, and warn where they disagree: the REST half decides."""

from __future__ import annotations

from collections.abc import Iterable

from wixgen.diagnostics import Diagnostics
from wixgen.pages.names import rest_name
from wixgen.pages.nesting.field_tree import Field
from wixgen.pages.nesting.resolve_pages import PARAMETERS, ResolvedPage, required_paths
from wixgen.pages.parse.tree import Kind

_DATES = {"Date", "string", "string (date-time)"}


def compare_halves(resolved: ResolvedPage, report: Diagnostics) -> None:
    """Report fields that one half of a method page lacks, types and required paths that differ."""
    page = resolved.page
    if page.kind is not Kind.METHOD or page.rest is None or page.sdk is None:
        return
    rest = resolved.tree("rest", PARAMETERS).fields
    sdk = resolved.tree("sdk", PARAMETERS).fields
    options = [field for one in sdk if one.name == "options" for field in one.children]
    _compare(
        rest,
        [*(field for field in sdk if field.name != "options"), *options],
        "",
        report,
    )
    for path in required_paths(page.sdk):
        plain = ".".join(
            rest_name(part) for part in path.removeprefix("options.").split(".")
        )
        if plain not in required_paths(page.rest):
            message = f"only the SDK half requires `{path}`"
            report.warn(page.sdk.at, "halves-differ", message)


def _compare(
    rest: Iterable[Field], sdk: Iterable[Field], path: str, report: Diagnostics
) -> None:
    counterparts = {field.name: field for field in sdk}
    for argument in rest:
        where = f"{path}.{argument.name}" if path else argument.name
        counterpart = counterparts.get(argument.name)
        if counterpart is None:
            continue  # path parameters and entities are passed differently in the SDK
        if (
            _plain(argument)
            and _plain(counterpart)
            and argument.item.type != counterpart.item.type
        ):
            if {argument.item.type, counterpart.item.type} <= _DATES:
                continue
            message = f"`{where}` is `{argument.item.type}` here, `{counterpart.item.type}` in the SDK half"
            report.warn(argument.item.at, "halves-differ", message)
        _compare(argument.children, counterpart.children, where, report)


def _plain(one: Field) -> bool:
    """Return whether the type is printed: neither a name nor the parameter's own."""
    type_ = one.item.type
    return (
        type_[:1].islower()
        and type_ not in {one.item.name, "none"}
        and "<" not in type_
    )
