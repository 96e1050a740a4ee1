"""Turn the methods of a package into methods of a spec.

A method is a call of the REST API (`calls.py`), with the types of its request and its answer, and, where
there is one, the function of the JavaScript SDK that calls it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from tree_sitter import Node

from wixgen.pages.names import rest_name
from wixgen.pages.spec_data import declared as declaration
from wixgen.pages.spec_data import flat, unwrapped
from wixgen.pages.transcribe.paging import SIGNS_OF_PAGES
from wixgen.published.calls import Call
from wixgen.published.demands import demands_of
from wixgen.published.queries import (
    is_query_spec,
    is_search_spec,
    parts_of,
    query_of,
    strings_in,
)
from wixgen.published.syntax import (
    Declared,
    Doc,
    Function,
    text_of,
    unnumbered,
)
from wixgen.published.type_words import alternatives, arguments_of, name_of, names_in
from wixgen.published.types import Decl, Fields, TypeReader, is_public, notes_of
from wixgen.spec.language import LINE
from wixgen.spec.paging import paging_control
from wixgen.spec.types import KINDS

_PATH_PARAMETER = re.compile(r"\{([\w.]+)\}")
_IN_PATH = {"type": "string", "source": "the URL"}
_ERRORS = "ApplicationErrors"
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,200}")
_IDENTITY = re.compile(r"[A-Z][A-Z_]{0,39}")
_PERMISSION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}")
_SPEC_SUFFIX = "Spec"
_PRIMITIVES = {
    "string": {"string", "guid", "decimal", "int64"},
    "number": {"number", "integer", "int32"},
    "boolean": {"boolean"},
}
_BUILDER = re.compile(r"\w+(?:Query|Search)?Builder")


@dataclass(frozen=True)
class RestMethod:
    """A method of the REST API: its name, and the names of its request's and its answer's type."""

    name: str
    request: str
    answer: str


def rest_methods(functions: Iterable[Function]) -> list[RestMethod]:
    """Return the methods that a package's `meta` declares.

    `declare function getDoor(): __PublicMethodMetaInfo<'GET', {…}, GetDoorRequest$1, GetDoorRequest, …>`
    """
    found: list[RestMethod] = []
    for function in functions:
        if (
            name_of(function.result) == "__PublicMethodMetaInfo"
            and function.result is not None
        ):
            arguments = arguments_of(function.result)
            if len(arguments) == 6:
                request, answer = name_of(arguments[3]), name_of(arguments[5])
                found.append(RestMethod(function.name, request, answer))
    return found


class MethodReader:
    """A reader of the methods of one package."""

    def __init__(
        self,
        types: TypeReader,
        functions: Sequence[Function],
        declared: Mapping[str, Declared],
    ) -> None:
        """Make a reader.

        Args:
            types: The types of the package.
            functions: The functions of the SDK.
            declared: The interfaces and aliases of the SDK.
        """
        self.types = types
        self.declared = declared
        self.entities = _entities(declared.values())
        self.callers: dict[str, list[Function]] = {}
        self.untagged: dict[str, list[Function]] = (
            {}
        )  # those that don't say what they call
        for function in functions:
            for fqn in function.doc.all("fqn"):
                self.callers.setdefault(fqn.lower(), []).append(function)
            if not function.doc.all("fqn") and name_of(function.result) == "Promise":
                self.untagged.setdefault(_called(function), []).append(function)

    def functions_of(self, method: RestMethod, call: Call) -> list[Function]:
        """Return the functions of the SDK that make a call, the one that people use first.

        Of those that don't say what they call, the ones that are called like the method do.
        """
        found = self.callers.get(call.fqn.lower()) or self.untagged.get(method.name, [])
        return sorted(
            found,
            key=lambda one: (not is_public(one.doc), one.name.startswith("typed")),
        )

    def method(self, method: RestMethod, call: Call) -> Decl:
        """Return the declaration of a method that is public."""
        callers = self.functions_of(method, call)
        doc = _united(one.doc for one in callers)
        parameters, returns = self.types.fields(method.request), self.types.fields(
            method.answer
        )
        for path in _PATH_PARAMETER.findall(call.path or ""):
            if "." not in path and path not in parameters.flat:
                parameters.plain[path] = dict(_IN_PATH)
        demands = demands_of(
            [path for one in callers for path in one.doc.all("requiredField")],
            parameters.as_spec(),
            self.types.specs,
            [one for one in _PATH_PARAMETER.findall(call.path or "") if "." in one],
        )
        made: Decl = {"http": f"{call.verb} {call.path}", **notes_of(doc)}
        if call.verb == "GET" and call.is_base64:
            made["encoding"] = "base64"
        if call.verb == "GET" and call.fallback:
            made["fallback"] = call.fallback
        more = {
            **grants_of(doc),
            "identities": _matching(doc.all("applicableIdentity"), _IDENTITY),
            "parameters": parameters.as_spec(),
            "required": demands.required,
            "exactly_one": demands.exactly_one,
            "returns": returns.as_spec(),
            "sdk": self._sdk(method, callers, parameters, returns),
            "paging": self._paging(parameters, returns),
            "query": self._query(callers) or self._search(parameters, returns),
            "errors": self._errors(callers),
        }
        return made | {key: value for key, value in more.items() if value}

    def _sdk(
        self,
        method: RestMethod,
        callers: list[Function],
        parameters: Fields,
        returns: Fields,
    ) -> Decl:
        """Return what the SDK calls the method, takes in its options and hands back."""
        if not callers:
            return {}
        function = callers[0]
        name = _called(function)
        made: Decl = {} if name == method.name else {"method": name}
        options = self._options(function, parameters)
        if options:
            made["options"] = options
        if handed := self._handed_back(function, method, returns):
            made["returns"] = handed
        return made

    def _options(self, function: Function, parameters: Fields) -> list[str]:
        """Return the parameters that the function takes inside of its last argument."""
        for name, type_ in function.parameters:
            if name == "options" and type_ is not None:
                inside = {rest_name(one) for one in self._fields_of(type_)}
                return [wire for wire in parameters.flat if wire in inside]
        return []

    def _fields_of(self, type_: Node) -> list[str]:
        found: list[str] = []
        for name in sorted(names_in(type_) & self.declared.keys()):
            declared = self.declared[name]
            found += [member.name for member in declared.members]
            for parent in declared.parents:
                found += [
                    one.name
                    for one in getattr(self.declared.get(parent), "members", ())
                ]
        return found

    def _handed_back(
        self, function: Function, method: RestMethod, returns: Fields
    ) -> str:
        """Return the field of the answer that the function returns; `none` for nothing, "" for all."""
        result = function.result
        inner = (
            arguments_of(result)[0]
            if result is not None and arguments_of(result)
            else None
        )
        if name_of(result) != "Promise" or inner is None:
            return ""
        parts = inner.named_children if inner.type == "intersection_type" else [inner]
        if text_of(parts[0]) == "void":
            return "none" if returns.flat else ""
        named = {self.types.names.get(one, one) for one in names_in(parts[0])}
        if method.answer in names_in(parts[0]):
            return ""
        fields = {
            wire: declaration(decl)["type"] for wire, decl in returns.flat.items()
        }
        named |= _PRIMITIVES.get(text_of(parts[0]), set())
        found = [wire for wire, type_ in fields.items() if type_ in named]
        is_sure = len(found) == 1 or parts[0].type != "predefined_type"
        return found[0] if found and is_sure else ""

    def _paging(self, parameters: Fields, returns: Fields) -> Decl | None:
        """Return the paging of a method, found as for documentation pages."""
        answer = {
            wire: declaration(decl)["type"] for wire, decl in returns.flat.items()
        }
        all_lists = [
            wire for wire, type_ in answer.items() if type_.startswith("list[")
        ]
        current = [
            wire
            for wire in all_lists
            if not declaration(returns.flat[wire]).get("deprecated")
        ]
        lists = current or all_lists
        for style, signs in SIGNS_OF_PAGES.items() if lists else ():
            if paging_control(style, lambda path: self._has(parameters, path)) is None:
                continue
            made = {"style": style, "items": lists[0]}
            for wire, type_ in answer.items():
                inner = self.types.specs.get(type_, {})
                if signs & dict(flat(inner.get("fields") or {})).keys():
                    return {**made, "metadata": wire}
            if signs & answer.keys() and len(lists) == 1:
                return made
        return None

    def _has(self, parameters: Fields, path: str) -> bool:
        return self._kind(parameters.flat, path, through_lists=False) != ""

    def _kind(self, fields: Decl, path: str, *, through_lists: bool = True) -> str:
        """Return the type of the field at a dotted path; "" if there is none."""
        type_ = ""
        for step in path.split("."):
            if step not in fields:
                return ""
            type_ = str(declaration(fields[step])["type"])
            wrappers, inner = unwrapped(type_)
            is_object = not wrappers or (through_lists and set(wrappers) == {"list"})
            shown = self.types.specs.get(inner, {}) if is_object else {}
            fields = dict(flat(shown.get("fields") or {}))
        return type_

    def _query(self, callers: list[Function]) -> Decl:
        """Return what a query can filter and sort."""
        named = {
            name
            for one in callers
            for _, type_ in one.parameters
            for name in names_in(type_)
        }
        for name in sorted(named):
            declared = self.declared.get(f"{name}{_SPEC_SUFFIX}")
            if declared is not None and is_query_spec(declared):
                entity = self.entities.get(declared.name, "")
                return query_of(declared, partial(self._field_kind, entity))
        return {}

    def _search(self, parameters: Fields, returns: Fields) -> Decl:
        """Return what a search can do: its function doesn't name the specification, which is of its items."""
        if "search" not in parameters.flat:
            return {}
        types = (str(declaration(decl)["type"]) for decl in returns.flat.values())
        items = {unwrapped(type_)[1] for type_ in types if type_.startswith("list[")}
        found = [
            declared
            for declared in self.declared.values()
            if is_search_spec(declared)
            and self.types.names.get(self.entities.get(declared.name, "")) in items
        ]
        if len(found) != 1:
            return {}
        entity = self.entities[found[0].name]
        return query_of(found[0], partial(self._field_kind, entity))

    def _field_kind(self, entity: str, path: str) -> str:
        """Return the kind of a field of an entity, in the words of `query_of`."""
        own = self.types.names.get(entity, "")
        fields = dict(flat(self.types.specs.get(own, {}).get("fields") or {}))
        wrappers, inner = unwrapped(self._kind(fields, path))
        is_object = inner not in KINDS or inner in {"object", "json"}
        is_enum = "enum" in self.types.specs.get(inner, {})
        if wrappers[:1] == ("list",):
            return "list of objects" if is_object and not is_enum else "list"
        if is_enum:
            return "enum"
        if wrappers or (inner and is_object):
            return "object"
        if inner in {"integer", "number", "int32", "int64"}:
            return "number"
        return inner if inner in {"datetime", "boolean"} else "string" if inner else ""

    def _errors(self, callers: list[Function]) -> list[Decl]:
        """Return the application's errors by their codes."""
        found: dict[str, Decl] = {}
        for function in callers:
            for name in sorted(names_in(function.result)):
                declared = self.declared.get(name)
                if (
                    name.endswith(_ERRORS)
                    and declared is not None
                    and declared.type is not None
                ):
                    for one in alternatives(declared.type):
                        codes = strings_in(dict(parts_of(one)).get("code"))
                        found |= {
                            code: {"code": code}
                            for code in codes
                            if _CODE.fullmatch(code)
                        }
        return list(found.values())


