"""Which installed instance of an app somebody calls from: Wix's signed query parameter, and access tokens.

Wix opens an app's pages with `?instance=<signature>.<data>`: `data` is base64url of a JSON object, and
the signature is the HMAC-SHA256 of that text with the app's secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from wixapi._auth.strategies import checked_credential
from wixapi._frames import shielded
from wixapi.errors import ConfigurationError, InstanceError

#: Longer texts are refused unread: an instance has less than a thousand characters.
MAX_LENGTH = 16_384

#: How far Wix's clock may be ahead.
LEEWAY = timedelta(seconds=10)

_SIGNED = re.compile(r"[\w-]+=*\.[\w-]+=*", re.ASCII)
_SCHEMES = re.compile(r"(?:Bearer\s+)?(?:OauthNG\.JWS\.)?", re.IGNORECASE)


@dataclass(frozen=True)
class SignedInstance:
    """Who has opened a page of the app, and where, as Wix has signed it."""

    instance_id: str
    """The installed instance of the app: for `AppStrategy.for_instance`."""
    app_id: str | None = None
    """The app (`appDefId`)."""
    sign_date: datetime | None = None
    """When Wix signed it."""
    expiration_date: datetime | None = None
    """Until when it is valid; None where Wix doesn't say."""
    uid: str | None = None
    """The user of Wix who is logged in; None: nobody."""
    permissions: str | None = None
    """What that user may do to the site, such as `OWNER`; None: nothing."""
    vendor_product_id: str | None = None
    """The plan that was bought for the instance; None: none, or it is free."""
    site_owner_id: str | None = None
    """The owner of the site."""
    site_member_id: str | None = None
    """The member of the site who is logged in; None: nobody."""
    raw: dict[str, Any] = field(
        default_factory=dict[str, Any], repr=False, compare=False
    )
    """All that was signed, with wire names."""

    @property
    def is_owner(self) -> bool:
        """Whether the user who is logged in is an owner of the site."""
        return "OWNER" in re.split(r"[\s,]+", self.permissions or "")


@shielded
def parse_instance(
    instance: str, *, app_secret: str, max_age: float | timedelta | None = None
) -> SignedInstance:
    """Verifies and reads the query parameter `instance`.

    Args:
        instance: The value of the parameter.
        app_secret: The app's secret key.
        max_age: How long ago Wix may have signed it, in seconds; None: any time. Whoever has seen the
            address of a page can open it until then.

    Returns:
        What Wix has signed.

    Raises:
        InstanceError: It isn't signed with this secret, is too old or has expired, or isn't what
            Wix sends.
        ConfigurationError: `app_secret` or `max_age` can't be one.
    """
    secret = checked_credential("app secret", app_secret)
    age = _age(max_age)
    signature, data = _parts(instance)
    expected = hmac.digest(secret.encode(), data.encode(), hashlib.sha256)
    if not hmac.compare_digest(expected, signature):
        raise InstanceError(
            "The instance's signature doesn't fit the app secret: "
            "it is forged, or another app's"
        )
    made = _signed_instance(_object(data))
    _require_valid(made, age)
    return made


@shielded
def unverified_instance_id(token: str) -> str:
    """Return the instance that an access token names, WITHOUT verifying the token.

    Anybody can write such a token. To trust it, have Wix look it up:
    `AppStrategy(app_id, app_secret, access_token=token).elevated()`.

    Args:
        token: An access token, as a page of the app or an OAuth call has it (with `Bearer` or without).

    Raises:
        InstanceError: It names no instance, or can't be read.
    """
    parts = _SCHEMES.sub("", _text(token), count=1).split(".")
    if len(parts) not in (2, 3):
        raise InstanceError("The token can't be read: it is no access token (JWT)")
    claims = _object(parts[1])
    data: object = claims.get("data")
    if isinstance(data, str):
        data = _json_object(data)
    for place in (data, claims):
        for holder in (_member(place, "instance"), place):
            found = _member(holder, "instanceId")
            if isinstance(found, str) and found:
                return found
    raise InstanceError("The token names no instance")


