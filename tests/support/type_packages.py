"""Small type packages in our own words, written as one text.

    // === rest
    interface OpenDoorRequest { … }
    declare function openDoor(): __PublicMethodMetaInfo<'POST', …>;
    // === sdk
    // === @wix/shop/build/es/index.d.mts

`rest`, `sdk` and `code` are files of the package `@wix/auto_sdk_shop_doors`; other headings are paths below
`node_modules`. Without `code`, each method of `rest` has a call at `/shop/v1/<its name>`. A package
without a manifest gets one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from wixgen.diagnostics import Diagnostics
from wixgen.pages.importer import Imported, Mode
from wixgen.published.importer import import_types

PACKAGE = "@wix/auto_sdk_shop_doors"
VERSION = "1.0.1"
_BUILD = f"{PACKAGE}/build/es"
_SHORT = {
    "rest": f"{_BUILD}/meta.d.mts",
    "sdk": f"{_BUILD}/index.typings.d.mts",
    "code": f"{_BUILD}/meta.mjs",
}
_HEADING = re.compile(r"^// === (\S+)\n", re.M)
_METHOD = re.compile(r"function (\w+)\(\): __PublicMethodMetaInfo<'(\w+)'")
_FOLDER = re.compile(r"(.*@wix/[^/]+)/build/")


def packages_of(text: str) -> dict[str, str]:
    """The files of a text's packages, by path."""
    _, *parts = _HEADING.split(text)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    files = {_SHORT.get(name, name): body for name, body in pairs}
    if _SHORT["rest"] in files:
        files.setdefault(_SHORT["sdk"], "")
        files.setdefault(_SHORT["code"], code_of(files[_SHORT["rest"]]))
    folders = {found[1] for path in files if (found := _FOLDER.match(path))}
    for folder in sorted(folders):
        files.setdefault(f"{folder}/package.json", manifest(folder))
    return files


def manifest(folder: str, version: str = VERSION) -> str:
    """A package.json."""
    name = folder[folder.rindex("@wix/") :]
    return json.dumps({"name": name, "version": version})


def code_of(rest: str) -> str:
    """The calls of the methods that `rest` declares."""
    calls = (call(name, verb) for name, verb in _METHOD.findall(rest))
    return resolver() + "".join(calls)


def resolver(*mappings: tuple[str, str], name: str = "resolveDoorsUrl") -> str:
    """The function that maps paths: those of the public host, and of another."""
    listed = ", ".join(
        f'{{ srcPath: "{public}", destPath: "{own}" }}'
        for public, own in mappings or (("/shop/v1", "/v1"),)
    )
    return f"""\
function {name}(opts) {{
  const domainToMappings = {{
    "manage._base_domain_": [{{ srcPath: "/_api/doors", destPath: "" }}],
    "www.wixapis.com": [{listed}],
  }};
  return resolveUrl(Object.assign(opts, {{ domainToMappings }}));
}}
"""


def call(name: str, verb: str = "POST", path: str = "", more: str = "") -> str:
    """The two functions of a method: the one that makes a request, and the one that is public.

    `more` stands among the request's properties.
    """
    path = path or "/v1/" + re.sub(r"(?=[A-Z])", "-", name).lower()
    title = name[:1].upper() + name[1:]
    return f"""\
function {name}(payload) {{
  function __{name}({{ host }}) {{
    const metadata = {{
      entityFqdn: "wix.shop.v1.door",
      method: "{verb}",
      methodFqn: "wix.shop.v1.Doors.{title}",
      url: resolveDoorsUrl({{ protoPath: "{path}", data: payload, host }}),
      {more}
    }};
    return metadata;
  }}
  return __{name};
}}
function {name}2() {{
  const payload = {{}};
  const getRequestOptions = {name}(payload);
  return {{ httpMethod: "{verb}", path: "{path}" }};
}}
"""


def import_packages(
    files: Mapping[str, str | bytes],
    specs: Mapping[str, str] | None = None,
    *,
    descriptions: bool = True,
    mode: Mode = Mode.KEEP,
    jobs: int = 1,
) -> tuple[dict[str, str], Imported, Diagnostics]:
    """The specs after an import of packages, what the import says, and what it reports."""
    data = {
        path: text.encode() if isinstance(text, str) else text
        for path, text in files.items()
    }
    before = {path: text.encode() for path, text in (specs or {}).items()}
    report = Diagnostics()
    imported = import_types(
        data, before, report, descriptions=descriptions, mode=mode, jobs=jobs
    )
    return {**(specs or {}), **imported.specs}, imported, report


def write_packages(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files below a folder, and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder
