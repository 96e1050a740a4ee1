"""Read a service plugin from its package: what Wix calls, with which request, and what the app answers.

The code says where Wix calls, and how the JavaScript SDK changes values on their way; the types are the
SDK's, so that what it changes is changed back here. Errors are classes: their code says what is sent, their
declaration what an app may tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from wixgen.diagnostics import Place
from wixgen.pages.names import plain_name, rest_name
from wixgen.published.calls import (
    all_nodes,
    arguments_of_call,
    pairs_of,
    transformed_paths,
)
from wixgen.published.syntax import (
    Declared,
    Doc,
    Member,
    Source,
    read_doc,
    string_of,
    text_of,
)
from wixgen.published.type_words import alternatives, arguments_of, name_of
from wixgen.published.types import Decl, TypeReader, notes_of

_DEFINITION = "ServicePluginDefinition"
_ERROR = "WixError"
_PATH = re.compile(r"(/[A-Za-z0-9_~:.-]+)+")
_STATUS = re.compile(r"[A-Z_]+")
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,200}")
_COMPONENT = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,119}")
_HTTP = range(400, 600)
_FLOATS = re.compile(r"transform\w*Float\w*")

#: What the SDK makes of an address, by what it is on the wire: it renames three fields.
_ADDRESSES = re.compile(r"transform\w*Address\w*")
_OF_ADDRESSES = {
    "addressLine1": "addressLine",
    "formatted": "formattedAddress",
    "location": "geocode",
}
#: What is a text in the SDK and an object on the wire: by the function that changes it, the object's type.
_OBJECTS = {
    re.compile(r"transform\w*(?<!Legacy)Image\w*"): "Image",
    re.compile(r"transform\w*PageURLV2\w*"): "PageUrlV2",
}
_ON_THE_WIRE = Source(
    "@wix/sdk-runtime",
    b"""
