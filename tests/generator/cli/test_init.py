"""`wixgen init`: what it writes, what it leaves, and that a build follows."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from typer.testing import CliRunner

from support.catalogue import CARTS, FILES, catalogue_in
from support.projects import files_below, write_files
from wixgen.catalogue.catalogue import open_catalogue
from wixgen.cli.app import app
from wixgen.spec.documents.jsonschema import resource_schema


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and a small catalogue."""
    catalogue = catalogue_in(tmp_path / "catalogue")
    monkeypatch.setattr("wixgen.cli.init.open_catalogue", lambda: catalogue)
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Result:
    """The result of `wixgen init`."""
    return CliRunner().invoke(app, ["init", *arguments])


def common_types() -> list[str]:
    """The types of the project's common.yaml."""
    text = Path("schemas/common.yaml").read_text(encoding="utf-8")
    return list(yaml.load(text, yaml.CSafeLoader)["types"])


def test_a_project_begins_with_what_it_wants(folder: Path) -> None:
    """Settings, editor schema, common types and the specs are written, the specs word for word."""
    result = run("--with", "shop")
    written = files_below(folder)

    assert 0 == result.exit_code
    assert {
        "pyproject.toml",
        "schemas/resource.schema.json",
        "schemas/common.yaml",
        "schemas/shop/carts.yaml",
        "schemas/shop/ordersV2.yaml",
    } == written.keys()
    assert resource_schema().encode() == written["schemas/resource.schema.json"]
    assert CARTS.encode() == written["schemas/shop/carts.yaml"]
    assert [f"wrote {path}" for path in written if path.endswith("carts.yaml")] == [
        line for line in result.stdout.splitlines() if "carts" in line
    ]


def test_only_the_common_types_that_are_needed_come_along() -> None:
    """common.yaml has what the specs mention, what that holds, and what events need."""
    run("--with", "shop.ordersV2")

    assert ["EventMetadata", "Caller", "Money", "Currency"] == common_types()


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["shop.carts"], {"shop/carts.yaml"}),
        (["shop.orders_v2"], {"shop/ordersV2.yaml"}),
        (["crm_notes"], {"crm-notes/notes.yaml"}),
        (["shop.carts,crm-notes.notes"], {"shop/carts.yaml", "crm-notes/notes.yaml"}),
        ([" shop.carts , ", "crm-notes"], {"shop/carts.yaml", "crm-notes/notes.yaml"}),
        ([], {"example/notes.yaml"}),
    ],
)
def test_specs_are_named_by_package_or_resource(
    folder: Path, names: list[str], expected: set[str]
) -> None:
    """Names can be those of Wix or of Python, with commas or one by one."""
    run(*(argument for name in names for argument in ("--with", name)))
    written = {path.removeprefix("schemas/") for path in files_below(folder)}

    assert expected == {path for path in written if "/" in path}


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("shop.cart", "did you mean shop.carts"),
        ("shp", "did you mean shop"),
        ("carts", "did you mean shop.carts"),
        ("zzzzzz", "help: `wixgen list` shows all"),
    ],
)
def test_an_unknown_name_writes_nothing(folder: Path, name: str, proposed: str) -> None:
    """What nobody has is an error with what may have been meant."""
    result = run("--with", f"shop,{name}")

    assert 2 == result.exit_code
    assert f"Wix has no package or resource `{name}`" in result.stderr
    assert proposed in result.stderr
    assert {} == files_below(folder)


def test_nothing_is_overwritten(folder: Path) -> None:
    """Files that exist stay as they are, and are named."""
    files = {
        "pyproject.toml": '[tool.wixgen]\nschemas = "specs"\n',
        "specs/common.yaml": "types:\n  EventMetadata: {fields: {id: string}}\n",
        "specs/resource.schema.json": "{}",
        "specs/carts.yaml": CARTS.replace("Carts", "Mine"),
    }
    write_files(folder, files)
    result = run("--with", "shop.carts,crm-notes")
    after = files_below(folder)

    assert 0 == result.exit_code
    assert {
        path: text.encode() for path, text in files.items()
    }.items() <= after.items()
    assert {"specs/crm-notes/notes.yaml"} == after.keys() - files.keys()
    assert [
        "left pyproject.toml as it is",
        "left specs/resource.schema.json as it is",
        "left specs/common.yaml as it is",
        "left EventMetadata of specs/common.yaml as it is",
        "wrote specs/crm-notes/notes.yaml",
        "left specs/carts.yaml as it is",
    ] == result.stdout.splitlines()[:-1]


