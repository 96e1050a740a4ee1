"""What the caller of this package set in a model, told apart from what was read.

Wix's answers go back as they came, however odd; what a caller sets is checked. So every model knows which
of its attributes were set by hand: all that its constructor was given, and what was assigned since. What
pydantic reads (`model_validate`, answers, events, JSON) never comes by here, and costs nothing for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel

from wixapi.errors import FieldViolation, UnknownFieldError

if TYPE_CHECKING:
    from typing import Self

_NOTHING: frozenset[str] = frozenset()
_STATE = "_by_hand"


class HandMade(BaseModel):
    """A model that knows what was set by hand, and refuses names that it doesn't have."""

    # neither a field nor a private attribute: no part of equality, repr, dumps, nor of the cost of reading
    __slots__ = (_STATE,)

    # type checkers know the attributes, and are to refuse others; pydantic's plugin of mypy makes its own constructors
    if not TYPE_CHECKING:

        def __init__(self, /, **data: Any) -> None:
            """Takes attributes, by their own names or those of the wire.

            Raises:
                UnknownFieldError: there is no such field, here or in a dict that a model is made of.
                pydantic.ValidationError: a value can't be one of its field.
            """
            super().__init__(**data)
            unknown: list[FieldViolation] = []
            _note_model(data, self, "", unknown)
            if unknown:
                raise UnknownFieldError(unknown)

        # so pydantic reads without calling it
        __init__.__pydantic_base_init__ = True

        def __setattr__(self, name: str, value: Any) -> None:
            """Sets an attribute, by its own name or that of the wire.

            Raises:
                AttributeError: there is no such field.
            """
            if name.startswith("_"):
                super().__setattr__(name, value)
                return
            name = self._attribute(name)
            super().__setattr__(name, value)
            _add(self, {name})

        @classmethod
        def model_construct(
            cls, _fields_set: set[str] | None = None, **values: Any
        ) -> Self:
            """Return a model with these values, none of which pydantic looks at."""
            made = super().model_construct(_fields_set, **values)
            _add(made, made.__pydantic_fields_set__)
            return made

    def model_copy(
        self, *, update: Mapping[str, Any] | None = None, deep: bool = False
    ) -> Self:
        """Return a copy with some attributes changed; wire names are taken for them, too.

        Models, lists and dicts inside are copied as well, so that what is changed in the copy doesn't
        change in the original; what `update` holds isn't.

        Raises:
            AttributeError: `update` names what the model doesn't have: it would never be sent.
        """
        changes = {
            self._attribute(name): value for name, value in (update or {}).items()
        }
        made = super().model_copy(update=changes, deep=deep)
        if changes:
            _add(made, changes)
        return made

    def __copy__(self) -> Self:
        """Return a copy in which nothing that can be changed is shared with the original."""
        made = super().__copy__()
        values = vars(made)
        for name, value in values.items():
            if value.__class__ not in _SINGLE:
                values[name] = _copied(value)
        if extra := made.__pydantic_extra__:
            for name, value in extra.items():
                extra[name] = _copied(value)
        _add(made, set_by_hand(self))
        return made

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Return a copy that shares nothing with the original."""
        made = super().__deepcopy__(memo)
        _add(made, set_by_hand(self))
        return made

    def __getstate__(self) -> dict[Any, Any]:
        """Return what is pickled."""
        return {**super().__getstate__(), _STATE: set_by_hand(self)}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        """Becomes what was pickled."""
        super().__setstate__(state)
        _add(self, state.get(_STATE, _NOTHING))

    def _attribute(self, name: str) -> str:
        """Return the attribute that `name` means: its own name, or the wire's."""
        attribute = _attributes(type(self)).get(name)
        if attribute is not None:
            return attribute
        if name in (self.model_extra or ()):
            return name
        raise AttributeError(f"{type(self).__name__} {_no_field(type(self), name)}")


_slot: Any = vars(HandMade)[_STATE]
_SINGLE = frozenset({type(None), str, int, float, bool, datetime})
"""Classes of values that can't be changed; to know the most usual ones saves time."""


def set_by_hand(model: HandMade) -> frozenset[str]:
    """Return the attributes that a caller set, rather than Wix."""
    try:
        return cast("frozenset[str]", _slot.__get__(model))
    except AttributeError:
        return _NOTHING


def _add(model: HandMade, names: Iterable[str]) -> None:
    """Takes note of attributes that were set by hand."""
    if names:
        _slot.__set__(model, set_by_hand(model).union(names))


def _copied(value: Any) -> Any:
    """Return a copy of what can be changed: models, lists and dicts, and what is in them."""
    cls = value.__class__
    if cls is list:
        return [_copied(item) for item in cast("list[Any]", value)]
    if cls is dict:
        return {key: _copied(x) for key, x in cast("dict[Any, Any]", value).items()}
    return value.__copy__() if _is_handmade(cls) else value


@cache
def _is_handmade(cls: type[Any]) -> bool:
    """Return whether it is a class of ours; pydantic's own isinstance takes its time."""
    return issubclass(cls, HandMade)


def _take_note(
    given: object, made: object, path: str, unknown: list[FieldViolation]
) -> None:
    """Takes note of what pydantic made of values that were given, and adds names that it didn't know."""
    if given is made:
        return
    if isinstance(given, Mapping) and isinstance(made, HandMade):
        _note_model(cast("Mapping[str, object]", given), made, path, unknown)
    elif isinstance(made, list) and isinstance(given, Sequence):
        items = cast("list[object]", made)
        for index, item in enumerate(cast("Sequence[object]", given)):
            _take_note(item, items[index], f"{path}[{index}]", unknown)
    elif isinstance(made, dict) and isinstance(given, Mapping):
        results = cast("dict[str, object]", made)
        for key, item in cast("Mapping[str, object]", given).items():
            _take_note(item, results.get(key), f"{path}.{key}", unknown)


def _note_model(
    given: Mapping[str, object],
    made: HandMade,
    path: str,
    unknown: list[FieldViolation],
) -> None:
    """Takes note of a model that was made of a mapping: all of it is set by hand."""
    cls = type(made)
    attributes = _attributes(cls)
    _slot.__set__(made, frozenset(made.__pydantic_fields_set__))
    values = made.__dict__
    for name, value in given.items():
        attribute = attributes.get(name)
        if attribute is not None and value.__class__ in _SINGLE:
            continue
        place = f"{path}.{name}" if path else name
        if attribute is None:
            description = f"{cls.__name__} {_no_field(cls, name)}"
            unknown.append(FieldViolation(place, description, "UNKNOWN_FIELD"))
        else:
            _take_note(value, values[attribute], place, unknown)


@cache
def _attributes(model: type[BaseModel]) -> dict[str, str]:
    """Return a model's attributes by what they may be called: their own names, and those of the wire."""
    model.model_rebuild()  # until then, no field has its wire name
    fields = model.model_fields
    wires = {field.alias or name: name for name, field in fields.items()}
    return wires | {name: name for name in fields}


def _no_field(model: type[BaseModel], name: str) -> str:
    """Return that a model has no field of that name, and which one may be meant."""
    from difflib import get_close_matches

    near = get_close_matches(name, _attributes(model), n=1)
    hint = f"; did you mean {_attributes(model)[near[0]]}?" if near else ""
    return f"has no field {name!r}{hint}"
