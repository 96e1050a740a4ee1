"""Checks of methods: parameters, answers, the SDK's half, paging, examples."""

from __future__ import annotations

from functools import partial
from typing import Any, Literal, cast

from wixgen.diagnostics import Diagnostics, Place, quoted
from wixgen.spec.api import (
    DocumentedError,
    Example,
    Field,
    Kind,
    ListOf,
    Method,
    Note,
    ObjectType,
    Paging,
    QueryField,
    Sdk,
    SkippedMethod,
)
from wixgen.spec.check_fields import Scope, fill, noted, plain_texts
from wixgen.spec.language import ErrorDecl, ExampleDecl, MethodDecl, PagingDecl
from wixgen.spec.language import Fields as DeclaredFields
from wixgen.spec.messages import hint
from wixgen.spec.pages import Pages
from wixgen.spec.paging import paging_control
from wixgen.spec.paths import VERBS, Fields, check_group, check_http, check_required
from wixgen.spec.source import Text

JSON_MEDIA_TYPE = "application/json"
NOTHING = "none"


def check_method(
    name: Text, decl: MethodDecl, pages: Pages, scope: Scope
) -> Method | SkippedMethod | None:
    """Return the resolved method; a SkippedMethod if it isn't JSON; None if it is unusable."""
    report = scope.report
    docs = pages.address(decl.docs)
    if decl.media_type and decl.media_type != JSON_MEDIA_TYPE:
        message = f"{quoted(name)} is skipped: only {JSON_MEDIA_TYPE} is supported"
        report.warn(decl.place("media_type"), "media-type", message)
        return SkippedMethod(name=name, reason=decl.media_type, docs=docs)
    parameters = _object(f"{name} parameters", name.place, decl.parameters, scope)
    returns = _object(f"{name} returns", name.place, decl.returns, scope)
    is_usable = check_http(decl.http, parameters, report)
    method = Method(
        at=name.place,
        **noted(decl, report),
        name=name,
        verb=cast(Any, decl.http.split(" ", 1)[0]),
        path=decl.http.split(" ", 1)[1],
        title=decl.title or "",
        docs=docs,
        permissions=plain_texts(decl.permissions),
        permission_ids=tuple(map(str, decl.permission_ids)),
        identities=tuple(map(str, decl.identities)),
        parameters=parameters,
        required=tuple(
            check_required(path, parameters, report) for path in _once(decl.required)
        ),
        exactly_one=tuple(
            str(path)
            for path in _once(decl.exactly_one)
            if check_group(path, parameters, report)
        ),
        returns=returns,
        sdk=_sdk(name, decl, parameters, returns, report),
        paging=(
            _paging(decl.paging, parameters, returns, report) if decl.paging else None
        ),
        query=tuple(
            QueryField(
                path=str(path),
                operators=tuple(map(str, _once(known.operators))),
                sort=tuple(map(str, _once(known.sort))),
                attributes=plain_texts(known.attributes),
            )
            for path, known in decl.query.items()
        ),
        errors=tuple(_error(error, report) for error in decl.errors),
        examples=_examples(decl.examples, parameters, report),
        encoding=_encoding(decl, report),
        fallback=_fallback(decl, parameters, report),
    )
    return method if is_usable else None


def _object(name: str, at: Place, declared: DeclaredFields, scope: Scope) -> ObjectType:
    made = ObjectType(note=Note(at=at), name=name, is_common=False)
    fill(made, declared, scope)
    return made


def _once(paths: tuple[Text, ...]) -> list[Text]:
    """Drop the repetitions that pages have."""
    return list(dict.fromkeys(paths))


def _encoding(decl: MethodDecl, report: Diagnostics) -> Literal["base64"] | None:
    """Return how the parameters of a method travel; None where each has a name of its own."""
    if decl.encoding is None or not _is_of_get("encoding", decl, report):
        return None
    return "base64"


def _fallback(decl: MethodDecl, parameters: ObjectType, report: Diagnostics) -> str:
    """Return the path to which a GET's parameters can be posted; empty where there is none.

    Args:
        decl: The method.
        parameters: What it takes: every placeholder of the path is one of these.
        report: Takes what is wrong with the fallback.
    """
    fallback = decl.fallback
    if fallback is None or not _is_of_get("fallback", decl, report):
        return ""
    verb, path = fallback.split(" ", 1)
    if verb != "POST":
        message = f"the fallback is a POST, not {quoted(verb)}"
        help = "only a POST has a body that takes the parameters"
        report.error(fallback.place, "bad-fallback", message, help=help)
        return ""
    return path if check_http(fallback, parameters, report) else ""


def _is_of_get(key: str, decl: MethodDecl, report: Diagnostics) -> bool:
    """Return whether the method is a GET; report a key that no other verb can have."""
    verb = decl.http.split(" ", 1)[0]
    if verb != "GET" and verb in VERBS:
        message = f"a {verb} method can't have `{key}`"
        help = "remove it: only a GET has all of its parameters in its address"
        report.error(decl.place(key), "not-a-get", message, help=help)
    return verb == "GET"