def test_a_second_time_adds_what_is_missing(folder: Path) -> None:
    """More specs can follow: common.yaml gets the types that it lacks, and keeps its comments."""
    run("--with", "crm-notes")
    common = folder / "schemas/common.yaml"
    before = (
        common.read_text(encoding="utf-8") + "\n  # mine\n  Mine: {fields: {a: guid}}\n"
    )
    common.write_text(before, encoding="utf-8")
    result = run("--with", "shop", "-v")

    assert ["EventMetadata", "Caller", "Mine", "Money", "Currency"] == common_types()
    assert "  # mine\n" in common.read_text(encoding="utf-8")
    assert "added 2 types to schemas/common.yaml: Money, Currency" in result.stdout


def test_twice_changes_nothing(folder: Path) -> None:
    """The same command again finds everything there."""
    run("--with", "shop")
    before = files_below(folder)
    result = run("--with", "shop")

    assert before == files_below(folder)
    assert "wrote" not in result.stdout


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_project_of_other_tools_gets_its_table(folder: Path, newline: str) -> None:
    """A pyproject.toml without [tool.wixgen] gets it at its end, and stays the same before that."""
    before = f'[project]{newline}name = "app"{newline}# the end'
    write_files(folder, {"pyproject.toml": before.encode()})
    result = run()
    after = (folder / "pyproject.toml").read_bytes().decode()

    assert f"{before}{newline}{newline}[tool.wixgen]{newline}" == after
    assert "added [tool.wixgen] to pyproject.toml" in result.stdout


@pytest.mark.parametrize(
    "text",
    ["[tool.wixgen", "[tool.wixgen]\nschema = 1\n", 'tool = {a = "b"}\n', "tool = 1\n"],
)
def test_settings_that_are_wrong_write_nothing(folder: Path, text: str) -> None:
    """A pyproject.toml that can't be used is an error, and stays as it is."""
    write_files(folder, {"pyproject.toml": text})
    result = run("--with", "shop")

    assert 2 == result.exit_code
    assert "pyproject.toml" in result.stderr
    assert {"pyproject.toml": text.encode()} == files_below(folder)


@pytest.mark.parametrize("text", ["types: [", "- a\n", "\0"])
def test_a_common_yaml_that_cannot_be_read_writes_nothing(
    folder: Path, text: str
) -> None:
    """What can't be read can't be added to."""
    write_files(folder, {"schemas/common.yaml": text})
    result = run("--with", "shop")

    assert 2 == result.exit_code
    assert "schemas/common.yaml can't be read" in result.stderr
    assert ["schemas/common.yaml"] == list(files_below(folder))


def test_links_that_lead_nowhere_are_left(folder: Path) -> None:
    """A link is a file that exists: nothing is written to where it leads."""
    (folder / "schemas/shop").mkdir(parents=True)
    os.symlink(folder / "elsewhere", folder / "schemas/shop/carts.yaml")
    result = run("--with", "shop.carts")

    assert "left schemas/shop/carts.yaml as it is" in result.stdout
    assert not (folder / "elsewhere").exists()


def test_a_file_is_no_folder(folder: Path) -> None:
    """DIR may not be a file."""
    write_files(folder, {"file": ""})

    assert 2 == run("file").exit_code
    assert 2 == run("file/below").exit_code


def test_another_folder_is_made(folder: Path) -> None:
    """DIR is the project's folder; it need not exist."""
    result = run("one/two", "--with", "crm-notes", "-q")

    assert (0, "") == (result.exit_code, result.output)
    assert (folder / "one/two/schemas/crm-notes/notes.yaml").is_file()


