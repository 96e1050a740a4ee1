"""Begins a project with specs of the catalogue: which ones are meant, and what they need of common.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from wixgen.catalogue.catalogue import Catalogue
from wixgen.catalogue.entries import COMMON, ResourceEntry
from wixgen.catalogue.search import python_path
from wixgen.diagnostics import COMMON_FILE
from wixgen.package import names
from wixgen.spec.types import innermost_name
from wixgen.spec_text.formatter import checked
from wixgen.spec_text.reader import tree_of
from wixgen.spec_text.text_tree import Moves

HEADER = "# yaml-language-server: $schema=./resource.schema.json\n"
#: A spec of nothing of Wix, which shows what specs look like, and where it goes.
EXAMPLE, EXAMPLE_PATH = Path(__file__).with_name("example.yaml"), "example/notes.yaml"
_OF_EVENTS = "EventMetadata"  # every spec with a webhook needs it
_REFERENCE = re.compile(r"\bcommon\.([A-Za-z][A-Za-z0-9_]*)")


def chosen(wanted: str, resources: Sequence[ResourceEntry]) -> list[ResourceEntry]:
    """Return the resources of a package, or the one called `<package>.<module>`; in Wix's names or in Python's."""
    return [
        resource
        for resource in resources
        if wanted
        in {
            resource.package,
            resource.key,
            names.package_name(resource.package),
            python_path(resource),
        }
    ]


def near_names(wanted: str, resources: Iterable[ResourceEntry]) -> list[str]:
    """Return up to three names of packages and resources that are much like one that nothing has."""
    known: dict[str, str] = {}
    for resource in resources:
        for name in (resource.package, resource.key):
            known.setdefault(name.lower(), name)
    module = wanted.lower().rpartition(".")[2]
    modules = [name for name in known if name.rpartition(".")[2] == module]
    near = get_close_matches(wanted.lower(), known)
    return [known[name] for name in dict.fromkeys([*modules, *near])][:3]


def completions(typed: str, resources: Iterable[ResourceEntry]) -> list[str]:
    """Return the names that go on where a list of names such as `stores,blog.po` ends.

    These are packages, and the resources of one of them once it is typed.
    """
    listed, comma, begun = typed.rpartition(",")
    keys = [resource.key for resource in resources]
    packages = {key.partition(".")[0] for key in keys}
    found = sorted(package for package in packages if package.startswith(begun))
    if len(found) < 2:
        found += sorted(key for key in keys if key.startswith(begun))
    return [f"{listed}{comma}{name}" for name in found]


@dataclass(frozen=True)
class CommonTypes:
    """The common.yaml of a project, with the types that its specs need.

    Attributes:
        text: Its text.
        added: The types that it did not have.
        kept: The types of which the project has declarations of its own.
    """

    text: str
    added: Sequence[str]
    kept: Sequence[str]


def common_types(
    specs: Iterable[bytes], catalogue: Catalogue, existing: str | None
) -> CommonTypes:
    """Return common.yaml with all types that specs of the catalogue need, and those that it has.

    Raises UpdateError if the existing one can't be read.
    """
    shared = _types(catalogue.texts.get(COMMON_FILE, b"").decode())
    tree = tree_of(existing or f"{HEADER}types: {{}}\n")
    own = tree.root.live.setdefault("types", {})
    needed = _needed(specs, shared, own, catalogue)
    added = [name for name in shared if name in needed and name not in own]
    kept = [name for name in needed if name in own and own[name] != shared[name]]
    own |= {name: shared[name] for name in added}
    return CommonTypes(checked(tree, Moves(), existing), added, sorted(kept))


def _needed(
    specs: Iterable[bytes],
    shared: Mapping[str, Any],
    own: Mapping[str, Any],
    catalogue: Catalogue,
) -> set[str]:
    """Return the names of the common types that specs mention, and of all types inside of these.

    What is inside of a type of the project's own is its own business.
    """
    shapes = {shape.name: shape for shape in catalogue.common}
    waiting = [_OF_EVENTS]
    for spec in specs:
        waiting += _REFERENCE.findall(spec.decode())
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in needed or name not in shared:
            continue
        needed.add(name)
        if name in shapes and name not in own:
            inside = (innermost_name(text)[0] for text in shapes[name].fields.values())
            waiting += [word.removeprefix(f"{COMMON}.") for word in inside]
    return needed


def _types(text: str) -> dict[str, Any]:
    """Return the declarations of the types of a common.yaml."""
    return dict(tree_of(text).root.live.get("types", {})) if text else {}
