"""The fingerprint of the generator: when it changes, a build makes everything anew.

It is a hash of all that decides what is made, beside the specs: the generator's own code (while wixgen is
developed, its version stays), the templates, the libraries that make or format code, and the version
setting. It depends on the machine, for libraries are installed in any patch release; so it stands in the
cache, which is not committed.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from wixgen import __version__
from wixgen.package.distribution import Distribution

#: Libraries on which the output may depend: they format it, make models of it, or read the specs.
LIBRARIES = ("black", "datamodel-code-generator", "jinja2", "pydantic", "pyyaml")
#: Code through which specs become files. `cli`, `pages`, `export` and so on have no part in that.
_PARTS = ("building", "emit", "package", "spec", "diagnostics.py", "pipeline.py")
_INFO = re.compile(r"(.+)-([^-]+)\.(?:dist|egg)-info")


def fingerprint(distribution: Distribution, templates: Path) -> str:
    """Return the hash of the generator's own code, the templates, the libraries, and the settings.

    Args:
        distribution: What the project says of the distribution.
        templates: The folder of the templates.
    """
    found = hashlib.sha256(f"{__version__}\0{distribution}\0".encode())
    for name, installed in sorted(library_versions().items()):
        found.update(f"{name}\0{installed}\0".encode())
    for root in inputs(templates):
        for path in _files(str(root)):
            with open(path, "rb") as file:
                content = file.read()
            name = os.path.relpath(path, root).replace(os.sep, "/")
            # names and lengths, so that no content can pass for another file's beginning
            found.update(f"{root.name}/{name}\0{len(content)}\0".encode())
            found.update(content)
    return found.hexdigest()


def inputs(templates: Path) -> list[Path]:
    """Return the files and folders of the generator that decide what is made."""
    package = Path(__file__).parents[1]
    return [*(package / part for part in _PARTS), templates]


def library_versions() -> dict[str, str]:
    """Return the installed version of each library, as the names of folders on `sys.path` tell it.

    Loading importlib.metadata would take longer than all else that an idle build does.
    """
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
    """Yield the file itself, or every file below the folder but what Python compiled, sorted."""
    if os.path.isfile(root):
        yield root
        return
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (os.path.join(folder, name) for name in sorted(names))
