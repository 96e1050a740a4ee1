"""Checks of service plugins: paths, requests, answers, errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from wixgen.diagnostics import Diagnostics, quoted
from wixgen.spec.api import (
    Method,
    Note,
    ObjectType,
    Plugin,
    PluginError,
    PluginMethod,
    Type,
)
from wixgen.spec.check_fields import Scope, fill, noted
from wixgen.spec.language import Fields as DeclaredFields
from wixgen.spec.language import PluginDecl, PluginErrorDecl, PluginMethodDecl
from wixgen.spec.pages import Pages
from wixgen.spec.paths import check_group, check_required, path_problems
from wixgen.spec.source import Text
from wixgen.spec.types import innermost


def check_plugin(decl: PluginDecl, pages: Pages, scope: Scope) -> Plugin | None:
    """Return the resolved service plugin, or None if it is unusable."""
    if not decl.methods and decl.methods.is_complete:
        message = f"the service plugin {quoted(decl.component)} has no methods"
        help = "list what Wix calls under `methods`"
        scope.report.error(decl.component.place, "empty-plugin", message, help=help)
        return None
    methods = [
        _method(name, method, pages, scope)
        for name, method in decl.methods.items()
        if _is_path(method.path, scope.report)
    ]
    _check_paths(decl, scope.report)
    return Plugin(
        at=decl.at,
        component=str(decl.component),
        methods=tuple(methods),
        errors=tuple(_error(name, error, scope) for name, error in decl.errors.items()),
    )


def free_answers(plugin: Plugin, methods: Iterable[Method]) -> None:
    """Let the app set what its answers are made of, also where Wix calls a field read-only.

    Types that requests to Wix can hold, and common ones, stay as they are.
    """
    sent = {
        id(type_)
        for type_ in _reached(
            field.type for method in methods for field in method.parameters.fields
        )
    }
    for type_ in _reached(plugin.answered()):
        if not type_.is_common and id(type_) not in sent:
            type_.set_fields(
                [replace(field, read_only=False) for field in type_.fields]
            )


def _reached(roots: Iterable[Type]) -> list[ObjectType]:
    """Return the object types that can be reached from `roots`, each once."""
    seen: dict[int, ObjectType] = {}
    waiting = [innermost(root) for root in roots]
    while waiting:
        type_ = waiting.pop()
        if isinstance(type_, ObjectType) and id(type_) not in seen:
            seen[id(type_)] = type_
            waiting += [innermost(field.type) for field in type_.fields]
    return list(seen.values())


def _method(
    name: Text, decl: PluginMethodDecl, pages: Pages, scope: Scope
) -> PluginMethod:
    parameters = _object(f"{name} request", name, decl.parameters, scope)
    returns = _object(f"{name} answer", name, decl.returns, scope)
    report = scope.report
    return PluginMethod(
        at=name.place,
        **noted(decl, scope.report),
        name=name,
        path=str(decl.path),
        title=decl.title or "",
        docs=pages.address(decl.docs),
        parameters=parameters,
        required=tuple(
            check_required(path, parameters, report) for path in _once(decl.required)
        ),
        returns=returns,
        answer_required=tuple(
            check_required(path, returns, report)
            for path in _once(decl.answer_required)
        ),
        answer_exactly_one=tuple(
            str(path)
            for path in _once(decl.answer_exactly_one)
            if check_group(path, returns, report)
        ),
    )


def _object(name: str, at: Text, declared: DeclaredFields, scope: Scope) -> ObjectType:
    made = ObjectType(note=Note(at=at.place), name=name, is_common=False)
    fill(made, declared, scope)
    return made


def _once(paths: tuple[Text, ...]) -> list[Text]:
    """Drop the repetitions that pages have."""
    return list(dict.fromkeys(paths))


def _is_path(path: Text, report: Diagnostics) -> bool:
    """Return whether a path can be compared with the end of an address; report why not."""
    help = "as in /v1/get-rates"
    for offset, problem in path_problems(path):
        report.error(path.place_of(offset), "bad-path", problem, help=help)
        return False
    if (offset := path.find("{")) >= 0:
        message = "the path of a plugin's method has no parameters: all are in the body"
        report.error(path.place_of(offset), "bad-path", message, help=help)
        return False
    return True


def _check_paths(decl: PluginDecl, report: Diagnostics) -> None:
    """Report methods that Wix calls at the same path: nothing tells one from the other."""
    seen: dict[str, Text] = {}
    for name, method in decl.methods.items():
        first = seen.setdefault(str(method.path), name)
        if first is not name:
            message = f"{quoted(first)} and {quoted(name)} have the same path"
            help = "only the path tells what Wix calls: remove one of them"
            report.error(method.path.place, "duplicate-path", message, help=help)


def _error(name: Text, decl: PluginErrorDecl, scope: Scope) -> PluginError:
    return PluginError(
        at=name.place,
        **noted(decl, scope.report),
        name=name,
        http=decl.http,
        status=decl.status or "",
        code=str(decl.code),
        data=scope.object_type(decl.data) if decl.data else None,
    )
