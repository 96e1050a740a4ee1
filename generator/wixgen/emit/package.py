"""Makes all files of the distribution from the package model: {path: text}."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from wixgen.emit.escaping import comment
from wixgen.emit.formatting.piecewise import format_module
from wixgen.emit.formatting.whole_file import format_python
from wixgen.emit.home import Home
from wixgen.emit.literals import data, imports
from wixgen.emit.models import models_texts
from wixgen.emit.models import prepare as prepare_models
from wixgen.emit.render import Renderer, in_docstring
from wixgen.package.distribution import IMPORT_NAME as RUNTIME
from wixgen.package.distribution import REQUIREMENTS
from wixgen.package.model import (
    Event,
    Example,
    Import,
    Method,
    Module,
    Package,
    PackageGroup,
    PackageIndex,
    Plugin,
)

MODULE = "wixapi/_package/_module"
RECEIVING_RUNTIME = (
    "wixapi/_doctor/public_key.py",
    "wixapi/_plugins/",
    "wixapi/_webhooks/",
    "wixapi/_testing/keys.py",
    "wixapi/_testing/plugins.py",
)
"""Files and folders of the runtime that packages do without where Wix calls no app."""
WEBHOOK_RUNTIME = (
    "wixapi/_local/deliveries/",
    "wixapi/_testing/deliver.py",
    "wixapi/_testing/envelopes.py",
    "wixapi/_testing/events.py",
    "wixapi/_webhooks/asgi.py",
    "wixapi/_webhooks/event_json.py",
    "wixapi/_webhooks/event_parts.py",
    "wixapi/_webhooks/events.py",
    "wixapi/_webhooks/modified_fields.py",
    "wixapi/_webhooks/reading.py",
    "wixapi/_webhooks/webhooks.py",
    "wixapi/_webhooks/wsgi.py",
    "wixapi/inbox/",
)
"""Those that packages without events do without."""
RUNTIME_SUFFIXES = frozenset({".py", ".typed", ".html", ".json", ".mjs"})
#: What the local Wix knows of each method.
LOCAL_FACTS = "wixapi/_local/facts.json"

_DEPRECATED: Import = ("typing_extensions", "deprecated")


def emit(package: Package, templates: Path) -> dict[str, str]:
    """Return every file of the distribution by its path below the output folder."""
    home = Home.of(package.index.distribution)
    files = index_files(package.index, package.index.generated, templates)
    files |= common_files(package.common, templates, home)
    files |= module_files(package.generated, templates, home)
    return dict(sorted(files.items()))


def index_files(
    index: PackageIndex, groups: Iterable[PackageGroup], templates: Path
) -> dict[str, str]:
    """Return all files but those of resources and of the common types.

    Of packages of the API, `__init__.py` and `_groups.py` are made for `groups` only.
    """
    renderer = Renderer(templates, Home.of(index.distribution))
    files: dict[str, str] = {}
    for group in groups:
        files |= _group_files(group, renderer)
    # behind those of packages: one may stand in a folder of the runtime, whose `__init__.py` is the runtime's
    files |= runtime_files(
        templates,
        renderer.home,
        with_webhooks=bool(index.events),
        receives=index.receives,
    )
    return files | _root_files(index, renderer)


def prepare(templates: Path) -> None:
    """Load what makes and formats modules, so that processes that are forked afterwards have it."""
    prepare_models(templates / MODULE / "models")


def runtime_files(
    templates: Path, home: Home, *, with_webhooks: bool, receives: bool
) -> dict[str, str]:
    """Return the hand-written modules and the files beside them, as they are but for the package's name."""
    unused = (
        *(() if with_webhooks else WEBHOOK_RUNTIME),
        *(() if receives else RECEIVING_RUNTIME),
    )
    found = {
        path.relative_to(templates).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((templates / RUNTIME).rglob("*"))
        if path.suffix in RUNTIME_SUFFIXES
    }
    return {
        home.file(path): _in_style(path, home.text(text), text)
        for path, text in found.items()
        if not path.startswith(unused)
    }


def _in_style(path: str, text: str, written: str) -> str:
    """Return Python in black's style: another name of the package may break lines elsewhere."""
    is_as_written = text == written or not path.endswith(".py")
    return text if is_as_written else format_python(text)


def common_files(
    families: Sequence[Module], templates: Path, home: Home
) -> dict[str, str]:
    """Return the files of the common types; none if there are no such types."""
    if not families:
        return {}
    files = module_files(families, templates, home)
    exports = [export for family in families for export in exported(family)]
    context = {
        "header": _header(families[0].source),
        "imports": imports(exports, f"{RUNTIME}.common", home),
        "homes": sorted((name, home.module(module)) for module, name in exports),
        "exported": sorted((name for _, name in exports), key=_export_order),
    }
    renderer = Renderer(templates, home)
    for name in ("__init__", "models/__init__", "requests/__init__"):
        path = f"{RUNTIME}/common/{name}.py"
        files[home.file(path)] = format_module(
            renderer.render(f"{path}.jinja", **context)
        )
    return files


