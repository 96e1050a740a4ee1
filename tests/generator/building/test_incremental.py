"""A build that makes only what changed gives, byte by byte, what a build from nothing gives."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from support.edits import Json, Place, append
from support.projects import built, files_below, specs_below, write_files
from support.random_api import dumped
from support.samples import slow_but
from wixgen.building import fingerprint
from wixgen.building.builder import Settings, build
from wixgen.building.cache import Cache, parse_cache, read_cache, write_cache
from wixgen.building.manifest import MANIFEST_NAME, digest
from wixgen.building.state import look
from wixgen.cli.app import app
from wixgen.diagnostics import COMMON_FILE, Diagnostics
from wixgen.package.distribution import Distribution
from wixgen.project import open_project, templates_folder

EDITS = 6
Outcome = tuple[str, dict[str, bytes]]  # what was said, and files by path


def from_nothing(project: Path, folder: Path) -> Outcome:
    """What a build of the same specs makes where nothing was."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(project / "schemas", folder / "schemas")
    shutil.copy(project / "pyproject.toml", folder)
    return outcome(folder)


def outcome(project: Path) -> Outcome:
    """What a build in the project says, and the files that it leaves; none if it refuses."""
    command = ["build", "-q", "--format", "json", "--project", str(project)]
    done = CliRunner().invoke(app, command)
    said = done.output.replace(str(project), "")
    return said, {} if done.exit_code else files_below(project / "generated")


@pytest.mark.parametrize("seed", slow_but(range(2), range(6)))
def test_after_any_edits_it_is_as_from_nothing(tmp_path: Path, seed: int) -> None:
    """Whatever changes between builds, a build says and leaves what a new one says and leaves."""
    place = Place(tmp_path / "place", seed)
    built(place.folder)
    edits: list[str] = []
    for _ in range(EDITS):
        before = files_below(place.folder / "schemas")
        edits += [place.edit() for _ in range(place.rng.choice((1, 1, 2)))]
        expected = from_nothing(place.folder, tmp_path / "new")

        assert expected == outcome(place.folder), edits
        if not expected[1]:  # it was refused
            shutil.rmtree(place.folder / "schemas")
            write_files(place.folder / "schemas", before)


