"""Which app of Wix's a site lacks, as far as an error tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

from wixapi.errors import ApiError

_APPS = {
    "215238eb-22a5-4c36-9e7b-e7c08025e04e": "Wix Stores",
    "1380b703-ce81-ff05-f115-39571d94dfcd": "Wix Stores",
    "13d21c63-b5ec-5912-8397-c3a5ddb27a97": "Wix Bookings",
    "14bcded7-0066-7c35-14d7-466cb3f09103": "Wix Blog",
    "140603ad-af8d-84a5-2c80-a0f60cb47351": "Wix Events",
    "14d84998-ae09-1abf-c6fc-3f3cace5bf19": "Wix Multilingual",
    "1522827f-c56c-a5c9-2ac9-00f9e6ae12d3": "Wix Pricing Plans",
    "e593b0bd-b783-45b8-97c2-873d42aacaf4": "Wix CMS",
}
"""Apps by ID, as errors of other apps' methods name them."""
_OF_PACKAGES = {
    "blog": "Wix Blog",
    "bookings": "Wix Bookings",
    "calendar": "Wix Bookings",
    "comments": "Wix Comments",
    "data": "Wix CMS",
    "events": "Wix Events",
    "faq": "Wix FAQ",
    "forms": "Wix Forms",
    "gift_vouchers": "Wix Gift Cards",
    "groups": "Wix Groups",
    "loyalty": "Wix Loyalty Program",
    "members": "Wix Members Area",
    "multilingual": "Wix Multilingual",
    "online_programs": "Wix Online Programs",
    "portfolio": "Wix Portfolio",
    "pricing_plans": "Wix Pricing Plans",
    "pro_gallery": "Wix Pro Gallery",
    "restaurants": "Wix Restaurants",
    "reviews": "Wix Reviews",
    "stores": "Wix Stores",
    "table_reservations": "Wix Table Reservations",
}
"""The app without which the methods of a package have nothing to work on."""
_SELLING = "an app that sells, such as Wix Stores,"
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MISSING = re.compile(
    r"(?i)not[_ ](?:been[_ ])?installed|n.t installed|(?:must|has to|needs to) be installed|WDE0110"
)
_NAMED = re.compile(r"([A-Z][A-Z0-9_]*?)(?:_APP)?_(?:IS_)?NOT_INSTALLED")
_NAMELESS = frozenset({"", "APP", "WIX_APP", "APPLICATION"})
_LONGEST_GLANCE = 5_000


def required_app(error: ApiError, package: str) -> str | None:
    """Return the app that must be installed before the call; None where something else is wrong.

    Args:
        error: What Wix answered. That a precondition isn't met, without more, is taken for a missing app.
        package: The package of the method that was called, `stores`; empty if it isn't known.
    """
    says_so = _MISSING.search(f"{error.code} {error.description}") is not None
    says_nothing = error.status == 428 and error.code in {
        "PRECONDITION_REQUIRED",
        "FAILED_PRECONDITION",
    }
    if not says_so and not says_nothing:
        return None
    return (
        _named_by_id(error)
        or _named_by_text(error)
        or _OF_PACKAGES.get(package)
        or (_SELLING if package == "ecom" else None)
    )


def _named_by_id(error: ApiError) -> str | None:
    """Return the app whose ID is told with the error."""
    told = [error.description, *_texts(error.data, 0), *_texts(error.details, 0)]
    glance = " ".join(told)[:_LONGEST_GLANCE]
    apps = (_APPS.get(found.lower()) for found in _GUID.findall(glance))
    return next(filter(None, apps), None)


def _named_by_text(error: ApiError) -> str | None:
    """Return the app that the code or the sentence names: `PRICING_PLANS_NOT_INSTALLED`."""
    for app in {*_APPS.values(), *_OF_PACKAGES.values()}:
        if app.casefold() in error.description.casefold():
            return app
    if (match := _NAMED.search(error.code)) and match[1] not in _NAMELESS:
        return f"Wix {match[1].removeprefix('WIX_').replace('_', ' ').title()}"
    return None


def _texts(value: Any, depth: int) -> Iterator[str]:
    """Yield the texts of what an error tells on top, but for those that stand deep in it."""
    if isinstance(value, str):
        yield value
    elif depth < 5 and isinstance(value, Mapping):
        for x in cast("Mapping[str, Any]", value).values():
            yield from _texts(x, depth + 1)
    elif depth < 5 and isinstance(value, list):
        for x in cast("list[object]", value)[:20]:
            yield from _texts(x, depth + 1)
