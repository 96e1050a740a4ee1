"""Service plugins of the API -> models of requests and answers, classes of errors, registrars."""

from __future__ import annotations

from wixgen.diagnostics import Diagnostics
from wixgen.package import names
from wixgen.package.docs import plugin_error_doc, plugin_method_doc, reason
from wixgen.package.model import (
    Annotation,
    Model,
    Plugin,
    PluginError,
    PluginMethod,
    Table,
)
from wixgen.package.shape.requests import NULL, DictShaper, shape_table
from wixgen.package.shape.types import TypeNames, shape_model
from wixgen.spec.api import ObjectType
from wixgen.spec.api import Plugin as ApiPlugin
from wixgen.spec.api import PluginError as ApiError
from wixgen.spec.api import PluginMethod as ApiMethod
from wixgen.spec.demands import NO_DEMAND, Demand, demanded


class PluginShaper:
    """Makes the service plugin of one resource.

    Names are claimed in this order: errors, which users raise, before types; requests and answers after
    them.
    """

    def __init__(
        self,
        plugin: ApiPlugin,
        key: str,
        types: TypeNames,
        scope: names.Scope,
        report: Diagnostics,
    ) -> None:
        self.plugin = plugin
        self.key = key
        self.types = types
        self.scope = scope
        self.report = report
        self.errors = {
            error.name: scope.claim(
                names.class_name(error.name, error.python_name),
                "error",
                error.name,
                error.at,
            )
            for error in plugin.errors
        }

    def name_messages(self) -> None:
        """Name the classes of requests and answers."""
        for method in self.plugin.methods:
            word = names.pascal(method.name)
            request = self.scope.free(f"{word}Request", f"{word}Call")
            self.types.add(method.parameters, request)
            if method.returns.fields:
                answer = self.scope.free(f"{word}Response", f"{word}Answer")
                self.types.add(method.returns, answer)

    def models(self) -> list[Model]:
        """Return the classes of requests and answers."""
        made: list[Model] = []
        for method in self.plugin.methods:
            doc = f"What Wix asks by `{_name(method)}`."
            made.append(self._model(method.parameters, doc))
            if method.returns.fields:
                made.append(
                    self._model(method.returns, f"The answer of `{_name(method)}`.")
                )
        return made

    def _model(self, type_: ObjectType, doc: str) -> Model:
        return shape_model(type_, self.types.name(type_), doc, self.types, self.report)

    def tables(self) -> list[Table]:
        """Return how answers are checked and written."""
        return [
            shape_table(method.returns, self.types)
            for method in self.plugin.methods
            if method.returns.fields
        ]

    def shape(self, dicts: DictShaper) -> Plugin:
        """Shape the plugin; `dicts` gets what an answer may be in place of its model."""
        scope = names.Scope(f"the service plugin of `{self.key}`", self.report)
        return Plugin(
            component=self.plugin.component,
            methods=tuple(
                self._method(method, scope, dicts) for method in self.plugin.methods
            ),
            errors=tuple(self._error(error, dicts) for error in self.plugin.errors),
        )

    def _error(self, error: ApiError, dicts: DictShaper) -> PluginError:
        data: Annotation | None = None
        model: Annotation | None = None
        if error.data:
            data = dicts.annotation(error.data, NO_DEMAND, "")
            model = self.types.annotation(error.data)
        return PluginError(
            name=self.errors[error.name],
            doc=plugin_error_doc(error),
            http=error.http,
            status=error.status,
            code=error.code,
            data=data,
            model=model,
        )

    def _method(
        self, method: ApiMethod, scope: names.Scope, dicts: DictShaper
    ) -> PluginMethod:
        name = scope.claim(_name(method), "method", method.name, method.at)
        required = tuple(path.path for path in method.answer_required if path.reachable)
        demand = demanded(required, method.answer_exactly_one)
        has_answer = bool(method.returns.fields)
        return PluginMethod(
            name=name,
            title=method.title or method.name,
            docs=method.docs,
            deprecated=reason(method),
            component=self.plugin.component,
            path=method.path,
            doc=plugin_method_doc(method),
            constant=self.scope.free(names.constant(method.name)),
            wire=f"{self.key}.{method.name}",
            request=self.types.name(method.parameters),
            response=self.types.name(method.returns) if has_answer else "",
            answer=self._answer(method, demand, dicts) if has_answer else NULL,
            required=required,
            exactly_one=method.answer_exactly_one,
        )

    def _answer(
        self, method: ApiMethod, demand: Demand, dicts: DictShaper
    ) -> Annotation:
        """Return what a handler may return: the model of the answer, or a dict in its place."""
        made = dicts.annotation(method.returns, demand, self.types.name(method.returns))
        if demand.requires_nothing:
            dicts.add_shared(method.returns)
        return made


def _name(method: ApiMethod) -> str:
    return names.method_name(method.name, method.python_name)
