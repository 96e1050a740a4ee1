"""What the README shows is what happens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from support.projects import ROOT
from wixgen.building.manifest import MANIFEST_NAME, parse_manifest
from wixgen.cli.app import app
from wixgen.cli.messages import build_summary
from wixgen.diagnostics import Diagnostics, text_report
from wixgen.pipeline import understand

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def block(language: str, beginning: str) -> str:
    """The fenced block of a language that begins so."""
    (found,) = [
        text
        for name, text in BLOCKS
        if name == language and text.lstrip().startswith(beginning)
    ]
    return found


def squeezed(text: str) -> list[str]:
    """The lines of a text, with runs of blanks as one."""
    return [" ".join(line.split()) for line in text.splitlines()]


def test_the_build_prints_what_the_readme_shows() -> None:
    """The output below the first command is what a build prints that finds all files in place."""
    manifest = ROOT / "generated" / MANIFEST_NAME
    count = len(parse_manifest(manifest, manifest.read_bytes()).files)

    assert [build_summary(Path("generated"), count, 0, count, 0)] == squeezed(
        block("", "generated: ")
    )


def test_the_first_example_prints_what_the_readme_shows() -> None:
    """The violations below the first example are what it prints."""
    example = block("python", "from wixapi import ApiKeyStrategy")
    done = subprocess.run(
        [sys.executable, "-c", example],
        env=os.environ
        | {"PYTHONPATH": str(ROOT / "generated"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert block("", "4 violations") == done.stdout


def test_the_wrong_query_prints_what_the_readme_shows() -> None:
    """A right query asks for pages; the violations below the wrong one are what it prints."""
    wrong = block("python", "wix.stores.products_v3").replace("\n", "\n    ")
    example = f"""
import httpx2
from wixapi import ApiKeyStrategy, WixClient
from wixapi.errors import ValidationError

transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json={{}}))
auth = ApiKeyStrategy(api_key="key", site_id="site")
wix = WixClient(auth=auth, http_client=httpx2.Client(transport=transport))
{block("python", "from datetime")}
try:
    {wrong}
except ValidationError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", example],
        env=os.environ
        | {"PYTHONPATH": str(ROOT / "generated"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert block("", "3 violations") == done.stdout


def test_the_failing_call_prints_what_the_readme_shows() -> None:
    """The error below the example of errors is what it prints."""
    example = f"""
import httpx
from wixapi import ApiKeyStrategy, WixClient

answer = httpx.Response(403, headers={{"x-wix-request-id": "1712345678.123"}})
transport = httpx.MockTransport(lambda _: answer)
auth = ApiKeyStrategy(api_key="key", site_id="your-site")
wix = WixClient(auth=auth, http_client=httpx.Client(transport=transport))
guid = "8b6e0d14-52c7-4f39-a1de-90c3b7f4e628"
item = {{"product_id": guid, "variant_id": guid, "in_stock": True}}
{block("python", "from wixapi.errors import ApiError")}
"""
    done = subprocess.run(
        [sys.executable, "-c", example],
        env=os.environ
        | {"PYTHONPATH": str(ROOT / "generated"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert block("", "stores.inventory_items_v3") == done.stdout


def test_the_first_screen_calls_methods_that_exist() -> None:
    """The calls at the top reach Wix as written, and all packages are listed below them."""
    calls = block("python", "for product in")
    example = f"""
import httpx2
from wixapi import ApiKeyStrategy, WixClient

def answer(request):
    print(request.method, request.url.path)
    found = {{"products": [{{"name": "Mug", "slug": "mug"}}], "contact": {{}}, "item": {{}}}}
    return httpx2.Response(200, json=found)

transport = httpx2.MockTransport(answer)
auth = ApiKeyStrategy(api_key="key", site_id="site")
wix = WixClient(auth=auth, http_client=httpx2.Client(transport=transport))
{calls}
"""
    done = subprocess.run(
        [sys.executable, "-c", example],
        env=os.environ
        | {"PYTHONPATH": str(ROOT / "generated"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
    )
    packages = {
        path.parent.name for path in (ROOT / "generated/wixapi").glob("*/_groups.py")
    }

    assert [
        "GET /stores/v3/products/query",
        "Mug mug",
        "POST /contacts/v4/contacts",
        "POST /wix-data/v1/items",
    ] == done.stdout.splitlines()
    assert packages == packages & set(re.findall(r"`(\w+)`", README))


def test_the_spec_of_the_readme_is_right() -> None:
    """The spec that the README shows has no errors beside a common.yaml."""
    report = Diagnostics()
    spec = block("yaml", "package: calendar").encode()
    common = (ROOT / "schemas" / "common.yaml").read_bytes()
    understand(
        {"common.yaml": common, "calendar/participations.yaml": spec}, "0", report
    )

    assert text_report(report) == ""


def test_the_diagnostic_of_the_readme_is_real() -> None:
    """The finding that the README shows is what a misspelt type gives."""
    path = "schemas/calendar/participations.yaml"
    text = (
        (ROOT / path)
        .read_text(encoding="utf-8")
        .replace("type: Status", "type: Statis", 1)
    )
    report = Diagnostics()
    common = (ROOT / "schemas" / "common.yaml").read_bytes()
    understand({"common.yaml": common, path: text.encode()}, "0", report)

    assert block("", path) == text_report(report) + "\n"


def test_ci_runs_the_test_command_of_the_readme() -> None:
    """`.ci/run` calls the command that the README gives."""
    command = next(text for _, text in BLOCKS if "pytest" in text).strip()

    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_links_lead_to_files() -> None:
    """Every relative link of the README leads to something."""
    links = re.findall(r"\]\((?!https?://)([^)#]+)\)", README)

    assert [link for link in links if not Path(ROOT, link).exists()] == []


def test_the_search_shows_what_the_readme_shows() -> None:
    """Each line below the search in the README is one that it prints."""
    command = block("", "wixgen list").split()
    result = CliRunner().invoke(app, [*command[1:], "--project", str(ROOT)])
    lines = squeezed(result.stdout.replace("\n*", "\n"))

    assert [] == [
        line
        for line in squeezed(block("", "methods\n"))
        if line.strip() and line not in lines
    ]


def test_the_project_of_the_readme_can_be_built(tmp_path: Path) -> None:
    """The commands that begin a project work as they stand, one after the other."""
    for command in block("", "wixgen init").splitlines():
        arguments = command.replace("my-app", str(tmp_path / "app")).split()
        assert 0 == CliRunner().invoke(app, [*arguments[1:], "-q"]).exit_code

    assert (tmp_path / "app/generated/wixapi/blog/posts/client.py").is_file()
