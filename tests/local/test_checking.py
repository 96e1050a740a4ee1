"""The local Wix checks arguments as the client does: the same verdict for the same values, in every method.

Requests are made of valid arguments and of random changes of these, in methods that are drawn from all.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from pydantic.alias_generators import to_camel

from support.arguments import arguments_of
from support.committed import ALWAYS, committed_specs
from support.whole_package import Part, parts_of
from wixapi._http import request as client
from wixapi._http.operation import Operation
from wixapi._http.query import query_text
from wixapi._local.facts import Facts
from wixapi._local.log import Log
from wixapi._local.messages import Refusal, Request, json_answer
from wixapi._local.requests import arguments, checking, routes
from wixapi._local.requests.returned import Returns
from wixapi._local.state.store import Store
from wixapi._validation.tables import Field
from wixapi.errors import ValidationError

Verdict = tuple[str, list[tuple[str, str, str]]]
"""What is sent, as JSON, or what is wrong with it."""

MINE = "calendar/participations.yaml"
ODD: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        2**31,
        2**63,
        1.5,
        2.0,
        1e300,
        "",
        "x",
        "5",
        "é" * 999,
    ),
    *([], [None], ["x"], {}, {"x": 1}, "2026-01-01", "2026-01-01T00:00:00Z"),
    *([{}] * 101, {"$eq": 1}, "no-guid", "1.5"),
]
ODD_ANSWERS = [x for x in ODD if not isinstance(x, bool)]
"""Without true and false, which models take for 1 and 0 where these should stand."""
CHANGES = 30 if os.environ.get("WIXGEN_SLOW") == "1" else 3


@pytest.fixture(scope="module")
def methods() -> list[tuple[Operation[Any], dict[str, Any]]]:
    """Methods of some of this run's resources, with valid arguments by wire name: few, and all that there are."""
    specs = committed_specs()
    few = {path: text for path, text in specs.items() if path not in ALWAYS - {MINE}}
    return [
        (operation, arguments_of(method, whole=whole))
        for part in parts_of(few)
        for method, operation in _operations(part)
        for whole in (False, True)
    ]


def _operations(part: Part) -> Iterator[tuple[Any, Operation[Any]]]:
    """Yield a resource's methods, each with its operation."""
    pairs = zip(part.resource.methods, part.module.methods, strict=True)
    for method, made in pairs:
        yield method, getattr(part.imported("requests"), made.operation.constant)


def _facts(operation: Operation[Any]) -> Facts:
    """Return facts that know one method."""
    key, _, name = operation.name.rpartition(".")
    known = {"verb": operation.verb, "path": operation.path}
    more = {"fallback": operation.fallback} if operation.fallback else {}
    return Facts({key: {"methods": {name: {**known, **more}}}})


def _of_client(operation: Operation[Any], given: dict[str, Any]) -> Verdict:
    """Return the client's verdict on arguments."""
    return _verdict(lambda: client.check(operation, given))


def _answered(
    operation: Operation[Any],
    target: client.Target,
    content: bytes | None,
    returns: Returns | None = None,
) -> Verdict:
    """Return the server's verdict on a request."""
    sent = Request(
        target.verb, target.path, query_text(target.query), {}, content or b""
    )
    found = routes.find(_facts(operation), sent)
    try:
        read = arguments.read(found, sent, operation)
        return _written(checking.check(operation, read, returns))
    except Refusal as refusal:
        details = refusal.details or {}
    told = details["validationError"]["fieldViolations"]
    return "", sorted(
        (one["field"], one["violatedRule"], _bare(one["description"])) for one in told
    )


def _verdict(check: Callable[[], dict[str, Any]]) -> Verdict:
    """Return what a check says: the wire form, or the rules that are broken."""
    try:
        return _written(check())
    except ValidationError as error:
        return "", sorted(
            (one.field, one.rule, _bare(one.description)) for one in error.violations
        )


def _written(wire: dict[str, Any]) -> Verdict:
    """Return the verdict on arguments that break no rule."""
    return json.dumps(wire, sort_keys=True), []


