"""Updates of what may have changed meanwhile: the request, and the one that follows a conflict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from wixapi._http.request import changeable, check, encode, lookup
from wixapi._model import Model
from wixapi._validation.changes import merged
from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    from wixapi._http.operation import Operation
    from wixapi._http.request import WireRequest

REVISION = "revision"


class Update:
    """The requests of an update whose caller has said what is to be done about a conflict.

    Args:
        operation: the update.
        getter: the method that gets what it changes.
        arguments: those of the update, by Python name.
        changed_from: the entity as it was, to send only what changed.
        on_conflict: `"merge"`, or a function that is given mine and theirs and hands back what to send.
        make_key: whether to make idempotency keys where there could be one.

    Raises:
        ConfigurationError: `on_conflict` is neither.
        ValidationError: the arguments break documented rules.
    """

    def __init__(
        self,
        operation: Operation[Any],
        getter: Operation[Any],
        arguments: Mapping[str, object],
        changed_from: object,
        on_conflict: object,
        *,
        make_key: bool,
    ) -> None:
        is_function = callable(on_conflict) and not iscoroutinefunction(on_conflict)
        if on_conflict != "merge" and not is_function:
            raise ConfigurationError(
                'on_conflict must be "merge", or a function of mine and theirs that isn\'t async'
            )
        if operation.latest is None or operation.changes is None:
            raise TypeError(f"{operation.name} isn't sent again after a conflict")
        self._operation = operation
        self._getter = getter
        self._latest = operation.latest
        self._changes = operation.changes
        self._arguments = arguments
        self._changed_from = changed_from
        self._on_conflict = on_conflict
        self._makes_key = make_key
        self._wire = check(operation, arguments, changed_from)

    def request(self) -> WireRequest:
        """Return the update; each time with an idempotency key of its own, but for a given one."""
        key = self._operation.idempotency_key
        if not self._makes_key or key is None or self._wire.get(key):
            return encode(self._operation, self._wire)
        return encode(self._operation, {**self._wire, key: str(uuid4())})

    def question(self) -> WireRequest | None:
        """Return the request for the entity as it is now; None if the update doesn't tell which it is."""
        keys = self._latest.keys.items()
        told = {wire: lookup(self._wire, path) for wire, path in keys}
        return None if None in told.values() else encode(self._getter, told)

    def resolve(self, answer: object) -> bool:
        """Take over the latest revision, and what `on_conflict` makes of the entity.

        Args:
            answer: what the getter handed back.

        Returns:
            False if the update had the latest revision already: the conflict is about something else.
        """
        entity = _with_revision(answer)
        if entity is None:
            return False
        written = entity.model_dump(mode="json", by_alias=True, include={REVISION})
        revision = written.get(REVISION)
        sent = lookup(self._wire, self._latest.revision)
        if revision is None or str(revision) == str(sent):
            return False
        if callable(self._on_conflict):
            self._wire = check(
                self._operation, self._decided(self._on_conflict, entity)
            )
        elif self._changed_from is not None:
            self._keep_theirs(entity)
        self._wire = _with(self._wire, self._latest.revision, revision)
        self._wire.pop(self._operation.idempotency_key or "", None)
        return True

    def _keep_theirs(self, entity: Model) -> None:
        """Take over what others changed in objects in which the caller changed something, too: Wix
        replaces them as a whole."""
        theirs = entity if self._holds_revision else getattr(entity, self._changes)
        wire, latest = changeable(self._operation, theirs)
        _, base = changeable(self._operation, self._changed_from)
        sent: dict[str, Any] = self._wire.get(wire) or {}
        mixed = {
            name: merged(x, base[name], latest[name])
            for name, x in sent.items()
            if all(isinstance(one.get(name), dict) for one in (sent, base, latest))
        }
        self._wire = {**self._wire, wire: {**sent, **mixed}}

    @property
    def _holds_revision(self) -> bool:
        """Return whether the revision is in what the update changes, and not beside it."""
        return "." in self._latest.revision

    def _decided(
        self, decide: Callable[[object, object], object], entity: Model
    ) -> dict[str, object]:
        """Return the arguments with what the caller's function hands back, and with the latest revision."""
        mine, revision = self._arguments[self._changes], getattr(entity, REVISION)
        if not self._holds_revision:
            part = decide(mine, getattr(entity, self._changes))
            return {**self._arguments, REVISION: revision, self._changes: part}
        made = decide(mine, entity)
        if isinstance(made, Model):
            made = made.model_copy(update={REVISION: revision})
        elif isinstance(made, Mapping):
            made = {**cast("Mapping[str, object]", made), REVISION: revision}
        return {**self._arguments, self._changes: made}


def _with_revision(answer: object) -> Model | None:
    """Return the entity of an answer: itself or what it holds, whichever has a revision."""
    if getattr(answer, REVISION, None) is not None:
        return cast("Model", answer)
    held = vars(answer).values() if isinstance(answer, Model) else ()
    return next(
        (x for x in held if isinstance(x, Model) and hasattr(x, REVISION)), None
    )


def _with(wire: Mapping[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return the wire form with another value at a dotted path."""
    name, _, rest = path.partition(".")
    return {**wire, name: _with(wire.get(name) or {}, rest, value) if rest else value}
