"""Shows a breaking change as Python: what code said before, and what it says now.

Who sends writes calls, models and dicts; who gets reads attributes; who consumes events reads their content. A
finding shows what those write for whom it is breaking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wixgen.diff.finding import Finding
from wixgen.diff.rules import Consumer, Verdict
from wixgen.package import names
from wixgen.package.distribution import IMPORT_NAME

#: The indentation below a list's item.
_INDENT = "  "


@dataclass(frozen=True)
class Shown:
    """Code before and now; "" where there is none any more."""

    before: str
    now: str


def before_after(finding: Finding, import_name: str = IMPORT_NAME) -> Iterator[str]:
    """Yield the lines of a fenced block with code before and now; none where nothing breaks or can be shown."""
    shown = [*_shown(finding, import_name)]
    if not shown:
        return
    yield ""
    yield f"{_INDENT}```python"
    for one in shown:
        for code, word in ((one.before, "before"), (one.now, "now")):
            if code:
                said, _, note = code.partition("  # ")
                yield f"{_INDENT}{said}  # {word}{f': {note}' if note else ''}"
    yield f"{_INDENT}```"


def _shown(finding: Finding, import_name: str) -> Iterator[Shown]:
    breaking = {
        consumer
        for consumer, verdict in finding.verdicts.items()
        if verdict is Verdict.BREAKING
    }
    if not breaking:
        return
    id = finding.rule.id
    if id.startswith("resource-"):
        yield _of_resource(finding, import_name)
    elif id in _CALLS:
        yield _CALLS[id](_Call(finding))
    elif id in _WHOLE:
        yield _of_class(finding, import_name)
    elif id in _EVENTS:
        yield _of_event(finding)
    elif "." in finding.python:
        yield from _of_part(finding, breaking)


def _module(resource: str) -> str:
    """Return where a client has a resource, and an import its module: `demo.things`."""
    package, dot, module = resource.partition(".")
    if not dot:
        return resource
    return f"{names.package_name(package)}.{names.module_name(module)}"


def _of_resource(finding: Finding, import_name: str) -> Shown:
    lines = [
        f"import {import_name}.{_module(key)}" if isinstance(key, str) else ""
        for key in (finding.old, finding.new)
    ]
    return Shown(lines[0], lines[1])


_WHOLE = {
    "type-removed",
    "type-renamed",
    "type-python-name-changed",
    "type-kind-changed",
    "webhook-removed",
    "plugin-error-removed",
}
"""Rules of classes, which code imports by their names."""


def _of_class(finding: Finding, import_name: str) -> Shown:
    old, new = finding.names
    where = f"from {import_name}.{_module(finding.resource)} import "
    if finding.rule.id == "type-kind-changed":
        return Shown(f"{where}{new}  # {finding.old}", f"{where}{new}  # {finding.new}")
    is_gone = finding.rule.id.endswith("-removed")
    return Shown(f"{where}{old}", "" if is_gone else f"{where}{new}")


_EVENTS = {
    "webhook-renamed",
    "webhook-kind-changed",
    "webhook-entity-changed",
    "webhook-entity-removed",
    "modified-fields-removed",
    "event-type-changed",
}
"""Rules of webhooks, of which code has an event in its hands."""


def _of_event(finding: Finding) -> Shown:
    old, new = finding.names
    match finding.rule.id:
        case "webhook-renamed" if finding.fact:  # the handler's name
            where = f"hooks.{_module(finding.resource)}"
            return Shown(f"{where}.{old}(handler)", f"{where}.{new}(handler)")
        case "webhook-renamed":
            where = _module(finding.resource).rpartition(".")[2]
            return Shown(f"@hooks.on({where}.{old})", f"@hooks.on({where}.{new})")
        case "modified-fields-removed":
            return Shown("event.modified_fields", "")
        case "event-type-changed":
            code = f"{finding.python}.event_type  # "
            return Shown(f"{code}{finding.old}", f"{code}{finding.new}")
        case "webhook-kind-changed":
            return Shown(
                f"event.{old}  # {finding.old}", f"event.{new}  # {finding.new}"
            )
        case _:
            now = finding.new or "free JSON, or nothing"
            return Shown(f"event.{old}  # {finding.old}", f"event.{new}  # {now}")


class _Call:
    """A call of the method that a finding is about."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        self.method, _, self.rest = finding.python.partition(".")

    def of(self, arguments: str = "...", method: str = "") -> str:
        """Return the call."""
        where = f"client.{_module(self.finding.resource)}"
        return f"{where}.{method or self.method}({arguments})"

    def removed(self) -> Shown:
        """Return a call of what is gone."""
        return Shown(self.of(), "")

    def renamed(self) -> Shown:
        """Return a call by both names."""
        old, new = self.finding.names
        return Shown(self.of(method=old), self.of(method=new))

    def without(self) -> Shown:
        """Return a call with a keyword that is gone, and without it."""
        return Shown(self.of(f"{self.rest}=..."), self.of())

    def with_other(self) -> Shown:
        """Return a call with a keyword that has another name."""
        old, new = self.finding.names
        return Shown(self.of(f"{old}=..."), self.of(f"{new}=..."))

    def with_new(self) -> Shown:
        """Return a call without and with what is required."""
        parameter, *below = self.rest.split(".")
        if not below:
            return Shown(self.of(), self.of(f"{parameter}=..."))
        return Shown(
            self.of(f"{parameter}={_dict(below[:-1])}"),
            self.of(f"{parameter}={_dict(below)}"),
        )

    def with_one(self) -> Shown:
        """Return a call without and with a member of a group."""
        *above, group = self.rest.split(".")
        parameter = f"{above[0]}={_dict(above[1:])}" if above else "..."
        call = self.of(parameter)
        return Shown(call, f"{call}  # with one of the group {group}")

    def with_operator(self) -> Shown:
        """Return a call with an operator that can't be used any more."""
        path = self.rest
        operator = self.finding.old
        return Shown(self.of(f'filter={{"{path}": {{"{operator}": ...}}}}'), self.of())

    def in_order(self) -> Shown:
        """Return a call with a sort order that can't be used any more."""
        order = f'{{"field_name": "{self.rest}", "order": "{self.finding.old}"}}'
        return Shown(self.of(f"sort=[{order}]"), self.of())

    def handing_back(self) -> Shown:
        """Return what is done with what a call hands back."""
        old, new = self.finding.names
        return Shown(
            self._taken(self.finding.old, old, new),
            self._taken(self.finding.new, new, old),
        )

    def _taken(self, value: object, name: str, other: str) -> str:
        """Return code that takes what is handed back: nothing, a field, or the answer with that other field."""
        if value == "nothing":
            return self.of()
        if value == "the answer":
            return (
                f"{other} = {self.of()}.{other}" if other else f"answer = {self.of()}"
            )
        return f"{name} = {self.of()}"

    def paged(self) -> Shown:
        """Return a call whose answer is read at once, and one through whose items code walks."""
        once, walked = f"answer = {self.of()}", f"for item in {self.of()}: ..."
        is_added = self.finding.rule.id == "paging-added"
        return Shown(once, walked) if is_added else Shown(walked, once)

    def items(self) -> Shown:
        """Return a walk through items of another type."""
        walked = f"for item in {self.of()}: ..."
        return Shown(
            f"{walked}  # {self.finding.old}", f"{walked}  # {self.finding.new}"
        )


