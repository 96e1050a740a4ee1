"""Service plugins of published type packages: what Wix calls, with JSON's names, and what apps answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from wixgen.diagnostics import Diagnostics, text_report
from wixgen.pages.importer import Mode
from wixgen.published.importer import import_types
from wixgen.published.packages import Layout, find_packages
from wixgen.published.resource import read_resource

TYPES = """
interface Door {
    /** @format GUID */
    _id?: string;
    price?: number;
    floor?: number;
    image?: string;
    openedDate?: Date | null;
    place?: Address;
}
interface Address extends AddressStreetOneOf {
    addressLine1?: string | null;
    location?: Point;
    city?: string;
}
/** @oneof */
interface AddressStreetOneOf {
    addressLine?: string | null;
    streetAddress?: string;
}
interface Point {
    latitude?: number;
}
interface RateDoorRequest {
    door?: Door;
    /** @maxSize 3 */
    tags?: string[];
}
interface RateDoorResponse {
    /**
     * @min 1
     * @max 5
     */
    stars?: number;
    doors?: Door[];
}
interface DoorSoldRequest {
    door?: Door;
}
interface DoorSoldResponse {
}
interface DoorLost {
    /** @maxLength 9 */
    where?: string;
}
interface Context {
    requestId?: string;
}
interface RateDoorEnvelope {
    request: RateDoorRequest;
    metadata: Context;
}
interface DoorSoldEnvelope {
    request: DoorSoldRequest;
    metadata: Context;
}
declare const provideHandlers: ServicePluginDefinition<{
    /**
     * Rates a door.
     * @documentationMaturity preview
     */
    rateDoor(payload: RateDoorEnvelope): RateDoorResponse | Promise<RateDoorResponse>;
    _doorSold(payload: DoorSoldEnvelope): DoorSoldResponse | Promise<DoorSoldResponse>;
}>;
/** The door is nowhere. */
declare class DoorIsLostWixError extends Error {
    /** @hidden */
    httpCode: number;
    data: DoorLost;
    constructor(data?: DoorLost);
}
declare class DoorIsOldWixError extends Error {
    constructor();
}
export { provideHandlers };
"""
CODE = """
var provideHandlers = ServicePluginDefinition("DOOR_RATER", [
  {
    name: "rateDoor",
    primaryHttpMappingPath: "/v1/rate-door",
    transformations: {
      toREST: (payload) => {
        const toRestResponse = transformPaths(payload, [
          { transformFn: transformSDKFloatToRESTFloat, paths: [{ path: "doors.price" }] }
        ]);
        return renameKeysFromSDKRequestToRESTRequest(toRestResponse);
      },
      fromREST: (payload) => {
        const fromRestRequest = transformPaths(payload, [
          { transformFn: transformRESTFloatToSDKFloat, paths: [{ path: "request.door.price" }] },
          { transformFn: transformRESTImageToSDKImage, paths: [{ path: "request.door.image" }] },
          { transformFn: transformRESTAddressToSDKAddress, paths: [{ path: "request.door.place" }] }
        ]);
        return renameKeysFromRESTResponseToSDKResponse(fromRestRequest);
      }
    }
  },
  { name: "_doorSold", primaryHttpMappingPath: "/v1/door-sold", transformations: {} }
]);
var DoorIsLostWixError = class extends Error {
  constructor(data = {}) {
    super("DoorIsLost");
    this.httpCode = 404;
    this.statusCode = "NOT_FOUND";
    this.applicationCode = "DOOR_IS_LOST";
    this.name = "DoorIsLost";
    this.data = data;
  }
};
var DoorIsOldWixError = class extends Error {
  constructor() {
    super("DoorIsOld");
    this.httpCode = 428;
    this.applicationCode = "DOOR_IS_OLD";
    this.name = "DoorIsOldError";
  }
};
export { provideHandlers };
"""
EXPECTED = """
package: hall
module: doorRater
sources: ["@wix/auto_sdk_hall_door-rater 1.0.7"]
types:
  Door:
    fields:
      id: guid
      price: number
      floor: integer
      image: Image
      openedDate: datetime
      place: Address
  Image:
    fields:
      id: string
      url: string
      height: int32
      width: int32
      altText: string
      filename: string
  Address:
    fields:
      street:
        one_of: {addressLine: string, streetAddress: string}
      geocode: Point
      city: string
  Point:
    fields: {latitude: integer}
  DoorLost:
    fields:
      where: {type: string, max_length: 9}
