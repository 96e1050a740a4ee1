"""Tell which specs pages can be about, without parsing them: reading all of Wix's takes seconds.

A spec can be concerned if its resource has a name that a page tells, if it names the page or its menu, or if
it stands where the spec of such a resource would. What can't be told without parsing is concerned, too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate

from wixgen.diagnostics import COMMON_FILE
from wixgen.pages.placing import Key, PageRef

#: How specs begin, in the format that `wixgen fmt` gives them: comments, then both names.
_NAMES = re.compile(
    rb"(?:#[^\r\n]*\n|\n)*package: ([A-Za-z][\w-]*)\nmodule: ([A-Za-z][\w-]*)\n"
)
_ADDRESS = re.compile(rb"https?://[^\s\"']+")
_MAY_END_IT = re.compile(r"[,\]}]")  # where it stands in a list or a mapping


class ConcernedSpecs:
    """The specs that some pages can be about.

    Args:
        refs: The pages, as far as they tell where they belong.
    """

    def __init__(self, refs: Iterable[PageRef]) -> None:
        found = list(refs)
        keys = {key for ref in found for key in (ref.imported, ref.named) if key}
        self._paths = {COMMON_FILE, *map(usual_path, keys)}
        self._names = set(map(folded, keys))
        self._menus = {ref.menu for ref in found if ref.menu}
        self._addresses = sorted({ref.address for ref in found if ref.address})

    def may_have(self, path: str, spec: bytes) -> bool:
        """Return whether the spec with this path and text can be one of them."""
        names = _NAMES.match(spec)
        if path in self._paths or names is None or b"\\" in spec:
            return True  # a backslash can stand for any character, also in an address
        package, module = names.groups()
        if folded((package.decode(), module.decode())) in self._names:
            return True
        found = (match[0].decode(errors="replace") for match in _ADDRESS.finditer(spec))
        return any(map(self._is_near, found))

    def _is_near(self, address: str) -> bool:
        """Return whether an address, or what follows on it in the spec, can be one of a page or a menu."""
        shortest = _MAY_END_IT.split(address, maxsplit=1)[0].rstrip("/")
        index = bisect_left(self._addresses, shortest)
        if any(
            page.startswith(shortest) for page in self._addresses[index : index + 1]
        ):
            return True
        return any(above in self._menus for above in _above(address))


def _above(address: str) -> Iterator[str]:
    """Yield an address and those of all menus above it."""
    yield from accumulate(address.split("/"), "{}/{}".format)


def folded(key: Key) -> Key:
    """Return the names of a resource without what file systems and Python's names leave out."""
    package, module = (re.sub("[_-]", "", name).lower() for name in key)
    return package, module


def usual_path(key: Key) -> str:
    """Return the path of a resource's spec, where nothing else was decided."""
    return f"{key[0]}/{key[1]}.yaml"
