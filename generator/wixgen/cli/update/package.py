"""The package of a project, as an update finds and makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from wixgen.building.builder import Built, Settings
from wixgen.building.builder import build as make
from wixgen.building.cache import Cache
from wixgen.building.interrupt import held_back
from wixgen.building.lock import locked
from wixgen.building.manifest import digest
from wixgen.building.state import State, is_distrustful, look
from wixgen.building.writer import Plan, apply, plan
from wixgen.cli.exit_codes import BAD_INPUT
from wixgen.cli.options import fail
from wixgen.diagnostics import text_report
from wixgen.emit.errors import EditedFiles, ForeignFiles, OutputError
from wixgen.project import Project, templates_folder


class PackageRun:
    """The package of one project.

    Attributes:
        is_there: Whether there is one that is what its specs say.
    """

    def __init__(self, place: Project, jobs: int) -> None:
        self.place = place
        self.settings = Settings(place.distribution, templates_folder(), jobs)
        self.is_there = False
        self._cache: Cache | None = None

    def stale(self, specs: Mapping[str, bytes]) -> Plan | None:
        """Return how to make the package what this wixgen makes of the specs; None if it is, or there is none.

        Ends the program if it was edited by hand, or can't be made.
        """
        try:
            state = self._look(specs)
            if state.stored is None or not specs:
                return None
            if state.is_done:
                self.is_there = True
                return None
            built = make(state, self.settings)
            if built.has_errors:
                errors = [one for one in built.found if one.is_error]
                fail(
                    f"no package can be made of the specs\n\n{text_report(errors)}",
                    "",
                    BAD_INPUT,
                )
            found = self.plan(built)
        except OutputError as error:
            fail(str(error), error.help, BAD_INPUT)
        if found.is_stale:
            return found
        self.is_there = True
        self._cache = Cache(state.fingerprint, digest(state.stored), built.sources)
        return None

    def make(self, specs: Mapping[str, bytes]) -> Built:
        """Make the package from specs; of what hasn't changed since `stale` looked, nothing is made again."""
        state = self._look(specs)
        if self._cache is not None:
            state = replace(state, cache=self._cache)
        return make(state, self.settings)

    def plan(self, built: Built) -> Plan:
        """Compare a package with the output folder; end the program where files were edited there."""
        fingerprint = self._look({}).fingerprint
        try:
            found = plan(self.place.out, built.files, fingerprint, built.sources)
            if found.foreign:
                raise ForeignFiles(found.out, found.foreign)
            if found.edited:
                raise EditedFiles(found.out, found.edited)
        except OutputError as error:
            fail(str(error), error.help, BAD_INPUT)
        return found

    def write(self, found: Plan) -> None:
        """Write a package while no build is at work. Raises OutputError."""
        with locked(self.place.out, lambda: None), held_back():
            apply(found)

    def _look(self, specs: Mapping[str, bytes]) -> State:
        return look(
            specs,
            self.place,
            self.settings.templates,
            from_nothing=is_distrustful(check=False),
        )
