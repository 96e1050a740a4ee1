"""What a package is made with, as one hash: when it changes, everything is made anew."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from wixgen import __version__

#: Libraries that decide what the output looks like.
LIBRARIES = ("black", "datamodel-code-generator", "jinja2", "pydantic", "pyyaml")
_PARTS = ("building", "emit", "package", "spec", "diagnostics.py", "pipeline.py")
_INFO = re.compile(r"(.+)-([^-]+)\.(?:dist|egg)-info")


def fingerprint(version: str, templates: Path) -> str:
    """The hash of the generator's own code, the templates, the libraries, and the settings.

    Args:
        version: The version of the generated distribution.
        templates: Their folder.
    """
    found = hashlib.sha256(f"{__version__}\0{version}\0".encode())
    for name, installed in sorted(library_versions().items()):
        found.update(f"{name}\0{installed}\0".encode())
    package = Path(__file__).parents[1]
    for root in (*(package / part for part in _PARTS), templates):
        for path in _files(str(root)):
            with open(path, "rb") as file:
                content = file.read()
            name = os.path.relpath(path, root).replace(os.sep, "/")
            found.update(f"{root.name}/{name}\0{len(content)}\0".encode())
            found.update(content)
    return found.hexdigest()


def library_versions() -> dict[str, str]:
    """The installed version of each library; importlib.metadata would take longer than all else."""
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith("-info") and (parts := _INFO.fullmatch(name)):
                library = parts[1].lower().replace("_", "-")
                if library in LIBRARIES:
                    found.setdefault(library, parts[2])
    return found


def _files(root: str) -> Iterator[str]:
    """The file itself, or every file below the folder but what Python compiled, sorted."""
    if os.path.isfile(root):
        yield root
        return
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(one for one in folders if one != "__pycache__")
        yield from (os.path.join(folder, name) for name in sorted(names))
