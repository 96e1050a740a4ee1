"""Everything of a package that was built from specs is used once: modules, classes, methods, events.

Each function returns what is wrong, as lines; none if all is well. What is expected comes from the specs.
"""

from __future__ import annotations

import asyncio
import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import EnumMeta
from importlib import import_module
from types import ModuleType
from typing import Any, get_type_hints
from urllib.parse import parse_qsl, quote

import httpx2
from typing_extensions import is_typeddict

from support.arguments import arguments_of, arguments_of_member
from wixapi import ApiKeyStrategy, AsyncWixClient, Webhooks, WixClient, testing
from wixapi._http.query import flattened, has_list_of_parts, has_parts
from wixapi._model import Model
from wixgen.diagnostics import Diagnostics, text_report
from wixgen.package.model import Method, Module
from wixgen.package.shape.methods import parameter_name
from wixgen.pipeline import understand
from wixgen.spec.api import Field, ListOf, MapOf, ObjectType, Resource, Type
from wixgen.spec.api import Method as ApiMethod

AUTH = ApiKeyStrategy("test-key", site_id="test-site")
SETTINGS: dict[str, Any] = {"auth": AUTH, "max_retries": 0}


@dataclass(frozen=True)
class Part:
    """A resource: what its spec says, and what is generated of it."""

    resource: Resource
    module: Module
    attribute: str  # of the client: `calendar.participations`

    def imported(self, name: str = "") -> ModuleType:
        """One of its modules."""
        return import_module(f"{self.module.path}.{name}".rstrip("."))


def parts_of(specs: Mapping[str, bytes]) -> list[Part]:
    """Every resource of specs that have no errors."""
    report = Diagnostics()
    understood = understand(specs, "1.0.0", report)
    assert not report.has_errors, text_report(report)
    pairs = zip(understood.api.resources, understood.package.modules, strict=True)
    return [
        Part(resource, module, module.path.removeprefix("wixapi."))
        for resource, module in pairs
    ]


# Modules and classes


def import_all(part: Part) -> list[str]:
    """Import each module; the resource exports all classes of all of them."""
    exported = vars(part.imported())
    wrong = [
        f"{name} is not exported"
        for name in exported["__all__"]
        if name not in exported
    ]
    for name in _modules(part.module):
        try:
            part.imported(name)
        except Exception as error:  # whatever it is, it is told
            wrong.append(f"{name}: {error!r}")
    return _told(part, wrong)


def _modules(module: Module) -> Iterator[str]:
    yield "models"
    if module.methods or module.tables:
        yield "requests"
    if module.methods:
        yield "client"
    if module.events:
        yield "events"


def build_classes(part: Part) -> list[str]:
    """Build each class: of a model also an object without values and a full one, which come back as they went."""
    wrong: list[str] = []
    for name, class_ in vars(part.imported()).items():
        try:
            if isinstance(class_, type) and issubclass(class_, Model):
                class_.model_rebuild()
                wrong += _misread(class_)
            elif isinstance(class_, EnumMeta):
                assert all(class_(member.value) is member for member in class_)
            elif is_typeddict(class_):
                get_type_hints(class_)
        except Exception as error:  # whatever it is, it is told
            wrong.append(f"{name}: {error!r}")
    return _told(part, wrong)


def _misread(class_: type[Model]) -> Iterator[str]:
    if class_().model_dump(by_alias=True, exclude_unset=True):
        yield f"{class_.__name__}: has values of its own"
    full = testing.content(class_)
    read = class_.model_validate(full)
    again = read.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if again.keys() != full.keys() or class_.model_validate(again) != read:
        yield f"{class_.__name__}: does not come back as it went"


# Calls


