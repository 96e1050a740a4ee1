"""Wix's published type packages as specs: real names and shapes to measure an import by.

    made = published(Path("node_modules"))
    made.texts()        # {"package/module.yaml": YAML}
    made.hints

What is made of the declarations is only what specs can say. The packages are nothing that this
repository has or needs: see `tests/benchmarks/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from support.declarations import Declared, Doc, Function, Member, Package, RestMethod
from support.page_hints import Hints, MethodHints, WebhookHints, capitalised
from support.page_parts import kebab
from support.published_facts import facts_of_member
from support.random_api import ROOT, RandomApi
from wixgen.pages.names import rest_name

_WAYS = ("ASC", "DESC")
_ALL_OPERATORS = ("$eq", "$ne", "$in", "$exists", "$gt", "$gte", "$lt", "$lte")
_ENTITY_EVENTS = {"created", "updated", "deleted"}
_SIMPLE = {
    "string": "string",
    "number": "integer",
    "boolean": "boolean",
    "Date": "datetime",
    "Uint8Array": "string",  # in Base64
}
_NULL = re.compile(r"\s*\|\s*(?:null|undefined)\b")
_MAP = re.compile(r"Record<string, (.+)>")

Decl = dict[str, Any]


@dataclass
class _Fields:
    """The fields of an object, and the members of its one-of groups."""

    fields: Decl = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)

    def add(self, other: _Fields) -> None:
        self.fields |= other.fields
        self.groups |= other.groups

    def as_spec(self) -> Decl:
        """Groups first, as pages print them."""
        shaped: Decl = {}
        for group, members in self.groups.items():
            if inside := {one: self.fields[one] for one in members}:
                shaped[_free(group, self.fields)] = {"one_of": inside}
        grouped = {one for members in self.groups.values() for one in members}
        rest = {wire: one for wire, one in self.fields.items() if wire not in grouped}
        return shaped | rest


def published(modules: Path) -> RandomApi:
    """All resources of the type packages below a `node_modules` folder."""
    made = RandomApi(hints=Hints(inline_enums=frozenset()))
    for folder in sorted(modules.glob("@wix/auto_sdk_*/build/cjs")):
        if (folder / "meta.d.ts").exists() and (folder / "index.typings.d.ts").exists():
            _add(Package(folder), made)
    common = ROOT / "schemas/common.yaml"
    made.specs["common.yaml"] = yaml.load(
        common.read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    return made


def resource_of(package: Package) -> Decl:
    """The spec of one package."""
    made = RandomApi(hints=Hints(inline_enums=frozenset()))
    _add(package, made)
    return next(iter(made.specs.values()), {})


def _add(package: Package, made: RandomApi) -> None:
    """The resource of a package, and how its pages look."""
    types = _Types(package)
    methods = {one.name: _method(package, one, types) for one in package.methods}
    webhooks = dict(_webhooks(package, types))
    module = _module(package, has_webhooks=bool(webhooks))
    parts = {"types": types.specs, "methods": methods, "webhooks": webhooks}
    if not methods and not webhooks:
        return
    key, service = f"{package.name}.{module}", _service(package)
    for name in methods:
        has_sdk = bool(package.callers(name))
        hints = MethodHints(namespace=service, has_sdk=has_sdk, has_note=True)
        made.hints.methods[f"{key}.{name}"] = hints
    for name in webhooks:
        made.hints.webhooks[f"{key}.{name}"] = WebhookHints(namespace=service)
    for name, shown in types.page_names.items():
        made.hints.page_names[key, name] = shown
    made.specs[f"{package.name}/{module}.yaml"] = {
        "package": package.name,
        "module": module,
        "title": module,
        "docs": f"https://dev.wix.com/docs/api-reference/{package.name}/{module}",
        **{word: part for word, part in parts.items() if part},
    }


def _service(package: Package) -> str:
    return package.service or capitalised(package.module)


def _module(package: Package, *, has_webhooks: bool) -> str:
    """Where no example imports the module, its name is that of the service."""
    if has_webhooks or any(package.callers(one.name) for one in package.methods):
        return package.module
    name = _service(package).removesuffix("Service")
    return name[:1].lower() + name[1:]


def _method(package: Package, method: RestMethod, types: _Types) -> Decl:
    """A method's declaration."""
    path, callers = package.path(method.name), package.callers(method.name)
    parameters = types.fields(method.request)
    for wire in re.findall(r"\{(\w+)\}", path):
        parameters.fields.setdefault(wire, "string")
    returns = types.fields(method.response).fields
    more = {
        "parameters": parameters.as_spec(),
        "required": _required(callers, parameters.fields, path),
        "returns": returns,
        "sdk": _sdk(method, callers, returns),
        "query": _query(package, callers),
    }
    return {
        "http": f"{method.verb} {path}",
        "docs": kebab(method.name),
        "description": callers[0].doc.text if callers else f"Calls {method.name}.",
        **{word: part for word, part in more.items() if part},
    }


