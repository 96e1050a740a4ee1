"""Summaries of all that a search finds: counts by value, by range and by interval of time, and single numbers.

Intervals are those of UTC, weeks begin on Monday. Nested aggregations aren't computed: the answer has no entry for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from wixapi._local.queries.pages import Selection
from wixapi._local.wire import as_list, as_object

Values: TypeAlias = Sequence[tuple[int, Any]]
"""Values at a path, each with the place of its entity."""

_FIRST = "0001-01-01T00:00:00Z"
_INTERVALS = {"YEAR": 4, "MONTH": 7, "HOUR": 13, "MINUTE": 16, "SECOND": 19}
"""How many characters of a moment say in which it is, but for days and weeks."""
_VALUES = 10
"""Values that are counted where nothing is said."""


def aggregated(
    selection: Selection, given: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return the summaries of what is found, as `aggregationData` has them.

    Args:
        selection: what is found.
        given: the summaries that a request asks for.
    """
    return {"results": [x for one in given for x in _results(selection, one)]}


def _results(
    selection: Selection, given: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield one summary; none of a kind that isn't computed."""
    path = given.get("fieldPath")
    told = {
        name: given[name] for name in ("name", "type", "fieldPath") if name in given
    }
    for name, (answer, summarize) in _KINDS.items():
        if name in given and isinstance(path, str):
            options = as_object(given[name])
            yield {**told, answer: summarize(selection, path, options)}
            return


def _values(
    selection: Selection, path: str, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return how many entities have each value, the most frequent first."""
    found = {(place, _text(x)) for place, x in selection.values(path)}
    counts = Counter(text for _, text in found)
    missing = selection.count() - len({place for place, _ in found})
    if options.get("missingValues") == "INCLUDE" and missing:
        bucket = as_object(options.get("includeOptions")).get("addToBucket")
        counts[str(bucket or "N/A")] += missing
    by_value = options.get("sortType") == "VALUE"
    up = options.get("sortDirection", "ASC" if by_value else "DESC") == "ASC"
    ordered = sorted(counts.items())
    ordered.sort(key=lambda one: one[0] if by_value else one[1], reverse=not up)
    limit = options.get("limit") or _VALUES
    return {"results": [{"value": x, "count": n} for x, n in ordered[:limit]]}


def _ranges(
    selection: Selection, path: str, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return how many entities have a number in each range; each counts in the first that fits."""
    buckets = [as_object(one) for one in as_list(options.get("buckets"))]
    counts = [0] * len(buckets)
    for number in dict(_numbers(selection.values(path))).values():
        for index, bucket in enumerate(buckets):
            low, high = bucket.get("from"), bucket.get("to")
            if (low is None or number >= low) and (high is None or number < high):
                counts[index] += 1
                break
    told = zip(buckets, counts, strict=True)
    return {"results": [{**bucket, "count": count} for bucket, count in told]}


def _scalar(
    selection: Selection, path: str, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return one number of all values; none of no numbers."""
    kind, values = options.get("type"), selection.values(path)
    if kind == "COUNT_DISTINCT":
        return {"type": kind, "value": len({_text(x) for _, x in values})}
    numbers = [number for _, number in _numbers(values)]
    if not numbers:
        return {"type": kind}
    return {"type": kind, "value": min(numbers) if kind == "MIN" else max(numbers)}


def _histogram(
    selection: Selection, path: str, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return how many entities have a date in each interval, the earliest first."""
    interval = str(options.get("interval") or "DAY")
    found = {
        (place, start)
        for place, x in selection.values(path)
        for start in _start(x, interval)
    }
    counts = sorted(Counter(start for _, start in found).items())
    return {"results": [{"value": x, "count": count} for x, count in counts]}


_KINDS: Mapping[
    str, tuple[str, Callable[[Selection, str, Mapping[str, Any]], dict[str, Any]]]
] = {
    "value": ("values", _values),
    "range": ("ranges", _ranges),
    "scalar": ("scalar", _scalar),
    "dateHistogram": ("dateHistogram", _histogram),
}
"""By the name of the kind in the request: its name in the answer, and what makes it."""


def _text(value: Any) -> str:
    """Return a value as summaries have it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _numbers(values: Values) -> Iterator[tuple[int, float]]:
    """Yield those values that are numbers, or their text."""
    for place, value in values:
        if not isinstance(value, bool):
            with suppress(ValueError):
                yield place, float(value)


def _start(value: Any, interval: str) -> Iterator[str]:
    """Yield the beginning of the interval in which a date is; nothing for what is none."""
    try:
        moment = datetime.fromisoformat(str(value)).astimezone(UTC)
    except (ValueError, OverflowError):
        return
    if interval == "WEEK":
        moment -= timedelta(days=moment.weekday())
    text = moment.replace(tzinfo=None).isoformat(timespec="seconds")
    kept = _INTERVALS.get(interval, len("2026-01-01"))
    yield f"{text[:kept]}{_FIRST[kept:]}"
