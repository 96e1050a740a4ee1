"""Group pages by the resource that they belong to.

Pages are read again when their resource is imported, so that all of Wix needs no more memory than its
biggest resource."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from wixgen.diagnostics import Diagnostic, Diagnostics, Place
from wixgen.pages.nesting.resolve_pages import required_paths
from wixgen.pages.parse.facts import http_of, method_name
from wixgen.pages.parse.page import read_pages
from wixgen.pages.parse.schema import OBJECT
from wixgen.pages.parse.tree import Entry, Enum, Item, Kind, Page, Schema
from wixgen.spec.api import Api
from wixgen.spec.language import PATH, WIRE, WORD
from wixgen.spec.paths import path_problems
from wixgen.workers import mapped

MAX_ENTRIES = (
    5_000  # of one section; no page of Wix shows more than 1,100 fields in one
)
MAX_PAGE = 3_000_000  # characters; the biggest has 861,000
MAX_REQUIRED = 1_000
MAX_INDENT = 120  # Wix's deepest type has 14 levels, each of three columns

_IMPORT = re.compile(r"import \{ *(?P<module>\w+) *\} from '@wix/(?P<package>[\w-]+)'")
_SDK_ITSELF = {"sdk", "essentials"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,79}")
_API = "https://www.wixapis.com/"
_PAGE = re.compile(r"# (?:Package|Type): ")
_HTML = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
_NOT_IMPORTED = {
    Kind.MENU: "a menu page",
    Kind.ARTICLE: "an article",
}


Key = tuple[str, str]  # package and module


@dataclass(frozen=True)
class PageRef:
    """A usable page: where it is, and what tells where it belongs."""

    path: str
    number: int  # among the pages of the file
    imported: Key | None
    home: tuple[str, str]  # Package and Namespace as printed
    link: str
    other: Key | None  # object pages print neither Package nor Namespace
    at: Place

    @property
    def menu(self) -> str:
        """The address of the menu page above it."""
        return self.link.rpartition("/")[0]


@dataclass
class FileScan:
    """The usable pages of one file, and its diagnostics."""

    sheets: list[PageRef] = field(default_factory=list["PageRef"])
    pages: int = 0
    has_failed: bool = False
    has_webhooks: bool = False
    found: list[Diagnostic] = field(default_factory=list[Diagnostic])


class PagesByResource:
    """The usable pages of many files, by resource."""

    def __init__(
        self, files: Mapping[str, str], api: Api, report: Diagnostics, jobs: int = 1
    ) -> None:
        self.has_failed = False  # some page can't be read
        self.has_webhooks = False
        self._files = files
        self._kept: dict[str, list[Page]] = {}  # pages of files that hold several
        sheets: list[PageRef] = []
        paths = sorted(files)
        for path, seen in zip(
            paths, mapped(_seen, (files, api), paths, jobs, chunk=16), strict=True
        ):
            report.take(seen.found)
            sheets += seen.sheets
            self.has_failed |= seen.has_failed
            self.has_webhooks |= seen.has_webhooks
            if seen.sheets and seen.pages > 1:
                self._kept[path] = read_pages(path, files[path])
        self._resources: dict[Key, list[PageRef]] = {}
        for sheet, key in _placed(sheets):
            if key is None:
                help = "give a method page of that resource, too, or name the menu page as `docs` of its spec"
                message = "an object page doesn't say which resource it belongs to, and no page beside it does"
                report.warn(sheet.at, "unknown-resource", message, help=help)
            else:
                self._resources.setdefault(key, []).append(sheet)

    @property
    def keys(self) -> list[Key]:
        """The resources, sorted."""
        return sorted(self._resources)

    def pages(self, key: Key) -> list[Page]:
        """Return the pages of one resource."""
        return [self._page(sheet) for sheet in self._resources[key]]

    def add_sources(self, key: Key, report: Diagnostics) -> None:
        """Have what is found on the pages of a resource show its lines."""
        for sheet in self._resources[key]:
            text = partial(self._files.__getitem__, sheet.path)
            report.add_source(sheet.path, text)

    def _page(self, sheet: PageRef) -> Page:
        kept = self._kept.get(sheet.path)
        pages = kept or read_pages(sheet.path, self._files[sheet.path])
        return pages[sheet.number]


def _seen(context: tuple[Mapping[str, str], Api], path: str) -> FileScan:
    """Look at one file."""
    files, api = context
    text, report = files[path], Diagnostics()
    report.add_source(path, text)
    pages = _pages_of(path, text, report)
    seen = FileScan(pages=len(pages or ()), has_failed=pages is None)
    for number, page in enumerate(pages or ()):
        if _is_usable(page, report):
            seen.has_webhooks |= page.kind is Kind.WEBHOOK
            home = (page.package, page.namespace)
            other = _documented_at(page, api) or _by_name(page)
            sheet = PageRef(
                path, number, _imported(page), home, page.link, other, page.at
            )
            seen.sheets.append(sheet)
        elif not _idle(page):
            seen.has_failed = True
    seen.found = list(report)
    return seen


def _placed(sheets: Sequence[PageRef]) -> Iterator[tuple[PageRef, Key | None]]:
    """Yield where every page belongs: what its example imports; else where its neighbours belong.

    Neighbours stand below the same menu page and have the same Package and Namespace; where no page
    has both in common with it, one of them will do. An object page that nothing else places goes where
    any page of its menu goes.
    """
    known: dict[tuple[str, ...], Key] = {}
    ordered = sorted(sheets, key=lambda one: one.link)
    for sheet in ordered:
        if sheet.imported:
            for clue in _clues(sheet):
                known.setdefault(clue, sheet.imported)
    keys: dict[PageRef, Key | None] = {}
    beside: dict[str, Key] = {}
    for sheet in ordered:
        near = (known[clue] for clue in _clues(sheet) if clue in known)
        key = keys[sheet] = sheet.imported or next(near, sheet.other)
        if key:
            beside.setdefault(sheet.menu, key)
    for sheet in sheets:
        yield sheet, keys[sheet] or beside.get(sheet.menu)


def _clues(sheet: PageRef) -> Iterator[tuple[str, ...]]:
    if sheet.menu:
        yield (sheet.menu, *sheet.home)
        yield (sheet.menu,)
    if any(sheet.home):
        yield sheet.home


def _pages_of(path: str, text: str, report: Diagnostics) -> list[Page] | None:
    problem = ""
    if not text.strip():
        problem = "the file is empty"
    elif _HTML.match(text):
        problem = "this is HTML, not the Markdown of a page"
    elif "\0" in text:
        problem = "this is no text"
    elif len(text) > MAX_PAGE * max(1, len(_PAGE.findall(text))):
        problem = f"no page of Wix has {len(text):,} characters"
    if problem:
        help = "add .md to the page's address to get its Markdown"
        report.error(Place(path, 1, 1), "unreadable-page", problem, help=help)
        return None
    return read_pages(path, text)


def _is_usable(page: Page, report: Diagnostics) -> bool:
    """Return whether there is something to import; says why where there isn't."""
    if idle := _idle(page):
        message = f"this is {idle}; there is nothing to import"
        report.warn(page.at, "nothing-to-import", message)
        return False
    for problem, place in _problems(page):
        report.error(place, "unreadable-page", problem, help="is the page complete?")
        return False
    if page.url and not page.url.value.startswith(_API):
        message = f"the URL is not below {_API}, where the client sends its requests"
        help = "if the method is served from elsewhere, leave it out of the specs"
        report.warn(page.url.at, "other-host", message, help=help)
    return True


