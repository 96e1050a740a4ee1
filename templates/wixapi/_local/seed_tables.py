"""Tables of models that no request can hold: their types, as far as the models tell."""

from __future__ import annotations

from enum import Enum
from typing import Any, get_args, get_origin

from wixapi._local.queries.field_types import parts, told
from wixapi._local.wire import kinds_of
from wixapi._model import Model
from wixapi._validation import schema as s
from wixapi._validation.tables import Field, Tables


def with_tables(model: type[Model], tables: Tables) -> Tables:
    """Return tables with which the objects of a model can be checked.

    Args:
        model: the model.
        tables: those of its resource, which know the rules of what requests can hold.
    """
    made = Tables(extends=(tables,))
    missing = [model]
    while missing:
        one = missing.pop()
        if made.table(one) is None:
            made[one] = {
                name: _field(kind, wire)
                for name, (wire, kind) in zip(
                    one.model_fields, kinds_of(one).items(), strict=True
                )
            }
            missing += [x for x in map(_model, kinds_of(one).values()) if x]
    return made


def _model(annotation: Any) -> type[Model] | None:
    """Return the model of an object, or of the objects in a list or a map; None for other types."""
    _, kind = told(annotation)
    while get_origin(kind) in {list, dict}:
        _, kind = told(get_args(kind)[-1])
    return kind if isinstance(kind, type) and issubclass(kind, Model) else None


def _field(annotation: Any, wire: str) -> Field:
    """Return the field of a table that an annotation describes."""
    kind, type_ = told(annotation)
    origin = get_origin(type_)
    if origin is list:
        return s.array(_field(get_args(type_)[0], wire), wire=wire)
    if origin is dict:
        return s.map(_field(get_args(type_)[1], wire), wire=wire)
    if isinstance(type_, type) and issubclass(type_, Model):
        return s.model(type_, wire=wire)
    remarks, kinds = parts(annotation)
    enums = [one for one in kinds if isinstance(one, type) and issubclass(one, Enum)]
    if enums:
        return s.enum(enums[0], wire=wire)
    if kind == "digits":
        return s.decimal(wire=wire) if "decimal" in remarks else s.int64(wire=wire)
    if kind == "text":
        return s.guid(wire=wire) if "guid" in remarks else s.string(wire=wire)
    if kind == "number":
        return s.number(wire=wire) if float in kinds else s.integer(wire=wire)
    if kind == "moment":
        return s.datetime(wire=wire)
    return s.boolean(wire=wire) if kind == "flag" else s.json(wire=wire)