_CALLS: dict[str, Callable[[_Call], Shown]] = {
    "method-removed": _Call.removed,
    "deprecated-method-removed": _Call.removed,
    "media-type-changed": _Call.removed,
    "method-renamed": _Call.renamed,
    "parameter-removed": _Call.without,
    "idempotency-key-removed": _Call.without,
    "parameter-renamed": _Call.with_other,
    "required-parameter-added": _Call.with_new,
    "required-added": _Call.with_new,
    "exactly-one-added": _Call.with_one,
    "query-operator-removed": _Call.with_operator,
    "query-order-removed": _Call.in_order,
    "sdk-returns-changed": _Call.handing_back,
    "paging-added": _Call.paged,
    "paging-removed": _Call.paged,
    "paging-item-type-changed": _Call.items,
}
"""What shows the rules of methods."""


def _dict(keys: list[str]) -> str:
    """Return a dict with one key in the other: `{"a": {"b": ...}}`."""
    if not keys:
        return "{...}"
    inner = "..." if len(keys) == 1 else _dict(keys[1:])
    return f'{{"{keys[0]}": {inner}}}'


def _of_part(finding: Finding, breaking: set[Consumer]) -> Iterator[Shown]:
    """Yield how a part of a class, or of a call, is sent and read."""
    owner, _, last = finding.python.rpartition(".")
    old, new = finding.names if any(finding.names) else (last, last)
    if finding.rule.id.startswith("enum-value"):
        is_gone = finding.rule.id.endswith("-removed")
        yield Shown(f"{owner}.{old}", "" if is_gone else f"{owner}.{new}")
        return
    if Consumer.SENDS in breaking:
        yield _sent(finding, _made(finding, owner), (old, new))
    if breaking - {Consumer.SENDS}:
        holder = names.snake(owner) if owner[:1].isupper() else "answer"
        yield _read(finding, holder, (old, new))


