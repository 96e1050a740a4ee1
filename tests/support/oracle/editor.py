"""What random edits are made with: the specs that are edited, and the list of all kinds of edits.

An edit changes the data of specs in place. It raises `Unfit` where there is nothing of its kind to change.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from support.committed import COMMON
from support.oracle.specs import Specs
from wixgen.spec.api import Kind

Data = dict[str, Any]
Edit = Callable[["Editor"], None]
KINDS: dict[str, Edit] = {}
"""Every kind of edit, by its name."""
PRIMITIVES = tuple(str(one) for one in Kind if one is not Kind.UNKNOWN)
"""The types that have no name of their own."""


class Unfit(Exception):  # noqa: N818 - another edit is made instead
    """There is nothing that such an edit could change."""


def kind(edit: Edit) -> Edit:
    """Add a function to the kinds."""
    KINDS[edit.__name__] = edit
    return edit


class Editor:
    """Specs that are being edited: the resource and its common types."""

    def __init__(self, specs: Specs, rng: Random) -> None:
        self.specs = deepcopy(specs)
        self.rng = rng
        self.path = next(path for path in specs if path != COMMON)
        self.spec: Data = self.specs[self.path]
        self.common: Data = self.specs[COMMON]["types"]

    def types(self) -> list[Data]:
        """The types of the resource, and the common ones but that of every event."""
        own = [*self.spec.get("types", {}).values()]
        return own + [
            one for name, one in self.common.items() if name != "EventMetadata"
        ]

    def objects(self) -> list[Data]:
        """Mappings of fields: of types, parameters and answers."""
        found = [one["fields"] for one in self.types() if "fields" in one]
        for method in self.methods():
            found += [
                method[part] for part in ("parameters", "returns") if part in method
            ]
        return found

    def holders(self) -> list[Data]:
        """Mappings that hold fields: objects, and groups in them."""
        groups = [
            one["one_of"]
            for fields in self.objects()
            for one in fields.values()
            if is_group(one)
        ]
        return self.objects() + groups

    def methods(self) -> list[Data]:
        """The methods."""
        return [*self.spec.get("methods", {}).values()]

    def webhooks(self) -> list[Data]:
        """The webhooks."""
        return [*self.spec.get("webhooks", {}).values()]

    def pick(self, found: Any) -> Any:
        """One of several."""
        choices = [*found]
        if not choices:
            raise Unfit
        return self.rng.choice(choices)

    def field(
        self, fits: Callable[[Data], bool] = lambda _: True
    ) -> tuple[Data, str, Data]:
        """A field: what holds it, its name, its declaration with every key spelt out."""
        holder, wire = self.pick(
            (fields, wire)
            for fields in self.holders()
            for wire, one in fields.items()
            if not is_group(one) and fits(spelt(one))
        )
        holder[wire] = spelt(holder[wire])
        return holder, wire, holder[wire]

    def references(self, name: str, new: str) -> None:
        """Let whatever refers to a type of the resource refer to another one."""
        for fields in self.holders():
            for wire, one in fields.items():
                if not is_group(one):
                    said = spelt(one)
                    said["type"] = _renamed(said["type"], name, new)
                    fields[wire] = said
        for hook in self.webhooks():
            for key in ("entity", "data"):
                if hook.get(key) == name:
                    hook[key] = new


def is_group(one: object) -> bool:
    """Whether an entry of fields is a one-of group."""
    return isinstance(one, dict) and "one_of" in one


def spelt(one: object) -> Data:
    """The declaration of a field with every key spelt out."""
    return {"type": one} if isinstance(one, str) else dict(one)  # type: ignore[call-overload]


def _renamed(type_: str, old: str, new: str) -> str:
    """A type in which one name stands for another."""
    head, bracket, rest = type_.rpartition("[")
    name, closing = rest.rstrip("]"), rest[len(rest.rstrip("]")) :]
    return f"{head}{bracket}{new if name == old else name}{closing}"


def rename_key(data: Data, old: str, new: str) -> None:
    """Give an entry another name and leave it where it stands."""
    entries = [(new if key == old else key, value) for key, value in data.items()]
    data.clear()
    data.update(entries)


def fresh(editor: Editor) -> str:
    """A name that nothing has."""
    return "fresh" + "".join(editor.rng.choices("BDFGHKLMN", k=4)).capitalize()


def put(editor: Editor, fields: Data, wire: str, value: Any) -> None:
    """Add an entry somewhere among the others."""
    entries = [*fields.items()]
    entries.insert(editor.rng.randint(0, len(entries)), (wire, value))
    fields.clear()
    fields.update(entries)
