"""Methods of the API -> methods of the clients and the operations behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from wixgen.package import names
from wixgen.package.docs import field_doc, method_doc, reason
from wixgen.package.model import (
    Annotation,
    Enum,
    EnumMember,
    Method,
    Operation,
    Paging,
    Parameter,
    union,
)
from wixgen.package.repetition import (
    IDEMPOTENCY_KEY,
    has_idempotency_key,
    only_reads,
)
from wixgen.package.shape.latest import latest_of
from wixgen.package.shape.masks import is_mask_parameter, is_text_mask
from wixgen.package.shape.queries import QueryShaper
from wixgen.package.shape.requests import (
    NO_TYPING,
    NULL,
    DictShaper,
    Typing,
    shape_rules,
)
from wixgen.package.shape.types import (
    TypeNames,
    attribute_name,
    claim_group,
    model_annotation,
)
from wixgen.package.shape.waiting import made_later, status_of, waiting_doc
from wixgen.spec.api import Field, ObjectType, Resource
from wixgen.spec.api import Method as ApiMethod
from wixgen.spec.demands import Demand, demand_of
from wixgen.spec.types import holds_json, innermost

ON_CONFLICT = (
    '`"merge"`: if the entity has changed meanwhile (409), send once more, with the latest revision; '
    "or a function that makes of mine and theirs what to send."
)
_ON_CONFLICT_TYPE = ("wixapi._options", "OnConflict")
_MASK = Annotation("Sequence[str]", frozenset({("collections.abc", "Sequence")}))
_NOT_GIVEN = Annotation("NotGiven", frozenset({("wixapi._options", "NotGiven")}))


class MethodShaper:
    """Makes the methods of one resource."""

    def __init__(
        self,
        resource: Resource,
        path: str,
        types: TypeNames,
        dicts: DictShaper,
        queries: QueryShaper,
        scope: names.Scope,
    ) -> None:
        self.key = resource.key
        self.siblings = resource.methods
        self.path = path  # of the resource, as a client has it
        self.types = types
        self.dicts = dicts
        self.queries = queries
        self.scope = scope  # the method names of the resource

    def shape(
        self, method: ApiMethod, constants: Mapping[str, str], response: str
    ) -> Method:
        """Shape one method.

        Args:
            method: The method.
            constants: Those of all methods of the resource, by name.
            response: The class of its answer, empty if it hands back nothing.
        """
        derived = names.method_name(method.sdk.method, method.python_name)
        name = self.scope.claim(derived, "method", method.name, method.at)
        demand = demand_of(method)
        query = self.queries.shape(method)
        typing = query.typing if query else NO_TYPING
        parameters = self._parameters(method, demand, typing)
        changes = changed_parameter(method)
        status = status_of(method, self.siblings)
        latest = latest_of(method, changes, self.siblings)
        operation = self._operation(
            method, name, constants[method.name], response, changes
        )
        operation = replace(
            operation,
            query=query.table if query else None,
            latest=latest[1] if latest else None,
        )
        arguments = [(parameter.name, parameter.doc) for parameter in parameters]
        changed_from = None
        if changes is not None and isinstance(changes.type, ObjectType):
            changed_from = self.types.annotation(changes.type)
            text = "The entity as it was: only what differs from it is sent, and what is required."
            arguments.append(("changed_from", text))
        if latest is not None:
            arguments.append(("on_conflict", ON_CONFLICT))
        return Method(
            name=name,
            doc=method_doc(
                method,
                self.key.rpartition(".")[2],
                arguments,
                self._returns_doc(method, operation),
            ),
            parameters=tuple(parameters),
            operation=operation,
            changed_from=changed_from,
            getter=constants[latest[0].name] if latest else "",
            on_conflict=(
                changed_from.wrapped("OnConflict[{}]", _ON_CONFLICT_TYPE)
                if latest and changed_from
                else None
            ),
            status=status,
            waiting_doc=waiting_doc(name, status) if status else "",
            deprecated=reason(method),
            docs=method.docs,
            title=method.title or method.name,
        )

    def _parameters(
        self, method: ApiMethod, demand: Demand, typing: Typing
    ) -> list[Parameter]:
        scope = names.Scope(f"the method `{method.name}`", self.scope.report)
        prefix = names.pascal(method.name)
        parameters: list[Parameter] = []
        for field in method.parameters.fields:
            required = field.wire in demand.required
            annotation = (
                _MASK
                if is_text_mask(field)
                else self.dicts.field_annotation(field, demand, prefix, typing)
            )
            if not required:
                annotation = union(annotation, _NOT_GIVEN, NULL)
            name = scope.claim(parameter_name(field), "parameter", field.wire, field.at)
            parameters.append(
                Parameter(
                    name=name,
                    annotation=annotation,
                    required=required,
                    doc=field_doc(field),
                )
            )
        for group in method.parameters.groups:
            claim_group(group, scope)
        return sorted(parameters, key=lambda parameter: not parameter.required)

    def _operation(
        self,
        method: ApiMethod,
        name: str,
        constant: str,
        response: str,
        changes: Field | None,
    ) -> Operation:
        paging = method.paging
        handed_back = method.returns.field_named(method.sdk.returns)
        return Operation(
            constant=constant,
            name=f"{self.path}.{name}",
            verb=method.verb,
            path=method.path,
            parameters=shape_rules(
                method.parameters, self.types, parameter_name, is_mask_parameter
            ),
            required=tuple(
                required.path for required in method.required if required.reachable
            ),
            exactly_one=method.exactly_one,
            idempotency_key=IDEMPOTENCY_KEY if has_idempotency_key(method) else "",
            reads=method.verb == "POST" and only_reads(method.name),
            changes=parameter_name(changes) if changes else "",
            is_encoded=method.encoding is not None or _asks_with_json(method),
            fallback=method.fallback,
            response=response,
            returns=attribute_name(handed_back) if handed_back and not paging else "",
            paging=(
                Paging(
                    style=paging.style,
                    items=_attribute(method, paging.items),
                    metadata=(
                        _attribute(method, paging.metadata) if paging.metadata else ""
                    ),
                    control=paging.control,
                )
                if paging
                else None
            ),
            result=self._result(method, response, handed_back),
            permissions=permissions(method),
        )

    def _result(
        self, method: ApiMethod, response: str, handed_back: Field | None
    ) -> Annotation:
        if not response:
            return NULL
        if method.paging:
            return model_annotation(method.paging.item, self.types)
        if handed_back is None:
            return Annotation(
                response, frozenset({(self.types.models_module, response)})
            )
        if isinstance(handed_back.type, ObjectType):
            return self.types.annotation(handed_back.type)
        return union(model_annotation(handed_back.type, self.types), NULL)

    def _returns_doc(self, method: ApiMethod, operation: Operation) -> str:
        """Say what the annotation doesn't; nothing where it says all."""
        if operation.result is NULL:
            return ""
        if method.paging:
            return "A pager: iterate over it for the items of all pages. Nothing is sent before."
        text = ""
        if handed_back := method.returns.field_named(method.sdk.returns):
            text = handed_back.description or f"The `{handed_back.wire}` of the answer."
        if made_later(method, self.siblings):
            text = f"{text} It isn't ready at once: see `wait_until_ready`.".strip()
        return text


