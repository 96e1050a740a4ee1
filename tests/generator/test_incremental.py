"""A build that makes only what changed gives, byte by byte, what a build from nothing gives."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
import yaml

from support.projects import built, write_files
from support.random_api import Scale, dumped, random_api
from wixgen.building import made_with
from wixgen.emit.manifest import MANIFEST_NAME, digest

TINY = Scale(methods=(1, 3), webhooks=2, types=2, max_types=5, depth=(1, 3))
EDITS = 6


class Place:
    """A project with random specs, which a test edits."""

    def __init__(self, folder: Path, seed: int, resources: int = 4) -> None:
        self.rng = Random(seed)
        self.folder = folder
        self.next = resources
        self.seed = seed
        specs = random_api(seed, resources, TINY).specs
        for number, spec in enumerate(specs.values()):
            if "package" in spec:  # some share a package
                spec["package"] = ("alpha", "beta")[number % 2]
        write_files(
            folder / "schemas", {path: dumped(one) for path, one in specs.items()}
        )
        (folder / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")

    @property
    def specs(self) -> list[Path]:
        """The resources' specs."""
        found = sorted((self.folder / "schemas").rglob("*.yaml"))
        return [one for one in found if one.name != "common.yaml"]

    def edit(self) -> str:
        """One random change; says which."""
        change = self.rng.choice(
            [
                self.reword,
                self.reword,
                self.retitle,
                self.add_a_field,
                self.add_a_resource,
                self.remove_a_resource,
                self.rename_a_module,
                self.move_to_another_package,
                self.request_a_common_type,
                self.change_the_common_types,
                self.delete_a_generated_file,
                self.take_the_name_of_a_client,
            ]
        )
        change()
        return change.__name__

    def change(self, path: Path, edit: Callable[[dict[str, object]], None]) -> None:
        """Change the data of a spec."""
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        edit(data)
        path.write_text(dumped(data), encoding="utf-8")

    def reword(self) -> None:
        """Text that stands in one module only."""
        self.change(self.rng.choice(self.specs), self._reword)

    def _reword(self, spec: dict[str, object]) -> None:
        types = spec["types"]
        assert isinstance(types, dict)
        next(iter(types.values()))["description"] = f"Reworded {self.rng.random()}."

    def retitle(self) -> None:
        """Text that the README repeats."""
        title = f"Title {self.rng.random()}"
        self.change(self.rng.choice(self.specs), lambda one: one.update(title=title))

    def add_a_field(self) -> None:
        """A field of the first type."""

        def edit(spec: dict[str, object]) -> None:
            types = spec["types"]
            assert isinstance(types, dict)
            first = next(one for one in types.values() if "fields" in one)
            first["fields"][f"added{self.rng.randrange(10**6)}"] = {"type": "string"}

        self.change(self.rng.choice(self.specs), edit)

    def add_a_resource(self) -> None:
        """A resource beside the others."""
        made = random_api(self.seed, 1, TINY, first=self.next).specs
        self.next += 1
        path, spec = next((path, one) for path, one in made.items() if "package" in one)
        spec["package"] = self.rng.choice(("alpha", "beta"))
        write_files(self.folder / "schemas", {path: dumped(spec)})

    def remove_a_resource(self) -> None:
        """One resource less."""
        if len(self.specs) > 1:
            self.rng.choice(self.specs).unlink()

    def rename_a_module(self) -> None:
        """Another place in the package, another order."""
        name = f"{self.rng.choice('amz')}Renamed{self.rng.randrange(10**6)}"
        self.change(self.rng.choice(self.specs), lambda one: one.update(module=name))

    def move_to_another_package(self) -> None:
        """Perhaps to one that is new."""
        name = self.rng.choice(("alpha", "beta", "gamma", "delta"))
        self.change(self.rng.choice(self.specs), lambda one: one.update(package=name))

    def request_a_common_type(self) -> None:
        """What one resource requests decides what the common module offers."""

        def edit(spec: dict[str, object]) -> None:
            methods = spec["methods"]
            assert isinstance(methods, dict)
            first = next(iter(methods.values()))
            if first["http"].startswith("POST"):
                first.setdefault("parameters", {})["wanted"] = {
                    "type": "common.IdentificationData"
                }

        self.change(self.rng.choice(self.specs), edit)

    def change_the_common_types(self) -> None:
        """A common type, which every resource may use."""
        self.change(self.folder / "schemas" / "common.yaml", self._reword)

    def delete_a_generated_file(self) -> None:
        """Somebody cleans up."""
        found = sorted((self.folder / "generated").rglob("*.py"))
        self.rng.choice(found).unlink()

    def take_the_name_of_a_client(self) -> None:
        """A type is called like the client of its resource, which gives way."""

        def edit(spec: dict[str, object]) -> None:
            types, module = spec["types"], spec["module"]
            assert isinstance(types, dict)
            assert isinstance(module, str)
            types[f"{module[0].upper()}{module[1:]}Client"] = {
                "fields": {"x": "string"}
            }

        self.change(self.rng.choice(self.specs), edit)


