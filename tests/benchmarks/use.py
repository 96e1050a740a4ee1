"""What using one resource of 162 costs: `python tests/benchmarks/use.py`.

Builds the corpus (`corpus.py`), then measures with that package: importing it and making a client, beside
`import httpx, pydantic`; the first use of a resource; pyright on a file that uses two resources. With
`--whole` also what takes minutes: every class of every resource is built by pydantic, and pyright and mypy
check the whole package strictly.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "benchmarks")]

import corpus

WIXGEN = [sys.executable, "-c", "from wixgen.main import main; main()"]
CLIENT = "from wixapi import ApiKeyStrategy, WixClient\n"
CLIENT += "wix = WixClient(auth=ApiKeyStrategy(api_key='k', site_id='s'))\n"
EVERYTHING = """
import importlib, pkgutil, wixapi
from pydantic import BaseModel
built = 0
for found in pkgutil.walk_packages(wixapi.__path__, "wixapi."):
    if "._" in found.name and not found.name.endswith("._groups"):
        continue
    module = importlib.import_module(found.name)
    if "models" in found.name.split("."):
        for one in vars(module).values():
            if isinstance(one, type) and issubclass(one, BaseModel):
                built += one.model_rebuild() is not False
print(built, "classes built")
"""


def seconds(code: str, package: Path, runs: int = 9) -> float:
    """The fastest of several runs of a program, without what Python itself takes."""

    def best(text: str) -> float:
        times: list[float] = []
        for _ in range(runs):
            started = time.perf_counter()
            python(text, package)
            times.append(time.perf_counter() - started)
        return min(times)

    return best(code) - best("pass")


def python(code: str, package: Path) -> str:
    """The output of a program that can import the package."""
    environment = os.environ | {"PYTHONPATH": str(package)}
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    ).stdout


def imports(package: Path) -> None:
    """Importing, and the first use of a resource of median size."""
    peer = seconds("import httpx, pydantic", package)
    ours = seconds(CLIENT, package)
    folders = [one.parent for one in (package / "wixapi").glob("*/*/client.py")]
    sizes = sorted(
        (sum(one.stat().st_size for one in each.glob("*.py")), each) for each in folders
    )
    median = sizes[len(sizes) // 2][1].relative_to(package / "wixapi")
    use = f"{CLIENT}wix.{'.'.join(median.parts)}\n"
    told = "import sys; print(sorted({'httpx', 'pydantic'} & sys.modules.keys()))"
    loaded = "import sys; print(len({one.rpartition('.')[0] for one in sys.modules"
    loaded += " if one.startswith('wixapi.') and one.endswith('.client')}))"
    print(f"import httpx, pydantic    {peer * 1000:6.1f} ms")
    print(f"import wixapi and client  {ours * 1000:6.1f} ms  ratio {ours / peer:.2f}")
    print(f"  loads of these two: {python(CLIENT + told, package).strip()}")
    print(f"first use of a resource   {(seconds(use, package) - ours) * 1000:6.1f} ms")
    print(f"  resources loaded by it: {python(use + loaded, package).strip()}")


def checked(package: Path) -> None:
    """pyright on a file that uses two resources."""
    modules = sorted((package / "wixapi").glob("*/*/client.py"))
    chosen = [modules[0].parent, modules[-1].parent]
    lines = ["from wixapi import WixClient", "", "", "def use(wix: WixClient) -> None:"]
    for one in chosen:
        name = ".".join(one.relative_to(package / "wixapi").parts)
        lines.append(f"    print(wix.{name})")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "used.py").write_text("\n".join([*lines, ""]), encoding="utf-8")
        settings = f'{{"typeCheckingMode": "strict", "extraPaths": ["{package}"]}}'
        (place / "pyrightconfig.json").write_text(settings, encoding="utf-8")
        command = ["pyright", "--pythonpath", sys.executable]
        times: list[float] = []
        for _ in range(3):
            started = time.perf_counter()
            done = subprocess.run(
                command, cwd=place, capture_output=True, text=True, check=False
            )
            times.append(time.perf_counter() - started)
        print(
            f"pyright, two resources    {min(times):6.1f} s: {done.stdout.splitlines()[-1]}"
        )


def size(project: Path) -> None:
    """Of the sources and of the wheel."""
    sources = [*(project / "generated" / "wixapi").rglob("*.py")]
    total = sum(one.stat().st_size for one in sources)
    print(f"{len(sources)} modules, {total / 1e6:.1f} MB")
    for kind in ("models", "requests", "client", "events", "__init__", "_groups"):
        part = sum(
            one.stat().st_size for one in sources if kind in {one.stem, one.parent.name}
        )
        print(f"  {kind:10} {part / 1e6:5.1f} MB")
    wheel = project / "wixapi.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in sources:
            packed.write(one, one.relative_to(project / "generated"))
    print(f"  compressed as in a wheel {wheel.stat().st_size / 1e6:.1f} MB")


def whole(package: Path) -> None:
    """Everything imports, is built, and is clean under both checkers."""
    started = time.perf_counter()
    print(
        f"{python(EVERYTHING, package).strip()} in {time.perf_counter() - started:.0f} s"
    )
    settings = '{"typeCheckingMode": "strict", "include": ["wixapi"]}'
    (package / "pyrightconfig.json").write_text(settings, encoding="utf-8")
    commands = [
        ["pyright", "--pythonpath", sys.executable],
        [sys.executable, "-m", "mypy", "--strict", "-p", "wixapi"],
    ]
    for command in commands:
        started = time.perf_counter()
        done = subprocess.run(
            command, cwd=package, capture_output=True, text=True, check=False
        )
        name = "mypy" if "mypy" in command else "pyright"
        took = time.perf_counter() - started
        print(
            f"{name}, everything, strict: {took:.0f} s: {done.stdout.splitlines()[-1]}"
        )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--resources", type=int, default=corpus.RESOURCES)
    parser.add_argument("--project", type=Path, help="one that is built already")
    parser.add_argument("--whole", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project: Path = given.project or Path(folder)
        if not given.project:
            corpus.write(project, corpus.corpus(resources=given.resources))
            subprocess.run([*WIXGEN, "build", "-q"], cwd=project, check=True)
        package = project / "generated"
        imports(package)
        checked(package)
        size(project)
        if given.whole:
            whole(package)


if __name__ == "__main__":
    main()
