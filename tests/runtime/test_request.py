"""From arguments to requests: paths, query strings, bodies, and what changed."""

from __future__ import annotations

import copy
import json
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wixapi._http.operation import Operation
from wixapi._http.request import Target, build, free_request
from wixapi._model import Int64, Model
from wixapi._options import NOT_GIVEN
from wixapi._validation import schema as s
from wixapi.errors import NothingChangedError, ValidationError


class Part(Model):
    """A nested object."""

    name: str | None = None


class Thing(Model):
    """An entity."""

    id: str | None = None
    revision: Int64 | None = None
    name: str | None = None
    size: int | None = None
    part: Part | None = None
    one: str | None = None
    two: str | None = None
    free: dict[str, Any] | None = None


TABLES = s.Tables(
    {
        Part: {"name": s.string()},
        Thing: {
            "choice": s.one_of("one", "two"),
            "id": s.string(read_only=True),
            "revision": s.int64(read_only=True),
            "name": s.string(max_length=5),
            "size": s.int32(maximum=10),
            "part": s.model(Part),
            "one": s.string(),
            "two": s.string(),
            "free": s.object(),
        },
    }
)


def operation(verb: str, path: str, **settings: Any) -> Operation[None]:
    """An operation with a few parameters of different kinds."""
    return Operation(
        name="test",
        verb=verb,
        path=path,
        parameters={
            "thing": s.model(Thing),
            "thing_id": s.string(),
            "count": s.integer(),
            "tags": s.array(s.string()),
            "flag": s.boolean(),
            "list_": s.array(s.json(), wire="list"),
            "idempotency_key": s.string(),
        },
        tables=TABLES,
        response=None,
        **settings,
    )


GET = operation("GET", "/v1/things/{thingId}", required=("thingId",))
POST = operation("POST", "/v1/things", idempotency_key="idempotencyKey")
PATCH = operation(
    "PATCH",
    "/v1/things/{thing.id}",
    required=("thing", "thing.id", "thing.revision"),
    changes="thing",
)


def refusal(
    operation_: Operation[Any], arguments: dict[str, Any], **settings: Any
) -> Any:
    """Field and rule of everything that is wrong."""
    with pytest.raises(ValidationError) as caught:
        build(operation_, arguments, **settings)
    return [(violation.field, violation.rule) for violation in caught.value.violations]


def test_post() -> None:
    """POST sends its parameters as a compact JSON object in UTF-8."""
    target = Target("POST", "/v1/things", (), repeatable=False)
    expected = target, '{"count":1,"flag":null,"tags":["é"]}'.encode()

    assert expected == build(POST, {"count": 1, "flag": None, "tags": ["é"]})


def test_post_without_arguments() -> None:
    """A body is sent even if it is empty; what isn't given isn't there."""
    _, body = build(POST, {"count": NOT_GIVEN})

    assert b"{}" == body


def test_get() -> None:
    """GET puts parameters into the query string: lists repeat the key, objects use dots, null is out."""
    target, body = build(
        GET,
        {
            "thing_id": "x",
            "tags": ["a", "b"],
            "flag": True,
            "count": None,
            "thing": {"part": {"name": "n"}, "size": 2, "name": None},
            "list_": [1.5, False],
        },
    )

    assert (None, "/v1/things/x") == (body, target.path)
    assert [
        ("tags", "a"),
        ("tags", "b"),
        ("flag", "true"),
        ("thing.part.name", "n"),
        ("thing.size", "2"),
        ("list", "1.5"),
        ("list", "false"),
    ] == target.query


def test_path_value_leaves_body() -> None:
    """A parameter that stands in the path is not in the body."""
    put = operation("PUT", "/v1/things/{thingId}/{count}")

    target, body = build(put, {"thing_id": "a/b c", "count": 7, "flag": False})

    assert ("/v1/things/a%2Fb%20c/7", b'{"flag":false}') == (target.path, body)