def append(path: Path, text: str) -> None:
    """Put `text` behind what the file has."""
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def from_nothing(project: Path, folder: Path) -> dict[str, bytes]:
    """What a build of the same specs makes where nothing was."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(project / "schemas", folder / "schemas")
    shutil.copy(project / "pyproject.toml", folder)
    return built(folder)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_edits_it_is_as_from_nothing(tmp_path: Path, seed: int) -> None:
    """Whatever changes between builds, the package and its manifest are those of a new build."""
    place = Place(tmp_path / "place", seed)
    built(place.folder)
    edits: list[str] = []
    for _ in range(EDITS):
        edits += [place.edit() for _ in range(place.rng.choice((1, 1, 2)))]

        assert from_nothing(place.folder, tmp_path / "new") == built(
            place.folder
        ), edits


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


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "pyproject.toml").write_text(
            '[tool.wixgen]\nversion = "2.0"\n'
        ),
        lambda root: append(root / "schemas" / "common.yaml", "\n# more\n"),
    ],
)
def test_settings_and_common_types_concern_everything(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    """After a change of what everything is made with, the build is one from nothing."""
    place = Place(tmp_path / "place", 1, 2)
    built(place.folder)
    change(place.folder)

    assert from_nothing(place.folder, tmp_path / "new") == built(place.folder)


def _hash(tmp_path: Path) -> str:
    return made_with.made_with("1.0", tmp_path)


def test_what_it_is_made_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates, their names, the version that is generated and libraries' versions all count."""
    (tmp_path / "a.jinja").write_text("a")
    seen = [_hash(tmp_path), made_with.made_with("2.0", tmp_path)]
    (tmp_path / "a.jinja").write_text("b")
    seen.append(_hash(tmp_path))
    (tmp_path / "a.jinja").rename(tmp_path / "b.jinja")
    seen.append(_hash(tmp_path))
    for library in made_with.LIBRARIES:
        known = made_with.library_versions()
        changed = {**known, library: f"{known[library]}.1"}
        with monkeypatch.context() as patched:
            patched.setattr(
                made_with, "library_versions", lambda changed=changed: changed
            )
            seen.append(_hash(tmp_path))
    monkeypatch.setattr(made_with, "__version__", "99")
    seen.append(_hash(tmp_path))

    assert len(set(seen)) == len(seen)
    assert set(made_with.LIBRARIES) == set(made_with.library_versions())


def test_a_changed_generator_makes_everything_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another generator made is not relied on, even where every hash of a file is right."""
    place = Place(tmp_path, 2, 2)
    made = built(place.folder)
    with monkeypatch.context() as patched:
        patched.setattr(made_with, "__version__", "99")
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
def test_a_damaged_outline_is_not_believed(
    tmp_path: Path, damage: Callable[[dict[str, object]], object]
) -> None:
    """What a manifest says of a resource becomes code only if it can be what a build wrote."""
    place = Place(tmp_path, 4, 2)
    made = built(place.folder)
    manifest = place.folder / "generated" / MANIFEST_NAME
    document = json.loads(manifest.read_text(encoding="utf-8"))
    outlines = [
        one["outline"] for one in document["sources"].values() if "outline" in one
    ]
    damage(outlines[0])
    manifest.write_text(json.dumps(document), encoding="utf-8")
    append(place.specs[1], "\n# changed\n")
    again = built(place.folder)

    assert {path: text for path, text in made.items() if path != MANIFEST_NAME} == {
        path: text for path, text in again.items() if path != MANIFEST_NAME
    }
