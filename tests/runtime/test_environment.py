"""What the environment says about proxies and certificates: obeyed, or named in an error that says what helps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import pytest

from support.server import LoopbackServer, loopback_server
from wixapi import errors
from wixapi._auth.strategies import ApiKeyStrategy
from wixapi._http.client import AsyncClient, SyncClient

KEY = ApiKeyStrategy("key", site_id="site")
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE", "REQUEST_METHOD")

NO_PROXY = {
    "Docker Desktop": "hubproxy.docker.internal,localhost,127.0.0.0/8,::1,fd00::/8,127.0.0.1",
    "OrbStack": "*.orb.local,orb.local,192.168.0.0/16,fd07:b51a:cc66::/64,fe80::/10,127.0.0.1",
    "in brackets": "[::1],[fd00::]/8,127.0.0.1",
    "with spaces": " ::1/128 , fe80::1%eth0 , 127.0.0.1 ",
    "with nonsense": "[::1,bad:host,fd00::/200,a..b,http://[::1,127.0.0.1",
}

BAD_PROXIES = {
    "unknown scheme": "nonsense://proxy.invalid:1",
    "socks4": "socks4://127.0.0.1:9",
    "no host": "http://",
    "no port": "http://proxy.invalid:notaport",
    "port out of range": "http://127.0.0.1:99999",
    "port 0": "http://127.0.0.1:0",
    "bracket": "http://[::1",
    "password with a #": "http://me:pa#hush@proxy.invalid:3128",
    "password with a /": "http://me:pa/hush@proxy.invalid:3128",
    "spaces": " http://proxy.invalid:1 ",
    "line break": "http://proxy.invalid:1\n",
    "no name": "http://a..b:1",
    "long name": f"http://{'a' * 70}:1",
}


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


async def call(kind: str, url: str) -> Any:
    """Makes one call with a new client of the kind."""
    settings: dict[str, Any] = {"auth": KEY, "base_url": url, "max_retries": 0}
    if kind == "sync":
        with SyncClient(**settings) as client:
            return client.request("GET", "/x")
    async with AsyncClient(**settings) as other:
        return await other.request("GET", "/x")


KINDS = pytest.mark.parametrize("kind", ["sync", "async"])


@KINDS
@pytest.mark.parametrize("value", NO_PROXY.values(), ids=NO_PROXY)
async def test_no_proxy(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch, value: str, kind: str
) -> None:
    """Networks and addresses of IPv6 are understood; what nobody understands is left out."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", value)
    server.answer({"a": 1})

    assert {"a": 1} == await call(kind, server.url)


@KINDS
async def test_a_proxy(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """What isn't exempt goes through the proxy, also where networks are exempt."""
    monkeypatch.setenv("HTTP_PROXY", server.url)
    monkeypatch.setenv("NO_PROXY", "::1,fd00::/8,fe80::/10,192.168.0.0/16")
    server.answer({"a": 1})

    assert {"a": 1} == await call(kind, "http://wix.invalid")
    assert "wix.invalid" == server.last.headers["host"]


@KINDS
@pytest.mark.parametrize("value", BAD_PROXIES.values(), ids=BAD_PROXIES)
@pytest.mark.parametrize("name", ["ALL_PROXY", "https_proxy"])
async def test_bad_proxies(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, kind: str
) -> None:
    """A proxy that is none is named by its variable, with what it should be; its password isn't shown."""
    monkeypatch.setenv(name, value)
    with pytest.raises(errors.ConfigurationError, match=name) as caught:
        await call(kind, "http://wix.invalid")

    assert "hush" not in str(caught.value)
    assert "unset" in str(caught.value)


@KINDS
async def test_socks_without_its_extra(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A SOCKS proxy takes an extra of httpx2, which the error names."""
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    with pytest.raises(
        errors.ConfigurationError, match=r"ALL_PROXY.*pip install 'httpx2\[socks\]'"
    ):
        await call(kind, "http://wix.invalid")


@KINDS
async def test_all_hosts_are_exempt(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Where NO_PROXY is *, no proxy is used, and a bad one does no harm."""
    monkeypatch.setenv("ALL_PROXY", "nonsense://x")
    monkeypatch.setenv("NO_PROXY", "localhost, *")
    server.answer({"a": 1})

    assert {"a": 1} == await call(kind, server.url)


CERTIFICATES = {
    "file is missing": ("SSL_CERT_FILE", "{folder}/missing.pem"),
    "file is a folder": ("SSL_CERT_FILE", "{folder}"),
    "file is something else": ("SSL_CERT_FILE", "{folder}/text.pem"),
    "file of a home": ("SSL_CERT_FILE", "~/ca.pem"),
    "folder is missing": ("SSL_CERT_DIR", "{folder}/missing"),
    "folders are missing": ("SSL_CERT_DIR", "{folder}/missing:{folder}/too"),
    "folder is a file": ("SSL_CERT_DIR", "{folder}/text.pem"),
}


@KINDS
@pytest.mark.parametrize(("name", "value"), CERTIFICATES.values(), ids=CERTIFICATES)
async def test_certificates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, kind: str
) -> None:
    """Certificates that can't be had are named by their variable and place, with what helps."""
    (tmp_path / "text.pem").write_text("no certificate\n", encoding="utf-8")
    monkeypatch.setenv(name, value.format(folder=tmp_path))
    with pytest.raises(errors.ConfigurationError) as caught:
        await call(kind, "https://wix.invalid")

    assert name in str(caught.value)
    assert "unset" in str(caught.value)


def test_the_environment_changes(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment of the first call counts; once it is mended, the same client goes on."""
    server.answer({"a": 1})
    with SyncClient(auth=KEY, base_url=server.url) as client:
        monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
        with pytest.raises(errors.ConfigurationError, match="SSL_CERT_FILE"):
            client.request("GET", "/x")
        monkeypatch.delenv("SSL_CERT_FILE")
        assert {"a": 1} == client.request("GET", "/x")
        monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
        assert client.request("GET", "/x") is not None


def test_a_client_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that is borrowed was made by its owner: the environment of calls doesn't matter."""
    with (
        loopback_server() as server,
        httpx2.Client() as http,
        SyncClient(auth=KEY, base_url=server.url, http_client=http) as client,
    ):
        monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
        monkeypatch.setenv("ALL_PROXY", "nonsense://x")
        server.answer({"a": 1})
        assert {"a": 1} == client.request("GET", "/x")
