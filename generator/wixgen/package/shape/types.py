"""Types of the API -> models and enums, with their Python names and annotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wixgen.diagnostics import Diagnostics
from wixgen.package import names
from wixgen.package.docs import field_doc, note_doc
from wixgen.package.model import (
    RUNTIME_MODEL,
    Annotation,
    BulkResults,
    Enum,
    EnumMember,
    Model,
    ModelField,
    OneOf,
)
from wixgen.spec.api import (
    EnumType,
    Field,
    Kind,
    ListOf,
    MapOf,
    Named,
    ObjectType,
    OneOfGroup,
    Type,
)
from wixgen.spec.types import innermost

FAILURES = "failures"

_ANY = ("typing", "Any")
_KINDS: dict[Kind, Annotation] = {
    Kind.STRING: Annotation("str"),
    Kind.GUID: Annotation("Guid", frozenset({(RUNTIME_MODEL, "Guid")})),
    Kind.DECIMAL: Annotation(
        "DecimalText", frozenset({(RUNTIME_MODEL, "DecimalText")})
    ),
    Kind.BOOLEAN: Annotation("bool"),
    Kind.INTEGER: Annotation("int"),
    Kind.INT32: Annotation("int"),
    Kind.INT64: Annotation("Int64", frozenset({(RUNTIME_MODEL, "Int64")})),
    Kind.NUMBER: Annotation("float"),
    Kind.DATETIME: Annotation("Datetime", frozenset({(RUNTIME_MODEL, "Datetime")})),
    Kind.OBJECT: Annotation("dict[str, Any]", frozenset({_ANY})),
    Kind.JSON: Annotation("Any", frozenset({_ANY})),
    Kind.UNKNOWN: Annotation("Any", frozenset({_ANY})),
}


class TypeNames:
    """The class of every type that one module uses, and the module it is imported from."""

    def __init__(self, models_module: str) -> None:
        self.models_module = models_module
        self._names: dict[int, tuple[str, str]] = {}

    def add(self, type_: Named, name: str, module: str | None = None) -> None:
        """Let `type_` be the class `name` of `module` (default: this module's models)."""
        self._names[id(type_)] = name, module or self.models_module

    def name(self, type_: Named) -> str:
        """Return the name of the class."""
        return self._names[id(type_)][0]

    def annotation(self, type_: Named) -> Annotation:
        """Return the class, and where it is imported from."""
        name, module = self._names[id(type_)]
        return Annotation(name, frozenset({(module, name)}))


def model_annotation(type_: Type, types: TypeNames) -> Annotation:
    """Return how a model's attribute of that type is annotated."""
    match type_:
        case Kind():
            return _KINDS[type_]
        case ListOf():
            return model_annotation(type_.item, types).wrapped("list[{}]")
        case MapOf():
            return model_annotation(type_.item, types).wrapped("dict[str, {}]")
        case EnumType():
            return types.annotation(type_).wrapped("Open[{}]", (RUNTIME_MODEL, "Open"))
        case ObjectType():
            return types.annotation(type_)


def shape_model(
    type_: ObjectType, name: str, doc: str, types: TypeNames, report: Diagnostics
) -> Model:
    """Shape the model class of an object type."""
    scope = names.Scope(f"`{type_.name}`", report)
    fields: dict[str, ModelField] = {}
    for field in type_.fields:
        attribute = attribute_name(field)
        scope.claim(attribute, "field", field.wire, field.at)
        if field.undocumented:
            continue
        fields[field.wire] = ModelField(
            name=attribute,
            wire=field.wire,
            alias=field.wire if names.needs_alias(attribute, field.wire) else None,
            annotation=model_annotation(field.type, types),
            doc=field_doc(field),
            always=field.always,
        )
    one_ofs: list[OneOf] = []
    for group in type_.groups:
        attribute = claim_group(group, scope)
        members = tuple(fields[wire] for wire in group.members if wire in fields)
        fallback = f"The member of `{group.name}` that is set, and its value."
        if members:
            doc_of_group = group.description or fallback
            one_ofs.append(OneOf(name=attribute, members=members, doc=doc_of_group))
    return Model(
        name=name,
        doc=doc,
        fields=tuple(fields.values()),
        one_ofs=tuple(one_ofs),
        bulk=None if scope.has(FAILURES) else _bulk_results(type_, fields, types),
    )


def _bulk_results(
    type_: ObjectType, fields: dict[str, ModelField], types: TypeNames
) -> BulkResults | None:
    """Return the list that tells of each item of a bulk call whether it succeeded, if there is one."""
    for field in type_.fields:
        if field.wire not in fields or not isinstance(field.type, ListOf):
            continue
        item = field.type.item
        metadata = _documented(item, "itemMetadata")
        success = _documented(metadata.type, "success") if metadata else None
        if metadata and success and success.type is Kind.BOOLEAN:
            return BulkResults(
                name=fields[field.wire].name,
                metadata=attribute_name(metadata),
                annotation=model_annotation(item, types),
            )
    return None


def _documented(type_: Type, wire: str) -> Field | None:
    field = type_.field_named(wire) if isinstance(type_, ObjectType) else None
    return field if field and not field.undocumented else None


def attribute_name(field: Field) -> str:
    """Return the attribute of a model, which is the key of a TypedDict as well."""
    return names.field_name(field.wire, field.python_name)


def claim_group(group: OneOfGroup, scope: names.Scope) -> str:
    """Take the name of a one-of group, in the scope of the fields beside it."""
    help = "give the group another name"
    return scope.claim(
        names.field_name(group.name), "group", group.name, group.at, help
    )


def type_name(type_: Named) -> str:
    """Return the class that is made for a type, if nothing else has that name."""
    return names.class_name(type_.name, type_.note.python_name)


def shape_enum(
    type_: EnumType, name: str, accepted_name: str, report: Diagnostics
) -> Enum:
    """Shape the StrEnum of an enum."""
    scope = names.Scope(f"`{type_.name}`", report)
    members = tuple(
        EnumMember(
            name=scope.claim(
                names.member_name(value.value, value.python_name),
                "value",
                value.value,
                value.at,
            ),
            value=value.value,
            doc=note_doc(value),
        )
        for value in type_.values
    )
    doc = note_doc(type_.note)
    return Enum(name=name, doc=doc, members=members, accepted_name=accepted_name)


def reachable(roots: Iterable[Type]) -> Iterator[Named]:
    """Yield every named type that can be reached from `roots`, each once, in order."""
    seen: set[int] = set()
    waiting = [innermost(root) for root in roots]
    while waiting:
        type_ = waiting.pop(0)
        if isinstance(type_, Kind) or id(type_) in seen:
            continue
        assert isinstance(type_, ObjectType | EnumType)
        seen.add(id(type_))
        yield type_
        if isinstance(type_, ObjectType):
            waiting += [innermost(field.type) for field in type_.fields]