def _bare(description: str) -> str:
    """Return a description without the name that may be meant: Python's for the client, the wire's for the server."""
    return description.partition("; did you mean")[0]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each container with each of its keys."""
    if isinstance(value, dict):
        for key, x in value.items():
            yield value, key
            yield from _places(x)
    elif isinstance(value, list):
        for index, x in enumerate(value):
            yield value, index
            yield from _places(x)


def _changed(
    given: dict[str, Any], random: Random, odd: list[Any] = ODD
) -> dict[str, Any]:
    """Return arguments of which something is other: replaced, left out or new."""
    made = deepcopy(given)
    for _ in range(random.randint(1, 3)):
        places = [*_places(made)]
        if not places:
            return {"strange": 1}
        owner, key = random.choice(places)
        match random.randint(0, 3):
            case 0 if isinstance(owner, dict):
                del owner[key]
            case 1 if isinstance(owner, dict):
                owner[random.choice(["strange", f"{key}s"])] = deepcopy(
                    random.choice(odd)
                )
            case _:
                owner[key] = deepcopy(random.choice(odd))
    return made


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_valid_arguments_arrive_as_they_were_sent(
    methods: list[tuple[Operation[Any], dict[str, Any]]],
) -> None:
    """What the client lets pass, the server reads the same of, wherever it stands: path, query or body."""
    wrong = [
        f"{operation.name}: {found} is not {sent}"
        for operation, given in methods
        if (found := _answered(operation, *client.build(operation, given)))
        != (sent := _of_client(operation, given))
    ]

    assert [] == wrong


def test_verdicts_are_the_same(
    methods: list[tuple[Operation[Any], dict[str, Any]]],
) -> None:
    """Whatever a caller gives, the server finds wrong with it what the client does, also where it has answered with
    something like it: paths, rules and descriptions."""
    wrong = []
    for operation, given in methods:
        if operation.verb in {"GET", "DELETE"} or "{" in operation.path:
            continue  # a path or a query string can't carry all values
        random, returns = Random(operation.name), _answered_before(given)
        for _ in range(CHANGES):
            changed = _changed(given, random)
            expected = _of_client(operation, changed)
            found = _answered(operation, *client.encode(operation, changed), returns)
            if found != expected:
                wrong.append((operation.name, changed, found, expected))

    assert [] == wrong[:3]


def _answered_before(*answers: Any) -> Returns:
    """Return what a local Wix remembers that gave these answers."""
    log = Log()
    for answer in answers:
        entry = log.begin(Request("GET", "/"), datetime.now(UTC))
        entry.answered_by, entry.answer = "handler", json_answer(answer)
    return Returns(log, Store())


def _entity(operation: Operation[Any]) -> str:
    """Return the wire name of the parameter with a model that a method has; nothing if it has none."""
    names = (field.wire or to_camel(name) for name, field in _fields(operation))
    return next((one for one in names if operation.model_of(one) is not None), "")


def _of_path(operation: Operation[Any], name: str) -> set[str]:
    """Return the members of an entity that stand in the path, where nothing is odd: `id` of `{thing.id}`."""
    return {"id", *re.findall(rf"\{{{name}\.(\w+)\}}", operation.path)}


def _fields(operation: Operation[Any]) -> Iterator[tuple[str, Field]]:
    """Return a method's parameters by Python name, without groups."""
    parameters = operation.parameters.items()
    return ((name, field) for name, field in parameters if isinstance(field, Field))


def test_what_was_answered_may_come_back(
    methods: list[tuple[Operation[Any], dict[str, Any]]],
) -> None:
    """What the client sends of a model that came from Wix, whatever it holds, the server takes."""
    wrong = []
    for operation, given in methods:
        name = _entity(operation)
        model = operation.model_of(name)
        is_in_body = operation.verb not in {"GET", "DELETE"}
        if not is_in_body or model is None or not isinstance(given.get(name), dict):
            continue
        random, kept = Random(operation.name), _of_path(operation, name)
        for _ in range(CHANGES):
            entity = _changed(given[name], random, ODD_ANSWERS)
            entity |= {key: x for key, x in given[name].items() if key in kept}
            try:
                sent = client.build(operation, {**given, name: model.from_dict(entity)})
            except ValidationError:
                continue  # something that is demanded isn't there
            found = _answered(operation, *sent, _answered_before({"entity": entity}))
            if found[1]:
                wrong.append((operation.name, entity, found))

    assert [] == wrong[:3]