def _text(given: object) -> str:
    """Return a text that isn't too long to be read."""
    if not isinstance(given, str):
        raise InstanceError(f"A text is needed, not {type(given).__name__}")
    if len(given) > MAX_LENGTH:
        raise InstanceError(f"The text has more than {MAX_LENGTH:,} characters")
    return given.strip()


def _parts(instance: object) -> tuple[bytes, str]:
    """Return the signature, and the text that is signed."""
    text = _text(instance)
    if not _SIGNED.fullmatch(text):
        raise InstanceError(
            "This is no signed instance: give the value of the query parameter `instance`"
        )
    signature, _, data = text.partition(".")
    return _decoded(signature), data


def _decoded(text: str) -> bytes:
    """Return what is in base64url, padded or not."""
    bare = text.rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), b"-_", validate=True)
    except ValueError:
        raise InstanceError("It can't be read: it is no base64url") from None


def _object(text: str) -> dict[str, Any]:
    """Return the JSON object in base64url."""
    with suppress(UnicodeDecodeError):  # which holds what it can't decode
        return _json_object(_decoded(text).decode())
    raise InstanceError("It can't be read: it is no UTF-8")


def _json_object(text: str) -> dict[str, Any]:
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise InstanceError("It can't be read: it holds no JSON object")
    return cast("dict[str, Any]", value)


def _member(holder: object, name: str) -> object:
    if not isinstance(holder, dict):
        return None
    return cast("dict[str, object]", holder).get(name)


def _signed_instance(members: dict[str, Any]) -> SignedInstance:
    def text(name: str) -> str | None:
        value = members.get(name)
        return value if isinstance(value, str) and value else None

    def date(name: str) -> datetime | None:
        value = members.get(name)
        return None if value in (None, "") else _date(name, value)

    instance_id = text("instanceId")
    if instance_id is None:
        raise InstanceError("The instance is signed, but has no instanceId")
    return SignedInstance(
        instance_id,
        app_id=text("appDefId"),
        sign_date=date("signDate"),
        expiration_date=date("expirationDate"),
        uid=text("uid"),
        permissions=text("permissions"),
        vendor_product_id=text("vendorProductId"),
        site_owner_id=text("siteOwnerId"),
        site_member_id=text("siteMemberId"),
        raw=members,
    )


def _date(name: str, value: object) -> datetime:
    """Return a point in time, of ISO 8601 text or of milliseconds since 1970."""
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
        made = datetime.fromisoformat(cast("str", value))
    except (TypeError, ValueError, OverflowError, OSError):
        raise InstanceError(
            f"The instance is signed, but its {name} is no point in time"
        ) from None
    return made if made.tzinfo else made.replace(tzinfo=UTC)


def _age(max_age: object) -> timedelta | None:
    """Return how old an instance may be."""
    if max_age is None:
        return None
    try:
        seconds = cast("float", max_age)
        age = max_age if isinstance(max_age, timedelta) else timedelta(seconds=seconds)
    except (TypeError, ValueError, OverflowError):
        age = None
    if age is None or age < timedelta() or isinstance(max_age, bool):
        raise ConfigurationError("max_age must be a number of seconds, or a timedelta")
    return age


def _require_valid(instance: SignedInstance, age: timedelta | None) -> None:
    """Refuses what has expired or is too old."""
    now = datetime.now(UTC)
    if instance.expiration_date is not None and instance.expiration_date <= now:
        raise InstanceError("The instance has expired (expirationDate)")
    if age is None:
        return
    if instance.sign_date is None:
        raise InstanceError("The instance doesn't say when it was signed (signDate)")
    if instance.sign_date > now + LEEWAY:
        raise InstanceError(
            "The instance is signed later than now: check this machine's clock"
        )
    if now - instance.sign_date > age:
        raise InstanceError("The instance was signed longer ago than max_age")
