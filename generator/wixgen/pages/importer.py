"""Pages in, specs out: groups pages by resource, recovers, transcribes, updates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from wixgen.diagnostics import Diagnostics, Place
from wixgen.pages.evidence import Knowledge, standard_knowledge
from wixgen.pages.examples import check_examples
from wixgen.pages.halves import compare_halves
from wixgen.pages.read import read_pages
from wixgen.pages.recover import Reading, recover
from wixgen.pages.transcribe import Options, Transcriber
from wixgen.pages.tree import Kind, Page
from wixgen.pages.update import UpdateError, update
from wixgen.spec.api import Api, ObjectType
from wixgen.spec.check import check
from wixgen.spec.load import COMMON_FILE, Spec, load

FACTS = Path(__file__).parents[1] / "facts"
MAX_ENTRIES = 20_000  # of one section; the biggest page of Wix has 900 lines

_IMPORT = re.compile(r"import \{ *(?P<module>\w+) *\} from '@wix/(?P<package>[\w-]+)'")
_SDK_ITSELF = {"sdk", "essentials"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,79}")
_HTML = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)
_NOT_IMPORTED = {
    Kind.MENU: "a menu page",
    Kind.ARTICLE: "an article",
    Kind.OBJECT: "an object page",
}

Key = tuple[str, str]  # package and module
EventTypes = Mapping[str, Mapping[str, str]]  # resource -> handler -> event type


@dataclass
class Imported:
    """What a run of `wixgen import` comes to."""

    specs: dict[str, str] = field(
        default_factory=dict[str, str]
    )  # changed ones, by path
    readings: list[Reading] = field(default_factory=list[Reading])
    has_failed: bool = False  # some page could not be read; the others were


def import_pages(
    files: Mapping[str, str],
    specs: Mapping[str, bytes],
    event_types: EventTypes,
    report: Diagnostics,
    *,
    descriptions: bool,
) -> Imported:
    """Bring what pages say into specs.

    Args:
        files: The pages' texts by path; a file may hold several.
        specs: The specs that exist, by their path below the schemas folder.
        event_types: Facts that no page prints.
        report: Takes what is wrong or in doubt; a page that can't be read changes nothing.
        descriptions: Whether the pages' sentences are written, too.
    """
    known, api = _understood(specs)
    imported = Imported()
    resources = gather(files, api, report, imported)
    texts = {path: data.decode("utf-8-sig", "replace") for path, data in specs.items()}
    if COMMON_FILE not in texts and _have_webhooks(resources):
        texts[COMMON_FILE] = (FACTS / COMMON_FILE).read_text(encoding="utf-8")
        imported.specs[COMMON_FILE] = texts[COMMON_FILE]
    common = yaml.safe_load(texts[COMMON_FILE]) if COMMON_FILE in texts else None
    for key, pages in sorted(resources.items()):
        options = Options(descriptions, event_types.get(".".join(key), {}))
        readings, transcriber = read_resource(key, pages, api, options)
        imported.readings += readings
        _warn(readings, report)
        documented = transcriber.transcribe(readings)
        check_examples(documented, readings, common, report)
        path = _path_of(key, known)
        try:
            text = update(
                texts.get(path), documented, descriptions=descriptions, common=common
            )
        except UpdateError as error:
            report.error(Place(path), "unreadable-spec", str(error))
            imported.has_failed = True
            continue
        if text != texts.get(path):
            imported.specs[path] = text
    return imported


def read_resource(
    key: Key, pages: Sequence[Page], api: Api, options: Options
) -> tuple[list[Reading], Transcriber]:
    """The readings of a resource's pages, whatever their order, and their transcriber."""
    ordered = sorted(pages, key=lambda page: (page.link, page.name, page.at))
    return recover(ordered, knowledge_of(api, key)), Transcriber(*key, options)


def gather(
    files: Mapping[str, str], api: Api, report: Diagnostics, imported: Imported
) -> dict[Key, list[Page]]:
    """Read every file and tell to which resource each page belongs."""
    pages: list[Page] = []
    for path in sorted(files):
        report.add_source(path, files[path])
        for page in _pages_of(path, files[path], report, imported):
            if _is_usable(page, report):
                pages.append(page)
            elif page.kind in {Kind.METHOD, Kind.WEBHOOK}:
                imported.has_failed = True
    homes: dict[tuple[str, str], Key] = {}
    for page in sorted(pages, key=lambda one: one.link):
        if key := _imported(page):
            homes.setdefault((page.package, page.namespace), key)
    resources: dict[Key, list[Page]] = {}
    for page in pages:
        key = _imported(page) or homes.get((page.package, page.namespace))
        key = key or _documented_at(page, api) or _by_name(page)
        resources.setdefault(key, []).append(page)
    return resources


def _pages_of(
    path: str, text: str, report: Diagnostics, imported: Imported
) -> Sequence[Page]:
    problem = ""
    if not text.strip():
        problem = "the file is empty"
    elif _HTML.match(text):
        problem = "this is HTML, not the Markdown of a page"
    elif "\0" in text:
        problem = "this is no text"
    if problem:
        help = "add .md to the page's address to get its Markdown"
        report.error(Place(path, 1, 1), "unreadable-page", problem, help=help)
        imported.has_failed = True
        return ()
    return read_pages(path, text)


