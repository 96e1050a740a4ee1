"""The command line: exit codes, what goes where, and what is (not) written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from support.specs import in_format
from wixgen.cli.app import app

SPEC = """\
package: demo
module: things

types:
  Thing:
    fields:
      id: guid
      size: {type: int32, min: 1}

methods:
  createThing:
    http: POST /demo/things
    parameters:
      thing: Thing
    required: [thing]
    returns:
      thing: Thing
    sdk: {returns: thing}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one good spec; the current folder."""
    (tmp_path / "pyproject.toml").write_text("[tool.wixgen]\n", encoding="utf-8")
    (tmp_path / "schemas" / "demo").mkdir(parents=True)
    (tmp_path / "schemas" / "demo" / "things.yaml").write_text(SPEC, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    """Call `wixgen` with arguments."""
    return CliRunner().invoke(app, list(arguments))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_build_writes_a_package_and_says_what_it_made(project: Path) -> None:
    """A build exits with 0, tells resources and files, and leaves a distribution."""
    result = run("build")

    assert result.exit_code == 0, result.stderr
    assert "demo.things" in result.stdout
    assert result.stdout.splitlines()[-1].endswith("written, 0 unchanged, 0 removed")
    made = tree(project / "generated")
    assert {
        "pyproject.toml",
        "README.md",
        "wixapi/__init__.py",
        "wixapi/demo/things/client.py",
    } <= {*made}


def test_build_is_found_from_a_folder_below(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The project is the nearest folder upwards with [tool.wixgen]."""
    monkeypatch.chdir(project / "schemas" / "demo")

    assert run("build", "-q").exit_code == 0
    assert (project / "generated" / "wixapi").is_dir()


