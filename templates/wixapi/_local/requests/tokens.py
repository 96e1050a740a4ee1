"""Access tokens of apps, visitors and members: the paths where Wix gives them out."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from wixapi._local.calls import Caller
from wixapi._local.messages import Answer, Request, json_answer, wrong_verb
from wixapi._local.requests import browser
from wixapi._local.requests.grants import LIFETIME, Grant, Grants
from wixapi._local.requests.json_text import object_of
from wixapi._oauth.login import REDIRECT_SESSION

if TYPE_CHECKING:
    from wixapi._local.core import Core

_TOKEN, _ACCESS, _INFO = "/oauth2/token", "/oauth/access", "/oauth2/token-info"
VERBS: Mapping[str, str] = {
    **dict.fromkeys((_TOKEN, _ACCESS, _INFO, REDIRECT_SESSION), "POST"),
    **dict.fromkeys(sorted(browser.PATHS), "GET"),
}
"""The verb of each path that is answered here."""
_IDENTITIES = {
    "app": ("APP", "appId"),
    "visitor": ("ANONYMOUS_VISITOR", "anonymousVisitorId"),
    "member": ("MEMBER", "memberId"),
}
"""By subject: the type of the identity, and how its id is called."""


def is_of_tokens(request: Request) -> bool:
    """Return whether a request is for a token, or for one of the pages on the way to one."""
    return request.path in VERBS


class Tokens:
    """Gives out tokens, and knows those that it gave.

    Args:
        core: of whose apps and site they are.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._grants = Grants(core)

    def caller(self, token: str) -> Caller | None:
        """Return who calls with an access token; None if it isn't valid (any more)."""
        found = self._grants.find(token, "access")
        if found is None:
            return None
        grant = found.grant
        kind, name = _IDENTITIES[grant.subject]
        identity = {"identityType": kind, name: grant.subject_id}
        return Caller(grant.subject, identity, grant.instance_id)

    def answer(self, request: Request) -> Answer:
        """Return the answer to a request for a token, or for a page on the way to one.

        Raises:
            Refusal: it can't be read, or has another verb (405).
        """
        _require_verb(request, VERBS[request.path])
        with self._core.store.transaction():
            if request.path in browser.PATHS:
                return browser.answer(self._core, self._grants, request)
            answers: Mapping[str, Callable[[Request], Answer]] = {
                _TOKEN: self._token,
                _ACCESS: self._access,
                _INFO: self._info,
                REDIRECT_SESSION: self._redirect_session,
            }
            return answers[request.path](request)

    def _token(self, request: Request) -> Answer:
        """Answer `/oauth2/token`: tokens of apps' instances, of visitors and of members."""
        given = _Given(request)
        grant = given["grant_type"]
        if grant == "client_credentials":
            return self._of_instance(given)
        client = self._core.identity.client_id
        if grant not in {"anonymous", "refresh_token", "authorization_code"}:
            return _unknown_grant(grant)
        if given["client_id"] != client:
            return _refused("invalid_client", "there is no such client id", 401)
        if grant == "refresh_token":
            return self._renewed(given, client, self._session)
        if grant == "authorization_code":
            return self._of_login(given, client)
        visitor = self._core.chance.guid()
        return self._session(Grant("visitor", visitor, client))

    def _access(self, request: Request) -> Answer:
        """Answer `/oauth/access`: tokens of an app that was installed."""
        given = _Given(request)
        app, grant = self._core.identity.app_id, given["grant_type"]
        if grant not in {"refresh_token", "authorization_code"}:
            return _unknown_grant(grant)
        if refused := self._refused_app(given):
            return refused
        if grant == "refresh_token":
            return self._renewed(given, app, self._installation)
        found = self._grants.take(given["code"], "code")
        if found is None or found.grant.client_id != app:
            return _refused(
                "invalid_grant", "the code isn't valid, or was used already"
            )
        return self._installation(found.grant)

    def _info(self, request: Request) -> Answer:
        """Answer `/oauth2/token-info`: whose an access token is."""
        identity = self._core.identity
        found = self._grants.find(_Given(request)["token"], "access")
        if found is None or found.until is None:
            return json_answer({"active": False})
        grant = found.grant
        told = {
            "active": True,
            "subjectType": grant.subject.upper(),
            "subjectId": grant.subject_id,
            "exp": str(int(found.until.timestamp())),
            "iat": str(int(found.issued.timestamp())),
            "clientId": grant.client_id,
            "accountId": identity.account_id,
            "siteId": identity.site_id,
        }
        if grant.instance_id:
            told["instanceId"] = grant.instance_id
        return json_answer(told)

    def _redirect_session(self, request: Request) -> Answer:
        """Answer with where to send a user who logs in or out."""
        from wixapi._local.requests.credentials import caller_of

        caller_of(self._core, request)
        url = browser.session_url(self._core, request, object_of(request))
        session = {"id": self._core.chance.guid(), "fullUrl": url}
        return json_answer({"redirectSession": session})

    def _of_instance(self, given: _Given) -> Answer:
        """Answer with a token of the app's instance."""
        if refused := self._refused_app(given):
            return refused
        identity = self._core.identity
        if given["instance_id"] != identity.instance_id:
            reason = "the app isn't installed as that instance"
            return _refused("invalid_grant", reason)
        grant = Grant("app", identity.app_id, identity.app_id, identity.instance_id)
        return json_answer(
            {
                "access_token": self._grants.access_token(grant),
                "token_type": "Bearer",
                "expires_in": int(LIFETIME.total_seconds()),
            }
        )

    def _of_login(self, given: _Given, client: str) -> Answer:
        """Answer with the tokens of a member who has logged in."""
        found = self._grants.take(given["code"], "code")
        if found is None or found.grant.client_id != client:
            return _refused(
                "invalid_grant", "the code isn't valid, or was used already"
            )
        bound = found.grant.bound
        digest = sha256(given["code_verifier"].encode(errors="replace")).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not hmac.compare_digest(challenge, bound["code_challenge"]):
            return _refused(
                "invalid_grant", "the code verifier isn't that of the login"
            )
        if given["redirect_uri"] != bound["redirect_uri"]:
            return _refused("invalid_grant", "the redirect URI isn't that of the login")
        return self._session(replace(found.grant, bound={}))

    def _renewed(
        self, given: _Given, client: str, answer: Callable[[Grant], Answer]
    ) -> Answer:
        """Answer with new tokens in place of a refresh token, which is good no more."""
        found = self._grants.find(given["refresh_token"], "refresh")
        if found is None or found.grant.client_id != client:
            return _refused(
                "invalid_grant", "the refresh token isn't valid, or was used already"
            )
        self._grants.take(given["refresh_token"], "refresh")
        return answer(found.grant)

    def _session(self, grant: Grant) -> Answer:
        """Answer with the tokens of a visitor or a member."""
        lifetime = int(LIFETIME.total_seconds())
        return json_answer(
            {**self._pair(grant), "token_type": "Bearer", "expires_in": lifetime}
        )

    def _installation(self, grant: Grant) -> Answer:
        """Answer with the tokens of an installed app."""
        return json_answer(self._pair(grant))

    def _pair(self, grant: Grant) -> dict[str, str]:
        """Return a new access token, and what renews it."""
        return {
            "access_token": self._grants.access_token(grant),
            "refresh_token": self._grants.refresh_token(grant),
        }

    def _refused_app(self, given: _Given) -> Answer | None:
        """Return the refusal of who doesn't know the app's secret; None for who does."""
        identity = self._core.identity
        if given["client_id"] != identity.app_id:
            return _refused("invalid_client", "there is no such app id", 401)
        if given["client_secret"] != identity.app_secret:
            return _refused("invalid_client", "the app secret is wrong", 401)
        return None


class _Given:
    """What a request for a token holds, by names in snake_case; they come in camelCase, too.

    Raises:
        Refusal: it is no JSON object.
    """

    def __init__(self, request: Request) -> None:
        self._members: Mapping[str, Any] = object_of(request)

    def __getitem__(self, name: str) -> str:
        first, *others = name.split("_")
        camel = first + "".join(map(str.capitalize, others))
        found = self._members.get(name, self._members.get(camel, ""))
        return found if isinstance(found, str) else ""


def _require_verb(request: Request, verb: str) -> None:
    """Refuse other verbs than that."""
    if request.verb != verb:
        raise wrong_verb(request, {verb})


def _refused(code: str, reason: str, status: int = 400) -> Answer:
    """Return the refusal of a token, in the form that OAuth has for it."""
    return json_answer({"error": code, "error_description": reason}, status)


def _unknown_grant(grant: str) -> Answer:
    """Return the refusal of a way to a token that isn't known here."""
    reason = (
        f"there is no grant type {grant!r} here" if grant else "grant_type is missing"
    )
    return _refused("unsupported_grant_type", reason)