def module_files(
    modules: Sequence[Module], templates: Path, home: Home
) -> dict[str, str]:
    """Return the files of resources, or of families of common types."""
    headers = [
        f'{_header(module.source)}\n"""Models of {in_docstring(module.title)}."""'
        for module in modules
    ]
    models = models_texts(modules, headers, templates / MODULE / "models", home)
    renderer = Renderer(templates, home)
    files: dict[str, str] = {}
    for module, text in zip(modules, models, strict=True):
        files[_path(module, "models", home)] = text
        for name, rendered in _rendered(module, renderer).items():
            files[_path(module, name, home)] = format_module(rendered)
    return files


def _path(module: Module, name: str, home: Home) -> str:
    return home.file(f"{module.part(name).replace('.', '/')}.py")


def _rendered(module: Module, renderer: Renderer) -> dict[str, str]:
    """Return the files of a module that templates make, by name and not formatted; models are not among them."""
    texts: dict[str, str] = {}

    def render(name: str, wanted: Iterable[Import], **context: object) -> None:
        texts[name] = renderer.render(
            f"{MODULE}/{name}.py.jinja",
            module=module,
            header=_header(module.source),
            imports=imports(wanted, module.part(name), renderer.home),
            **context,
        )

    has_requests = module.tables or module.accepted_enums or module.methods
    if has_requests or module.plugin:
        render("requests", _request_imports(module))
    if module.methods:
        render("client", _client_imports(module))
    if module.events:
        render("events", _event_imports(module.events))
    if module.plugin:
        render("plugin", _plugin_imports(module, module.plugin))
    if module.error_codes:
        render("errors", {("enum", "StrEnum")})
    if not module.family:
        exports = exported(module)
        names = sorted((name for _, name in exports), key=_export_order)
        render("__init__", exports, doc=_module_doc(module), exported=names)
    return texts


def exported(module: Module) -> list[Import]:
    """Return all public names of a module, each with the module that defines it.

    No other list of exports exists: `__all__` and the imports of `__init__.py` are made from this.
    """
    models, requests = module.part("models"), module.part("requests")
    public = [(models, model.name) for model in module.models]
    public += [(models, enum.name) for enum in module.enums]
    public += [(requests, typed_dict.name) for typed_dict in module.dicts]
    public += [(requests, enum.accepted_name) for enum in module.accepted_enums]
    public += [(requests, made.name) for made in module.filters]
    public += [(requests, choice.name) for choice in module.sort_fields]
    public += [(module.part("events"), event.name) for event in module.events]
    public += [(module.part("errors"), enum.name) for enum in module.error_codes]
    if module.methods:
        names = (module.class_name, f"Async{module.class_name}")
        public += [(module.part("client"), name) for name in names]
    if plugin := module.plugin:
        home = module.part("plugin")
        public += [(home, error.name) for error in plugin.errors]
        public += [(home, method.constant) for method in plugin.methods]
    return [*public, *module.imported]


def _root_files(package: PackageIndex, renderer: Renderer) -> dict[str, str]:
    header = _header("")
    names = ["__init__", "_api", "_version", "testing"]
    names += ["_hooks"] if package.events else []
    names += ["_service_plugins", "asgi", "wsgi"] if package.receives else []
    files = {
        renderer.home.file(f"{RUNTIME}/{name}.py"): format_module(
            renderer.render(
                f"{RUNTIME}/{name}.py.jinja", package=package, header=header
            )
        )
        for name in names
    }
    example = _example(package.example, renderer.home) if package.example else ""
    files["README.md"] = renderer.render(
        "README.md.jinja", package=package, example=example
    )
    files["pyproject.toml"] = renderer.render(
        "pyproject.toml.jinja", package=package, requirements=REQUIREMENTS
    )
    files[renderer.home.file(LOCAL_FACTS)] = _local_facts(package)
    files["LICENSE"] = (renderer.folder / "LICENSE").read_text(encoding="utf-8")
    return files


def _local_facts(package: PackageIndex) -> str:
    """Return what the local Wix knows of all methods, as JSON: data, since code of that size is slow to load."""
    entries = [module.local for module in package.modules if module.local]
    return "{\n" + ",\n".join(entries) + "}\n" if entries else "{}\n"


def _group_files(group: PackageGroup, renderer: Renderer) -> dict[str, str]:
    context = {"group": group, "header": _header("")}
    return {
        renderer.home.file(f"{RUNTIME}/{group.name}/{name}.py"): format_module(
            renderer.render(f"{RUNTIME}/_package/{name}.py.jinja", **context)
        )
        for name in ("__init__", "_groups")
    }


def _module_doc(module: Module) -> str:
    title = module.title[:1].upper() + module.title[1:]
    page = f"Docs: {module.docs}" if module.docs else ""
    return "\n\n".join(part for part in (f"{title}.", module.doc, page) if part)


