"""Add path parameters that no page prints: a method with a body may show them in its URL alone."""

from __future__ import annotations

import re
from typing import Any, cast

from wixgen.pages.spec_data import declared as declaration
from wixgen.pages.spec_data import flat

SOURCE = "the URL"
_DOTTED = re.compile(r"\{([^{}.]+(?:\.[^{}.]+)+)\}")


def add_dotted_parameters(documented: dict[str, Any]) -> None:
    """Add the fields that stand in the URLs of a resource (`{door.id}`) to its types, in place."""
    types: dict[str, Any] = documented.setdefault("types", {})
    for method in documented.get("methods", {}).values():
        for path in _DOTTED.findall(method["http"]):
            fields: dict[str, Any] = method.setdefault("parameters", {})
            *parents, last = path.split(".")
            for name in parents:
                declared = dict(flat(fields)).get(name)
                if declared is None:
                    declared = _new(name, types)
                    fields[name] = declared
                type_ = str(declaration(declared)["type"])
                inner = types.get(type_, {}).get("fields")
                if inner is None:  # free JSON: whatever stands in it is not checked
                    break
                fields = cast(dict[str, Any], inner)
            else:
                if last not in dict(flat(fields)):
                    fields[last] = {"type": "string", "source": SOURCE}


def _new(name: str, types: dict[str, Any]) -> dict[str, Any]:
    """Return the declaration of an object that the page doesn't show; adds an empty type for it."""
    type_ = name[:1].upper() + name[1:]
    types.setdefault(type_, {"fields": {}})
    return {"type": type_, "source": SOURCE}
