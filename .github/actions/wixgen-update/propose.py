"""Propose what `wixgen update` changes as one pull request: the script of the action beside it.

It needs git, and `gh` for the pull request, and is told everything by its environment. No shell reads any of it: what
pages say reaches git and `gh` in files, or as one whole argument.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from hub import Hub, PullRequest, annotate, file_with, set_outputs
from inputs import Folders, Inputs, StepError, folders_of, read_inputs, why_check_only
from repository import Commit, Repository
from update import Update, run_update

_LONGEST_BODY = 65_000  # characters; GitHub takes 65,536
_LONGEST_SUMMARY = 900_000  # bytes; GitHub takes 1 MiB
_CLOSING = "The documentation and the specs say the same again: there is nothing to propose any more."


def main(environ: Mapping[str, str]) -> int:
    """Run the step; return its exit code."""
    try:
        inputs = read_inputs(environ)
        return _run(inputs, Repository(inputs, environ), environ)
    except StepError as error:
        annotate("error", str(error))
        return 1


def _run(inputs: Inputs, repository: Repository, environ: Mapping[str, str]) -> int:
    """Update the project and propose what changed; return the step's exit code."""
    only_check = why_check_only(environ) or repository.why_no_push()
    before = repository.dirty()
    inputs.report.unlink(missing_ok=True)
    with file_with(repository.notes()) as seen:
        update = run_update(inputs, environ, seen, is_check=bool(only_check))
    _summarize(inputs.report, environ)
    level = (
        "warning" if update.code else "notice"
    )  # what is only waited for is no fault
    for problem in update.problems:
        annotate(level, problem)
    if not update.is_usable:
        return _fail(update, environ)
    if only_check:
        annotate("notice", f"{only_check}: nothing is pushed")
        paths = {repository.name_of(inputs.project / path) for path in update.written}
        if paths and not _to_review(paths, folders_of(inputs), repository):
            update = replace(update, is_changed=False)
        set_outputs(_outputs(update), environ)
        return 0
    commit = _commit(update, inputs, repository, before)
    if commit is None and update.code:
        return _fail(update, environ)
    proposal = _Proposal(inputs, repository, Hub(repository.top, environ))
    url = proposal.make(update, commit) if commit else proposal.withdraw()
    update = replace(update, is_changed=commit is not None)
    set_outputs(_outputs(update, url), environ)
    return 0


def _commit(
    update: Update, inputs: Inputs, repository: Repository, before: set[str]
) -> Commit | None:
    """Return a commit of what changed since `before`; None if that is nothing to review."""
    folders = folders_of(inputs)
    changed = repository.dirty() - before - {repository.name_of(inputs.report)}
    if not update.is_about_the_tool:
        is_new = repository.name_of(folders.lock) in changed and folders.lock.is_file()
        _keep(folders.lock.read_text("utf-8") if is_new else "", repository)
    paths = _to_review(changed, folders, repository)
    message = f"{update.title}\n\nMade by `wixgen update`.\n"
    return repository.commit(paths, message) if paths else None


def _to_review(changed: set[str], folders: Folders, repository: Repository) -> set[str]:
    """Return the paths that a commit is made of; none if they are nothing to review.

    A lock that changes alone is nothing to review: it says what was seen, and is kept for the next run.
    """
    paths = repository.without(changed, folders.uncommitted)
    lock = repository.name_of(folders.lock)
    is_known_lock = paths == {lock} and repository.has(folders.lock)
    return set() if is_known_lock else paths


def _keep(lock: str, repository: Repository) -> None:
    """Keep a lock for the next run; one that can't be kept costs only what it has seen."""
    try:
        repository.keep_notes(lock)
    except StepError as error:
        annotate("warning", f"the next run won't know what this one has seen: {error}")


