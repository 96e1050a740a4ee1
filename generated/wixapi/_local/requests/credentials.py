"""Who calls, and whether they may: the API key with its site, or an access token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wixapi._auth.api_key import malformed
from wixapi._http.operation import Operation
from wixapi._local.calls import Caller
from wixapi._local.messages import Refusal, Request, application_error

if TYPE_CHECKING:
    from wixapi._local.core import Core

_SITE, _ACCOUNT = "wix-site-id", "wix-account-id"


def check(core: Core, request: Request, operation: Operation[Any]) -> Caller:
    """Return who calls a method.

    Raises:
        Refusal: nobody that is known (401), about another site (403), or without the scope that the method needs (403).
    """
    caller = caller_of(core, request)
    scopes, needed = core.scopes, operation.permissions
    has_all = scopes is None or caller.kind not in {"key", "app"} or not needed
    if not has_all and scopes is not None and scopes.isdisjoint(needed):
        raise Refusal(403, "", {})  # Wix doesn't say more
    return caller


def caller_of(core: Core, request: Request) -> Caller:
    """Return who sent a request.

    Raises:
        Refusal: nobody that is known (401), or it is about another site (403) or about none (400).
    """
    given = request.headers.get("authorization", "")
    if given == core.identity.api_key:
        return _holder_of_key(core, request)
    if problem := malformed(given):
        raise _unknown(problem)
    caller = core.tokens.caller(given)
    if caller is None:
        raise _unknown("the key or token isn't valid, or has expired")
    return caller


def _holder_of_key(core: Core, request: Request) -> Caller:
    """Return who calls with the API key; the request has to say for which site or account."""
    identity = core.identity
    site, account = request.headers.get(_SITE), request.headers.get(_ACCOUNT)
    if not site and not account:
        raise application_error(
            400,
            "MISSING_METASITE_ID",
            f"a call with an API key needs the header {_SITE} or {_ACCOUNT}",
        )
    for header, found, own in (
        (_SITE, site, identity.site_id),
        (_ACCOUNT, account, identity.account_id),
    ):
        if found and found.lower() != own:
            message = f"the API key isn't for the {header} {found}"
            raise Refusal(403, message, {})
    user = {"identityType": "WIX_USER", "wixUserId": identity.account_id}
    return Caller("key", user, identity.instance_id)


def _unknown(problem: str) -> Refusal:
    """Return the refusal of a request of nobody that is known."""
    return Refusal(401, problem, {})
