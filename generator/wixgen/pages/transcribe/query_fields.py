"""Transcribe what a query's page says of its fields: `field: code | operators: $eq, $in | sort: ASC`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wixgen.pages.names import rest_name
from wixgen.pages.parse.tree import Page, QueryLine
from wixgen.spec.language import ATTRIBUTE, OPERATOR, PATH

_ORDERS = {
    "asc": ("ASC",),
    "ascending": ("ASC",),
    "desc": ("DESC",),
    "descending": ("DESC",),
    "both": ("ASC", "DESC"),
    "true": ("ASC", "DESC"),
    "none": (),
    "false": (),
}
_SORT = re.compile(r"sort\w*", re.IGNORECASE)
_LONGEST = 1000  # characters that are kept of what isn't known


def query_fields(page: Page) -> dict[str, Any]:
    """Return what a query can do with the fields of its items, by path, as a spec has it.

    Both halves may list them; of a field that both list, the REST half's line counts.
    """
    fields: dict[str, Any] = {}
    for half in page.halves:
        for line in half.schema.query if half.schema else ():
            path = ".".join(map(rest_name, line.field.split(".")))
            if re.fullmatch(PATH, path):
                fields.setdefault(path, _declaration(line))
    return fields


def _declaration(line: QueryLine) -> dict[str, Any]:
    declared: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    for word, value in line.attributes.items():
        words = re.split(r"[\s,]+", value.strip())
        if word == "operators" and all(re.fullmatch(OPERATOR, part) for part in words):
            declared["operators"] = list(dict.fromkeys(words))
        elif _SORT.fullmatch(word) and {part.lower() for part in words} <= {*_ORDERS}:
            if orders := list(dict.fromkeys(_orders(words))):
                declared["sort"] = orders
        elif re.fullmatch(ATTRIBUTE, word) and value:
            unknown[word] = value[:_LONGEST]
    return declared | ({"attributes": unknown} if unknown else {})


def _orders(words: list[str]) -> Iterator[str]:
    for word in words:
        yield from _ORDERS[word.lower()]