def test_what_is_made_is_what_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A reworded resource makes one module anew, and no other file is written."""
    place = Place(tmp_path, 3)
    before = built(place.folder)
    place.reword()
    after = built(place.folder)
    changed = {path for path in after if after[path] != before.get(path)} - {
        MANIFEST_NAME
    }
    folders = {path.rpartition("/")[0] for path in changed}

    assert 1 == len(folders - {""})
    assert capsys.readouterr().err == ""


def test_settings_concern_everything(tmp_path: Path) -> None:
    """After a change of what everything is made with, the build is one from nothing."""
    place = Place(tmp_path / "place", 1, 2)
    built(place.folder)
    settings = '[tool.wixgen]\nversion = "2.0"\n'
    (place.folder / "pyproject.toml").write_text(settings, encoding="utf-8")

    assert {*place.names} == made_by_a_build(place.folder)
    assert from_nothing(place.folder, tmp_path / "new") == outcome(place.folder)


def cache_of(folder: Path) -> Cache:
    """The cache of a project."""
    return parse_cache(read_cache(folder / "generated"))


def made_by_a_build(folder: Path) -> set[str]:
    """The specs that a build makes anew; nothing is written."""
    project = open_project(folder, Diagnostics())
    assert project
    specs = specs_below(project.schemas)
    state = look(specs, project, templates_folder())
    return {*build(state, Settings(project.distribution, templates_folder())).made}


def summaries(folder: Path) -> dict[str, Json]:
    """What the cache says of each resource."""
    return {
        path: source.summary or {}
        for path, source in cache_of(folder).sources.items()
        if path != COMMON_FILE
    }


@pytest.mark.parametrize("name", ["Sorting", "PagingMetadata", "ExtendedFields"])
def test_a_common_type_concerns_what_reaches_it(tmp_path: Path, name: str) -> None:
    """After a change of a common type, the resources are made anew that reach it, through others too."""
    place = Place(tmp_path, 1)
    built(place.folder)
    known = summaries(place.folder)
    reaching = {path for path, one in known.items() if name in one.get("common", [])}
    new = {"added": {"type": "string"}}
    place.change(place.common, lambda one: one["types"][name]["fields"].update(new))

    assert reaching == made_by_a_build(place.folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda place: append(place.common, "\n# more\n"),
        lambda place: place.add_a_common_type(),
        lambda place: place.reword_a_common_type(),
        lambda place: place.change(
            place.common,
            lambda one: one["types"]["EventMetadata"]["fields"].update(x="string"),
        ),
        lambda place: place.change(
            place.common,
            lambda one: one.update(types=dict(reversed(one["types"].items()))),
        ),
    ],
)
def test_other_changes_of_common_types_concern_no_resource(
    tmp_path: Path, change: Callable[[Place], object]
) -> None:
    """Comments, words, the order, types that nothing reaches: no resource is made anew."""
    place = Place(tmp_path, 1)
    built(place.folder)
    change(place)

    assert set() == made_by_a_build(place.folder)


def test_a_common_type_may_take_the_name_of_another(tmp_path: Path) -> None:
    """Where a common type gets another name in requests, what requests it is made anew."""
    place = Place(tmp_path / "place", 1)
    place.request("Sorting", place.specs[0])
    built(place.folder)
    reaching = {
        path
        for path, one in summaries(place.folder).items()
        if "Sorting" in one.get("common", [])
    }
    decl = {"fields": {"x": {"type": "string"}}}
    place.change(place.common, lambda one: one["types"].update(SortingDict=decl))

    assert reaching == made_by_a_build(place.folder)
    assert from_nothing(place.folder, tmp_path / "new") == outcome(place.folder)


@pytest.mark.parametrize(
    "spec", ["types: {}\n", "types: {EventMetadata: {enum: {A: a}}}\n"]
)
def test_events_need_their_metadata(tmp_path: Path, spec: str) -> None:
    """Without it a build says so of resources with events that are as they were."""
    place = Place(tmp_path / "place", 1)
    for path in place.specs:
        resource = {"package": "alpha", "module": path.stem, "types": {}, "methods": {}}
        resource["webhooks"] = {"thingHappened": {"kind": "action"}}
        path.write_text(dumped(resource), encoding="utf-8")
    built(place.folder)
    place.common.write_text(spec, encoding="utf-8")
    expected = from_nothing(place.folder, tmp_path / "new")

    assert "no-event-metadata" in expected[0]
    assert expected == outcome(place.folder)


def test_what_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    """What is wrong with the common types hides nothing that is wrong with a resource."""
    specs = {
        "common.yaml": "types: {A: {fields: {x: Gone}}}\n",
        "z.yaml": "package: z\n",
    }
    said, files = outcome(project_of(tmp_path, specs))

    assert {} == files
    assert {"/schemas/common.yaml", "/schemas/z.yaml"} == {
        one["path"] for one in json.loads(said)
    }


def small(module: str, package: str = "alpha", *types: str) -> str:
    """The spec of a resource with one method and these types, which have a field each."""
    fields = {"fields": {"x": {"type": "string"}}}
    method = {"http": "GET /x", "returns": {"x": {"type": "string"}}}
    spec = {"package": package, "module": module, "types": dict.fromkeys(types, fields)}
    return dumped({**spec, "methods": {"getX": method}})


BEFORE = {
    "ab.yaml": small("aB"),
    "async.yaml": small(
        "asyncAB"
    ),  # whose clients are AsyncAB2Client, beside the other's
    "own.yaml": small("own", "alpha", "OwnClient", "Own3Events"),
    "z.yaml": small("z", "beta"),
}


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ({"n.yaml": small("new")}, {"n.yaml"}),
        ({"n.yaml": small("rawAB")}, {"n.yaml"}),
        # stands before aB, which becomes AB2, so that asyncAB becomes AsyncAB3
        ({"n.yaml": small("AB")}, {"n.yaml", "ab.yaml", "async.yaml"}),
        ({"n.yaml": small("ab2")}, {"n.yaml"}),
        ({"n.yaml": small("new", "gamma")}, {"n.yaml"}),
        ({"n.yaml": small("own2")}, {"n.yaml"}),
        ({"z.yaml": None}, set()),
        ({"own.yaml": None}, set()),
        ({"async.yaml": None}, set()),
        ({"ab.yaml": None}, {"async.yaml"}),
        ({"ab.yaml": small("aB", "gamma")}, {"ab.yaml", "async.yaml"}),
        ({"ab.yaml": small("c")}, {"ab.yaml", "async.yaml"}),
        ({"ab.yaml": small("aB", "alpha", "ABClient")}, {"ab.yaml", "async.yaml"}),
        ({"ab.yaml": None, "x/ab.yaml": BEFORE["ab.yaml"]}, {"x/ab.yaml"}),
        ({"own.yaml": small("own")}, {"own.yaml"}),
        ({"own.yaml": small("own", "alpha", "OwnClient")}, {"own.yaml"}),
        ({"own.yaml": None, "z.yaml": None}, set()),
        # of which no glance tells the package
        ({"n.yaml": small("rawAB").replace("package:", '"package" :')}, {"n.yaml"}),
        # the class of the package is ABClient, and no longer once another has it
        ({"ab.yaml": small("aB", "aBClient")}, {"ab.yaml", "async.yaml"}),
        (
            {"ab.yaml": small("aB", "aBClient"), "n.yaml": small("n", "ABClient")},
            {"ab.yaml", "n.yaml", "async.yaml"},
        ),
    ],
)
def test_a_resource_has_neighbours(
    tmp_path: Path, edits: dict[str, str | None], expected: set[str]
) -> None:
    """What comes, goes or is renamed is made, and what gets other names because of that; no more."""
    place = project_of(tmp_path / "place", BEFORE)
    built(place)
    for path, text in edits.items():
        if text is None:
            (place / "schemas" / path).unlink()
        else:
            write_files(place / "schemas", {path: text})

    assert expected == made_by_a_build(place)
    assert from_nothing(place, tmp_path / "new") == outcome(place)


def project_of(folder: Path, specs: Mapping[str, str]) -> Path:
    """A project of these specs."""
    write_files(folder / "schemas", specs)
    write_files(folder, {"pyproject.toml": "[tool.wixgen]\n"})
    return folder


@pytest.mark.parametrize(
    "edits",
    [
        {"n.yaml": small("AB", "beta"), "m.yaml": small("ab", "beta")},
        {"n.yaml": small("a_b")},
        {"n.yaml": small("aB")},
        {"n.yaml": small("z", "be_ta"), "z.yaml": small("z", "beTa")},
        {"n.yaml": small("n", "Alpha")},
        {"n.yaml": small("n", "zeta"), "z.yaml": small("z", "Zeta")},
    ],
)
def test_neighbours_may_want_one_name(tmp_path: Path, edits: dict[str, str]) -> None:
    """Where names collide with those of a resource that is as it was, the same is said as of all anew."""
    place = project_of(tmp_path / "place", BEFORE)
    built(place)
    write_files(place / "schemas", edits)

    assert from_nothing(place, tmp_path / "new") == outcome(place)


def _hash(tmp_path: Path) -> str:
    return fingerprint.fingerprint(Distribution("1.0"), tmp_path)


def test_all_that_decides_the_output_is_in_the_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Templates, their names, the version that is generated and libraries' versions all count."""
    (tmp_path / "a.jinja").write_text("a")
    seen = [_hash(tmp_path), fingerprint.fingerprint(Distribution("2.0"), tmp_path)]
    (tmp_path / "a.jinja").write_text("b")
    seen.append(_hash(tmp_path))
    (tmp_path / "a.jinja").rename(tmp_path / "b.jinja")
    seen.append(_hash(tmp_path))
    for library in fingerprint.LIBRARIES:
        known = fingerprint.library_versions()
        changed = {**known, library: f"{known[library]}.1"}
        with monkeypatch.context() as patched:
            patched.setattr(
                fingerprint, "library_versions", lambda changed=changed: changed
            )
            seen.append(_hash(tmp_path))
    monkeypatch.setattr(fingerprint, "__version__", "99")
    seen.append(_hash(tmp_path))

    assert len(set(seen)) == len(seen)
    assert set(fingerprint.LIBRARIES) == set(fingerprint.library_versions())


