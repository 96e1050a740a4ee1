"""Entities and dicts inside of what pydantic and FastAPI make of annotations of one's own."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, TypeAdapter

from wixapi.calendar.participations import (
    CreateParticipationDict,
    Participant,
    Participation,
    ParticipationDict,
    ParticipationQueryDict,
)

WIRE = {
    "participation": {
        "id": "5a58f4d5-7e0a-4a3c-9d6a-2f2b7f1e1b11",
        "partySize": 2,
        "participant": {"name": "Ada"},
    }
}
NEW_PROCESS = """
import json, pickle, sys
from typing import Any
from pydantic import TypeAdapter
from wixapi._model import read_json
from wixapi.calendar.participations.models import GetParticipationResponse, Participation
made = {
    "pickled": lambda: pickle.loads(bytes.fromhex(sys.argv[2])),
    "read": lambda: read_json(GetParticipationResponse, sys.argv[3]).participation,
    "nested": lambda: read_json(GetParticipationResponse, sys.argv[3]).participation.participant,
    "constructed": lambda: Participation.model_construct(party_size=2),
}[sys.argv[1]]()
print(TypeAdapter(Any).dump_json({"a": [made]}, by_alias=True, exclude_none=True).decode())
"""


def entity() -> Participation:
    """Return a participation as a call hands it back."""
    return Participation.model_validate(WIRE["participation"])


@pytest.mark.parametrize("how", ["pickled", "read", "nested", "constructed"])
def test_any_in_a_new_process(how: str) -> None:
    """An entity goes into JSON where `Any` is written, as the first thing that a process does with it."""
    arguments = [how, pickle.dumps(entity()).hex(), json.dumps(WIRE)]
    code = f"import sys; sys.path[:] = {sys.path!r}; {NEW_PROCESS}"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )

    whole = WIRE["participation"]
    expected = {"nested": whole["participant"], "constructed": {"partySize": 2}}
    assert "" == done.stderr
    assert {"a": [expected.get(how, whole)]} == json.loads(done.stdout)


@pytest.mark.parametrize(
    "copied",
    [
        copy.copy,
        copy.deepcopy,
        lambda given: given.model_copy(update={"party_size": 2}),
        lambda given: pickle.loads(pickle.dumps(given)),
    ],
    ids=["copy", "deepcopy", "model_copy", "pickle"],
)
def test_copies(copied: Callable[[Participation], Participation]) -> None:
    """So do copies, and members of models of one's own."""

    class Mine(BaseModel):
        """A model of an app."""

        first: Any
        more: dict[str, Any]

    made = Mine(first=copied(entity()), more={"a": copied(entity()).participant})

    assert {
        "first": WIRE["participation"],
        "more": {"a": {"name": "Ada"}},
    } == made.model_dump(mode="json", by_alias=True, exclude_none=True)


def test_subclasses() -> None:
    """A model that an app derives from one of these goes into JSON likewise."""

    class Mine(Participation):
        """A participation with something more."""

        note: str | None = None

    made = Mine(note="x", participant=Participant(name="Ada"))
    assert {"note": "x", "participant": {"name": "Ada"}} == json.loads(
        TypeAdapter(Any).dump_json(made, by_alias=True, exclude_none=True)
    )


def test_fastapi() -> None:
    """FastAPI hands out entities under every annotation, and takes the dicts of requests as bodies."""
    app = FastAPI()

    @app.get("/dict")
    def of_dict() -> dict[str, Any]:
        return {"participation": entity()}

    @app.get("/any")
    def of_any() -> Any:
        return {"participation": entity()}

    @app.get("/list")
    def of_list() -> dict[str, list[Any]]:
        return {"participation": [entity()]}

    @app.post("/create")
    def create(body: Annotated[CreateParticipationDict, Body()]) -> int:
        return body["party_size"]

    client = TestClient(app)
    for path in ("/dict", "/any"):
        found = client.get(path).json()["participation"]
        assert WIRE["participation"]["id"] == found["id"]
    assert 1 == len(client.get("/list").json()["participation"])
    body = {"participant": {"name": "Ada"}, "party_size": 3}
    assert 3 == client.post("/create", json=body).json()
    assert 422 == client.post("/create", json={"party_size": "x"}).status_code
    assert "CreateParticipationDict" in client.get("/openapi.json").text


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ParticipationDict, {"party_size": 2, "participant": {"name": "Ada"}}),
        (ParticipationQueryDict, {"filter": {"partySize": {"$gt": 2}}}),
    ],
    ids=["entity", "query"],
)
def test_dicts(kind: Any, value: dict[str, Any]) -> None:
    """The types of dict arguments are types to pydantic, on every Python."""
    assert value == TypeAdapter(kind).validate_python(value)