def _idle(page: Page) -> str:
    """Return what a page is that documents nothing; empty if it does."""
    schema = page.rest.schema if page.rest else None
    section = schema.section(OBJECT) if schema else None
    entries = section.entries if section else []
    has_fields = any(isinstance(entry, Item) for entry in entries[1:])
    if page.kind is Kind.OBJECT and not has_fields:
        return "an object page without a list of fields"
    return _NOT_IMPORTED.get(page.kind, "")


def _problems(page: Page) -> Iterator[tuple[str, Place]]:
    schema = page.rest.schema if page.rest else None
    name = page.name[:80]
    if schema is None or not (schema.keys or schema.sections):
        yield f"the page `{name}` has no REST schema that can be read", page.at
        return
    if not _NAME.fullmatch(page.package) and (
        page.package or page.kind is not Kind.OBJECT
    ):
        yield f"`{page.package[:80]}` can't be the name of a package", page.at
    if page.kind is Kind.METHOD:
        yield from _method_problems(page, schema)
    for half in page.halves:
        if half.schema and not half.schema.is_closed:
            yield f"the schema of the page `{name}` has no end", half.schema.at
        for section in half.schema.sections if half.schema else []:
            count = sum(map(_size, section.entries))
            if count > MAX_ENTRIES:
                many = f"{count:,} entries; {MAX_ENTRIES:,} are allowed"
                yield f"a section of the page `{name}` has {many}", section.at
            for entry in section.entries:
                if (entry.indent or 0) > MAX_INDENT:
                    yield "this is nested deeper than any object of Wix", entry.at
                if isinstance(entry, Item) and not re.fullmatch(WIRE, entry.name):
                    yield f"`{entry.name[:80]}` can't be the name of a field", entry.at


def _method_problems(page: Page, schema: Schema) -> Iterator[tuple[str, Place]]:
    name = page.name[:80]
    if page.url is None or not page.url.value:
        yield f"the page `{name}` says no URL", schema.at
    if not page.verb:
        yield f"the page `{name}` says no HTTP method that is known", schema.at
    elif page.url:
        path = http_of(page).partition(" ")[2]
        for _, problem in path_problems(path):
            yield problem, page.url.at
    if not re.fullmatch(WORD, method_name(page)):
        yield f"`{method_name(page)[:80]}` can't be the name of a method", page.at
    required = required_paths(page.rest)
    if len(required) > MAX_REQUIRED:
        yield f"the page `{name}` requires {len(required):,} paths", schema.at
    for path in required[:MAX_REQUIRED]:
        if not re.fullmatch(PATH, path):
            yield f"`{path[:80]}` can't be a required path", schema.at


def _size(entry: Entry) -> int:
    return len(entry.values) if isinstance(entry, Enum) else 1


def _imported(page: Page) -> Key | None:
    """Package and module as the SDK's examples import them."""
    for example in page.sdk.examples if page.sdk else []:
        for found in _IMPORT.finditer(example.code):
            key = found["package"], found["module"]
            if key[0] not in _SDK_ITSELF and all(map(_NAME.fullmatch, key)):
                return key
    return None


def _documented_at(page: Page, api: Api) -> Key | None:
    """Return the resource below whose menu page this page stands."""
    parent = page.link.removesuffix(".md").rpartition("/")[0]
    return next(
        (
            (resource.package, resource.module)
            for resource in api.resources
            if parent and resource.docs == parent
        ),
        None,
    )


def _by_name(page: Page) -> Key | None:
    """Package and namespace as the page prints them, where no example tells better."""
    if not page.package:
        return None
    package = page.package if _NAME.fullmatch(page.package) else "unknown"
    words = re.findall(r"\w+", page.namespace.removesuffix("Service")) or [package]
    module = words[0][:1].lower() + "".join(words)[1:]
    return package, module if _NAME.fullmatch(module) else "unknown"
