"""Programs that use every name of a package, with its type, as code that a type checker passes does.

Not used are names that belong to no word of a spec, but to how the package is laid out: TypedDicts that one method
alone has, classes of filters and error codes, and what is offered where several methods fit together (`changed_from`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from support.oracle.states import State
from wixgen.package.model import Annotation, Enum, Event, Method, Model, Module

HEAD = "from __future__ import annotations\n\nfrom typing import Any\n"
CONTENT = {"action": "data", "flat": "data"}
"""What the payload of a kind of event is called, where it isn't `entity`."""


def program_of(old: State, new_name: str) -> str:
    """The program that uses all of the old package, as it is written for the package with that name."""
    assert old.module is not None
    writer = _Writer(old, new_name)
    body = [line for lines in writer.parts() for line in lines]
    return "\n".join([HEAD, *writer.imports(), "", *body]) + "\n"


class _Writer:
    """Writes one program."""

    def __init__(self, old: State, new_name: str) -> None:
        assert old.module is not None
        self.module = old.module
        self.families = old.common
        self.new_name = new_name
        self.needed: set[tuple[str, str]] = set()
        self.layout = re.compile(rf"\b({'|'.join(self._layout_names()) or '-'})\b")

    def _layout_names(self) -> Iterator[str]:
        """Names that the package has for its own reasons."""
        shared = {
            f"{model.name}Dict" for module in self._modules() for model in module.models
        }
        yield from (one.name for one in self.module.dicts if one.name not in shared)
        yield from (
            one.name for one in (*self.module.filters, *self.module.sort_fields)
        )
        yield from (one.name for one in self.module.conditions if one.name)

    def _modules(self) -> Iterable[Module]:
        return (self.module, *self.families)

    def parts(self) -> Iterator[Iterator[str]]:
        """Everything that is used, part by part."""
        for module in self._modules():
            own = module.part("models")
            requested = {table.model.text for table in module.tables}
            for model in module.models:
                yield self._read(model, own)
                if model.name in requested:
                    yield self._make(model, own)
            for enum in module.enums:
                yield self._name_values(enum, own, module.part("requests"))
            yield self._write_keys(module)
        for method in self.module.methods:
            yield self._call(method)
        for event in self.module.events:
            yield self._handle(event)

    def imports(self) -> Iterator[str]:
        """The imports, from where the public names stand."""
        for module, name in sorted(self.needed):
            yield f"from {self._public(module, name)} import {name}"

    def _public(self, module: str, name: str) -> str:
        home = self.module.path
        if module.startswith("wixapi.common."):
            return f"{self.new_name}.common"
        if module == self.module.part("events") and name == self.module.events_class:
            return module.replace(
                "wixapi", self.new_name, 1
            )  # clients have it: nobody imports it
        if module.startswith(f"{home}."):
            return home.replace("wixapi", self.new_name, 1)
        return module

    def _hint(self, annotation: Annotation) -> str:
        """A type as code spells it; what only the layout names is anything."""
        text = self.layout.sub("-", annotation.text)
        text = text.replace("- | ", "").replace(" | -", "").replace("-", "Any")
        self.needed |= {
            one for one in annotation.imports if not self.layout.fullmatch(one[1])
        }
        return text

    def _own(self, module: str, name: str) -> str:
        self.needed.add((module, name))
        return name

    def _read(self, model: Model, own: str) -> Iterator[str]:
        yield f"def read_{model.name}(one: {self._own(own, model.name)}) -> None:"
        for field in model.fields:
            none = "" if field.always else " | None"
            yield f"    read_{field.name}: {self._hint(field.annotation)}{none} = one.{field.name}"
        for group in model.one_ofs:
            yield f"    print(one.{group.name})"
        yield "    print(one)"

    def _make(self, model: Model, own: str) -> Iterator[str]:
        fields = [field for field in model.fields if field.name.isidentifier()]
        given = "".join(f", {one.name}: {self._hint(one.annotation)}" for one in fields)
        passed = ", ".join(f"{one.name}={one.name}" for one in fields)
        yield f"def make_{model.name}(any_: Any{given}) -> {self._own(own, model.name)}:"
        yield f"    return {model.name}({passed})"

    def _name_values(self, enum: Enum, own: str, requests: str) -> Iterator[str]:
        self._own(own, enum.name)
        yield from (
            f"{enum.name}_{member.name}: {enum.name} = {enum.name}.{member.name}"
            for member in enum.members
        )
        if enum.accepted_name:
            self._own(requests, enum.accepted_name)
            yield from (
                f"{enum.name}_{number}_accepted: {enum.accepted_name} = {value!r}"
                for number, value in enumerate(enum.values)
            )

    def _write_keys(self, module: Module) -> Iterator[str]:
        for made in module.dicts:
            if self.layout.fullmatch(made.name):
                continue
            keys = "".join(
                f", {key.name}: {self._hint(key.annotation)}" for key in made.keys
            )
            name = self._own(module.part("requests"), made.name)
            yield f"def write_{made.name}(into: {name}{keys}) -> None:"
            yield from (f"    into[{key.name!r}] = {key.name}" for key in made.keys)
            yield "    print(into)"

    def _call(self, method: Method) -> Iterator[str]:
        result = self._hint(method.result)
        for prefix, word, waits in (("", "def", ""), ("Async", "async def", "await ")):
            client = self._own(
                self.module.part("client"), f"{prefix}{self.module.class_name}"
            )
            handed = result
            if method.is_paged:
                handed = (
                    f"{self._own('wixapi._http.pager', f'{prefix}Pager')}[{result}]"
                )
            least = [one for one in method.parameters if one.required]
            for kind, chosen in (("all", [*method.parameters]), ("least", least)):
                given = "".join(
                    f", {one.name}: {self._hint(one.annotation)}" for one in chosen
                )
                passed = ", ".join(f"{one.name}={one.name}" for one in chosen)
                yield f"{word} call_{prefix}_{kind}_{method.name}(client: {client}{given}) -> {handed}:"
                yield f"    return {'' if method.is_paged else waits}client.{method.name}({passed})"

    def _handle(self, event: Event) -> Iterator[str]:
        events = self.module.part("events")
        self._own(events, event.name)
        base = self._own("wixapi._webhooks.events", event.base)
        content = self._hint(event.content)
        attribute = CONTENT.get(event.kind, "entity")
        yield f"def handle_{event.name}(event: {event.name}) -> None:"
        yield f"    envelope: {base}[{content}] = event"
        yield f"    content: {content} | None = event.{attribute}"
        yield "    print(envelope, content)"
        registrar = self._own(events, self.module.events_class)
        yield f"def register_{event.name}(events: {registrar}) -> None:"
        yield f"    events.{event.registrar}(handle_{event.name})"