def test_project_option_and_relative_folders(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Relative --schemas and --out are relative to the project, not to the current folder."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    (project / "schemas").rename(project / "specs")

    result = run(
        "build", "--project", str(project), "--schemas", "specs", "--out", "sdk/made"
    )

    assert result.exit_code == 0, result.stderr
    assert (project / "sdk" / "made" / "wixapi").is_dir()


def test_settings_are_read_from_the_project(project: Path) -> None:
    """[tool.wixgen] names folders and the version of the distribution."""
    settings = '[tool.wixgen]\nout = "sdk"\nversion = "3.2.1"\n'
    (project / "pyproject.toml").write_text(settings, encoding="utf-8")

    assert run("build", "-q").exit_code == 0
    assert 'version = "3.2.1"' in (project / "sdk" / "pyproject.toml").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize(
    "setting", ["ouput = 'x'", "out = 3", "schemas = ''", "version = 'one'"]
)
def test_a_bad_setting_is_bad_input(project: Path, setting: str) -> None:
    """An unknown or ill-typed setting is refused with exit code 2."""
    (project / "pyproject.toml").write_text(
        f"[tool.wixgen]\n{setting}\n", encoding="utf-8"
    )
    result = run("build")

    assert result.exit_code == 2
    assert "error[bad-setting]" in result.stderr
    assert not (project / "generated").exists()


def test_a_second_build_touches_nothing(project: Path) -> None:
    """A build that finds everything in place keeps every file's time of change."""
    run("build")
    before = {
        path: path.stat().st_mtime_ns for path in (project / "generated").rglob("*")
    }
    result = run("build")

    assert result.exit_code == 0
    assert ", 0 written," in result.stdout
    assert {
        path: path.stat().st_mtime_ns for path in (project / "generated").rglob("*")
    } == before


def test_check_is_clean_after_a_build(project: Path) -> None:
    """--check exits with 0 and prints nothing where the package is what the specs make."""
    run("build")
    (project / "generated" / "wixapi" / "mine.py").write_text(
        "mine = 1\n", encoding="utf-8"
    )
    result = run("build", "--check")

    assert (result.exit_code, result.output) == (0, "")


def test_check_shows_what_is_stale_and_writes_nothing(project: Path) -> None:
    """--check exits with 1 and a diff after a spec changed."""
    run("build")
    before = tree(project / "generated")
    spec = project / "schemas" / "demo" / "things.yaml"
    spec.write_text(SPEC.replace("min: 1", "min: 2"), encoding="utf-8")
    result = run("build", "--check")

    assert result.exit_code == 1
    assert '-    "size": s.int32(minimum=1),' in result.stdout
    assert '+    "size": s.int32(minimum=2),' in result.stdout
    assert tree(project / "generated") == before


@pytest.mark.usefixtures("project")
def test_check_keeps_json_clean() -> None:
    """With --format json the diff of a stale package goes to stderr."""
    result = run("build", "--check", "--format", "json")

    assert 1 == result.exit_code
    assert {"stale"} == {finding["code"] for finding in json.loads(result.stdout)}
    assert "+++ b/README.md" in result.stderr


def _staled(project: Path) -> None:
    """A package with a file to write, one to make, one to remove, one that was edited and one that isn't ours."""
    other = project / "schemas" / "demo" / "others.yaml"
    other.write_text(SPEC.replace("things", "others"), encoding="utf-8")
    run("build")
    other.unlink()
    spec = project / "schemas" / "demo" / "things.yaml"
    spec.write_text(SPEC.replace("min: 1", "min: 2"), encoding="utf-8")
    (project / "schemas" / "demo" / "news.yaml").write_text(
        SPEC.replace("things", "news"), encoding="utf-8"
    )
    package = project / "generated" / "wixapi" / "demo"
    (package / "things" / "client.py").write_text("mine = 1\n", encoding="utf-8")
    (package / "news").mkdir()
    (package / "news" / "client.py").write_text("mine = 1\n", encoding="utf-8")


def test_check_names_each_stale_file(project: Path) -> None:
    """With --format json each file that a build would change is a finding: where, and what would become of it."""
    _staled(project)
    found = json.loads(run("build", "--check", "--format", "json").stdout)
    told = {
        finding["path"].removeprefix("generated/wixapi/demo/"): (
            finding["line"],
            finding["severity"],
            finding["code"],
            finding["message"],
        )
        for finding in found
    }

    assert {
        "things/requests.py": (26, "error", "stale", "would be written: it differs at line 26"),
        "news/models.py": (1, "error", "stale", "would be written: there is no such file"),
        "others/models.py": (1, "error", "stale", "would be removed: it is no longer generated"),
        "things/client.py": (1, "error", "stale", "was edited: it differs at line 1"),
        "news/client.py": (1, "error", "stale", "isn't a file of wixgen's, and would be overwritten"),
    }.items() <= told.items()  # fmt: skip
    assert sorted(finding["path"] for finding in found) == [
        finding["path"] for finding in found
    ]


def test_check_has_a_finding_wherever_it_fails(project: Path) -> None:
    """Also if only the manifest is another; and none where the package is what the specs make."""
    run("build")
    fine = run("build", "--check", "--format", "json")
    manifest = project / "generated" / ".wixgen-manifest.json"
    listed = json.loads(manifest.read_text(encoding="utf-8"))
    del listed["files"]["wixapi/py.typed"]
    manifest.write_text(json.dumps(listed), encoding="utf-8")
    result = run("build", "--check", "--format", "json")

    assert (0, "[]\n") == (fine.exit_code, fine.stdout)
    assert (1, ["generated/.wixgen-manifest.json"]) == (
        result.exit_code,
        [finding["path"] for finding in json.loads(result.stdout)],
    )


def test_check_annotates_each_stale_file(project: Path) -> None:
    """With --format github each stale file is an annotation, and no diff can begin a command of its own."""
    _staled(project)
    result = run("build", "--check", "--format", "github")
    lines = result.stdout.splitlines()

    assert 1 == result.exit_code
    assert (
        "::error file=generated/wixapi/demo/things/requests.py,line=26,col=1,title=wixgen%3A stale::"
        "would be written: it differs at line 26%0Ahelp: run `wixgen build` to bring it up to date"
    ) in lines
    assert [] == [line for line in lines if not line.startswith("::")]
    assert "generated is out of date" in result.stderr.splitlines()[0]
    assert 2 == len(result.stderr.splitlines())


@pytest.mark.parametrize("text", ["[tool.wixgen", "[tool]\nwixgen = 3\n", "\x00"])
def test_a_broken_pyproject_is_bad_input(project: Path, text: str) -> None:
    """Settings that can't be read end the program; no other project is taken instead."""
    inner = project / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text(text, encoding="utf-8")
    result = run("build", "--project", str(inner))

    assert result.exit_code == 2
    assert "error[bad-settings]" in result.stderr


def test_settings_of_other_tools_do_not_matter(project: Path) -> None:
    """What black, isort or a broken file around us say changes no generated byte."""
    run("build")
    text = "[tool.wixgen]\n[tool.black]\nline-length = 40\n[tool.isort]\nforce_single_line = true\n"
    (project / "pyproject.toml").write_text(text, encoding="utf-8")

    assert run("build", "--check").exit_code == 0


def test_a_bad_spec_writes_nothing(project: Path) -> None:
    """A build of a bad spec exits with 2, says where on stderr, and leaves the old package."""
    run("build")
    before = tree(project / "generated")
    spec = project / "schemas" / "demo" / "things.yaml"
    spec.write_text(SPEC.replace("int32", "int33"), encoding="utf-8")
    result = run("build")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(
        "schemas/demo/things.yaml:8:20: error[undefined-type]: "
    )
    assert tree(project / "generated") == before


def test_an_edited_file_stops_the_build_until_force(project: Path) -> None:
    """An edited generated file exits with 1 and is kept; --force overwrites it."""
    run("build")
    edited = project / "generated" / "wixapi" / "demo" / "things" / "client.py"
    original = edited.read_bytes()
    edited.write_bytes(original + b"# mine\n")
    result = run("build")

    assert result.exit_code == 1
    assert "wixapi/demo/things/client.py" in result.stderr
    assert edited.read_bytes() == original + b"# mine\n"
    forced = run("build", "--force", "-v")

    assert forced.exit_code == 0
    assert "wrote wixapi/demo/things/client.py" in forced.stdout.splitlines()
    assert edited.read_bytes() == original


def test_a_file_of_somebody_else_is_never_touched(project: Path) -> None:
    """A hand-written file in the place of a generated one stops the build, force or not."""
    mine = project / "generated" / "README.md"
    mine.parent.mkdir()
    mine.write_text("mine\n", encoding="utf-8")

    assert [run("build").exit_code, run("build", "--force").exit_code] == [2, 2]
    assert tree(project / "generated") == {"README.md": b"mine\n"}


def test_a_removed_resource_is_removed_from_the_package(project: Path) -> None:
    """What is no longer generated disappears, unless it was edited."""
    other = project / "schemas" / "demo" / "others.yaml"
    other.write_text(SPEC.replace("things", "others"), encoding="utf-8")
    run("build")
    kept = project / "generated" / "wixapi" / "demo" / "others" / "models.py"
    kept.write_bytes(kept.read_bytes() + b"# mine\n")
    other.unlink()
    result = run("build")

    assert result.exit_code == 0
    assert "kept wixapi/demo/others/models.py" in result.stderr
    assert [path.name for path in kept.parent.iterdir()] == ["models.py"]


def test_lint_finds_errors(project: Path) -> None:
    """Lint exits with 1 for a spec with errors and writes nothing."""
    spec = project / "schemas" / "demo" / "things.yaml"
    spec.write_text(SPEC.replace("int32", "int33"), encoding="utf-8")
    result = run("lint")

    assert result.exit_code == 1
    assert "schemas/demo/things.yaml:8:20: error[undefined-type]" in result.stdout
    assert not (project / "generated").exists()


def test_lint_prints_json(project: Path) -> None:
    """--format json prints an array of findings on stdout, empty for a good spec."""
    spec = project / "schemas" / "demo" / "things.yaml"
    spec.write_text(in_format(SPEC), encoding="utf-8")
    good = run("lint", "--format", "json")
    spec.write_text(in_format(SPEC).replace("int32", "int33"), encoding="utf-8")
    bad = run("lint", "--format", "json")

    assert (good.exit_code, json.loads(good.stdout)) == (0, [])
    assert bad.exit_code == 1
    (finding,) = json.loads(bad.stdout)
    assert list(finding) == [
        "path",
        "line",
        "column",
        "severity",
        "code",
        "message",
        "help",
    ]
    assert (
        finding["path"],
        finding["line"],
        finding["column"],
        finding["severity"],
    ) == (
        "schemas/demo/things.yaml",
        8,
        20,
        "error",
    )


def test_lint_reports_only_what_was_asked_about(project: Path) -> None:
    """References into other specs resolve, but their errors are not reported."""
    bad = project / "schemas" / "demo" / "bad.yaml"
    bad.write_text("package: demo\nmodule: bad\nwhat: 1\n", encoding="utf-8")

    assert run("lint", "schemas/demo/things.yaml").exit_code == 0
    assert run("lint", "schemas/demo/bad.yaml").exit_code == 1
    assert run("lint", "schemas").exit_code == 1


def test_lint_works_on_specs_of_no_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A spec anywhere can be checked; common.yaml beside it or above it counts."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "specs" / "demo"
    folder.mkdir(parents=True)
    common = "types: {Guid2: {fields: {a: string}}}\n"
    (tmp_path / "specs" / "common.yaml").write_text(common, encoding="utf-8")
    text = SPEC.replace("id: guid", "id: common.Guid2")
    (folder / "things.yaml").write_text(text, encoding="utf-8")

    assert run("lint", "specs/demo/things.yaml").exit_code == 0
    assert run("lint", "specs").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["lint", "nowhere.yaml"],
        ["build", "--project", "nowhere"],
        ["build", "--schemas", "nowhere"],
        ["build", "--jobs", "-1"],
        ["build", "--unknown"],
        ["unknown"],
    ],
)
@pytest.mark.usefixtures("project")
def test_bad_usage_exits_with_2(arguments: list[str]) -> None:
    """What can't be understood or isn't there exits with 2 and a word on stderr."""
    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stderr != ""
    assert "Traceback" not in result.output


