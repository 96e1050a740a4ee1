"""Checks of methods and webhooks: paths, required lists, answers, paging, payloads."""

from __future__ import annotations

import re
from typing import Any, cast

from wixgen.diagnostics import Diagnostics
from wixgen.spec.api import (
    DocumentedError,
    EnumType,
    Example,
    Field,
    Kind,
    ListOf,
    Method,
    Note,
    ObjectType,
    Paging,
    RequiredPath,
    Sdk,
    SkippedMethod,
    Type,
    Webhook,
)
from wixgen.spec.check_fields import Scope, fill, note
from wixgen.spec.language import MethodDecl, PagingDecl, ResourceDecl, WebhookDecl
from wixgen.spec.shapes import hint
from wixgen.spec.source import Text
from wixgen.spec.types import through_lists

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
JSON_MEDIA_TYPE = "application/json"

_PLACEHOLDER = r"\{[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\}"
_PATH = re.compile(rf"(/([A-Za-z0-9_~:.-]|{_PLACEHOLDER})*)+")


def check_method(
    name: Text, decl: MethodDecl, resource: ResourceDecl, scope: Scope
) -> Method | SkippedMethod | None:
    """The resolved method; a SkippedMethod if it isn't JSON; None if it is unusable."""
    docs = page_address(decl.docs, resource, scope.report)
    if decl.media_type and decl.media_type != JSON_MEDIA_TYPE:
        message = f"`{name}` is skipped: its body is {decl.media_type}, only JSON is supported"
        scope.report.warn(decl.place("media_type"), "media-type", message)
        return SkippedMethod(name=name, reason=decl.media_type, docs=docs)
    parameters = _object(name, "parameters", decl.at, decl.parameters, scope)
    returns = _object(name, "returns", decl.at, decl.returns, scope)
    verb, path = decl.http.split(" ", 1)
    if not _check_http(verb, path, decl, parameters, scope.report):
        return None
    base = note(decl)
    return Method(
        at=name.place,
        description=base.description,
        deprecated=base.deprecated,
        python_name=base.python_name,
        name=name,
        verb=cast(Any, verb),
        path=path,
        title=decl.title or "",
        docs=docs,
        permissions={str(one): str(scope_) for one, scope_ in decl.permissions.items()},
        parameters=parameters,
        required=tuple(_required(one, parameters, scope.report) for one in decl.required),
        exactly_one=tuple(
            str(one) for one in decl.exactly_one if _is_group(one, parameters, scope.report)
        ),
        returns=returns,
        sdk=_sdk(name, decl, parameters, returns, scope.report),
        paging=_paging(decl.paging, parameters, returns, scope.report) if decl.paging else None,
        errors=tuple(
            DocumentedError(
                http=one.http,
                status=one.status or "",
                code=one.code or "",
                description=one.description or "",
            )
            for one in decl.errors
        ),
        examples=_examples(decl, parameters, scope.report),
    )


def check_webhook(
    name: Text, decl: WebhookDecl, resource: ResourceDecl, scope: Scope
) -> Webhook | None:
    """The resolved webhook, or None if it is unusable."""
    wanted, other = ("data", "entity") if decl.kind == "action" else ("entity", "data")
    if getattr(decl, other) is not None:
        message = f"a webhook of kind `{decl.kind}` has `{wanted}`, not `{other}`"
        scope.report.error(decl.place(other), "webhook-payload", message)
        return None
    expression: Text | None = getattr(decl, wanted)
    if expression is None and decl.kind != "action":
        message = f"a webhook of kind `{decl.kind}` names its `entity`"
        scope.report.error(decl.at, "webhook-payload", message)
        return None
    payload = scope.object_type(expression) if expression else None
    if expression and payload is None:
        return None
    base = note(decl)
    return Webhook(
        at=name.place,
        description=base.description,
        deprecated=base.deprecated,
        python_name=base.python_name,
        name=name,
        kind=cast(Any, str(decl.kind)),
        title=decl.title or "",
        docs=page_address(decl.docs, resource, scope.report),
        payload=payload,
        event_type=decl.event_type or "",
        handler=decl.handler or f"on{name[0].upper()}{name[1:]}",
        permissions={str(one): str(scope_) for one, scope_ in decl.permissions.items()},
    )


def page_address(docs: Text | None, resource: ResourceDecl, report: Diagnostics) -> str:
    """The whole address of a page that `docs` names by its last segment or in full."""
    if docs is None:
        return ""
    address = docs if docs.startswith("http") else f"{resource.docs or ''}/{docs}"
    if re.fullmatch(r"https?://[A-Za-z0-9.-]+(/[A-Za-z0-9_.~%/+:@=&?#,-]*)?", address):
        return str(address)
    needs = "" if resource.docs else "; the resource itself has no `docs` to add it to"
    report.error(docs.place, "bad-url", f"`{docs[:80]}` makes no address of a page{needs}")
    return ""


def find(path: str, root: ObjectType) -> tuple[ObjectType, Field] | None:
    """The field at a dotted wire path (through lists) and the object that has it."""
    owner: Type = root
    found: tuple[ObjectType, Field] | None = None
    for wire in path.split("."):
        if not isinstance(owner, ObjectType) or (step := owner.field_named(wire)) is None:
            return None
        found = owner, step
        owner = through_lists(step.type)
    return found