def _called(function: Function) -> str:
    """Return the name by which people call a function."""
    return re.sub(r"^typed(\w)", lambda one: one[1].lower(), unnumbered(function.name))


def grants_of(doc: Doc) -> Decl:
    """Return the permissions that a comment's tags name."""
    names, scopes = doc.all("permissionScope"), doc.all("permissionScopeId")
    paired = zip(names, scopes, strict=False)
    return {
        "permissions": {
            name: scope
            for name, scope in paired
            if re.fullmatch(LINE, name) and re.fullmatch(LINE, scope)
        },
        "permission_ids": _matching(doc.all("permissionId"), _PERMISSION_ID),
    }


def _matching(texts: Iterable[str], pattern: re.Pattern[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if pattern.fullmatch(text)))


def _united(docs: Iterable[Doc]) -> Doc:
    """Return the comments of several functions as one: the sentences of the first that has some."""
    listed = list(docs)
    text = next((doc.text for doc in listed if doc.text), "")
    return Doc(text, tuple(dict.fromkeys(tag for doc in listed for tag in doc.tags)))


def _entities(declared: Iterable[Declared]) -> dict[str, str]:
    """Return the entity that each query specification is about: `Query<Door, DoorQuerySpec>`."""
    found: dict[str, str] = {}
    for one in declared:
        arguments = arguments_of(one.type) if one.type is not None else []
        if len(arguments) == 2:
            found.setdefault(name_of(arguments[1]), name_of(arguments[0]))
    return found