def _required(
    callers: list[Function], parameters: Mapping[str, Any], path: str
) -> list[str]:
    """The required paths; of one inside of an object, the object must be required, too."""
    listed: list[str] = []
    dotted = re.findall(r"\{(\w+\.[\w.]+)\}", path)
    tags = [one.doc.values("requiredField") for one in callers]
    for value in chain.from_iterable(tags):
        parts = [rest_name(part) for part in value.strip().split(".")]
        if parts[0] == "options":
            parts = parts[1:]
        if parts == ["id"] and dotted:  # the SDK's name for the parameter in the path
            parts = dotted[0].split(".")
        if not parts or parts[0] not in parameters or ".".join(parts) in listed:
            continue
        if len(parts) == 1 or parts[0] in listed:
            listed.append(".".join(parts))
    return sorted(listed)


def _query(package: Package, callers: list[Function]) -> Decl:
    """What can be filtered, how, and sorted."""
    made: Decl = {}
    named = (re.search(r"\bquery: (\w+)", one.arguments) for one in callers)
    for name in (f"{one[1]}Spec" for one in named if one):
        for one in package.queries.get(name, []):
            directions = [way for way in _WAYS if one.sort in {"BOTH", way}]
            for path in one.fields:
                wire = ".".join(map(rest_name, path.split(".")))
                made[wire] = {
                    "operators": list(one.operators or _ALL_OPERATORS),
                    **({"sort": directions} if directions else {}),
                }
    return made


def _sdk(
    method: RestMethod, callers: list[Function], returns: Mapping[str, Any]
) -> Decl:
    """What the SDK calls the method, and what it returns, where that isn't the answer itself."""
    made: Decl = {}
    if not callers:
        return made
    plain = [one for one in callers if not one.name.startswith("typed")]
    function = (plain or callers)[0]
    name = re.sub(r"^typed(\w)", lambda one: one[1].lower(), function.name)
    if name != method.name:
        made["method"] = name
    if function.result.startswith("Promise<void>"):
        if returns:
            made["returns"] = "none"
    elif "Builder" not in function.result:
        named = set(re.findall(r"\b\w+\b", function.result))
        unwrapped = (one for one, type_ in returns.items() if _type_of(type_) in named)
        if method.response not in named and (wire := next(unwrapped, "")):
            made["returns"] = wire
    return made


def _type_of(spec: Any) -> str:
    return spec if isinstance(spec, str) else spec.get("type", "")


def _webhooks(package: Package, types: _Types) -> Iterator[tuple[str, Decl]]:
    """The declarations of the events that have a handler."""
    for function in package.functions:
        envelope = package.declared.get(f"{function.name[2:]}Envelope")
        is_handler = function.name.startswith("on") and function.doc.values("eventType")
        if is_handler and envelope and (made := _webhook(function, envelope, types)):
            yield function.name[2:3].lower() + function.name[3:], made