interface Image {
    id?: string;
    url?: string;
    /** @format int32 */
    height?: number;
    /** @format int32 */
    width?: number;
    altText?: string;
    filename?: string;
}
interface PageUrlV2 {
    relativePath?: string;
    url?: string;
}
interface Holder {
    Image?: Image;
    PageUrlV2?: PageUrlV2;
}
""",
)


@dataclass(frozen=True)
class PluginCode:
    """A method as the code has it: name, path, and the functions that change values on their way.

    Attributes:
        received: Lists of `transformPaths` for Wix's request, whose paths begin with `request`.
        sent: Those for the app's answer.
    """

    name: str
    path: str
    received: tuple[Node, ...]
    sent: tuple[Node, ...]


@dataclass(frozen=True)
class Contract:
    """A method as its types have it: the names of the request's and of the answer's type."""

    name: str
    request: str
    answer: str
    doc: Doc
    at: Place


@dataclass
class PublishedPlugin:
    """The service plugin of a package.

    Attributes:
        spec: What a spec says of it.
        types: The types that it reaches, by name.
        places: Where a part of it stands, by its path.
    """

    spec: Decl
    types: dict[str, Decl]
    places: dict[tuple[str, ...], Place] = field(
        default_factory=dict[tuple[str, ...], Place]
    )


def read_plugin(
    types: Sequence[Source], code: Sequence[Source]
) -> PublishedPlugin | None:
    """Return the service plugin of a package; None if the files have none.

    Args:
        types: The files with the types.
        code: The files with the handlers.
    """
    found = next(filter(None, map(_definition, code)), None)
    if found is None:
        return None
    component, coded = found
    declared: dict[str, Declared] = {}
    for source in types:
        declared = {**source.declared, **declared}
    contracts = {
        one.name: one for source in types for one in _contracts(source, declared)
    }
    pairs = [(one, contracts[one.name]) for one in coded if one.name in contracts]
    reader = TypeReader(_as_on_the_wire(declared, pairs))
    places: dict[tuple[str, ...], Place] = {}
    methods: dict[str, Decl] = {}
    for one, contract in pairs:
        name = plain_name(one.name)
        methods[name] = _method(one, contract, reader)
        places["service_plugin", name] = contract.at
    errors = _errors(types, code, reader)
    spec: Decl = {"component": component, "methods": methods}
    if errors:
        spec["errors"] = errors
    places |= {("types", *path): place for path, place in reader.places.items()}
    return PublishedPlugin(spec, reader.specs, places) if methods else None


def _definition(source: Source) -> tuple[str, list[PluginCode]] | None:
    """Return the component and the methods of `ServicePluginDefinition("RATER", […])`."""
    for call in all_nodes(source.root, {"call_expression"}):
        if text_of(call.child_by_field_name("function")) == _DEFINITION:
            component, listed = (*arguments_of_call(call), None, None)[:2]
            methods = listed.named_children if listed is not None else []
            if _COMPONENT.fullmatch(string_of(component)):
                return string_of(component), list(_coded(methods))
    return None


def _coded(methods: Iterable[Node]) -> Iterator[PluginCode]:
    seen: set[str] = set()
    for node in methods:
        parts = pairs_of(node)
        name = string_of(parts.get("name"))
        path = string_of(parts.get("primaryHttpMappingPath"))
        if plain_name(name) and _PATH.fullmatch(path) and path not in seen:
            seen.add(path)
            changed = pairs_of(parts.get("transformations"))
            received, sent = (
                tuple(_lists(changed.get(key))) for key in ("fromREST", "toREST")
            )
            yield PluginCode(name, path, received, sent)


def _lists(function: Node | None) -> Iterator[Node]:
    """Yield the lists that `transformPaths` is called with inside of a function."""
    for call in all_nodes(function, {"call_expression"}) if function else ():
        if text_of(call.child_by_field_name("function")) == "transformPaths":
            yield from arguments_of_call(call)[1:2]


def _contracts(source: Source, declared: Mapping[str, Declared]) -> Iterator[Contract]:
    """Yield the methods of `declare const provideHandlers: ServicePluginDefinition<{ … }>`."""
    for generic in all_nodes(source.root, {"generic_type"}):
        bodies = [one for one in arguments_of(generic) if one.type == "object_type"]
        if name_of(generic) != _DEFINITION or not bodies:
            continue
        comment: Node | None = None
        for node in bodies[0].named_children:
            if node.type == "method_signature":
                said = read_doc(text_of(comment)) if comment is not None else Doc()
                yield _contract(source, node, said, declared)
            comment = node if node.type == "comment" else None


def _contract(
    source: Source, node: Node, doc: Doc, declared: Mapping[str, Declared]
) -> Contract:
    """Read `rate(payload: RateEnvelope): RateResponse | Promise<RateResponse>`."""
    listed = node.child_by_field_name("parameters")
    envelope = ""
    for parameter in listed.named_children if listed is not None else ():
        annotation = parameter.child_by_field_name("type")
        envelope = _first_name(annotation)
        break
    members = declared[envelope].members if envelope in declared else ()
    request = next((one.type for one in members if one.name == "request"), None)
    return Contract(
        name=text_of(node.child_by_field_name("name")),
        request=name_of(request),
        answer=_first_name(node.child_by_field_name("return_type")),
        doc=doc,
        at=source.place(node),
    )


def _first_name(annotation: Node | None) -> str:
    """Return the name of the first type behind a colon; that in a promise, if there is nothing else."""
    if annotation is None or not annotation.named_children:
        return ""
    first = alternatives(annotation.named_children[0])[0]
    if name_of(first) == "Promise" and arguments_of(first):
        return name_of(arguments_of(first)[0])
    return name_of(first)


def _method(code: PluginCode, contract: Contract, types: TypeReader) -> Decl:
    types.learn_floats(contract.request, _changed(code.received, _FLOATS, "request."))
    types.learn_floats(contract.answer, _changed(code.sent, _FLOATS, ""))
    made: Decl = {"path": code.path, **notes_of(contract.doc)}
    parts = {
        "parameters": types.fields(contract.request).as_spec(),
        "returns": types.fields(contract.answer).as_spec(),
    }
    return made | {key: value for key, value in parts.items() if value}


def _changed(
    lists: Iterable[Node], function: re.Pattern[str], prefix: str
) -> frozenset[str]:
    """Return the paths of the values that a function changes, without the prefix that all have."""
    paths = transformed_paths(lists, function)
    return frozenset(path.removeprefix(prefix) for path in paths)


def _as_on_the_wire(
    declared: Mapping[str, Declared], pairs: Iterable[tuple[PluginCode, Contract]]
) -> dict[str, Declared]:
    """Return the types as JSON has them: what the SDK renames or makes texts of is changed back."""
    made = dict(declared)
    for code, contract in pairs:
        for start, lists, prefix in (
            (contract.request, code.received, "request."),
            (contract.answer, code.sent, ""),
        ):
            for path in _changed(lists, _ADDRESSES, prefix):
                for _, member in _at(declared, start, path):
                    _rename_fields(made, declared, _type_names(member))
            for function, object_type in _OBJECTS.items():
                for path in _changed(lists, function, prefix):
                    for owner, member in _at(declared, start, path):
                        _make_object(made, owner, member, object_type)
    return made


def _at(
    declared: Mapping[str, Declared], start: str, path: str
) -> list[tuple[str, Member]]:
    """Return the members at a dotted path of wire names, each with the type that has it."""
    owners = {start}
    found: list[tuple[str, Member]] = []
    for wire in path.split("."):
        found = [
            (owner, member)
            for owner, member in _members(declared, owners)
            if rest_name(member.name) == rest_name(wire)
        ]
        owners = {name for _, member in found for name in _type_names(member)}
    return found


def _members(
    declared: Mapping[str, Declared], owners: Iterable[str]
) -> Iterator[tuple[str, Member]]:
    """Yield the members of types, and of what these extend."""
    waiting = [*owners]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in declared and name not in seen:
            seen.add(name)
            waiting += declared[name].parents
            yield from ((name, member) for member in declared[name].members)


def _type_names(member: Member) -> set[str]:
    found = all_nodes(member.type, {"type_identifier"}) if member.type else ()
    return {name_of(one) for one in found}


def _rename_fields(
    made: dict[str, Declared], declared: Mapping[str, Declared], names: Iterable[str]
) -> None:
    """Give the fields of addresses the names that they have on the wire."""
    owners = {owner for owner, _ in _members(declared, names)}
    for owner in owners:
        renamed = tuple(
            replace(member, name=_OF_ADDRESSES.get(member.name, member.name))
            for member in made[owner].members
        )
        by_name = {member.name: member for member in reversed(renamed)}
        kept = tuple(one for one in renamed if by_name[one.name] is one)
        made[owner] = replace(made[owner], members=kept)


def _make_object(
    made: dict[str, Declared], owner: str, member: Member, object_type: str
) -> None:
    """Let a field that is a text in the SDK have the type that it has on the wire."""
    (holder,) = (
        one
        for one in _ON_THE_WIRE.declared["Holder"].members
        if one.name == object_type
    )
    made.setdefault(object_type, _ON_THE_WIRE.declared[object_type])
    made[owner] = replace(
        made[owner],
        members=tuple(
            replace(one, type=holder.type) if one.name == member.name else one
            for one in made[owner].members
        ),
    )


def _errors(
    types: Iterable[Source], code: Iterable[Source], reader: TypeReader
) -> dict[str, Decl]:
    """Return the errors that an app may answer with, by Wix's names."""
    told = {name: found for source in types for name, found in _declared_errors(source)}
    made: dict[str, Decl] = {}
    for source in code:
        for class_name, name, values in _coded_errors(source):
            doc, data = told.get(class_name, (Doc(), ""))
            decl: Decl = {**values, **notes_of(doc)}
            if data and (own := reader.reference(data)) in reader.specs:
                decl["data"] = own
            made.setdefault(name, decl)
    return made