class _Proposal:
    """The pull request and its branch."""

    def __init__(self, inputs: Inputs, repository: Repository, hub: Hub) -> None:
        self._inputs = inputs
        self._repository = repository
        self._hub = hub
        self._branch = repository.branch()
        self._request = self._find()

    def make(self, update: Update, commit: Commit) -> str:
        """Bring branch and pull request up to date; return the address of the pull request."""
        if self._is_a_persons():
            return self._request.url if self._request else ""
        known = self._branch.difference if self._branch else {}
        is_new = self._facts(known) != self._facts(commit.difference)
        if is_new:
            self._repository.push(commit, self._branch)
            print(f"pushed {commit.name} to {self._inputs.branch}", flush=True)
        elif not self._request and self._last[0] == "CLOSED":
            annotate("notice", "left alone: somebody closed this very pull request")
            return ""
        body = self._body(update)
        is_draft = self._inputs.is_draft(update.verdict)
        if self._request is None:
            return self._open(update.title, body, is_draft=is_draft)
        self._refresh(self._request, update.title, body)
        if is_new or _mark(update) not in self._request.body:
            self._hub.set_draft(self._request, is_draft=is_draft)
        return self._request.url

    def _facts(self, difference: Mapping[str, str]) -> dict[str, str]:
        """Return a difference without the lock, unless there is nothing else: what was seen when is no reason to push."""
        lock = self._repository.name_of(folders_of(self._inputs).lock)
        facts = {path: what for path, what in difference.items() if path != lock}
        return facts or dict(difference)

    def withdraw(self) -> str:
        """Close the pull request and delete its branch, for nothing is left to propose."""
        if self._branch is None or self._is_a_persons():
            return self._request.url if self._request else ""
        if self._request:
            self._hub.close(self._request, _CLOSING)
            print(f"closed {self._request.url}", flush=True)
        self._repository.delete(self._branch)
        return ""

    def _find(self) -> PullRequest | None:
        """Return the pull request of the branch, if it is open."""
        for request in self._hub.open_of(self._inputs.branch):
            if request.base != self._inputs.base:
                raise StepError(
                    f"branch: {request.url} wants to merge {self._inputs.branch} into {request.base}; "
                    "use another branch for each base"
                )
            return request
        return None

    @cached_property
    def _last(self) -> tuple[str, str]:
        """The state and the last commit of the branch's newest pull request, open or not."""
        return self._hub.last_of(self._inputs.branch)

    def _is_a_persons(self) -> bool:
        """Return whether somebody else committed to the branch, and say so; what has been merged is nobody's."""
        if self._branch is None or not self._branch.people:
            return False
        if not self._request and self._last == ("MERGED", self._branch.commit):
            return False
        who = ", ".join(self._branch.people)
        annotate(
            "notice",
            f"{self._inputs.branch} is left alone: {who} committed to it; delete the branch to begin anew",
        )
        return True

    def _open(self, title: str, body: str, *, is_draft: bool) -> str:
        request = self._hub.create(
            self._inputs.branch, self._inputs.base, title, body, is_draft=is_draft
        )
        self._hub.add_labels(request, self._inputs.labels)
        print(f"opened {request.url}", flush=True)
        return request.url

    def _refresh(self, request: PullRequest, title: str, body: str) -> None:
        """Give the pull request title and body, if it has others."""
        known = (request.title, request.body.replace("\r\n", "\n").strip())
        if known != (title, body.strip()):
            self._hub.edit(request, title, body)

    def _body(self, update: Update) -> str:
        """Return the text of the pull request: wixgen's report, and a mark by which the verdict is known again."""
        report = self._inputs.report
        text = report.read_text("utf-8", "replace") if report.is_file() else ""
        if len(text) > _LONGEST_BODY:
            text = f"{text[:_LONGEST_BODY]}\n\n(cut: the rest is in the summary of the run)"
        return f"{text.strip()}\n\n{_mark(update)}\n"


def _mark(update: Update) -> str:
    """Return a comment that says the verdict: where it is another, the draft's state is set again."""
    return f"<!-- wixgen update: {update.verdict} -->"


def _summarize(report: Path, environ: Mapping[str, str]) -> None:
    """Add the report to the summary of the run."""
    summary = environ.get("GITHUB_STEP_SUMMARY")
    if summary and report.is_file():
        with Path(summary).open("ab") as file:
            file.write(report.read_bytes()[:_LONGEST_SUMMARY] + b"\n")


def _fail(update: Update, environ: Mapping[str, str]) -> int:
    """Say what wixgen said, and return the exit code; the pull request stays as it is."""
    annotate("error", update.last_words)
    set_outputs(_outputs(update), environ)
    return update.code


def _outputs(update: Update, url: str = "") -> dict[str, str]:
    """Return the outputs of the step."""
    return {
        "changed": str(update.is_changed).lower(),
        "verdict": update.verdict,
        "version": update.version,
        "pr-url": url,
    }


if __name__ == "__main__":
    sys.exit(main(os.environ))
