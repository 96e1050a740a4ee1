"""Turn the required paths of a method into what a spec demands: fields, and groups of which one member is needed.

A path may name a one-of group on its way: of `target.kind.shop.id` with a group `kind` in `target`, the wire
has `target.shop.id`; a path that ends with the group demands one of its members.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from wixgen.pages.names import rest_name
from wixgen.pages.spec_data import declared, flat, groups_of, unwrapped
from wixgen.published.types import Decl


@dataclass
class Demands:
    """The required paths of a method, and the groups of which one member must be set, as paths."""

    required: list[str] = field(default_factory=list[str])
    exactly_one: list[str] = field(default_factory=list[str])


def demands_of(
    paths: Iterable[str], parameters: Decl, types: Decl, in_url: Iterable[str]
) -> Demands:
    """Return what paths demand of the parameters of a method.

    Args:
        paths: The paths, in the SDK's names; those of its options may begin with `options.`.
        parameters: The parameters, by wire name and group name.
        types: The types of the resource.
        in_url: The dotted paths of parameters in the URL: the SDK calls the last part of one `_id`.
    """
    made = Demands()
    urls = [url.split(".") for url in in_url]
    for path in paths:
        if steps := _steps(path, dict(flat(parameters)), urls):
            _add(steps, parameters, types, made)
    known = {*made.required}
    made.required = sorted(
        path for path in known if "." not in path or path.split(".")[0] in known
    )
    made.exactly_one = sorted({*made.exactly_one})
    return made


def _steps(path: str, known: Decl, urls: list[list[str]]) -> list[str]:
    """Return the steps of a path in the names of the wire."""
    steps = [rest_name(part) for part in path.strip().split(".")]
    if steps[0] == "options" and "options" not in known:
        steps = steps[1:]
    if steps == ["id"] and "id" not in known and urls:
        return urls[0]
    return steps


def _add(steps: list[str], fields: Decl, types: Decl, made: Demands) -> None:
    """Add what one path demands; nothing if it leads to no parameter."""
    taken: list[str] = []
    for position, step in enumerate(steps):
        known = dict(flat(fields))
        if step not in known:
            group = _group(step, fields)
            if group is None:
                if taken:  # as the page has it: lint tells that it leads nowhere
                    made.required.append(".".join([*taken, *steps[position:]]))
                return
            if position == len(steps) - 1:
                made.exactly_one.append(".".join([*taken, group]))
                return
            continue
        taken.append(step)
        _, inner = unwrapped(str(declared(known[step])["type"]))
        fields = types.get(inner, {}).get("fields") or {}
    made.required.append(".".join(taken))


def _group(name: str, fields: Decl) -> str | None:
    """Return the group with that name, the case of its first letter aside."""
    lower = name[:1].lower() + name[1:]
    return next((group for group in groups_of(fields) if group == lower), None)
