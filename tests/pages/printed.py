"""What pages print of a committed spec: no sentences, no formats, nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from wixgen.pages.spec_data import flat, unwrapped, wrapped

Data = dict[str, Any]

PRINTED = {
    "guid": "string",
    "int32": "integer",
    "int64": "string",
    "datetime": "string",
}
ON_PAGES = {
    "min",
    "max",
    "min_length",
    "max_length",
    "min_items",
    "max_items",
    "default",
}


def printed(spec: Data, common: Data) -> Data:
    """The documented resource that a run over all pages of a spec would make."""
    own = spec.get("types", {})
    names = list(own)
    types = {name: _type(decl) for name, decl in own.items()}
    waiting = [*_common_names(spec)]
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.append(name)
            types[name] = _type(common["types"][name])
            waiting += _local_names(types[name])
    methods = {
        name: _method(decl, {**common["types"], **own})
        for name, decl in spec.get("methods", {}).items()
    }
    webhooks = {
        name: {
            key: decl[key] for key in ("kind", "docs", "entity", "data") if key in decl
        }
        for name, decl in spec.get("webhooks", {}).items()
    }
    root = {"package": spec["package"], "module": spec["module"]}
    return {**root, "types": types, "methods": methods, "webhooks": webhooks}


def _type(decl: Data) -> Data:
    if "enum" in decl:
        return {"enum": dict.fromkeys(decl["enum"])}
    return {"fields": _fields(decl.get("fields", {}))}


def _fields(fields: Data) -> Data:
    made: Data = {}
    for name, decl in fields.items():
        if isinstance(decl, dict) and "one_of" in decl:
            made[_group_name(decl)] = {"one_of": _fields(decl["one_of"])}
        elif not (isinstance(decl, dict) and decl.get("undocumented")):
            made[name] = _field(decl if isinstance(decl, dict) else {"type": decl})
    return made


def _group_name(group: Data) -> str:
    first, second, *_ = [*group["one_of"], "none"]
    return f"{first}Or{second[0].upper()}{second[1:]}"


def _field(decl: Data) -> Data:
    wrappers, inner = unwrapped(decl["type"])
    inner = inner.removeprefix("common.")
    made = {"type": wrapped(wrappers, PRINTED.get(inner, inner))}
    is_from_elsewhere = "source" in decl
    return made | {
        key: value
        for key, value in decl.items()
        if key in ON_PAGES and not is_from_elsewhere
    }


def _method(decl: Data, types: Data) -> Data:
    keys = ("http", "docs", "permissions", "required", "sdk", "paging", "errors")
    made = {key: decl[key] for key in keys if key in decl}
    made["parameters"] = _fields(decl.get("parameters", {}))
    made["returns"] = _fields(decl.get("returns", {}))
    made["examples"] = [{"request": one["request"]} for one in decl.get("examples", [])]
    made["exactly_one"] = []
    for path in decl.get("exactly_one", []):
        above, dot, group = path.rpartition(".")
        owner = _fields_at(above, decl["parameters"], types)
        made["exactly_one"].append(f"{above}{dot}{_group_name(owner[group])}")
    return made


def _fields_at(path: str, fields: Data, types: Data) -> Data:
    """The fields of the object at a path below parameters."""
    for wire in path.split(".") if path else []:
        decl = dict(flat(fields))[wire]
        _, inner = unwrapped(decl if isinstance(decl, str) else decl["type"])
        fields = types[inner.removeprefix("common.")]["fields"]
    return fields


def _common_names(value: Any) -> list[str]:
    names = [one for one in _expressions(value) if one.startswith("common.")]
    return [one.removeprefix("common.") for one in names if one[7:8].isupper()]


def _local_names(value: Any) -> list[str]:
    return [one for one in _expressions(value) if one[:1].isupper() and one.isalnum()]


def _expressions(value: Any) -> list[str]:
    """The names of types in a part of a spec."""
    found: list[str] = []
    if isinstance(value, dict):
        for item in value.values():
            found += (
                [unwrapped(item)[1]] if isinstance(item, str) else _expressions(item)
            )
    return found
