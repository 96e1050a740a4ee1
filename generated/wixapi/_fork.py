"""Processes that fork: the child must not use the parent's connections, nor wait for its threads."""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Forkable(Protocol):
    """Something that a child process must make anew."""

    def after_fork(self) -> None:
        """Called in the child, where no other thread runs."""
        ...


_FORKABLE: WeakSet[Forkable] = WeakSet()


def renew_after_fork(one: Forkable) -> None:
    """Has `after_fork` called in every child process, as long as the object lives."""
    _FORKABLE.add(one)


def _renew_all() -> None:
    for forkable in list(_FORKABLE):
        forkable.after_fork()


if hasattr(os, "register_at_fork"):  # not on Windows, which doesn't fork
    os.register_at_fork(after_in_child=_renew_all)
