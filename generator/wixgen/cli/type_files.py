"""The files of Wix's published type packages below a `node_modules` folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

#: Where packages are: installed, below one that needs another version, in the store of pnpm or of yarn.
_FOLDERS = ("@wix/*", "@wix/*/node_modules/@wix/*", ".*/*/node_modules/@wix/*")
_MANIFEST = "package.json"
_SOURCES = "build/es"
_ENDINGS = (".d.mts", ".d.ts", ".mjs", ".js")
_MAX_BYTES = 32 << 20  # the biggest file of Wix's packages has 2 MB


class TypeFiles(Mapping[str, bytes]):
    """The files of type packages by their path below `node_modules`.

    A file is read each time it is asked for, so that the packages of all of Wix need no memory; one that
    can't be read, or is much bigger than any of Wix's, is empty.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found = (
            path.relative_to(folder).as_posix()
            for package in _packages(folder)
            for path in _files(package)
        )
        self.paths = dict.fromkeys(sorted(found))

    def __getitem__(self, path: str) -> bytes:
        if path not in self.paths:
            raise KeyError(path)
        try:
            file = self.folder / path
            return file.read_bytes() if file.stat().st_size <= _MAX_BYTES else b""
        except OSError:
            return b""

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


def _packages(folder: Path) -> Iterator[Path]:
    """Yield the folders of packages; of those that are links to one folder, the first."""
    known: set[str] = set()
    for pattern in _FOLDERS:
        for package in sorted(folder.glob(pattern)):
            real = os.path.realpath(package)
            if real not in known and (package / _MANIFEST).is_file():
                known.add(real)
                yield package


def _files(package: Path) -> Iterator[Path]:
    """Yield the manifest and the sources of a package."""
    yield package / _MANIFEST
    for place, _, names in os.walk(package / _SOURCES):
        paths = (Path(place, name) for name in names if name.endswith(_ENDINGS))
        yield from (path for path in paths if path.is_file())
