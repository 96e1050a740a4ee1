"""Random resources, and random views of them."""

from __future__ import annotations

from random import Random
from typing import Any

Data = dict[str, Any]

FIELDS = [
    "id",
    "name",
    "size",
    "color",
    "parts",
    "owner",
    "place",
    "note",
    "tags",
    "state",
]
TYPES = ["Door", "Part", "Place", "Owner"]
ENUMS = ["Color", "State"]
PRIMITIVES = [
    "string",
    "guid",
    "integer",
    "int32",
    "int64",
    "datetime",
    "boolean",
    "object",
]
PRINTED = {
    "guid": "string",
    "int32": "integer",
    "int64": "string",
    "datetime": "string",
}
WORDS = [
    "plain words",
    "With: colon",
    "it's",
    '"quoted"',
    "# no comment",
    "a" * 90 + " b" * 20,
    "- x",
]


def resource(random: Random, *, hand: bool) -> Data:
    """A resource; `hand`: with what a person adds to it."""
    types: Data = {}
    for name in _some(random, TYPES):
        types[name] = _described(
            {"fields": _fields(random, hand=hand)}, random, hand=hand
        )
    for name in _some(random, ENUMS):
        values = _some(random, ["RED", "BLUE", "NO", "GREEN"])
        types[name] = {"enum": {one: _maybe_text(random) for one in values}}
    methods = {
        name: _method(name, random, hand=hand)
        for name in _some(random, ["getDoor", "makeDoor"])
    }
    webhooks = {
        name: _described({"kind": "action"}, random, hand=hand)
        for name in _some(random, ["doorMade", "doorShut"])
    }
    made = {"package": "shop", "module": "doors", "types": types, "methods": methods}
    return made | {"webhooks": webhooks} if webhooks else made


def view(spec: Data, random: Random) -> Data:
    """What pages may show of a spec: less of it, without what a page never prints."""
    shown: Data = {"package": "shop", "module": "doors"}
    shown["types"] = {
        name: {
            key: (
                _view_of_fields(part, random)
                if key == "fields"
                else _subset(part, random)
            )
            for key, part in decl.items()
            if key in {"fields", "enum"}
        }
        for name, decl in spec["types"].items()
    }
    shown["methods"] = {}
    for name, decl in _subset(spec["methods"], random).items():
        method = {key: decl[key] for key in ("http", "required") if key in decl}
        for key in ("parameters", "returns"):
            method[key] = _view_of_fields(decl.get(key, {}), random)
        shown["methods"][name] = method
    return shown


def _view_of_fields(fields: Data, random: Random) -> Data:
    shown: Data = {}
    for name, decl in _subset(fields, random).items():
        if isinstance(decl, dict) and "one_of" in decl:
            members = _view_of_fields(decl["one_of"], random)
            if members:
                shown[f"{next(iter(members))}OrElse"] = {"one_of": members}
            continue
        full = decl if isinstance(decl, dict) else {"type": decl}
        kept = {key: full[key] for key in ("min", "max", "max_length") if key in full}
        wrapper, _, inner = full["type"].rpartition("[")
        inner = PRINTED.get(inner.rstrip("]"), inner.rstrip("]"))
        printed = f"{wrapper}[{inner}]" if wrapper else inner
        is_text = printed == "string"
        shown[name] = {
            "type": printed,
            **{k: v for k, v in kept.items() if is_text == (k[3:] != "")},
        }
        shown[name] = {key: value for key, value in shown[name].items() if key in full}
    return shown


def _subset(record: Data, random: Random) -> Data:
    return {key: value for key, value in record.items() if random.random() < 0.7}


def _some(random: Random, names: list[str]) -> list[str]:
    return random.sample(names, random.randint(1, len(names)))


def _maybe_text(random: Random) -> str | None:
    return random.choice([None, *WORDS])


def _described(record: Data, random: Random, *, hand: bool) -> Data:
    extra: Data = {}
    if random.random() < 0.4:
        extra["description"] = random.choice(WORDS)
    if hand and random.random() < 0.2:
        extra["source"] = "somewhere"
    if hand and random.random() < 0.1:
        extra["correction"] = "The page is wrong."
    return {**record, **extra} if random.random() < 0.5 else {**extra, **record}


def _field(random: Random, *, hand: bool) -> Any:
    inner = random.choice([*PRIMITIVES, *TYPES, *ENUMS])
    type_ = f"list[{inner}]" if random.random() < 0.2 else inner
    record: Data = {"type": type_}
    if type_ == "string" and random.random() < 0.5:
        record["max_length"] = random.randint(1, 9)
    if type_ in {"integer", "int32"} and random.random() < 0.5:
        record["max"] = random.randint(1, 9)
    record = _described(record, random, hand=hand)
    return (
        record["type"] if set(record) == {"type"} and random.random() < 0.5 else record
    )


def _fields(random: Random, *, hand: bool) -> Data:
    names = _some(random, FIELDS)
    fields: Data = {}
    while names:
        if len(names) > 1 and random.random() < 0.2:
            members = [
                names.pop() for _ in range(random.randint(1, min(3, len(names))))
            ]
            group: Data = {
                "one_of": {one: _field(random, hand=hand) for one in members}
            }
            fields[f"{members[0]}Choice"] = _described(group, random, hand=hand)
        else:
            fields[names.pop()] = _field(random, hand=hand)
    return fields


def _method(name: str, random: Random, *, hand: bool) -> Data:
    made: Data = {"http": f"GET /v{random.randint(1, 3)}/{name}"}
    made["parameters"] = _fields(random, hand=hand)
    if random.random() < 0.6:
        made["required"] = _some(random, ["id", "name", "size.a", "b.c"])
    if random.random() < 0.5:
        made["permissions"] = {
            one: f"SCOPE.{random.randint(1, 3)}" for one in _some(random, ["A", "B"])
        }
    if random.random() < 0.5:
        made["errors"] = [
            {"http": 400 + n, **({"code": "BAD"} if random.random() < 0.5 else {})}
            for n in range(random.randint(1, 3))
        ]
    if random.random() < 0.5:
        made["examples"] = [
            {"title": f"No. {random.randint(1, 3)}", "request": {"id": "x"}}
        ]
    made["returns"] = _fields(random, hand=hand)
    return _described(made, random, hand=hand)