def _webhook(function: Function, envelope: Declared, types: _Types) -> Decl | None:
    """A webhook's declaration; none if it is about no entity although its envelope has one."""
    parts = {one.name: one.type for one in envelope.members}
    slug = "".join(function.doc.values("slug")[-1:])
    is_of_entity = "entity" in parts and slug in _ENTITY_EVENTS
    payload = types.named(parts.get("entity") or parts.get("data") or "")
    if "entity" in parts and not (is_of_entity and payload):
        return None
    is_flat = parts.get("metadata") == "BaseEventMetadata"
    made = {
        "kind": slug if is_of_entity else "flat" if is_flat else "action",
        "title": re.sub(r"(?<=[a-z])(?=[A-Z])", " ", function.name[2:]),
        "docs": kebab(function.name[2:3].lower() + function.name[3:]),
        "description": function.doc.text,
    }
    if payload:
        made["entity" if is_of_entity else "data"] = payload
    return made | ({"modified_fields": True} if "modifiedFields" in parts else {})


class _Types:
    """The types of a package that its methods and webhooks reach."""

    def __init__(self, package: Package) -> None:
        self.declared = package.declared
        self.specs: dict[str, Decl] = {}
        self.page_names: dict[str, str] = {}

    def fields(self, name: str) -> _Fields:
        """An interface's fields in order, and its groups."""
        found = _Fields()
        declared = self.declared.get(name)
        if declared is None or declared.kind != "interface":
            return found
        for parent in declared.parents:
            if parent not in self.declared:
                continue
            if parent.endswith("OneOf"):
                members = self._members(self.declared[parent])
                group = parent.removesuffix("OneOf").removeprefix(name)
                group = group[:1].lower() + group[1:] or "group"
                group = _free(group, {**members, **found.groups})
                found.add(_Fields(members, {group: list(members)}))
            else:
                found.add(self.fields(parent))
        found.add(_Fields(self._members(declared)))
        return found

    def named(self, text: str) -> str:
        """The name of the type that an expression names; empty if it names none."""
        type_ = self._type(text)
        return type_ if type_ in self.specs else ""

    def _members(self, declared: Declared) -> Decl:
        """The public fields that an interface itself has."""
        shown = [one for one in declared.members if _is_public(one.doc)]
        return {rest_name(one.name): self._field(one) for one in shown}

    def _field(self, member: Member) -> Decl | str:
        made = facts_of_member(member, self._type(member.type))
        if member.doc.text:
            made["description"] = member.doc.text
        if member.doc.values("deprecated"):
            made["deprecated"] = True
        return made if len(made) > 1 else made["type"]

    def _type(self, text: str) -> str:
        """A type expression in the spec's words; declares what it names."""
        text = _NULL.sub("", text.strip())
        if text.endswith("[]"):
            return f"list[{self._type(text[:-2])}]"
        if found := _MAP.fullmatch(text):
            return "object" if found[1] == "any" else f"map[{self._type(found[1])}]"
        if text in _SIMPLE:
            return _SIMPLE[text]
        declared = self.declared.get(text.removesuffix("WithLiterals"))
        if declared is None or declared.kind == "type":
            return "json"
        return self._declare(declared)

    def _declare(self, declared: Declared) -> str:
        """The spec's name of a type; specs have no leading underscores."""
        name = declared.name.lstrip("_")
        if name in self.specs:
            return name
        if name != declared.name:
            self.page_names[name] = declared.name
        made = self.specs[name] = {}
        if declared.doc.text:
            made["description"] = declared.doc.text
        if declared.kind == "enum":
            made["enum"] = {value: _described(doc) for value, doc in declared.values}
        else:
            made["fields"] = self.fields(declared.name).as_spec()
        return name


def _is_public(doc: Doc) -> bool:
    return not doc.values("internal") and not doc.values("hidden")


def _described(doc: Doc) -> Decl | str | None:
    """An enum value's declaration."""
    if doc.values("deprecated"):
        return {"description": doc.text, "deprecated": True}
    return doc.text or None


def _free(name: str, taken: Mapping[str, Any]) -> str:
    """A name that is not taken."""
    while name in taken:
        name += "Choice"
    return name