def _is_usable(page: Page, report: Diagnostics) -> bool:
    """Whether there is something to import; says why where there isn't."""
    if page.kind in _NOT_IMPORTED:
        message = f"this is {_NOT_IMPORTED[page.kind]}; there is nothing to import"
        report.warn(page.at, "nothing-to-import", message)
        return False
    for problem, place in _problems(page):
        report.error(place, "unreadable-page", problem, help="is the page complete?")
        return False
    return True


def _problems(page: Page) -> Iterator[tuple[str, Place]]:
    schema = page.rest.schema if page.rest else None
    name = page.name[:80]
    if schema is None or not (schema.keys or schema.sections):
        yield f"the page `{name}` has no REST schema that can be read", page.at
        return
    if page.kind is Kind.METHOD and schema.value("URL") is None:
        yield f"the page `{name}` says no URL", schema.at
    for half in page.halves:
        if half.schema and not half.schema.is_closed:
            yield f"the schema of the page `{name}` has no end", half.schema.at
        for section in half.schema.sections if half.schema else []:
            if len(section.entries) > MAX_ENTRIES:
                many = f"{len(section.entries):,} entries; {MAX_ENTRIES:,} are allowed"
                yield f"a section of the page `{name}` has {many}", section.at


def _imported(page: Page) -> Key | None:
    """Package and module as the SDK's examples import them."""
    for example in page.sdk.examples if page.sdk else []:
        for found in _IMPORT.finditer(example.code):
            if found["package"] not in _SDK_ITSELF:
                return found["package"], found["module"]
    return None


def _documented_at(page: Page, api: Api) -> Key | None:
    """The resource below whose menu page this page stands."""
    parent = page.link.removesuffix(".md").rpartition("/")[0]
    return next(
        (
            (one.package, one.module)
            for one in api.resources
            if parent and one.docs == parent
        ),
        None,
    )


def _by_name(page: Page) -> Key:
    """Package and namespace as the page prints them, where no example tells better."""
    package = page.package if _NAME.fullmatch(page.package) else "unknown"
    words = re.findall(r"\w+", page.namespace.removesuffix("Service")) or [package]
    module = words[0][:1].lower() + "".join(words)[1:]
    return package, module if _NAME.fullmatch(module) else "unknown"


def knowledge_of(api: Api, key: Key) -> Knowledge:
    """What is known before the pages are read: Wix's usual objects, and the specs that exist."""
    knowledge = standard_knowledge()
    types = [one for one in api.common if isinstance(one, ObjectType)]
    for resource in api.resources:
        if (resource.package, resource.module) == key:
            types += [one for one in resource.types if isinstance(one, ObjectType)]
    for type_ in types:
        knowledge.learn(
            type_.name,
            (one.wire for one in type_.fields),
            (group.members for group in type_.groups),
            complete=True,
        )
    return knowledge


def _understood(specs: Mapping[str, bytes]) -> tuple[Spec, Api]:
    """The specs as far as they can be read; what is wrong with them is lint's business."""
    ignored = Diagnostics()
    spec = load(specs, ignored)
    return spec, check(spec, ignored)


def _path_of(key: Key, known: Spec) -> str:
    """The file of a resource: the one that declares it, else `<package>/<module>.yaml`."""
    for resource in known.resources:
        if (resource.package, resource.module) == key:
            return resource.at.path
    return f"{key[0]}/{key[1]}.yaml"


def _have_webhooks(resources: Mapping[Key, Sequence[Page]]) -> bool:
    return any(
        page.kind is Kind.WEBHOOK for pages in resources.values() for page in pages
    )


def _warn(readings: Iterable[Reading], report: Diagnostics) -> None:
    """Tell what had to be guessed, what is not understood, and where the halves disagree."""
    for reading in readings:
        for one in reading.decisions:
            if not one.is_certain:
                message = f"`{one.chosen}` is a guess: the structure is lost here"
                report.warn(one.item.at, "uncertain-structure", message)
        for half in reading.page.halves:
            for unknown in half.schema.unknown if half.schema else []:
                message = "this line has no place in a schema; it is passed over"
                report.warn(unknown.at, "unknown-line", message)
        compare_halves(reading, report)


def decisions(readings: Iterable[Reading]) -> dict[str, Any]:
    """`{"decisions": [...]}`: what indentation alone did not settle, and what did."""
    return {"decisions": [one for reading in readings for one in _decisions(reading)]}


def _decisions(reading: Reading) -> Iterator[dict[str, Any]]:
    for one in reading.decisions:
        place = one.item.at
        yield {
            "page": place.path,
            "line": place.line,
            "column": place.column,
            "path": one.chosen,
            "chosen": one.chosen.rpartition(".")[0],
            "alternatives": list(one.alternatives),
            "evidence": [str(why) for why in one.evidence],
            "certain": one.is_certain,
        }
