"""The specs that the oracle edits: small ones in which everything occurs, and a few of Wix's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from support.committed import COMMON, committed_specs

FOLDER = Path(__file__).parent
Specs = dict[str, Any]
"""The data of specs, by path."""
#: The most bytes of a committed spec that is edited: what is larger takes long.
LARGEST = 6000


def own_specs() -> list[Specs]:
    """The specs written for this, each with the common types."""
    common = _read((FOLDER / COMMON).read_bytes())
    return [
        {COMMON: common, f"demo/{path.name}": _read(path.read_bytes())}
        for path in sorted(FOLDER.glob("*.yaml"))
        if path.name != COMMON
    ]


def wix_specs() -> list[Specs]:
    """Small ones of the committed specs of this run, each with the common types that it needs."""
    specs = committed_specs()
    common = _read(specs[COMMON])
    return [
        {COMMON: _needed(common, data), path: data}
        for path, content in specs.items()
        if path != COMMON and len(content) <= LARGEST
        for data in [_read(content)]
    ]


def _read(content: bytes) -> Any:
    return yaml.load(content, yaml.CSafeLoader)


def _needed(common: Any, data: Any) -> Any:
    """The common types that a spec names, with those that these name, and that of every event."""
    needed: dict[str, Any] = {}
    waiting = ["EventMetadata", *_named(data, "common.")]
    while waiting:
        name = waiting.pop()
        if name in common["types"] and name not in needed:
            needed[name] = common["types"][name]
            waiting += _named(needed[name], "")
    return {"types": {name: needed[name] for name in common["types"] if name in needed}}


def _named(data: Any, prefix: str) -> list[str]:
    """The words in texts that begin with `prefix`, without it."""
    text = yaml.dump(data)
    words = "".join(one if one.isalnum() or one in "._" else " " for one in text)
    return [
        word.removeprefix(prefix) for word in words.split() if word.startswith(prefix)
    ]
