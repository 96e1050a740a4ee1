"""What tests of `wixgen diff` begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from diff.test_command import git
from diff.test_rules import COMMON, SPEC


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in a repository, at version 0.3.0; its specs are as they were committed."""
    folder = tmp_path / "app"
    specs = folder / "schemas"
    (specs / "demo").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[tool.wixgen]\nversion = "0.3.0"\n')
    (specs / "common.yaml").write_text(COMMON, encoding="utf-8")
    (specs / "demo" / "things.yaml").write_text(SPEC, encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "Specs")
    git(folder, "tag", "v0.3.0")
    return folder
