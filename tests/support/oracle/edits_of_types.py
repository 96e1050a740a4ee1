"""Random edits of types: their names, fields, limits, values and groups."""

from __future__ import annotations

from support.oracle.editor import (
    PRIMITIVES,
    Data,
    Editor,
    Unfit,
    fresh,
    is_group,
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


@kind
def turn_a_flag(editor: Editor) -> None:
    """Turn a flag."""
    flag = editor.pick(["read_only", "immutable", "undocumented", "always"])
    _, _, said = editor.field()
    said[flag] = not said.pop(flag, False)


@kind
def turn_a_flag_off(editor: Editor) -> None:
    """Turn a flag off."""
    flag = editor.pick(["read_only", "immutable", "undocumented", "always"])
    _, _, said = editor.field(lambda one: bool(one.get(flag)))
    del said[flag]


@kind
def change_a_default(editor: Editor) -> None:
    """Change a default."""
    _, _, said = editor.field(
        lambda one: "default" in one or one["type"] in {"boolean", "string", "integer"}
    )
    if "default" in said and editor.rng.random() < 0.5:
        del said["default"]
        return
    value = {"boolean": True, "string": "aaa", "integer": 6}.get(said["type"])
    if value is None or said.get("default") == value:
        raise Unfit
    said["default"] = value


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


# --- enums


def _enum(editor: Editor) -> Data:
    found: Data = editor.pick(one for one in editor.types() if "enum" in one)["enum"]
    return found


@kind
def add_a_value(editor: Editor) -> None:
    """Add a value."""
    put(editor, _enum(editor), "FRESH_VALUE", "It is new.")


@kind
def remove_a_value(editor: Editor) -> None:
    """Remove a value."""
    values = _enum(editor)
    if len(values) < 2:
        raise Unfit
    del values[editor.pick(values)]


@kind
def name_a_value(editor: Editor) -> None:
    """Name a value."""
    values = _enum(editor)
    value = editor.pick(values)
    said = values[value]
    said = {"description": said} if isinstance(said, str) else dict(said or {})
    if said.pop("name", None) is None:
        said["name"] = "FRESH_NAME"
    values[value] = said or "It is there."


# --- groups


def _group(editor: Editor) -> tuple[Data, str, Data]:
    fields, name = editor.pick(
        (fields, name)
        for fields in editor.objects()
        for name, one in fields.items()
        if is_group(one)
    )
    return fields, name, fields[name]["one_of"]


@kind
def group_fields(editor: Editor) -> None:
    """Group fields."""
    fields = editor.pick(editor.objects())
    single = [wire for wire, one in fields.items() if not is_group(one)]
    if len(single) < 2:
        raise Unfit
    chosen = editor.rng.sample(single, min(len(single), editor.pick([2, 3])))
    fields["freshGroup"] = {"one_of": {wire: fields.pop(wire) for wire in chosen}}


@kind
def add_a_group_of_new_fields(editor: Editor) -> None:
    """Add a group of new fields."""
    fields = editor.pick(editor.objects())
    fields["freshGroup"] = {"one_of": {"freshA": "string", "freshB": "guid"}}


@kind
def ungroup(editor: Editor) -> None:
    """Ungroup."""
    fields, name, members = _group(editor)
    del fields[name]
    fields.update(members)


@kind
def remove_a_group_with_its_fields(editor: Editor) -> None:
    """Remove a group with its fields."""
    fields, name, _ = _group(editor)
    del fields[name]


@kind
def rename_a_group(editor: Editor) -> None:
    """Rename a group."""
    fields, name, _ = _group(editor)
    rename_key(fields, name, "freshGroup")


@kind
def add_a_member(editor: Editor) -> None:
    """Add a member."""
    put(editor, _group(editor)[2], "freshMember", editor.pick(PRIMITIVES))


@kind
def draw_a_field_in(editor: Editor) -> None:
    """Draw a field in."""
    fields, _, members = _group(editor)
    wire = editor.pick(wire for wire, one in fields.items() if not is_group(one))
    members[wire] = fields.pop(wire)


@kind
def let_a_member_go(editor: Editor) -> None:
    """Let a member go."""
    fields, _, members = _group(editor)
    wire = editor.pick(members)
    if editor.rng.random() < 0.5:
        fields[wire] = members[wire]
    del members[wire]
