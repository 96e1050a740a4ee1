"""A repository for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.action import PROJECT, World


@pytest.fixture(scope="session")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A repository with a project that has its package committed."""
    world = World(tmp_path_factory.mktemp("beginning"))
    world.begin(PROJECT)
    return world


@pytest.fixture
def world(tmp_path: Path, beginning: World) -> World:
    """A copy of it."""
    world = World(tmp_path)
    world.begin_like(beginning)
    return world
