"""Find the type packages below a `node_modules` folder, and say which module of Wix's SDK each is.

The umbrella package `@wix/blog` exports each of its modules from a package of its own:
`import * as a from '@wix/auto_sdk_blog_posts'; export { a as posts }`. So `posts` of `@wix/blog` is what
`import { posts } from '@wix/blog'` names, and that is what resources are called.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from tree_sitter import Node

from wixgen.diagnostics import Diagnostics, Place
from wixgen.pages.concerned_specs import folded
from wixgen.published.syntax import Source, string_of, text_of
from wixgen.spec.language import MODULE

Files = Mapping[str, bytes]
"""The texts of files by their path below `node_modules`, with slashes."""

Key = tuple[str, str]

_SCOPE = "@wix/"
_BUILD = "build/es/"
_MANIFEST = re.compile(r"(?:.+/node_modules/)?(@wix/[^/]+)/package\.json")
_GENERATED = re.compile(r"@wix/auto_sdk_([^_]+)_(.+)")
_INDEXES = (
    "index.d.mts",
    "index.d.ts",
    "service-plugins.d.mts",
    "service-plugins.d.ts",
)


#: Modules that people know by another name: `items` of `@wix/data` is written by hand, and this is what it calls.
_KNOWN_AS = {("data-backend-public-sdk-poc", "data"): ("data", "items")}


class Layout(StrEnum):
    """How the files of a package are arranged."""

    BUNDLED = (
        "bundled"  # one file for the REST API, one for the SDK, shared types in a third
    )
    UNTYPED = "untyped"  # likewise, but none for the SDK
    FILES = "files"  # one file for each source, below src/
    PLUGIN = "plugin"  # a service plugin: nothing to call, but handlers to provide


@dataclass(frozen=True)
class Package:
    """A package that has one module of the SDK.

    Attributes:
        key: Package and module, as `import { <module> } from '@wix/<package>'` names them.
        name: The name of the npm package.
        version: Its version.
        layout: How its files are arranged.
        rest: The files with the types of the REST API.
        sdk: The files with the types and functions of the SDK.
        code: The files with the calls of the REST API, or with the handlers of a plugin.
        at: Its manifest.
    """

    key: Key
    name: str
    version: str
    layout: Layout
    rest: tuple[str, ...]
    sdk: tuple[str, ...]
    code: tuple[str, ...]
    at: Place

    @property
    def source(self) -> str:
        """Return the package and its version as a spec names them."""
        return f"{self.name} {self.version}"


def find_packages(files: Files, report: Diagnostics) -> list[Package]:
    """Return the packages that have a module of the SDK, by package and module.

    Args:
        files: The files below `node_modules`.
        report: Takes the packages that can't be read: the others are found all the same.
    """
    return _Finder(files, report).packages()


class _Finder:
    def __init__(self, files: Files, report: Diagnostics) -> None:
        self.files = files
        self.report = report
        self.folders: dict[str, list[str]] = {}  # of each package, one for each version
        for path in sorted(files):
            if found := _MANIFEST.fullmatch(path):
                self.folders.setdefault(found[1], []).append(
                    path.removesuffix("package.json")
                )
        self.paths: dict[str, list[str]] = {}
        for path in sorted(files):
            if "/" + _BUILD in path:
                folder = path[: path.index("/" + _BUILD) + 1]
                self.paths.setdefault(folder, []).append(path)

    def packages(self) -> list[Package]:
        """Return the packages; tell of what can't be read."""
        named = {
            (_KNOWN_AS.get(key, key), target): name
            for name in self.folders
            for module, target in self._modules(name, depth=0)
            if _is_key(key := (name.removeprefix(_SCOPE), module))
        }
        exported = {target for _, target in named}
        for name in self.folders:
            found = _GENERATED.fullmatch(name)
            if found and name not in exported:
                key = found[1], _camel(found[2])
                if _is_key(key):
                    named[key, name] = ""
        made: dict[Key, Package] = {}
        for (key, name), umbrella in named.items():
            package = self._package(key, name, umbrella)
            if package is not None:
                first = made.setdefault(folded(key), package)
                if first is not package:
                    self._tell_twice(first, package)
        return sorted(made.values(), key=lambda package: package.key)

    def _tell_twice(self, read: Package, other: Package) -> None:
        package, module = read.key
        message = (
            f"`{module}` of `@wix/{package}` is `{read.name}`: this one is not read"
        )
        help = "install the packages again"
        self.report.warn(other.at, "one-name-twice", message, help=help)

    def _modules(self, name: str, depth: int) -> Iterator[tuple[str, str]]:
        """Yield the modules that an umbrella package exports, each with the package that has it."""
        folder = self.folders[name][0]
        for index in _INDEXES:
            path = f"{folder}{_BUILD}{index}"
            text = self.files.get(path, b"")
            if b" * as " not in text:
                continue
            for module, target in exports_of(Source(path, text)):
                if not target.startswith(_SCOPE) or target not in self.folders:
                    continue
                if depth == 0 or not self._modules_of_umbrella(target):
                    yield module, target

    def _modules_of_umbrella(self, name: str) -> bool:
        return any(True for _ in self._modules(name, depth=1))

    def _package(self, key: Key, name: str, umbrella: str) -> Package | None:
        """Return a package; None after telling that it can't be read."""
        folder = self._folder(name, umbrella)
        at = Place(f"{folder}package.json", 1, 1)
        manifest = self._manifest(at)
        if manifest is None:
            return None
        build = f"{folder}{_BUILD}"
        files = [path.removeprefix(build) for path in self.paths.get(folder, [])]
        layout = _layout(files, build, self.files)
        if layout is None:
            if _GENERATED.fullmatch(name):
                message = (
                    f"the files of `{name}` are arranged in a way that is not known"
                )
                help = "wixgen reads packages as Wix publishes them; is it whole?"
                self.report.warn(at, "unknown-layout", message, help=help)
            return None
        parts = _parts(layout, files)
        rest, sdk, code = (tuple(build + file for file in part) for part in parts)
        return Package(key, name, manifest, layout, rest, sdk, code, at)

    def _folder(self, name: str, umbrella: str) -> str:
        """Return the folder of the version that an umbrella package uses; tell if there are several."""
        folders = self.folders[name]
        own = [
            one
            for one in folders
            if umbrella and one.startswith(f"{umbrella}/node_modules/")
        ]
        chosen = (own or sorted(folders, key=len))[0]
        versions = {self._version(folder) for folder in folders}
        if len(versions) > 1:
            at = Place(f"{chosen}package.json", 1, 1)
            message = f"`{name}` is there in {len(versions)} versions; this one is read"
            help = "install with one version of each package: " + ", ".join(
                sorted(versions)
            )
            self.report.warn(at, "two-versions", message, help=help)
        return chosen

    def _version(self, folder: str) -> str:
        found = re.search(
            rb'"version":\s*"([^"]*)"', self.files[f"{folder}package.json"]
        )
        return found[1].decode("utf-8", "replace") if found else "?"

    def _manifest(self, at: Place) -> str | None:
        """Return the version in a package.json; None after telling that it can't be read."""
        try:
            read: object = json.loads(self.files[at.path])
            version = cast(dict[str, Any], read)["version"]
            if isinstance(version, str) and re.fullmatch(
                r"[0-9A-Za-z.+-]{1,100}", version
            ):
                return version
        except (ValueError, KeyError, TypeError, RecursionError):
            pass
        message = "this is no manifest of a package: it is skipped"
        self.report.error(
            at, "unreadable-package", message, help="install the package again"
        )
        return None


