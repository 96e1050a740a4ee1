"""How well an import of rendered pages gives back the API that they were rendered from.

    made = random_api(seed)
    truth = api_of(made.texts())
    pages = render_pages(truth, made.hints)
    read = imported(pages.files)
    result = compared(truth, pages.printed, read.api)
    result["request fields"].recall, result.wrong

What no page prints is nothing that an import could know: it is neither wanted nor wrong.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from support.catalogue import catalogue_of
from support.page_facts import Facts, facts_of
from support.page_schema import Printed
from support.page_style import Styles, all_old
from support.pages import Pages, api_of, flatten, render_pages
from support.random_api import SMALL, Scale, random_api
from wixgen.catalogue.catalogue import Catalogue
from wixgen.diagnostics import Diagnostics
from wixgen.pages.importer import import_pages
from wixgen.spec.api import (
    Api,
    EnumType,
    Field,
    Kind,
    ListOf,
    MapOf,
    Method,
    ObjectType,
    Resource,
    Type,
    Webhook,
)
from wixgen.spec.check import check
from wixgen.spec.limits import LIMITS_BY_NAME
from wixgen.spec.load import load
from wixgen.spec.types import innermost

#: What is measured; the last four of fields that were found.
CATEGORIES = (
    "operations",
    "webhooks",
    "returned by the SDK",
    "queried",
    "required paths",
    "request fields",
    "answer fields",
    "groups",
    "required groups",
    "kinds",
    "vague kinds",
    "enum values",
    "limits",
    "facts",
)
_NO_GUESSES = {"returned by the SDK", "queried", "vague kinds", "facts"}
_ONE_BY_ONE = {"request fields", "answer fields", "groups", "queried", "facts"}
Path = tuple[str, ...]

_SAID_IN_PROSE = {*LIMITS_BY_NAME, "default", "deprecated"}
_SAYS_LIMITS = r"(?i)\b(min|max|maximum|default|deprecated|limit|up to|at least|at most|between|characters?)\b"

_PRINTED_AS = {
    Kind.GUID: "string",
    Kind.INT32: "integer",
    Kind.INT64: "string",
    Kind.DECIMAL: "string",
}
_TEXTUAL = {"format", "min_length", "max_length"}


@dataclass
class Tally:
    """How many there should be, how many there are, and how many of them are right."""

    wanted: int = 0
    found: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        """Of what was found, the share that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Of what should be found, the share that is."""
        return self.right / self.wanted if self.wanted else 1.0


@dataclass(frozen=True)
class Wrong:
    """One thing that an import got wrong; `where` is a method or a webhook of a resource."""

    category: str
    resource: str
    where: str
    path: Path
    what: str  # missing, extra, or what there is instead


@dataclass
class Fidelity:
    """What a comparison comes to; those of several imports can be added."""

    tallies: dict[str, Tally] = field(
        default_factory=lambda: {name: Tally() for name in CATEGORIES}
    )
    wrong: list[Wrong] = field(default_factory=list)
    reported: int = 0  # of what is wrong, how much a report called uncertain

    def __getitem__(self, category: str) -> Tally:
        return self.tallies[category]

    def add(self, other: Fidelity) -> None:
        """Count another import in."""
        for name, tally in other.tallies.items():
            mine = self.tallies[name]
            mine.wanted += tally.wanted
            mine.found += tally.found
            mine.right += tally.right
        self.wrong += other.wrong
        self.reported += other.reported

    @property
    def share_reported(self) -> float:
        """Of what is wrong, the share that was reported as uncertain."""
        guessed = [one for one in self.wrong if one.category not in _NO_GUESSES]
        return self.reported / len(guessed) if guessed else 1.0

    def as_text(self) -> str:
        """A table of all figures."""
        lines = [
            f"{name:16} {tally.wanted:7} wanted {tally.found:7} found "
            f"precision {tally.precision:.4f} recall {tally.recall:.4f}"
            for name, tally in self.tallies.items()
        ]
        told = f"{self.reported} of {len(self.wrong)} reported as uncertain"
        return "\n".join([*lines, f"wrong: {told} ({self.share_reported:.2f})"])


@dataclass
class Read:
    """What an import of pages into empty specs gave."""

    specs: dict[str, str]
    api: Api
    report: Diagnostics  # of the import
    lint: Diagnostics  # of the specs that it wrote
    decisions: list[dict[str, Any]]
    has_failed: bool


def imported(
    files: Mapping[str, str],
    specs: Mapping[str, str] | None = None,
    *,
    descriptions: bool = False,
    catalogue: Catalogue | None = None,
    is_draft: bool = False,
) -> Read:
    """Import pages into specs (none, if not given), and read what was written."""
    before = {path: text.encode() for path, text in (specs or {}).items()}
    report = Diagnostics()
    told: list[dict[str, Any]] = []
    result = import_pages(
        files,
        before,
        {},
        report,
        descriptions=descriptions,
        tell=told.extend,
        catalogue=catalogue,
        is_draft=is_draft,
    )
    after = {**(specs or {}), **result.specs}
    lint = Diagnostics()
    spec = load({path: text.encode() for path, text in after.items()}, lint)
    return Read(after, check(spec, lint), report, lint, told, result.has_failed)


def round_trip(
    seed: int,
    resources: int = 2,
    scale: Scale = SMALL,
    *,
    folded: bool = False,
    is_known: bool = False,
    style_of: Styles = all_old,
) -> tuple[Fidelity, Read, Pages]:
    """Render a random API, import its pages, compare.

    Args:
        seed: Of the API.
        resources: How many it has.
        scale: How large they are.
        folded: Whether the pages lose their lines.
        is_known: Whether the catalogue has the API.
        style_of: The form of each page.
    """
    made = random_api(seed, resources, scale)
    made.hints.style_of = style_of
    truth = api_of(made.texts())
    pages = render_pages(truth, made.hints)
    if folded:
        pages.files = {path: flatten(text) for path, text in pages.files.items()}
    catalogue = catalogue_of(made.texts()) if is_known else None
    read = imported(pages.files, catalogue=catalogue)
    result = compared(truth, pages.printed, read.api)
    doubts = Doubts(read.decisions)
    result.reported = sum(map(doubts.has, result.wrong))
    return result, read, pages


def compared(truth: Api, printed: Printed, api: Api) -> Fidelity:
    """Compare what was imported with the truth, as far as pages print it."""
    result = Fidelity()
    known = {one.key: one for one in api.resources}
    for resource in truth.resources:
        _Comparison(resource, known.pop(resource.key, None), printed, result).run()
    for one in known.values():
        for operation in one.methods:
            result["operations"].found += 1
            wrong = Wrong("operations", one.key, operation.name, (), "extra")
            result.wrong.append(wrong)
    return result


class Doubts:
    """What a report calls uncertain, by resource.

    Of what should not be there, a decision must have put the field into that object; of what is
    missing, it must have put it elsewhere. A doubt about an object is one about all inside of it.
    """

    def __init__(self, told: Iterable[Mapping[str, Any]]) -> None:
        self._pairs: set[tuple[str, str, str]] = set()  # resource, object, field
        self._names: set[tuple[str, str]] = set()
        for one in told:
            if not one["certain"]:
                folder = ".".join(one["page"].split("/")[:2])
                *_, owner, name = ("", *one["path"].split("."))
                self._pairs.add((folder, owner, name))
                self._names.add((folder, name))

    def has(self, wrong: Wrong) -> bool:
        """Whether an uncertain decision was about this."""
        path = wrong.path
        if wrong.what == "extra":
            pairs = itertools.pairwise(path)
            return any((wrong.resource, *pair) in self._pairs for pair in pairs)
        return any((wrong.resource, name) in self._names for name in path)


class _Comparison:
    """Compares one resource."""

    def __init__(
        self, true: Resource, got: Resource | None, printed: Printed, into: Fidelity
    ) -> None:
        self.true = true
        self.got = got
        self.printed = printed
        self.into = into
        self.where = ""
        self.seen: set[tuple[int, int]] = set()

    def run(self) -> None:
        methods = {one.name: one for one in self.got.methods} if self.got else {}
        for method in self.true.methods:
            self._method(method, methods.pop(method.name, None))
        webhooks = {one.name: one for one in self.got.webhooks} if self.got else {}
        for webhook in self.true.webhooks:
            self._webhook(webhook, webhooks.pop(webhook.name, None))
        self.where = ""
        self._sets("operations", (), set(), set(methods))
        self._sets("webhooks", (), set(), set(webhooks))

    def _method(self, true: Method, got: Method | None) -> None:
        self.where = true.name
        self._sets("operations", (), {_operation(true)}, _all(got, _operation))
        needed = {one.path for one in true.required}
        found = {one.path for one in got.required} if got else set()
        self._sets("required paths", (), needed, found)
        groups = set(self._required_groups(true, is_truth=True))
        read = set(self._required_groups(got, is_truth=False)) if got else set()
        self._sets("required groups", (), groups, read)
        if f"{self.true.key}.{true.name}" in self.printed.returned:
            wanted = {_returned(true)}
            self._sets("returned by the SDK", (), wanted, _all(got, _returned))
        if f"{self.true.key}.{true.name}" in self.printed.queried:
            queried = set(_queried(true)), set(_queried(got) if got else ())
            self._sets("queried", (), *queried)
        self._section(true.parameters, got.parameters if got else None, ("parameters",))
        self._section(true.returns, got.returns if got else None, ("returns",))

    def _webhook(self, true: Webhook, got: Webhook | None) -> None:
        self.where = true.name
        self._sets("webhooks", (), {_hook(true)}, _all(got, _hook))
        if true.payload and f"{self.true.key}.{true.name}" in self.printed.payloads:
            self._section(true.payload, got.payload if got else None, ("payload",))

    def _section(self, true: ObjectType, got: ObjectType | None, path: Path) -> None:
        self.seen.clear()
        self._object(true, got, path)

    def _object(
        self, true: ObjectType | None, got: ObjectType | None, path: Path
    ) -> None:
        """Two objects; every pair of types once in a section."""
        if (id(true), id(got)) in self.seen:
            return
        self.seen.add((id(true), id(got)))
        wanted = {one.wire: one for one in self._shown(true)} if true else {}
        found = (
            {one.wire: one for one in got.fields if not one.undocumented} if got else {}
        )
        hidden = {one.wire for one in true.fields} - wanted.keys() if true else set()
        fields = "request fields" if path[0] == "parameters" else "answer fields"
        self._sets(fields, path, set(wanted), set(found) - hidden)
        for name in [*wanted, *(found.keys() - wanted.keys() - hidden)]:
            self._field(true, wanted.get(name), found.get(name), (*path, name))
        groups = set(self._groups(true, is_noted=True))
        without_line = set(self._groups(true, is_noted=False)) - groups
        members = set(_groups(got, found)) - without_line
        self._sets("groups", path, groups, members)

    def _field(
        self,
        owner: ObjectType | None,
        true: Field | None,
        got: Field | None,
        path: Path,
    ) -> None:
        inner = innermost(true.type) if true else None
        other = innermost(got.type) if got else None
        if true and got and owner:
            kind, read = self._kinds(owner, true, got)
            category = "vague kinds" if _is_vague(true.type) else "kinds"
            self._sets(category, path, {kind}, {read})
            if (facts := self.printed.facts.get(self._fact_key(owner, true))) is None:
                self._sets("limits", path, _limits(true), _limits(got))
            else:
                self._facts(path, true, facts, facts_of(got))
            values = isinstance(inner, EnumType) and isinstance(other, EnumType)
            if values and not isinstance(true.type, MapOf):
                self._sets("enum values", path, _values(inner), _values(other))
        if isinstance(true and true.type, MapOf):
            return
        one = inner if isinstance(inner, ObjectType) else None
        two = other if isinstance(other, ObjectType) else None
        if one or two:
            self._object(one, two, path)

    def _fact_key(self, owner: ObjectType, one: Field) -> tuple[str, str, str]:
        return self.true.key, self._owner(owner), one.wire

    def _facts(self, path: Path, true: Field, wanted: Facts, found: Facts) -> None:
        """What stands behind a description; beside that, prose may say more than types do."""
        may_say = re.search(_SAYS_LIMITS, true.description)
        known = {
            name: fact
            for name, fact in found.items()
            if name in wanted or not (may_say and name in _SAID_IN_PROSE)
        }
        self._sets("facts", path, set(_exact(wanted)), set(_exact(known)))

    def _sets(
        self, category: str, path: Path, wanted: set[Any], found: set[Any]
    ) -> None:
        """Count two sets, and note what only one of them has."""
        tally = self.into[category]
        tally.wanted += len(wanted)
        tally.found += len(found)
        tally.right += len(wanted & found)
        at = (category, self.true.key, self.where)
        if category in _ONE_BY_ONE:
            for what, names in (("missing", wanted - found), ("extra", found - wanted)):
                for name in names:
                    below = (name,) if isinstance(name, str) else tuple(map(str, name))
                    self.into.wrong.append(Wrong(*at, (*path, *below), what))
        elif wanted != found:
            self.into.wrong.append(Wrong(*at, path, f"{found} instead of {wanted}"))

    def _shown(self, owner: ObjectType) -> list[Field]:
        """The fields that some page prints."""
        key = self._owner(owner)
        return [one for one in owner.fields if (key, one.wire) in self.printed.fields]

    def _owner(self, owner: ObjectType | EnumType) -> str:
        name = owner.name
        return f"common.{name}" if owner.is_common else f"{self.true.key}.{name}"

    def _groups(
        self, owner: ObjectType | None, *, is_noted: bool
    ) -> Iterator[frozenset[str]]:
        """The groups' members that pages print; those whose ONE-OF line some page has."""
        if owner is None:
            return
        shown = {one.wire for one in self._shown(owner)}
        for group in owner.groups:
            noted = (self._owner(owner), group.name) in self.printed.groups
            members = frozenset(group.members) & shown
            if members and (noted or not is_noted):
                yield members

    def _required_groups(
        self, method: Method, *, is_truth: bool
    ) -> Iterator[tuple[str, ...]]:
        """The groups of which one is required: path and members, since their names are ours."""
        for dotted in method.exactly_one:
            noted = (f"{self.true.key}.{method.name}", dotted)
            if is_truth and noted not in self.printed.required_groups:
                continue
            *path, name = dotted.split(".")
            owner = method.parameters
            for part in path:
                step = owner.field_named(part)
                assert step is not None
                inner = innermost(step.type)
                assert isinstance(inner, ObjectType)
                owner = inner
            members = next(one.members for one in owner.groups if one.name == name)
            shown = {one.wire for one in self._shown(owner)} if is_truth else {*members}
            yield (*path, *sorted(shown.intersection(members)))

    def _kinds(self, owner: ObjectType, true: Field, got: Field) -> tuple[str, str]:
        """The kind that pages print of a field, and the one that was read.

        Where pages are vague, JSON is right: it lets everything through. So is the very kind.
        """
        key = (self._owner(owner), true.wire)
        facts = self.printed.facts.get(self._fact_key(owner, true), {})
        wanted, found = self._shape(true.type), self._shape(got.type)
        if true.type is Kind.DATETIME:
            is_told = key in self.printed.sdk_fields or "format" in facts
            return ("datetime" if is_told else "string"), found
        is_named = key in self.printed.sdk_fields or not owner.name.endswith(
            " parameters"
        )
        if not is_named and _is_primitive(innermost(true.type)) and found == "json":
            return found, found
        if self._has_no_fields(true.type) and found.endswith("json"):
            return found, found
        is_told = key in self.printed.told and innermost(true.type) is not Kind.OBJECT
        if is_told or not _is_vague(true.type):
            return wanted, found
        if _TEXTUAL & facts.keys() and wanted.startswith("list "):
            return wanted, found
        return (found if _lets_through(got.type, true.type) else wanted), found

    def _has_no_fields(self, type_: Type) -> bool:
        """Whether all that pages print of a type is its name."""
        inner = innermost(type_)
        return isinstance(inner, ObjectType) and not self._shown(inner)

    def _shape(self, type_: Type) -> str:
        """A type as pages print it."""
        if isinstance(type_, ListOf):
            return f"list {self._shape(type_.item)}"
        if isinstance(type_, MapOf):
            return f"map {self._shape(type_.item)}"
        if isinstance(type_, ObjectType):
            return "type" if type_.fields else "object"
        if isinstance(type_, EnumType):
            return "enum"
        return _PRINTED_AS.get(type_, str(type_))


