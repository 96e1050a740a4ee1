"""Who calls, as the environment says: the key, and the site or the account."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wixapi._auth.api_key import account_of, is_cut
from wixapi._auth.environment import from_environment
from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._doctor.finding import Finding, fail, ok, warn
from wixapi.errors import ConfigurationError

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_KEYS_PAGE = "make one at https://manage.wix.com/account/api-keys"
_WHERE = {
    "site": "it stands in the address of the site's dashboard, behind /dashboard/",
    "account": "it stands on the page of the API keys",
}


def strategy_or_none() -> ApiKeyStrategy | None:
    """Return what calls would be made with; None where `identity_findings` says why not."""
    try:
        return ApiKeyStrategy()
    except ConfigurationError:
        return None


def identity_findings() -> Iterator[Finding]:
    """Yield what is to be said of the key, and of the site and the account."""
    key = from_environment("WIX_API_KEY")
    site, account = from_environment("WIX_SITE_ID"), from_environment("WIX_ACCOUNT_ID")
    yield _key_finding(key)
    yield from _id_findings(site, account)
    made = account_of(key) if key else None
    if made and account and made != account:
        told = f"WIX_API_KEY was made in the account {made}, and WIX_ACCOUNT_ID is {account}"
        find = warn if site else fail  # with a site, the account counts for nothing
        yield find("account", told, "take a key of that account, or its ID")


def _key_finding(key: str | None) -> Finding:
    if key is None:
        return fail("key", "WIX_API_KEY isn't set", f"set it: {_KEYS_PAGE}")
    try:
        ApiKeyStrategy(key)
    except ConfigurationError as error:
        return fail("key", f"WIX_API_KEY: {error}", "set it to the key alone")
    if not key.startswith("IST."):
        told = "WIX_API_KEY doesn't begin with IST., as Wix's keys do"
        return warn("key", told, f"copy the key again, or {_KEYS_PAGE}")
    if is_cut(key):
        told = "WIX_API_KEY hasn't the four parts, with dots between, that a key has"
        return fail("key", told, "copy all of it again: it seems cut")
    return ok("key", f"WIX_API_KEY is set, {len(key)} characters")


def _id_findings(site: str | None, account: str | None) -> Iterator[Finding]:
    """Yield which of both calls are about, and what is wrong with it."""
    if site is not None:
        ignored = "; WIX_ACCOUNT_ID counts for nothing beside it" if account else ""
        yield _id_finding("site", "WIX_SITE_ID", site, ignored)
    elif account is not None:
        about = ", and about none of its sites"
        yield _id_finding("account", "WIX_ACCOUNT_ID", account, about)
    else:
        told = "neither WIX_SITE_ID nor WIX_ACCOUNT_ID is set: most calls need one"
        yield warn("site", told, f"set WIX_SITE_ID: {_WHERE['site']}")
    if site is not None and site == account:
        told = "WIX_SITE_ID and WIX_ACCOUNT_ID are the same"
        yield fail(
            "site", told, f"one of them is wrong; that of a site: {_WHERE['site']}"
        )


def _id_finding(check: str, variable: str, value: str, more: str) -> Finding:
    if _GUID.fullmatch(value):
        return ok(check, f"calls are about the {check} {value}{more}")
    told = f"{variable} is no ID, which has 8-4-4-4-12 hex digits"
    return fail(check, told, f"set it to the right one: {_WHERE[check]}")
