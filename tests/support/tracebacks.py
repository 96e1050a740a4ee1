"""What tools show that report an error with the variables of its traceback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

TESTS = str(Path(__file__).parents[1])


def shown(value: Any, depth: int = 0) -> Iterator[str]:
    """What a tool shows of a variable: it looks into containers and objects, and prints the rest."""
    if isinstance(value, Mapping) and depth < 4:
        for key, x in list(value.items()):
            yield from shown(key, depth + 1)
            yield from shown(x, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset) and depth < 4:
        for x in value:
            yield from shown(x, depth + 1)
    else:
        yield repr(value)
        if depth == 0:
            yield from shown(getattr(value, "__dict__", {}), 1)


def frames(traceback: TracebackType | None) -> Iterator[Any]:
    """The frames of a traceback that aren't the tests'."""
    while traceback is not None:
        if not traceback.tb_frame.f_code.co_filename.startswith(TESTS):
            yield traceback.tb_frame
        traceback = traceback.tb_next


def told(error: BaseException) -> tuple[list[str], int]:
    """All that an error tells, with what led to it, and of how many frames."""
    texts: list[str] = []
    count, waiting, seen = 0, [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        texts += [str(one), repr(one), *shown(vars(one)), *shown(one.args)]
        for frame in frames(one.__traceback__):
            count += 1
            texts += [
                f"{frame.f_code.co_name}: {text}" for text in shown(frame.f_locals)
            ]
        waiting += [x for x in (one.__cause__, one.__context__) if x is not None]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
    return texts, count


def innermost(error: BaseException) -> Mapping[str, Any]:
    """The variables of the function that has raised it."""
    traceback: Any = error.__traceback__
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    found: Mapping[str, Any] = traceback.tb_frame.f_locals
    return found