def _object(name: Text, what: str, at: Any, declared: Any, scope: Scope) -> ObjectType:
    made = ObjectType(note=Note(at=at), name=f"{name} {what}", is_common=False)
    fill(made, declared, scope)
    return made


def _check_http(
    verb: str, path: str, decl: MethodDecl, parameters: ObjectType, report: Diagnostics
) -> bool:
    place = decl.place("http")
    if verb not in VERBS:
        report.error(place, "bad-verb", f"`{verb}` is none of {', '.join(VERBS)}")
        return False
    if not _PATH.fullmatch(path) or any(part in {".", "..", ""} for part in path.split("/")[1:]):
        message = f"`{path[:120]}` is not a clean path on Wix's host"
        report.error(place, "bad-path", message, help="as in /calendar/v3/participations/{id}")
        return False
    fine = True
    for placeholder in [part.split("}")[0] for part in path.split("{")[1:]]:
        found = find(placeholder, parameters)
        if found is None:
            message = f"`{{{placeholder}}}` in the path is no parameter"
            known = [one.wire for one in parameters.fields]
            report.error(place, "path-parameter", message, help=hint(placeholder, known))
            fine = False
        elif not _fits_in_path(found[1].type):
            message = f"`{{{placeholder}}}` in the path is neither a text nor a number"
            report.error(place, "path-parameter", message)
            fine = False
    return fine


def _fits_in_path(type_: Type) -> bool:
    if isinstance(type_, Kind):
        return type_ not in {Kind.OBJECT, Kind.JSON, Kind.BOOLEAN, Kind.NUMBER}
    return isinstance(type_, EnumType)


def _required(path: Text, parameters: ObjectType, report: Diagnostics) -> RequiredPath:
    reachable = find(path, parameters) is not None
    if not reachable:
        message = f"the required path `{path}` leads to no field"
        report.warn(path.place, "unreachable-required", message, help="it is kept, but not checked")
    return RequiredPath(str(path), reachable)


def _is_group(path: Text, parameters: ObjectType, report: Diagnostics) -> bool:
    *above, group = path.split(".")
    owner: Type = parameters
    if above:
        found = find(".".join(above), parameters)
        owner = through_lists(found[1].type) if found else Kind.JSON
    groups = [one.name for one in owner.groups] if isinstance(owner, ObjectType) else []
    if group in groups:
        return True
    message = f"`{path}` is no one-of group"
    report.error(path.place, "unknown-group", message, help=hint(group, groups) if groups else "")
    return False


def _sdk(
    name: Text, decl: MethodDecl, parameters: ObjectType, returns: ObjectType, report: Diagnostics
) -> Sdk:
    declared = decl.sdk
    if declared is None:
        return Sdk(method=str(name))
    known = [one.wire for one in parameters.fields]
    for option in declared.options:
        if option not in known:
            message = f"the option `{option}` is no parameter"
            report.error(option.place, "unknown-field", message, help=hint(option, known))
    handed_back = declared.returns
    if handed_back and handed_back != "none" and not returns.field_named(handed_back):
        answers = [one.wire for one in returns.fields]
        message = f"the answer has no field `{handed_back}`"
        report.error(handed_back.place, "unknown-field", message, help=hint(handed_back, answers))
    return Sdk(
        method=declared.method or str(name),
        options=tuple(str(one) for one in declared.options),
        returns="" if handed_back in {None, "none"} else str(handed_back),
        returns_nothing=handed_back == "none",
    )


def _paging(
    decl: PagingDecl, parameters: ObjectType, returns: ObjectType, report: Diagnostics
) -> Paging | None:
    items, metadata = returns.field_named(decl.items), returns.field_named(decl.metadata)
    if items is None or not isinstance(items.type, ListOf):
        report.error(decl.place("items"), "bad-paging", f"`{decl.items}` is no list of the answer")
        return None
    if metadata is None or not isinstance(metadata.type, ObjectType):
        message = f"`{decl.metadata}` is no object of the answer"
        report.error(decl.place("metadata"), "bad-paging", message)
        return None
    control = "cursorPaging" if decl.style == "cursor" else "paging"
    if find(f"query.{control}", parameters) is None:
        message = f"paging by {decl.style} needs a parameter `query` with `{control}`"
        report.error(decl.place("style"), "bad-paging", message)
        return None
    return Paging(
        style="cursor" if decl.style == "cursor" else "offset",
        items=str(decl.items),
        metadata=str(decl.metadata),
        item=items.type.item,
    )


def _examples(decl: MethodDecl, parameters: ObjectType, report: Diagnostics) -> tuple[Example, ...]:
    known = [one.wire for one in parameters.fields]
    for example in decl.examples:
        request: object = example.request.value if example.request else {}
        if not isinstance(request, dict):
            report.error(example.place("request"), "bad-example", "a request is a mapping")
            continue
        for wire in cast(dict[str, Any], request):
            if wire not in known:
                message = f"the example has `{wire[:80]}`, which is no parameter"
                report.error(
                    example.place("request"), "bad-example", message, help=hint(wire, known)
                )
    return tuple(
        Example(
            at=one.at,
            title=one.title or "",
            description=one.description or "",
            request=one.request,
            response=one.response,
        )
        for one in decl.examples
    )
