"""A repository for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.action import PROJECT, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A repository with a project that has its package committed."""
    world = World(tmp_path)
    world.begin(PROJECT)
    return world
