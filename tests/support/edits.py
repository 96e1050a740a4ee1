"""Random edits of a project's specs, as people make them between two builds."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import yaml

from support.projects import write_files
from support.random_api import Scale, dumped, random_api

TINY = Scale(methods=(1, 3), webhooks=2, types=2, max_types=5, depth=(1, 3))
#: Some have classes of one name, some the class that a client of a resource would have.
PACKAGES = ("alpha", "beta", "gamma", "aB", "AB", "aBClient", "ABClient")
#: The clients of some have names that those of others would have.
MODULES = ("aB", "asyncAB", "rawAB", "AB", "asyncRawAB")
Json = dict[str, Any]


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

    @property
    def names(self) -> list[str]:
        """Their paths below the folder."""
        schemas = self.folder / "schemas"
        return [one.relative_to(schemas).as_posix() for one in self.specs]

    @property
    def common(self) -> Path:
        """The common types."""
        return self.folder / "schemas" / "common.yaml"

    def edit(self) -> str:
        """One random change; says which."""
        change = self.rng.choice(
            [
                self.reword,
                self.retitle,
                self.comment,
                self.add_a_field,
                self.change_a_field,
                self.add_a_resource,
                self.remove_a_resource,
                self.rename_a_module,
                self.rename_a_spec,
                self.move_to_another_package,
                self.add_a_webhook,
                self.remove_a_webhook,
                self.rename_a_webhook,
                self.request_a_common_type,
                self.reword_a_common_type,
                self.add_a_common_type,
                self.remove_a_common_type,
                self.take_a_request_name,
                self.move_to_common,
                self.move_from_common,
                self.delete_a_generated_file,
                self.take_the_name_of_a_client,
            ]
        )
        change()
        return change.__name__

    def change(self, path: Path, edit: Callable[[Json], object]) -> None:
        """Change the data of a spec."""
        data = read(path)
        edit(data)
        path.write_text(dumped(data), encoding="utf-8")

    def any_spec(self) -> Path:
        """One resource's."""
        return self.rng.choice(self.specs)

    def any_spec_with(self, key: str) -> Path:
        """One that has an entry under a key, if there is one."""
        return self.rng.choice(
            [*filter(lambda one: read(one).get(key), self.specs)] or self.specs
        )

    def reword(self) -> None:
        """Text that stands in one module only."""
        self._reword(self.any_spec())

    def reword_a_common_type(self) -> None:
        """Text that stands in the common module only."""
        self._reword(self.common)

    def _reword(self, path: Path) -> None:
        def edit(spec: Json) -> None:
            words = f"Reworded {self.rng.random()}."
            one = self.rng.choice([*spec["types"].values()])
            one["description"] = words
            for name, field in one.get("fields", {}).items():
                if "one_of" not in field:
                    decl = {"type": field} if isinstance(field, str) else field
                    one["fields"][name] = {**decl, "description": words}

        self.change(path, edit)

    def retitle(self) -> None:
        """Text that the README repeats."""
        title = f"Title {self.rng.random()}"
        self.change(self.any_spec(), lambda one: one.update(title=title))

    def comment(self) -> None:
        """Nothing that is generated."""
        append(self.rng.choice([*self.specs, self.common]), "\n# more\n")

    def add_a_field(self) -> None:
        """A field of some type, of a resource or common."""

        def edit(spec: Json) -> None:
            objects = [one for one in spec["types"].values() if "fields" in one]
            fields = self.rng.choice(objects)["fields"]
            fields[f"added{self.rng.randrange(10**6)}"] = {"type": "string"}

        self.change(self.rng.choice([*self.specs, self.common]), edit)

    def change_a_field(self) -> None:
        """A fact of a field of some type, of a resource or common."""
        facts: list[Json] = [
            {"read_only": True},
            {"name": f"renamed_{self.rng.randrange(10**6)}"},
            {"deprecated": True},
            {"type": "list[string]"},
        ]

        def edit(spec: Json) -> None:
            objects = [
                one["fields"] for one in spec["types"].values() if "fields" in one
            ]
            fields = self.rng.choice(objects)
            plain = [one for one in fields if "one_of" not in fields[one]]
            if plain:
                name, changed = self.rng.choice(plain), self.rng.choice(facts)
                decl = fields[name]
                decl = {"type": decl} if isinstance(decl, str) else decl
                fields[name] = {**decl, **changed}

        self.change(self.rng.choice([*self.specs, self.common]), edit)

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
            self.any_spec().unlink()

    def rename_a_module(self) -> None:
        """Another place in the package, another order; perhaps names that a neighbour has."""
        number = self.rng.randrange(10**6)
        name = self.rng.choice((*MODULES, f"{self.rng.choice('amz')}Renamed{number}"))
        self.change(self.any_spec(), lambda one: one.update(module=name))

    def rename_a_spec(self) -> None:
        """The same under another path."""
        path = self.any_spec()
        path.rename(path.with_name(f"renamed{self.rng.randrange(10**6)}.yaml"))

    def move_to_another_package(self) -> None:
        """Perhaps to one that is new."""
        name = self.rng.choice(PACKAGES)
        self.change(self.any_spec(), lambda one: one.update(package=name))

    def add_a_webhook(self) -> None:
        """An event without a payload."""
        name = f"thing{self.rng.randrange(10**6)}Happened"
        self.change(
            self.any_spec(),
            lambda one: one.setdefault("webhooks", {}).update(
                {name: {"kind": "action"}}
            ),
        )

    def remove_a_webhook(self) -> None:
        """One event less, perhaps the last of all."""

        def edit(spec: Json) -> None:
            if hooks := spec.get("webhooks"):
                del hooks[self.rng.choice([*hooks])]

        self.change(self.any_spec_with("webhooks"), edit)

    def rename_a_webhook(self) -> None:
        """Another class, another registrar; a type may have that name."""

        def edit(spec: Json) -> None:
            if hooks := spec.get("webhooks"):
                new = f"{spec['module']}Client"
                name = self.rng.choice((new, f"renamed{self.rng.randrange(10**6)}"))
                hooks[name] = hooks.pop(self.rng.choice([*hooks]))

        self.change(self.any_spec_with("webhooks"), edit)

    def request_a_common_type(self) -> None:
        """What one resource requests decides what the common module offers."""
        self.request(self.rng.choice([*read(self.common)["types"]]), self.any_spec())

    def request(self, name: str, path: Path) -> None:
        """Let the first method take a common type, if it takes anything."""

        def edit(spec: Json) -> None:
            first = next(iter(spec["methods"].values()))
            if first["http"].startswith("POST"):
                wanted = {"type": f"common.{name}"}
                first.setdefault("parameters", {})["wanted"] = wanted

        self.change(path, edit)

    def add_a_common_type(self) -> None:
        """One that nothing uses yet."""
        name = f"Shared{self.rng.randrange(10**6)}"
        decl = {"fields": {"sorting": {"type": "Sorting"}}}
        self.change(self.common, lambda one: one["types"].update({name: decl}))

    def remove_a_common_type(self) -> None:
        """It may be missing."""

        def edit(spec: Json) -> None:
            del spec["types"][self.rng.choice([*spec["types"]])]

        self.change(self.common, edit)

    def take_a_request_name(self) -> None:
        """A common type is called like what requests take in place of another."""

        def edit(spec: Json) -> None:
            name = f"{self.rng.choice([*spec['types']])}Dict"
            spec["types"][name] = {"fields": {"x": {"type": "string"}}}

        self.change(self.common, edit)

    def move_to_common(self) -> None:
        """A type of a resource that needs no other of the resource."""
        path = self.any_spec()
        spec, common = read(path), read(self.common)
        own = spec["types"].keys() - common["types"].keys()
        movable = [
            name for name in sorted(own) if not _words(spec["types"][name]) & own
        ]
        if len(own) > 1 and movable:
            name = self.rng.choice(movable)
            common["types"][name] = spec["types"].pop(name)
            text = re.sub(rf"(?<![\w.]){name}\b", f"common.{name}", dumped(spec))
            text = re.sub(r"\bcommon\.common\.", "common.", text)
            path.write_text(text, encoding="utf-8")
            self.common.write_text(dumped(common), encoding="utf-8")

    def move_from_common(self) -> None:
        """A common type that needs no other goes to those that use it."""
        common = read(self.common)
        types = common["types"]
        used = {word for one in types.values() for word in _words(one)}
        movable = [
            one for one in sorted(types) if not _words(types[one]) & types.keys()
        ]
        name = self.rng.choice([one for one in movable if one not in used] or [*types])
        decl = types.pop(name)
        self.common.write_text(dumped(common), encoding="utf-8")
        for path in self.specs:
            text = path.read_text(encoding="utf-8")
            if f"common.{name}" in text:
                text = re.sub(rf"\bcommon\.{name}\b", name, text)
                path.write_text(text, encoding="utf-8")
                self.change(path, lambda one: one["types"].update({name: decl}))

    def delete_a_generated_file(self) -> None:
        """Somebody cleans up."""
        if found := sorted((self.folder / "generated").rglob("*.py")):
            self.rng.choice(found).unlink()

    def take_the_name_of_a_client(self) -> None:
        """A type is called like the client of its resource, which gives way."""

        def edit(spec: Json) -> None:
            module = spec["module"]
            name = f"{module[0].upper()}{module[1:]}Client"
            spec["types"][name] = {"fields": {"x": "string"}}

        self.change(self.any_spec(), edit)


def read(path: Path) -> Json:
    """The data of a spec."""
    data: Json = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return data


def append(path: Path, text: str) -> None:
    """Put `text` behind what the file has."""
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def _words(decl: object) -> set[str]:
    """Everything in a declaration that may name a type."""
    return {*re.findall(r"\w+", dumped({"type": decl}))}
