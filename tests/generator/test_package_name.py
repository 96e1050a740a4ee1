"""A company's own SDK: another import name, beside `wixapi` in one environment."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import black
import pytest

from support.projects import SCHEMAS, built, files_below, specs_below, write_files

SETTINGS = """\
[tool.wixgen]
package = "an_sdk_for_wix_with_a_long_name"
distribution = "acme-wix"
license = "Apache-2.0"
authors = ["Jane Doe <jane@acme.example>"]
urls = { "Source \\"code\\"" = "https://acme.example" }
"""
NAME = "an_sdk_for_wix_with_a_long_name"
SMALL = """\
package: demo
module: things
types:
  Thing:
    fields:
      wixapi: string
      kind: Kind
  Kind:
    enum: {wixapi: About wixapi.}
methods:
  createThing:
    http: POST /wixapi/v1/things
    parameters: {thing: Thing}
    returns: {thing: Thing}
"""
#: What the usual name may stand in: Wix's host, a path of the spec, and the tables of the inbox, whose name is their own.
OTHERS = re.compile(r"wixapis\b|wixapi_inbox|/wixapi/v1/things")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of events, participations and things whose package has a name of its own."""
    specs = specs_below(SCHEMAS)
    chosen = {
        path: text
        for path, text in specs.items()
        if path.startswith(("common", "calendar/", "events/guests", "redirects/"))
    }
    folder = write_files(tmp_path_factory.mktemp("acme") / "schemas", chosen).parent
    files = {"pyproject.toml": SETTINGS, "schemas/demo/things.yaml": SMALL}
    built(write_files(folder, files))
    return folder


def test_no_file_speaks_of_the_usual_name(project: Path) -> None:
    """All code and text of the package has its own name, but for what a spec calls so."""
    texts = {
        path: content.decode()
        for path, content in files_below(project / "generated").items()
    }
    found = {
        path: OTHERS.sub("", text).count("wixapi")
        for path, text in texts.items()
        if path != ".wixgen-manifest.json" and not path.startswith(f"{NAME}/demo/")
    }

    assert {} == {path: count for path, count in found.items() if count}
    assert [] == [path for path in texts if path.startswith("wixapi")]


@pytest.mark.slow  # the package is made once more, and checked by black
def test_its_code_is_in_the_usual_style(project: Path) -> None:
    """Lines are broken for the name as it is: black would change no file."""
    mode = black.Mode(target_versions={black.TargetVersion.PY311})
    wrong = [
        path
        for path, content in files_below(project / "generated").items()
        if path.endswith(".py")
        and black.format_str(content.decode(), mode=mode) != content.decode()
    ]

    assert [] == wrong


def test_its_metadata_say_what_the_project_says(project: Path) -> None:
    """Name, licence, authors and URLs stand in the distribution's pyproject.toml."""
    text = (project / "generated" / "pyproject.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)

    said = {
        key: document["project"][key] for key in ("name", "license", "authors", "urls")
    }
    assert {
        "name": "acme-wix",
        "license": "Apache-2.0",
        "authors": [{"name": "Jane Doe", "email": "jane@acme.example"}],
        "urls": {'Source "code"': "https://acme.example"},
    } == said
    assert [NAME] == document["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


SIDE_BY_SIDE = f"""
import {NAME} as acme, wixapi
from {NAME}.calendar import participations as theirs
from wixapi.calendar import participations as ours
from {NAME} import errors
import importlib, pkgutil
for module in pkgutil.walk_packages(acme.__path__, "{NAME}."):
    if not module.name.endswith(("__main__", "conformance", "._postgres")):
        importlib.import_module(module.name)
assert theirs.Participation is not ours.Participation
client = acme.WixClient(auth=acme.ApiKeyStrategy(api_key="k", site_id="s"))
try:
    client.calendar.participations.create_participation(participation={{}})
except errors.ValidationError as error:
    print(type(error).__module__, len(error.violations) > 0)
hooks = acme.Webhooks
print([place for places in hooks._events.values() for place, _ in places][0].partition(".")[0])
"""


def test_two_packages_work_side_by_side(project: Path) -> None:
    """Both can be imported and used in one process, and share no module."""
    root = Path(__file__).parents[2]
    paths = [str(project / "generated"), str(root / "generated")]
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path[:0] = {paths!r}\n{SIDE_BY_SIDE}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert f"{NAME}.errors True\n{NAME}\n" == done.stdout, done.stderr


def test_a_new_name_replaces_the_old_package(project: Path, tmp_path: Path) -> None:
    """With another name, a build removes the files of the old one, and nothing else."""
    folder = shutil.copytree(project, tmp_path, dirs_exist_ok=True)
    for package in ("calendar", "events", "redirects"):
        shutil.rmtree(folder / "schemas" / package)
    write_files(folder, {f"generated/{NAME}/mine.py": "x = 1\n"})
    write_files(folder, {"pyproject.toml": "[tool.wixgen]\n"})

    files = built(folder)

    assert [f"{NAME}/mine.py"] == [path for path in files if path.startswith(NAME)]
    assert "wixapi/demo/things/client.py" in files


def test_words_of_specs_stay(project: Path) -> None:
    """What a spec calls `wixapi` is Wix's: names on the wire and texts keep it."""
    made = files_below(project / "generated")
    folder = f"{NAME}/demo/things"

    assert b'path="/wixapi/v1/things"' in made[f"{folder}/requests.py"]
    assert b'"""About wixapi."""' in made[f"{folder}/models.py"]
    assert b'WIXAPI = "wixapi"' in made[f"{folder}/models.py"]
    assert b"    wixapi: str | None = None" in made[f"{folder}/models.py"]
