"""Collect the types that are known before a resource's pages are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from wixgen.catalogue.catalogue import Catalogue
from wixgen.catalogue.entries import COMMON, ResourceEntry, TypeShape
from wixgen.catalogue.indexing import common_shapes, entry_of
from wixgen.pages.existing_specs import ExistingSpecs
from wixgen.pages.nesting.evidence import (
    KnownType,
    TypeTable,
    common_key,
    standard_types,
)
from wixgen.pages.nesting.resolve_pages import (
    PARAMETERS,
    RETURNS,
    method_key,
    payload_key,
)
from wixgen.pages.placing import Key
from wixgen.spec.types import innermost_name

#: What pages call the kinds of items.
_WORDS = {
    "guid": "string",
    "decimal": "string",
    "int64": "string",
    "int32": "integer",
    "datetime": "",  # a text in one half, a date in the other
    "json": "",
    "object": "",
}
_MOST_SHAPES = 8  # of one name; more of them cost time


class KnownTypes:
    """The types of the project's specs and of the catalogue.

    Args:
        specs: The project's specs.
        catalogue: What is known of all of Wix.
    """

    def __init__(
        self, specs: ExistingSpecs, catalogue: Catalogue | None = None
    ) -> None:
        self.specs = specs
        self.api = specs.api
        self.catalogue = catalogue
        self._declared: dict[str, Sequence[TypeShape]] = {}

    def table_of(self, key: Key) -> TypeTable:
        """Return the types that are known before the pages of a resource are read.

        These are Wix's usual ones, and what the catalogue and the project declare for this resource. Of
        other resources, types are looked up by their names.
        """
        table = standard_types()
        common = {
            common_key(shape.name): common_key(shape.name) for shape in self._common
        }
        for shape in self._common:
            shared = common_key(shape.name)
            _learn(table, shape, shared, common)
            _learn(table, shape, shape.name, common)
            table.types[shape.name] = table.types[shared]
        for entry in self._entries(key):
            keys = common | {shape.name: shape.name for shape in entry.types}
            for shape in entry.types:
                if table.of(shape.name) is table.of(common_key(shape.name)):
                    table.types[shape.name] = KnownType()  # its own, of that name
                _learn(table, shape, shape.name, keys)
            for method in entry.methods:
                taken, answered = (
                    method_key(method.name, word) for word in (PARAMETERS, RETURNS)
                )
                _learn(table, method.parameters, taken, keys, is_complete=False)
                _learn(table, method.returns, answered, keys)
            for event in entry.events:
                payload = keys.get(event.payload, "")
                table.names[payload_key(event.name)] = payload
        table.elsewhere = _Elsewhere(self, ".".join(key), table).keys_of
        return table

    def _entries(self, key: Key) -> Iterator[ResourceEntry]:
        """Yield what the catalogue and the project know of a resource."""
        if self.catalogue and (entry := self.catalogue.entry(*key)):
            yield entry
        for resource in self.api.resources:
            if (resource.package, resource.module) == key:
                yield entry_of(resource)

    @cached_property
    def _common(self) -> list[TypeShape]:
        """The common types; the catalogue's, where the project has none of the name."""
        own = common_shapes(self.api)
        names = {shape.name for shape in own}
        others = self.catalogue.common if self.catalogue else ()
        return [*own, *(shape for shape in others if shape.name not in names)]

    def types_named(self, name: str) -> Iterator[TypeShape]:
        """Yield the types of a name that resources declare, the project's first."""
        for resource in self.specs.resources_naming(name):
            if resource.key not in self._declared:
                self._declared[resource.key] = entry_of(resource).types
            shapes = self._declared[resource.key]
            yield from (shape for shape in shapes if shape.name == name)
        if self.catalogue:
            yield from self.catalogue.types_named(name)

    def types_of(self, home: str) -> Sequence[TypeShape]:
        """Return all types that a resource declares; `home` is its `<package>.<module>`."""
        if home in self._declared:
            return self._declared[home]
        entry = self.catalogue.entry(*home.split(".", 1)) if self.catalogue else None
        return entry.types if entry else ()


class _Elsewhere:
    """The types that other resources than one declare."""

    def __init__(self, known: KnownTypes, own: str, table: TypeTable) -> None:
        self._known = known
        self._own = own
        self._table = table
        self._homes: set[str] = set()

    def keys_of(self, name: str) -> Iterable[str]:
        """Return the keys of the types of a name that other resources declare; the table has them then."""
        shapes = {
            (tuple(shape.fields), shape.groups): shape.home
            for shape in self._known.types_named(name)
            if shape.home not in {self._own, COMMON}
        }
        homes = list(dict.fromkeys(shapes.values()))[:_MOST_SHAPES]
        return [self._learned(home, name) for home in homes]

    def _learned(self, home: str, name: str) -> str:
        """Return the key of a resource's type, once the table has all types of the resource."""
        if home not in self._homes:
            self._homes.add(home)
            shapes = self._known.types_of(home)
            keys = {shape.name: f"{home}:{shape.name}" for shape in shapes}
            keys |= {key: key for key in self._table.types if key.startswith("common.")}
            for shape in shapes:
                _learn(self._table, shape, keys[shape.name], keys)
        return f"{home}:{name}"


def _learn(
    table: TypeTable,
    shape: TypeShape,
    key: str,
    keys: Mapping[str, str],
    *,
    is_complete: bool = True,
) -> None:
    """Add a shape to a table.

    Args:
        table: The table.
        shape: The fields of a type, of parameters or of an answer.
        key: The key that it gets.
        keys: The keys of all objects that its fields may be of, by their names in the spec.
        is_complete: Whether it has no other fields.
    """
    is_complete = is_complete and not shape.only_sent
    table.learn(key, shape.fields, shape.groups, complete=is_complete, from_spec=True)
    for wire, type_ in shape.fields.items():
        name = innermost_name(type_)[0]
        table.names[f"{key}.{wire}"] = keys.get(name, "")
        if type_ == f"list[{name}]" and name not in keys:
            table.items[f"{key}.{wire}"] = _WORDS.get(name, name)
