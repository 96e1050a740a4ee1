"""The local Wix of tests: `LocalWix`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from inspect import iscoroutinefunction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._local.core import Core, Handler, Identity
from wixapi._local.events import Events
from wixapi._local.troubles import Troubles
from wixapi.errors import ConfigurationError

if TYPE_CHECKING:
    import httpx2

    from wixapi._api import AsyncWixClient, WixClient
    from wixapi._local.log import Entry
    from wixapi._local.server.port import Port
    from wixapi._local.state.store import Snapshot

H = TypeVar("H", bound=Handler)


class LocalWix(Events, Troubles):
    """A Wix of your own: it keeps what is made, checks what is sent, and sends the events of it.

        with LocalWix() as local:
            wix = local.client()
            made = wix.calendar.participations.create_participation(participation={...})
            assert wix.calendar.participations.get_participation(participation_id=made.id) == made

    Args:
        port: A port of this machine, 0 for any free one, which takes `wixapi[local]`; None: calls of its own
            clients are answered without a network.
        host: The address at which the port is; by default only this machine reaches it.
        db: The file that keeps its state; None: memory.
        clock: The moment at which its clock stands until `advance`, in UTC unless it says otherwise; None: it
            runs with the real time.
        random: Seed of its ids and choices.
        strict: Whether methods whose answer would be made up are refused (501).
        seed: What it holds at the beginning, as `seed` takes it.

    Raises:
        ConfigurationError: The port is taken, the file can't be used, or the seed breaks rules.
    """

    def __init__(
        self,
        *,
        port: int | None = None,
        host: str = "127.0.0.1",
        db: str | Path | None = None,
        clock: datetime | None = None,
        random: int = 0,
        strict: bool = False,
        seed: Mapping[str, Any] | None = None,
    ) -> None:
        self.core = Core(
            db=None if db is None else str(db), clock=clock, seed=random, strict=strict
        )
        self._port: Port | None = None
        try:
            taken = None if port is None else self.take_port(port, host)
            if seed is not None:
                self.seed(seed)
        except BaseException:
            self.close()
            raise
        if taken is not None:
            taken.start()

    def __repr__(self) -> str:
        return f"LocalWix(base_url={self.base_url!r})"

    @property
    def identity(self) -> Identity:
        """The site, the app and the keys that it knows."""
        return self.core.identity

    @property
    def api_key(self) -> str:
        """The API key that it accepts."""
        return self.core.identity.api_key

    @property
    def site_id(self) -> str:
        """The site that the API key is for."""
        return self.core.identity.site_id

    @property
    def account_id(self) -> str:
        """The account of that site."""
        return self.core.identity.account_id

    @property
    def app_id(self) -> str:
        """The app that is installed on the site: `AppStrategy(local.app_id, local.app_secret, …)`."""
        return self.core.identity.app_id

    @property
    def app_secret(self) -> str:
        """The secret of that app."""
        return self.core.identity.app_secret

    @property
    def instance_id(self) -> str:
        """The instance of that app on the site."""
        return self.core.identity.instance_id

    @property
    def client_id(self) -> str:
        """The OAuth client of the site's visitors and members: `OAuthStrategy(local.client_id)`."""
        return self.core.identity.client_id

    @property
    def scopes(self) -> frozenset[str] | None:
        """The permissions that API key and app have, as docstrings of methods name them; None: all.

        Methods that need another one are refused (403).
        """
        return self.core.scopes

    @scopes.setter
    def scopes(self, scopes: Iterable[str] | str | None) -> None:
        given = [scopes] if isinstance(scopes, str) else scopes
        self.core.scopes = None if given is None else frozenset(given)

    @property
    def base_url(self) -> str:
        """Its address, for clients that it didn't make. Without a port, no network leads there."""
        return "https://local.wix.invalid" if self._port is None else self._port.url

    def take_port(self, port: int, host: str = "127.0.0.1") -> Port:
        """Take a port without answering there yet: it is answered from when the port's `start` is called.

        Args:
            port: 0 for any free one.
            host: The address at which it is; by default only this machine reaches it.

        Raises:
            ConfigurationError: It is taken.
        """
        from wixapi._local.server.port import Port

        self._port = Port(self.core, port, host)
        return self._port

    @property
    def requests(self) -> list[Entry]:
        """The newest requests, oldest first."""
        with self.core.lock:
            return [*self.core.log.entries]

    def client(self, **settings: Any) -> WixClient:
        """Make a client whose calls it answers.

        Args:
            settings: Those of `WixClient`; by default its API key and no retries.
        """
        from wixapi._api import WixClient

        if self._port is None and "http_client" not in settings:
            settings["http_client"] = self.http_client()
        return WixClient(**self._settings(settings))

    def async_client(self, **settings: Any) -> AsyncWixClient:
        """Make an async client whose calls it answers.

        Args:
            settings: Those of `AsyncWixClient`; by default its API key and no retries.
        """
        from wixapi._api import AsyncWixClient

        if self._port is None and "http_client" not in settings:
            settings["http_client"] = self.async_http_client()
        return AsyncWixClient(**self._settings(settings))

    def http_client(self) -> httpx2.Client:
        """Make an HTTP client, with its address for base URL, whose requests it answers: for OAuth callbacks, and to go
        where a user's browser goes."""
        import httpx2

        from wixapi._local.transport import LocalTransport

        transport = LocalTransport(self.core) if self._port is None else None
        return httpx2.Client(transport=transport, base_url=self.base_url)

    def async_http_client(self) -> httpx2.AsyncClient:
        """`http_client`, asynchronous."""
        import httpx2

        from wixapi._local.transport import LocalTransport

        transport = LocalTransport(self.core) if self._port is None else None
        return httpx2.AsyncClient(transport=transport, base_url=self.base_url)

    def _settings(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the settings of a client, with what isn't given."""
        identity = self.identity
        auth = given.get("auth") or ApiKeyStrategy(
            identity.api_key, site_id=identity.site_id
        )
        return {"max_retries": 0, "base_url": self.base_url, **given, "auth": auth}

    def on(self, method: str | Callable[..., Any]) -> Callable[[H], H]:
        """Let a function answer the calls of a method: a decorator.

        Args:
            method: `"bookings.bookings.confirm_booking"`, or the method of a client or of its class.

        Raises:
            ConfigurationError: There is no such method, or the function is async.
        """
        from wixapi._testing.methods import operation_of

        name = operation_of(method).name

        def register(handler: H) -> H:
            """Let the function answer the method."""
            if iscoroutinefunction(handler):
                raise ConfigurationError(
                    f"the handler of {name} is async: it answers at once, so make it a plain function"
                )
            if not callable(handler):
                raise ConfigurationError(
                    f"{handler!r} can't answer the calls of {name}: give a function"
                )
            self.core.handlers[name] = handler
            return handler

        return register

    def coverage(self) -> dict[str, str]:
        """Return who answers each method, by its path: `handler`, `state`, `example` or `made`.

        Of an action, the state knows nothing as long as there is no entity of its kind; an example is the
        answer of requests that say what it says.
        """
        from wixapi._local.made.coverage import coverage

        with self.core.lock:
            return coverage(self.core)

    def seed(self, data: Mapping[str, Any]) -> None:
        """Put entities into it, by resource: `{"crm.contacts": [{"info": …}]}`, in Python or wire names.

        Raises:
            ConfigurationError: They break documented rules; each is named.
        """
        from wixapi._local.seeds import plant

        plant(self.core, data)

    def export(self) -> dict[str, Any]:
        """Return what it holds, as `seed` takes it."""
        from wixapi._local.seeds import export

        return export(self.core)

    def snapshot(self) -> Snapshot:
        """Return what it holds now, for `restore`: entities, tokens and the events on their way."""
        with self.core.lock:
            return self.core.store.snapshot()

    def restore(self, snapshot: Snapshot) -> None:
        """Hold again what a snapshot of this or another local Wix held; its clock goes on."""
        with self.core.lock:
            self.core.store.restore(snapshot)

    def reset(self) -> None:
        """Forget all: entities, requests, events, tokens, faults and handlers, but not where events are sent."""
        self.core.reset()

    def close(self) -> None:
        """Close its port and its file."""
        if self._port is not None:
            self._port.close()
        self.core.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
