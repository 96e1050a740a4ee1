"""Pages in, specs out: groups pages by resource, recovers, transcribes, updates; and the report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wixgen.diagnostics import Diagnostics
from wixgen.pages.evidence import Knowledge, standard_knowledge
from wixgen.pages.read import read_pages
from wixgen.pages.recover import Reading
from wixgen.pages.tree import Kind, Page
from wixgen.spec.api import Api, ObjectType

_IMPORT = re.compile(r"import \{ *(?P<module>\w+) *\} from '@wix/(?P<package>[\w-]+)'")
_NOT_RESOURCES = {"@wix/sdk", "@wix/essentials"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,79}")

Key = tuple[str, str]  # package and module


@dataclass
class Gathered:
    """The pages of a run by resource, and what was passed over."""

    resources: dict[Key, list[Page]] = field(default_factory=dict[Key, list[Page]])
    failed: bool = False


def gather(files: Mapping[str, str], api: Api, report: Diagnostics) -> Gathered:
    """Read every file and tell to which resource each page belongs."""
    gathered = Gathered()
    homes: dict[tuple[str, str], Key] = {}
    pages: list[Page] = []
    for path in sorted(files):
        for page in read_pages(path, files[path]):
            if _is_usable(page, report):
                pages.append(page)
            elif page.kind in {Kind.METHOD, Kind.WEBHOOK}:
                gathered.failed = True
    for page in pages:
        if key := _imported(page):
            homes.setdefault((page.package, page.namespace), key)
    for page in pages:
        key = (
            _imported(page)
            or homes.get((page.package, page.namespace))
            or _known(page, api)
        )
        gathered.resources.setdefault(key or _by_name(page), []).append(page)
    return gathered


def _is_usable(page: Page, report: Diagnostics) -> bool:
    """Whether there is something to import; says why where there isn't."""
    if page.kind in {Kind.MENU, Kind.ARTICLE, Kind.OBJECT}:
        message = f"this is {_ARTICLES[page.kind]}; there is nothing to import"
        report.warn(page.at, "nothing-to-import", message)
        return False
    schema = page.rest.schema if page.rest else None
    sections = schema.sections if schema else []
    if schema is None or not (schema.keys or sections):
        message = f"the page `{page.name[:80]}` has no REST schema that can be read"
        report.error(page.at, "unreadable-page", message, help="is the page complete?")
        return False
    if page.kind is Kind.METHOD and schema.value("URL") is None:
        message = f"the page `{page.name[:80]}` says no URL"
        report.error(
            schema.at, "unreadable-page", message, help="is the page complete?"
        )
        return False
    return True


_ARTICLES = {
    Kind.MENU: "a menu page",
    Kind.ARTICLE: "an article",
    Kind.OBJECT: "an object page",
}


def _imported(page: Page) -> Key | None:
    """Package and module as the SDK's examples import them."""
    for example in page.sdk.examples if page.sdk else []:
        for found in _IMPORT.finditer(example.code):
            if f"@wix/{found['package']}" not in _NOT_RESOURCES:
                return found["package"], found["module"]
    return None


def _known(page: Page, api: Api) -> Key | None:
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
    words = re.findall(r"\w+", page.namespace.removesuffix("Service")) or [
        page.package or "unknown"
    ]
    module = words[0][:1].lower() + "".join(words)[1:]
    return package, module if _NAME.fullmatch(module) else "unknown"


def knowledge_of(api: Api, key: Key) -> Knowledge:
    """What is known before the pages are read: Wix's common objects, and the specs that exist."""
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


def decisions_report(readings: Iterable[Reading]) -> str:
    """`{"decisions": [...]}`: what indentation alone did not settle, and what did."""
    return json.dumps(
        {"decisions": list(_decisions(readings))}, indent=2, ensure_ascii=False
    )


def _decisions(readings: Iterable[Reading]) -> Iterator[dict[str, Any]]:
    for reading in readings:
        for one in reading.decisions:
            place = one.item.at
            yield {
                "page": reading.page.link or reading.page.name,
                "line": place.line,
                "column": place.column,
                "path": one.chosen,
                "chosen": one.chosen.rpartition(".")[0],
                "alternatives": list(one.alternatives),
                "evidence": [str(why) for why in one.evidence],
                "certain": one.is_certain,
            }
