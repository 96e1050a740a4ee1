"""A service plugin of made-up things: what the generator would write for it."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from support.webhooks import sign_claims
from wixapi._model import Model
from wixapi._plugins.method import PluginMethod
from wixapi._plugins.plugins import BaseServicePlugins
from wixapi._validation import schema as s
from wixapi.errors import ServicePluginError

APP = "app-1"


class RateRequest(Model):
    """What Wix asks."""

    name: str | None = None
    party_size: int | None = None


class Rating(Model):
    """A part of the answer."""

    stars: int | None = None
    refusal: str | None = None


class RateResponse(Model):
    """The answer."""

    rating: Rating | None = None
    note: str | None = None


class Moved(Model):
    """What an error tells."""

    from_: str | None = None


TABLES = s.Tables()
TABLES[Rating] = {
    "stars": s.int32(minimum=0, maximum=5),
    "refusal": s.string(),
    "outcome": s.one_of("stars", "refusal"),
}
TABLES[RateResponse] = {
    "rating": s.model(Rating),
    "note": s.string(max_length=5),
}
TABLES[Moved] = {"from_": s.string(wire="from")}

RATE = PluginMethod[RateRequest, RateResponse | dict[str, Any]](
    name="test.things.rate",
    component="THING_RATER",
    path="/v1/rate",
    request=RateRequest,
    answer=RateResponse,
    tables=TABLES,
    required=("rating",),
    exactly_one=("rating.outcome",),
)
SOLD = PluginMethod[RateRequest, None](
    name="test.things.sold",
    component="thing_rater",
    path="/v1/things/v1/rate",
    request=RateRequest,
    answer=None,
    tables=TABLES,
)


class ThingIsGone(ServicePluginError):  # noqa: N818 - as Wix calls it
    """An error about which nothing is told."""

    http = 428
    status = "FAILED_PRECONDITION"
    code = "THING_IS_GONE"


class ThingHasMoved(ServicePluginError):  # noqa: N818 - as Wix calls it
    """An error with data."""

    http = 409
    code = "THING_HAS_MOVED"
    data_rules = (TABLES, Moved)


class ServicePlugins(BaseServicePlugins):
    """The service plugins of an app."""

    _paths: ClassVar = {"thing_rater": (RATE.path, SOLD.path, "/v1/burn")}


def plugin_body(
    request: object, *, component: object = "THING_RATER", **claims: Any
) -> str:
    """The signed body of a call; claims that are None are left out."""
    now = time.time()
    metadata = {"requestId": "request-1", "appExtensionType": component}
    every = {
        "data": {"request": request, "metadata": metadata},
        "iss": "wix.com",
        "aud": APP,
        "iat": now - 1,
        "exp": now + 60,
        **claims,
    }
    return sign_claims(
        {name: value for name, value in every.items() if value is not None}
    )
