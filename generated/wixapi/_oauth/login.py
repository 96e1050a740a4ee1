"""A member's login, in two requests of the browser: what is sent to Wix, and what comes back."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from wixapi._auth.redacted import Hidden
from wixapi._frames import shielded
from wixapi._oauth.callbacks import is_same, parameters
from wixapi.errors import AuthenticationError, ConfigurationError, WixError

if TYPE_CHECKING:
    from typing import Self

REDIRECT_SESSION = "/_api/redirects-api/v1/redirect-session"

Prompt: TypeAlias = Literal["login", "none"]
"""Whether Wix shows its login page, or takes only whom it knows already."""
ResponseMode: TypeAlias = Literal["query", "fragment"]
"""Where the code stands in the URL with which the user comes back."""

_PROMPTS = ("login", "none")
_RESPONSE_MODES = ("query", "fragment")


@dataclass(frozen=True)
class LoginRequest:
    """A login that has begun: keep it in the session of the user, as a secret, until they are back."""

    url: str = field(repr=False)
    """Where to send the user."""
    redirect_uri: str
    """Where Wix sends them afterwards."""
    state: str = field(repr=False)
    """The secret by which the callback shows that it belongs to this session."""
    code_verifier: str = field(repr=False)
    """The secret without which the callback's code is worth nothing."""
    original_uri: str | None = None
    """Where they were before: yours, it isn't sent."""

    def to_json(self) -> str:
        """Return it as JSON, secrets included."""
        return json.dumps(asdict(self))

    @classmethod
    @shielded
    def from_json(cls, text: str | bytes) -> Self:
        """Return what `to_json` has written.

        Raises:
            ConfigurationError: it is something else.
        """
        with suppress(TypeError, ValueError, RecursionError):
            return cls(**json.loads(text))
        raise ConfigurationError("this is no LoginRequest.to_json()")


@dataclass(frozen=True)
class LoginSecrets:
    """What a login is sent with, and later known by."""

    state: str = field(repr=False)
    code_verifier: str = field(repr=False)

    def code_challenge(self) -> str:
        """Return what may be told of the verifier before the code is traded (PKCE, S256)."""
        digest = sha256(self.code_verifier.encode()).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()


def make_secrets() -> LoginSecrets:
    """Return the secrets of a new login: 256 random bits each."""
    return LoginSecrets(secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def login_body(
    client_id: str,
    redirect_uri: str,
    made: LoginSecrets,
    prompt: Prompt,
    response_mode: ResponseMode,
    session_token: str | None,
) -> Hidden:
    """Return the body with which a redirect session for a login is asked for.

    Raises:
        ConfigurationError: one of them can't be meant.
    """
    if not redirect_uri:
        raise ConfigurationError("redirect_uri is empty")
    if prompt not in _PROMPTS:
        raise ConfigurationError(f"prompt must be one of {', '.join(_PROMPTS)}")
    if response_mode not in _RESPONSE_MODES:
        raise ConfigurationError(
            f"response_mode must be one of {', '.join(_RESPONSE_MODES)}"
        )
    request = {
        "redirectUri": redirect_uri,
        "clientId": client_id,
        "codeChallenge": made.code_challenge(),
        "codeChallengeMethod": "S256",
        "responseMode": response_mode,
        "responseType": "code",
        "scope": "offline_access",
        "state": made.state,
    }
    if session_token is not None:
        request["sessionToken"] = session_token
    return Hidden({"auth": {"authRequest": request, "prompt": prompt}})


def logout_body(client_id: str, post_flow_url: str) -> Hidden:
    """Return the body with which a redirect session for a logout is asked for."""
    return Hidden(
        {
            "logout": {"clientId": client_id},
            "callbacks": {"postFlowUrl": post_flow_url},
        }
    )


def read_redirect(answer: object) -> str:
    """Return the URL in the answer to such a body; raises `WixError` if there is none."""
    session = _object(_object(answer).get("redirectSession"))
    url: object = session.get("fullUrl")
    if not isinstance(url, str) or not url:
        raise WixError("Wix's answer holds no URL to send the user to")
    return url


def code_grant(client_id: str, url: str, login: LoginRequest) -> dict[str, str]:
    """Return what is posted to trade the code, with which the user came back, for tokens.

    Args:
        client_id: the id of the OAuth client.
        url: that of the callback; the code stands in its query or in its fragment.
        login: what the session has kept.

    Raises:
        AuthenticationError: the state isn't that of the login, or Wix has let nobody in.
        ConfigurationError: the URL has no code.
    """
    found = parameters(url, with_fragment=True)
    if not is_same(found.get("state", ""), login.state):
        raise AuthenticationError(
            401, "WRONG_STATE", "the URL doesn't carry the state of this login"
        )
    if "error" in found:
        reason = found.get("error_description") or "Wix has let nobody in"
        raise AuthenticationError(401, found["error"], reason)
    if "code" not in found:
        raise ConfigurationError("the URL must carry code, in its query or fragment")
    return {
        "clientId": client_id,
        "grantType": "authorization_code",
        "redirectUri": login.redirect_uri,
        "code": found["code"],
        "codeVerifier": login.code_verifier,
    }


def _object(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}