def parameter_name(field: Field) -> str:
    """Return the keyword of a parameter."""
    return names.parameter_name(field.wire, field.python_name)


def permissions(method: ApiMethod) -> tuple[tuple[str, str], ...]:
    """Return the scopes of which one is needed, with titles; where none is known, IDs of permissions."""
    scopes = tuple((scope, title) for title, scope in method.permissions.items())
    return scopes or tuple((id_, "") for id_ in method.permission_ids)


def error_codes(method: ApiMethod, name: str) -> Enum | None:
    """Shape the enum of the error codes that a method documents, each once; None if there are none."""
    called = names.method_name(method.sdk.method, method.python_name)
    docs: dict[str, str] = {}
    for error in method.errors:
        if error.code and not docs.get(error.code):
            docs[error.code] = error.description
    if not docs:
        return None
    members = tuple(
        EnumMember(name=member, value=code, doc=docs[code])
        for member, code in zip(names.code_names(docs), docs, strict=True)
    )
    doc = f"Error codes of `{called}`."
    return Enum(name=name, doc=doc, members=members, accepted_name="")


def changed_parameter(method: ApiMethod) -> Field | None:
    """Return the entity of a PATCH method: the one that its path names, else its only object."""
    if method.verb != "PATCH":
        return None
    in_path = {path.split(".")[0] for path in method.path_parameters if "." in path}
    objects = [
        field
        for field in method.parameters.fields
        if isinstance(field.type, ObjectType)
    ]
    named = [field for field in objects if field.wire in in_path]
    return (named or objects)[0] if len(named or objects) == 1 else None


def hands_back_nothing(method: ApiMethod) -> bool:
    """Return whether a call returns None."""
    return method.sdk.returns_nothing or not method.returns.fields


def _attribute(method: ApiMethod, wire: str) -> str:
    field = method.returns.field_named(wire)
    assert field is not None, "check has seen to it"
    return attribute_name(field)


def _asks_with_json(method: ApiMethod) -> bool:
    """Return whether objects in a GET's address hold free JSON, whose structure dotted names would lose.

    A parameter that may itself be free JSON is looked at in each call: most of those are single values.
    """
    kinds = [innermost(field.type) for field in method.parameters.fields]
    objects = [kind for kind in kinds if isinstance(kind, ObjectType)]
    return method.verb == "GET" and any(map(holds_json, objects))
