"""Queries that have several pages: the requests of both sides, in their order, and the items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sdk.comparing import ABSENT, Found, differences, differing_requests, request_of
from sdk.node import Sdk
from sdk.ours import Ours, at
from sdk.resources import Operation
from sdk.spelling import data_of_ours, data_of_sdk
from sdk.values import Values
from wixgen.package.shape.methods import parameter_name
from wixgen.spec.api import Paging

LIMIT = 2
IN_PATH = "8b6e0d14-52c7-4f39-a1de-90c3b7f4e628"
COUNTS = (2, 2, 1)  # items of each page
MOST = 5  # requests: who asks for more doesn't know where the end is


@dataclass(frozen=True)
class Query:
    """A query that the SDK builds step by step, and its pages."""

    operation: Operation
    paging: Paging

    @property
    def is_empty(self) -> bool:
        """Return whether the answer has no items: for one in four methods."""
        return len(self.operation.name) % 4 == 0

    def answers(self, style: str) -> list[dict[str, Any]]:
        """Return the answers, page by page, of pages that go by cursor or by offset."""
        counts = (0,) if self.is_empty else COUNTS
        return [
            {"json": self._answer(page, counts, style)} for page in range(len(counts))
        ]

    def _answer(self, page: int, counts: tuple[int, ...], style: str) -> dict[str, Any]:
        items = [self._item(f"{page} {number}") for number in range(counts[page])]
        metadata: dict[str, Any] = {"count": counts[page]}
        is_last = page == len(counts) - 1
        if style == "cursor":
            cursors = {} if is_last else {"next": f"c{page}=="}
            metadata |= {"hasNext": not is_last, "cursors": cursors}
        else:
            total = sum(counts)
            metadata |= {
                "offset": page * LIMIT,
                "total": total,
                "tooManyToCount": False,
            }
        where = self.paging.metadata
        return {self.paging.items: items, **({where: metadata} if where else metadata)}

    def _item(self, seed: str) -> Any:
        """Return one random item."""
        values = Values(f"{self.operation.name} {seed}", 0.5, answers=True)
        name = self.paging.items
        items = values.answer(self.operation.api.returns, always=name)[name]
        return items[0] if items else {}

    @cached_property
    def job(self) -> dict[str, Any]:
        """What the SDK is asked to do."""
        api = self.operation.api
        equal = next((one.path for one in api.query if "$eq" in one.operators), None)
        ordered = next((one.path for one in api.query if "ASC" in one.sort), None)
        return {
            "kind": "pages",
            "package": self.operation.package,
            "method": api.sdk.method,
            "args": [IN_PATH for _ in api.path_parameters],
            "limit": LIMIT,
            "most": MOST,
            "equals": [equal, "x"] if equal else None,
            "ascending": ordered,
            "answersByStyle": {
                style: self.answers(style) for style in ("cursor", "offset")
            },
        }


def queries(operations: Iterable[Operation]) -> list[Query]:
    """Return the methods whose pages both sides go through."""
    return [
        Query(operation, operation.api.paging)
        for operation in operations
        if operation.api.paging is not None
    ]


def compared(sdk: Sdk, asked: Iterable[Query]) -> list[Found]:
    """Go through all pages on both sides; what is otherwise."""
    made = list(asked)
    answers = sdk.ask(query.job for query in made)
    ours = Ours()
    return [
        found
        for query, answer in zip(made, answers, strict=True)
        if "skipped" not in answer
        for found in _compared(query, answer, ours)
    ]


def _compared(query: Query, sdk: dict[str, Any], ours: Ours) -> Iterator[Found]:
    name = query.operation.name
    if "failed" in sdk:
        yield Found("page", name, "", "sdk fails", sdk["failed"], ABSENT)
        return
    ours.wix.prepare(query.answers(sdk["style"]))
    result = _iterated(query, request_of(sdk["requests"][0]), ours)
    if isinstance(result, Exception):
        yield Found("page", name, "", "wixapi fails", sdk["requests"], result)
        return
    sent = ours.wix.requests
    for number, (left, right) in enumerate(zip(sdk["requests"], sent, strict=False)):
        for place, kind, one, other in differing_requests(
            left,
            right,
            in_path=query.operation.api.path_parameters,
            addresses=sdk["addresses"],
        ):
            yield Found("page", name, f"{number}.{place}", kind, one, other)
    if len(sdk["requests"]) != len(sent):
        yield Found("page", name, "requests", "value", len(sdk["requests"]), len(sent))
    for place, kind, one, other in differences(
        data_of_sdk(sdk["items"]), data_of_ours(result)
    ):
        yield Found("page", name, f"items{place}", kind, one, other)


def _iterated(query: Query, first: dict[str, Any], ours: Ours) -> Any:
    """Return all items that `wixapi` hands back when it asks as the SDK did at first; or the exception."""
    wire = first["body"] or first["query"].get(".r") or first["query"]
    wire |= dict.fromkeys(query.operation.api.path_parameters, IN_PATH)
    fields = {field.wire: field for field in query.operation.api.parameters.fields}
    try:
        keywords = {parameter_name(fields[name]): value for name, value in wire.items()}
        return [*at(ours.client, query.operation.path)(**keywords)]
    except Exception as error:  # whatever it is, it is compared
        return error
