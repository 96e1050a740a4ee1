"""How the script's git gets the token."""

from __future__ import annotations

import base64

from support.action import repository

URL = "https://github.com/acme/shop"


def test_the_token_replaces_what_the_checkout_left() -> None:
    """The header of the checkout is taken away first: GitHub refuses a request with two."""
    given = {"GH_TOKEN": "secret", "GIT_CONFIG_COUNT": "1"}
    found = repository.with_token(given, URL)
    basic = base64.b64encode(b"x-access-token:secret").decode()

    assert {
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_1": "http.https://github.com/.extraheader",
        "GIT_CONFIG_VALUE_1": "",
        "GIT_CONFIG_KEY_2": "http.https://github.com/.extraheader",
        "GIT_CONFIG_VALUE_2": f"AUTHORIZATION: basic {basic}",
    } == found


def test_the_token_goes_to_no_other_server() -> None:
    """A remote elsewhere, over ssh or on the disk gets nothing."""
    given = {"GH_TOKEN": "secret"}
    urls = ["https://github.com.evil.test/a", "git@github.com:acme/shop", "/srv/git"]

    assert [{}, {}, {}] == [repository.with_token(given, url) for url in urls]
