"""Calls of methods: the request that both sides send, and what they make of one answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sdk.comparing import ABSENT, Found, differences, differing_requests, take_out
from sdk.node import Sdk
from sdk.ours import Ours
from sdk.resources import Operation
from sdk.spelling import InPython, data_of_ours, data_of_sdk
from sdk.values import Values

FULLNESS = (1.0, 0.0, 0.5, 0.25)


@dataclass(frozen=True)
class Call:
    """A call in one of its random forms."""

    operation: Operation
    form: int

    @property
    def seed(self) -> str:
        """Return what its random values come from."""
        return f"{self.operation.name} {self.form}"

    def made(self, wire: dict[str, Any], ours: Ours) -> Any:
        """Return what `wixapi` hands back, or the exception that it raises; every other call is async."""
        operation = self.operation
        try:
            spelling = InPython(self.seed, vars(operation.part.imported()))
            keywords = spelling.keywords(operation.api, wire)
            if self.form % 2:
                return ours.awaited(operation.path, keywords)
            return ours.called(operation.path, keywords)
        except Exception as error:  # whatever it is, it is compared
            return error

    @cached_property
    def job(self) -> dict[str, Any]:
        """What the SDK is asked to do."""
        api = self.operation.api
        fullness = FULLNESS[self.form % len(FULLNESS)]
        answers = Values(f"{self.seed} answer", fullness, answers=True)
        answer = answers.answer(api.returns, always=api.sdk.returns)
        return {
            "kind": "call",
            "package": self.operation.package,
            "method": api.sdk.method,
            "wire": Values(self.seed, fullness).arguments(api),
            "answers": [{"json": answer}],
        }


def compared(sdk: Sdk, calls: Iterable[Call]) -> list[Found]:
    """Make calls on both sides; what is otherwise."""
    made = list(calls)
    answers = sdk.ask(call.job for call in made)
    ours = Ours()
    return [
        found
        for call, answer in zip(made, answers, strict=True)
        for found in _compared(call, answer, ours)
    ]


def _compared(call: Call, sdk: dict[str, Any], ours: Ours) -> Iterator[Found]:
    name = call.operation.name
    if "skipped" in sdk:
        return
    if "failed" in sdk or not sdk["requests"]:
        reason = sdk.get("failed") or sdk["error"]
        yield Found("request", name, "", "sdk fails", reason, ABSENT)
        return
    wire = deepcopy(call.job["wire"])
    for path in sdk["unplaced"]:
        yield Found("request", name, path, "no argument", ABSENT, ABSENT)
        if path not in call.operation.api.path_parameters:
            take_out(wire, path)
    ours.wix.prepare(call.job["answers"])
    result = call.made(wire, ours)
    if not ours.wix.requests:
        yield Found("request", name, "", "wixapi fails", sdk["requests"], result)
        return
    path_parameters = call.operation.api.path_parameters
    for place, kind, left, right in differing_requests(
        sdk["requests"][0],
        ours.wix.requests[0],
        in_path=path_parameters,
        addresses=sdk["addresses"],
    ):
        yield Found("request", name, place, kind, left, right)
    yield from _answers(name, sdk, result)


def _answers(name: str, sdk: dict[str, Any], result: Any) -> Iterator[Found]:
    """Compare what both sides hand back; nothing and an empty object are the same."""
    if error := sdk.get("error"):
        yield Found("answer", name, "", "sdk fails", error, ABSENT)
    elif isinstance(result, Exception):
        yield Found("answer", name, "", "wixapi fails", sdk.get("result"), result)
    else:
        left, right = data_of_sdk(sdk.get("result")), data_of_ours(result)
        for place, kind, one, other in differences(left or {}, right or {}):
            yield Found("answer", name, place, kind, one, other)
