"""A call and the entities that it is about: what all shapes of methods share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Literal

from wixapi._http.request import lookup
from wixapi._local.calls import Call
from wixapi._local.changes import Change
from wixapi._local.facts import CollectionFacts
from wixapi._local.messages import Refusal, application_error
from wixapi._local.state.entities import Entities
from wixapi._local.state.own_fields import OwnFields
from wixapi._local.state.patches import mask_paths
from wixapi._local.wire import (
    Object,
    as_object,
    cleaner,
    is_object,
    kinds_of,
    model_in,
    plain_kind,
)
from wixapi._model import Model

if TYPE_CHECKING:
    from wixapi._local.core import Core

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_VERSION = re.compile(r"^V\d+(?=[A-Z])|V\d+$")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Work:
    """One call whose method the state can answer.

    Args:
        call: the call.
        core: gives time, ids and the store.
        facts: of the collection that the method reads or writes.
    """

    call: Call
    core: Core
    facts: CollectionFacts

    @cached_property
    def entities(self) -> Entities:
        """The entities of the collection."""
        return Entities(self.core.store, self.facts.name)

    @cached_property
    def model(self) -> type[Model]:
        """The model of the entities; one without fields where they are free JSON."""
        name = self.facts.model
        return self.call.resource.model(name) if name else Model

    @cached_property
    def own(self) -> OwnFields:
        """Which fields of the entities only Wix sets."""
        entity = self.call.method.entity or self.call.method.items
        start = f"{entity}." if entity else ""
        if self.call.method.items and self.call.method.item:
            start = f"{start}{self.call.method.item}."
        required = self.call.operation.required
        demanded = {path[len(start) :] for path in required if path.startswith(start)}
        return OwnFields(
            self.call.operation.tables, self.core.chance, frozenset(demanded)
        )

    @cached_property
    def read_only(self) -> frozenset[str]:
        """The fields of an entity that only Wix sets, those aside that the method requires."""
        demanded = {path.partition(".")[0] for path in self.own.demanded}
        return frozenset(self.facts.read_only) - demanded

    def argument(self, path: str) -> Any:
        """Return what the caller gave at a wire path of the request; None for nothing."""
        return lookup(self.call.arguments, path) if path else None

    def sent_entity(self) -> Object:
        """Return the fields of the entity that the caller sent."""
        path = self.call.method.entity
        if path is None:
            return {}
        if path:
            return dict(as_object(self.argument(path)))
        known, given = kinds_of(self.model), self.call.arguments
        return {name: x for name, x in given.items() if name in known}

    def sent_id(self) -> str:
        """Return the id of the entity that the method is about; empty where there is only one entity."""
        path = self.call.method.id
        found = self.argument(path) if path else self.sent_entity().get(self.facts.key)
        given = "" if found is None else str(found)
        by = self.call.method.by
        return (self.entities.id_by(by, given) or given) if by else given

    def mask(self) -> list[str] | None:
        """Return the paths of the entity that an update changes; None: all that is sent."""
        prefix = (self.call.method.entity or "").rpartition(".")[2]
        prefixes = [prefix] if prefix and prefix not in kinds_of(self.model) else []
        paths = mask_paths(self.argument(self.call.method.mask), prefixes)
        is_in_parameters = self.call.method.entity == ""
        return self._sent_paths() if paths is None and is_in_parameters else paths

    def _sent_paths(self) -> list[str]:
        """Return the paths of what is sent in parameters that are the entity's fields: an object is sent in parts, too."""
        kinds, paths = kinds_of(self.model), list[str]()
        for wire, x in self.sent_entity().items():
            is_divided = is_object(x) and model_in(kinds[wire]) is not None
            paths += (
                [f"{wire}.{name}" for name in as_object(x)] if is_divided else [wire]
            )
        return paths

    @property
    def noun(self) -> str:
        """What to call an entity: `gift card`."""
        name = self.facts.name.partition("/")[0].rpartition(".")[2]
        plain = _VERSION.sub("", name) or name
        return " ".join(_WORDS.findall(plain)).lower()

    def code(self, what: str) -> str:
        """Return the code of an error about an entity: `GIFT_CARD_NOT_FOUND`."""
        return f"{self.noun.replace(' ', '_').upper()}_{what}"

    def found(self, id_: str) -> Object:
        """Return the entity of an id.

        Raises:
            Refusal: there is none.
        """
        entity = self.entities.get(id_)
        if entity is None:
            raise self.not_found(id_)
        return entity

    def not_found(self, id_: str) -> Refusal:
        """Return the answer that there is no entity of that id."""
        which = f"{self.noun} {id_}".strip()
        return application_error(404, self.code("NOT_FOUND"), f"{which} not found")

    def require_latest(self, old: Mapping[str, Any], sent: Mapping[str, Any]) -> None:
        """Make sure that a caller who sends a revision sends the latest one.

        Args:
            old: the entity.
            sent: what the caller sends of it.

        Raises:
            Refusal: 409, the revision is another one.
        """
        name = self.facts.revision
        given = sent.get(name, self.call.arguments.get(name)) if name else None
        latest = old.get(name)
        if given is None or latest is None or str(given) == str(latest):
            return
        raise application_error(
            409,
            "REVISION_MISMATCH",
            f"the {self.noun} has changed meanwhile: its revision is {latest}, not {given}",
            {"currentRevision": str(latest)},
        )

    def now(self) -> Any:
        """Return the moment as an entity has it: text, in items of data collections an object around it."""
        text = self.core.clock.text()
        return text if self.facts.model else {"$date": text}

    def clean(self, entity: Mapping[str, Any]) -> Object:
        """Return an entity as Wix writes it."""
        cleaned: Object = cleaner(self.model)(dict(entity))
        return cleaned

    def revision(self, before: Mapping[str, Any] | None) -> Any:
        """Return the revision that follows that of an entity, in the type of its model."""
        last = str((before or {}).get(self.facts.revision, "0"))
        number = int(last) + 1 if last.isdigit() else 1
        return number if _is_number(self.model, self.facts.revision) else str(number)

    def change(
        self,
        kind: Literal["created", "updated", "deleted"],
        entity: Object,
        before: Object | None = None,
    ) -> Iterator[Change]:
        """Yield what the call did with an entity, for its events."""
        event = self.facts.events.get(kind, "")
        id_ = str(entity.get(self.facts.key, ""))
        yield Change(kind, self.call.resource.key, event, id_, entity, before)

    def beside(self) -> Object:
        """Return the fields that parameters beside the entity tell of it: `channelType` of a checkout."""
        about = self.call.method.conditions.items()
        told = {field: self.argument(wire) for wire, field in about}
        return {field: x for field, x in told.items() if x is not None}

    def parents(self) -> Object:
        """Return what the path says of an entity beside its id: `{"orderId": …}` below `/orders/{orderId}/lines`."""
        known = kinds_of(self.model)
        return {
            name: self.argument(name)
            for name in _PLACEHOLDER.findall(self.call.method.path)
            if name != self.call.method.id and name in known and name != self.facts.key
        }


@cache
def _is_number(model: type[Model], name: str) -> bool:
    """Return whether a field of a model is a JSON number."""
    return plain_kind(kinds_of(model).get(name)) is int


def without(entity: Mapping[str, Any], names: AbstractSet[str]) -> Object:
    """Return an entity without some of its fields."""
    return {name: x for name, x in entity.items() if name not in names}
