"""Visitors and members of a site: the strategy with which one calls, and how a member logs in."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wixapi._auth.redacted import Hidden
from wixapi._auth.strategies import checked_credential, optional_credential
from wixapi._auth.tokens import (
    Token,
    TokenFlow,
    TokenRequest,
    TokenStrategy,
    read_token,
    traded,
)
from wixapi._frames import shielded
from wixapi._log import LOGGER
from wixapi._oauth.login import (
    REDIRECT_SESSION,
    LoginRequest,
    code_grant,
    login_body,
    logout_body,
    make_secrets,
    read_redirect,
)
from wixapi.errors import AuthenticationError

if TYPE_CHECKING:
    from wixapi._http.library import AsyncHttpClient, HttpClient
    from wixapi._oauth.login import Prompt, ResponseMode


class OAuthStrategy(TokenStrategy):
    """Calls as a visitor of a site, or as a member who has logged in, with the id of a headless client.

    The first call begins a visitor's session; a session goes on when its refresh token is given again.
    A visitor becomes a member in two requests of the browser:

    ```python
    login = oauth.authorize_url("https://me.example/back")  # keep login.to_json(), go to login.url
    member = oauth.handle_oauth_callback(request_url, login)
    of_member = wix.with_options(auth=member.strategy)
    ```

    Args:
        client_id: the id of the OAuth client.
        refresh_token: that of a session which began earlier, of a visitor or of a member.
        on_refresh: called with each new refresh token, to be stored; async clients await it.

    Raises:
        ConfigurationError: one of them can't stand in a request.
    """

    @shielded
    def __init__(
        self,
        client_id: str,
        *,
        refresh_token: str | None = None,
        on_refresh: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__(
            refresh_token=optional_credential("refresh token", refresh_token),
            on_refresh=on_refresh,
        )
        self._client_id = checked_credential("client id", client_id)
        self._is_own_session = refresh_token is None

    @shielded
    def authorize_url(
        self,
        redirect_uri: str,
        *,
        original_uri: str | None = None,
        prompt: Prompt = "login",
        response_mode: ResponseMode = "query",
        session_token: str | None = None,
        base_url: str | None = None,
        http_client: HttpClient | None = None,
    ) -> LoginRequest:
        """Begins the login of a member: asks Wix where to send the user.

        Args:
            redirect_uri: where Wix sends them afterwards; one that the OAuth client allows.
            original_uri: where they are now, for your own use: kept, and not sent.
            prompt: `none` shows no login page: who isn't logged in comes back with an error.
            response_mode: where the code stands in the URL; a `fragment` is seen by the browser only.
            session_token: of a login on a page of yours (`identity.authentication`), with prompt `none`.
            base_url: where Wix is; by default `WIX_BASE_URL`, else the real one.
            http_client: an `httpx2.Client`, or an `httpx.Client`, to call with.

        Returns:
            What the session of the user has to keep for `handle_oauth_callback`, and its `url`.

        Raises:
            ConfigurationError: an argument can't be meant.
            WixError: Wix gives no URL, see `wixapi.errors`.
        """
        made = make_secrets()
        body = login_body(
            *(self._client_id, redirect_uri, made),
            *(prompt, response_mode, session_token),
        )
        del session_token  # tools print variables
        url = self._redirect(body, base_url, http_client)
        return LoginRequest(
            url, redirect_uri, made.state, made.code_verifier, original_uri
        )

    @shielded
    async def aauthorize_url(
        self,
        redirect_uri: str,
        *,
        original_uri: str | None = None,
        prompt: Prompt = "login",
        response_mode: ResponseMode = "query",
        session_token: str | None = None,
        base_url: str | None = None,
        http_client: AsyncHttpClient | None = None,
    ) -> LoginRequest:
        """`authorize_url`, asynchronous."""
        made = make_secrets()
        body = login_body(
            *(self._client_id, redirect_uri, made),
            *(prompt, response_mode, session_token),
        )
        del session_token  # tools print variables
        url = await self._aredirect(body, base_url, http_client)
        return LoginRequest(
            url, redirect_uri, made.state, made.code_verifier, original_uri
        )

    @shielded
    def handle_oauth_callback(
        self,
        url: str,
        login: LoginRequest,
        *,
        on_refresh: Callable[[str], object] | None = None,
        base_url: str | None = None,
        http_client: HttpClient | None = None,
    ) -> MemberSession:
        """Trades the code, with which a user comes back from `authorize_url`, for a member's tokens.

        Args:
            url: the URL of the request, with its query or fragment.
            login: what `authorize_url` gave; a URL with another state is refused.
            on_refresh: called with each new refresh token of the member.
            base_url: where Wix is; by default `WIX_BASE_URL`, else the real one.
            http_client: an `httpx2.Client`, or an `httpx.Client`, to call with.

        Raises:
            AuthenticationError: the state isn't that of the login, or Wix lets the user not in.
            ConfigurationError: the URL has no code.
            WixError: see `wixapi.errors`.
        """
        from wixapi._http.client import SyncClient

        exchange = self._exchange(url, login)
        del url  # tools print variables
        with SyncClient(
            auth=self, base_url=base_url, http_client=http_client
        ) as client:
            fetch = client._fetch_token  # pyright: ignore[reportPrivateUsage]
            asked_at = time.monotonic()
            return self._member(fetch(None, exchange), asked_at, on_refresh)

    @shielded
    async def ahandle_oauth_callback(
        self,
        url: str,
        login: LoginRequest,
        *,
        on_refresh: Callable[[str], object] | None = None,
        base_url: str | None = None,
        http_client: AsyncHttpClient | None = None,
    ) -> MemberSession:
        """`handle_oauth_callback`, asynchronous."""
        from wixapi._http.client import AsyncClient

        exchange = self._exchange(url, login)
        del url  # tools print variables
        async with AsyncClient(
            auth=self, base_url=base_url, http_client=http_client
        ) as client:
            fetch = client._fetch_token  # pyright: ignore[reportPrivateUsage]
            asked_at = time.monotonic()
            return self._member(await fetch(None, exchange), asked_at, on_refresh)

    @shielded
    def logout_url(
        self,
        post_flow_url: str,
        *,
        base_url: str | None = None,
        http_client: HttpClient | None = None,
    ) -> str:
        """Return where to send a member who logs out; throw away their refresh token, too.

        Args:
            post_flow_url: where Wix sends them afterwards.
            base_url: where Wix is; by default `WIX_BASE_URL`, else the real one.
            http_client: an `httpx2.Client`, or an `httpx.Client`, to call with.

        Raises:
            WixError: Wix gives no URL, see `wixapi.errors`.
        """
        body = logout_body(self._client_id, post_flow_url)
        return self._redirect(body, base_url, http_client)

    @shielded
    async def alogout_url(
        self,
        post_flow_url: str,
        *,
        base_url: str | None = None,
        http_client: AsyncHttpClient | None = None,
    ) -> str:
        """`logout_url`, asynchronous."""
        body = logout_body(self._client_id, post_flow_url)
        return await self._aredirect(body, base_url, http_client)

    def flow(self) -> TokenFlow:
        """Renews the session's token, or begins a visitor's session where it isn't somebody's own."""
        if self._refresh_token is not None:
            try:
                answer = yield self._request(
                    "refresh_token", refreshToken=self._refresh_token
                )
            except AuthenticationError as error:
                if error.status == 403 or not self._is_own_session:
                    raise
                LOGGER.warning("the visitor's session has ended: a new one begins")
            else:
                return read_token(answer)
        if not self._is_own_session:
            raise AuthenticationError(
                401, "SESSION_ENDED", "the member's session has ended: log in again"
            )
        answer = yield self._request("anonymous")
        return read_token(answer)

    def _request(self, grant: str, **members: str) -> TokenRequest:
        return TokenRequest(
            "/oauth2/token",
            {"clientId": self._client_id, "grantType": grant, **members},
        )

    def _redirect(
        self, body: Hidden, base_url: str | None, http_client: HttpClient | None
    ) -> str:
        """Return where Wix sends a user for that; asks as whoever the strategy calls for."""
        from wixapi._http.client import SyncClient

        with SyncClient(
            auth=self, base_url=base_url, http_client=http_client
        ) as client:
            return read_redirect(client.request("POST", REDIRECT_SESSION, json=body))

    async def _aredirect(
        self, body: Hidden, base_url: str | None, http_client: AsyncHttpClient | None
    ) -> str:
        from wixapi._http.client import AsyncClient

        async with AsyncClient(
            auth=self, base_url=base_url, http_client=http_client
        ) as client:
            return read_redirect(
                await client.request("POST", REDIRECT_SESSION, json=body)
            )

    def _exchange(self, url: str, login: LoginRequest) -> TokenFlow:
        """Return the flow that trades the code in the URL; what is wrong with the URL is raised at once."""
        request = TokenRequest(
            "/oauth2/token", code_grant(self._client_id, url, login), repeatable=False
        )
        return traded(request)

    def _member(
        self, token: Token, asked_at: float, on_refresh: Callable[[str], object] | None
    ) -> MemberSession:
        """Return the session of a member with that token, which was asked for at that time."""
        strategy = OAuthStrategy(
            self._client_id, refresh_token=token.refresh_token, on_refresh=on_refresh
        )
        strategy._is_own_session = False
        strategy._keeper.keep(token, asked_at)
        return MemberSession(strategy, token.value, token.refresh_token)

    def __repr__(self) -> str:
        return f"OAuthStrategy(client_id={self._client_id!r})"


@dataclass(frozen=True)
class MemberSession:
    """A member who has logged in: keep the refresh token as a secret, to give it to `OAuthStrategy` again."""

    strategy: OAuthStrategy
    """With it a client calls as the member."""
    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
