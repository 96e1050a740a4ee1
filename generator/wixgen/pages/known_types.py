"""Collect the types that are known before a resource's pages are read."""

from __future__ import annotations

from collections.abc import Iterable

from wixgen.catalogue.catalogue import Catalogue
from wixgen.pages.nesting.evidence import TypeTable, standard_types
from wixgen.pages.placing import Key
from wixgen.spec.api import Api, Named, ObjectType
from wixgen.spec.types import innermost, only_sent


def known_types(api: Api, key: Key, catalogue: Catalogue | None) -> TypeTable:
    """Collect the types that are known before pages are read.

    These are Wix's usual ones, then those of the project's specs, then what the catalogue has of this
    resource. Of two types of one name, the earlier counts.
    """
    knowledge = standard_types()
    known = {type_.name for type_ in api.common}
    _learn(knowledge, api.common, set())
    for source in (api, catalogue.api(*key) if catalogue else Api([], [])):
        for resource in source.resources:
            if (resource.package, resource.module) == key:
                for types, partial in (
                    (resource.types, only_sent(resource)),
                    (source.common, set[str]()),
                ):
                    new = [type_ for type_ in types if type_.name not in known]
                    _learn(knowledge, new, partial)
                    known |= {type_.name for type_ in new}
    return knowledge


def _learn(knowledge: TypeTable, declared: Iterable[Named], partial: set[str]) -> None:
    """Add the objects among types to what is known; those named in `partial` may have further fields."""
    for type_ in declared:
        if not isinstance(type_, ObjectType):
            continue
        knowledge.learn(
            type_.name,
            (member.wire for member in type_.fields),
            (group.members for group in type_.groups),
            complete=type_.name not in partial,
            from_spec=True,
        )
        for member in type_.fields:
            inner = innermost(member.type)
            if isinstance(inner, ObjectType):
                knowledge.names[f"{type_.name}.{member.wire}"] = inner.name
