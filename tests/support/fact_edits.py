"""Random edits of the facts of a spec, as Wix makes them between two copies of its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

Data = dict[str, Any]


def edit(spec: Data, random: Random) -> str:
    """Change one fact of a resource; return which kind of change it was, "" if there was none to make."""
    change = random.choice(EDITS)
    return change.__name__ if change(spec, random) else ""


def _fields(spec: Data) -> Iterator[tuple[Data, str]]:
    """All fields of types, parameters and answers: the mapping that each stands in, and its name."""
    owners = [one["fields"] for one in spec["types"].values() if "fields" in one]
    for method in spec["methods"].values():
        owners += [method[key] for key in ("parameters", "returns") if key in method]
    for owner in owners:
        for name, decl in owner.items():
            if "one_of" in decl:
                yield from ((decl["one_of"], member) for member in decl["one_of"])
            else:
                yield owner, name


def _any_field(spec: Data, random: Random, kind: str = "") -> tuple[Data, str] | None:
    found = [
        (owner, name)
        for owner, name in _fields(spec)
        if not kind or owner[name]["type"] == kind
    ]
    return random.choice(found) if found else None


def _any_method(spec: Data, random: Random) -> Data:
    method: Data = random.choice([*spec["methods"].values()])
    return method


def add_a_field(spec: Data, random: Random) -> bool:
    """A text in a type."""
    objects = [one["fields"] for one in spec["types"].values() if "fields" in one]
    if objects:
        random.choice(objects)[f"extra{random.randrange(99)}"] = {"type": "string"}
    return bool(objects)


def remove_a_field(spec: Data, random: Random) -> bool:
    """Out of a type; nothing that is named elsewhere."""
    named = str([one.get("required") for one in spec["methods"].values()])
    objects = [one["fields"] for one in spec["types"].values() if "fields" in one]
    found = [
        (fields, name)
        for fields in objects
        for name, decl in fields.items()
        if len(fields) > 2 and "one_of" not in decl and name not in named
    ]
    if found:
        fields, name = random.choice(found)
        del fields[name]
    return bool(found)


def limit_a_field(spec: Data, random: Random) -> bool:
    """A limit that wasn't there, or another one."""
    if found := _any_field(spec, random, "string"):
        owner, name = found
        most = random.randint(500, 999)
        words = f"It has a limit. Max: {most} characters."
        owner[name] |= {"max_length": most, "description": words}
    return bool(found)


def unlimit_a_field(spec: Data, random: Random) -> bool:
    """No limit where there was one."""
    limits = {"max_length", "min_length", "min", "max", "min_items", "max_items"}
    found = [
        owner[name] for owner, name in _fields(spec) if limits & owner[name].keys()
    ]
    if found:
        decl = random.choice(found)
        for key in limits & decl.keys():
            del decl[key]
        decl["description"] = "It has no limit."
    return bool(found)


def change_a_kind(spec: Data, random: Random) -> bool:
    """A truth value where there was a text."""
    if found := _any_field(spec, random, "string"):
        owner, name = found
        kept = {"description"} & owner[name].keys()
        owner[name] = {"type": "boolean", **{key: owner[name][key] for key in kept}}
    return bool(found)


def change_an_enum(spec: Data, random: Random) -> bool:
    """One value more, and perhaps one less."""
    enums = [one["enum"] for one in spec["types"].values() if "enum" in one]
    if enums:
        values = random.choice(enums)
        values[f"NEW_{random.randrange(99)}"] = {"description": "It is new."}
        if random.random() < 0.5 and len(values) > 2:
            del values[next(iter(values))]
    return bool(enums)


def take_a_group_apart(spec: Data, random: Random) -> bool:
    """Its members stand one by one."""
    named = str([one.get("exactly_one") for one in spec["methods"].values()])
    found = [
        (one["fields"], name)
        for one in spec["types"].values()
        for name, decl in one.get("fields", {}).items()
        if "one_of" in decl and name not in named
    ]
    if found:
        fields, group = random.choice(found)
        fields |= fields.pop(group)["one_of"]
    return bool(found)


