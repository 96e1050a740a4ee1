"""Mistakes with clients and their settings.

Not formatted: each mistake stays in the one line that both checkers report.
"""

# fmt: off

from __future__ import annotations

import httpx
import httpx2

from wixapi import ApiKeyStrategy, AsyncWixClient, WixClient

WixClient(api_key="…")  # error: pyright reportCallIssue, mypy call-arg
WixClient(auth="…")  # error: pyright reportArgumentType, mypy arg-type
WixClient(timeout="1")  # error: pyright reportArgumentType, mypy arg-type
WixClient(max_retries="1")  # error: pyright reportArgumentType, mypy arg-type
WixClient(http_client=httpx2.AsyncClient())  # error: pyright reportArgumentType, mypy arg-type
AsyncWixClient(http_client=httpx2.Client())  # error: pyright reportArgumentType, mypy arg-type
WixClient(http_client=httpx.AsyncClient())  # error: pyright reportArgumentType, mypy arg-type
AsyncWixClient(http_client=httpx.Client())  # error: pyright reportArgumentType, mypy arg-type
WixClient(http_client="…")  # error: pyright reportArgumentType, mypy arg-type
ApiKeyStrategy("…", "site")  # error: pyright reportCallIssue, mypy call-arg
ApiKeyStrategy(api_key="…", site="…")  # error: pyright reportCallIssue, mypy call-arg


class NoStrategy:
    """Has no headers."""


WixClient(auth=NoStrategy())  # error: pyright reportArgumentType, mypy arg-type
wix = WixClient()
wix.with_options(api_key="…")  # error: pyright reportCallIssue, mypy call-arg
wix.with_options(timeout="1")  # error: pyright reportArgumentType, mypy arg-type
wix.request("POST")  # error: pyright reportCallIssue, mypy call-arg
wix.request("POST", "/x", {"a": 1})  # error: pyright reportCallIssue, mypy call-arg
wix.request("POST", "/x", body={"a": 1})  # error: pyright reportCallIssue, mypy call-arg
