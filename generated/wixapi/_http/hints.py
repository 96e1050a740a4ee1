"""What to do about an error, where that can be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from wixapi._auth.api_key import account_of, is_cut, malformed
from wixapi._http.sent import Sent
from wixapi.errors import (
    ApiError,
    ConflictError,
    FailedPreconditionError,
    RateLimitError,
    ServerError,
)

_MISSING_SITE = frozenset({"MISSING_METASITE_ID", "MISSING_META_SITE_ID"})

_REFUSED = frozenset({401, 403, 404, 409, 410})


def hint(error: ApiError, sent: Sent, app: str | None) -> str:
    """Return what to do about an error that knows what it carries; nothing where that isn't known.

    Args:
        error: What Wix answered.
        sent: The request.
        app: The app that the site lacks, if that is it.
    """
    if sent.is_elsewhere and error.status in _REFUSED:
        return "ask for a new upload URL: each is good for one file, and for a while"
    if app is not None:
        return f"install {app} on {_site(sent) or 'the site'}: the method needs it"
    if error.code.upper() in _MISSING_SITE:
        return "the method is about one site: give site_id= to ApiKeyStrategy"
    if isinstance(error, ServerError):
        known = (
            f" the request id {error.request_id}"
            if error.request_id
            else " the time of the call"
        )
        return f"the fault is on Wix's side; if it stays, ask Wix for help and quote{known}"
    if isinstance(error, RateLimitError):
        return _rate_limit(error)
    tell = _BY_STATUS.get(error.status)
    return tell(error, sent) if tell else _ALWAYS.get(error.status, "")


def sent_revision(body: Any, sent: Sent) -> int | str | None:
    """Return the revision in a request: a parameter's own, or that of an entity, as the entity's model has it.

    Args:
        body: The JSON of the request.
        sent: The request.
    """
    members = cast("Mapping[str, Any]", body if isinstance(body, Mapping) else {})
    for place in (members, dict(sent.query)):
        if (own := _revision(place)) is not None:
            return own
    for name, value in members.items():
        revision = _revision(cast("object", value))
        if revision is not None:
            model = sent.operation.model_of(name) if sent.operation else None
            read = model.from_dict({"revision": revision}) if model else None
            return getattr(read, "revision", revision)
    return None


def _revision(value: object) -> int | str | None:
    """Return what an object has for a revision; None if that is nothing."""
    if not isinstance(value, Mapping):
        return None
    revision = cast("Mapping[str, Any]", value).get("revision")
    is_one = isinstance(revision, int | str) and not isinstance(revision, bool)
    return revision if is_one and revision != "" else None


def in_words(permissions: Mapping[str, str]) -> str:
    """Return the permissions of which one is needed, with their titles; nothing if none is known."""
    return " or ".join(
        f"{title} ({id_})" if title else id_ for id_, title in permissions.items()
    )


def _authentication(error: ApiError, sent: Sent) -> str:
    key = sent.headers.get("authorization", "")
    if wrong := malformed(key) or _other_account(key, sent):
        return wrong
    needed = in_words(error.required_permissions)
    lacks = f"; sometimes it only lacks the permission {needed}" if needed else ""
    if sent.has_token:
        return f"see that the app still exists, and belongs to the site that the call is about{lacks}"
    cut = (
        "the key seems cut: an API key has four parts with dots between; "
        if is_cut(key)
        else ""
    )
    place = f" than {_site(sent)}" if _site(sent) else ""
    return f"{cut}see that the key or token is whole, still exists, and isn't of another account{place}{lacks}"


def _other_account(key: str, sent: Sent) -> str:
    made, wanted = account_of(key), sent.headers.get("wix-account-id")
    if made is None or wanted is None or made == wanted:
        return ""
    return (
        f"the key was made in the account {made}, and the call is about the account {wanted}: "
        "take a key of that account"
    )


def _permission(error: ApiError, sent: Sent) -> str:
    where = f", for {_site(sent)}" if _site(sent) else ""
    needed = in_words(error.required_permissions) or "that the method needs"
    give = f"give the API key or the app the permission {needed}{where}"
    other = _other_account(sent.headers.get("authorization", ""), sent)
    return f"{give}; {other}" if other else give


def _not_found(_: ApiError, sent: Sent) -> str:
    if sent.operation is None:
        return "see whether the path is right"
    where = _site(sent)
    if sent.has_token:
        return "see whether it is there: the call was about the site of the app's token"
    if not where:
        return "see whether it is there, and whether the client calls for the right site: none was named"
    return f"see whether it is there: the call was about {where}"


def _conflict(error: ApiError, sent: Sent) -> str:
    if not isinstance(error, ConflictError) or error.sent_revision is None:
        return ""
    again = f"the revision {error.sent_revision} was sent: read again, and change what comes then"
    updates = sent.operation is not None and sent.operation.changes is not None
    return f"{again}, or give on_conflict=" if updates else again


def _precondition(error: ApiError, _: Sent) -> str:
    if (
        not isinstance(error, FailedPreconditionError)
        or "PROVISIONING" not in error.code
    ):
        return ""
    return "the site is being set up: try again in some seconds"


def _rate_limit(error: ApiError) -> str:
    after = (
        error.response.headers.get("retry-after")
        if error.response is not None
        else None
    )
    if after and after.isascii() and after.isdigit() and len(after) < 10:
        return f"wait {after} s before the next call, and call less often"
    return "wait a minute before the next call, and call less often"


def _site(sent: Sent) -> str:
    """Return what the call was about, as its headers say; nothing if they don't."""
    if site := sent.headers.get("wix-site-id"):
        return f"the site {site}"
    if account := sent.headers.get("wix-account-id"):
        return f"the account {account}"
    return ""


_BY_STATUS: Mapping[int, Callable[[ApiError, Sent], str]] = {
    401: _authentication,
    403: _permission,
    404: _not_found,
    409: _conflict,
    428: _precondition,
}
_ALWAYS = {
    413: "the request is too large: send less at once",
    414: "the URL is too long: send fewer parameters",
    415: "Wix doesn't take a body of this content type: see the headers that are given",
    431: "the headers are too large: see those that are given",
}
"""What there is to do whatever was sent."""