def test_a_build_follows(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After `init`, with or without specs, `wixgen build` works; the specs are formatted and without faults."""
    monkeypatch.setattr("wixgen.cli.init.open_catalogue", open_catalogue)
    outcomes = list[int]()
    for arguments in ([], ["--with", "calendar,blog.tags"]):
        outcomes.append(run(*arguments).exit_code)
        outcomes.append(CliRunner().invoke(app, ["build", "-q"]).exit_code)
    linted = CliRunner().invoke(app, ["lint", "--format", "json"])

    assert [0, 0, 0, 0] == outcomes
    assert [] == json.loads(linted.stdout)
    assert (folder / "generated/wixapi/blog/tags/client.py").is_file()


def test_the_small_catalogue_is_in_order(folder: Path) -> None:
    """What these tests use has no faults of its own."""
    write_files(folder, {"pyproject.toml": "[tool.wixgen]\n"})
    write_files(folder / "schemas", FILES)
    linted = CliRunner().invoke(app, ["lint", "--format", "json"])

    assert [] == json.loads(linted.stdout)


def test_an_empty_project_gets_an_example(folder: Path) -> None:
    """It is formatted, has no faults and can be called; a second time nothing changes."""
    first = run()
    before = files_below(folder)
    second = run()
    commands = (["lint"], ["fmt", "--check", "-q"], ["build", "-q"])
    outcomes = [CliRunner().invoke(app, command) for command in commands]

    assert "wrote schemas/example/notes.yaml" in first.stdout.splitlines()
    assert "`wixgen build` makes the package" in first.stdout
    assert [0, 0, 0, 0] == [one.exit_code for one in (second, *outcomes)]
    assert "" == outcomes[0].stdout
    assert before == {
        path: text for path, text in files_below(folder).items() if path in before
    }
    assert "createNote" in before["schemas/example/notes.yaml"].decode()
    assert (folder / "generated/wixapi/example/notes/client.py").is_file()


@pytest.mark.parametrize("spec", ["mine.yaml", "a/b.yaml", "a/b.yml"])
def test_who_has_a_spec_needs_no_example(folder: Path, spec: str) -> None:
    """Whatever is wrong with it, and wherever it is."""
    write_files(folder, {f"schemas/{spec}": "package: 3\n"})
    run()

    assert not (folder / "schemas/example").exists()


def schema(*arguments: str) -> Result:
    """The result of `wixgen schema`."""
    return CliRunner().invoke(app, ["schema", *arguments])


def test_the_schema_is_written(folder: Path) -> None:
    """To where specs point at; of a project that began with an older wixgen, it becomes the one of today."""
    write_files(folder, {"pyproject.toml": '[tool.wixgen]\nschemas = "specs"\n'})
    path = folder / "specs/resource.schema.json"
    first, text = schema(), path.read_text("utf-8")
    again, checked = schema(), schema("--check")
    path.write_text("{}", "utf-8")
    stale = schema("--check")

    assert resource_schema() == text
    assert [0, 0, 0, 1] == [one.exit_code for one in (first, again, checked, stale)]
    assert "specs/resource.schema.json was written\n" == first.stderr
    assert "specs/resource.schema.json is up to date\n" == again.stderr
    assert ("", "{}") == (checked.output, path.read_text("utf-8"))
    assert "`wixgen schema` writes it" in stale.stderr
    assert ("", resource_schema()) == (schema("-q").output, path.read_text("utf-8"))


def test_line_ends_of_a_checkout_are_no_other_schema(folder: Path) -> None:
    """A schema with CRLF, as Git for Windows makes it, is up to date; what is written anew keeps its line ends."""
    write_files(folder, {"pyproject.toml": "[tool.wixgen]\n"})
    path = folder / "schemas/resource.schema.json"
    schema()
    content = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(content)
    checked, again = schema("--check"), schema()
    path.write_bytes(b"{\r\n}\r\n")
    schema()

    assert [0, 0] == [checked.exit_code, again.exit_code]
    assert "schemas/resource.schema.json is up to date\n" == again.stderr
    assert content == path.read_bytes()


def test_the_schema_is_written_elsewhere(folder: Path) -> None:
    """-o names a file, or stdout, for which no project is needed; without either, one is."""
    outcomes = [
        schema("-o", "a/b.json").exit_code,
        schema("-o", "-").exit_code,
        schema().exit_code,
    ]

    assert [0, 0, 2] == outcomes
    assert {"a/b.json": resource_schema().encode()} == files_below(folder)
    assert resource_schema().encode() == schema("-o", "-").stdout_bytes
    assert 0 == schema("--check", "-o", "a/b.json").exit_code


def test_the_next_step_can_be_copied_into_a_shell(folder: Path) -> None:
    """A folder's name is quoted where a shell would split it."""
    result = CliRunner().invoke(app, ["init", "our sdk"])

    assert "`wixgen build --project 'our sdk'` makes the package" in result.stdout
    assert (folder / "our sdk" / "pyproject.toml").is_file()
