"""The JSON Schema document: every type of every spec, under the names of the components."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from jsonschema import Draft202012Validator

from export.documents import Json, api_of, committed_api
from support.projects import GOLDEN, specs_below
from wixgen.export.jsonschema import jsonschema
from wixgen.export.openapi import openapi
from wixgen.spec.api import Api


def golden_api() -> Api:
    """The model of the golden specs."""
    return api_of(specs_below(GOLDEN))


@cache
def document() -> Json:
    """The document of the committed specs."""
    return jsonschema(committed_api())


def test_valid() -> None:
    """It is a valid JSON Schema of the 2020-12 draft, and all its references lead somewhere."""
    for made in (document(), jsonschema(golden_api())):
        Draft202012Validator.check_schema(made)
        for name in made["$defs"]:
            reference = {"$ref": f"#/$defs/{name}"}
            errors = Draft202012Validator({**made, **reference}).iter_errors(
                {"unknown": 1}
            )
            assert all(error.validator for error in errors)


def test_every_type_is_there() -> None:
    """Each type of each spec has a definition, also one that no method uses."""
    api = committed_api()
    types = [f"common.{one.name}" for one in api.common]
    types += [f"{one.key}.{type_.name}" for one in api.resources for type_ in one.types]

    assert set(types) <= set(document()["$defs"])


@pytest.mark.parametrize(
    "specs", [committed_api, golden_api], ids=lambda api: api.__name__
)
def test_the_same_as_the_components(specs: Callable[[], Api]) -> None:
    """A type's definition is its component in the OpenAPI document, but for the references.

    Also what an app answers to a service plugin, which some specs have.
    """
    definitions = jsonschema(specs())["$defs"]
    components = openapi(specs(), "1.2.3")["components"]["schemas"]
    text = str({name: components[name] for name in components if name != "wix.Error"})

    assert set(components) - set(definitions) == {"wix.Error"}
    assert text.replace("#/components/schemas/", "#/$defs/") == str(
        {name: definitions[name] for name in components if name != "wix.Error"}
    )


def test_both_sides() -> None:
    """The request side of a type is closed, its answer side is open."""
    made = document()
    name = "calendar.participations.Participation"
    sides = [
        Draft202012Validator({**made, "$ref": f"#/$defs/{name}{end}"}) for end in SIDES
    ]

    assert [True, False] == [one.is_valid({"status": "NEW"}) for one in sides]
    assert [True, False] == [one.is_valid({"new": 1}) for one in sides]
    assert [True, True] == [one.is_valid({"status": "CONFIRMED"}) for one in sides]


SIDES = ("", "-request")
