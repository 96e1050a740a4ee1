"""Every Python name of the generated package is made here, from the wire name it stands for.

A name that Python, pydantic or our own classes need gets a trailing underscore; two things of one
scope that would get the same name are reported, and a person decides with `name:`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import chain, count

from pydantic.alias_generators import to_camel

from wixgen.diagnostics import Diagnostics, Place, quoted
from wixgen.package import reserved

MAX_LENGTH = 100  # characters of a wire name that count for one in Python
RENAME = "give one of them another name with `name:`"

_WORD = re.compile(
    r"[A-Z]{2,}s(?![a-z])[0-9]*"  # IDs, URLs2
    r"|[A-Z]+(?![a-z])[0-9]*"  # HTML, V3
    r"|[A-Z]?[a-z]+(?:[0-9]+[a-z]*)*"  # Line2, line2b
    r"|[0-9]+"
)


def snake(wire: str) -> str:
    """Write in snake_case: `productsV3` -> `products_v3`, `siteURLs` -> `site_urls`."""
    return "_".join(part.lower() for part in words_of(wire)) or "value"


def pascal(wire: str) -> str:
    """Write in PascalCase: `guestCreated` -> `GuestCreated`; what is capitalised already stays as it is."""
    return "".join(part[0].upper() + part[1:] for part in words_of(wire)) or "Value"


def constant(wire: str) -> str:
    """Write in capitals: `createParticipation` -> `CREATE_PARTICIPATION`."""
    return snake(wire).upper()


def field_name(wire: str, chosen: str = "") -> str:
    """Name the attribute of a model and the key of a TypedDict: `_id` -> `id_`, `from` -> `from_`.

    `chosen` is what a person wants instead of the derived name, here and below.
    """
    private = "_" if wire.startswith("_") else ""
    return _safe(chosen or snake(wire) + private, reserved.FIELDS, "value_")


def parameter_name(wire: str, chosen: str = "") -> str:
    """Name the keyword of a method."""
    return _safe(chosen or snake(wire), reserved.PARAMETERS, "value_")


def method_name(sdk_name: str, chosen: str = "") -> str:
    """Name the method of a client; names that start with `with_` are the runtime's own."""
    name = _safe(chosen or snake(sdk_name), reserved.METHODS, "call_")
    return f"{name}_" if name.startswith("with_") else name


def event_segment(handler: str) -> str:
    """Return what a hook's event type ends with after its last dot: `onGuestCreated` -> `guest_created`."""
    return snake(handler).removeprefix("on_")


def flat_event_segment(handler: str, payload: str) -> str:
    """Return what the type of a flat event ends with: all known ones end with the name of the payload's type.

    Args:
        handler: The hook, which stands in where no type is known: `onAppRemoved` -> `AppRemoved`.
        payload: The name of the type; empty if it isn't known.
    """
    word = payload or re.sub(r"^on(?=[A-Z])", "", handler)
    return word[:1].upper() + word[1:]


def package_name(wire: str) -> str:
    """Name the folder of a package and its attribute on the client."""
    name = _safe(snake(wire), reserved.PACKAGES, "package_")
    return f"{name}_" if name.startswith("with_") else name


def module_name(wire: str) -> str:
    """Name the folder of a resource and its attribute on the package's group."""
    return _safe(snake(wire), reserved.MODULES, "module_")


def class_name(wire: str, chosen: str = "") -> str:
    """Name the class of a type or of an event."""
    return _safe(chosen or pascal(wire), reserved.CLASSES, "Type")


def member_name(value: str, chosen: str = "") -> str:
    """Name the member of an enum: `1` -> `VALUE_1`."""
    return _safe(chosen or snake(value).upper(), {"MRO"}, "VALUE_")


def code_names(codes: Iterable[str]) -> list[str]:
    """Name the members of an enum of error codes; names that would be alike are counted: `NO_SUCH_2`."""
    made: list[str] = []
    for code in codes:
        is_negative = re.match("-[0-9]", code) is not None
        name = f"MINUS_{snake(code)}" if is_negative else member_name(code)
        numbered = chain([name], (f"{name}_{number}" for number in count(2)))
        made.append(next(one for one in numbered if one not in made))
    return made


def needs_alias(name: str, wire: str) -> bool:
    """Return whether the models' alias generator doesn't lead from `name` back to `wire`."""
    return to_camel(name) != wire


class Scope:
    """The names of one class, module or package; what collides is reported with a remedy.

    `what` says whose names they are; `taken` are names that nothing can have.
    """

    def __init__(
        self, what: str, report: Diagnostics, taken: Iterable[str] = ()
    ) -> None:
        self.what = what
        self.report = report
        self.numbers: dict[str, Iterator[int]] = (
            {}
        )  # that derived names have not got yet
        self._owners: dict[str, tuple[str, str]] = dict.fromkeys(
            taken, ("name", "wixapi")
        )

    def claim(
        self, name: str, kind: str, wire: str, at: Place, help: str = RENAME
    ) -> str:
        """Take `name` for what is called `wire`; report it if something else has it already."""
        owner = self._owners.setdefault(name, (kind, wire))
        if owner != (kind, wire):
            labels = [
                f"the {kind} {quoted(wire)}" for kind, wire in (owner, (kind, wire))
            ]
            of = f" of {self.what}" if self.what else ""
            message = f"{' and '.join(labels)}{of} are both {quoted(name, MAX_LENGTH)} in Python"
            self.report.error(at, "name-collision", message, help=help)
        return name

    def free(self, *candidates: str) -> str:
        """Take the first candidate that is free, else the last with a number; for derived names."""
        return free((self,), candidates)

    def has(self, name: str) -> bool:
        """Return whether something has that name."""
        return name in self._owners

    def take(self, name: str) -> None:
        """Keep others from taking a derived name."""
        self._owners[name] = "derived name", name


def free(
    scopes: Collection[Scope],
    candidates: Collection[str],
    variants: Collection[str] = ("{}",),
) -> str:
    """Take the first candidate that is free in all scopes in each variant, else one with a number."""
    first, *_ = scopes
    *_, last = candidates
    numbers = first.numbers.setdefault(last, count(2))
    for name in chain(candidates, (f"{last}{number}" for number in numbers)):
        needed = [variant.format(name) for variant in variants]
        if not any(scope.has(variant) for scope in scopes for variant in needed):
            for scope in scopes:
                for variant in needed:
                    scope.take(variant)
            return name
    raise AssertionError("there is always another number")


@cache
def words_of(wire: str) -> tuple[str, ...]:
    """Return the words of a wire name as they are written: `siteURLs` -> `site`, `URLs`."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKD", wire)[:MAX_LENGTH]))


def _safe(name: str, taken: Collection[str], prefix: str) -> str:
    if name[0].isdigit():
        name = prefix + name
    return f"{name}_" if name in taken else name