def _is_vague(type_: Type) -> bool:
    """Whether pages usually say no more of a type than `array` or `object`."""
    if isinstance(type_, ListOf):
        return not isinstance(type_.item, ObjectType | EnumType)
    return isinstance(type_, MapOf) or type_ in {Kind.OBJECT, Kind.JSON}


def _is_primitive(type_: Type) -> bool:
    return isinstance(type_, Kind)


def _lets_through(wide: Type, narrow: Type) -> bool:
    """Whether every value of the narrow type is one of the wide one."""
    if isinstance(wide, ListOf) and isinstance(narrow, ListOf):
        return _lets_through(wide.item, narrow.item)
    if isinstance(wide, MapOf) and isinstance(narrow, MapOf):
        return _lets_through(wide.item, narrow.item)
    if wide is Kind.JSON:
        return True
    return wide is Kind.OBJECT and isinstance(narrow, MapOf)


def _groups(
    owner: ObjectType | None, found: Mapping[str, Field]
) -> Iterator[frozenset[str]]:
    for group in owner.groups if owner else ():
        if members := frozenset(group.members) & frozenset(found):
            yield members


def _limits(one: Field) -> set[tuple[str, object]]:
    if one.source:  # it doesn't stand on the page
        return set()
    known: set[tuple[str, object]] = set(one.limits.items())
    if one.default is not None:
        known.add(("default", str(one.default.value)))
    return known


def _exact(facts: Facts) -> Iterator[tuple[str, object]]:
    """The facts so that equal ones are equal: `"0.50"` is `0.5`."""
    for name, fact in facts.items():
        is_number = name in LIMITS_BY_NAME
        yield name, Decimal(str(fact)).normalize() if is_number else str(fact)


def _values(type_: EnumType) -> set[str]:
    return {one.value for one in type_.values if not one.deprecated}


def _operation(method: Method) -> tuple[str, ...]:
    return method.name, method.verb, method.path


def _returned(method: Method) -> tuple[str, ...]:
    is_nothing = method.sdk.returns_nothing and method.returns.fields
    return method.sdk.returns, "none" if is_nothing else ""


def _queried(method: Method) -> Iterator[tuple[str, ...]]:
    for one in method.query:
        yield one.path, *sorted(one.operators), "by", *sorted(one.sort)


def _hook(webhook: Webhook) -> tuple[str, ...]:
    return webhook.name, webhook.kind


def _all(one: Any, key: Callable[[Any], Any]) -> set[Any]:
    return {key(one)} if one is not None else set()
