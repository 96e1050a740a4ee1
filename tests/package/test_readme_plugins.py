"""The README's example of a service plugin, called as Wix calls it."""

from __future__ import annotations

import importlib
import json
import re
from typing import Any

import pytest

from support.projects import ROOT
from wixapi import ServicePlugins, testing

README = (ROOT / "README.md").read_text(encoding="utf-8")
(BLOCK,) = re.findall(
    r"^```python\n(from wixapi import PluginContext.*?)^```$", README, re.M | re.S
)


@pytest.mark.parametrize(
    ("codes", "status", "told"),
    [
        (["NEW"], 200, "discounts"),
        (["OLD"], 428, "applicationError"),
    ],
)
def test_the_example_answers(
    codes: list[str], status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a discount, or with an error that Wix knows."""
    discounts: Any = importlib.import_module("wixapi.ecom.discounts")
    call = testing.plugin_call(
        discounts.GET_ELIGIBLE_DISCOUNTS, {"coupon_codes": codes}, app_id="your-app-id"
    )
    key = testing.keys().public_key
    names: dict[str, Any] = {
        "__name__": "example",
        "request_url": call.path,
        "request_body": call.body,
    }

    exec(BLOCK.replace('"-----BEGIN PUBLIC KEY-----…"', repr(key)), names)

    assert isinstance(names["plugins"], ServicePlugins)
    answer = names["answer"]
    assert (status, [told]) == (answer.status, list(json.loads(answer.body)))
    assert capsys.readouterr().out.startswith(f"{status} ")
