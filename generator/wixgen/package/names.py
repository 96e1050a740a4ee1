"""Every Python name of the generated package is made here, from the wire name it stands for.

A name that Python, pydantic or our own classes need gets a trailing underscore; two things of one
scope that would get the same name are reported, and a person decides with `name:`.
"""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from wixgen.diagnostics import Diagnostics, Place

MAX_LENGTH = 100

#: Names that the body of a generated class uses: a field of that name would hide them from the
#: annotations that follow it.
_USED_IN_CLASS_BODIES = {
    "bool", "bytes", "dict", "float", "int", "list", "object", "property", "str", "tuple",
    "datetime",
}  # fmt: skip
_FIELD_RESERVED = {
    *keyword.kwlist,
    *dir(BaseModel),
    *dir(type(BaseModel)),
    *_USED_IN_CLASS_BODIES,
    "cls",
    "self",
}
_PARAMETER_RESERVED = _FIELD_RESERVED | {"changed_from", "request_options"}
_METHOD_RESERVED = {*keyword.kwlist}
_PACKAGE_RESERVED = {
    *keyword.kwlist, "aclose", "aprocess", "close", "common", "errors", "fallback", "on",
    "process", "request", "testing",
}  # fmt: skip
_CLASS_RESERVED = {
    *keyword.kwlist,
    *dir(builtins),
    *[
        "Annotated",
        "Any",
        "AsyncPager",
        "BaseModel",
        "COMMON_TABLES",
        "Callable",
        "ClassVar",
        "Datetime",
        "Decimal",
        "Enum",
        "Field",
        "Int64",
        "Literal",
        "Mapping",
        "Model",
        "NOT_GIVEN",
        "NotGiven",
        "Open",
        "Pager",
        "RawResponse",
        "Required",
        "RequestOptions",
        "RootModel",
        "Sequence",
        "StrEnum",
        "TABLES",
        "TypeAlias",
        "TypeVar",
        "TypedDict",
        "UUID",
        "cached_property",
        "dataclass",
        "datetime",
    ],
}

_WORD = re.compile(
    r"[A-Z]{2,}s(?![a-z])[0-9]*"  # IDs, URLs2
    r"|[A-Z]+(?![a-z])[0-9]*"  # HTML, V3
    r"|[A-Z]?[a-z]+(?:[0-9]+[a-z]*)*"  # Line2, line2b
    r"|[0-9]+"
)


def snake(wire: str) -> str:
    """`addressLine2` -> `address_line2`, `productsV3` -> `products_v3`, `siteURLs` -> `site_urls`."""
    return "_".join(part.lower() for part in _words(wire)) or "value"


def pascal(wire: str) -> str:
    """`guestCreated` -> `GuestCreated`; what is capitalised already stays as it is."""
    return "".join(part[0].upper() + part[1:] for part in _words(wire)) or "Value"


def constant(wire: str) -> str:
    """`createParticipation` -> `CREATE_PARTICIPATION`."""
    return snake(wire).upper()


def field_name(wire: str) -> str:
    """The attribute of a model and the key of a TypedDict; `_id` -> `id_`, `from` -> `from_`."""
    private = "_" if wire.startswith("_") else ""
    return _safe(snake(wire) + private, _FIELD_RESERVED, "value_")


def parameter_name(wire: str) -> str:
    """The keyword of a method."""
    return _safe(snake(wire), _PARAMETER_RESERVED, "value_")


def method_name(sdk_name: str) -> str:
    """The method of a client; names that start with `with_` are the runtime's own."""
    name = _safe(snake(sdk_name), _METHOD_RESERVED, "call_")
    return f"{name}_" if name.startswith("with_") else name


def package_name(wire: str) -> str:
    """The folder of a package and its attribute on the client."""
    name = _safe(snake(wire), _PACKAGE_RESERVED, "package_")
    return f"{name}_" if name.startswith("with_") else name


def module_name(wire: str) -> str:
    """The folder of a resource and its attribute on the package's group."""
    return _safe(snake(wire), set(keyword.kwlist), "module_")


def class_name(wire: str) -> str:
    """The class of a type."""
    return _safe(pascal(wire), _CLASS_RESERVED, "Type")


def member_name(value: str) -> str:
    """The member of an enum; `1` -> `VALUE_1`."""
    return _safe(snake(value).upper(), {"MRO"}, "VALUE_")


def needs_alias(name: str, wire: str) -> bool:
    """Whether the models' alias generator doesn't lead from `name` back to `wire`."""
    return to_camel(name) != wire


class Scope:
    """The names of one class, module or package; what collides is reported with a remedy."""

    def __init__(self, what: str, report: Diagnostics, taken: Iterable[str] = ()) -> None:
        self.what = what
        self.report = report
        self._taken: dict[str, str] = dict.fromkeys(taken, "the package itself")

    def claim(self, name: str, wire: str, at: Place) -> str:
        """`name` for `wire`; reports it if something else has that name already."""
        if (owner := self._taken.setdefault(name, wire)) != wire:
            self.report.error(
                at,
                "name-collision",
                f"`{wire}` and `{owner}` of {self.what} are both `{name}` in Python",
                help="give one of them another name with `name:`",
            )
        return name

    def free(self, *candidates: str) -> str:
        """The first candidate that is free, else the last with a number; for derived names."""
        for name in (*candidates, *(f"{candidates[-1]}{n}" for n in range(2, 10_000))):
            if name not in self._taken:
                self._taken[name] = name
                return name
        raise AssertionError("ten thousand types of one name")


@cache
def _words(wire: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(unicodedata.normalize("NFKD", wire)[:MAX_LENGTH]))


def _safe(name: str, reserved: set[str], prefix: str) -> str:
    if name[0].isdigit():
        name = prefix + name
    return f"{name}_" if name in reserved else name
