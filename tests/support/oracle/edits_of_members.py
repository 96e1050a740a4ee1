"""Random edits of what types have beside fields: values of enums, and groups of fields."""

from __future__ import annotations

from support.oracle.editor import (
    PRIMITIVES,
    Data,
    Editor,
    Unfit,
    is_group,
    kind,
    put,
    rename_key,
)

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
    if editor.rng.random() < 0.7:
        fields[wire] = members[wire]
    del members[wire]
