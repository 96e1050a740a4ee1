"""Small pages in our own words, for rules that take a few lines of a schema to show."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from support.page_parts import half, header, introduction, kebab

EMPTY = ("  EMPTY-OBJECT {}",)
SITE = "https://dev.wix.com/docs/api-reference"


def method_page(
    name: str,
    parameters: Iterable[str],
    returns: Iterable[str] = EMPTY,
    *,
    required: str = "",
    body: Any = None,
    namespace: str = "Doors",
    menu: str = "shop/doors",
    module: str = "",
) -> str:
    """The page of a method.

    Args:
        name: Of the method.
        parameters: Lines of the schema.
        returns: Lines of the schema.
        required: The list of required paths, word for word.
        body: What its example sends.
        namespace: What the page prints.
        menu: The address of the menu page above it.
        module: What the SDK's example imports; without, there is no SDK half.
    """
    title, url = name[:1].upper() + name[1:], f"https://www.wixapis.com/{kebab(name)}"
    keys = [f" Method: {name}", " Description: Opens it.", f" URL: {url}"]
    keys += [" Method: POST", *([f" Required parameters: {required}"] * bool(required))]
    answer = [f" Return type: {title}Response", *returns]
    schema = [*keys, " Method parameters: ", *parameters, *answer]
    lines = header(
        title, "shop", namespace, "Method", f"{SITE}/{menu}/{kebab(name)}"
    ) + introduction("Opens it.")
    lines += half("REST API", schema, _curl(url, body) if body is not None else ())
    if module:
        keys = [f" Method: {name}()", " Method parameters: ", "  EMPTY-OBJECT {}"]
        lines += ["", *half("JavaScript SDK", [*keys, *answer], _import(module))]
    return "\n".join([*lines, ""])


def _curl(url: str, body: Any) -> list[str]:
    sent = json.dumps(body)
    command = ["curl -X POST \\", f"'{url}' \\", f"-d '{sent}'"]
    return ["### One", "", "```curl", *command, "```", ""]


def _import(module: str) -> list[str]:
    line = f"import {{ {module} }} from '@wix/shop';"
    return ["### One", "```javascript", line, "```", ""]
