"""Compare pages with specs, field by field, and report each difference with both places.

These differences are no drift: descriptions, facts that this kind of page never prints (formats,
read-only, immutable, event types), fields that a view leaves out (read-only and deprecated ones), and
whatever a `correction:` or a `source:` in the spec explains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from wixgen.diagnostics import Place
from wixgen.pages.nesting.resolve_pages import ResolvedPage, required_paths
from wixgen.pages.parse.facts import http_of, method_name, webhook_name
from wixgen.pages.transcribe.drafts import DraftField, DraftType
from wixgen.pages.transcribe.merge import Types
from wixgen.pages.transcribe.transcriber import (
    Method,
    ObjectDraft,
    Transcriber,
    Webhook,
)
from wixgen.spec import api
from wixgen.spec.api import EnumType, Kind, ListOf, MapOf, ObjectType
from wixgen.spec.limits import LIMITS
from wixgen.spec.types import innermost

#: The kinds that a page's primitive may be in a spec, which knows formats.
_SAME = {
    "string": {
        Kind.STRING,
        Kind.GUID,
        Kind.INT64,
        Kind.DECIMAL,
        Kind.DATETIME,
        Kind.JSON,
    },
    "datetime": {Kind.DATETIME},
    "guid": {Kind.GUID},
    "int32": {Kind.INT32},
    "int64": {Kind.INT64},
    "decimal": {Kind.DECIMAL},
    "integer": {Kind.INTEGER, Kind.INT32, Kind.INT64},
    "number": {Kind.NUMBER, Kind.INTEGER, Kind.INT32},
    "boolean": {Kind.BOOLEAN},
    "object": {Kind.OBJECT, Kind.JSON},
    "json": set(Kind),
}


@dataclass(frozen=True, order=True)
class Drift:
    """One difference; the side that lacks something has the place of what should hold it."""

    where: str  # `calendar.participations.createParticipation: participation.partySize`
    what: str
    page: Place
    spec: Place


@dataclass
class Comparison:
    """A comparison of the pages of one resource with its spec."""

    types: Types
    found: list[Drift] = dataclass_field(default_factory=list[Drift])
    _seen: set[tuple[str, int]] = dataclass_field(default_factory=set[tuple[str, int]])

    def method(self, shown: Method, known: api.Method, key: str) -> None:
        """Compare a method page with the method of the spec."""
        page = shown.resolved.page
        where = f"{key}.{known.name}"
        report = self._reporter(where, page.at, known.at)
        if http_of(page) != f"{known.verb} {known.path}":
            report(
                "",
                f"the page has `{http_of(page)}`, the spec `{known.verb} {known.path}`",
            )
        self._required(
            required_paths(page.rest),
            [required.path for required in known.required],
            report,
        )
        scopes = {scope.name: scope.scope for scope in page.scopes}
        self._sets(
            "permission", set(scopes.items()), set(known.permissions.items()), report
        )
        errors = {
            (error.http, error.code or error.status)
            for error in (
                page.rest.schema.errors if page.rest and page.rest.schema else []
            )
        }
        self._sets(
            "error",
            errors,
            {(error.http, error.code or error.status) for error in known.errors},
            report,
        )
        self._fields(
            shown.parameters, known.parameters, where, "", known.path_parameters
        )
        self._fields(shown.returns, known.returns, where, "returns", ())

    def webhook(self, shown: Webhook, known: api.Webhook, key: str) -> None:
        """Compare a webhook page with the webhook of the spec."""
        where = f"{key}.{known.name}"
        report = self._reporter(where, shown.resolved.page.at, known.at)
        if shown.kind != known.kind:
            report(
                "",
                f"the page shows a webhook of kind `{shown.kind}`, the spec `{known.kind}`",
            )
        payload = shown.payload.type if shown.payload else None
        if isinstance(payload, DraftType) and known.payload is not None:
            merged = self.types.merged[self.types.name(payload) or ""]
            self._object(merged, known.payload, where, "")
        if known.correction:
            return
        word = "data" if known.kind == "action" else "entity"
        is_typed = payload is not None and not isinstance(payload, str)
        for path, page_has, spec_has in (
            (word, payload is not None, known.payload is not None),
            ("modifiedFields", shown.has_modified_fields, known.modified_fields),
        ):
            if page_has and not spec_has and (path != word or is_typed):
                report(path, "the page has it, the spec doesn't")
            elif spec_has and not page_has and not known.source:
                report(path, "the spec has it, the page doesn't")

    def object_page(self, shown: ObjectDraft, known: api.Resource) -> Iterator[Drift]:
        """Compare an object page with the type of the spec; yields a drift if the spec has no such type.

        Types that fields of other pages have led to already are not compared again.
        """
        name = shown.name(self.types)
        if any(name == seen for seen, _ in self._seen):
            return
        declared = next((type_ for type_ in known.types if type_.name == name), None)
        if isinstance(declared, ObjectType):
            self._object(self.types.merged[name], declared, f"{known.key}.{name}", "")
        else:
            yield _unknown(f"{known.key}.{name}", shown.resolved.page.at, known.at)

    def _reporter(
        self, where: str, page: Place, spec: Place
    ) -> Callable[[str, str], None]:
        def report(path: str, what: str) -> None:
            self.found.append(
                Drift(f"{where}: {path}" if path else where, what, page, spec)
            )

        return report

    def _required(
        self, shown: list[str], known: list[str], report: Callable[[str, str], None]
    ) -> None:
        for path in shown:
            if path not in known:
                report(path, "the page requires it, the spec doesn't")
        for path in known:
            if path not in shown:
                report(path, "the spec requires it, the page doesn't")

    def _sets(
        self,
        what: str,
        shown: Iterable[tuple[object, ...]],
        known: Iterable[tuple[object, ...]],
        report: Callable[[str, str], None],
    ) -> None:
        pages, specs = set(shown), set(known)
        for value in sorted(pages - specs, key=str):
            report("", f"the page has the {what} {_words(value)}, the spec doesn't")
        for value in sorted(specs - pages, key=str):
            report("", f"the spec has the {what} {_words(value)}, the page doesn't")

    def _fields(
        self,
        shown: Mapping[str, DraftField],
        known: ObjectType,
        where: str,
        prefix: str,
        unprinted: Iterable[str],
    ) -> None:
        """Compare the fields of one object; those named in `unprinted` stand in the URL alone."""
        for name, field in shown.items():
            path = f"{prefix}.{name}" if prefix else name
            declared = known.field_named(name)
            if declared is None:
                what = "the page has it, the spec doesn't"
                self.found.append(
                    Drift(f"{where}: {path}", what, field.at, known.note.at)
                )
            elif not declared.correction:
                self._field(field, declared, where, path)
        for declared in known.fields:
            if (
                declared.wire in shown
                or declared.wire in unprinted
                or _is_hidden(declared)
            ):
                continue
            path = f"{prefix}.{declared.wire}" if prefix else declared.wire
            place = next((field.at for field in shown.values()), Place(""))
            self.found.append(
                Drift(
                    f"{where}: {path}",
                    "the spec has it, the page doesn't",
                    place,
                    declared.at,
                )
            )

    def _field(
        self, field: DraftField, declared: api.Field, where: str, path: str
    ) -> None:
        for what in _differences(field, declared, self.types):
            self.found.append(Drift(f"{where}: {path}", what, field.at, declared.at))
        inner = innermost(declared.type)
        if not isinstance(field.type, str) and isinstance(inner, ObjectType):
            name = self.types.name(field.type)
            if name in self.types.merged:
                self._object(self.types.merged[name], inner, where, path)

    def _object(
        self, shown: DraftType, known: ObjectType, where: str, path: str
    ) -> None:
        if (shown.name, id(known)) in self._seen or shown.is_enum:
            return
        self._seen.add((shown.name, id(known)))
        self._fields(shown.fields, known, where, path, ())
        self._groups(shown, known, where, path)

    def _groups(
        self, shown: DraftType, known: ObjectType, where: str, path: str
    ) -> None:
        """Compare one-of groups, of which a page may show some members alone."""
        groups = {frozenset(group.members) for group in shown.groups}
        declared = {frozenset(group.members): group for group in known.groups}
        for members in groups:
            if not any(members <= all_members for all_members in declared):
                what = f"the page has a one-of of {', '.join(sorted(members))}, the spec doesn't"
                self.found.append(
                    Drift(f"{where}: {path}", what, shown.at, known.note.at)
                )
        for members, group in declared.items():
            is_apart = members <= shown.fields.keys() and groups.isdisjoint({members})
            if is_apart and not (group.source or group.correction):
                what = f"the spec has a one-of of {', '.join(sorted(members))}, the page doesn't"
                self.found.append(Drift(f"{where}: {path}", what, shown.at, group.at))


def compare(
    transcriber: Transcriber,
    methods: list[Method],
    webhooks: list[Webhook],
    objects: list[ObjectDraft],
    known: api.Resource,
) -> Iterator[Drift]:
    """Yield the drift between the pages of one resource and its spec.

    A method, webhook or object that the spec doesn't have is drift, too.

    Args:
        transcriber: The transcriber that has drafted the pages.
        methods: The drafts of the method pages.
        webhooks: The drafts of the webhook pages.
        objects: The drafts of the object pages.
        known: The resource as its spec has it.
    """
    comparison = Comparison(transcriber.types)
    by_name = {method.name: method for method in known.methods}
    for method in methods:
        name = method_name(method.resolved.page)
        if name in by_name:
            comparison.method(method, by_name[name], known.key)
        else:
            yield _unknown(f"{known.key}.{name}", method.resolved.page.at, known.at)
    hooks = {webhook.name: webhook for webhook in known.webhooks}
    for webhook in webhooks:
        name = webhook_name(webhook.resolved.page)
        if name in hooks:
            comparison.webhook(webhook, hooks[name], known.key)
        else:
            yield _unknown(f"{known.key}.{name}", webhook.resolved.page.at, known.at)
    for object_page in objects:
        yield from comparison.object_page(object_page, known)
    yield from dict.fromkeys(comparison.found)


def _unknown(where: str, page: Place, spec: Place) -> Drift:
    return Drift(where, "the page documents it, no spec does", page, spec)


def _differences(field: DraftField, declared: api.Field, types: Types) -> Iterator[str]:
    """Yield the differences between a page's and a spec's declaration of one field, in words."""
    inner = innermost(declared.type)
    is_list = isinstance(declared.type, ListOf)
    kind = field.type if isinstance(field.type, str) else ""
    if (
        field.is_list != is_list
        and not isinstance(declared.type, MapOf)
        and kind != "json"
    ):
        yield f"the page has {'a list' if field.is_list else 'no list'}, the spec `{_name(declared.type)}`"
    elif (
        kind and isinstance(inner, Kind) and inner not in _SAME[kind] and field.is_sure
    ):
        yield f"the page has `{kind}`, the spec `{inner}`"
    elif (
        kind
        and not isinstance(inner, Kind)
        and kind not in {"object", "json"}
        and field.is_sure
    ):
        yield f"the page has `{kind}`, the spec `{_name(declared.type)}`"
    elif not kind and isinstance(inner, EnumType):
        name = types.name(field.type) if not isinstance(field.type, str) else None
        shown = types.merged[name].values if name in types.merged else {}
        values = [value.value for value in inner.values]
        for value in shown:
            if value not in values:
                yield f"the page has the value `{value}`, the spec doesn't"
        for value in values:
            if shown and value not in shown:
                yield f"the spec has the value `{value}`, the page doesn't"
    yield from _facts(types.facts(field), declared)


def _facts(facts: Mapping[str, object], declared: api.Field) -> Iterator[str]:
    for limit in LIMITS:
        shown, known = facts.get(limit.name), declared.limits.get(limit.name)
        if shown != known and not (shown is None and declared.source):
            yield f"`{limit.name}` is {_said(shown)} on the page, {_said(known)} in the spec"
    shown, known = facts.get("default"), (
        declared.default.value if declared.default else None
    )
    if shown != known and not (shown is None and declared.source):
        yield f"`default` is {_said(shown)} on the page, {_said(known)} in the spec"


def _is_hidden(field: api.Field) -> bool:
    """Return whether a view may leave the field out, or the spec explains why the page lacks it."""
    return bool(
        field.read_only
        or field.deprecated
        or field.undocumented
        or field.half
        or field.source
        or field.correction
    )


def _name(type_: api.Type) -> str:
    match type_:
        case ListOf():
            return f"list[{_name(type_.item)}]"
        case MapOf():
            return f"map[{_name(type_.item)}]"
        case ObjectType() | EnumType():
            return type_.name
        case _:
            return str(type_)


def _said(value: object) -> str:
    return "missing" if value is None else f"`{value}`"


def _words(values: tuple[object, ...]) -> str:
    return ": ".join(f"`{part}`" for part in values)


def without_spec(
    key: tuple[str, str], resolved_pages: Iterable[ResolvedPage]
) -> Iterator[Drift]:
    """Yield a drift for each page of a resource that has no spec."""
    for resolved in resolved_pages:
        where = f"{'.'.join(key)}: {resolved.page.name}"
        yield _unknown(where, resolved.page.at, Place(""))