service_plugin:
  component: DOOR_RATER
  methods:
    rateDoor:
      path: /v1/rate-door
      maturity: preview
      parameters:
        door: Door
        tags: {type: "list[string]", max_items: 3}
      returns:
        stars: {type: integer, min: 1, max: 5}
        doors: list[Door]
    doorSold:
      path: /v1/door-sold
      parameters: {door: Door}
  errors:
    DoorIsLost: {http: 404, status: NOT_FOUND, code: DOOR_IS_LOST, data: DoorLost}
    DoorIsOldError: {http: 428, code: DOOR_IS_OLD}
"""
NAME = "@wix/auto_sdk_hall_door-rater"
PATH = "hall/doorRater.yaml"
INSTALLED = Path("/work/types_all/node_modules")


def package(types: str = TYPES, code: str = CODE) -> dict[str, bytes]:
    """A package as it stands below `node_modules`, in one file for types and one for code."""
    return {
        f"{NAME}/package.json": b'{"version": "1.0.7"}',
        f"{NAME}/build/es/index.d.mts": b"export { provideHandlers } from './door';",
        f"{NAME}/build/es/door-x1.d.mts": types.encode(),
        f"{NAME}/build/es/index.mjs": code.encode(),
    }


def by_files() -> dict[str, bytes]:
    """The same package in the layout with one file for each source."""
    exported = TYPES.replace("\ninterface", "\nexport interface").replace(
        "\ndeclare", "\nexport declare"
    )
    split = exported.index("export interface RateDoorEnvelope")
    code = CODE.replace("var provideHandlers", "export const provideHandlers")
    for name in ("DoorIsLostWixError", "DoorIsOldWixError"):
        code = code.replace(f"var {name} = class", f"export class {name}")
    folder = f"{NAME}/build/es"
    return {
        f"{NAME}/package.json": b'{"version": "1.0.7"}',
        f"{folder}/index.d.ts": b"export * from './src/door.public';",
        f"{folder}/index.js": b"export * from './src/door.public';",
        f"{folder}/src/door.public.d.ts": exported[split:].encode(),
        f"{folder}/src/door-types.d.ts": exported[:split].encode(),
        f"{folder}/src/door.public.js": code.replace("export {", "// ").encode(),
    }


def imported(
    files: dict[str, bytes],
    spec: str | None = None,
    *,
    descriptions: bool = False,
    mode: Mode = Mode.KEEP,
) -> str | None:
    """The spec after an import without findings; None if it stays as it is."""
    report = Diagnostics()
    specs = {PATH: spec.encode()} if spec is not None else {}
    made = import_types(files, specs, report, descriptions=descriptions, mode=mode)
    assert text_report(report) == ""
    return made.specs.get(PATH)


@pytest.mark.parametrize("files", [package(), by_files()], ids=["bundled", "files"])
def test_a_package_becomes_a_spec(files: dict[str, bytes]) -> None:
    """With the names and types of JSON: what the SDK renames or makes texts of is changed back."""
    text = imported(files)

    assert text is not None
    assert yaml.load(EXPECTED, yaml.CSafeLoader) == yaml.load(text, yaml.CSafeLoader)


def test_sentences_are_written_if_wanted() -> None:
    """Those of methods and of errors."""
    spec: Any = yaml.load(
        imported(package(), descriptions=True) or "", yaml.CSafeLoader
    )
    plugin = spec["service_plugin"]

    assert "Rates a door." == plugin["methods"]["rateDoor"]["description"]
    assert "The door is nowhere." == plugin["errors"]["DoorIsLost"]["description"]


@pytest.mark.parametrize("mode", [Mode.KEEP, Mode.PRUNE])
def test_a_second_import_changes_nothing(mode: Mode) -> None:
    """Whether or not it removes what is no longer there."""
    first = imported(package())

    assert imported(package(), first, mode=mode) is None


def test_what_a_person_wrote_stays() -> None:
    """Words, names and what is demanded of an answer."""
    first = imported(package())
    assert first is not None
    own = first.replace(
        "      path: /v1/rate-door\n",
        "      path: /v1/rate-door\n"
        "      description: Wix wants to know.\n"
        "      answer_required: [stars]\n",
    )
    changed = TYPES.replace("tags?: string[];", "tags?: string[];\n    key?: string;")
    spec: Any = yaml.load(
        imported(package(changed), own, mode=Mode.PRUNE) or "", yaml.CSafeLoader
    )
    method = spec["service_plugin"]["methods"]["rateDoor"]

    assert ("Wix wants to know.", ["stars"]) == (
        method["description"],
        method["answer_required"],
    )
    assert ["door", "tags", "key"] == list(method["parameters"])


def test_what_is_gone_is_pruned() -> None:
    """Methods, errors and fields, and types that nothing needs any longer."""
    first = imported(package())
    types = TYPES.replace("    /** @maxSize 3 */\n    tags?: string[];\n", "")
    code = CODE.replace("DOOR_IS_LOST", "").replace('name: "_doorSold"', "name: 7")
    spec: Any = yaml.load(
        imported(package(types, code), first, mode=Mode.PRUNE) or "", yaml.CSafeLoader
    )
    plugin = spec["service_plugin"]

    assert (["rateDoor"], ["DoorIsOldError"], ["door"], False) == (
        list(plugin["methods"]),
        list(plugin["errors"]),
        list(plugin["methods"]["rateDoor"]["parameters"]),
        "DoorLost" in spec["types"],
    )


@pytest.mark.parametrize(
    "code",
    [
        CODE.replace("/v1/rate-door", "/v1/../{x}"),
        CODE.replace('"DOOR_RATER"', "DOOR_RATER"),
        CODE.replace('"DOOR_RATER"', '"DOOR RATER"'),
        CODE.replace("httpCode = 404", "httpCode = 40400"),
        CODE.replace('"DOOR_IS_LOST"', '"A\\nB"'),
        CODE.replace("[{ path", "[[{ path"),
        "ServicePluginDefinition(",
        "",
    ],
)
def test_odd_code_makes_no_odd_spec(code: str) -> None:
    """What can't be meant is left out, or the package is reported."""
    report = Diagnostics()
    made = import_types(package(code=code), {}, report, descriptions=False)

    assert all("{x}" not in text for text in made.specs.values())
    assert all("40400" not in text for text in made.specs.values())


@pytest.mark.skipif(not INSTALLED.exists(), reason="the type packages aren't installed")
def test_all_published_plugins_are_read() -> None:
    """Each package of the layout has a component, methods and types that are declared."""
    files = {
        path.relative_to(INSTALLED).as_posix(): path.read_bytes()
        for folder in sorted((INSTALLED / "@wix").glob("auto_sdk_*"))
        if not [*folder.glob("build/es/meta.*")]
        for path in [folder / "package.json", *folder.glob("build/es/**/*.*s")]
        if path.is_file()
    }
    report = Diagnostics()
    plugins = [
        one for one in find_packages(files, report) if one.layout is Layout.PLUGIN
    ]
    specs = [read_resource(one.key, [one], files, report) for one in plugins]
    found = [one.documented["service_plugin"] for one in specs if one]

    assert "" == text_report(report)
    assert (22, 61, 42) == (
        len(found),
        sum(len(one["methods"]) for one in found),
        sum(len(one.get("errors", {})) for one in found),
    )
