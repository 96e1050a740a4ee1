"""Apps: the strategy with which one calls, and how it is installed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from wixapi._auth.instances import SignedInstance, parse_instance
from wixapi._auth.strategies import checked_credential, optional_credential
from wixapi._auth.tokens import (
    AsyncFetch,
    Fetch,
    Token,
    TokenFlow,
    TokenRequest,
    TokenStrategy,
    read_token,
    traded,
)
from wixapi._fork import renew_after_fork
from wixapi._frames import shielded
from wixapi._oauth.callbacks import installer_url, is_same, parameters
from wixapi._options import checked_text
from wixapi.errors import AuthenticationError, ConfigurationError

if TYPE_CHECKING:
    from wixapi._http.library import AsyncHttpClient, HttpClient

MAX_INSTANCES = 10_000
"""The number of strategies that `AppStrategy.for_instance` keeps; the one unused for longest goes first."""


class AppStrategy(TokenStrategy):
    """Calls as an app, for one of its instances (a site on which it is installed).

    Give one of `instance_id`, `refresh_token` and `access_token`; without any, the strategy can
    make install links, take the user back from them, and give the strategies of instances
    (`for_instance`), but can't authorize calls itself.

    Args:
        app_id: the app's id.
        app_secret: the app's secret key; not needed with an access token.
        instance_id: the instance to call for.
        refresh_token: what the installation gave, see `handle_oauth_callback`.
        access_token: a token that somebody else got, sent as it is and never renewed; see `elevated`.
        on_refresh: called with each new refresh token, to be stored; async clients await it.

    Raises:
        ConfigurationError: they can't work together.
    """

    @shielded
    def __init__(
        self,
        app_id: str,
        app_secret: str | None = None,
        *,
        instance_id: str | None = None,
        refresh_token: str | None = None,
        access_token: str | None = None,
        on_refresh: Callable[[str], object] | None = None,
    ) -> None:
        super().__init__(
            refresh_token=optional_credential("refresh token", refresh_token),
            on_refresh=on_refresh,
        )
        self._app_id = checked_credential("app id", app_id)
        self._app_secret = optional_credential("app secret", app_secret)
        self._instance_id = optional_credential("instance id", instance_id)
        self._access_token = optional_credential("access token", access_token)
        self._elevates = False
        self._instances = _Instances()
        ways = {
            "instance_id": instance_id,
            "refresh_token": refresh_token,
            "access_token": access_token,
        }
        given = [name for name, value in ways.items() if value is not None]
        if len(given) > 1:
            raise ConfigurationError(f"give one of {' and '.join(given)}, not both")
        if given and given != ["access_token"] and app_secret is None:
            raise ConfigurationError(f"AppStrategy with {given[0]} needs app_secret")

    @property
    def app_id(self) -> str:
        """The app's id."""
        return self._app_id

    @property
    def instance_id(self) -> str | None:
        """The instance that calls are for, where it is known."""
        return self._instance_id

    def for_instance(self, instance_id: str) -> AppStrategy:
        """Return the strategy of one instance: the same object, with its token, whenever it is asked for.

        ```python
        wix.with_options(auth=app.for_instance(event.metadata.instance_id))
        ```
        """
        checked_credential("instance id", instance_id)
        made = self._instances.get(instance_id)
        if made is None:
            made = AppStrategy(self._app_id, self._app_secret, instance_id=instance_id)
            made._instances = self._instances
            made = self._instances.add(instance_id, made)
        return made

    @shielded
    def parse_instance(
        self, instance: str, *, max_age: float | timedelta | None = None
    ) -> SignedInstance:
        """Verifies and reads the query parameter `instance`, with which Wix opens the app's pages.

        ```python
        opened = app.parse_instance(request.args["instance"], max_age=3600)
        wix.with_options(auth=app.for_instance(opened.instance_id))
        ```

        Args:
            instance: the value of the parameter.
            max_age: how long ago Wix may have signed it, in seconds; None: any time.

        Raises:
            InstanceError: it isn't signed with the app's secret, is too old or has expired.
            ConfigurationError: there is no `app_secret`, or `max_age` can't be one.
        """
        if self._app_secret is None:
            raise ConfigurationError("AppStrategy needs app_secret to parse instances")
        return parse_instance(instance, app_secret=self._app_secret, max_age=max_age)

    def elevated(self) -> AppStrategy:
        """Return the app's own strategy, for the instance that `access_token` belongs to.

        What the bearer of the token may not do, the app may. With the first call the token is
        looked up; a token of another app raises `AuthenticationError`.

        Raises:
            ConfigurationError: there is no `access_token`, or no `app_secret`.
        """
        if self._access_token is None:
            raise ConfigurationError(
                "only a strategy with access_token can be elevated"
            )
        if self._app_secret is None:
            raise ConfigurationError("AppStrategy needs app_secret to be elevated")
        twin = AppStrategy(
            self._app_id, self._app_secret, access_token=self._access_token
        )
        twin._elevates = True
        twin._instances = self._instances
        return twin

    @shielded
    def install_url(
        self,
        redirect_url: str,
        *,
        state: str | None = None,
        token: str | None = None,
        base_url: str | None = None,
    ) -> str:
        """Return where to send a user who is to install the app.

        Args:
            redirect_url: where Wix sends the user afterwards, with `code`, `state`, `instanceId`.
            state: a secret of this user's session, to be given to `handle_oauth_callback`.
            token: what Wix gave where the installation began at Wix's side.
            base_url: where Wix is; by default `WIX_BASE_URL`, else the real one.
        """
        query = {"redirectUrl": redirect_url, "appId": self._app_id}
        query |= {"state": state} if state else {}
        query |= {"token": token} if token else {}
        for name, value in query.items():
            checked_text(name, value)
        return f"{installer_url(base_url)}?{urlencode(query)}"

    @shielded
    def handle_oauth_callback(
        self,
        url: str,
        *,
        state: str | None = None,
        base_url: str | None = None,
        http_client: HttpClient | None = None,
    ) -> Installation:
        """Trades the code, with which a user comes back from `install_url`, for tokens.

        Args:
            url: the URL of the request, with its query.
            state: what `install_url` was given; a URL with another one is refused. None only if
                it was given none.
            base_url: where Wix is; by default `WIX_BASE_URL`, else the real one.
            http_client: an `httpx2.Client`, or an `httpx.Client`, to call with.

        Raises:
            AuthenticationError: the state isn't the one expected, or Wix refuses the code.
            ConfigurationError: the URL has no code, the state is missing on one side, or there is
                no `app_secret`.
        """
        from wixapi._http.client import SyncClient

        code, instance = self._came_back(url, state)
        exchange = traded(self._oauth("authorization_code", code=code))
        del url, state, code  # tools print variables
        with SyncClient(
            auth=self, base_url=base_url, http_client=http_client
        ) as client:
            fetch = client._fetch_token  # pyright: ignore[reportPrivateUsage]
            return self._installed(instance, fetch(None, exchange))

    @shielded
    async def ahandle_oauth_callback(
        self,
        url: str,
        *,
        state: str | None = None,
        base_url: str | None = None,
        http_client: AsyncHttpClient | None = None,
    ) -> Installation:
        """`handle_oauth_callback`, asynchronous."""
        from wixapi._http.client import AsyncClient

        code, instance = self._came_back(url, state)
        exchange = traded(self._oauth("authorization_code", code=code))
        del url, state, code  # tools print variables
        async with AsyncClient(
            auth=self, base_url=base_url, http_client=http_client
        ) as client:
            fetch = client._fetch_token  # pyright: ignore[reportPrivateUsage]
            return self._installed(instance, await fetch(None, exchange))

    def flow(self) -> TokenFlow:
        """Asks for a token in the way that what is given allows."""
        if self._refresh_token is not None:
            answer = yield self._oauth(
                "refresh_token", refresh_token=self._refresh_token
            )
            return read_token(answer)
        instance_id = self._instance_id
        if self._elevates and instance_id is None:
            instance_id = yield from self._look_up()
        if instance_id is None:
            raise ConfigurationError(
                "AppStrategy doesn't know for which instance to call: give instance_id, "
                "refresh_token or access_token, or use app.for_instance(...)"
            )
        answer = yield TokenRequest(
            "/oauth2/token",
            {"instance_id": instance_id, **self._signed("client_credentials")},
        )
        return replace(read_token(answer), refresh_token=None)

    def token(self, fetch: Fetch, until: float | None = None) -> Token:
        """See `TokenStrategy.token`; a token that was given is handed back."""
        return self._given() or super().token(fetch, until)

    async def atoken(self, fetch: AsyncFetch, until: float | None = None) -> Token:
        """See `TokenStrategy.atoken`; a token that was given is handed back."""
        return self._given() or await super().atoken(fetch, until)

    def rejected(self, headers: Mapping[str, str]) -> bool:
        """See `TokenStrategy.rejected`; a token that was given can't be renewed."""
        return self._given() is None and super().rejected(headers)

    def _given(self) -> Token | None:
        if self._access_token is None or self._elevates:
            return None
        return Token(self._access_token, 0)

    def _look_up(self) -> Generator[TokenRequest, Mapping[str, Any], str]:
        """Yield the instance of the access token, if the token is one of this app."""
        info = yield TokenRequest(
            "/oauth2/token-info", {"token": self._access_token or ""}
        )
        if info.get("clientId") != self._app_id:
            raise AuthenticationError(
                401, "FOREIGN_TOKEN", "the access token is not one of this app"
            )
        instance_id: object = info.get("instanceId")
        if not isinstance(instance_id, str) or not instance_id:
            raise AuthenticationError(
                401, "NO_INSTANCE", "the access token belongs to no instance"
            )
        self._instance_id = instance_id
        return instance_id

    def _signed(self, grant: str) -> dict[str, str]:
        if self._app_secret is None:
            raise ConfigurationError("AppStrategy needs app_secret to ask for tokens")
        return {
            "grant_type": grant,
            "client_id": self._app_id,
            "client_secret": self._app_secret,
        }

    def _oauth(self, grant: str, **members: str) -> TokenRequest:
        return TokenRequest(
            "/oauth/access",
            {**members, **self._signed(grant)},
            repeatable=grant != "authorization_code",
        )

    def _came_back(self, url: str, state: str | None) -> tuple[str, str]:
        """Return the code and the instance in the URL with which a user comes back."""
        query = parameters(url)
        found = query.get("state", "")
        if state == "" or (state is None and found):
            raise ConfigurationError(
                "state must be what install_url was given: else anybody could send a user here"
            )
        if state is not None and not is_same(found, state):
            raise AuthenticationError(
                401, "WRONG_STATE", "the URL doesn't carry the state of this session"
            )
        code, instance = query.get("code", ""), query.get("instanceId", "")
        if not code or not instance:
            raise ConfigurationError("the URL must carry code and instanceId")
        return code, instance

    def _installed(self, instance_id: str, token: Token) -> Installation:
        return Installation(instance_id, token.value, token.refresh_token)

    def __repr__(self) -> str:
        instance = f", instance_id={self._instance_id!r}" if self._instance_id else ""
        return f"AppStrategy(app_id={self._app_id!r}{instance})"


@dataclass(frozen=True)
class Installation:
    """The result of an installation: keep the instance id, and the refresh token as a secret."""

    instance_id: str
    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)


class _Instances:
    """The strategies of an app's instances, the last used ones."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_id: OrderedDict[str, AppStrategy] = OrderedDict()
        renew_after_fork(self)

    def after_fork(self) -> None:
        """A thread of the parent may have held the lock."""
        self._lock = threading.Lock()

    def get(self, instance_id: str) -> AppStrategy | None:
        with self._lock:
            if instance_id in self._by_id:
                self._by_id.move_to_end(instance_id)
            return self._by_id.get(instance_id)

    def add(self, instance_id: str, strategy: AppStrategy) -> AppStrategy:
        """Return the strategy, or the one that another thread has added meanwhile."""
        with self._lock:
            kept = self._by_id.setdefault(instance_id, strategy)
            if len(self._by_id) > MAX_INSTANCES:
                self._by_id.popitem(last=False)
            return kept
