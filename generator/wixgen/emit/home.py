"""Puts the code of a distribution where its import name says.

Templates, the runtime and the package model speak of `wixapi`. Here, and nowhere else, this becomes the
import name of the project's own: in the text that wixgen's authors wrote, in the names of modules and in
paths. Words of specs never come here: what a spec calls `wixapi` is called so on the wire.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wixgen.package.distribution import IMPORT_NAME, Distribution

_EXTRA = re.compile(rf"\b{IMPORT_NAME}(?=\[)")  # as in `pip install 'wixapi[postgres]'`
_NAME = re.compile(rf"\b{IMPORT_NAME}\b")


@dataclass(frozen=True)
class Home:
    """Where a distribution's code stands.

    Attributes:
        import_name: The name of its package in Python.
        distribution: The name under which it is installed.
    """

    import_name: str = IMPORT_NAME
    distribution: str = IMPORT_NAME

    @classmethod
    def of(cls, distribution: Distribution) -> Home:
        """Return where the code of a distribution stands."""
        return cls(distribution.import_name, distribution.name)

    def text(self, written: str) -> str:
        """Return a text of the templates or the runtime with the distribution's own names."""
        if self == USUAL:
            return written
        return _NAME.sub(self.import_name, _EXTRA.sub(self.distribution, written))

    def module(self, path: str) -> str:
        """Return the dotted path of a module; that of a library stays as it is."""
        top, dot, rest = path.partition(".")
        return f"{self.import_name}{dot}{rest}" if top == IMPORT_NAME else path

    def file(self, path: str) -> str:
        """Return the path of a file or folder below the output folder."""
        top, slash, rest = path.partition("/")
        return f"{self.import_name}{slash}{rest}" if top == IMPORT_NAME else path


USUAL = Home()
"""The place of a distribution that keeps the usual names."""
