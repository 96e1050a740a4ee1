"""Where Wix sends the browsers of users: to install an app, to log in, to log out. They are sent back at once."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from wixapi._local.messages import Answer, Request
from wixapi._local.requests.grants import Grant, Grants
from wixapi._local.requests.json_text import bad
from wixapi._local.wire import as_object

if TYPE_CHECKING:
    from wixapi._local.core import Core

_INSTALL, _LOGIN, _LOGOUT = (
    "/installer/install",
    "/oauth2/authorize",
    "/oauth2/logout",
)
PATHS = frozenset({_INSTALL, _LOGIN, _LOGOUT})
_NEEDED = ("redirectUri", "state", "codeChallenge")


def answer(core: Core, grants: Grants, request: Request) -> Answer:
    """Return the redirect with which a user comes back.

    Raises:
        Refusal: the address lacks something.
    """
    query = dict(parse_qsl(request.query, keep_blank_values=True))
    if request.path == _INSTALL:
        return _installed(core, grants, query)
    if request.path == _LOGIN:
        return _logged_in(core, grants, query)
    return _back(_checked_url(query, "returnUrl"), {})


def session_url(core: Core, request: Request, body: Mapping[str, Any]) -> str:
    """Return where to send a user who logs in or out.

    Args:
        core: whose client it must be.
        request: the one that asks for it.
        body: its JSON: `auth` or `logout`.

    Raises:
        Refusal: it is something else, of another client, or lacks something.
    """
    auth, logout = as_object(body.get("auth")), as_object(body.get("logout"))
    asked = as_object(auth.get("authRequest")) or logout
    if not asked:
        raise bad("a redirect session here is for auth.authRequest or for logout")
    if asked.get("clientId") != core.identity.client_id:
        raise bad("clientId is none of this site")
    if logout:
        callbacks = as_object(body.get("callbacks"))
        query = {"returnUrl": str(callbacks.get("postFlowUrl", ""))}
        return _here(request, _LOGOUT, query)
    known = (*_NEEDED, "responseMode", "sessionToken")
    query = {name: str(asked[name]) for name in known if asked.get(name)}
    return _here(request, _LOGIN, {**query, "prompt": str(auth.get("prompt", "login"))})


def _installed(core: Core, grants: Grants, query: Mapping[str, str]) -> Answer:
    """Return the redirect of who has installed the app."""
    identity = core.identity
    if query.get("appId") != identity.app_id:
        raise bad("appId is no app of this Wix")
    url = _checked_url(query, "redirectUrl")
    grant = Grant("app", identity.app_id, identity.app_id, identity.instance_id)
    told = {"code": grants.code(grant), "instanceId": identity.instance_id}
    return _back(url, {**told, **_picked(query, "state")})


def _logged_in(core: Core, grants: Grants, query: Mapping[str, str]) -> Answer:
    """Return the redirect of who has logged in; without a login page, only who has a session token is."""
    for name in _NEEDED:
        if not query.get(name):
            raise bad(f"the address lacks {name}")
    url, state = _checked_url(query, "redirectUri"), _picked(query, "state")
    is_fragment = query.get("responseMode") == "fragment"
    if query.get("prompt") == "none" and not query.get("sessionToken"):
        told = {"error": "login_required", "error_description": "nobody is logged in"}
        return _back(url, {**told, **state}, is_fragment=is_fragment)
    bound = {"redirect_uri": url, "code_challenge": query["codeChallenge"]}
    member = core.chance.guid()
    code = grants.code(Grant("member", member, core.identity.client_id, bound=bound))
    return _back(url, {"code": code, **state}, is_fragment=is_fragment)


def _here(request: Request, path: str, query: Mapping[str, str]) -> str:
    """Return the URL of a page of this Wix, at the address that the request was sent to."""
    host = request.headers.get("host", "localhost")
    scheme = "http" if host.rpartition(":")[2].isdigit() else "https"
    return f"{scheme}://{host}{path}?{urlencode(query)}"


def _back(url: str, members: Mapping[str, str], *, is_fragment: bool = False) -> Answer:
    """Return a redirect to a URL with more in its query or fragment."""
    more = urlencode(members)
    parts = urlsplit(url)
    part, known = "query", parts.query
    if is_fragment:
        part, known = "fragment", parts.fragment
    whole = "&".join(filter(None, (known, more)))
    location = parts._replace(**{part: whole}).geturl()
    return Answer(302, headers={"location": location})


def _checked_url(query: Mapping[str, str], name: str) -> str:
    """Return a URL of the query to which a browser can be sent."""
    url = query.get(name, "")
    is_plain = url.isascii() and url.isprintable()
    with suppress(ValueError):  # brackets around what is no address
        parts = urlsplit(url)
        if is_plain and parts.scheme in {"http", "https"} and parts.hostname:
            return url
    raise bad(f"{name} must be an http or https URL with a host")


def _picked(query: Mapping[str, str], name: str) -> dict[str, str]:
    """Return that member of the query, if it is there."""
    return {name: query[name]} if query.get(name) else {}
