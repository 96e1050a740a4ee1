"""Group pages by the resource that they belong to.

Files are scanned first, and a page is read again when its resource is imported. So all of Wix's pages
need no more memory than the biggest resource.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from wixgen.diagnostics import Diagnostic, Diagnostics, Place
from wixgen.pages.nesting.resolve_pages import required_paths
from wixgen.pages.parse.facts import (
    MAX_MODULES,
    handler,
    http_of,
    method_name,
    sdk_method_name,
)
from wixgen.pages.parse.page import read_pages
from wixgen.pages.parse.schema import OBJECT
from wixgen.pages.parse.tree import Entry, Enum, Item, Kind, Page, Schema
from wixgen.pages.placing import Key, PageRef, decide_places
from wixgen.spec.api import Api
from wixgen.spec.language import PATH, WIRE, WORD
from wixgen.spec.paths import path_problems
from wixgen.workers import mapped

# Pages beyond these limits are broken or hostile; each is far above what any page of Wix needs.
MAX_ENTRIES = 5_000  # of one section; Wix's longest has 1,100
MAX_PAGE = 3_000_000  # characters; Wix's biggest has 861,000
MAX_REQUIRED = 1_000
MAX_INDENT = 120  # Wix's deepest type has 14 levels, each of three columns

_IMPORT = re.compile(
    r"import \{(?P<modules>[\w\s,]{1,500})\} from (['\"])@wix/(?P<package>[\w-]+)\2"
)
_SDK_ITSELF = {"sdk", "essentials"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,79}")
_API = "https://www.wixapis.com/"
_PAGE = re.compile(r"# (?:Package|Type): ")
_HTML = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
_NOT_IMPORTED = {
    Kind.MENU: "a menu page",
    Kind.ARTICLE: "an article",
    Kind.VELO: "the page of a Velo function, which runs inside of a site",
    Kind.SERVICE_PLUGIN: "a method of a service plugin, which Wix calls and an app answers",
}


@dataclass
class FileScan:
    """The result of scanning one file: its usable pages, and what is wrong with the others."""

    refs: list[PageRef] = field(default_factory=list["PageRef"])
    pages: int = 0  # usable or not
    has_failed: bool = False
    has_webhooks: bool = False
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])


class ScannedPages:
    """The usable pages of many files.

    Attributes:
        files: The files' texts by path.
        refs: The pages.
        has_failed: Some page can't be read.
        has_webhooks: Some page documents a webhook.
    """

    def __init__(
        self, files: Mapping[str, str], report: Diagnostics, jobs: int = 1
    ) -> None:
        """Scan the files.

        Args:
            files: The files' texts by path.
            report: Takes what is wrong with pages.
            jobs: How many processes share the work.
        """
        self.files = files
        self.refs: list[PageRef] = []
        self.has_failed = False
        self.has_webhooks = False
        self._kept: dict[str, list[Page]] = {}  # pages of files that hold several
        paths = sorted(files)
        for path, scan in zip(
            paths, mapped(_scan, files, paths, jobs, chunk=16), strict=True
        ):
            report.take(scan.diagnostics)
            self.refs += scan.refs
            self.has_failed |= scan.has_failed
            self.has_webhooks |= scan.has_webhooks
            if scan.refs and scan.pages > 1:
                self._kept[path] = read_pages(path, files[path])

    def page(self, ref: PageRef) -> Page:
        """Return a page; it is read again, so that all of Wix's pages need no memory."""
        kept = self._kept.get(ref.path)
        pages = kept or read_pages(ref.path, self.files[ref.path])
        return pages[ref.number]


