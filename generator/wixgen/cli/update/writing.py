"""Writes what an update makes, so that one that is killed can be finished by the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wixgen.cli.diff import add_to_changelog
from wixgen.cli.exit_codes import BAD_INPUT
from wixgen.cli.fetch import FOLDER, JOURNAL
from wixgen.cli.messages import display_path
from wixgen.cli.options import Format, fail
from wixgen.cli.page_files import specs_or_fail
from wixgen.cli.spec_writing import require_no_link
from wixgen.cli.update.package import PackageRun
from wixgen.emit.errors import OutputError
from wixgen.fetching.lock import LOCK_NAME, Lock
from wixgen.fetching.outcome import Outcome
from wixgen.fetching.store import Store
from wixgen.files import with_line_ends_of, write
from wixgen.project import SPEC_SUFFIXES, Project
from wixgen.reading import read_plain
from wixgen.updating.journal import Journal, hash_of, parse_journal
from wixgen.updating.outcome import Update
from wixgen.updating.report import as_report, changelog_entry
from wixgen.updating.run import Made

if TYPE_CHECKING:
    from wixgen.building.writer import Plan
    from wixgen.cli.update.run import Options

_JOURNAL = "update.json"


@dataclass(frozen=True)
class Files:
    """What an update writes.

    Attributes:
        schemas: The text of files below the schemas folder; None: it is removed.
        pages: The pages to keep, and those to keep no longer.
        package: What becomes of the package; None if it stays.
    """

    schemas: Mapping[str, str | None]
    pages: Outcome | None = None
    package: Plan | None = None


class UpdateWriter:
    """Writes the files of one project."""

    def __init__(
        self, place: Project, store: Store, package: PackageRun, options: Options
    ) -> None:
        self.place = place
        self.store = store
        self.package = package
        self.options = options
        self.journal = store.folder / FOLDER / _JOURNAL

    def files_of(self, made: Made, package: Plan | None) -> Files:
        """Return the files that an update writes: those that are not there already."""
        wanted = {
            path: None if text is None else text.decode()
            for path, text in made.specs.items()
        }
        lock = self._content(LOCK_NAME)
        if made.lock.pages or lock is not None:
            wanted[LOCK_NAME] = with_line_ends_of(lock, made.lock.render())
        schemas = {
            path: text
            for path, text in wanted.items()
            if self._content(path) != (None if text is None else text.encode())
        }
        pages = Outcome((), made.lock, made.texts, made.removed)
        return Files(schemas, pages, package)

    def names(self, files: Files, made: Made) -> list[str]:
        """Return the files that change, but for the package, as people see them.

        A page that is only kept again, where pages are not committed, is no change.
        """
        known = {
            page.path: page
            for page in self.store.read_lock(made.lock.portal).pages.values()
        }
        now = {page.path: page for page in made.lock.pages.values()}
        pages = {
            path
            for path in made.texts
            if path not in known or known[path].sha256 != now[path].sha256
        }
        paths = [self.place.schemas / path for path in files.schemas]
        paths += [self.store.folder / path for path in sorted(pages | {*made.removed})]
        return [display_path(path) for path in paths]

    def write(
        self, update: Update, files: Files, result: Mapping[str, Any], code: int
    ) -> None:
        """Write all files; end the program if one can't be written."""
        journal = Journal(
            before={path: hash_of(self._content(path)) for path in files.schemas},
            files=files.schemas,
            report=as_report(update, self.options.commands),
            entry=changelog_entry(update),
            version=update.version,
            result=result,
            code=code,
        )
        try:
            if files.pages is not None:
                self.store.write_pages(files.pages)
            if update.is_changed:
                write(journal.render(), self.journal)
            self._write_specs(journal)
            if files.package is not None:
                self.package.write(files.package)
            self._write_rest(journal)
        except OutputError as error:
            fail(str(error), error.help, BAD_INPUT)
        except OSError as error:
            help = "the next run finishes what has begun"
            fail(f"{error.filename or ''}: {error.strerror or error}", help, BAD_INPUT)

    def write_lock(self, lock: Lock) -> None:
        """Write the lock alone; end the program if it can't be written."""
        try:
            self.store.write_lock(lock)
        except OSError as error:
            fail(f"{error.filename or ''}: {error.strerror or error}", "", BAD_INPUT)

    def write_report(self, update: Update) -> None:
        """Write the report alone, if one is wanted; end the program if it can't be written."""
        try:
            self._put_report(as_report(update, self.options.commands))
        except OSError as error:
            fail(f"{error.filename or ''}: {error.strerror or error}", "", BAD_INPUT)

    def finish_killed(self) -> Journal | None:
        """Finish an update that was killed while it wrote, and return its journal; None if there is none.

        Where somebody has changed a file since, nothing of it is written.
        """
        journal = self._unfinished()
        if journal is None:
            return None
        try:
            self._write_specs(journal)
            specs = specs_or_fail(self.place.schemas, Format.TEXT)
            built = self.package.make(specs) if specs else None
            if built is not None and not built.has_errors:
                self.package.write(self.package.plan(built))
            self._write_rest(journal)
            self.journal.with_name(JOURNAL).unlink(missing_ok=True)
        except OutputError as error:
            fail(str(error), error.help, BAD_INPUT)
        except OSError as error:
            fail(f"{error.filename or ''}: {error.strerror or error}", "", BAD_INPUT)
        return journal

    def _unfinished(self) -> Journal | None:
        """Return the journal of an update that was killed; remove one that can't be used."""
        try:
            journal = parse_journal(read_plain(self.journal, follow=False).decode())
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            journal = None
        if journal is not None and all(map(self._is_ours, journal.files)):
            found = {path: self._content(path) for path in journal.files}
            if journal.fits(found):
                return journal
        self.journal.unlink()
        return None

    def _is_ours(self, path: str) -> bool:
        """Return whether a journal may name a file: a spec or the lock, below the schemas folder."""
        if "\0" in path:
            return False
        place = self.place.schemas / path
        is_named_so = path == LOCK_NAME or place.suffix in SPEC_SUFFIXES
        home = self.place.schemas.resolve()
        return is_named_so and place.resolve().is_relative_to(home)

    def _write_specs(self, journal: Journal) -> None:
        for path, text in journal.files.items():
            if path != LOCK_NAME:
                self._put(path, text)

    def _write_rest(self, journal: Journal) -> None:
        """Write what is told of an update, and last of all the lock: then it is done."""
        if self.options.changelog is not None and journal.entry:
            add_to_changelog(self.options.changelog, journal.entry)
        self._put_report(journal.report)
        if LOCK_NAME in journal.files:
            self._put(LOCK_NAME, journal.files[LOCK_NAME])
        self.journal.unlink(missing_ok=True)

    def _put_report(self, text: str) -> None:
        if self.options.report is not None:
            self.options.report.parent.mkdir(parents=True, exist_ok=True)
            write(text, self.options.report)

    def _put(self, path: str, text: str | None) -> None:
        """Write or remove a file below the schemas folder."""
        place = self.place.schemas / path
        require_no_link(place, self.place.schemas)
        if text is None:
            place.unlink(missing_ok=True)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        write(text, place)

    def _content(self, path: str) -> bytes | None:
        try:
            return read_plain(self.place.schemas / path)
        except FileNotFoundError:
            return None
