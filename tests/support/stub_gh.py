"""A stand-in for `gh pr`: it keeps pull requests in the JSON file that GH_STUB names, and records its calls.

It knows the commands and options that the action uses and refuses all others, as `gh` does. It imports little: it is
started some hundred times.
"""

from __future__ import annotations

import json
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    State = dict[str, Any]

_TEXT = {"--title", "--body-file", "--head", "--base", "--state", "--json"}
_TEXT |= {"--comment", "--add-label"}
_FLAGS = {"--draft", "--undo"}


def main() -> int:
    """Run one call; return its exit code."""
    state: State = json.loads(_read(os.environ["GH_STUB"]))
    state["calls"].append(sys.argv[1:])
    state["tokens"].append(os.environ.get("GH_TOKEN"))
    try:
        command, numbers, options = _parsed(sys.argv[1:], state["failures"])
        print(_COMMANDS[command](state, numbers, options), end="")
    except (KeyError, ValueError) as error:
        print(error.args[0], file=sys.stderr)
        return 1
    finally:
        with open(os.environ["GH_STUB"], "w", encoding="utf-8") as file:
            json.dump(state, file)
    return 0


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


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
    sys.exit(main())