def _header(source: str) -> str:
    return comment(f"Generated by wixgen from {source or 'its specs'}; edit that.")


def _request_imports(module: Module) -> set[Import]:
    wanted: set[Import] = {("wixapi._validation", "schema as s")}
    if module.dicts or module.filters:
        wanted.add(("typing_extensions", "TypedDict"))  # pydantic refuses that of 3.11
    if any(condition.name for condition in module.conditions):
        wanted.add(("typing", "TypeAlias"))
    if module.accepted_enums or module.sort_fields:
        wanted |= {("typing", "Literal"), ("typing", "TypeAlias")}
        wanted |= {(module.part("models"), enum.name) for enum in module.accepted_enums}
    for condition in module.conditions:
        wanted |= condition.annotation.imports | condition.operators.imports
    for typed_dict in module.dicts:
        wanted |= typed_dict.imports
    for filter_dict in module.filters:
        wanted |= filter_dict.imports
    for table in module.tables:
        wanted |= table.imports
    for method in module.methods:
        operation = method.operation
        wanted |= (
            {("wixapi._http", "operation as op")}
            | operation.imports
            | operation.result.imports
        )
        if operation.response:
            wanted.add((module.part("models"), operation.response))
    wanted |= {
        (f"{RUNTIME}.common.requests", f"{family} as _{family}")
        for family in module.common_tables
    }
    return wanted


def _wrapper_imports(methods: Iterable[Method]) -> set[Import]:
    """Return what makes async and raw methods of sync ones, under names that are no method's."""
    names: set[str] = set()
    for method in methods:
        names |= (
            {"raw_page", "async_raw_page"} if method.is_paged else {"raw", "async_raw"}
        )
        if not method.deprecated:
            names.add("pages" if method.is_paged else "method")
        if method.status:
            names.add("method")
    return {("wixapi._http.method_wrappers", f"{name} as _{name}") for name in names}


def _client_imports(module: Module) -> set[Import]:
    wanted: set[Import] = {
        *_wrapper_imports(module.methods),
        ("wixapi._http", "resource as _resource"),
        ("wixapi._options", "RequestOptions"),
    }
    for method in module.methods:
        wanted |= {
            (module.part("requests"), method.operation.constant)
        } | method.result.imports
        if method.is_paged:
            wanted.add(("wixapi._http.pager", "Pager"))
        if method.deprecated:
            wanted.add(_DEPRECATED)
            if method.is_paged:
                wanted.add(("wixapi._http.pager", "AsyncPager"))
        if method.changed_from:
            wanted |= method.changed_from.imports
        if method.on_conflict:
            wanted |= method.on_conflict.imports
            wanted.add((module.part("requests"), method.getter))
        for parameter in method.parameters:
            wanted |= parameter.annotation.imports
            if not parameter.required:
                wanted.add(("wixapi._options", "NOT_GIVEN"))
    return wanted


def _event_imports(events: Iterable[Event]) -> set[Import]:
    wanted: set[Import] = {
        ("collections.abc", "Callable"),
        ("dataclasses", "dataclass"),
        ("typing", "TypeVar"),
        ("wixapi._webhooks", "events as _events"),
        ("wixapi._webhooks", "webhooks as _webhooks"),
    }
    for event in events:
        wanted |= event.content.imports
        if event.deprecated:
            wanted.add(_DEPRECATED)
    return wanted


def _plugin_imports(module: Module, plugin: Plugin) -> set[Import]:
    wanted: set[Import] = {
        ("collections", "abc as _abc"),
        ("typing", "TypeVar"),
        ("wixapi", "errors as _errors"),
        ("wixapi._plugins", "method as _method"),
        ("wixapi._plugins", "registrars as _registrars"),
        ("wixapi._webhooks", "service_plugins as _calls"),
        (f"{module.path}.requests", "TABLES"),
    }
    for method in plugin.methods:
        wanted |= method.answer.imports
        wanted |= {(f"{module.path}.models", method.request)}
        if method.response:
            wanted.add((f"{module.path}.models", method.response))
        if method.deprecated:
            wanted.add(_DEPRECATED)
    for error in plugin.errors:
        for annotation in (error.data, error.model):
            wanted |= annotation.imports if annotation else set()
    return wanted


def _example(example: Example, home: Home) -> str:
    """Return the README's example as a fenced block, whose fence is longer than any in the example."""
    arguments = ", ".join(f"{name}={data(value)}" for name, value in example.arguments)
    lines = [
        f"from {home.import_name} import ApiKeyStrategy, WixClient",
        "",
        'with WixClient(auth=ApiKeyStrategy(api_key="IST.your-key", site_id="your-site")) as wix:',
        f"    result = wix.{example.call}({arguments})",
    ]
    text = format_python("\n".join(lines) + "\n")
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    return f"{fence}python\n{text}{fence}"


def _export_order(name: str) -> tuple[int, str]:
    return (0, name) if name.isupper() else (1, name)