def make_a_group(spec: Data, random: Random) -> bool:
    """Two fields of a type exclude each other."""
    objects = [one["fields"] for one in spec["types"].values() if "fields" in one]
    found = [
        (fields, plain)
        for fields in objects
        if len(plain := [one for one in fields if "one_of" not in fields[one]]) > 3
    ]
    if found:
        fields, plain = random.choice(found)
        members = {name: fields.pop(name) for name in plain[-2:]}
        fields["lastTwo"] = {"one_of": members}
    return bool(found)


def change_required_paths(spec: Data, random: Random) -> bool:
    """One path less, or none at all."""
    found = [one for one in spec["methods"].values() if one.get("required")]
    if found:
        method = random.choice(found)
        method["required"] = method["required"][: random.randint(0, 1)]
    return bool(found)


def require_a_group(spec: Data, random: Random) -> bool:
    """One member of a parameter's group, or of a group that was required before no longer."""
    for method in random.sample([*spec["methods"].values()], len(spec["methods"])):
        if method.get("exactly_one"):
            del method["exactly_one"]
            return True
        for name, decl in method.get("parameters", {}).items():
            type_ = spec["types"].get(decl.get("type", ""), {})
            groups = [
                one for one, own in type_.get("fields", {}).items() if "one_of" in own
            ]
            if groups:
                method["exactly_one"] = [f"{name}.{groups[0]}"]
                return True
    return False


def change_permissions(spec: Data, random: Random) -> bool:
    """Another one."""
    method = _any_method(spec, random)
    method["permissions"] = {"Do It": f"SCOPE.DO-{random.randrange(99)}"}
    return True


def change_errors(spec: Data, random: Random) -> bool:
    """Another one in the stead of all."""
    _any_method(spec, random)["errors"] = [
        {
            "http": 428,
            "status": "FAILED_PRECONDITION",
            "code": "NOT_YET",
            "description": "It is too early.",
        }
    ]
    return True


def move_a_method(spec: Data, random: Random) -> bool:
    """To another URL."""
    method = _any_method(spec, random)
    method["http"] = method["http"].replace(" /", " /moved/", 1)
    return True


def rename_a_method(spec: Data, random: Random) -> bool:
    """At the same URL, with another address of the page."""
    name = random.choice([*spec["methods"]])
    method = spec["methods"].pop(name)
    method.pop("title", None)
    method.pop("docs", None)
    spec["methods"][f"{name}Anew"] = method
    return True


def change_what_the_sdk_returns(spec: Data, random: Random) -> bool:
    """Nothing, or what the method returns."""
    method = _any_method(spec, random)
    sdk = method.setdefault("sdk", {})
    if sdk.pop("returns", None) is None:
        sdk["returns"] = "none"
    return not method.get("paging")


def retitle(spec: Data, random: Random) -> bool:
    """A method's page has another title."""
    _any_method(spec, random)["title"] = f"Title {random.randrange(99)}"
    return True


def change_a_webhook(spec: Data, random: Random) -> bool:
    """It tells what was changed, or no longer; or nothing of what was deleted."""
    webhooks = [*spec.get("webhooks", {}).values()]
    if webhooks:
        webhook = random.choice(webhooks)
        if webhook["kind"] == "updated":
            webhook["modified_fields"] = not webhook.get("modified_fields", False)
        elif webhook["kind"] == "deleted":
            webhook.pop("entity", None)
        else:
            webhook["permissions"] = {"Read It": "SCOPE.READ.ANEW"}
    return bool(webhooks)


def mark_a_field(spec: Data, random: Random) -> bool:
    """As read-only, immutable or deprecated."""
    if found := _any_field(spec, random):
        owner, name = found
        owner[name][random.choice(["read_only", "immutable", "deprecated"])] = True
    return bool(found)


EDITS: list[Callable[[Data, Random], bool]] = [
    add_a_field,
    remove_a_field,
    limit_a_field,
    unlimit_a_field,
    change_a_kind,
    change_an_enum,
    take_a_group_apart,
    make_a_group,
    change_required_paths,
    require_a_group,
    change_permissions,
    change_errors,
    move_a_method,
    rename_a_method,
    change_what_the_sdk_returns,
    retitle,
    change_a_webhook,
    mark_a_field,
]
