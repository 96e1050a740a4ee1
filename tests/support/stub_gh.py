"""A stand-in for `gh pr`: it keeps pull requests in the JSON file that GH_STUB names, and records its calls.

It knows the commands and options that the action uses and refuses all others, as `gh` does. It is run as a command, or
called, which is faster.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

State = dict[str, Any]

_TEXT = {"--title", "--body-file", "--head", "--base", "--state", "--json"}
_TEXT |= {"--comment", "--add-label"}
_FLAGS = {"--draft", "--undo"}


def call(arguments: list[str], environ: Mapping[str, str]) -> tuple[int, str, str]:
    """Run one call; return its exit code and what it prints to stdout and stderr."""
    state: State = json.loads(_read(environ["GH_STUB"]))
    state["calls"].append(arguments)
    state["tokens"].append(environ.get("GH_TOKEN"))
    try:
        command, numbers, options = _parsed(arguments, state["failures"])
        return 0, _COMMANDS[command](state, numbers, options), ""
    except (KeyError, ValueError) as error:
        return 1, "", f"{error.args[0]}\n"
    finally:
        Path(environ["GH_STUB"]).write_text(json.dumps(state), encoding="utf-8")


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def _parsed(
    arguments: list[str], failures: dict[str, str]
) -> tuple[str, list[str], dict[str, str]]:
    """The command, what it is about, and its options; ValueError for what is wrong or is to fail."""
    for name, message in failures.items():
        if name in " ".join(arguments):
            raise ValueError(message)
    if arguments[0] != "pr":
        raise ValueError(f"unknown command {arguments[0]}")
    options: dict[str, str] = {}
    numbers: list[str] = []
    for argument in arguments[2:]:
        name, equals, value = argument.partition("=")
        if not argument.startswith("-"):
            numbers.append(argument)
        elif (name in _TEXT and equals) or (name in _FLAGS and not equals):
            options[name] = value
        else:
            raise ValueError(f"unknown flag {argument}")
    return arguments[1], numbers, options


def _list(state: State, _: list[str], options: dict[str, str]) -> str:
    fields = options["--json"].split(",")
    found = [
        {field: request[field] for field in fields}
        for request in reversed(state["requests"])
        if request["headRefName"] == options["--head"]
        and options["--state"] in {"all", request["state"].lower()}
    ]
    return json.dumps(found)


def _create(state: State, _: list[str], options: dict[str, str]) -> str:
    number = len(state["requests"]) + 1
    request = {
        "number": number,
        "url": f"https://github.test/acme/shop/pull/{number}",
        "title": options["--title"],
        "body": _read(options["--body-file"]),
        "isDraft": "--draft" in options,
        "headRefName": options["--head"],
        "baseRefName": options["--base"],
        "isCrossRepository": False,
        "state": "OPEN",
        "labels": [],
        "comments": [],
    }
    state["requests"].append(request)
    return f"{request['url']}\n"


def _edit(state: State, numbers: list[str], options: dict[str, str]) -> str:
    request = state["requests"][int(numbers[0]) - 1]
    if "--title" in options:
        request["title"] = options["--title"]
        request["body"] = _read(options["--body-file"])
    if "--add-label" in options:
        request["labels"].append(options["--add-label"])
    return f"{request['url']}\n"


def _ready(state: State, numbers: list[str], options: dict[str, str]) -> str:
    state["requests"][int(numbers[0]) - 1]["isDraft"] = "--undo" in options
    return ""


def _close(state: State, numbers: list[str], options: dict[str, str]) -> str:
    request = state["requests"][int(numbers[0]) - 1]
    request["state"] = "CLOSED"
    request["comments"].append(options["--comment"])
    return ""


_COMMANDS = {
    "list": _list,
    "create": _create,
    "edit": _edit,
    "ready": _ready,
    "close": _close,
}

if __name__ == "__main__":
    code, out, err = call(sys.argv[1:], os.environ)
    sys.stdout.write(out)
    sys.stderr.write(err)
    sys.exit(code)