def _declared_errors(source: Source) -> Iterator[tuple[str, tuple[Doc, str]]]:
    """Yield the classes of errors: the comment of each, and the type of what is told about it."""
    for node, doc in source.statements():
        name = text_of(node.child_by_field_name("name"))
        if node.type in {"class_declaration", "class"} and name.endswith(_ERROR):
            data = ""
            for one in all_nodes(node, {"public_field_definition"}):
                if text_of(one.child_by_field_name("name")) == "data":
                    data = _first_name(one.child_by_field_name("type"))
            yield name, (doc, data)


def _coded_errors(source: Source) -> Iterator[tuple[str, str, Decl]]:
    """Yield classes of errors, each with its error's name and what it puts into an answer."""
    for node in all_nodes(source.root, {"class", "class_declaration"}):
        name = text_of(node.child_by_field_name("name"))
        if not name and node.parent is not None:
            name = text_of(node.parent.child_by_field_name("name"))
        values = {
            text_of(one.child_by_field_name("left")): one.child_by_field_name("right")
            for one in all_nodes(node, {"assignment_expression"})
        }
        http = text_of(values.get("this.httpCode"))
        status = string_of(values.get("this.statusCode"))
        code = string_of(values.get("this.applicationCode"))
        is_known = http.isdecimal() and len(http) == 3 and int(http) in _HTTP
        if name.endswith(_ERROR) and is_known and _CODE.fullmatch(code):
            made: Decl = {"http": int(http)}
            if _STATUS.fullmatch(status):
                made["status"] = status
            own = plain_name(string_of(values.get("this.name")))
            own = own or plain_name(name.removesuffix(_ERROR)) or "Unnamed"
            yield name, own, {**made, "code": code}
