"""The texts of docstrings: a spec's descriptions, and its facts in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wixgen.package.sentences import event_sentence, method_sentence
from wixgen.spec.api import (
    Bound,
    DocumentedError,
    Field,
    Limits,
    ListOf,
    Method,
    Note,
    PluginError,
    PluginMethod,
    QueryField,
    Webhook,
)
from wixgen.spec.limits import FLAGS, ITEMS, LIMITS, MEASURES, Limit

#: Words beside which a number in a description is a bound: then the same isn't said once more.
_BOUNDS = {
    "min",
    "max",
    "minimum",
    "maximum",
    "least",
    "most",
    "up",
    "limit",
    "limited",
}
_WORD = re.compile(r"\w+(?:[.-]\w+)*")


def field_doc(field: Field) -> str:
    """Say what a field means, and its facts as far as that doesn't say them already."""
    said = {*_WORD.findall(field.description.lower().replace(",", ""))}
    is_list = isinstance(field.type, ListOf)
    facts = " ".join(
        [*_limits(field.limits, said, is_list=is_list), *_facts(field, said)]
    )
    return _joined([field.description, facts, maturity(field), deprecation(field)], " ")


def _facts(field: Field, said: set[str]) -> Iterator[str]:
    """Yield the format, the default, and who sets the field."""
    if field.format and field.format.lower() not in said:
        yield f"Format: `{field.format}`."
    if field.default is not None:
        default = str(field.default.value)
        if not {"default", default.lower()} <= said:
            yield f"Wix's default: `{default}`."
    for flag in FLAGS:
        if flag.words and getattr(field, flag.name):
            yield flag.words


def note_doc(note: Note, fallback: str = "") -> str:
    """Return a description with what says how long the thing is there to stay."""
    parts = [note.description or fallback, maturity(note), deprecation(note)]
    return _joined(parts, "\n\n")


def maturity(note: Note) -> str:
    """Return how settled it is, or nothing for what is stable."""
    return (
        f"Wix calls it `{note.maturity}`: it may still change." if note.maturity else ""
    )


def deprecation(note: Note) -> str:
    """Return `Deprecated: …` with the day of its removal, or nothing."""
    if not note.deprecated:
        return _removal(note)
    told = (
        "Deprecated." if note.deprecated is True else f"Deprecated: {note.deprecated}"
    )
    return _with_removal(told, note)


def reason(note: Note) -> str:
    """Return what a user of something deprecated is told; nothing if it isn't."""
    if not note.deprecated:
        return ""
    told = "It is deprecated." if note.deprecated is True else note.deprecated
    return _with_removal(told, note)


def _with_removal(told: str, note: Note) -> str:
    """Return a sentence with the day of the removal behind it, if there is one."""
    if not note.removal_date:
        return told
    told = told.rstrip()
    return f"{told}{'' if told.endswith(('.', '!', '?')) else '.'} {_removal(note)}"


def _removal(note: Note) -> str:
    """Return from when on it may be gone, or nothing."""
    return f"Wix may remove it after {note.removal_date}." if note.removal_date else ""


def method_doc(
    method: Method, module: str, arguments: list[tuple[str, str]], returns: str
) -> str:
    """Return the docstring of a client's method, in Google's layout.

    What is so of every method stands once, at the class of the whole client.

    Args:
        method: The method.
        module: The module of its resource.
        arguments: Its keywords, with what each of them means.
        returns: What it hands back, if the annotation doesn't tell.
    """
    documented = _documented(method.errors)
    sections = [
        method.description
        or method_sentence(method.name, module)
        or method.title
        or f"Calls {method.name}.",
        maturity(method),
        deprecation(method),
        _joined([_permissions(method), _identities(method)], " "),
        f"Docs: {method.docs}" if method.docs else "",
        _section("Args", [f"{name}: {text}" for name, text in arguments if text]),
        _section("Query", list(map(_query_doc, method.query))),
        _section("Returns", [returns] if returns else []),
        _section("Raises", [f"ApiError: {documented}"] if documented else []),
    ]
    return _joined(sections, "\n\n")


