"""`wixgen import --types` and `wixgen drift --types`, with pages and with what people wrote."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.page_hints import Hints
from support.pages import api_of, render_pages
from support.type_packages import (
    PACKAGE,
    import_packages,
    manifest,
    packages_of,
    write_packages,
)
from support.workplace import Workplace
from wixgen.pages.importer import Mode

CASES = Path(__file__).parent / "cases"
OPEN = (
    "declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, "
    "OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;\n"
)
DOORS = f"""\
// === rest
interface Door {{
    /**
     * Its number.
     * @format GUID
     * @readonly
     */
    _id?: string;
    /**
     * What hangs on it.
     * @maxLength 40
     */
    name?: string;
    kind?: Kind;
}}
declare enum Kind {{
    SWINGING = "SWINGING",
    SLIDING = "SLIDING"
}}
interface OpenDoorRequest {{
    doorId?: string;
    door?: Door;
}}
interface OpenDoorResponse {{
    door?: Door;
}}
{OPEN}// === sdk
interface EventMetadata {{
    entityId?: string;
}}
interface DoorOpenedEnvelope {{
    data: Door;
    metadata: EventMetadata;
}}
/**
 * Opens a door.
 * @requiredField doorId
 * @permissionId DOORS.OPEN
 * @fqn wix.shop.v1.Doors.OpenDoor
 */
declare function openDoor(doorId: string): Promise<OpenDoorResponse>;
/**
 * It opened.
 * @eventType wix.shop.v1.door_opened
 * @slug opened
 */
