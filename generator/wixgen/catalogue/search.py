"""Searches entries for a word, and names what is found in Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, partial

from wixgen.catalogue.entries import (
    EventEntry,
    MethodEntry,
    ResourceEntry,
    TypeShape,
)
from wixgen.package import names

_PART = re.compile(r"[A-Z]?[a-z]+")
_SHORTEST_PART = 4  # shorter words are near to too many others
_LIKENESS = 0.7  # of words that are proposed: less makes nonsense of made-up words
_CLIENT = re.compile(r"^(wixapi|client|wix)\.(?=.)", re.IGNORECASE)
_NO_LETTER = re.compile(r"[^\w.]|_")


class Kind(StrEnum):
    """The kinds of what can be found, in the order in which they are shown."""

    RESOURCE = "resource"
    METHOD = "method"
    FIELD = "field"
    EVENT = "event"


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something that a word can find.

    Attributes:
        kind: What it is.
        resource: The resource that it belongs to.
        name: Its name in Wix's words: `stores.productsV3`, `queryProducts`, `Product.name`, `productCreated`.
        what: What else tells it: a resource's title, a method's address, a field's or an event's type.
        docs: Its page; "" if it has none of its own.
        is_deprecated: Whether it is deprecated.
        texts: What a word without dots is compared with.
        name_in_python: Makes its name in Python, which most of what is searched never needs.
    """

    kind: Kind
    resource: ResourceEntry
    name: str
    texts: tuple[str, ...]
    name_in_python: Callable[[], str]
    what: str = ""
    docs: str = ""
    is_deprecated: bool = False

    @property
    def python(self) -> str:
        """Return how Python code gets at it."""
        return self.name_in_python()


def all_resources(resources: Iterable[ResourceEntry]) -> list[Found]:
    """Return each resource as if a word had found it."""
    return [_resource(resource) for resource in resources]


def search(word: str, resources: Iterable[ResourceEntry]) -> list[Found]:
    """Return what has a word in its name: by kind, exact names first, then names that begin with it.

    Case, dashes and underscores don't count, so that names of Wix and of Python are found alike. A word with
    dots is sought in whole paths, one with slashes in the addresses of methods.
    """
    order = list(Kind)
    wanted = _Word(word)
    ranked = [
        (order.index(found.kind), rank, number, found)
        for number, found in enumerate(everything(resources))
        if (rank := wanted.rank(found)) is not None
    ]
    return [found for *_, found in sorted(ranked, key=lambda entry: entry[:3])]


def near_words(word: str, resources: Iterable[ResourceEntry]) -> list[str]:
    """Return up to three names, or words of names, that are much like a word that finds nothing."""
    known: dict[str, str] = {}
    for found in everything(resources):
        last = found.name.rpartition(".")[2]
        for name in (found.name, last, *_PART.findall(last)):
            if len(name) >= _SHORTEST_PART:
                known.setdefault(_plain(name), name)
    plain = _plain(word)
    near = [
        *get_close_matches(plain.rpartition(".")[2], known, cutoff=_LIKENESS),
        *get_close_matches(plain, known, cutoff=_LIKENESS),
    ]
    return [known[name] for name in dict.fromkeys(near)][:3]


class _Word:
    """A word that is sought."""

    def __init__(self, word: str) -> None:
        word = word.strip()
        self.address = word.casefold() if "/" in word else ""
        self.plain = _plain(_CLIENT.sub("", word)).strip(".")
        self.is_path = "." in self.plain

    def rank(self, found: Found) -> int | None:
        """Return how well the word fits: 0 is best; None if it doesn't."""
        if self.address:
            is_method = found.kind is Kind.METHOD
            return 0 if is_method and self.address in found.what.casefold() else None
        if not self.plain:
            return None
        if self.is_path:
            return self._rank_of_path(found)
        ranks = (self._rank(text) for text in found.texts)
        return min((rank for rank in ranks if rank is not None), default=None)

    def _rank(self, text: str) -> int | None:
        plain = _plain(text)
        if self.plain not in plain:
            return None
        return 0 if plain == self.plain else 1 if plain.startswith(self.plain) else 2

    def _rank_of_path(self, found: Found) -> int | None:
        """Return how well a word with dots fits; that of a resource finds its methods and events, too."""
        key = _plain(found.resource.key)
        if found.kind is Kind.RESOURCE:
            return self._rank(key)
        if self.plain == key:
            return None if found.kind is Kind.FIELD else 0
        if found.kind is Kind.EVENT and found.what:
            rank = self._rank(found.what)
            if rank is not None:
                return rank
        texts = (found.name,) if found.kind is Kind.FIELD else found.texts
        ranks = (self._rank_below(key, f"{key}.{_plain(text)}") for text in texts)
        return min((rank for rank in ranks if rank is not None), default=None)

    def _rank_below(self, key: str, path: str) -> int | None:
        """Return how well the word fits a path, if it reaches beyond that of the resource."""
        end = path.find(self.plain) + len(self.plain)
        if self.plain not in path or end <= len(key) + 1:
            return None
        return 0 if end == len(path) else 1


