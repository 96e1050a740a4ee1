"""`wixgen lint --shared`: tell which types common.yaml could hold, and move them there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wixgen.acceptances import Teller, tell_unused
from wixgen.cli.exit_codes import BAD_INPUT
from wixgen.cli.options import fail
from wixgen.diagnostics import Diagnostics, text_report
from wixgen.emit.package import exported
from wixgen.files import write
from wixgen.package.distribution import DEFAULT_VERSION
from wixgen.pipeline import Understood, understand
from wixgen.sharing.move import moved
from wixgen.sharing.proposal import SharedType, shared_types
from wixgen.sharing.report import accepted_types, warn_of_shared
from wixgen.spec.load import Spec
from wixgen.spec_text.reader import tree_of
from wixgen.spec_text.text_tree import UpdateError


def propose_shared(
    files: Mapping[str, bytes], understood: Understood, report: Diagnostics
) -> None:
    """Warn of types that common.yaml could hold; of none while specs have errors.

    Args:
        files: The specs, by their path below the schemas folder.
        understood: What they say.
        report: Takes the warnings.
    """
    if not report.has_errors:
        report.accept(understood.report.acceptances)
        shared = _shared(_texts(files), understood.spec, report)
        warn_of_shared(shared, understood.spec, report)
        tell_unused(report, Teller.SHARING)


def move_shared(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Move types to common.yaml, in the specs below `folder` that `files` are; none while specs have errors.

    Returns the specs that changed. A program that can't move types as a whole ends.
    """
    report = Diagnostics()
    before = understand(files, DEFAULT_VERSION, report)
    if report.has_errors:
        return {}
    texts = _texts(files)
    try:
        changed = moved(texts, _shared(texts, before.spec, report))
    except UpdateError as error:
        fail(f"types can't be moved: {error}", "", BAD_INPUT)
    after = {path: text.encode() for path, text in changed.items()}
    if after:
        _make_sure(before, {**files, **after})
        _write(changed, folder)
    return after


def _texts(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: data.decode() for path, data in files.items()}


def _shared(
    texts: Mapping[str, str], spec: Spec, report: Diagnostics
) -> list[SharedType]:
    """Return the types to share, but for those whose specs accept that they aren't shared."""
    specs = {path: tree_of(text).root.live for path, text in texts.items()}
    shared = shared_types(specs)
    accepted = accepted_types(shared, spec, report)
    return shared_types(specs, accepted) if accepted else shared


def _make_sure(before: Understood, files: Mapping[str, bytes]) -> None:
    """End the program if specs would have errors, or resources without a name that they had before."""
    report = Diagnostics()
    lost = _names(before) - _names(understand(files, DEFAULT_VERSION, report))
    if report.has_errors:
        fail(f"types can't be moved: {text_report(report)}", "", BAD_INPUT)
    if lost:
        names = ", ".join(sorted(lost))
        fail(f"types can't be moved: {names} would be gone", "", BAD_INPUT)


def _write(changed: Mapping[str, str], folder: Path) -> None:
    """Write specs, that of common.yaml first: if not all can be written, those that are there are right."""
    for path, text in changed.items():
        try:
            write(text, folder / path)
        except OSError as error:
            fail(f"{folder / path}: {error.strerror}", "", BAD_INPUT)


def _names(understood: Understood) -> set[str]:
    """Return the public names of all resources' modules."""
    return {
        f"{module.path}.{name}"
        for module in understood.package.modules
        for _, name in exported(module)
    }