def test_path_value_from_body() -> None:
    """A dotted placeholder takes its value from the body, where it stays."""
    target, body = build(PATCH, {"thing": {"id": "ü?#", "revision": 3}})

    assert "/v1/things/%C3%BC%3F%23" == target.path
    assert b'{"thing":{"id":"\xc3\xbc?#","revision":"3"}}' == body


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
        lambda text: text not in {".", ".."}
    )
)
def test_path_value_survives(text: str) -> None:
    """Any text comes through the path unharmed, in one segment, in unreserved characters."""
    target, _ = build(GET, {"thing_id": text})
    segment = target.path.removeprefix("/v1/things/")
    assert text == unquote(segment)
    assert not set(segment) & set("/?#\\ &;")


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("", "FORMAT"),
        (".", "FORMAT"),
        ("..", "FORMAT"),
        (None, "REQUIRED"),
        (NOT_GIVEN, "REQUIRED"),
    ],
)
def test_path_value_refused(value: object, rule: str) -> None:
    """A path value must be there, and must not be empty or a dot segment."""
    assert [("thingId", rule)] == refusal(GET, {"thing_id": value})


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (None, [("thing", "REQUIRED")]),
        ({}, [("thing.id", "REQUIRED")]),
        ({"id": ".."}, [("thing.id", "FORMAT")]),
    ],
)
def test_path_value_is_demanded_by_the_path(thing: object, expected: object) -> None:
    """A path value is required, and so is the object that it is in, even if no rule says so."""
    silent = operation("PATCH", "/v1/things/{thing.id}")

    assert expected == refusal(silent, {"thing": thing})


@pytest.mark.parametrize(
    ("ids", "path"),
    [(["a"], "a"), (["a", "b,c", "ü/"], "a,b%2Cc,%C3%BC%2F"), (["..", "."], "..,.")],
)
def test_a_list_in_the_path(ids: list[str], path: str) -> None:
    """Its items stand there with commas between; those in an item are escaped."""
    target, _ = build(operation("GET", "/v1/things/{tags}"), {"tags": ids})

    assert f"/v1/things/{path}" == target.path


@pytest.mark.parametrize("ids", [[], [""], ["a", ""], [".."], ["."]])
def test_a_list_in_the_path_refused(ids: list[str]) -> None:
    """Neither the list nor an item may be empty, and the whole is no dot segment."""
    assert [("tags", "FORMAT")] == refusal(
        operation("GET", "/v1/{tags}"), {"tags": ids}
    )


def test_unknown_placeholder() -> None:
    """A placeholder that no parameter fills is never sent as it stands."""
    assert [("lost", "REQUIRED")] == refusal(operation("GET", "/v1/{lost}"), {})


def test_path_value_of_wrong_shape() -> None:
    """An object can't stand in a path, nor in a list there."""
    listed = operation("GET", "/v1/{list}")

    assert [("thing", "TYPE")] == refusal(
        operation("GET", "/v1/{thing}"), {"thing": {"name": "a"}}
    )
    assert [("list", "TYPE")] == refusal(listed, {"list_": [{"name": "a"}]})


@pytest.mark.parametrize(
    ("operation_", "arguments", "expected"),
    [
        (GET, {"thing_id": "x"}, True),
        (operation("PUT", "/x"), {}, True),
        (operation("DELETE", "/x"), {}, True),
        (operation("PATCH", "/x"), {}, False),
        (POST, {}, False),
        (POST, {"idempotency_key": None}, False),
        (POST, {"idempotency_key": ""}, False),
        (POST, {"idempotency_key": "k"}, True),
    ],
)
def test_repeatable(
    operation_: Operation[None], arguments: dict[str, Any], expected: bool
) -> None:
    """GET, PUT, DELETE and calls with an idempotency key may be repeated."""
    target, _ = build(operation_, arguments)

    assert expected is target.repeatable


OLD = Thing.model_validate(
    {
        "id": "i",
        "revision": "3",
        "name": "old",
        "size": 99,
        "part": {"name": "p"},
        "one": "1",
        "free": {"a": 1},
        "zz": 1,
    }
)


def sent(new: object, old: object, to: Operation[None] = PATCH) -> Any:
    """The body's thing."""
    _, body = build(to, {"thing": new}, old)
    return json.loads(body or b"")["thing"]


def test_changed_from_sends_the_difference() -> None:
    """Only what changed is sent, plus what is required; what didn't change isn't even checked."""
    new = OLD.model_copy(update={"name": "new"})

    assert {"id": "i", "revision": "3", "name": "new"} == sent(new, OLD)


def test_changed_field_is_sent_whole() -> None:
    """A nested object that changed is sent whole; null counts as a change."""
    new = OLD.model_copy(update={"part": Part(name="q"), "one": None})

    assert {"id": "i", "revision": "3", "part": {"name": "q"}, "one": None} == sent(
        new, OLD
    )


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        OLD.model_copy(),
        OLD.model_copy(update={"revision": 4, "name": "old"}),
        {"id": "i", "revision": 4, "part": {"name": "p"}},
    ],
)
def test_nothing_changed(new: object) -> None:
    """An update in which nothing changed but read-only fields isn't sent, and says so."""
    with pytest.raises(NothingChangedError, match="thing says what changed_from says"):
        build(PATCH, {"thing": new}, OLD)