def _is_key(key: Key) -> bool:
    """Return whether package and module can be those of a spec: they become parts of its path."""
    return all(re.fullmatch(MODULE, name) for name in key)


def exports_of(source: Source) -> list[tuple[str, str]]:
    """Return what an index exports under a name of its own: the name, and the package it comes from."""
    imported: dict[str, str] = {}
    exported: list[tuple[str, str]] = []
    for node in source.root.named_children:
        target = string_of(node.child_by_field_name("source"))
        if node.type == "import_statement":
            for name in _descendants(node, "namespace_import"):
                imported[text_of(name.named_children[0])] = target
        elif node.type == "export_statement" and target:
            for name in _descendants(node, "namespace_export"):
                exported.append((text_of(name.named_children[0]), target))
        elif node.type == "export_statement":
            for one in _descendants(node, "export_specifier"):
                names = [text_of(name) for name in one.named_children]
                if names and names[0] in imported:
                    exported.append((names[-1], imported[names[0]]))
    return exported


def _descendants(node: Node, kind: str) -> Iterator[Node]:
    for child in node.named_children:
        if child.type == kind:
            yield child
        elif child.type in {"import_clause", "export_clause"}:
            yield from _descendants(child, kind)


def _layout(found: Iterable[str], build: str, files: Files) -> Layout | None:
    """Return how the files that were found below `build` are arranged; None if that isn't known."""
    names = set(found)
    if {"meta.mjs", "meta.d.mts"} <= names:
        return Layout.BUNDLED if "index.typings.d.mts" in names else Layout.UNTYPED
    if any(re.fullmatch(r"src/.+\.http\.js", name) for name in names):
        return Layout.FILES
    code = (
        name for name in sorted(names) if re.fullmatch(r"(src/.+|index)\.m?js", name)
    )
    if any(b"ServicePluginDefinition(" in files[build + name] for name in code):
        return Layout.PLUGIN
    return None


def _parts(layout: Layout, files: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Return the files with the REST API's types, with the SDK's, and with the code."""
    types = [name for name in files if re.search(r"\.d\.m?ts$", name)]
    code = [name for name in files if re.search(r"\.m?js$", name)]
    if layout is Layout.FILES:
        rest = [name for name in types if re.search(r"\.(types|meta)\.d\.ts$", name)]
        sdk = [name for name in types if re.search(r"\.universal\.d\.ts$", name)]
        calls = r"src/.+\.(http|meta)\.js"
        return rest, sdk, [name for name in code if re.fullmatch(calls, name)]
    if layout is Layout.PLUGIN:
        return [], types, code
    sdk = [name for name in types if name not in {"meta.d.mts", "schemas.d.mts"}]
    return ["meta.d.mts"], sdk, ["meta.mjs"]


def _camel(name: str) -> str:
    """Return `wix-events-v-2` as `wixEventsV2`."""
    return re.sub(r"[-_](\w)", lambda found: found[1].upper(), name)
