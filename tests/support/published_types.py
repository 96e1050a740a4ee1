"""Wix's published type packages as specs: real names and shapes to measure an import by.

    made = published(Path("node_modules"))
    made.texts()        # {"package/module.yaml": YAML}
    made.hints

The packages are TypeScript declarations with a fixed layout; what is read here is only what the
specs can say. They are nothing that this repository has or needs: see `tests/benchmarks/README.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from support.page_hints import Hints, MethodHints, WebhookHints
from support.random_api import ROOT, RandomApi
from wixgen.pages.evidence import rest_name

_DOC = r"(?:/\*\*(?P<doc>(?:[^*]|\*(?!/))*)\*/\s*)?"
_DECLARED = re.compile(
    _DOC
    + r"^(?:export )?(?:declare )?(?P<kind>interface|enum|type) (?P<name>\w+)"
    + r"(?P<rest>[^\n]*)$(?P<body>(?:\n(?:[ ].*|$))*)",
    re.M,
)
_MEMBER = re.compile(_DOC + r"^    (?P<name>\w+)\??: (?P<type>[^;{]+);$", re.M)
_VALUE = re.compile(_DOC + r"^    (?P<name>\w+) = \"(?P<value>[^\"]+)\"", re.M)
_METHOD = re.compile(
    r"^declare function (?P<name>\w+)\(\): __PublicMethodMetaInfo<'(?P<verb>\w+)', \{[^}]*\}, "
    r"[\w$]+, (?P<request>\w+), [\w$]+, (?P<response>\w+)>;",
    re.M,
)
_FUNCTION = re.compile(
    r"/\*\*(?P<doc>(?:[^*]|\*(?!/))*)\*/\s*declare function (?P<name>\w+)\((?P<arguments>.*)\): "
    r"(?P<returns>.*)$",
    re.M,
)
_TAG = re.compile(r"^\s*@(\w+) ?(.*)$", re.M)
_KINDS = {"created": "created", "updated": "updated", "deleted": "deleted"}
_OURS = {
    "EventMetadata", "BaseEventMetadata", "IdentificationData", "WebhookIdentityType",
    "AccountInfo", "AccountInfoMetadata",
}  # fmt: skip


@dataclass
class Declared:
    """An interface or an enum."""

    doc: str
    kind: str
    name: str
    rest: str
    body: str

    @property
    def parents(self) -> list[str]:
        """What it extends."""
        found = re.search(r"extends ([\w, ]+)", self.rest)
        return [one.strip() for one in found[1].split(",")] if found else []


def published(modules: Path, packages: str = "*") -> RandomApi:
    """All resources of the type packages below a `node_modules` folder."""
    made = RandomApi(hints=Hints(inline_enums=frozenset()))
    for folder in sorted(modules.glob(f"@wix/auto_sdk_{packages}/build/cjs")):
        if (folder / "meta.d.ts").exists():
            _PublishedResource(folder).add_to(made)
    for path in (ROOT / "schemas/common.yaml",):
        import yaml

        made.specs["common.yaml"] = yaml.safe_load(path.read_text())
    return made


class _PublishedResource:
    def __init__(self, folder: Path) -> None:
        _, _, name = folder.parents[1].name.partition("auto_sdk_")
        self.package, _, module = name.partition("_")
        self.module = re.sub(r"[-_](\w)", lambda one: one[1].upper(), module)
        self.key = f"{self.package}.{self.module}"
        self.rest = (folder / "meta.d.ts").read_text()
        self.code = (folder / "meta.js").read_text()
        self.sdk = (folder / "index.typings.d.ts").read_text()
        rest = {one["name"]: one for one in _DECLARED.finditer(self.rest)}
        sdk = {one["name"]: one for one in _DECLARED.finditer(self.sdk)}
        self.declared = {
            name: Declared(one["doc"] or "", one["kind"], name, one["rest"], one["body"])
            for name, one in {**sdk, **rest}.items()
        }  # fmt: skip
        self.types: dict[str, Any] = {}
        self.hints: dict[str, MethodHints] = {}
        self.page_names: dict[str, str] = {}

    def add_to(self, made: RandomApi) -> None:
        methods = dict(self.methods())
        webhooks = dict(self.webhooks())
        if not webhooks and not any(one.has_sdk for one in self.hints.values()):
            # Where no example imports the module, its name is that of the service.
            name = self.service.removesuffix("Service")
            self.module = name[:1].lower() + name[1:]
            self.key = f"{self.package}.{self.module}"
        if not methods and not webhooks:
            return
        for name, hints in self.hints.items():
            made.hints.methods[f"{self.key}.{name}"] = hints
        for name, shown in self.page_names.items():
            made.hints.page_names[self.key, name] = shown
        service = self.service
        for name in webhooks:
            made.hints.webhooks[f"{self.key}.{name}"] = WebhookHints(namespace=service)
        made.specs[f"{self.package}/{self.module}.yaml"] = {
            "package": self.package,
            "module": self.module,
            "title": self.module,
            "docs": f"https://dev.wix.com/docs/api-reference/{self.package}/{self.module}",
            **({"types": self.types} if self.types else {}),
            **({"methods": methods} if methods else {}),
            **({"webhooks": webhooks} if webhooks else {}),
        }

    @cached_property
    def service(self) -> str:
        found = re.search(r'methodFqn: "([\w.]+)\.(\w+)\.\w+"', self.code)
        return found[2] if found else self.module[:1].upper() + self.module[1:]

    @cached_property
    def functions(self) -> dict[str, list[tuple[str, str, str, list[tuple[str, str]]]]]:
        """The SDK's functions by the name of the REST method."""
        found: dict[str, list[tuple[str, str, str, list[tuple[str, str]]]]] = {}
        for one in _FUNCTION.finditer(self.sdk):
            tags = _tags(one["doc"])
            for tag, value in tags:
                if tag == "fqn":
                    method = value.rsplit(".", 1)[-1]
                    known = (one["name"], one["arguments"], one["returns"], tags)
                    found.setdefault(method, []).append(known)
        return found

    def methods(self) -> Iterator[tuple[str, Any]]:
        for one in _METHOD.finditer(self.rest):
            name = one["name"]
            path = self.path(name)
            parameters, groups = self.fields(one["request"])
            for wire in re.findall(r"\{(\w+)\}", path):
                parameters.setdefault(wire, "string")
            returns, _ = self.fields(one["response"])
            shaped = self.grouped(parameters, groups)
            made: dict[str, Any] = {
                "http": f"{one['verb']} {path}",
                "docs": _kebab(name),
                "description": self.description(name),
            }
            if shaped:
                made["parameters"] = shaped
            known = self.functions.get(name[:1].upper() + name[1:], [])
            required = self.required(known, parameters, path)
            if required:
                made["required"] = required
            if returns:
                made["returns"] = returns
            sdk = self.sdk_of(name, known, returns, one["response"])
            if sdk:
                made["sdk"] = sdk
            self.hints[name] = MethodHints(
                namespace=self.service,
                has_sdk=bool(known),
                has_note=True,
                sdk_types=self.sdk_types(name, returns),
            )
            yield name, made

    def path(self, name: str) -> str:
        block = re.search(
            rf"^function {name}\d*\(\) \{{.*?^\s+path: \"([^\"]+)\"",
            self.code,
            re.M | re.S,
        )
        assert block is not None, (self.key, name)
        return re.sub(r"\{([\w.]+)[^}]*\}", r"{\1}", block[1])

    def description(self, name: str) -> str:
        for _, _, _, _ in ():
            pass
        for one in self.functions.get(name[:1].upper() + name[1:], []):
            found = re.search(
                rf"/\*\*((?:[^*]|\*(?!/))*)\*/\s*declare function {one[0]}\(", self.sdk
            )
            if found:
                return _text(found[1])
        return f"Calls {name}."

    def required(
        self, known: Any, parameters: Mapping[str, Any], path: str
    ) -> list[str]:
        listed: list[str] = []
        dotted = re.findall(r"\{(\w+\.[\w.]+)\}", path)
        for _, _, _, tags in known:
            for tag, value in tags:
                if tag != "requiredField":
                    continue
                parts = [rest_name(part) for part in value.strip().split(".")]
                if parts[0] == "options":
                    parts = parts[1:]
                if parts == ["id"] and dotted:
                    parts = dotted[0].split(".")
                text = ".".join(parts)
                if parts and parts[0] in parameters and text not in listed:
                    if len(parts) > 1 and parts[0] not in listed:
                        continue
                    listed.append(text)
        return sorted(listed)

    def sdk_of(
        self, name: str, known: Any, returns: Mapping[str, Any], response: str
    ) -> dict[str, Any]:
        made: dict[str, Any] = {}
        if not known:
            return made
        plain = [one for one in known if not one[0].startswith("typed")]
        function, _, result, _ = (plain or known)[0]
        function = re.sub(r"^typed(\w)", lambda one: one[1].lower(), function)
        if function != name:
            made["method"] = function
        if result.startswith("Promise<void>"):
            if returns:
                made["returns"] = "none"
            return made
        if "Builder" in result:
            return made
        inner = set(re.findall(r"\b\w+\b", result))
        if response not in inner:
            for wire, type_ in returns.items():
                shown = type_ if isinstance(type_, str) else type_.get("type", "")
                if shown in inner:
                    made["returns"] = wire
                    break
        return made

    def sdk_types(self, name: str, returns: Mapping[str, Any]) -> dict[str, str]:
        return {}

    def webhooks(self) -> Iterator[tuple[str, Any]]:
        for one in _FUNCTION.finditer(self.sdk):
            tags = dict(_tags(one["doc"]))
            if "eventType" not in tags or not one["name"].startswith("on"):
                continue
            envelope = self.declared.get(f"{one['name'][2:]}Envelope")
            if envelope is None:
                continue
            members = {
                found["name"]: found["type"]
                for found in _MEMBER.finditer(envelope.body)
            }
            slug = tags.get("slug", "")
            name = one["name"][2:3].lower() + one["name"][3:]
            kind = _KINDS.get(slug, "action") if "entity" in members else "action"
            made: dict[str, Any] = {
                "kind": kind,
                "title": re.sub(r"(?<=[a-z])(?=[A-Z])", " ", one["name"][2:]),
                "docs": _kebab(name),
                "description": _text(one["doc"]),
            }
            payload = members.get("entity") or members.get("data")
            if payload:
                type_ = self.type(payload)
                if isinstance(type_, str) and type_ in self.types:
                    made["entity" if kind != "action" else "data"] = type_
            if "entity" in members and kind == "action":
                continue
            if kind != "action" and "entity" not in made:
                continue
            if "modifiedFields" in members:
                made["modified_fields"] = True
            yield name, made

    def fields(self, name: str) -> tuple[dict[str, Any], list[tuple[str, list[str]]]]:
        """An interface's fields in order, and its groups."""
        declared = self.declared.get(name)
        if declared is None or declared.kind != "interface":
            return {}, []
        found: dict[str, Any] = {}
        groups: list[tuple[str, list[str]]] = []
        for parent in declared.parents:
            if parent.endswith("OneOf") and parent in self.declared:
                members = self.members(parent)
                group = parent.removesuffix("OneOf").removeprefix(name)
                group = (group[:1].lower() + group[1:]) or "group"
                while group in members or group in [one for one, _ in groups]:
                    group += "Choice"
                groups.append((group, list(members)))
                found |= members
            elif parent in self.declared:
                inherited, more = self.fields(parent)
                found |= inherited
                groups += more
        found |= self.members(name)
        return found, groups

    def members(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in _MEMBER.finditer(self.declared[name].body):
            tags = dict(_tags(one["doc"] or ""))
            if "internal" in tags or "hidden" in tags:
                continue
            made: dict[str, Any] = {"type": self.type(one["type"])}
            if text := _text(one["doc"] or ""):
                made["description"] = text
            if "readonly" in tags:
                made["read_only"] = True
            if "deprecated" in tags:
                made["deprecated"] = True
            found[rest_name(one["name"])] = made if len(made) > 1 else made["type"]
        return found

    def type(self, text: str) -> str:
        """A type expression in the spec's words; declares what it names."""
        text = re.sub(r"\s*\|\s*(?:null|undefined)\b", "", text.strip())
        if text.endswith("[]"):
            inner = self.type(text[:-2])
            return f"list[{inner}]"
        if found := re.fullmatch(r"Record<string, (.+)>", text):
            inner = found[1]
            if inner == "any":
                return "object"
            return f"map[{self.type(inner)}]"
        simple = {
            "string": "string",
            "number": "integer",
            "boolean": "boolean",
            "Date": "datetime",
        }
        if text in simple:
            return simple[text]
        name = text.removesuffix("WithLiterals")
        if name not in self.declared or self.declared[name].kind == "type":
            return "json"
        self.declare(name)
        return name.lstrip("_")

    def declare(self, name: str) -> None:
        spelt = name.lstrip("_")
        if spelt in self.types:
            return
        if spelt != name:
            self.page_names[spelt] = name
        declared = self.declared[name]
        made: dict[str, Any] = {}
        self.types[spelt] = made
        if text := _text(declared.doc):
            made["description"] = text
        if declared.kind == "enum":
            made["enum"] = {
                one["value"]: (
                    {"description": _text(one["doc"] or ""), "deprecated": True}
                    if "deprecated" in dict(_tags(one["doc"] or ""))
                    else _text(one["doc"] or "") or None
                )
                for one in _VALUE.finditer(declared.body)
            }
            return
        fields, groups = self.fields(name)
        made["fields"] = self.grouped(fields, groups)

    def grouped(
        self, fields: dict[str, Any], groups: list[tuple[str, list[str]]]
    ) -> dict[str, Any]:
        in_groups = {member for _, members in groups for member in members}
        shaped: dict[str, Any] = {}
        for group, members in groups:
            while group in fields:
                group += "Choice"
            if inside := {one: fields[one] for one in members if one in fields}:
                shaped[group] = {"one_of": inside}
        shaped |= {wire: one for wire, one in fields.items() if wire not in in_groups}
        return shaped


def _tags(doc: str) -> list[tuple[str, str]]:
    lines = "\n".join(line.strip().removeprefix("*") for line in doc.split("\n"))
    return _TAG.findall(lines)


def _text(doc: str) -> str:
    lines = [line.strip().removeprefix("*").strip() for line in doc.strip().split("\n")]
    kept: list[str] = []
    for line in lines:
        if line.startswith("@"):
            break
        kept.append(line)
    return "\n".join(kept).strip()


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
