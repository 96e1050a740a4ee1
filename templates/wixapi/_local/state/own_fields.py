"""Fields that only Wix sets: what a caller sends in them is ignored, wherever they stand in an entity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic.alias_generators import to_camel

from wixapi._local.chance import Chance
from wixapi._local.wire import Object, as_list, as_object, is_list, is_object
from wixapi._model import Model
from wixapi._validation.tables import Field, Group, Table, Tables

_IDS = ("id", "_id")


@cache
def fields_of(tables: Tables, model: type[Model]) -> Mapping[str, Field]:
    """Return the fields of a model by wire name; none of a model that no request holds."""
    return by_wire(tables.table(model) or {})


def by_wire(table: Table) -> dict[str, Field]:
    """Return the fields of a table by wire name."""
    return {
        field.wire or to_camel(name): field
        for name, field in table.items()
        if isinstance(field, Field)
    }


@cache
def groups_of(tables: Tables, model: type[Model]) -> tuple[frozenset[str], ...]:
    """Return the one-of groups of a model, each as the wire names of its members."""
    table = tables.table(model) or {}
    wires = {
        name: one.wire or to_camel(name)
        for name, one in table.items()
        if isinstance(one, Field)
    }
    return tuple(
        frozenset(wires[name] for name in group.members)
        for group in table.values()
        if isinstance(group, Group)
    )


@dataclass(frozen=True)
class OwnFields:
    """Takes over what Wix has set, and what a caller has of other fields.

    Args:
        tables: those of the resource.
        chance: gives the ids of new objects within an entity.
        demanded: dotted wire paths within the entity that the method requires: they are a caller's, though
            they are marked as Wix's own.
    """

    tables: Tables
    chance: Chance
    demanded: frozenset[str] = frozenset()

    def settled(
        self,
        model: type[Model],
        new: Mapping[str, Any],
        old: Mapping[str, Any] | None,
        path: str = "",
    ) -> Object:
        """Return an object with Wix's own fields as they were, and all others as they are now.

        Args:
            model: of the object.
            new: what a caller sent.
            old: as it was; None: there was none.
            path: where the object stands in the entity; empty: it is the entity.
        """
        fields, before = fields_of(self.tables, model), old or {}
        made: Object = {}
        for wire, x in new.items():
            field, place = fields.get(wire), f"{path}.{wire}".lstrip(".")
            if field is None:
                made[wire] = x
            elif not self.is_own(field, place):
                made[wire] = self.settled_value(field, x, before.get(wire), place)
        kept = (
            wire
            for wire, field in fields.items()
            if wire in before and self.is_own(field, f"{path}.{wire}".lstrip("."))
        )
        return made | {wire: before[wire] for wire in kept}

    def settled_value(self, field: Field, new: Any, old: Any, path: str) -> Any:
        """Return the value of a field, within which Wix's own fields are as they were."""
        if is_list(new) and field.item is not None:
            return self._items(field.item, as_list(new), as_list(old), path)
        if not is_object(new):
            return new
        given, before = as_object(new), as_object(old)
        if field.model is not None:
            return self.settled(field.model, given, before, path)
        if field.item is None:
            return given  # free JSON
        return {
            key: self.settled_value(field.item, x, before.get(key), path)
            for key, x in given.items()
        }

    def _items(
        self, item: Field, new: list[Any], old: list[Any], path: str
    ) -> list[Any]:
        """Return the items of a list: an object of an id that was there is the same one as before."""
        before = {id_: as_object(one) for one in old if (id_ := _id_of(one))}
        made: list[Any] = []
        for x in new:
            made.append(self.settled_value(item, x, before.get(_id_of(x)), path))
            if is_object(x) and item.model is not None:
                self._identify(item.model, made[-1], path)
        return made

    def _identify(self, model: type[Model], item: Object, path: str) -> None:
        """Give an object of a list an id, if it is to get one from Wix and has none yet."""
        fields = fields_of(self.tables, model)
        for name in _IDS:
            if name in fields and self.is_own(fields[name], f"{path}.{name}"):
                item.setdefault(name, self.chance.guid())

    def is_own(self, field: Field, path: str) -> bool:
        """Return whether only Wix sets the field at a path."""
        return field.read_only and not any(
            one == path or one.startswith(f"{path}.") for one in self.demanded
        )


def _id_of(item: object) -> str:
    """Return the id of an object of a list; empty if it has none."""
    given = as_object(item)
    ids = (given.get(name) for name in _IDS)
    return next((x for x in ids if isinstance(x, str)), "")
