"""Find the JSON bodies in the code of examples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_BLANK = re.compile(r"[^\S\n]")  # some pages have blanks that don't break; JSON hasn't


def json_bodies(code: str) -> Iterator[Any]:
    """Yield the JSON body in the code of a fence: that of curl's `-d '…'`, or the whole fence."""
    for found in re.finditer(
        r"(?:-d|--data(?:-raw|-binary)?) +'(.*?)'\s*(?:\\|-H|$)", code, re.S
    ):
        if (body := _json(found[1])) is not None:
            yield body
            return
    if code.lstrip().startswith(("{", "[")) and (body := _json(code)) is not None:
        yield body


def _json(text: str) -> Any:
    for spelt in (text, _BLANK.sub(" ", text)):
        try:
            return json.loads(spelt)
        except RecursionError:
            return None
        except ValueError:
            continue
    return None
