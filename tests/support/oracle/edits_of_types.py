"""Random edits of types: their names, fields and limits."""

from __future__ import annotations

from support.oracle.editor import (
    PRIMITIVES,
    Editor,
    Unfit,
    fresh,
    kind,
    put,
    rename_key,
)

# --- types


@kind
def add_a_type(editor: Editor) -> None:
    """Add a type."""
    types = editor.spec.setdefault("types", {})
    types["FreshType"] = editor.pick(
        [{"fields": {"a": "string"}}, {"enum": {"A": "One."}}]
    )


@kind
def remove_a_type(editor: Editor) -> None:
    """Remove a type."""
    types = editor.pick([editor.spec.get("types", {}), editor.common])
    del types[editor.pick(types)]


@kind
def rename_a_type(editor: Editor) -> None:
    """Rename a type."""
    types = editor.spec.get("types", {})
    old = editor.pick(types)
    new = editor.pick([f"{old}Info", "FreshName"])
    rename_key(types, old, new)
    editor.references(old, new)
    if editor.spec.get("entity") == old:
        editor.spec["entity"] = new


@kind
def name_a_type(editor: Editor) -> None:
    """Name a type."""
    type_ = editor.pick(editor.types())
    if type_.pop("name", None) is None:
        type_["name"] = "FreshClass"


@kind
def rename_a_type_but_not_its_class(editor: Editor) -> None:
    """Rename a type but not its class."""
    types = editor.spec.get("types", {})
    old = editor.pick(types)
    rename_key(types, old, "FreshName")
    types["FreshName"].setdefault("name", old)
    editor.references(old, "FreshName")


@kind
def change_the_kind_of_a_type(editor: Editor) -> None:
    """Change the kind of a type."""
    type_ = editor.pick(editor.types())
    if type_.pop("fields", None) is not None:
        type_["enum"] = {"A": "One.", "B": "Another."}
    else:
        del type_["enum"]
        type_["fields"] = {"a": "string"}


@kind
def move_a_type_to_common(editor: Editor) -> None:
    """Move a type to common."""
    types = editor.spec.get("types", {})
    name = editor.pick(types)
    text = str(types[name])
    if any(other in text for other in types if other != name) or name in editor.common:
        raise Unfit
    editor.references(name, f"common.{name}")
    editor.common[name] = types.pop(name)


# --- fields


@kind
def add_a_field(editor: Editor) -> None:
    """Add a field."""
    put(editor, editor.pick(editor.holders()), fresh(editor), editor.pick(PRIMITIVES))


@kind
def remove_a_field(editor: Editor) -> None:
    """Remove a field."""
    holder, wire, _ = editor.field()
    del holder[wire]


@kind
def rename_a_field(editor: Editor) -> None:
    """Rename a field."""
    holder, wire, _ = editor.field()
    rename_key(holder, wire, editor.pick([f"{wire}Value", fresh(editor)]))


@kind
def name_a_field(editor: Editor) -> None:
    """Name a field."""
    _, _, said = editor.field()
    if said.pop("name", None) is None:
        said["name"] = "fresh_name"


@kind
def rename_a_field_but_not_its_attribute(editor: Editor) -> None:
    """Rename a field but not its attribute."""
    holder, wire, said = editor.field(lambda one: "name" not in one)
    if not wire.islower():
        raise Unfit
    said["name"] = wire
    rename_key(holder, wire, f"{wire}Value")


def _turn(editor: Editor, flag: str) -> None:
    """Set a flag of a field, or take it away where there is one that has it."""
    has_it = editor.rng.random() < 0.4
    try:
        said = editor.field(lambda one: bool(one.get(flag)) == has_it)[2]
    except Unfit:
        said = editor.field()[2]
    said[flag] = not said.pop(flag, False)


@kind
def turn_read_only(editor: Editor) -> None:
    """Turn read only."""
    _turn(editor, "read_only")


@kind
def turn_immutable(editor: Editor) -> None:
    """Turn immutable."""
    _turn(editor, "immutable")


@kind
def turn_undocumented(editor: Editor) -> None:
    """Turn undocumented."""
    _turn(editor, "undocumented")


@kind
def turn_always(editor: Editor) -> None:
    """Turn always."""
    _turn(editor, "always")


_DEFAULTS = {"boolean": True, "string": "aaa", "integer": 6}


@kind
def add_a_default(editor: Editor) -> None:
    """Add a default."""
    said = editor.field(lambda one: "default" not in one and one["type"] in _DEFAULTS)[
        2
    ]
    said["default"] = _DEFAULTS[said["type"]]