@cache
def _plain(text: str) -> str:
    """Return the letters, digits and dots of a text, without case."""
    return _NO_LETTER.sub("", text.casefold())


def everything(resources: Iterable[ResourceEntry]) -> Iterator[Found]:
    """Yield all that can be found."""
    for resource in resources:
        yield _resource(resource)
        for method in resource.methods:
            yield _method(method, resource)
        for method in resource.plugin_methods:
            yield replace(
                _method(method, resource),
                name_in_python=partial(_registrar, resource, method),
            )
        for event in resource.events:
            yield _event(event, resource)
        yield from _fields(resource)


def _resource(resource: ResourceEntry) -> Found:
    return Found(
        kind=Kind.RESOURCE,
        resource=resource,
        name=resource.key,
        texts=(
            resource.package,
            resource.module,
            f"{resource.package} {resource.module}",
            resource.title,
        ),
        name_in_python=partial("client.{}".format, python_path(resource)),
        what=resource.title,
        docs=resource.docs,
    )


def _method(method: MethodEntry, resource: ResourceEntry) -> Found:
    return Found(
        kind=Kind.METHOD,
        resource=resource,
        name=method.name,
        texts=(method.name, method.sdk_name, method.python_name, method.title),
        name_in_python=partial(_answer, resource, method),
        what=method.http,
        docs=method.docs,
        is_deprecated=method.deprecated,
    )


def _event(event: EventEntry, resource: ResourceEntry) -> Found:
    def registrar() -> str:
        return f"hooks.{python_path(resource)}.{names.method_name(event.handler)}(…)"

    return Found(
        kind=Kind.EVENT,
        resource=resource,
        name=event.name,
        texts=(event.name, event.handler, event.event_type.rpartition(".")[2]),
        name_in_python=registrar,
        what=event.event_type,
        docs=event.docs,
        is_deprecated=event.deprecated,
    )


def _fields(resource: ResourceEntry) -> Iterator[Found]:
    """Yield the fields of a resource's types, then the parameters of its methods and the fields of answers."""
    for shape in resource.types:
        for wire in shape.fields:
            python = partial(_attribute, resource, shape, wire)
            yield _field(resource, shape, shape.name, wire, python)
    for method in resource.methods:
        sent, received = method.parameters, method.returns
        for wire in sent.fields:
            python = partial(_keyword, resource, method, wire)
            yield _field(resource, sent, method.name, wire, python)
        for wire in received.fields:
            python = partial(_answer, resource, method)
            yield _field(resource, received, method.name, wire, python)


def _field(
    resource: ResourceEntry,
    shape: TypeShape,
    owner: str,
    wire: str,
    python: Callable[[], str],
) -> Found:
    return Found(
        kind=Kind.FIELD,
        resource=resource,
        name=f"{owner}.{wire}",
        texts=(wire, shape.names.get(wire, "")),
        name_in_python=python,
        what=shape.fields[wire],
    )


def _attribute(resource: ResourceEntry, shape: TypeShape, wire: str) -> str:
    """Name a field as an attribute of its class: `wixapi.stores.products_v3.Product.name`."""
    events = {
        names.class_name(event.name, event.python_name) for event in resource.events
    }
    owner = names.class_name(shape.name, shape.python_name)
    owner += "Body" if owner in events else ""  # as in `package.shape`
    attribute = names.field_name(wire, shape.names.get(wire, ""))
    return f"wixapi.{python_path(resource)}.{owner}.{attribute}"


def _answer(resource: ResourceEntry, method: MethodEntry) -> str:
    """Name a call, whatever it is given."""
    return f"{_call(method, resource)}(…)"


def _registrar(resource: ResourceEntry, method: MethodEntry) -> str:
    """Name what takes the handler of a call by Wix."""
    name = names.method_name(method.sdk_name, method.python_name)
    return f"@plugins.{python_path(resource)}.{name}"


def _keyword(resource: ResourceEntry, method: MethodEntry, wire: str) -> str:
    """Name a parameter as a keyword of its call."""
    keyword = names.parameter_name(wire, method.parameters.names.get(wire, ""))
    return f"{_call(method, resource)}({keyword}=…)"


def _call(method: MethodEntry, resource: ResourceEntry) -> str:
    name = names.method_name(method.sdk_name, method.python_name)
    return f"client.{python_path(resource)}.{name}"


def python_path(resource: ResourceEntry) -> str:
    """Return the path of a resource below `client` and below `wixapi`: `stores.products_v3`."""
    package = names.package_name(resource.package)
    return f"{package}.{names.module_name(resource.module)}"
