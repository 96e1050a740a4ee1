"""The files of Wix's published type packages below a `node_modules` folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

_PATTERNS = (
    "@wix/*/package.json",
    "@wix/*/node_modules/@wix/*/package.json",
    "@wix/*/build/es/**/*.d.mts",
    "@wix/*/build/es/**/*.d.ts",
    "@wix/*/build/es/**/*.mjs",
    "@wix/*/build/es/**/*.js",
    "@wix/*/node_modules/@wix/*/build/es/**/*.d.mts",
    "@wix/*/node_modules/@wix/*/build/es/**/*.d.ts",
    "@wix/*/node_modules/@wix/*/build/es/**/*.mjs",
    "@wix/*/node_modules/@wix/*/build/es/**/*.js",
)
_MAX_BYTES = 32 << 20  # the biggest file of Wix's packages has 2 MB


class TypeFiles(Mapping[str, bytes]):
    """The files of type packages by their path below `node_modules`.

    A file is read each time it is asked for, so that the packages of all of Wix need no memory; one that
    can't be read, or is much bigger than any of Wix's, is empty.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found = {
            path.relative_to(folder).as_posix()
            for pattern in _PATTERNS
            for path in folder.glob(pattern)
            if path.is_file()
        }
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
