"""hatchling's build hook `wixgen`: a project's wheel has the package without a `generated/` that is committed.

    [tool.hatch.build.hooks.wixgen]

- A wheel gets the package as a build from nothing makes it of the project's specs, and requires what the
  package requires.
- An editable installation finds it in the project's output folder, which is brought up to date; `wixgen build`
  keeps it so.
- A source distribution gets the specs, whatever else the project selects for it, so that a wheel can be made
  of it.

hatchling loads this module by its entry point. Nothing else of wixgen imports it, so that wixgen needs no
hatchling.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.plugin import hookimpl
from packaging.requirements import Requirement

from wixgen.building.builder import Settings, build
from wixgen.building.interrupt import held_back
from wixgen.building.lock import locked
from wixgen.building.state import is_distrustful, look
from wixgen.building.writer import apply, plan
from wixgen.cli.messages import with_display_paths
from wixgen.diagnostics import Diagnostic, Diagnostics, text_report
from wixgen.emit.errors import OutputError
from wixgen.package.distribution import REQUIREMENTS
from wixgen.pipeline import understand
from wixgen.project import (
    Project,
    open_project,
    read_files,
    spec_paths,
    templates_folder,
)
from wixgen.settings import settings_table


@hookimpl
def hatch_register_build_hook() -> type[BuildHookInterface[Any]]:
    """Return the hook; hatchling calls this function by its name."""
    return WixgenBuildHook


class WixgenBuildHook(BuildHookInterface[Any]):
    """Makes the package of a project while hatchling builds the project."""

    PLUGIN_NAME = "wixgen"
    _folder: tempfile.TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the package, and add to `build_data` what the artifact needs of it."""
        project = self._project()
        specs = self._read(project)
        self._leave_out(project)
        if self.target_name != "wheel":
            included = self._checked(specs, project)
        elif version == "editable":
            included = self._found_in_place(specs, project)
        else:
            included = self._made(specs, project)
        build_data["force_include"].update(included)
        build_data.setdefault("dependencies", []).extend(self._missing())

    def finalize(
        self, version: str, build_data: dict[str, Any], artifact_path: str
    ) -> None:
        """Remove the files that are in the artifact now."""
        self._clean_up()

    def _project(self) -> Project:
        """Return the project; stop the build if its settings are wrong."""
        root = Path(self.root)
        report = Diagnostics()
        project = open_project(root, report)
        if project is None:
            self._stop(text_report(report))
        said = settings_table(root)
        if isinstance(said, dict) and "version" in said:
            return project
        # one that hatchling finds elsewhere, such as in a tag
        distribution = replace(project.distribution, version=self.metadata.version)
        return replace(project, distribution=distribution)

    def _leave_out(self, project: Project) -> None:
        """Exclude the output folder: what stands there is of another build, or of an editable installation."""
        folder = _below(project.out, project.root)
        target, common = self.build_config.target_config, self.build_config.build_config
        excluded = (target if "exclude" in target else common).get("exclude", [])
        if folder and isinstance(excluded, list):  # hatchling refuses what is no list
            target["exclude"] = [*excluded, f"/{folder}/"]

    def _read(self, project: Project) -> dict[str, bytes]:
        """Return the project's specs by their path; stop the build if one can't be read, or there are none."""
        report = Diagnostics()
        specs = read_files(spec_paths(project.schemas), project.schemas, report)
        self._tell(report, project)
        if not specs:
            self._stop(f"error: {project.schemas}: there are no specs in this folder")
        return specs

    def _made(self, specs: Mapping[str, bytes], project: Project) -> dict[str, str]:
        """Make the package; return its files, each with its place in a wheel."""
        made = self._new_folder()
        self._build(specs, replace(project, out=made))
        name = project.distribution.import_name
        return {str(made / name): name, str(made / "LICENSE"): f"{name}/LICENSE"}

    def _found_in_place(
        self, specs: Mapping[str, bytes], project: Project
    ) -> dict[str, str]:
        """Bring the output folder up to date; return a file that makes Python find the package there."""
        self._build(specs, project)
        path = self._new_folder() / "path"
        path.write_text(f"{project.out}\n", encoding="utf-8")
        return {str(path): f"_wixgen_{project.distribution.import_name}.pth"}

    def _checked(self, specs: Mapping[str, bytes], project: Project) -> dict[str, str]:
        """Check the specs; return their files, each with its place in a source distribution."""
        folder = _below(project.schemas, project.root)
        if not folder:
            self._stop(
                f"error: {project.schemas}: the specs are outside of the project, "
                "so no source distribution can hold them",
                "move them below the project, or build wheels only",
            )
        report = Diagnostics()
        understand(specs, project.distribution.version, report)
        self._tell(report, project)
        return {str(project.schemas / path): f"{folder}/{path}" for path in specs}

    def _build(self, specs: Mapping[str, bytes], project: Project) -> None:
        """Bring the project's output folder up to date; stop hatchling's build if that can't be done."""
        templates = templates_folder()
        settings = Settings(project.distribution, templates)
        try:
            with locked(project.out, self._say_waiting):
                from_nothing = is_distrustful(check=False)
                state = look(specs, project, templates, from_nothing=from_nothing)
                built = build(state, settings)
                self._tell(built.found, project)
                made = plan(project.out, built.files, state.fingerprint, built.sources)
                with held_back():
                    apply(made)
        except OutputError as error:
            self._stop(f"error: {error}", error.help)

    def _missing(self) -> list[str]:
        """Return what the package requires and the project doesn't, and tell it."""
        stated = {*map(Requirement, self.metadata.core.dependencies)}
        missing = [line for line in REQUIREMENTS if Requirement(line) not in stated]
        if missing:
            lines = ", ".join(missing)
            self.app.display_info(
                f"wixgen: added to what the project requires: {lines}"
            )
        return missing

    def _new_folder(self) -> Path:
        """Make a folder that stands until hatchling's build is done."""
        self._folder = tempfile.TemporaryDirectory(prefix="wixgen-")
        return Path(self._folder.name)

    def _clean_up(self) -> None:
        """Remove the folder if there is one."""
        if self._folder:
            self._folder.cleanup()

    def _tell(self, found: Iterable[Diagnostic], project: Project) -> None:
        """Print findings about specs; stop the build if there are errors among them."""
        findings = with_display_paths(found, project.schemas)
        if any(finding.is_error for finding in findings):
            self._stop(text_report(findings))
        if findings:
            self.app.display_warning(text_report(findings))

    def _say_waiting(self) -> None:
        """Tell that another build is at work in the output folder."""
        self.app.display_info("wixgen: another build is at work; waiting for it")

    def _stop(self, message: str, help: str = "") -> NoReturn:
        """End hatchling's build with a message."""
        self._clean_up()
        self.app.abort(f"{message}\nhelp: {help}" if help else message)
        raise SystemExit(1)  # which `abort` has done, but doesn't say


def _below(path: Path, folder: Path) -> str:
    """Return the path of a folder relative to one that it stands in; "" if it doesn't."""
    inner = Path(os.path.normpath(path))
    if inner == folder or not inner.is_relative_to(folder):
        return ""
    return inner.relative_to(folder).as_posix()