def test_a_change_in_a_copy_is_seen() -> None:
    """A copy shares nothing that can be changed, so a change in it is none in the original."""
    for new in (OLD.model_copy(), copy.copy(OLD), copy.deepcopy(OLD)):
        assert new.part is not None
        assert new.free is not None
        new.part.name = "q"
        new.free["b"] = 2

        assert {"part": {"name": "q"}, "free": {"a": 1, "b": 2}} == {
            name: x for name, x in sent(new, OLD).items() if name in {"part", "free"}
        }


def test_unknown_fields_are_compared_too() -> None:
    """Of fields that nobody knows, those go along that aren't as they were."""
    old = Thing.model_validate({"id": "i", "revision": "3", "new": [1], "newer": 2})
    new = old.model_copy(update={"new": [2]})

    assert {"id": "i", "revision": "3", "new": [2]} == sent(new, old)
    assert {"id": "i", "revision": "3", "new": [2]} == sent(
        new, {"new": [1], "newer": 2}
    )


@pytest.mark.parametrize(
    "old", [OLD, {"id": "i", "name": "old", "part": {"name": "p"}}]
)
def test_changed_from_mixes_models_and_mappings(old: object) -> None:
    """New and old may be models or mappings in either spelling."""
    new = {"id": "i", "revision": 4, "name": "old", "part": Part(name="p"), "two": "2"}

    assert {"id": "i", "revision": "4", "two": "2"} == sent(new, old)


def test_changed_from_is_checked() -> None:
    """What changed is checked, also where only the type differs."""
    old = OLD.model_copy(update={"size": 1})

    assert [("thing.size", "MAX")] == refusal(
        PATCH, {"thing": OLD.model_copy(update={"size": 11})}, changed_from=old
    )
    assert [("thing.size", "TYPE")] == refusal(
        PATCH, {"thing": OLD.model_copy(update={"size": True})}, changed_from=old
    )


def test_changed_from_keeps_demanded_group() -> None:
    """A group that must have a member set keeps the member that didn't change."""
    demands = operation(
        "PATCH", "/v1/things", changes="thing", exactly_one=("thing.choice",)
    )

    new = OLD.model_copy(update={"name": "new"})

    assert {"name": "new", "one": "1"} == sent(new, OLD, demands)


def test_changed_from_of_wrong_type() -> None:
    """Something else as changed_from is a violation."""
    new = {"id": "i", "revision": 1}

    assert [("changed_from", "TYPE")] == refusal(
        PATCH, {"thing": new}, changed_from="x"
    )


def test_changed_from_too_deep() -> None:
    """An old value that can't be written counts as different."""
    cycle: dict[str, Any] = {}
    cycle["x"] = cycle

    assert {
        "id": "i",
        "revision": "3",
        "size": 1,
    } == sent({"id": "i", "revision": 3, "size": 1}, {"free": cycle})


def test_free_request() -> None:
    """A free request takes any JSON; it isn't renamed."""
    target = Target("POST", "/x", [("a.b", "1"), ("c", "x")], repeatable=False)
    expected = target, b'[{"snake_case":null}]'

    assert expected == free_request(
        "POST", "/x", [{"snake_case": None}], {"a": {"b": 1}, "c": ["x"]}
    )


def test_free_request_keeps_lists_of_objects() -> None:
    """Parameters of which dotted names would lose the structure travel as one, as those of methods do."""
    target, _ = free_request(
        "GET", "/x", NOT_GIVEN, {"sort": [{"by": "a"}, {"by": "b"}], "n": 1}
    )

    assert [(".r", "eyJzb3J0IjpbeyJieSI6ImEifSx7ImJ5IjoiYiJ9XSwibiI6MX0")] == target[2]


def test_free_request_without_body() -> None:
    """Without `json` there is no body; None is null."""
    _, without = free_request("POST", "/x", NOT_GIVEN, None)
    _, null = free_request("POST", "/x", None, None)

    assert [None, b"null"] == [without, null]


def test_free_request_refuses_what_is_no_json() -> None:
    """What isn't JSON is refused with its place."""
    with pytest.raises(ValidationError) as caught:
        free_request("POST", "/x", {"a": [{1}]}, [])

    assert [
        ("json.a[0]", "TYPE"),
        ("params", "TYPE"),
    ] == [(violation.field, violation.rule) for violation in caught.value.violations]