def test_a_changed_generator_makes_everything_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another generator made is not relied on, even where every hash of a file is right."""
    place = Place(tmp_path, 2, 2)
    made = built(place.folder)
    with monkeypatch.context() as patched:
        patched.setattr(fingerprint, "__version__", "99")
        path = place.folder / "generated" / "README.md"
        manifest = place.folder / "generated" / MANIFEST_NAME
        path.write_text("old\n", encoding="utf-8")
        document = json.loads(manifest.read_text(encoding="utf-8"))
        document["files"]["README.md"] = digest(b"old\n")
        manifest.write_text(json.dumps(document), encoding="utf-8")

        assert made["README.md"] == built(place.folder)["README.md"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda one: one.update(prefix="X; import os"),
        lambda one: one.update(package="../x"),
        lambda one: one.update(types="many"),
        lambda one: one.update(
            methods=[{"name": "x y", "title": "", "docs": "", "deprecated": ""}]
        ),
        lambda one: one.update(unknown=1),
        lambda one: one.pop("name"),
    ],
)
def test_a_damaged_summary_is_not_believed(
    tmp_path: Path, damage: Callable[[dict[str, object]], object]
) -> None:
    """What a cache says of a resource becomes code only if it can be what a build wrote."""
    place = Place(tmp_path, 4, 2)
    made = built(place.folder)
    cache = cache_of(place.folder)
    known = [source.summary for source in cache.sources.values() if source.summary]
    damage(known[0])
    write_cache(place.folder / "generated", cache.render())
    append(place.specs[1], "\n# changed\n")

    assert made == built(place.folder)