def _sdk(
    name: Text,
    decl: MethodDecl,
    parameters: ObjectType,
    returns: ObjectType,
    report: Diagnostics,
) -> Sdk:
    declared = decl.sdk
    if declared is None:
        return Sdk(method=str(name))
    for option in declared.options:
        _field(option, parameters, "no parameter", report)
    handed_back = declared.returns
    if handed_back and handed_back != NOTHING:
        _shown_field(handed_back, returns, report)
    return Sdk(
        method=declared.method or str(name),
        options=tuple(str(option) for option in declared.options),
        returns="" if handed_back in {None, NOTHING} else str(handed_back),
        returns_nothing=handed_back == NOTHING,
    )


def _field(
    wire: Text, owner: ObjectType, what: str, report: Diagnostics
) -> Field | None:
    """Return the field of that name; None after reporting that there is none."""
    found = Fields(owner).find(wire)
    if not found:
        known = [field.wire for field in owner.fields]
        message = f"{quoted(wire)} is {what}"
        report.error(
            wire.place, "unknown-field", message, help=partial(hint, wire, known)
        )
    return found[-1] if found else None


def _shown_field(wire: Text, returns: ObjectType, report: Diagnostics) -> Field | None:
    """Return a field of the answer that its model has, too; None after reporting why not."""
    found = _field(wire, returns, "no field of the answer", report)
    if found and found.undocumented:
        message = f"{quoted(wire)} is undocumented, so models don't have it"
        report.error(wire.place, "unknown-field", message)
    return found


def _paging(
    decl: PagingDecl, parameters: ObjectType, returns: ObjectType, report: Diagnostics
) -> Paging | None:
    items = _shown_field(decl.items, returns, report)
    tells_pages = _is_metadata(decl.metadata, returns, report)
    if items is None or not tells_pages:
        return None
    known = Fields(parameters)
    control = paging_control(decl.style, lambda path: bool(known.find(path)))
    if items.type is Kind.UNKNOWN:
        return None
    if not isinstance(items.type, ListOf):
        message = f"{quoted(decl.items)} is no list, so it can't be the items of a page"
        report.error(decl.items.place, "bad-paging", message)
    elif control is None:
        where = "`query.cursorPaging`" if decl.style == "cursor" else "`query.paging`"
        message = f"paging by {decl.style} needs a parameter that says which page, such as {where}"
        report.error(decl.style.place, "bad-paging", message)
    else:
        return Paging(
            style="cursor" if decl.style == "cursor" else "offset",
            items=str(decl.items),
            metadata=str(decl.metadata or ""),
            control=control,
            item=items.type.item,
        )
    return None


def _is_metadata(wire: Text | None, returns: ObjectType, report: Diagnostics) -> bool:
    """Return whether a field of the answer, or without one the answer itself, can describe a page."""
    if wire is None:
        return True
    found = _shown_field(wire, returns, report)
    if found is None or found.type is Kind.UNKNOWN:
        return False
    if not isinstance(found.type, ObjectType):
        message = f"{quoted(wire)} is no object, so it can't describe a page"
        report.error(wire.place, "bad-paging", message)
        return False
    return True


def _error(decl: ErrorDecl, report: Diagnostics) -> DocumentedError:
    if not {"http", "status", "code"} & decl.where.keys():
        message = "the error has neither `http` nor `status` nor `code`"
        help = "say by what a caller can tell it from others"
        report.warn(decl.at, "unknown-error", message, help=help)
    return DocumentedError(
        http=decl.http,
        status=decl.status or "",
        code=decl.code or "",
        description=decl.description or "",
    )


def _examples(
    declared: tuple[ExampleDecl, ...], parameters: ObjectType, report: Diagnostics
) -> tuple[Example, ...]:
    return tuple(
        Example(
            at=example.at,
            title=example.title or "",
            description=example.description or "",
            request=example.request,
            response=example.response,
        )
        for example in declared
        if _is_request(example, parameters, report)
    )


def _is_request(decl: ExampleDecl, parameters: ObjectType, report: Diagnostics) -> bool:
    """Return whether an example's request has arguments; report those that are no parameters."""
    request: object = decl.request.value if decl.request else {}
    if not isinstance(request, dict):
        message = "the request of an example is a mapping from parameters to values"
        report.error(decl.place("request"), "bad-example", message)
        return False
    known = {parameter.wire for parameter in parameters.fields}
    unknown = [
        argument
        for argument in cast(dict[Text, object], request)
        if argument not in known
    ]
    for wire in () if parameters.is_partial else unknown:
        message = f"the example has {quoted(wire)}, which is no parameter"
        report.error(
            wire.place, "bad-example", message, help=partial(hint, wire, known)
        )
    return True
