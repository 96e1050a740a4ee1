"""The checkout and its remote: what changed, the commit of it, and the branch of the pull request."""

from __future__ import annotations

import base64
import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from inputs import Inputs, StepError

_REMOTE = "origin"
_NOTES = "pages.lock"


@dataclass(frozen=True)
class Branch:
    """The branch of the pull request, as it is at the remote.

    Attributes:
        commit: Its last commit.
        difference: What it changes: the hashes of the contents before and after, by path.
        people: Who else than the bot committed to it.
    """

    commit: str
    difference: Mapping[str, str]
    people: tuple[str, ...]


@dataclass(frozen=True)
class Commit:
    """A commit on top of the checkout's, with what it changes."""

    name: str
    difference: Mapping[str, str]


class Repository:
    """The repository of a project; the checkout's branch, index and files stay as they are."""

    def __init__(self, inputs: Inputs, environ: Mapping[str, str]) -> None:
        self._inputs = inputs
        self._environ = {**environ, "GIT_TERMINAL_PROMPT": "0"}
        self.top = inputs.project
        top = self._git("rev-parse", "--show-toplevel", help="check it out first")
        self.top = Path(top.strip())
        for name, value in (("branch", inputs.branch), ("base", inputs.base)):
            if self._run("check-ref-format", "--branch", value).returncode:
                raise StepError(f"{name}: `{value}` can't be the name of a branch")
        self._ref = f"refs/heads/{inputs.branch}"
        self._notes = f"refs/wixgen/{inputs.branch}"
        self._kept = ""  # what `notes` found there
        url = self._run("remote", "get-url", _REMOTE).stdout.strip()
        self._environ |= with_token(self._environ, url)

    def why_no_push(self) -> str:
        """Return why the branch can't be pushed; "" if it can, as far as the remote tells before."""
        tried = self._run(
            "push", "--dry-run", "--no-verify", "--force", _REMOTE, f"HEAD:{self._ref}"
        )
        if tried.returncode == 0:
            return ""
        return f"nothing can be pushed to the repository ({_first_line(tried.stderr)})"

    def dirty(self) -> set[str]:
        """Return the paths that differ from the last commit, untracked ones too.

        They may stand anywhere: a project can have its specs, its package and its changelog beside its folder.
        """
        listed = self._git(
            *("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all")
        )
        return {entry[3:] for entry in listed.split("\0") if entry}

    def has(self, path: Path) -> bool:
        """Return whether a file, or something in a folder, is committed."""
        return bool(self._git("ls-files", "--", os.fspath(path)))

    def without(self, paths: Iterable[str], folders: Iterable[Path]) -> set[str]:
        """Return paths without those below one of the folders of which nothing is committed."""
        apart = tuple(
            f"{self.name_of(folder)}/"
            for folder in folders
            if folder.resolve().is_relative_to(self.top) and not self.has(folder)
        )
        return {path for path in paths if not path.startswith(apart)}

    def name_of(self, path: Path) -> str:
        """Return a path as git names it."""
        return os.path.relpath(path.resolve(), self.top).replace(os.sep, "/")

    def commit(self, paths: Iterable[str], message: str) -> Commit | None:
        """Make a commit of these paths on top of the checkout's; return None if they hold nothing new."""
        with tempfile.TemporaryDirectory() as folder:
            own = {"GIT_INDEX_FILE": f"{folder}/index"}
            self._git("read-tree", "HEAD", more=own)
            self._git(
                *("--literal-pathspecs", "add", "--all"),
                *("--pathspec-from-file=-", "--pathspec-file-nul"),
                given="\0".join(sorted(paths)),
                more=own,
            )
            tree = self._git("write-tree", more=own).strip()
        difference = self._difference("HEAD", tree)
        if not difference:
            return None
        return Commit(self._committed(tree, message, "-p", "HEAD"), difference)

    def branch(self) -> Branch | None:
        """Return the branch as it is at the remote; None if there is none."""
        commit = self._at_remote(self._ref)
        if not commit:
            return None
        head = self._git("rev-parse", "HEAD").strip()
        shallow = self._git("rev-parse", "--is-shallow-repository").strip() == "true"
        depth = ["--unshallow"] if shallow else []  # the base's commits are no people's
        self._git("fetch", "--no-tags", *depth, _REMOTE, head, commit)
        log = self._git("log", "--format=%ae%x00%an%x00%ce%x00%cn", f"{head}..{commit}")
        entries = [entry.split("\0") for entry in log.splitlines()]
        signed = {pair for a, b, c, d in entries for pair in ((a, b), (c, d))}
        people = {name for mail, name in signed if mail != self._inputs.mail}
        begin = self._run("merge-base", head, commit).stdout.strip()
        difference = self._difference(begin, commit) if begin else {}
        return Branch(commit, difference, tuple(sorted(people)))

    def push(self, commit: Commit, known: Branch | None) -> None:
        """Put a commit in the place of the branch, unless somebody changed the branch meanwhile."""
        self._replace(f"{commit.name}:{self._ref}", known)

    def delete(self, known: Branch) -> None:
        """Delete the branch at the remote, likewise."""
        self._replace(f":{self._ref}", known)

    def notes(self) -> str:
        """Return the lock as the last run left it; "" if that was as the project's lock."""
        self._kept = self._at_remote(self._notes)
        if not self._kept:
            return ""
        self._git("fetch", "--no-tags", _REMOTE, self._kept)
        return self._git("show", f"{self._kept}:{_NOTES}")

    def keep_notes(self, lock: str) -> None:
        """Keep a lock for the next run; "": none. It stands in no branch, since it is nothing to review.

        What is seen in several runs before it is believed would begin anew in each checkout.
        """
        if not lock:
            if self._kept:
                self._git("push", "--no-verify", _REMOTE, f":{self._notes}")
            return
        blob = self._git("hash-object", "-w", "--stdin", given=lock).strip()
        entry = f"100644 blob {blob}\t{_NOTES}\n"
        tree = self._git("mktree", given=entry).strip()
        if self._kept and tree == self._tree_of(self._kept):
            return
        commit = self._committed(tree, "What the last run has seen\n")
        target = f"+{commit}:{self._notes}"
        self._git("push", "--no-verify", _REMOTE, target)

    def _committed(self, tree: str, message: str, *parent: str) -> str:
        """Make a commit of a tree; return its name."""
        name, mail = self._inputs.name, self._inputs.mail
        author = {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": mail}
        committer = {"GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": mail}
        made = self._git(
            "commit-tree", *parent, tree, given=message, more=author | committer
        )
        return made.strip()

    def _at_remote(self, ref: str) -> str:
        """Return the commit of a ref at the remote; "" if there is none."""
        return (self._git("ls-remote", _REMOTE, ref).split() or [""])[0]

    def _tree_of(self, commit: str) -> str:
        return self._git("rev-parse", f"{commit}^{{tree}}").strip()

    def _difference(self, before: str, after: str) -> dict[str, str]:
        printed = self._git("diff-tree", "-r", "-z", "--no-renames", before, after)
        fields = printed.split("\0")
        return dict(zip(fields[1::2], fields[::2], strict=False))

    def _replace(self, refspec: str, known: Branch | None) -> None:
        lease = f"--force-with-lease={self._ref}:{known.commit if known else ''}"
        self._git("push", "--no-verify", lease, _REMOTE, refspec)

    def _git(
        self,
        *arguments: str,
        given: str = "",
        more: Mapping[str, str] | None = None,
        help: str = "",
    ) -> str:
        """Return what git prints; raise StepError if it fails."""
        done = self._run(*arguments, given=given, more=more)
        if done.returncode:
            said = done.stderr.strip() + (f"\n{help}" if help else "")
            raise StepError(f"git {arguments[0]}: {said}")
        return done.stdout

    def _run(
        self, *arguments: str, given: str = "", more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", "-C", os.fspath(self.top), *arguments],
            input=given,
            env={**self._environ, **(more or {})},
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )


def with_token(environ: Mapping[str, str], url: str) -> dict[str, str]:
    """Return the variables that let git use the token for the repository's server; none for other remotes.

    The first entry takes away a header that the checkout may have left: GitHub refuses two.
    """
    server = environ.get("GITHUB_SERVER_URL", "https://github.com")
    token = environ.get("GH_TOKEN", "")
    if not token or not url.startswith(f"{server}/"):
        return {}
    secret = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    first = int(environ.get("GIT_CONFIG_COUNT", "0"))
    entries: dict[str, str] = {"GIT_CONFIG_COUNT": str(first + 2)}
    for number, value in enumerate(("", f"AUTHORIZATION: basic {secret}"), first):
        entries[f"GIT_CONFIG_KEY_{number}"] = f"http.{server}/.extraheader"
        entries[f"GIT_CONFIG_VALUE_{number}"] = value
    return entries


def _first_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[0] if lines else "git doesn't say why"