def test_no_project_is_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without [tool.wixgen] upwards, a build says what to do."""
    monkeypatch.chdir(tmp_path)
    result = run("build")

    assert result.exit_code == 2
    assert "[tool.wixgen]" in result.stderr


@pytest.mark.usefixtures("project")
def test_quiet_prints_nothing() -> None:
    """-q leaves only errors."""
    assert run("build", "-q").output == ""
    assert run("lint", "-q").output == ""


@pytest.mark.usefixtures("project")
def test_verbose_names_every_file() -> None:
    """-v names each file that was written."""
    assert (
        "wrote wixapi/demo/things/models.py" in run("build", "-v").stdout.splitlines()
    )


def test_a_build_of_many_resources_counts_them(project: Path) -> None:
    """A table of hundreds of lines helps nobody: with -v there is one, else a line."""
    for number in range(25):
        text = SPEC.replace("module: things", f"module: things{number}")
        spec = project / "schemas" / "demo" / f"things{number}.yaml"
        spec.write_text(text, encoding="utf-8")
    whole = run("build").stdout.splitlines()

    assert "made 26 resources: 26 methods, 0 events (--verbose lists them)" == whole[0]
    assert 2 == len(whole)
    assert any(line.startswith("demo.things7 ") for line in _again("-v"))


def _again(option: str) -> list[str]:
    """The lines of a build of everything with that option."""
    shutil.rmtree("generated")
    return run("build", option).stdout.splitlines()


def test_the_version_is_told() -> None:
    """--version prints the generator's version."""
    assert run("--version").output == "wixgen 0.1.0\n"
