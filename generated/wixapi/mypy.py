# pyright: reportUnknownMemberType=false
"""A plugin of mypy that names the key of a dict argument that is wrong, at any depth.

    [mypy]
    plugins = wixapi.mypy

Methods take a dict or a model. Where mypy has a choice, all it says of a dict that fits neither is that it
doesn't; so where a dict is written out, the plugin leaves mypy the dict alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy.nodes import Expression
    from mypy.plugin import CheckerPluginInterface, MethodSigContext, Plugin
    from mypy.types import FunctionLike, Instance, ProperType, Type, TypedDictType

_PACKAGE = __name__.rpartition(".")[0]
_CLIENT = "Client"  # what the names of classes with methods end with
_FREE = frozenset({"builtins.dict", "builtins.object", "typing.Mapping"})


def plugin(_version: str) -> type[Plugin]:
    """Return the plugin, for mypy of any version."""
    from mypy.plugin import Plugin

    class OfClients(Plugin):
        def get_method_signature_hook(
            self, fullname: str
        ) -> Callable[[MethodSigContext], FunctionLike] | None:
            """Return what looks at the arguments of a call, if it is one of a client's methods."""
            owner = fullname.rpartition(".")[0]
            is_ours = owner.startswith(f"{_PACKAGE}.") and owner.endswith(_CLIENT)
            return _signature if is_ours else None

    return OfClients


def _signature(context: MethodSigContext) -> FunctionLike:
    """Return the signature of the method that is called, narrowed to how its arguments are written."""
    signature = context.default_signature
    arg_types: list[Type] = []
    for type_, written in zip(signature.arg_types, context.args, strict=True):
        arg_types.append(_narrowed(type_, written))
        for value in written:
            _report_below(context.api, type_, value)
    return signature.copy_modified(arg_types=arg_types)


def _narrowed(type_: Type, written: Sequence[Expression]) -> Type:
    """Return the part of a type that values can be which are all written as dicts, or all as lists."""
    from mypy.nodes import DictExpr

    if written and all(isinstance(one, DictExpr) for one in written):
        return _dict_in(type_) or type_
    items = _items(written)
    sequence = _sequence_in(type_)
    if items and sequence is not None:
        return sequence.copy_modified(args=[_narrowed(sequence.args[0], items)])
    return type_


def _report_below(
    api: CheckerPluginInterface, type_: Type, value: Expression, depth: int = 0
) -> None:
    """Report the keys of dicts inside of a dict that their types don't have; of the outer one mypy does so."""
    from mypy.errorcodes import TYPEDDICT_UNKNOWN_KEY
    from mypy.nodes import DictExpr, StrExpr

    dict_, sequence = _dict_in(type_), _sequence_in(type_)
    if isinstance(value, DictExpr) and dict_ is not None:
        for key, below in value.items:
            if not isinstance(key, StrExpr):
                continue
            if key.value in dict_.items:
                _report_below(api, dict_.items[key.value], below, depth + 1)
            elif depth:
                name = dict_.fallback.type.name
                message = f'Extra key "{key.value}" for TypedDict "{name}"'
                api.fail(message, key, code=TYPEDDICT_UNKNOWN_KEY)
    elif sequence is not None:
        for item in _items([value]):
            _report_below(api, sequence.args[0], item, depth)


def _items(written: Sequence[Expression]) -> list[Expression]:
    """Return the items of what is written as lists."""
    from mypy.nodes import ListExpr, TupleExpr

    return [
        item
        for one in written
        if isinstance(one, (ListExpr, TupleExpr))
        for item in one.items
    ]


def _dict_in(type_: Type) -> TypedDictType | None:
    """Return the only dict that a value of a type can be, if its keys are known."""
    from mypy.types import AnyType, Instance, TypedDictType

    parts = _parts(type_)
    found = [part for part in parts if isinstance(part, TypedDictType)]
    is_free = any(
        isinstance(part, AnyType)
        or (isinstance(part, Instance) and part.type.fullname in _FREE)
        for part in parts
    )
    return found[0] if len(found) == 1 and not is_free else None


def _sequence_in(type_: Type) -> Instance | None:
    """Return the only sequence that a value of a type can be."""
    from mypy.types import Instance

    found = [
        part
        for part in _parts(type_)
        if isinstance(part, Instance) and part.type.fullname == "typing.Sequence"
    ]
    return found[0] if len(found) == 1 else None


def _parts(type_: Type) -> list[ProperType]:
    """Return what a value of a type can be."""
    from mypy.types import UnionType, get_proper_type

    proper = get_proper_type(type_)
    parts = proper.items if isinstance(proper, UnionType) else [proper]
    return [get_proper_type(part) for part in parts]
