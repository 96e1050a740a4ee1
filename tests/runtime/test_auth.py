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


BOTH = {"WIX_SITE_ID": "es", "WIX_ACCOUNT_ID": "ea"}


@pytest.mark.parametrize(
    ("environment", "arguments", "expected"),
    [
        ({}, {}, {}),
        ({"WIX_SITE_ID": "es"}, {}, {"wix-site-id": "es"}),
        ({"WIX_ACCOUNT_ID": "ea"}, {}, {"wix-account-id": "ea"}),
        (BOTH, {}, {"wix-site-id": "es"}),
        ({}, {"site_id": "s"}, {"wix-site-id": "s"}),
        ({"WIX_SITE_ID": "es"}, {"site_id": "s"}, {"wix-site-id": "s"}),
        ({"WIX_ACCOUNT_ID": "ea"}, {"site_id": "s"}, {"wix-site-id": "s"}),
        (BOTH, {"site_id": "s"}, {"wix-site-id": "s"}),
        ({}, {"account_id": "a"}, {"wix-account-id": "a"}),
        ({"WIX_SITE_ID": "es"}, {"account_id": "a"}, {"wix-account-id": "a"}),
        ({"WIX_ACCOUNT_ID": "ea"}, {"account_id": "a"}, {"wix-account-id": "a"}),
        (BOTH, {"account_id": "a"}, {"wix-account-id": "a"}),
        ({**BOTH, "WIX_SITE_ID": ""}, {}, {"wix-account-id": "ea"}),
        ({**BOTH, "WIX_SITE_ID": ' "" '}, {}, {"wix-account-id": "ea"}),
        ({**BOTH, "WIX_ACCOUNT_ID": " "}, {}, {"wix-site-id": "es"}),
    ],
)
def test_environment(
    environment: dict[str, str],
    arguments: dict[str, str],
    expected: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The environment fills in, the site first; what is given explicitly beats all of it."""
    for name, value in {"WIX_API_KEY": "ek", **environment}.items():
        monkeypatch.setenv(name, value)

    assert {"Authorization": "ek", **expected} == ApiKeyStrategy(**arguments).headers()


@pytest.mark.parametrize("environment", [{}, BOTH])
def test_site_and_account_are_refused(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A site and an account that are both given explicitly are refused."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(ConfigurationError, match="both site_id and account_id"):
        ApiKeyStrategy("k", site_id="s", account_id="a")


@pytest.mark.parametrize(
    "written", ["IST.k", ' "IST.k" ', "'IST.k'", '"IST.k"\r\n', "IST.k\n", '" IST.k "']
)
def test_env_files(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quotes, blanks and line ends that a `.env` file leaves around values are taken off."""
    monkeypatch.setenv("WIX_API_KEY", written)
    monkeypatch.setenv("WIX_SITE_ID", written)

    assert {
        "Authorization": "IST.k",
        "wix-site-id": "IST.k",
    } == ApiKeyStrategy().headers()


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("WIX_API_KEY", "hu sh", "API key in WIX_API_KEY holds white space"),
        ("WIX_API_KEY", '"hush', "API key in WIX_API_KEY stands in quotes"),
        ("WIX_API_KEY", "Bearer hush", "API key in WIX_API_KEY must come alone"),
        ("WIX_SITE_ID", "hu sh", "site id in WIX_SITE_ID holds white space"),
        ("WIX_ACCOUNT_ID", "hu sh", "account id in WIX_ACCOUNT_ID holds white space"),
    ],
)
def test_bad_variables(
    variable: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What no header can carry is refused by the name of its variable, without being quoted."""
    monkeypatch.setenv("WIX_API_KEY", "k")
    monkeypatch.setenv(variable, value)

    with pytest.raises(ConfigurationError, match=told) as caught:
        ApiKeyStrategy()

    assert "sh" not in str(caught.value)


@pytest.mark.parametrize("blank", ["", " ", "\n", '""'])
def test_a_blank_key_is_none(blank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A blank variable counts as not set."""
    monkeypatch.setenv("WIX_API_KEY", blank)

    with pytest.raises(ConfigurationError, match="no API key"):
        ApiKeyStrategy()


def test_missing_key() -> None:
    """A missing key names the variable to set."""
    with pytest.raises(ConfigurationError, match="WIX_API_KEY"):
        ApiKeyStrategy()


@pytest.mark.parametrize(
    "key",
    [
        "",
        "hush\n",
        "hush\r\nx: y",
        "hu sh",
        "hush\x00",
        "hüsh",
        "hush\u2028",
        '"hush"',
        "Bearer hush",
    ],
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
