"""Random edits of specs as people, and older imports, leave them: beside what the pages say."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

Data = dict[str, Any]
#: Picks what is edited in a spec; None if there is nothing of the kind.
Pick = Callable[[Data, Random], Data | None]
Edit = Callable[[Data, Random], None]


def edit_as_person(spec: Data, random: Random) -> str:
    """Change one thing of a spec; return which."""
    name = random.choice([*EDITS])
    EDITS[name](spec, random)
    return name


def _field(type_: str = "") -> Pick:
    """Pick a field that stands in no group, of a type if one is given."""

    def pick(spec: Data, random: Random) -> Data | None:
        owners = [one["fields"] for one in spec["types"].values() if "fields" in one]
        for method in spec["methods"].values():
            owners += [
                method[key] for key in ("parameters", "returns") if key in method
            ]
        found = [
            (owner, name)
            for owner in owners
            for name, decl in owner.items()
            if "one_of" not in decl and type_ in {"", _declared(decl)["type"]}
        ]
        if not found:
            return None
        owner, name = random.choice(found)
        owner[name] = _declared(owner[name])
        return dict_of(owner, name)

    return pick


def dict_of(owner: Data, name: str) -> Data:
    """Return an entry that is a mapping."""
    entry: Data = owner[name]
    return entry


def _declared(decl: Any) -> Data:
    return decl if isinstance(decl, dict) else {"type": decl}


def _one(section: str, key: str = "") -> Pick:
    """Pick an entry of a section, one that has a key if one is given."""

    def pick(spec: Data, random: Random) -> Data | None:
        found = [one for one in spec.get(section, {}).values() if not key or key in one]
        return random.choice(found) if found else None

    return pick


def _put(pick: Pick, *lost: str, **facts: Any) -> Edit:
    """Return an edit that sets facts, and drops others."""

    def edit(spec: Data, random: Random) -> None:
        if (one := pick(spec, random)) is not None:
            for key in lost:
                one.pop(key, None)
            one.update(deepcopy(facts))

    return edit


def _reverse(section: str, key: str) -> Edit:
    """Return an edit that turns an order round."""

    def edit(spec: Data, random: Random) -> None:
        if (one := _one(section, key)(spec, random)) is not None:
            turned = reversed(
                one[key].items() if isinstance(one[key], dict) else one[key]
            )
            one[key] = dict(turned) if isinstance(one[key], dict) else [*turned]

    return edit


def _add(section: str, name: str, entry: Data) -> Edit:
    """Return an edit that adds an entry of one's own."""

    def edit(spec: Data, _: Random) -> None:
        spec.setdefault(section, {})[name] = deepcopy(entry)

    return edit


def _rename(section: str) -> Edit:
    """Return an edit that gives a method or a webhook a name of one's own."""

    def edit(spec: Data, random: Random) -> None:
        if names := [*spec.get(section, {})]:
            name = random.choice(names)
            spec[section][f"{name}Mine"] = spec[section].pop(name)

    return edit


def _remove(section: str) -> Edit:
    """Return an edit that removes a method or a webhook."""

    def edit(spec: Data, random: Random) -> None:
        names = [*spec.get(section, {})]
        if len(names) > 1:
            del spec[section][random.choice(names)]

    return edit


def _name_permissions(spec: Data, random: Random) -> None:
    """Call permissions otherwise; their scopes stay."""
    if (one := _one("methods", "permissions")(spec, random)) is not None:
        one["permissions"] = {
            f"Own {key}": it for key, it in one["permissions"].items()
        }


def _split_a_type(spec: Data, random: Random) -> None:
    """Give a field a type of its own, which says the same."""
    name = random.choice([*spec["types"]])
    if (one := _field(name)(spec, random)) is not None:
        spec["types"][f"{name}Two"] = deepcopy(spec["types"][name])
        one["type"] = f"{name}Two"


_BOUNDS = (
    "min",
    "max",
    "min_length",
    "max_length",
    "min_items",
    "max_items",
    "default",
    "format",
)
EDITS: dict[str, Edit] = {
    "turn values round": _reverse("types", "enum"),
    "turn fields round": _reverse("types", "fields"),
    "turn required paths round": _reverse("methods", "required"),
    "turn errors round": _reverse("methods", "errors"),
    "another page of a method": _put(_one("methods"), docs="somewhere-else"),
    "another page of a webhook": _put(_one("webhooks"), docs="somewhere-else"),
    "another title": _put(_one("methods"), title="Ours"),
    "another title of the resource": lambda spec, _: spec.update(title="Ours"),
    "another menu": lambda spec, _: spec.update(docs="https://dev.wix.com/docs/api-reference/own"),
    "a deprecated field": _put(_field(), deprecated="Use another one."),
    "a deprecated method": _put(_one("methods"), deprecated=True),
    "a deprecated webhook": _put(_one("webhooks"), deprecated=True),
    "a deprecated type": _put(_one("types"), deprecated=True),
    "a day of removal": _put(_one("methods"), removal_date="2030-01-01"),
    "a replacement": _put(_one("methods"), replaced_by="another one"),
    "a name": _put(_field(), name="own_name"),
    "a limit with its source": _put(_field("string"), *_BOUNDS, max_length=777, source="tried: max length"),
    "a limit": _put(_field("integer"), *_BOUNDS, max=99_999),
    "no limits": _put(_field(), *_BOUNDS),
    "a default": _put(_field("string"), *_BOUNDS, default="x"),
    "a correction": _put(_field(), *_BOUNDS, type="boolean", correction="so it is"),
    "a correction of a method": _put(_one("methods"), title="Ours", correction="so it is"),
    "an undocumented field": _put(_field(), undocumented=True),
    "a field that is always there": _put(_field(), always=True),
    "half a field": _put(_field(), half="rest"),
    "a format": _put(_field("string"), format="EMAIL"),
    "attributes": _put(_field(), attributes={"maturity": "ALPHA"}),
    "an id": _put(_field("string"), *_BOUNDS, type="guid"),
    "a long number": _put(_field("string"), *_BOUNDS, type="int64"),
    "anything": _put(_field(), *_BOUNDS, type="json"),
    "no event type": _put(_one("webhooks"), "event_type"),
    "another event type": _put(_one("webhooks"), event_type="own.v1.thing_made"),
    "no payload": _put(_one("webhooks"), "entity", "data"),
    "another kind": _put(_one("webhooks"), "entity", "modified_fields", kind="action"),
    "another permission": _put(_one("webhooks"), permissions={"Own": "SCOPE.OWN"}),
    "names of permissions": _name_permissions,
    "no permissions": _put(_one("methods"), "permissions"),
    "no half of the SDK": _put(_one("methods"), "sdk"),
    "no errors": _put(_one("methods"), "errors"),
    "nothing required": _put(_one("methods"), "required"),
    "no pages": _put(_one("methods"), "paging"),
    "no examples": _put(_one("methods"), "examples"),
    "identities": _put(_one("methods"), identities=["APP"]),
    "a type of one's own": _add("types", "Own", {"fields": {"a": "string"}}),
    "a method of one's own": _add("methods", "ownMethod", {"http": "POST /own"}),
    "a webhook of one's own": _add("webhooks", "ownHappened", {"kind": "action"}),
    "a type twice": _split_a_type,
    "another name of a method": _rename("methods"),
    "another name of a webhook": _rename("webhooks"),
    "no such method": _remove("methods"),
    "no such webhook": _remove("webhooks"),
}  # fmt: skip
