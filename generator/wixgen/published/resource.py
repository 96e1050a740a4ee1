"""Read one module of Wix's SDK from its packages: the data of a spec, and where each part stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wixgen.diagnostics import Diagnostics, Place
from wixgen.pages.transcribe.path_parameters import add_dotted_parameters
from wixgen.published.calls import Call, call_named, calls_of
from wixgen.published.events import webhooks_of
from wixgen.published.methods import MethodReader, RestMethod, rest_methods
from wixgen.published.packages import Files, Key, Layout, Package
from wixgen.published.plugins import read_plugin
from wixgen.published.syntax import Declared, Function, Source
from wixgen.published.types import TypeReader

_MOST_PARTS = 2_000  # Wix's biggest type has 135
_MOST_TYPES = 20_000
_PARTS = ("methods", "webhooks", "unmapped", "service_plugin")
_EVENT_TYPE = re.compile(r"[A-Za-z0-9_.-]{1,300}")


@dataclass
class PublishedResource:
    """What the packages of a module say.

    Attributes:
        key: Package and module.
        start: The manifest of its first package.
        documented: The data of a spec.
        places: Where a part of it stands, by its path: `("methods", "getDoor")`, `("types", "Door", "id")`.
    """

    key: Key
    start: Place
    documented: dict[str, Any]
    places: dict[tuple[str, ...], Place] = field(
        default_factory=dict[tuple[str, ...], Place]
    )


def read_resource(
    key: Key, packages: Sequence[Package], files: Files, report: Diagnostics
) -> PublishedResource | None:
    """Read the packages of one module; None if they have nothing that a spec can say.

    Args:
        key: Package and module.
        packages: Its packages.
        files: The files below `node_modules`.
        report: Takes what can't be read.
    """
    documented: dict[str, Any] = {"package": key[0], "module": key[1]}
    resource = PublishedResource(key, packages[0].at, documented)
    for package in packages:
        if package.layout is Layout.PLUGIN:
            _read_plugin(package, files, resource, report)
        else:
            _read_api(package, files, resource, report)
    if not any(documented.get(part) for part in _PARTS):
        return None
    documented["sources"] = [package.source for package in packages]
    return resource


def _read_api(
    package: Package, files: Files, resource: PublishedResource, report: Diagnostics
) -> None:
    """Read the methods and the webhooks of a package into `resource`."""
    rest, sdk, code = (
        [Source(path, files[path]) for path in part]
        for part in (package.rest, package.sdk, package.code)
    )
    if _is_faulty([*rest, *sdk, *code], package, report):
        return
    declared = _declared([*rest, *sdk])
    if _is_too_big(declared, package, report):
        return
    functions = [function for source in sdk for function in source.functions]
    types = TypeReader(declared)
    reader = MethodReader(types, functions, _declared([*sdk, *rest]))
    calls = calls_of(code)
    methods = [one for source in rest for one in rest_methods(source.functions)]
    called = [(one, call_named(calls, one.name)) for one in methods]
    for method, call in called:
        if call is not None:
            types.learn_floats(method.request, call.floats[0])
            types.learn_floats(method.answer, call.floats[1])
            types.learn_masks(method.request, call.masks)
    documented = resource.documented
    documented["methods"] = {}
    for method, call in called:
        _add_method(method, call, reader, resource, rest)
    documented["webhooks"] = {}
    for name, webhook, function in webhooks_of(functions, declared, types):
        if _EVENT_TYPE.fullmatch(webhook["event_type"]):
            documented["webhooks"][name] = webhook
            resource.places["webhooks", name] = function.at
    for left_out, at in types.left_out.items():
        message = f"`{left_out[:60]}` is a name that no spec can have: it is left out"
        report.warn(at, "odd-name", message)
    documented["types"] = types.specs
    add_dotted_parameters(documented)
    resource.places |= {("types", *path): place for path, place in types.places.items()}
    entities = [call.entity for _, call in called if call is not None and call.entity]
    if entities:
        documented["entity"] = max(dict.fromkeys(entities), key=entities.count)


def _read_plugin(
    package: Package, files: Files, resource: PublishedResource, report: Diagnostics
) -> None:
    """Read the service plugin of a package into `resource`."""
    types, code = (
        [Source(path, files[path]) for path in part]
        for part in (package.sdk, package.code)
    )
    if _is_faulty([*types, *code], package, report):
        return
    plugin = read_plugin(types, code)
    if plugin is None:
        return
    documented = resource.documented
    documented["types"] = {**plugin.types, **documented.get("types", {})}
    documented["service_plugin"] = plugin.spec
    resource.places = {**plugin.places, **resource.places}


def _add_method(
    method: RestMethod,
    call: Call | None,
    reader: MethodReader,
    resource: PublishedResource,
    rest: Sequence[Source],
) -> None:
    if call is None or call.path is None:
        resource.documented.setdefault("unmapped", []).append(method.name)
        return
    resource.documented["methods"][method.name] = reader.method(method, call)
    places = (one.at for one in _functions(rest) if one.name == method.name)
    resource.places["methods", method.name] = next(places)


def _functions(sources: Iterable[Source]) -> Iterable[Function]:
    return (function for source in sources for function in source.functions)


def _declared(sources: Iterable[Source]) -> dict[str, Declared]:
    """Return the declarations of several files; of two with one name, the first counts."""
    found: dict[str, Declared] = {}
    for source in sources:
        found = {**source.declared, **found}
    return found


def _is_faulty(
    sources: Iterable[Source], package: Package, report: Diagnostics
) -> bool:
    """Return whether a file is no TypeScript; tell where."""
    faults = [source.fault for source in sources if source.fault]
    for fault in faults:
        message = f"this can't be read: `{package.name}` is left out"
        report.error(
            fault, "unreadable-types", message, help="install the package again"
        )
    return bool(faults)


def _is_too_big(
    declared: Mapping[str, Declared], package: Package, report: Diagnostics
) -> bool:
    """Return whether there are more types, fields or values than anybody publishes; tell of what."""
    counts = [
        (len(one.members) + len(one.values) + len(one.parents), f"`{name}`", one.at)
        for name, one in declared.items()
    ]
    counts = [one for one in counts if one[0] > _MOST_PARTS]
    if len(declared) > _MOST_TYPES:
        counts = [(len(declared), "it", package.at)]
    for count, what, at in counts[:1]:
        message = f"{what} has {count:,} parts: `{package.name}` is left out"
        help = (
            f"types may have {_MOST_PARTS:,} parts, and packages {_MOST_TYPES:,} types"
        )
        report.error(at, "too-big", message, help=help)
    return bool(counts)
