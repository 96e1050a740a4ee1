"""Random edits of a resource: one function for each kind, so that together they give every rule of `wixgen diff`.

An edit changes the data of specs in place. It raises `Unfit` where there is nothing of its kind to change; what makes
specs wrong is tried again elsewhere, by whoever calls.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

from support.committed import COMMON
from support.oracle.specs import Specs
from support.oracle.states import state_of

Data = dict[str, Any]
Edit = Callable[["Editor"], None]
_ATTEMPTS = 30
KINDS: dict[str, Edit] = {}
"""Every kind of edit, by its name."""
PRIMITIVES = ("string", "guid", "datetime", "boolean", "integer", "int32", "int64", "number")
PRIMITIVES = (*PRIMITIVES, "decimal", "object", "json")


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
        return own + [one for name, one in self.common.items() if name != "EventMetadata"]

    def objects(self) -> list[Data]:
        """Mappings of fields: of types, parameters and answers."""
        found = [one["fields"] for one in self.types() if "fields" in one]
        for method in self.methods():
            found += [method[part] for part in ("parameters", "returns") if part in method]
        return found

    def holders(self) -> list[Data]:
        """Mappings that hold fields: objects, and groups in them."""
        groups = [
            one["one_of"] for fields in self.objects() for one in fields.values() if _is_group(one)
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

    def field(self, fits: Callable[[Data], bool] = lambda _: True) -> tuple[Data, str, Data]:
        """A field: what holds it, its name, its declaration with every key spelt out."""
        holder, wire = self.pick(
            (fields, wire)
            for fields in self.holders()
            for wire, one in fields.items()
            if not _is_group(one) and fits(_spelt(one))
        )
        holder[wire] = _spelt(holder[wire])
        return holder, wire, holder[wire]

    def references(self, name: str, new: str) -> None:
        """Let whatever refers to a type of the resource refer to another one."""
        for fields in self.holders():
            for wire, one in fields.items():
                if not _is_group(one):
                    said = _spelt(one)
                    said["type"] = _renamed(said["type"], name, new)
                    fields[wire] = said
        for hook in self.webhooks():
            for key in ("entity", "data"):
                if hook.get(key) == name:
                    hook[key] = new


def random_edits(bases: list[Specs], count: int) -> Iterator[tuple[int, str, Specs]]:
    """Edits that leave specs right: the number of the specs, the kinds of edit, the edited specs.

    Each kind comes in turn; where none of the specs has anything of its kind, the next one does. The sample is
    another one for each commit: see `support/committed.py`.
    """
    seed = os.environ.get("WIXGEN_SAMPLE", "")
    order = sorted(KINDS)
    Random(seed).shuffle(order)
    number = 0
    for turn in itertools.count():
        for attempt in range(_ATTEMPTS):
            rng = Random(f"{seed}/{turn}/{attempt}")
            base = rng.randrange(len(bases)) if attempt else 0  # the first one has everything
            base = base if rng.random() < 0.6 else 0
            try:
                edits, specs = edited(bases[base], rng, order[turn % len(order)])
            except Unfit:
                continue
            if state_of(specs, "tried") is not None:
                yield base, edits, specs
                number += 1
                break
        if number == count:
            return


def edited(specs: Specs, rng: Random, kind: str) -> tuple[str, Specs]:
    """Specs with one random edit of that kind, sometimes with another one; and the kinds of both."""
    others = [rng.choice(sorted(KINDS))] if rng.random() < 0.15 else []
    editor = Editor(specs, rng)
    for name in (kind, *others):
        KINDS[name](editor)
    return " + ".join([kind, *others]), editor.specs


def _is_group(one: object) -> bool:
    return isinstance(one, dict) and "one_of" in one


def _spelt(one: object) -> Data:
    return {"type": one} if isinstance(one, str) else dict(one)  # type: ignore[call-overload]


def _renamed(type_: str, old: str, new: str) -> str:
    head, bracket, rest = type_.rpartition("[")
    name, closing = rest.rstrip("]"), rest[len(rest.rstrip("]")) :]
    return f"{head}{bracket}{new if name == old else name}{closing}"


def _rename_key(data: Data, old: str, new: str) -> None:
    """Give an entry another name and leave it where it stands."""
    entries = [(new if key == old else key, value) for key, value in data.items()]
    data.clear()
    data.update(entries)


def _fresh(editor: Editor) -> str:
    return "fresh" + "".join(editor.rng.choices("BDFGHKLMN", k=4)).capitalize()


def _put(editor: Editor, fields: Data, wire: str, value: Any) -> None:
    """Add an entry somewhere among the others."""
    entries = [*fields.items()]
    entries.insert(editor.rng.randint(0, len(entries)), (wire, value))
    fields.clear()
    fields.update(entries)


# --- types


@kind
def add_a_type(editor: Editor) -> None:
    types = editor.spec.setdefault("types", {})
    types["FreshType"] = editor.pick([{"fields": {"a": "string"}}, {"enum": {"A": "One."}}])


@kind
def remove_a_type(editor: Editor) -> None:
    types = editor.pick([editor.spec.get("types", {}), editor.common])
    del types[editor.pick(types)]


@kind
def rename_a_type(editor: Editor) -> None:
    types = editor.spec.get("types", {})
    old = editor.pick(types)
    new = editor.pick([f"{old}Info", "FreshName"])
    _rename_key(types, old, new)
    editor.references(old, new)
    if editor.spec.get("entity") == old:
        editor.spec["entity"] = new


@kind
def name_a_type(editor: Editor) -> None:
    type_ = editor.pick(editor.types())
    if type_.pop("name", None) is None:
        type_["name"] = "FreshClass"


@kind
def rename_a_type_but_not_its_class(editor: Editor) -> None:
    types = editor.spec.get("types", {})
    old = editor.pick(types)
    _rename_key(types, old, "FreshName")
    types["FreshName"].setdefault("name", old)
    editor.references(old, "FreshName")


@kind
def change_the_kind_of_a_type(editor: Editor) -> None:
    type_ = editor.pick(editor.types())
    if type_.pop("fields", None) is not None:
        type_["enum"] = {"A": "One.", "B": "Another."}
    else:
        del type_["enum"]
        type_["fields"] = {"a": "string"}


@kind
def move_a_type_to_common(editor: Editor) -> None:
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
    _put(editor, editor.pick(editor.holders()), _fresh(editor), editor.pick(PRIMITIVES))


@kind
def remove_a_field(editor: Editor) -> None:
    holder, wire, _ = editor.field()
    del holder[wire]


@kind
def rename_a_field(editor: Editor) -> None:
    holder, wire, _ = editor.field()
    _rename_key(holder, wire, editor.pick([f"{wire}Value", _fresh(editor)]))


@kind
def name_a_field(editor: Editor) -> None:
    _, _, said = editor.field()
    if said.pop("name", None) is None:
        said["name"] = "fresh_name"


@kind
def rename_a_field_but_not_its_attribute(editor: Editor) -> None:
    holder, wire, said = editor.field(lambda one: "name" not in one)
    if not wire.islower():
        raise Unfit
    said["name"] = wire
    _rename_key(holder, wire, f"{wire}Value")


@kind
def turn_a_flag(editor: Editor) -> None:
    flag = editor.pick(["read_only", "immutable", "undocumented", "always"])
    _, _, said = editor.field()
    said[flag] = not said.pop(flag, False)


@kind
def turn_a_flag_off(editor: Editor) -> None:
    flag = editor.pick(["read_only", "immutable", "undocumented", "always"])
    _, _, said = editor.field(lambda one: bool(one.get(flag)))
    del said[flag]


@kind
def change_a_default(editor: Editor) -> None:
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
FIRST = {"min": 2, "max": 8, "min_length": 2, "max_length": 8, "min_items": 2, "max_items": 3}
FIRST |= {"max_scale": 1}


@kind
def change_a_limit(editor: Editor) -> None:
    _, _, said = editor.field(lambda one: bool({*sum(LIMITS.values(), ())} & one.keys()))
    name = editor.pick(key for key in said if key in sum(LIMITS.values(), ()))
    step = editor.pick([1, -1])
    if isinstance(said[name], str):
        said[name] = str(int(float(said[name])) + step)
    else:
        said[name] += step


@kind
def remove_a_limit(editor: Editor) -> None:
    _, _, said = editor.field(lambda one: bool({*sum(LIMITS.values(), ())} & one.keys()))
    del said[editor.pick(key for key in said if key in sum(LIMITS.values(), ()))]


@kind
def add_a_limit(editor: Editor) -> None:
    _, _, said = editor.field(lambda one: one["type"] in LIMITS)
    name = editor.pick(set(LIMITS[said["type"]]) - said.keys())
    said[name] = "8" if "min" in name and "ex" in name else FIRST.get(name, "8")
    if said["type"] == "decimal" and name in {"min", "max"}:
        said[name] = str(said[name])


@kind
def deprecate(editor: Editor) -> None:
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
    editor.field()[2]["description"] = "Other words."


@kind
def shuffle(editor: Editor) -> None:
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
    _put(editor, _enum(editor), "FRESH_VALUE", "It is new.")


@kind
def remove_a_value(editor: Editor) -> None:
    values = _enum(editor)
    if len(values) < 2:
        raise Unfit
    del values[editor.pick(values)]


@kind
def name_a_value(editor: Editor) -> None:
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
        if _is_group(one)
    )
    return fields, name, fields[name]["one_of"]


@kind
def group_fields(editor: Editor) -> None:
    fields = editor.pick(editor.objects())
    single = [wire for wire, one in fields.items() if not _is_group(one)]
    if len(single) < 2:
        raise Unfit
    chosen = editor.rng.sample(single, min(len(single), editor.pick([2, 3])))
    fields["freshGroup"] = {"one_of": {wire: fields.pop(wire) for wire in chosen}}


@kind
def add_a_group_of_new_fields(editor: Editor) -> None:
    fields = editor.pick(editor.objects())
    fields["freshGroup"] = {"one_of": {"freshA": "string", "freshB": "guid"}}


@kind
def ungroup(editor: Editor) -> None:
    fields, name, members = _group(editor)
    del fields[name]
    fields.update(members)


@kind
def remove_a_group_with_its_fields(editor: Editor) -> None:
    fields, name, _ = _group(editor)
    del fields[name]


@kind
def rename_a_group(editor: Editor) -> None:
    fields, name, _ = _group(editor)
    _rename_key(fields, name, "freshGroup")


@kind
def add_a_member(editor: Editor) -> None:
    _put(editor, _group(editor)[2], "freshMember", editor.pick(PRIMITIVES))


@kind
def draw_a_field_in(editor: Editor) -> None:
    fields, _, members = _group(editor)
    wire = editor.pick(wire for wire, one in fields.items() if not _is_group(one))
    members[wire] = fields.pop(wire)


@kind
def let_a_member_go(editor: Editor) -> None:
    fields, _, members = _group(editor)
    wire = editor.pick(members)
    if editor.rng.random() < 0.5:
        fields[wire] = members[wire]
    del members[wire]


# --- methods


def _method(editor: Editor, needs: str = "http") -> Data:
    found: Data = editor.pick(one for one in editor.methods() if needs in one)
    return found


@kind
def add_a_method(editor: Editor) -> None:
    editor.spec.setdefault("methods", {})["freshMethod"] = {"http": "POST /v1/fresh"}


@kind
def remove_a_method(editor: Editor) -> None:
    methods = editor.spec.get("methods", {})
    del methods[editor.pick(methods)]


@kind
def rename_a_method(editor: Editor) -> None:
    methods = editor.spec.get("methods", {})
    old = editor.pick(methods)
    _rename_key(methods, old, f"{old}Again")


@kind
def name_a_method(editor: Editor) -> None:
    method = _method(editor)
    if editor.rng.random() < 0.5:
        method["name"] = "fresh_call"
    else:
        method.setdefault("sdk", {})["method"] = "freshCall"


@kind
def change_the_address(editor: Editor) -> None:
    method = _method(editor)
    verb, _, path = method["http"].partition(" ")
    if editor.rng.random() < 0.5:
        method["http"] = f"{verb} /v9{path}"
    else:
        others = {"POST": "PUT", "PUT": "POST", "PATCH": "PUT"}
        method["http"] = f"{others.get(verb, 'POST')} {path}"


@kind
def change_the_media_type(editor: Editor) -> None:
    method = _method(editor)
    if method.pop("media_type", None) is None:
        method["media_type"] = "text/csv"


@kind
def add_a_parameter(editor: Editor) -> None:
    method = _method(editor)
    wire = _fresh(editor)
    _put(editor, method.setdefault("parameters", {}), wire, editor.pick(PRIMITIVES))
    if editor.rng.random() < 0.5:
        method.setdefault("required", []).append(wire)


@kind
def remove_a_parameter(editor: Editor) -> None:
    parameters = _method(editor, "parameters")["parameters"]
    del parameters[editor.pick(parameters)]


@kind
def rename_a_parameter(editor: Editor) -> None:
    parameters = _method(editor, "parameters")["parameters"]
    wire = editor.pick(parameters)
    _rename_key(parameters, wire, editor.pick([f"{wire}Value", _fresh(editor)]))


@kind
def move_a_parameter_to_the_path(editor: Editor) -> None:
    method = _method(editor, "parameters")
    wire = editor.pick(
        wire
        for wire, one in method["parameters"].items()
        if not _is_group(one) and _spelt(one)["type"] in {"string", "guid"}
    )
    if f"{{{wire}}}" in method["http"]:
        method["http"] = method["http"].replace(f"/{{{wire}}}", "/that")
    else:
        method["http"] += f"/{{{wire}}}"


@kind
def remove_the_idempotency_key(editor: Editor) -> None:
    parameters = _method(editor, "parameters")["parameters"]
    if parameters.pop("idempotencyKey", None) is None:
        parameters["idempotencyKey"] = "string"


def _paths(editor: Editor, fields: Data, above: str = "", depth: int = 0) -> Iterator[str]:
    """Dotted paths of fields and groups."""
    for wire, one in fields.items():
        path = f"{above}.{wire}" if above else wire
        if _is_group(one):
            yield from _paths(editor, one["one_of"], above, depth)
            continue
        yield path
        name = _spelt(one)["type"]
        type_ = editor.spec.get("types", {}).get(name) or editor.common.get(name[7:])
        if type_ and depth < 2:
            yield from _paths(editor, type_.get("fields", {}), path, depth + 1)


@kind
def require_more(editor: Editor) -> None:
    method = _method(editor, "parameters")
    method["required"] = [*method.get("required", [])]
    known = set(method["required"])
    path = editor.pick(one for one in _paths(editor, method["parameters"]) if one not in known)
    method["required"].append(path)


@kind
def require_less(editor: Editor) -> None:
    required = _method(editor, "required")["required"]
    if not required:
        raise Unfit
    required.remove(editor.pick(required))


@kind
def demand_exactly_one(editor: Editor) -> None:
    method = _method(editor, "parameters")
    if method.pop("exactly_one", None):
        return
    found = [
        (name, "") for name, one in method["parameters"].items() if _is_group(one)
    ]
    for wire, one in method["parameters"].items():
        type_ = {} if _is_group(one) else editor.spec.get("types", {}).get(_spelt(one)["type"], {})
        found += [(name, wire) for name, one in type_.get("fields", {}).items() if _is_group(one)]
    name, above = editor.pick(found)
    method["exactly_one"] = [f"{above}.{name}" if above else name]


@kind
def change_what_is_handed_back(editor: Editor) -> None:
    method = _method(editor, "returns")
    if "paging" in method:
        raise Unfit
    choices = ["none", *(wire for wire, one in method["returns"].items() if not _is_group(one))]
    method.setdefault("sdk", {})["returns"] = editor.pick(choices)


@kind
def change_the_paging(editor: Editor) -> None:
    method = _method(editor, "paging")
    lists = [wire for wire, one in method["returns"].items() if "list[" in str(one)]
    match editor.pick(["none", "style", "items"]):
        case "none":
            del method["paging"]
        case "style":
            paging = method["paging"]
            paging["style"] = "offset" if paging["style"] == "cursor" else "cursor"
        case _:
            method["paging"]["items"] = editor.pick(lists)


@kind
def let_it_page(editor: Editor) -> None:
    method = editor.pick(one for one in editor.methods() if "paging" not in one)
    method.setdefault("returns", {}).update({"freshItems": "list[string]", "pagingMetadata": "json"})
    method["paging"] = {"style": "offset", "items": "freshItems"}


@kind
def change_permissions(editor: Editor) -> None:
    said = editor.pick([*editor.methods(), *editor.webhooks()])
    scopes = said.setdefault("permissions", {})
    if scopes and editor.rng.random() < 0.5:
        del scopes[editor.pick(scopes)]
    if editor.rng.random() < 0.7 or not scopes:
        scopes["Fresh Scope"] = "SCOPE.FRESH"


@kind
def change_errors(editor: Editor) -> None:
    errors = _method(editor).setdefault("errors", [])
    if errors and editor.rng.random() < 0.5:
        errors.remove(editor.pick(errors))
    else:
        errors.append({"http": 418, "code": "FRESH_CODE", "description": "It is new."})


@kind
def change_queries(editor: Editor) -> None:
    query = _method(editor, "query")["query"]
    path = editor.pick(query)
    entry = query[path] = {key: value for key, value in (query[path] or {}).items()}
    match editor.pick(["all", "operator", "sort", "add"]):
        case "all" if len(query) > 1:
            del query[path]
        case "operator" if len(entry.get("operators", [])) > 1:
            entry["operators"] = editor.rng.sample(entry["operators"], len(entry["operators"]) - 1)
        case "sort" if "sort" in entry and "operators" in entry:
            del entry["sort"]
        case "add":
            entry["operators"] = [*entry.get("operators", []), "$exists"]
        case _:
            raise Unfit


# --- webhooks


@kind
def add_a_webhook(editor: Editor) -> None:
    editor.spec.setdefault("webhooks", {})["freshDeleted"] = {"kind": "deleted"}


@kind
def remove_a_webhook(editor: Editor) -> None:
    hooks = editor.spec.get("webhooks", {})
    del hooks[editor.pick(hooks)]


@kind
def rename_a_webhook(editor: Editor) -> None:
    hooks = editor.spec.get("webhooks", {})
    old = editor.pick(hooks)
    hooks[old]["docs"] = hooks[old].get("docs", "a-page")
    _rename_key(hooks, old, f"{old}Again")


@kind
def change_a_handler(editor: Editor) -> None:
    hook = editor.pick(editor.webhooks())
    if editor.rng.random() < 0.5:
        hook["handler"] = "onFreshThing"
    else:
        hook["name"] = "FreshEvent"


@kind
def change_a_webhook(editor: Editor) -> None:
    hook = editor.pick(editor.webhooks())
    objects = [name for name, one in editor.spec.get("types", {}).items() if "fields" in one]
    match editor.pick(["kind", "payload", "modified", "type", "drop"]):
        case "kind":
            payload = hook.pop("entity", None) or hook.pop("data", None)
            kinds = {"created", "updated", "deleted", "action", "flat"} - {hook["kind"]}
            hook["kind"] = editor.pick(sorted(kinds))
            if payload:
                hook["data" if hook["kind"] in {"action", "flat"} else "entity"] = payload
        case "payload":
            key = editor.pick(one for one in ("entity", "data") if one in hook)
            hook[key] = editor.pick(objects)
        case "modified":
            hook["modified_fields"] = not hook.get("modified_fields", False)
        case "type":
            hook["event_type"] = "wix.demo.v9.fresh_event"
        case _:
            key = editor.pick(one for one in ("event_type", "entity", "data") if one in hook)
            del hook[key]


# --- the resource


@kind
def move_the_resource(editor: Editor) -> None:
    editor.spec["module"] = "freshModule"


@kind
def remove_the_resource(editor: Editor) -> None:
    del editor.specs[editor.path]
