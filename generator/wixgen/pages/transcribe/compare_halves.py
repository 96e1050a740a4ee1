"""Compare the two halves of a page. Where they disagree, the REST half counts, and a warning says so."""

from __future__ import annotations

from collections.abc import Iterable

from wixgen.diagnostics import Diagnostics
from wixgen.pages.names import rest_name
from wixgen.pages.nesting.field_tree import Field
from wixgen.pages.nesting.resolve_pages import PARAMETERS, ResolvedPage, required_paths
from wixgen.pages.parse.tree import Kind

_DATES = {"Date", "string", "string (date-time)"}


def compare_halves(resolved: ResolvedPage, report: Diagnostics) -> None:
    """Report printed types of parameters, and required paths, that differ between a method's halves."""
    page = resolved.page
    if page.kind is not Kind.METHOD or page.rest is None or page.sdk is None:
        return
    rest = resolved.tree("rest", PARAMETERS).fields
    sdk = resolved.tree("sdk", PARAMETERS).fields
    options = [
        child for field in sdk if field.name == "options" for child in field.children
    ]
    _compare(
        rest,
        [*(field for field in sdk if field.name != "options"), *options],
        "",
        report,
    )
    for sdk_path in required_paths(page.sdk):
        rest_path = ".".join(
            rest_name(name) for name in sdk_path.removeprefix("options.").split(".")
        )
        if rest_path not in required_paths(page.rest):
            message = f"only the SDK half requires `{sdk_path}`"
            report.warn(page.sdk.at, "halves-differ", message)


def _compare(
    rest: Iterable[Field], sdk: Iterable[Field], path: str, report: Diagnostics
) -> None:
    counterparts = {field.name: field for field in sdk}
    for field in rest:
        field_path = f"{path}.{field.name}" if path else field.name
        counterpart = counterparts.get(field.name)
        if counterpart is None:
            continue  # the SDK passes path parameters and entities in another way
        if (
            _plain(field)
            and _plain(counterpart)
            and field.item.type != counterpart.item.type
        ):
            if {field.item.type, counterpart.item.type} <= _DATES:
                continue
            message = f"`{field_path}` is `{field.item.type}` here, `{counterpart.item.type}` in the SDK half"
            report.warn(field.item.at, "halves-differ", message)
        _compare(field.children, counterpart.children, field_path, report)


def _plain(field: Field) -> bool:
    """Return whether the type is a printed primitive: neither a type's name nor the parameter's own."""
    type_ = field.item.type
    return (
        type_[:1].islower()
        and type_ not in {field.item.name, "none"}
        and "<" not in type_
    )
