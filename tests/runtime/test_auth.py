"""API keys, and where they come from."""

from __future__ import annotations

import pytest

from wixapi._auth.strategies import ApiKeyStrategy, AuthStrategy
from wixapi.errors import ConfigurationError


def test_headers() -> None:
    """A key goes into Authorization as it is; site or account has a header of its own."""
    assert {"Authorization": "k", "wix-site-id": "s"} == ApiKeyStrategy(
        "k", site_id="s"
    ).headers()
    assert (
        {
            "Authorization": "k",
            "wix-account-id": "a",
        }
    ) == ApiKeyStrategy("k", account_id="a").headers()
    assert {"Authorization": "k"} == ApiKeyStrategy(api_key="k").headers()


@pytest.mark.parametrize(
    ("environment", "arguments", "expected"),
    [
        ({"WIX_SITE_ID": "es"}, {}, {"wix-site-id": "es"}),
        ({"WIX_ACCOUNT_ID": "ea"}, {}, {"wix-account-id": "ea"}),
        ({"WIX_ACCOUNT_ID": "ea"}, {"site_id": "s"}, {"wix-site-id": "s"}),
        ({"WIX_SITE_ID": "es"}, {"account_id": "a"}, {"wix-account-id": "a"}),
        (
            {"WIX_SITE_ID": "es", "WIX_ACCOUNT_ID": "ea"},
            {"site_id": "s"},
            {"wix-site-id": "s"},
        ),
        ({"WIX_SITE_ID": "", "WIX_ACCOUNT_ID": "ea"}, {}, {"wix-account-id": "ea"}),
    ],
)
def test_environment(
    environment: dict[str, str],
    arguments: dict[str, str],
    expected: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The environment fills in; what is given explicitly beats all of it."""
    for name, value in {"WIX_API_KEY": "ek", **environment}.items():
        monkeypatch.setenv(name, value)

    assert {"Authorization": "ek", **expected} == ApiKeyStrategy(**arguments).headers()


def test_site_and_account_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site and an account from the same source are refused."""
    with pytest.raises(ConfigurationError, match="both a site"):
        ApiKeyStrategy("k", site_id="s", account_id="a")

    monkeypatch.setenv("WIX_SITE_ID", "s")
    monkeypatch.setenv("WIX_ACCOUNT_ID", "a")
    with pytest.raises(ConfigurationError, match="both a site"):
        ApiKeyStrategy("k")


def test_missing_key() -> None:
    """A missing key names the variable to set."""
    with pytest.raises(ConfigurationError, match="WIX_API_KEY"):
        ApiKeyStrategy()


@pytest.mark.parametrize(
    "key", ["", "hush\n", "hush\r\nx: y", "hu sh", "hush\x00", "hüsh", "hush\u2028"]
)
def test_bad_keys(key: str) -> None:
    """A key that no header can carry is refused, without being quoted."""
    with pytest.raises(ConfigurationError) as caught:
        ApiKeyStrategy(key)

    assert "sh" not in str(caught.value)


def test_bad_key_type() -> None:
    """A key that is no text is refused."""
    with pytest.raises(ConfigurationError, match="must be a str, not bytes"):
        ApiKeyStrategy(b"k")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


def test_repr_hides_the_key() -> None:
    """The key is absent from repr and str."""
    strategy = ApiKeyStrategy("hush", site_id="s")

    assert "ApiKeyStrategy(api_key=***, site_id='s')" == repr(strategy) == str(strategy)


def test_protocol() -> None:
    """Anything with `headers()` is a strategy."""

    class Mine:
        def headers(self) -> dict[str, str]:
            return {}

    assert isinstance(ApiKeyStrategy("k"), AuthStrategy)
    assert isinstance(Mine(), AuthStrategy)
