"""Pages in, specs out: groups pages by resource, recovers, transcribes, updates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from wixgen.diagnostics import Diagnostic, Diagnostics, Place, Severity
from wixgen.pages.admit import Problem, RefusedError, admit
from wixgen.pages.event_types import EventTypes
from wixgen.pages.evidence import Knowledge, standard_knowledge
from wixgen.pages.examples import check_examples
from wixgen.pages.gather import Gathered, Key
from wixgen.pages.halves import compare_halves
from wixgen.pages.recover import Reading, recover
from wixgen.pages.transcribe import Options, Transcriber
from wixgen.pages.tree import Kind, Page
from wixgen.pages.update import UpdateError, update
from wixgen.spec.api import Api, ObjectType
from wixgen.spec.check import check
from wixgen.spec.load import COMMON_FILE, load

FACTS = Path(__file__).parents[1] / "facts"
_HARMLESS = {"unknown-key", "bad-name", "too-long"}  # specs with these can be updated
_NOT_OF_PAGES = {"no-event-metadata"}  # this is a fault of common.yaml
_BY_HAND = "if the page is wrong, write by hand what is right, with a `correction`"


@dataclass
class Imported:
    """What a run of `wixgen import` comes to."""

    specs: dict[str, str] = field(
        default_factory=dict[str, str]
    )  # changed ones, by path
    pages: int = 0  # that were read
    decisions: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    has_failed: bool = False  # some page could not be read; the others were
    faults: list[Diagnostic] = field(
        default_factory=list[Diagnostic]
    )  # of specs that can't be updated; paths are below the schemas folder


@dataclass(frozen=True)
class _Target:
    """A resource before pages are brought into its spec."""

    key: Key
    path: str
    text: str | None
    common: str  # the text of common.yaml, if there is one
    shared: Any  # what it says
    api: Api
    options: Options


@dataclass
class _Brought:
    """What pages of one resource come to."""

    text: str
    readings: list[Reading]
    report: Diagnostics


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
    known = _Known(specs)
    gathered = Gathered(files, known.api, report)
    imported = Imported(has_failed=gathered.has_failed)
    common = known.texts.get(COMMON_FILE, "")
    if COMMON_FILE not in known.texts and gathered.has_webhooks:
        common = (FACTS / COMMON_FILE).read_text(encoding="utf-8")
    shared = None if known.is_common_faulty else yaml.safe_load(common)
    needs_common = False
    for key in gathered.keys:
        if faults := known.faults_of(key):
            imported.faults += [one for one in faults if one not in imported.faults]
            imported.has_failed = True
            continue
        path = known.path_of(key)
        text = known.texts.get(path)
        options = Options(descriptions, event_types.get(".".join(key), {}))
        target = _Target(key, path, text, common, shared, known.api, options)
        needs_common |= _import_resource(target, gathered.pages(key), imported, report)
    if needs_common and COMMON_FILE not in known.texts:
        imported.specs = {COMMON_FILE: common, **imported.specs}
    return imported


def _import_resource(
    target: _Target, pages: Sequence[Page], imported: Imported, report: Diagnostics
) -> bool:
    """Import the pages of one resource; whether its spec needs common.yaml."""
    admitted = admit(_in_order(pages), partial(_brought, target))
    for page, problems in admitted.refused:
        imported.has_failed = True
        for one in problems:
            report.error(page.at, one.code, one.message, help=one.help)
    made = admitted.made
    if made is None:
        return False
    report.take(made.report)
    imported.pages += len(made.readings)
    for reading in made.readings:
        imported.decisions += _decisions(reading)
    if made.text != target.text:
        imported.specs[target.path] = made.text
    has_webhooks = any(one.page.kind is Kind.WEBHOOK for one in made.readings)
    return bool(target.common) and (has_webhooks or "common." in made.text)


def _brought(target: _Target, pages: Sequence[Page]) -> _Brought:
    """The spec of a resource with these pages brought into it."""
    report = Diagnostics()
    readings, transcriber = read_resource(target.key, pages, target.api, target.options)
    _warn(readings, report)
    documented = transcriber.transcribe(readings)
    check_examples(documented, readings, target.shared, report)
    try:
        text = update(
            target.text,
            documented,
            descriptions=target.options.descriptions,
            common=target.shared,
        )
    except UpdateError as error:
        message = f"the spec has no place for this page: {error}"
        raise RefusedError([Problem("unusable-page", message)]) from error
    if problems := list(_new_problems(target, text)):
        raise RefusedError(problems)
    return _Brought(text, readings, report)


def _new_problems(target: _Target, text: str) -> Iterator[Problem]:
    """The errors that a spec would have and didn't have before."""
    errors = _errors(target, text) if text != target.text else []
    if not errors:
        return
    old = {_fault(one) for one in _errors(target, target.text or "")}
    for one in errors:
        if _fault(one) not in old:
            message = f"with this page the spec would be wrong: {one.message}"
            yield Problem("unusable-page", message, one.help or _BY_HAND)


def _errors(target: _Target, text: str) -> list[Diagnostic]:
    report = Diagnostics()
    texts = {target.path: text}
    if target.common:
        texts[COMMON_FILE] = target.common
    check(load({path: one.encode() for path, one in texts.items()}, report), report)
    return [
        one
        for one in report
        if one.severity is Severity.ERROR
        and one.place.path == target.path
        and one.code not in _NOT_OF_PAGES
    ]


def _fault(error: Diagnostic) -> tuple[str, str]:
    """What tells errors apart, wherever in the spec they stand."""
    return error.code, re.sub(r"\bline \d+", "", error.message)


def read_resource(
    key: Key, pages: Sequence[Page], api: Api, options: Options
) -> tuple[list[Reading], Transcriber]:
    """The readings of a resource's pages, whatever their order, and their transcriber."""
    readings = recover(_in_order(pages), knowledge_of(api, key))
    return readings, Transcriber(*key, options)


def _in_order(pages: Iterable[Page]) -> list[Page]:
    return sorted(pages, key=lambda page: (page.link, page.name, page.at))


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


class _Known:
    """The specs that exist, as far as they can be read; what else is wrong is lint's business."""

    def __init__(self, specs: Mapping[str, bytes]) -> None:
        report = Diagnostics()
        spec = load(specs, report)
        self.api = check(spec, Diagnostics())
        self.texts = {
            path: data.decode("utf-8", "replace") for path, data in specs.items()
        }
        self._faults: dict[str, list[Diagnostic]] = {}
        for one in report:
            if one.severity is Severity.ERROR and one.code not in _HARMLESS:
                self._faults.setdefault(one.place.path, []).append(one)
        self.is_common_faulty = COMMON_FILE in self._faults
        self._homes: dict[Key, Place] = {}
        for resource in spec.resources:
            key = str(resource.package), str(resource.module)
            self._homes.setdefault(key, resource.at)

    def path_of(self, key: Key) -> str:
        """The file of a resource: the one that declares it, else `<package>/<module>.yaml`."""
        home = self._homes.get(key)
        return home.path if home else f"{key[0]}/{key[1]}.yaml"

    def faults_of(self, key: Key) -> list[Diagnostic]:
        """Why the spec of a resource can't be updated."""
        path = self.path_of(key)
        faults = [*self._faults.get(COMMON_FILE, ()), *self._faults.get(path, ())]
        for owner, place in self._homes.items():
            if place.path == path and owner != key:
                message = f"this is the spec of {'.'.join(owner)}, and {'.'.join(key)} would go here"
                faults.append(
                    Diagnostic(
                        place, Severity.ERROR, "taken", message, "rename the file"
                    )
                )
        return faults


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
