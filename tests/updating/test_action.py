"""The action with wixgen itself: from a page that changes at the portal to a pull request."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from support.action import BRANCH, Step, World
from updating.conftest import Workplace


@pytest.fixture
def world(workplace: Workplace, tmp_path: Path) -> World:
    """A repository that has the project and its package, but no pages."""
    folder = tmp_path / "world"
    folder.mkdir()
    world = World(folder)
    world.has_processes = True
    left_out = {"pages", ".wixgen-cache"}
    files = {
        path: content
        for path, (_, content) in workplace.files().items()
        if not left_out & {*Path(path).parts}
    }
    world.begin(files)
    return world


def step(world: World, workplace: Workplace) -> Step:
    """Run the step in a new checkout; the portal serves what the pages say now."""
    workplace.serve()
    world.clone()
    commands = str(Path(sys.executable).parent)
    args = f"--portal {workplace.portal.base} --rate 1000"
    return world.run({"args": args, "WIXGEN_BIN": commands})


def test_a_page_that_changes_becomes_a_pull_request(
    world: World, workplace: Workplace
) -> None:
    """The spec, the package and the lock are in it, wixgen's report is its text, and what breaks makes a draft."""
    workplace.things.size = 5
    made = step(world, workplace)
    request = world.requests[0]
    changed = world.changed()

    assert (0, "true", "breaking") == (
        made.code,
        made.outputs["changed"],
        made.outputs["verdict"],
    )
    assert request["isDraft"]
    assert "shop.things" in request["title"]
    assert "Thing.name" in request["body"]
    assert {"schemas/shop/things.yaml", "schemas/pages.lock"} <= changed.keys()
    assert {"M"} == {*changed.values()}
    assert {"schemas", "generated"} == {path.split("/")[0] for path in changed}


@pytest.mark.slow
def test_the_loop(world: World, workplace: Workplace) -> None:
    """Nothing, a change, the same again, another, and back: one pull request, pushed twice and closed."""
    heads = list[str]()
    for size in (20, 5, 5, 6, 20):
        workplace.things.size = size
        assert 0 == step(world, workplace).code
        heads.append(world.branches().get(BRANCH, ""))

    assert "" == heads[0] == heads[4]
    assert heads[1] == heads[2] != heads[3]
    assert ["CLOSED"] == [request["state"] for request in world.requests]
    calls = [call[1] for call in world.hub["calls"] if call[1] != "list"]
    assert ["create", "edit", "close"] == calls


@pytest.mark.slow
def test_the_loop_with_changes_that_must_settle(
    world: World, workplace: Workplace
) -> None:
    """Each run has a new checkout: the change is proposed by the second run, and stays so in the third."""
    settings = {"pyproject.toml": "[tool.wixgen]\nsettle = 2\n"}
    world.commit_to("main", settings)
    workplace.things.size = 5
    requests = list[int]()
    heads = set[str]()
    for _ in range(3):
        assert 0 == step(world, workplace).code
        requests.append(len(world.requests))
        heads.add(world.branches().get(BRANCH, ""))

    assert [0, 1, 1] == requests
    assert 2 == len(heads)  # none, and the one
    assert "OPEN" == world.requests[0]["state"]
