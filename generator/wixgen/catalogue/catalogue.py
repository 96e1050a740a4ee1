"""The catalogue on the disk: opened when something is looked up in it, and then only as far as needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from wixgen.catalogue.entries import (
    ResourceEntry,
    TypeShape,
    resource_from,
    shape_from,
)
from wixgen.catalogue.index import Index, indexed, read_index
from wixgen.diagnostics import COMMON_FILE, Diagnostics
from wixgen.files import write
from wixgen.project import read_files, spec_paths
from wixgen.spec.api import Api
from wixgen.spec.check import check
from wixgen.spec.load import load

INDEX_FILE = "index.json"
CACHE_FOLDER = ".wixgen-cache"  # of a checkout


def open_catalogue() -> Catalogue:
    """Return the catalogue that wixgen ships: in the installed package, or in a checkout."""
    installed = Path(__file__).parents[1] / "_catalogue"
    if installed.is_dir():
        return Catalogue(installed, installed / INDEX_FILE)
    return in_checkout(Path(__file__).parents[3])


def in_checkout(root: Path) -> Catalogue:
    """Return the catalogue of a checkout of wixgen at `root`, from which that of the wheel is made."""
    return Catalogue(root / "schemas", root / CACHE_FOLDER / INDEX_FILE)


class Catalogue:
    """The specs of a folder, by what they declare.

    Nothing is read before the first look-up. A spec's text is parsed only for what the index doesn't have.

    Args:
        folder: The folder of the specs, laid out as a project's `schemas`. One that isn't there is empty.
        index: The file of the index; None: it is made anew, and not kept.
        like: A catalogue of which most specs are copies, whose index is used for these.
    """

    def __init__(
        self, folder: Path, index: Path | None = None, *, like: Catalogue | None = None
    ) -> None:
        self.folder = folder
        self.index_file = index
        self._like = like

    def __reduce__(self) -> tuple[type[Catalogue], tuple[Path, Path | None]]:
        """Give other processes the folder: what has been read is read again there, if it is needed."""
        return Catalogue, (self.folder, self.index_file)

    def read(self) -> None:
        """Read the index now, so that processes that are forked later have it."""
        _ = self.resources

    @cached_property
    def texts(self) -> Mapping[str, bytes]:
        """The texts of the specs by their path below the folder."""
        if not self.folder.is_dir():
            return {}
        return read_files(spec_paths(self.folder), self.folder, Diagnostics())

    @cached_property
    def resources(self) -> Sequence[ResourceEntry]:
        """All resources, by package and module."""
        files = self._index.files
        entries = (
            resource_from(entry)
            for path, (_, found) in files.items()
            if path != COMMON_FILE
            for entry in found
        )
        return sorted(entries, key=lambda entry: (entry.package, entry.module))

    @cached_property
    def common(self) -> Sequence[TypeShape]:
        """The types of common.yaml."""
        _, shapes = self._index.files.get(COMMON_FILE, ("", []))
        return [shape_from(shape) for shape in shapes]

    def entry(self, package: str, module: str) -> ResourceEntry | None:
        """Return what the index knows of a resource; None if the catalogue doesn't have it."""
        return self._by_key.get((package, module))

    def types_named(self, name: str) -> Sequence[TypeShape]:
        """Return each shape of the types of that name, those of common.yaml first."""
        return self._shapes.get(name, ())

    def event_type(self, package: str, module: str, handler: str) -> str:
        """Return the event type of an SDK handler such as `onGuestCreated`; "" if it isn't known."""
        return self.event_types.get(f"{package}.{module}", {}).get(handler, "")

    @cached_property
    def event_types(self) -> Mapping[str, Mapping[str, str]]:
        """The event types that are known: `<package>.<module>` -> handler -> event type."""
        known = {
            resource.key: {
                event.handler: event.event_type
                for event in resource.events
                if event.event_type
            }
            for resource in self.resources
        }
        return {key: events for key, events in known.items() if events}

    def api(self, package: str, module: str) -> Api:
        """Return a resource with all that its spec says, and the common types; without it, an empty API."""
        entry = self.entry(package, module)
        paths = [entry.path, COMMON_FILE] if entry else []
        texts = {path: self.texts[path] for path in paths if path in self.texts}
        report = Diagnostics()
        return check(load(texts, report), report)

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, str], ResourceEntry]:
        return {(entry.package, entry.module): entry for entry in self.resources}

    @cached_property
    def _shapes(self) -> Mapping[str, Sequence[TypeShape]]:
        shapes: defaultdict[str, list[TypeShape]] = defaultdict(list)
        for shape in self._all_shapes():
            shapes[shape.name].append(shape)
        return shapes

    def _all_shapes(self) -> Iterator[TypeShape]:
        yield from self.common
        for resource in self.resources:
            yield from resource.types

    @property
    def faulty(self) -> Sequence[str]:
        """The paths of the specs from which no resource could be read."""
        files = self._index.files.items()
        return [path for path, (_, found) in files if not found and path != COMMON_FILE]

    @cached_property
    def _index(self) -> Index:
        """The index, which is brought up to date and written if the specs have changed."""
        if self._like is not None:
            return indexed(self.texts, self._like._index)
        if self.index_file is None:
            return indexed(self.texts)
        known = ""
        with suppress(OSError, UnicodeDecodeError):
            known = self.index_file.read_text(encoding="utf-8")
        index = indexed(self.texts, read_index(known))
        if index.is_changed:
            with suppress(OSError):  # it is made again next time
                self.index_file.parent.mkdir(exist_ok=True)
                write(index.text(), self.index_file)
        return index
