"""The `trace` hook: called around each attempt of a call."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass
class Attempt:
    """One HTTP request of a call. What follows `headers` is known when the attempt has ended."""

    name: str
    """The method: `calendar.participations.create_participation`."""
    verb: str
    url: str
    """Without the query, which may hold people's data."""
    number: int
    """1 for the first."""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    """Empty: what the hook puts in is sent on top, for example `traceparent`."""
    status: int | None = None
    """The HTTP status; None if no answer came."""
    request_id: str | None = None
    """Wix's id of the request."""
    error: str | None = None
    """The kind of failure where no answer came: `ReadTimeout`."""
    elapsed: float = 0.0
    """Seconds that the attempt took."""


Trace: TypeAlias = Callable[[Attempt], AbstractContextManager[object]]
"""Makes the context in which an attempt is made. With OpenTelemetry:

```python
@contextmanager
def trace(attempt: Attempt) -> Iterator[None]:
    with tracer.start_as_current_span(attempt.name, kind=SpanKind.CLIENT) as span:
        propagate.inject(attempt.headers)
        yield
        span.set_attribute("http.response.status_code", attempt.status or 0)
```
"""
