"""Wix's published type packages, read: the declarations of one, its documented functions, its paths.

    package = Package(Path("node_modules/@wix/auto_sdk_shop_doors/build/cjs"))
    package.declared["Door"].members
    package.methods, package.functions, package.path("openDoor")

The files have a fixed layout, one declaration or member to a line, so that patterns are enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_DOC = r"(?:/\*\*(?P<doc>(?:[^*]|\*(?!/))*)\*/\s*)"
_DECLARED = re.compile(
    rf"{_DOC}?^(?:export )?(?:declare )?(?P<kind>interface|enum|type) (?P<name>\w+)"
    r"(?P<rest>[^\n]*)$(?P<body>(?:\n(?:[ ].*|$))*)",
    re.M,
)
_MEMBER = re.compile(rf"{_DOC}?^    (?P<name>\w+)\??: (?P<type>[^;{{]+);$", re.M)
_VALUE = re.compile(rf"{_DOC}?^    \w+ = \"(?P<value>[^\"]+)\"", re.M)
_METHOD = re.compile(
    r"^declare function (?P<name>\w+)\(\): __PublicMethodMetaInfo<'(?P<verb>\w+)', \{[^}]*\}, "
    r"[\w$]+, (?P<request>\w+), [\w$]+, (?P<response>\w+)>;",
    re.M,
)
_FUNCTION = re.compile(
    rf"{_DOC}declare function (?P<name>\w+)\((?P<arguments>.*)\): (?P<result>.*)$",
    re.M,
)
_TAG = re.compile(r"^\s*@(\w+) ?(.*)$", re.M)
_PARENTS = re.compile(r"extends ([\w, ]+)")
_SERVICE = re.compile(r'methodFqn: "[\w.]+\.(\w+)\.\w+"')
_QUERY_SPEC = re.compile(
    r"^interface (?P<name>\w+) extends QuerySpec \{(?P<body>.*?)^\}", re.M | re.S
)
_WQL = re.compile(r"\{(?P<body>\s*fields: \[.*?)\};?", re.S)


@dataclass(frozen=True)
class Doc:
    """What stands between `/**` and `*/`."""

    raw: str

    @property
    def text(self) -> str:
        """The sentences before the first tag."""
        kept: list[str] = []
        for line in self.raw.strip().split("\n"):
            said = line.strip().removeprefix("*").strip()
            if said.startswith("@"):
                break
            kept.append(said)
        return "\n".join(kept).strip()

    @property
    def tags(self) -> list[tuple[str, str]]:
        """`@name value` in order; a name may stand there several times."""
        lines = [line.strip().removeprefix("*") for line in self.raw.split("\n")]
        return _TAG.findall("\n".join(lines))

    def values(self, name: str) -> list[str]:
        """The values of all tags with that name."""
        return [value for tag, value in self.tags if tag == name]


@dataclass(frozen=True)
class Member:
    """A field of an interface, its type as it is written."""

    name: str
    type: str
    doc: Doc


@dataclass(frozen=True)
class Declared:
    """An interface, an enum or an alias."""

    doc: Doc
    kind: str
    name: str
    rest: str  # of the line with the name
    body: str

    @property
    def parents(self) -> list[str]:
        """What it extends."""
        found = _PARENTS.search(self.rest)
        return [one.strip() for one in found[1].split(",")] if found else []

    @property
    def members(self) -> list[Member]:
        """The fields of an interface."""
        found = _MEMBER.finditer(self.body)
        return [
            Member(one["name"], one["type"], Doc(one["doc"] or "")) for one in found
        ]

    @property
    def values(self) -> Iterator[tuple[str, Doc]]:
        """The values of an enum."""
        for one in _VALUE.finditer(self.body):
            yield one["value"], Doc(one["doc"] or "")


@dataclass(frozen=True)
class RestMethod:
    """A method as the REST API has it: verb, and names of the request's and the answer's type."""

    name: str
    verb: str
    request: str
    response: str


@dataclass(frozen=True)
class Function:
    """A documented function of the SDK, its arguments and its return type as they are written."""

    name: str
    arguments: str
    result: str
    doc: Doc


@dataclass(frozen=True)
class Queried:
    """Fields that a query can filter with the same operators, and sort."""

    fields: tuple[str, ...]
    operators: tuple[str, ...]
    sort: str  # BOTH, ASC, DESC or NONE


class Package:
    """One package's declarations: those of its REST API, and those of its SDK."""

    def __init__(self, folder: Path) -> None:
        _, _, name = folder.parents[1].name.partition("auto_sdk_")
        self.name, _, module = name.partition("_")
        self.module = re.sub(r"[-_](\w)", lambda one: one[1].upper(), module)
        self._rest = (folder / "meta.d.ts").read_text(encoding="utf-8")
        self._code = (folder / "meta.js").read_text(encoding="utf-8")
        shared = sorted(folder.glob("*.universal-*.d.ts"))  # newer packages only
        files = [folder / "index.typings.d.ts", *shared]
        self._sdk = "\n".join(one.read_text(encoding="utf-8") for one in files)

    @cached_property
    def declared(self) -> dict[str, Declared]:
        """Interfaces, enums and aliases by name; what both have is as the REST API has it."""
        return {
            one["name"]: Declared(
                Doc(one["doc"] or ""),
                one["kind"],
                one["name"],
                one["rest"],
                one["body"],
            )
            for text in (self._sdk, self._rest)
            for one in _DECLARED.finditer(text)
        }

    @cached_property
    def methods(self) -> list[RestMethod]:
        """The methods of the REST API."""
        return [RestMethod(**one.groupdict()) for one in _METHOD.finditer(self._rest)]

    @cached_property
    def functions(self) -> list[Function]:
        """The documented functions of the SDK: those that call methods, and handlers of events."""
        return [
            Function(one["name"], one["arguments"], one["result"], Doc(one["doc"]))
            for one in _FUNCTION.finditer(self._sdk)
        ]

    @cached_property
    def service(self) -> str:
        """The name of the service that the package is made from; empty if it has no method."""
        found = _SERVICE.search(self._code)
        return found[1] if found else ""

    @cached_property
    def queries(self) -> dict[str, list[Queried]]:
        """What can be queried, by the name of the type that says so."""
        return {
            one["name"]: [_queried(part["body"]) for part in _WQL.finditer(one["body"])]
            for one in _QUERY_SPEC.finditer(self._sdk)
        }

    def callers(self, method: str) -> list[Function]:
        """The functions that call a method."""
        wanted = method[:1].upper() + method[1:]
        return [
            function
            for function in self.functions
            for called in function.doc.values("fqn")
            if called.rsplit(".", 1)[-1] == wanted
        ]

    def path(self, method: str) -> str:
        """The path of a method, its parameters in braces."""
        found = re.search(
            rf"^function {method}\d*\(\) \{{.*?^\s+path: \"([^\"]+)\"",
            self._code,
            re.M | re.S,
        )
        if found is None:
            raise ValueError(f"no path of {self.name}.{self.module}.{method}")
        return re.sub(r"\{([\w.]+)[^}]*\}", r"{\1}", found[1])


def _queried(body: str) -> Queried:
    """One element of a query's specification."""
    fields, _, rest = body.partition("operators:")
    operators, _, sort = rest.partition("sort:")
    words = re.compile(r"'([^']+)'")
    return Queried(
        tuple(words.findall(fields)),
        tuple(one for one in words.findall(operators) if one != "*"),  # "*": any
        "".join(words.findall(sort)),
    )
