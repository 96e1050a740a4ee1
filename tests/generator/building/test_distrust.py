"""`build --check`, and any build in a CI, believes nothing that it finds: not the hashes, not the cache."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from support import forks
from support.projects import GOLDEN, files_below, write_files
from wixgen.building.cache import Cache, parse_cache, read_cache, write_cache
from wixgen.building.manifest import MANIFEST_NAME, digest

SMALL = "bulk"
ADDED = b"\nimport os  # nobody generated this\n"


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built, and whose next build has nothing to do."""
    project = tmp_path_factory.mktemp("built")
    spec = (GOLDEN / SMALL / "spec.yaml").read_bytes()
    write_files(project, {"schemas/demo.yaml": spec, "pyproject.toml": "[tool.wixgen]"})
    assert 0 == wixgen(project).returncode
    return project


@pytest.fixture
def project(built_once: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(built_once, tmp_path / "project")


def wixgen(project: Path, *options: str, ci: str = "") -> CompletedProcess[str]:
    """Run `wixgen build`."""
    return forks.wixgen(project, "build", "-q", *options, CI=ci)


def forge(project: Path, path: str) -> None:
    """Add code to a generated file, and let all that a build looks at say that it belongs there."""
    out = project / "generated"
    file, listed = out / path, out / MANIFEST_NAME
    before = digest(file.read_bytes())
    file.write_bytes(file.read_bytes() + ADDED)
    forged = listed.read_text().replace(before, digest(file.read_bytes()))
    listed.write_text(forged)
    cache = parse_cache(read_cache(out))
    now = Cache(cache.fingerprint, digest(forged.encode()), cache.sources)
    write_cache(out, now.render())


def generated_files(project: Path) -> list[str]:
    """Some files of each kind: of a resource, of what lists resources, of the runtime."""
    listed = json.loads((project / "generated" / MANIFEST_NAME).read_bytes())["files"]
    wanted = ("models.py", "__init__.py", "errors.py")
    return [next(path for path in listed if path.endswith(name)) for name in wanted]


def test_a_check_finds_code_whose_hash_is_listed(project: Path) -> None:
    """Whichever file it was added to, `--check` exits with 1 and shows it."""
    for path in generated_files(project):
        copy = shutil.copytree(project, project.with_name(path.replace("/", "-")))
        forge(copy, path)

        found = wixgen(copy, "--check")

        assert (path, 1) == (path, found.returncode)
        assert "is out of date" in found.stderr


@pytest.mark.parametrize("ci", ["true", "1"])
def test_a_build_in_a_ci_makes_everything(project: Path, ci: str) -> None:
    """What was added is gone after a build; elsewhere a build believes the hashes."""
    as_made = files_below(project / "generated")
    forge(project, generated_files(project)[0])

    assert 0 == wixgen(project).returncode
    assert as_made != files_below(project / "generated")
    assert 0 == wixgen(project, ci=ci).returncode
    assert as_made == files_below(project / "generated")


def test_a_check_of_what_was_built_finds_nothing(project: Path) -> None:
    """What a build left is what is made from nothing; a file of somebody else is no matter."""
    (project / "generated" / "mine.py").write_text("")

    assert (0, "", "") == (
        (found := wixgen(project, "--check")).returncode,
        found.stdout,
        found.stderr,
    )
