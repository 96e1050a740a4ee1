"""Who answers which method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wixapi._local.made.actions import SHAPES as ACTIONS
from wixapi._local.made.making import KNOWING
from wixapi._local.state.shapes import SHAPES

if TYPE_CHECKING:
    from wixapi._local.core import Core
    from wixapi._local.facts import MethodFacts, ResourceFacts


def coverage(core: Core) -> dict[str, str]:
    """Return who answers each method, by its name: `handler`, `state`, `example` or `made`.

    `example` has a documented answer for some request, and a made-up one for others. `state` of an action, or
    of what clones or finds an entity, needs the entity: as long as there is none of its kind, the answer is
    made up.
    """
    return {
        f"{key}.{name}": _answered_by(core, core.facts.resource(key), method)
        for key in core.facts.raw
        for name, method in core.facts.resource(key).methods.items()
    }


def _answered_by(core: Core, resource: ResourceFacts, method: MethodFacts) -> str:
    """Return who answers one method."""
    if f"{resource.key}.{method.name}" in core.handlers:
        return "handler"
    if method.shape in {*SHAPES, *ACTIONS, *KNOWING}:
        return "state"
    return "example" if resource.examples(method.name) else "made"