def _made(finding: Finding, owner: str) -> str:
    """Return the head of what takes keywords: the class, or the call of a method."""
    if owner[:1].isupper():
        return owner
    return f"client.{_module(finding.resource)}.{owner}"


def _sent(finding: Finding, head: str, told: tuple[str, str]) -> Shown:
    old, new = told
    match finding.rule.id:
        case "group-added":
            members = [names.field_name(wire) for wire in finding.new]
            both = ", ".join(f"{name}=..." for name in members[:2])
            return Shown(
                f"{head}({both})", f"{head}({members[0]}=...)  # or another one"
            )
        case "group-member-drawn-in" | "exactly-one-narrowed":
            head, _, group = head.rpartition(".")
            word = "at most" if finding.new else "not"
            code = f"{head}({old}=...)"
            return Shown(code, f"{code}  # {word} one of the group {group}")
        case "read-only-set":
            return Shown(
                f"{head}({old}=...)",
                f"{head}(...)  # {old} is left out when it is sent",
            )
        case "field-became-undocumented":
            return Shown(f"{head}({old}=...)", f'{{"{old}": ...}}')
        case "limit-tightened":
            return Shown(
                f"{head}({old}=...)  # {finding.fact}: {finding.old}",
                f"{head}({old}=...)  # {finding.fact}: {finding.new}",
            )
        case "field-type-changed":
            return Shown(
                f"{head}({old}=...)  # {finding.old}",
                f"{head}({old}=...)  # {finding.new}",
            )
        case "field-removed":
            return Shown(f"{head}({old}=...)", f"{head}(...)")
        case _:
            return Shown(f"{head}({old}=...)", f"{head}({new}=...)")


def _read(finding: Finding, holder: str, told: tuple[str, str]) -> Shown:
    old, new = told
    match finding.rule.id:
        case "field-removed" | "group-removed":
            return Shown(f"{holder}.{old}", "")
        case "field-became-undocumented":
            wire = finding.path.rpartition(".")[2]
            return Shown(f"{holder}.{old}", f'{holder}.model_extra["{wire}"]')
        case "field-type-changed":
            return Shown(
                f"{holder}.{old}  # {finding.old}", f"{holder}.{old}  # {finding.new}"
            )
        case "always-unset":
            return Shown(f"{holder}.{old}", f"{holder}.{old}  # or None")
        case _:
            return Shown(f"{holder}.{old}", f"{holder}.{new}")