class Recorder(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Answers every call alike, and keeps the requests."""

    def __init__(self) -> None:
        self.answer: Any = {}
        self.requests: list[httpx2.Request] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answers a call."""
        request.read()
        self.requests.append(request)
        return httpx2.Response(200, json=self.answer)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answers a call of an async client."""
        return self.handle_request(request)


class Caller:
    """Calls methods of one sync and one async client."""

    def __init__(self) -> None:
        self.recorder = Recorder()
        http = httpx2.Client(transport=self.recorder)
        self.client = WixClient(http_client=http, **SETTINGS)

    def call_all(self, part: Part) -> list[str]:
        """Call each method with what it demands and with all that it takes; the request is as documented."""
        wrong: list[str] = []
        pairs = zip(part.resource.methods, part.module.methods, strict=True)
        for method, made in pairs:
            for whole in (False, True):
                try:
                    wrong += self._call(part, method, made, whole=whole)
                except Exception as error:  # whatever it is, it is told
                    wrong.append(f"{made.name}: {error!r}")
        return _told(part, wrong + asyncio.run(self._await_all(part)))

    async def _await_all(self, part: Part) -> list[str]:
        """Call each method without blocking, with what it demands."""
        wrong: list[str] = []
        http = httpx2.AsyncClient(transport=self.recorder)
        async with AsyncWixClient(http_client=http, **SETTINGS) as client:
            for method, made in zip(
                part.resource.methods, part.module.methods, strict=True
            ):
                wire = arguments_of(method, whole=False)
                self._prepare(_answer(part, made, whole=False))
                answer = getattr(_attribute(client, part.attribute), made.name)(
                    **_keywords(method, wire)
                )
                if made.is_paged:
                    await anext(aiter(answer), None)
                else:
                    await answer
                wrong += self._compared(method, made, wire)
        return wrong

    def _call(
        self, part: Part, method: ApiMethod, made: Method, *, whole: bool
    ) -> Iterator[str]:
        wire = arguments_of(method, whole=whole)
        keywords = _keywords(method, wire)
        self._prepare(_answer(part, made, whole=whole))
        answer = getattr(_attribute(self.client, part.attribute), made.name)(**keywords)
        if made.is_paged:
            next(iter(answer), None)
        yield from self._compared(method, made, wire)
        self._prepare({})
        raw = _attribute(self.client.with_raw_response, part.attribute)
        if getattr(raw, made.name)(**keywords).status != httpx2.codes.OK:
            yield f"{made.name}: its raw answer has no status"

    def call_members(self, part: Part) -> list[str]:
        """Call each method with each member of its own parameters' groups; the request is as documented."""
        wrong: list[str] = []
        pairs = zip(part.resource.methods, part.module.methods, strict=True)
        for method, made in pairs:
            for group in method.parameters.groups:
                if not {*group.members}.isdisjoint(method.path_parameters):
                    continue  # the path has but the one member
                for member in group.members:
                    wire = arguments_of_member(method, group, member)
                    try:
                        wrong += self._called(part, method, made, wire)
                    except Exception as error:  # whatever it is, it is told
                        wrong.append(f"{made.name}({member}): {error!r}")
        return _told(part, wrong)

    def _called(
        self, part: Part, method: ApiMethod, made: Method, wire: dict[str, Any]
    ) -> list[str]:
        """Call a method, which gets a full answer; compare the request with what the spec says of it."""
        self._prepare(_answer(part, made, whole=True))
        keywords = _keywords(method, wire)
        answer = getattr(_attribute(self.client, part.attribute), made.name)(**keywords)
        if made.is_paged:
            next(iter(answer), None)
        return self._compared(method, made, wire)

    def _prepare(self, answer: Any) -> None:
        self.recorder.answer = answer
        self.recorder.requests.clear()

    def _compared(
        self, method: ApiMethod, made: Method, wire: dict[str, Any]
    ) -> list[str]:
        """Compare the request that was sent with what the spec says of it."""
        found, wanted = _sent(self.recorder.requests[0]), _documented(method, wire)
        return [] if found == wanted else [f"{made.name}: sends {found}, not {wanted}"]


def _answer(part: Part, made: Method, *, whole: bool) -> Any:
    """Return an answer that a method can make do with: that of a getter has what was asked for."""
    operation = getattr(part.imported("requests"), made.operation.constant)
    is_full = operation.response is not None and (whole or operation.gets)
    return testing.content(operation.response) if is_full else {}


def _keywords(method: ApiMethod, wire: dict[str, Any]) -> dict[str, Any]:
    fields = {field.wire: field for field in method.parameters.fields}
    return {parameter_name(fields[name]): value for name, value in wire.items()}


def _attribute(owner: object, path: str) -> Any:
    for name in path.split("."):
        owner = getattr(owner, name)
    return owner


def _sent(request: httpx2.Request) -> tuple[str, str, Any]:
    """Return verb, path, and parameters of a request: of the body, or of the query string."""
    path, _, query = request.url.raw_path.decode().partition("?")
    if request.content:
        return request.method, path, json.loads(request.content)
    pairs = parse_qsl(query, keep_blank_values=True)
    if [name for name, _ in pairs] == [".r"]:
        padded = pairs[0][1] + "=" * (-len(pairs[0][1]) % 4)
        return request.method, path, json.loads(urlsafe_b64decode(padded))
    return request.method, path, sorted(pairs)


def _documented(method: ApiMethod, wire: dict[str, Any]) -> tuple[str, str, Any]:
    """Return verb, path and parameters that a call has by its spec."""
    path = _filled(method.path, wire)
    wire = masks_joined(method.parameters, wire)
    rest = {name: x for name, x in wire.items() if name not in method.path_parameters}
    if method.verb not in {"GET", "DELETE"}:
        return method.verb, path, rest
    pairs = [*flattened(rest)]
    is_encoded = method.encoding is not None and has_parts(wire)
    if method.fallback and has_list_of_parts(rest) and not is_encoded:
        return "POST", _filled(method.fallback, wire), wire
    is_encoded = is_encoded or has_list_of_parts(rest)
    return method.verb, path, wire if is_encoded else sorted(pairs)


def masks_joined(type_: Type, wire: Any) -> Any:
    """Return what is of a type, with its field masks as Wix wants them: one text."""
    if isinstance(type_, ListOf) and isinstance(wire, list):
        return [masks_joined(type_.item, item) for item in wire]
    if isinstance(type_, MapOf) and isinstance(wire, dict):
        return {key: masks_joined(type_.item, item) for key, item in wire.items()}
    if not isinstance(type_, ObjectType) or not isinstance(wire, dict):
        return wire
    fields = {field.wire: field for field in type_.fields}
    return {
        name: (
            ",".join(value)
            if isinstance(value, list) and _is_mask(fields[name])
            else masks_joined(fields[name].type, value)
        )
        for name, value in wire.items()
    }


def _is_mask(field: Field) -> bool:
    return field.format == "FIELD_MASK" or field.wire == "fieldMask"


def _filled(path: str, wire: dict[str, Any]) -> str:
    return re.sub(r"\{([^{}]*)\}", lambda match: _in_path(match[1], wire), path)


def _in_path(path: str, wire: Any) -> str:
    for name in path.split("."):
        wire = wire[name]
    values = wire if isinstance(wire, list) else [wire]
    return ",".join(quote(str(value), safe="") for value in values)


# Events


def dispatch_events(part: Part) -> list[str]:
    """Sign each event and have it handled: its own handler gets it, and no other one."""
    hooks = Webhooks(testing.keys().public_key)
    handled: list[tuple[str, object]] = []
    wrong: list[str] = []
    for event in part.module.events:

        def handle(event_: object, name: str = event.name) -> None:
            handled.append((name, type(event_)))

        getattr(_attribute(hooks, part.attribute), event.registrar)(handle)
    for event in part.module.events:
        class_ = getattr(part.imported(), event.name)
        handled.clear()
        try:
            hooks.process(testing.event(class_))
        except Exception as error:  # whatever it is, it is told
            wrong.append(f"{event.name}: {error!r}")
            continue
        if handled != [(event.name, class_)]:
            wrong.append(f"{event.name}: handled as {handled}")
    return _told(part, wrong)


def _told(part: Part, wrong: Iterable[str]) -> list[str]:
    return [f"{part.attribute}: {line}" for line in wrong]