@kind
def change_a_default(editor: Editor) -> None:
    """Change a default."""
    said = editor.field(lambda one: "default" in one and one["type"] in _DEFAULTS)[2]
    said["default"] = {"boolean": not said["default"]}.get(
        said["type"], _DEFAULTS[said["type"]]
    )


@kind
def remove_a_default(editor: Editor) -> None:
    """Remove a default."""
    del editor.field(lambda one: "default" in one)[2]["default"]


@kind
def name_a_format(editor: Editor) -> None:
    """Name a format."""
    said = editor.field(lambda one: one["type"] in {"string", "list[string]"})[2]
    said["type"] = said["type"].replace("string", "guid")
    for key in ("min_length", "max_length", "format"):
        said.pop(key, None)


@kind
def change_a_type_of_a_field(editor: Editor) -> None:
    """Change a type of a field."""
    _, _, said = editor.field()
    old = said["type"]
    own = [*editor.spec.get("types", {})]
    shared = [f"common.{name}" for name in editor.common if name != "EventMetadata"]
    new = editor.pick([*PRIMITIVES, *PRIMITIVES, *own, *shared, "list", "map", "bare"])
    if new in {"list", "map"}:
        new = f"{new}[{old}]"
    elif new == "bare":
        if "[" not in old:
            raise Unfit
        new = old.partition("[")[2][:-1]
    elif "[" in old and editor.rng.random() < 0.5:
        new = f"{old.partition('[')[0]}[{new}]"
    if new == old:
        raise Unfit
    for key in [key for key in said if key not in {"type", "name", "description"}]:
        if key not in {"read_only", "undocumented", "always", "immutable"}:
            del said[key]
    said["type"] = new


LIMITS: dict[str, tuple[str, ...]] = {
    "string": ("min_length", "max_length"),
    "integer": ("min", "max"),
    "int32": ("min", "max"),
    "number": ("min", "max"),
    "decimal": ("min", "max", "exclusive_min", "exclusive_max", "max_scale"),
    "list[string]": ("min_items", "max_items", "min_length", "max_length"),
}
FIRST = {
    "min": 2,
    "max": 8,
    "min_length": 2,
    "max_length": 8,
    "min_items": 2,
    "max_items": 3,
}
FIRST |= {"max_scale": 1}


@kind
def change_a_limit(editor: Editor) -> None:
    """Change a limit."""
    _, _, said = editor.field(
        lambda one: bool({*sum(LIMITS.values(), ())} & one.keys())
    )
    name = editor.pick(key for key in said if key in sum(LIMITS.values(), ()))
    step = editor.pick([1, -1])
    if isinstance(said[name], str):
        said[name] = str(int(float(said[name])) + step)
    else:
        said[name] += step


@kind
def remove_a_limit(editor: Editor) -> None:
    """Remove a limit."""
    _, _, said = editor.field(
        lambda one: bool({*sum(LIMITS.values(), ())} & one.keys())
    )
    del said[editor.pick(key for key in said if key in sum(LIMITS.values(), ()))]


@kind
def add_a_limit(editor: Editor) -> None:
    """Add a limit."""
    _, _, said = editor.field(lambda one: one["type"] in LIMITS)
    name = editor.pick(set(LIMITS[said["type"]]) - said.keys())
    said[name] = "8" if "min" in name and "ex" in name else FIRST.get(name, "8")
    if said["type"] == "decimal" and name in {"min", "max"}:
        said[name] = str(said[name])


@kind
def deprecate(editor: Editor) -> None:
    """Deprecate."""
    part = editor.pick(["field", "method", "webhook", "type"])
    said = {
        "field": lambda: editor.field()[2],
        "method": lambda: editor.pick(editor.methods()),
        "webhook": lambda: editor.pick(editor.webhooks()),
        "type": lambda: editor.pick(editor.types()),
    }[part]()
    said["deprecated"] = not said.get("deprecated", False)


@kind
def deprecate_no_more(editor: Editor) -> None:
    """Deprecate no more."""
    fields = [one for holder in editor.holders() for one in holder.values()]
    parts = [*editor.methods(), *editor.webhooks(), *editor.types(), *fields]
    del editor.pick(one for one in parts if "deprecated" in one)["deprecated"]


@kind
def describe(editor: Editor) -> None:
    """Describe."""
    editor.field()[2]["description"] = "Other words."


@kind
def shuffle(editor: Editor) -> None:
    """Shuffle."""
    fields = editor.pick(editor.objects())
    entries = [*fields.items()]
    editor.rng.shuffle(entries)
    fields.clear()
    fields.update(entries)