class PagesByResource:
    """Pages by the resource that they belong to.

    Attributes:
        renamings: Better names for resources of specs, whose names were guesses.
    """

    def __init__(self, scanned: ScannedPages, api: Api, report: Diagnostics) -> None:
        """Decide where pages belong.

        Args:
            scanned: The pages.
            api: The specs that they can be about; they name the pages that they were made of.
            report: Takes what is wrong with pages.
        """
        self._scanned = scanned
        placement = decide_places(scanned.refs, api)
        self.renamings = placement.renamings
        self._resources: dict[Key, list[PageRef]] = {}
        for ref, key in placement.keys.items():
            if key is None:
                help = "import a method page of that resource with it, or set `docs` of its spec to the menu page"
                message = "the object page doesn't say which resource it belongs to, and no page of its menu does"
                report.warn(ref.at, "unknown-resource", message, help=help)
            else:
                self._resources.setdefault(key, []).append(ref)

    @property
    def keys(self) -> list[Key]:
        """The resources, sorted."""
        return sorted(self._resources)

    def pages(self, key: Key) -> list[Page]:
        """Return the pages of one resource."""
        return [self._scanned.page(ref) for ref in self._resources[key]]

    def paths(self, key: Key) -> tuple[str, ...]:
        """Return the files that the pages of one resource stand in, sorted."""
        return tuple(sorted({ref.path for ref in self._resources[key]}))

    def at(self, key: Key) -> Place:
        """Return the place of a resource's first page."""
        return min(ref.at for ref in self._resources[key])

    def add_sources(self, key: Key, report: Diagnostics) -> None:
        """Give a report the texts of a resource's pages, so that its diagnostics can show lines."""
        for ref in self._resources[key]:
            text = partial(self._scanned.files.__getitem__, ref.path)
            report.add_source(ref.path, text)


def _scan(files: Mapping[str, str], path: str) -> FileScan:
    """Scan one file."""
    text, report = files[path], Diagnostics()
    report.add_source(path, text)
    pages = _pages_of(path, text, report)
    scan = FileScan(pages=len(pages or ()), has_failed=pages is None)
    for number, page in enumerate(pages or ()):
        if _is_usable(page, report):
            scan.has_webhooks |= page.kind is Kind.WEBHOOK
            ref = PageRef(
                path=path,
                number=number,
                kind=page.kind,
                imported=_imported(page),
                package_and_namespace=(page.package, page.namespace),
                link=page.link,
                named=_by_name(page),
                at=page.at,
            )
            scan.refs.append(ref)
        elif not _idle(page):
            scan.has_failed = True
    scan.diagnostics = list(report)
    return scan


def _pages_of(path: str, text: str, report: Diagnostics) -> list[Page] | None:
    """Return the pages of a file; None, after an error, if the file can hold none."""
    problem = ""
    if not text.strip():
        problem = "the file is empty"
    elif _HTML.match(text):
        problem = "the file is HTML, not the Markdown of a page"
    elif "\0" in text:
        problem = "the file is not a text"
    elif len(text) > MAX_PAGE * max(1, len(_PAGE.findall(text))):
        problem = f"the file has {len(text):,} characters; {MAX_PAGE:,} are allowed for a page"
    if problem:
        help = "add .md to the page's address to get its Markdown"
        report.error(Place(path, 1, 1), "unreadable-page", problem, help=help)
        return None
    return read_pages(path, text)


def _is_usable(page: Page, report: Diagnostics) -> bool:
    """Return whether a page can be imported; reports why not."""
    if idle := _idle(page):
        message = f"this is {idle}; there is nothing to import"
        report.warn(page.at, "nothing-to-import", message)
        return False
    if page.kind is Kind.MISSING:
        message = f"there is no such page: {page.title[:200]}"
        help = "look up its address in the menu page above it"
        report.error(page.at, "missing-page", message, help=help)
        return False
    if page.kind is Kind.WITHOUT_SCHEMA:
        message = f"the page `{page.name[:80]}` came without its schema"
        help = f"fetch it again with `?schema=true` behind its address: {_address(page)}?schema=true"
        report.error(page.at, "missing-schema", message, help=help)
        return False
    for problem, place in _problems(page):
        help = "check that the page is complete"
        report.error(place, "unreadable-page", problem, help=help)
        return False
    if page.url and not page.url.value.startswith(_API):
        message = f"the URL doesn't begin with {_API}, where the client sends requests"
        help = "if another host serves the method, leave it out of the specs"
        report.warn(page.url.at, "other-host", message, help=help)
    return True


def _address(page: Page) -> str:
    """Return the address of a page's Markdown; one that the page doesn't print is left to the reader."""
    return f"{page.link.removesuffix('.md') or '…'}.md"


