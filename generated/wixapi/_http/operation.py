"""Operations: the generated description of each method of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from wixapi._model import Model
    from wixapi._validation.schema import Field, Group, Query, Tables

T = TypeVar("T")


@dataclass(frozen=True)
class Paging:
    """The paging of a method: where items, cursor and offset stand."""

    style: Literal["cursor", "offset"]
    items: str
    """Attribute of the response that holds the items."""
    metadata: str
    """Attribute of the response that says where the next page is; empty: the response itself does."""
    control: str
    """Dotted wire path of the object that says which page is wanted, such as `query.cursorPaging`; empty:
    the parameters themselves."""


@dataclass(frozen=True)
class Latest:
    """How the entity that an update changes is read as it is now."""

    revision: str
    """Dotted wire path of the revision in the update's request: `participation.revision`."""
    keys: Mapping[str, str]
    """Where the update's request has the parameters of the method that gets the entity: dotted wire paths by
    wire names."""


@dataclass(frozen=True, eq=False)
class Operation(Generic[T]):
    """One method: how its request is made, and what `T` it hands back. A `T` per page where it has pages."""

    name: str
    """Where a client has it: `calendar.participations.create_participation`."""
    verb: str
    path: str
    """With placeholders in wire names: `/v3/things/{thingId}`, or from the body: `{thing.id}`."""
    parameters: Mapping[str, Field | Group]
    """By Python name; a table like those of the models."""
    tables: Tables
    response: type[Model] | None
    """None: nothing is handed back, whatever the answer holds."""
    required: tuple[str, ...] = ()
    """Dotted wire paths."""
    exactly_one: tuple[str, ...] = ()
    """Groups that must have a member set: wire path of their object, and the group's name."""
    returns: str | None = None
    """Attribute of the response that is handed back; None: the response itself."""
    idempotency_key: str | None = None
    """Wire name of the parameter that makes a repetition harmless."""
    reads: bool = False
    """True for a method that only reads although its verb is POST."""
    changes: str | None = None
    """Parameter that `changed_from` is compared with."""
    latest: Latest | None = None
    """Of an update that can be sent once more after a conflict."""
    paging: Paging | None = None
    encoding: Literal["base64"] | None = None
    """How parameters with parts travel in a GET's address; None: each part has a name of its own."""
    fallback: str | None = None
    """The path of a POST that takes a GET's parameters as its body."""
    query: Query | None = None
    """The filter and the sort orders that are known."""
    permissions: Mapping[str, str] = field(default_factory=dict[str, str])
    """The scopes, or IDs of permissions, of which one is needed, with their titles as far as they are known."""

    @property
    def only_reads(self) -> bool:
        """Return whether doing it twice does no more than doing it once, whatever its verb is."""
        return self.reads or self.paging is not None

    def python_path(self, path: str) -> str:
        """Return a wire path of the request in Python names, as far as they are known."""
        from wixapi._validation.python_paths import python_path

        return python_path(self.parameters, self.tables, path)

    def model_of(self, parameter: str) -> type[Model] | None:
        """Return the model of a parameter, by its wire name; None if it has none."""
        from wixapi._validation.python_paths import model_of

        return model_of(self.parameters, parameter)

    @property
    def gets(self) -> bool:
        """Return whether an answer without what is asked for is none: a method that changes something has
        done so, whatever its answer says."""
        return self.verb == "GET" or self.only_reads

    @property
    def pages(self) -> Paging:
        """The paging of a method that has pages."""
        if self.paging is None:
            raise TypeError(f"{self.name} has no pages")
        return self.paging