declare function onDoorOpened(handler: (event: DoorOpenedEnvelope) => void): void;
"""
FILES = packages_of(DOORS)
META = f"{PACKAGE}/build/es/meta.d.mts"


def changed(old: str, new: str) -> dict[str, str]:
    """The packages with another text in their REST API."""
    assert old in FILES[META]
    return {**FILES, META: FILES[META].replace(old, new)}


def doors(specs: dict[str, str]) -> str:
    """The spec of the doors."""
    return specs["shop/doors.yaml"]


def all_cases() -> dict[str, str]:
    """The packages of all cases, each as one of its own."""
    files: dict[str, str] = {}
    for path in sorted(CASES.glob("*.ts")):
        made = packages_of(path.read_text(encoding="utf-8"))
        if f"{PACKAGE}/package.json" in made:
            name = f"@wix/auto_sdk_shop_{path.stem.replace('_', '-')}"
            files |= {at.replace(PACKAGE, name): text for at, text in made.items()}
    return files


@pytest.mark.parametrize("jobs", [1, 2])
def test_bytes_depend_on_the_input_alone(tmp_path: Path, jobs: int) -> None:
    """Not on the seed of hashes, the number of processes or the order of files."""
    modules = write_packages(tmp_path / "m", all_cases())
    made: list[dict[str, str]] = []
    for seed in ("0", "1"):
        place = Workplace.at(tmp_path / seed)
        command = [sys.executable, "-m", "wixgen", "import", "--types", str(modules)]
        command += ["--jobs", str(jobs), "--project", str(place.folder)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(command, env=environment, check=True, capture_output=True)
        made.append(place.specs())
    backwards, _, _ = import_packages(dict(reversed(all_cases().items())))

    assert made[0] == made[1]
    assert made[0] == backwards


def test_the_second_import_writes_nothing(tmp_path: Path) -> None:
    """And nothing has drifted."""
    modules = write_packages(tmp_path / "m", all_cases())
    place = Workplace.at(tmp_path / "p")
    place.run("import", "--types", modules)
    before = place.specs()

    again = place.run("import", "--types", modules)
    drift = place.run("drift", "--types", modules)

    assert (again.exit_code, place.specs()) == (0, before)
    assert "0 specs changed" in again.stdout
    assert (drift.exit_code, drift.stdout) == (0, "")


def test_no_sentences_come_along_if_none_are_wanted() -> None:
    """Facts only."""
    specs, _, _ = import_packages(FILES, descriptions=False)

    assert "Opens a door" not in doors(specs)
    assert "description" not in doors(specs)


BY_HAND = {
    "description": (
        "    http: POST /shop/v1/open-door\n",
        "    http: POST /shop/v1/open-door\n    description: By hand.\n",
    ),
    "comment": ("  openDoor:\n", "  # A word on this.\n  openDoor:\n"),
    "comment at a field": ("      name: {", "      # Why.\n      name: {"),
    "name": ("kind: Kind", "kind: {type: Kind, name: door_kind}"),
    "correction": (
        "max_length: 40}",
        "max_length: 50, correction: Longer ones work.}",
    ),
    "fields beside": (
        "      kind: Kind",
        "      kind: Kind\n      colour: {type: string, undocumented: true, source: an answer}",
    ),
}


@pytest.mark.parametrize("what", BY_HAND)
@pytest.mark.parametrize("mode", [Mode.KEEP, Mode.PRUNE])
def test_what_people_wrote_stays(what: str, mode: Mode) -> None:
    """Whether or not types say it, and whether or not the import removes what they no longer say."""
    specs, _, _ = import_packages(FILES, descriptions=False)
    old, new = BY_HAND[what]
    text = doors(specs)
    assert old in text
    specs["shop/doors.yaml"] = text.replace(old, new, 1)

    after, imported, _ = import_packages(FILES, specs, descriptions=False, mode=mode)

    assert doors(after) == doors(specs)
    assert imported.differences == []


GONE = {
    "field": ("    kind?: Kind;\n", "", "kind: Kind"),
    "value": (',\n    SLIDING = "SLIDING"', "", "SLIDING"),
    "limit": ("     * @maxLength 40\n", "", "max_length"),
    "method": (OPEN, "", "openDoor"),
}


@pytest.mark.parametrize("what", GONE)
def test_what_is_gone_is_told_and_pruned(what: str) -> None:
    """Kept and told; removed with `--prune`; a difference for `drift`."""
    old, new, shown = GONE[what]
    specs, _, _ = import_packages(FILES)
    files = changed(old, new)

    kept, imported, _ = import_packages(files, specs)
    pruned, _, _ = import_packages(files, specs, mode=Mode.PRUNE)
    _, compared, _ = import_packages(files, specs, mode=Mode.COMPARE)
    again, after, _ = import_packages(files, pruned)

    assert doors(kept) == doors(specs)
    assert shown in doors(specs)
    assert len(imported.differences) > 0
    assert compared.differences == imported.differences
    assert shown not in doors(pruned)
    assert (again, after.differences) == (pruned, [])


def test_drift_tells_of_what_is_new(tmp_path: Path) -> None:
    """With the places in the package and in the spec, and exit code 1."""
    specs, _, _ = import_packages(FILES)
    place = Workplace.at(tmp_path / "p", specs=specs)
    files = changed("    name?: string;", "    name?: string;\n    width?: number;")
    modules = write_packages(tmp_path / "m", files)

    result = place.run("drift", "--types", modules, "--format", "json")

    (found,) = json.loads(result.stdout)
    assert result.exit_code == 1
    assert found["where"] == "shop.doors.openDoor: door.width"
    assert found["page"]["path"] == str(modules / META)
    assert found["page"]["line"] > 1
    assert found["spec"]["path"].endswith("shop/doors.yaml")
    verdicts = [found[key] for key in ("verdict", "sends", "gets", "events")]
    assert ("field-added", ["additive"] * 4) == (found["rule"], verdicts)
    assert place.specs() == specs


def test_drift_tells_of_a_module_without_a_spec(tmp_path: Path) -> None:
    """Once, and writes nothing."""
    place = Workplace.at(tmp_path / "p", specs={"common.yaml": ""})
    modules = write_packages(tmp_path / "m", FILES)

    result = place.run("drift", "--types", modules, "--format", "json")

    assert [one["where"] for one in json.loads(result.stdout)] == ["shop.doors"]
    assert (result.exit_code, place.specs()) == (1, {"common.yaml": ""})


def test_drift_wants_something_to_compare(tmp_path: Path) -> None:
    """Pages, types or both."""
    result = Workplace.at(tmp_path / "p").run("drift")

    assert (result.exit_code, "--types" in result.stderr) == (2, True)


def test_a_broken_spec_is_told_and_left(tmp_path: Path) -> None:
    """The others go on; so it is with a file that another resource has."""
    gates = {
        path.replace(PACKAGE, "@wix/auto_sdk_shop_gates"): text
        for path, text in FILES.items()
    }
    modules = write_packages(tmp_path / "m", {**FILES, **gates})
    for broken in (
        "package: shop\nmodule: [",
        "a: *b",
        "- 1",
        "package: x\nmodule: y\n",
    ):
        place = Workplace.at(
            tmp_path / str(len(broken)), specs={"shop/doors.yaml": broken}
        )

        result = place.run("import", "--types", modules)

        assert (result.exit_code, "doors.yaml" in result.stderr) == (2, True)
        assert place.specs()["shop/doors.yaml"] == broken
        assert "shop/gates.yaml" in place.specs()


def test_a_broken_common_file_is_told(tmp_path: Path) -> None:
    """Nothing is written: every spec may need it."""
    modules = write_packages(tmp_path / "m", FILES)
    place = Workplace.at(tmp_path / "p", specs={"common.yaml": "types: ["})

    result = place.run("import", "--types", modules)

    assert (result.exit_code, "common.yaml" in result.stderr) == (2, True)
    assert set(place.specs()) == {"common.yaml"}


def test_modules_without_public_addresses_are_told_in_one_line(tmp_path: Path) -> None:
    """Unless one wants to know them all; specs that list their methods are no news."""
    text = (CASES / "mappings.ts").read_text(encoding="utf-8")
    files = packages_of(text)
    gates = {
        path.replace(PACKAGE, "@wix/auto_sdk_shop_gates"): one
        for path, one in files.items()
    }
    modules = write_packages(tmp_path / "m", {**files, **gates})
    place, other = Workplace.at(tmp_path / "p"), Workplace.at(tmp_path / "o")

    short = place.run("import", "--types", modules).stderr
    long = other.run("import", "--types", modules, "--verbose").stderr

    assert short.count("no-public-address") == 1
    assert "2 modules" in short
    assert long.count("no-public-address") == 2
    assert "" == place.run("import", "--types", modules).stderr


def test_specs_accept_what_is_wrong_with_their_types(tmp_path: Path) -> None:
    """By the resource, before there are any methods; one that silences nothing is told."""
    text = (CASES / "mappings.ts").read_text(encoding="utf-8")
    modules = write_packages(tmp_path / "m", packages_of(text))
    accepted = "accepted: {no-public-address: Nobody may call them., odd-name: None.}"
    spec = f"package: shop\nmodule: doors\n{accepted}\n"
    place = Workplace.at(tmp_path / "p", specs={"shop/doors.yaml": spec})
    result = place.run("import", "--types", modules, "--format", "json")
    found = json.loads(result.stdout)

    assert 0 == result.exit_code
    assert [("unused-acceptance", "odd-name")] == [
        (one["code"], one["message"].split("`")[1]) for one in found
    ]


def pages_of(spec: str) -> dict[str, str]:
    """The pages that Wix would have of a spec."""
    common = yaml.load(spec, yaml.CSafeLoader)
    for method in common["methods"].values():
        method.setdefault("docs", "open-door")
        method.setdefault("description", "Opens it.")
    common |= {"title": "Doors", "docs": "https://dev.wix.com/docs/api/shop/doors"}
    common.pop("webhooks", None)
    texts = {"shop/doors.yaml": yaml.safe_dump(common, sort_keys=False)}
    return render_pages(api_of(texts), Hints(inline_enums=frozenset())).files


def both(tmp_path: Path, spec: str, files: dict[str, str]) -> tuple[Workplace, Path]:
    """A project with the pages of a spec, and packages."""
    place = Workplace.at(tmp_path / "p", pages_of(spec))
    return place, write_packages(tmp_path / "m", files)


def run_both(place: Workplace, modules: Path, command: str = "import") -> Any:
    """Import pages and types in one run."""
    more = ["--descriptions", "none"] if command == "import" else []
    return place.run(command, place.pages, "--types", modules, *more)


def test_types_add_what_pages_do_not_print(tmp_path: Path) -> None:
    """What comes from them says so; then pages alone change nothing, and nothing has drifted."""
    specs, _, _ = import_packages(FILES, descriptions=False)
    place, modules = both(tmp_path, doors(specs), FILES)

    result = run_both(place, modules)
    made = place.specs()
    again = run_both(place, modules)
    alone = place.import_all()

    spec = yaml.load(made["shop/doors.yaml"], yaml.CSafeLoader)
    assert (result.exit_code, again.exit_code, alone.exit_code) == (0, 0, 0)
    assert spec["types"]["Door"]["fields"]["name"]["max_length"] == 40
    assert spec["methods"]["openDoor"]["permission_ids"] == ["DOORS.OPEN"]
    assert spec["webhooks"]["doorOpened"]["source"] == "the published types"
    assert place.specs() == made
    assert place.drift_all() == []
    drift = run_both(place, modules, "drift")
    assert (drift.exit_code, drift.stdout) == (0, "")


def test_pages_decide_and_contradictions_are_told(tmp_path: Path) -> None:
    """Both places are named, and the spec has what the page says."""
    specs, _, _ = import_packages(FILES, descriptions=False)
    text = doors(specs).replace("kind: Kind", "kind: string")
    place, modules = both(tmp_path, text, FILES)

    result = run_both(place, modules)

    spec = yaml.load(place.specs()["shop/doors.yaml"], yaml.CSafeLoader)
    assert spec["types"]["Door"]["fields"]["kind"] == "string"
    assert "openDoor: door.kind: the package has `Kind`" in result.stderr
    assert ("doors.yaml" in result.stderr, META in result.stderr) == (True, True)
    before = place.specs()
    place.import_all()
    assert place.specs() == before


def test_a_new_version_is_named_as_the_source() -> None:
    """The one that was read last; a version is no fact, and no drift."""
    specs, _, _ = import_packages(FILES)
    newer = {**FILES, f"{PACKAGE}/package.json": manifest(PACKAGE, "1.2.0")}

    after, _, _ = import_packages(newer, specs)
    _, compared, _ = import_packages(newer, specs, mode=Mode.COMPARE)

    assert [] == compared.differences
    assert yaml.load(doors(after), yaml.CSafeLoader)["sources"] == [f"{PACKAGE} 1.2.0"]


def test_a_common_type_with_more_fields_is_another_type() -> None:
    """Types show all that there is: nothing may be invented."""
    common = {
        "types": {
            "Page": {
                "fields": {"next": "string", "prev": "string", "count": "integer"}
            },
            "Size": {"fields": {"width": "string"}},
        }
    }
    types = (
        "interface Page {\n    next?: string;\n    prev?: string;\n}\n"
        "interface Size {\n    width?: string;\n}\n"
        "interface OpenDoorRequest {\n"
    )
    files = changed(
        "interface OpenDoorRequest {\n", f"{types}    page?: Page;\n    size?: Size;\n"
    )

    specs, _, _ = import_packages(files, {"common.yaml": yaml.safe_dump(common)})

    spec = yaml.load(doors(specs), yaml.CSafeLoader)
    assert spec["types"]["Page"]["fields"] == {"next": "string", "prev": "string"}
    assert spec["methods"]["openDoor"]["parameters"]["size"] == "common.Size"