def _idle(page: Page) -> str:
    """Return the kind of a page that documents nothing, in words; empty for a page that does."""
    schema = page.rest.schema if page.rest else None
    section = schema.section(OBJECT) if schema else None
    entries = section.entries if section else []
    has_fields = any(isinstance(entry, Item) for entry in entries[1:])
    if page.kind is Kind.OBJECT and not has_fields:
        return "an object page without a list of fields"
    return _NOT_IMPORTED.get(page.kind, "")


def _problems(page: Page) -> Iterator[tuple[str, Place]]:
    """Yield the reasons why a page can't be read, with their places."""
    schema = page.rest.schema if page.rest else None
    name = page.name[:80]
    if schema is None or not (schema.keys or schema.sections):
        yield f"the page `{name}` has no REST schema that can be read", page.at
        return
    if not _NAME.fullmatch(page.package) and (
        page.package or page.kind is not Kind.OBJECT
    ):
        yield f"`{page.package[:80]}` is not a valid name of a package", page.at
    if page.kind is Kind.METHOD:
        yield from _method_problems(page, schema)
    for half in page.halves:
        if half.schema and not half.schema.is_closed:
            yield f"the schema of the page `{name}` is not closed", half.schema.at
        for section in half.schema.sections if half.schema else []:
            count = sum(map(_size, section.entries))
            if count > MAX_ENTRIES:
                many = f"{count:,} entries; {MAX_ENTRIES:,} are allowed"
                yield f"a section of the page `{name}` has {many}", section.at
            for entry in section.entries:
                if (entry.indent or 0) > MAX_INDENT:
                    many = f"{entry.indent} columns; {MAX_INDENT} are allowed"
                    yield f"the line is indented by {many}", entry.at
                if isinstance(entry, Item) and not re.fullmatch(WIRE, entry.name):
                    yield f"`{entry.name[:80]}` is not a valid name of a field", entry.at


def _method_problems(page: Page, schema: Schema) -> Iterator[tuple[str, Place]]:
    name = page.name[:80]
    if page.url is None or not page.url.value:
        yield f"the page `{name}` has no URL", schema.at
    if not page.verb:
        yield f"the page `{name}` has no known HTTP method", schema.at
    elif page.url:
        path = http_of(page).partition(" ")[2]
        for _, problem in path_problems(path):
            yield problem, page.url.at
    if not re.fullmatch(WORD, method_name(page)):
        yield f"`{method_name(page)[:80]}` is not a valid name of a method", page.at
    required = required_paths(page.rest)
    if len(required) > MAX_REQUIRED:
        many = f"{len(required):,} paths; {MAX_REQUIRED:,} are allowed"
        yield f"the page `{name}` requires {many}", schema.at
    for path in required[:MAX_REQUIRED]:
        if not re.fullmatch(PATH, path):
            yield f"`{path[:80]}` is not a valid required path", schema.at


def _size(entry: Entry) -> int:
    return len(entry.values) if isinstance(entry, Enum) else 1


def _imported(page: Page) -> Key | None:
    """Return the package and the module that the SDK's examples import; None if they import none.

    Where they import several, it is the one that has the function which the page is about.
    """
    names = (handler(page), method_name(page), sdk_method_name(page))
    function = "|".join(f"_?{re.escape(name)}" for name in names if name)
    keys: list[Key] = []
    for example in page.sdk.examples if page.sdk else []:
        for key in islice(_imports(example.code), MAX_MODULES):
            if re.search(rf"\b{key[1]}\.(?:{function})\b", example.code):
                return key
            keys.append(key)
    return next(iter(keys), None)


def _imports(code: str) -> Iterator[Key]:
    """Yield the packages and modules that a script imports, but for those that only help."""
    for found in _IMPORT.finditer(code):
        for module in found["modules"].split(","):
            key = found["package"], module.strip()
            if key[0] not in _SDK_ITSELF and all(map(_NAME.fullmatch, key)):
                yield key


def _by_name(page: Page) -> Key | None:
    """Return a package and a module made of the page's Package and Namespace; None without them."""
    if not page.package:
        return None
    package = page.package if _NAME.fullmatch(page.package) else "unknown"
    words = re.findall(r"\w+", page.namespace.removesuffix("Service")) or [package]
    module = words[0][:1].lower() + "".join(words)[1:]
    return package, module if _NAME.fullmatch(module) else "unknown"
