"""Pages in, specs out: groups pages by resource, recovers, transcribes, updates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from wixgen.diagnostics import Diagnostics, Place
from wixgen.pages.evidence import Knowledge, standard_knowledge
from wixgen.pages.examples import check_examples
from wixgen.pages.gather import Gathered, Key
from wixgen.pages.halves import compare_halves
from wixgen.pages.recover import Reading, recover
from wixgen.pages.transcribe import Options, Transcriber
from wixgen.pages.tree import Page
from wixgen.pages.update import UpdateError, update
from wixgen.spec.api import Api, ObjectType
from wixgen.spec.check import check
from wixgen.spec.load import COMMON_FILE, Spec, load

FACTS = Path(__file__).parents[1] / "facts"
EventTypes = Mapping[str, Mapping[str, str]]  # resource -> handler -> event type


@dataclass
class Imported:
    """What a run of `wixgen import` comes to."""

    specs: dict[str, str] = field(
        default_factory=dict[str, str]
    )  # changed ones, by path
    pages: int = 0  # that were read
    decisions: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
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
    gathered = Gathered(files, api, report)
    imported.has_failed = gathered.has_failed
    texts = {path: data.decode("utf-8-sig", "replace") for path, data in specs.items()}
    if COMMON_FILE not in texts and gathered.has_webhooks:
        texts[COMMON_FILE] = (FACTS / COMMON_FILE).read_text(encoding="utf-8")
        imported.specs[COMMON_FILE] = texts[COMMON_FILE]
    common = yaml.safe_load(texts[COMMON_FILE]) if COMMON_FILE in texts else None
    for key in gathered.keys:
        options = Options(descriptions, event_types.get(".".join(key), {}))
        readings, transcriber = read_resource(key, gathered.pages(key), api, options)
        imported.pages += len(readings)
        for reading in readings:
            imported.decisions += _decisions(reading)
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