def event_doc(webhook: Webhook, segment: str) -> str:
    """Return the docstring of an envelope class; an event type that isn't known ends with `segment`."""
    event_type = f"`{webhook.event_type}`"
    if not webhook.event_type:
        event_type = (
            f"not known. A delivery whose type ends with `.{segment}` is taken for this event, "
            "unless another event of unknown type has the same ending"
        )
    sections = [
        webhook.description
        or event_sentence(webhook.name)
        or webhook.title
        or f"The event {webhook.name}.",
        maturity(webhook),
        deprecation(webhook),
        f"Event type: {event_type}.",
        _permissions(webhook),
        f"Docs: {webhook.docs}" if webhook.docs else "",
    ]
    return _joined(sections, "\n\n")


def plugin_method_doc(method: PluginMethod) -> str:
    """Return the docstring of the function that registers a handler of a service plugin's method."""
    sections = [
        method.description or method.title or f"Answers {method.name}.",
        deprecation(method),
        f"Wix calls it at `{method.path}`; usable as a decorator.",
        f"Docs: {method.docs}" if method.docs else "",
    ]
    return _joined(sections, "\n\n")


def plugin_error_doc(error: PluginError) -> str:
    """Return the docstring of the class of an error that a handler may raise."""
    fallback = f"Answers Wix {error.http} `{error.code}`."
    return note_doc(error, fallback)


def _limits(limits: Limits, said: set[str], *, is_list: bool) -> Iterator[str]:
    ranges: list[str] = []
    for measure in sorted(MEASURES, key=lambda measure: measure is not ITEMS):
        given = {
            limit: limits[limit.name]
            for limit in LIMITS
            if limit.measure is measure and limit.name in limits
        }
        ends = {str(bound) for bound in given.values()}
        if ends and not (ends <= said and _BOUNDS & said):
            each = "each " if is_list and measure is not ITEMS else ""
            ranges.append(f"{each}{_range(given)}{measure.unit}")
    if ranges:
        yield f"Limits: {', '.join(ranges)}."


def _range(given: dict[Limit, Bound]) -> str:
    """Put the limits of one measure into words."""
    sides = [limit.side for limit in given if not limit.is_exclusive]
    if sides == ["lower", "upper"] and len(given) == 2:
        return " to ".join(map(str, given.values()))
    return ", ".join(limit.words.format(bound) for limit, bound in given.items())


def _query_doc(field: QueryField) -> str:
    """Say how a query can filter and sort by a field: `code: $eq, $in; sorted ASC, DESC`."""
    parts = [", ".join(f"`{operator}`" for operator in field.operators)]
    if field.sort:
        parts.append(f"sorted {', '.join(field.sort)}")
    return f"{field.path}: {'; '.join(part for part in parts if part)}"


def _documented(errors: tuple[DocumentedError, ...]) -> str:
    listed = [
        " ".join(filter(None, [str(error.http or ""), _code(error), _when(error)]))
        for error in errors
    ]
    return f"{'; '.join(listed)}." if listed else ""


def _code(error: DocumentedError) -> str:
    name = error.code or error.status
    return f"`{name}`" if name else ""


def _when(error: DocumentedError) -> str:
    return f"({error.description})" if error.description else ""


def _permissions(subject: Method | Webhook) -> str:
    """Say what permission is needed: by its scope, or where no scope is known by its ID."""
    named = [f"{name} (`{scope}`)" for name, scope in subject.permissions.items()]
    needed = named or [f"`{id_}`" for id_ in subject.permission_ids]
    return f"Needs the permission {', or '.join(needed)}." if needed else ""


def _identities(method: Method) -> str:
    """Say who may call a method where not everybody may."""
    who = ", ".join(f"`{identity}`" for identity in method.identities)
    return f"Callers: {who}." if who else ""


def _section(title: str, lines: list[str]) -> str:
    """Return a titled section; each entry is one paragraph, indented."""
    if not lines:
        return ""
    return "\n".join(
        [f"{title}:", *("    " + " ".join(line.split()) for line in lines)]
    )


def _joined(parts: list[str], separator: str) -> str:
    return separator.join(part.strip() for part in parts if part.strip())
