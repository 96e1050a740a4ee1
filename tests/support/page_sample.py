"""Requests that fit a method's documentation: what the examples on its page send."""

from __future__ import annotations

from random import Random
from typing import Any

from support.page_schema import through_lists
from wixgen.spec.api import (
    EnumType,
    Field,
    Kind,
    ListOf,
    MapOf,
    Method,
    ObjectType,
    Type,
)
from wixgen.spec.limits import NUMBERS

MAX_DEPTH = 6
_WORDS = ("amber", "basil", "cedar", "dune", "ember", "fern", "grove", "heron")


class Sampler:
    """Makes requests: everything required, some of the rest, one member of a group at most."""

    def __init__(self, method: Method, rng: Random) -> None:
        self.method = method
        self.rng = rng
        self.required = {one.path for one in method.required}
        self.exactly_one = set(method.exactly_one)

    def request(self) -> dict[str, Any]:
        """The arguments by wire name."""
        made = self._object(self.method.parameters, "", 0)
        for name in self.method.path_parameters:
            if "." not in name:
                made.setdefault(name, self._guid())
        return made

    def _object(self, owner: ObjectType, path: str, depth: int) -> dict[str, Any]:
        chosen = self._chosen(owner, path, depth)
        return {
            one.wire: self._value(one, _below(path, one.wire), depth)
            for one in owner.fields
            if one.wire in chosen
        }

    def _chosen(self, owner: ObjectType, path: str, depth: int) -> set[str]:
        """The wire names of the fields to set."""
        chance = (0.85, 0.7, 0.5, 0.35)[min(depth, 3)]
        grouped = {name for group in owner.groups for name in group.members}
        chosen: set[str] = set()
        for one in owner.fields:
            below = _below(path, one.wire)
            if one.wire not in grouped and self._can_send(one, below):
                is_needed = below in self.required
                if is_needed or (depth < MAX_DEPTH and self.rng.random() < chance):
                    chosen.add(one.wire)
        for group in owner.groups:
            members = [one for one in owner.fields if one.wire in group.members]
            free = [
                one.wire
                for one in members
                if self._can_send(one, _below(path, one.wire))
            ]
            needed = [one for one in free if _below(path, one) in self.required]
            is_needed = _below(path, group.name) in self.exactly_one or bool(needed)
            if free and (
                is_needed or (depth < MAX_DEPTH and self.rng.random() < chance)
            ):
                chosen.add(self.rng.choice(needed or free))
        return chosen

    def _can_send(self, one: Field, path: str) -> bool:
        if one.deprecated or one.half == "sdk":
            return False
        return not one.read_only or path in self.required

    def _value(self, one: Field, path: str, depth: int) -> Any:
        limits, rng = one.limits, self.rng
        if isinstance(one.type, ListOf):
            low = max(1, int(limits.get("min_items", 1)))
            high = int(limits.get("max_items", low + 1))
            count = rng.randint(low, max(low, min(high, low + 1)))
            return [self._of(one.type.item, path, depth + 1) for _ in range(count)]
        if isinstance(one.type, Kind) and str(one.type) in NUMBERS:
            low = int(limits.get("min", 1))
            high = int(limits.get("max", low + 9))
            number = rng.randint(low, max(low, min(high, low + 9)))
            return str(number) if one.type is Kind.INT64 else number
        if one.type is Kind.STRING:
            text = " ".join(rng.choices(_WORDS, k=2))
            low = int(limits.get("min_length", 0))
            high = int(limits.get("max_length", len(text) + low))
            return text.ljust(low, "x")[: max(high, 0)]
        return self._of(one.type, path, depth)

    def _of(self, type_: Type, path: str, depth: int) -> Any:
        if isinstance(type_, ObjectType):
            return self._object(type_, path, depth + 1)
        if isinstance(type_, EnumType):
            return self.rng.choice([one.value for one in type_.values])
        if isinstance(type_, ListOf):
            return [self._of(through_lists(type_), path, depth + 1)]
        if isinstance(type_, MapOf):
            return {self.rng.choice(_WORDS): self._of(type_.item, path, depth + 1)}
        return self._leaf(type_)

    def _leaf(self, kind: Kind) -> Any:
        rng = self.rng
        match kind:
            case Kind.BOOLEAN:
                return rng.random() < 0.5
            case Kind.INTEGER | Kind.INT32:
                return rng.randint(1, 9)
            case Kind.NUMBER:
                return rng.randint(1, 99) / 4
            case Kind.INT64:
                return str(rng.randint(1, 99))
            case Kind.DECIMAL:
                return f"{rng.randint(1, 99)}.{rng.randint(10, 99)}"
            case Kind.DATETIME:
                return f"20{rng.randint(20, 29)}-0{rng.randint(1, 9)}-17T09:30:00.000Z"
            case Kind.OBJECT | Kind.JSON:
                return {rng.choice(_WORDS): rng.choice(_WORDS)}
            case Kind.GUID:
                return self._guid()
            case _:
                return " ".join(rng.choices(_WORDS, k=2))

    def _guid(self) -> str:
        text = f"{self.rng.getrandbits(128):032x}"
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _below(path: str, wire: str) -> str:
    return f"{path}.{wire}" if path else wire
