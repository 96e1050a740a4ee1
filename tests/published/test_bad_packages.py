"""Packages that are broken, odd or hostile: no traceback, no endless run, nothing outside of `schemas/`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from support.type_packages import (
    PACKAGE,
    call,
    code_of,
    import_packages,
    manifest,
    packages_of,
    resolver,
    write_packages,
)
from support.workplace import Workplace

METHOD = (
    "declare function openDoor(): __PublicMethodMetaInfo<'POST', {}, "
    "OpenDoorRequest$1, OpenDoorRequest, OpenDoorResponse$1, OpenDoorResponse>;\n"
)
BUILD = f"{PACKAGE}/build/es"
GATES = "@wix/auto_sdk_shop_gates"
SECONDS = 20  # on a busy machine; all of these take less than one


def rest(types: str = "", request: str = "", answer: str = "") -> str:
    """The REST API's types of one method."""
    return (
        f"{types}\ninterface OpenDoorRequest {{\n{request}\n}}\n"
        f"interface OpenDoorResponse {{\n{answer}\n}}\n{METHOD}"
    )


def doors(types: str = "", request: str = "", sdk: str = "") -> dict[str, str]:
    """A package with these types."""
    return packages_of(f"// === rest\n{rest(types, request)}// === sdk\n{sdk}")


def gates() -> dict[str, str]:
    """A package that is as it should be."""
    return {path.replace(PACKAGE, GATES): text for path, text in doors().items()}


def spec_of(files: Mapping[str, str | bytes]) -> dict[str, object]:
    """The spec of the doors, made in reasonable time."""
    begin = time.process_time()
    specs, _, report = import_packages(files)
    assert time.process_time() - begin < SECONDS
    assert [one.as_text() for one in report if one.is_error] == []
    made: dict[str, object] = yaml.load(specs["shop/doors.yaml"], yaml.CSafeLoader)
    return made


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "there are no packages of Wix"),
        ({"left-pad/package.json": "{}"}, "there are no packages of Wix"),
        ({"@wix/README.md": "Hello"}, "there are no packages of Wix"),
    ],
)
def test_a_folder_without_packages_is_an_error(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    """The folder is named, and how to come by packages."""
    place = Workplace.at(tmp_path / "p")
    modules = write_packages(tmp_path / "node_modules", files)

    result = place.run("import", "--types", modules)

    assert (result.exit_code, message in result.stderr) == (2, True)
    assert "npm install" in result.stderr


def test_no_folder_is_an_error(tmp_path: Path) -> None:
    """Without a traceback."""
    place = Workplace.at(tmp_path / "p")

    result = place.run("import", "--types", tmp_path / "node_modules")

    assert result.exit_code == 2
    assert place.specs() == {}


UNREADABLE: dict[str, tuple[dict[str, str | bytes], str]] = {
    "no JSON": ({f"{PACKAGE}/package.json": "{name:"}, "unreadable-package"),
    "a list": ({f"{PACKAGE}/package.json": "[1]"}, "unreadable-package"),
    "no version": ({f"{PACKAGE}/package.json": "{}"}, "unreadable-package"),
    "odd version": (
        {f"{PACKAGE}/package.json": manifest(PACKAGE, "1: \n#")},
        "unreadable-package",
    ),
    "deep manifest": (
        {f"{PACKAGE}/package.json": "[" * 100_000},
        "unreadable-package",
    ),
    "bytes": ({f"{PACKAGE}/package.json": b"\xff\xfe\x00"}, "unreadable-package"),
    "empty": ({f"{PACKAGE}/package.json": ""}, "unreadable-package"),
    "big number": (
        {f"{PACKAGE}/package.json": '{"version": 1' + "0" * 5000 + "}"},
        "unreadable-package",
    ),
    "no TypeScript": (
        {f"{BUILD}/meta.d.mts": "Once upon a time {"},
        "unreadable-types",
    ),
    "binary": ({f"{BUILD}/meta.d.mts": bytes(range(256)) * 50}, "unreadable-types"),
    "cut off": (
        {f"{BUILD}/index.typings.d.mts": "interface Door { width?: nu"},
        "unreadable-types",
    ),
    "no JavaScript": ({f"{BUILD}/meta.mjs": "function ( {"}, "unreadable-types"),
}


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize("jobs", [1, 2])
def test_the_other_packages_go_on(tmp_path: Path, name: str, jobs: int) -> None:
    """A package that can't be read is told at its place; the exit code says so, too."""
    files, code = UNREADABLE[name]
    place = Workplace.at(tmp_path / "p")
    modules = write_packages(tmp_path / "m", {**doors(), **gates(), **files})

    result = place.run("import", "--types", modules, "--jobs", str(jobs))

    assert result.exit_code == 2
    assert f"error[{code}]" in result.stderr
    assert next(iter(files)) in result.stderr
    assert set(place.specs()) == {"shop/gates.yaml"}


def test_an_unknown_layout_is_told(tmp_path: Path) -> None:
    """With a warning: somebody else's package is nothing wrong."""
    place = Workplace.at(tmp_path / "p")
    odd = {f"{BUILD}/main.wasm.js": "", f"{PACKAGE}/package.json": manifest(PACKAGE)}
    modules = write_packages(tmp_path / "m", {**gates(), **odd})

    result = place.run("import", "--types", modules)

    assert (result.exit_code, "unknown-layout" in result.stderr) == (0, True)
    assert set(place.specs()) == {"shop/gates.yaml"}


def test_of_two_versions_one_is_read() -> None:
    """The one that the umbrella itself has; the others are named."""
    inner = {
        f"@wix/shop/node_modules/{path}": text.replace("1.0.1", "2.0.0")
        for path, text in doors(request="    newer?: string;").items()
    }
    index = f"export * as doors from '{PACKAGE}';"
    shop = {
        "@wix/shop/package.json": manifest("@wix/shop"),
        "@wix/shop/build/es/index.d.mts": index,
    }

    specs, _, report = import_packages({**doors(), **inner, **shop})

    made = yaml.load(specs["shop/doors.yaml"], yaml.CSafeLoader)
    assert made["sources"] == [f"{PACKAGE} 2.0.0"]
    assert made["methods"]["openDoor"]["parameters"] == {"newer": "string"}
    assert [one.code for one in report] == ["two-versions"]
    assert "1.0.1, 2.0.0" in str(next(iter(report)).help)


def test_one_package_in_two_folders_is_one() -> None:
    """The same version twice is nothing to tell."""
    inner = {f"@wix/shop/node_modules/{path}": text for path, text in doors().items()}
    index = f"export * as doors from '{PACKAGE}';"
    shop = {
        "@wix/shop/package.json": manifest("@wix/shop"),
        "@wix/shop/build/es/index.d.mts": index,
        "@wix/shop/build/es/index.d.ts": index,
    }

    specs, _, report = import_packages({**doors(), **inner, **shop})

    made = yaml.load(specs["shop/doors.yaml"], yaml.CSafeLoader)
    assert made["sources"] == [f"{PACKAGE} 1.0.1"]
    assert list(report) == []


def test_two_packages_with_one_name_are_told() -> None:
    """The first is read."""
    index = f"export * as doors from '{PACKAGE}'; export * as doors from '{GATES}';"
    shop = {
        "@wix/shop/package.json": manifest("@wix/shop"),
        "@wix/shop/build/es/index.d.mts": index,
    }

    specs, _, report = import_packages({**doors(), **gates(), **shop})

    assert yaml.load(specs["shop/doors.yaml"], yaml.CSafeLoader)["sources"] == [
        f"{PACKAGE} 1.0.1"
    ]
    assert [one.code for one in report] == ["one-name-twice"]


N = 100_000
DEEP: dict[str, Callable[[], str]] = {
    "parentheses": lambda: "(" * N + "string" + ")" * N,
    "lists": lambda: "string" + "[]" * N,
    "maps": lambda: "Record<string, " * N + "string" + ">" * N,
    "union": lambda: " | ".join(f"'V{n}'" for n in range(N)),
    "nested union": lambda: "(string | " * 20_000 + "null" + ")" * 20_000,
    "object": lambda: "{ a?: " * 20_000 + "string" + " }" * 20_000,
    "function": lambda: "() => " * 20_000 + "void",
    "generics": lambda: "Array<" * N + "string" + ">" * N,
    "tuple": lambda: "[" + "string, " * N + "]",
    "intersection": lambda: " & ".join(f"D{n}" for n in range(N)),
    "long name": lambda: "D" * N,
    "dots": lambda: ".".join(["a"] * N),
}


@pytest.mark.parametrize("name", DEEP)
def test_huge_types_end(name: str) -> None:
    """Whatever they are, the method is there."""
    files = doors(request=f"    odd?: {DEEP[name]()};\n    plain?: string;")

    specs, _, _ = import_packages(files)

    assert all("plain: string" in text for text in specs.values())


ENDLESS = {
    "alias of itself": ("type A = A;", "A"),
    "aliases in a ring": ("type A = B;\ntype B = A;", "A"),
    "list of itself": ("type A = A[];", "A"),
    "map of itself": ("type A = Record<string, A>;", "A"),
    "union of itself": ("type A = A | null | B;\ntype B = A[];", "A"),
    "interface of itself": ("interface A extends A {\n    a?: A;\n}", "A"),
    "interfaces in a ring": (
        "interface A extends B {\n    a?: string;\n}\n"
        "interface B extends A {\n    b?: string;\n}",
        "A",
    ),
    "group of itself": (
        "interface AOneOf extends AOneOf {\n    a?: AOneOf;\n}",
        "AOneOf",
    ),
    "group in a ring": (
        "interface A extends AXOneOf {\n    a?: A;\n}\n"
        "interface AXOneOf extends A {\n    a?: A;\n}",
        "A",
    ),
    "alias of what extends it": ("type B = A;\ninterface A extends B {\n}", "A"),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_endless_types_end(name: str) -> None:
    """Whatever such a type is, the fields beside it are there."""
    types, type_ = ENDLESS[name]
    files = doors(types, f"    odd?: {type_};\n    plain?: string;")

    text = str(spec_of(files)["methods"])

    assert "'plain': 'string'" in text


def test_endless_parents_of_a_request_end() -> None:
    """Where the request itself is in the ring, too."""
    files = packages_of(
        "// === rest\ninterface OpenDoorRequest extends OpenDoorRequest {\n"
        "    plain?: string;\n}\ninterface OpenDoorResponse extends B {\n}\n"
        f"interface B extends OpenDoorResponse {{\n    b?: number;\n}}\n{METHOD}"
    )

    assert "'plain': 'string'" in str(spec_of(files)["methods"])


def many(line: str, n: int = N) -> str:
    """A line many times, numbered."""
    return "\n".join(line.format(n=one) for one in range(n))


MANY = {
    "members": ("", many("    field{n}?: string;", 1_000)),
    "types": (many("interface D{n} {{\n    a?: string;\n}}", 10_000), "    a?: D1;"),
    "values": (
        "declare enum A {\n" + many("    V{n} = 'V{n}',", 1_500) + "}",
        "    a?: A;",
    ),
    "comments": (many("// a comment {n}"), "    a?: string;"),
    "tags": (f"/**\n{many(' * @format F{n}')}\n */\ninterface A {{\n}}", "    a?: A;"),
    "semicolons": (many(";"), "    a?: string;"),
    "namesakes": (
        many("interface D${n} {{\n    a?: string;\n}}", 200),
        many("    a{n}?: D${n};", 200),
    ),
    "diamonds": (
        many("interface D{n} extends A{n}, B{n} {{\n    d{n}?: string;\n}}", 60)
        + "\n".join(
            f"interface {one}{n} extends D{n + 1} {{\n}}"
            for n in range(60)
            for one in "AB"
        ),
        "    a?: D0;",
    ),
}


@pytest.mark.parametrize("name", MANY)
def test_very_many_things_end(name: str) -> None:
    """Time doesn't explode with their number."""
    assert "openDoor" in str(spec_of(doors(*MANY[name]))["methods"])


TOO_MANY = {
    "members": ("", many("    field{n}?: string;")),
    "types": (many("interface D{n} {{\n}}"), "    a?: D1;"),
    "values": (
        "declare enum A {\n" + many("    V{n} = 'V{n}',") + "}",
        "    a?: A;",
    ),
    "parents": (
        "interface A extends " + ", ".join(f"D{n}" for n in range(N)) + " {\n}",
        "    a?: A;",
    ),
}


@pytest.mark.parametrize("name", TOO_MANY)
def test_far_too_many_things_are_refused(name: str) -> None:
    """The module is left out, with what has too many parts; the others go on."""
    begin = time.process_time()

    specs, _, report = import_packages({**doors(*TOO_MANY[name]), **gates()})

    assert set(specs) == {"shop/gates.yaml"}
    assert [one.code for one in report if one.is_error] == ["too-big"]
    assert time.process_time() - begin < SECONDS


def test_a_long_chain_of_parents_and_aliases_ends() -> None:
    """Where each extends or names the next."""
    chain = "\n".join(
        f"interface P{n} extends P{n + 1} {{\n    f{n}?: string;\n}}"
        for n in range(500)
    )
    chain += "\n" + "\n".join(f"type T{n} = T{n + 1};" for n in range(500))
    chain += "\n" + "\n".join(
        f"interface N{n} {{\n    next?: N{n + 1};\n}}" for n in range(500)
    )
    files = doors(chain, "    a?: P0;\n    b?: T0;\n    c?: N0;\n    plain?: string;")

    specs, _, _ = import_packages(files)

    assert all("plain: string" in text for text in specs.values())


TAGS = (
    "format", "min", "max", "minLength", "maxLength", "minSize", "maxSize", "decimalValue",
    "deprecated", "replacedBy", "targetRemovalDate", "permissionId", "permissionScope",
    "permissionScopeId", "applicableIdentity", "requiredField", "documentationMaturity",
    "readonly", "immutable",
)  # fmt: skip
HOSTILE = (
    "class", "None", "__class__", "self", "null", "true", "yes", "0x10", "1e5", "~", "-",
    "a: b", "a #b", "{}", "[", "!!python/object", "&a", "*a", "'", "\\n", "é", "a b", "$",
    "model_config", "..", "../../x", "%s", "{{ 7*7 }}", "</script>", "x" * 5_000, "\u200b",
)  # fmt: skip


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_names_make_sound_specs_or_findings(word: str) -> None:
    """In quotes, a field, a value, a tag's words or a code may be called anything."""
    quoted = word.replace("\\", "\\\\").replace('"', '\\"')
    tags = "\n".join(f" * @{tag} {word}" for tag in TAGS)
    types = f'declare enum Kind {{\n    A = "A",\n    B = "{quoted}"\n}}'
    request = f'/**\n{tags}\n */\n    plain?: string;\n    "{quoted}"?: Kind;'
    sdk = (
        f"/**\n{tags}\n * @fqn wix.shop.v1.Doors.OpenDoor\n */\n"
        "declare function openDoor(): Promise<OpenDoorResponse & { a: DoorApplicationErrors }>;\n"
        f"type DoorApplicationErrors = {{ code?: '{quoted.replace(chr(39), '')}' }};\n"
        f"interface DoorOpenedEnvelope {{\n    data: Door;\n}}\n"
        f"/**\n{tags}\n * @eventType {word}\n * @slug {word}\n */\n"
        "declare function onDoorOpened(handler: (event: DoorOpenedEnvelope) => void): void;\n"
    )

    spec = spec_of(doors(types, request, sdk))

    assert "plain" in str(spec["methods"])


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_addresses_and_modules_stay_inside(tmp_path: Path, word: str) -> None:
    """Paths, mappings and what an umbrella exports may be called anything; nothing is written elsewhere."""
    word = word[:200]
    quoted = word.replace("\\", "\\\\").replace('"', '\\"')
    code = resolver((f"/{quoted}", "")) + call("openDoor", "POST", f"/{{{quoted}}}")
    index = f"import * as a from '{PACKAGE}';\nexport {{ a as \"{quoted}\" }};\n"
    files = {
        **doors(),
        f"{BUILD}/meta.mjs": code,
        "@wix/shop/package.json": manifest("@wix/shop"),
        "@wix/shop/build/es/index.d.mts": index,
        **gates(),
    }
    place = Workplace.at(tmp_path / "p/q/r")
    modules = write_packages(tmp_path / "m", files)
    before = {path for path in tmp_path.rglob("*") if "schemas" not in path.parts}

    result = place.run("import", "--types", modules)

    after = {path for path in tmp_path.rglob("*") if "schemas" not in path.parts}
    assert (result.exit_code in {0, 2}, after - before) == (True, set())
    assert "shop/gates.yaml" in place.specs()


@pytest.mark.parametrize(
    "folder",
    [
        "@wix/auto_sdk_.._doors", "@wix/auto_sdk_shop_..", "@wix/auto_sdk_a b_doors",
        "@wix/auto_sdk_shop_-", "@wix/auto_sdk_1_2", "@wix/auto_sdk_é_doors",
        "@wix/auto_sdk_common_doors", f"@wix/auto_sdk_{'s' * 100}_doors",
    ],
)  # fmt: skip
def test_hostile_folders_stay_inside(tmp_path: Path, folder: str) -> None:
    """The names of folders become those of specs only if they are names."""
    files = {path.replace(PACKAGE, folder): text for path, text in doors().items()}
    place = Workplace.at(tmp_path / "p/q/r")
    modules = write_packages(tmp_path / "m", {**files, **gates()})
    before = {path for path in tmp_path.rglob("*") if "schemas" not in path.parts}

    result = place.run("import", "--types", modules)

    after = {path for path in tmp_path.rglob("*") if "schemas" not in path.parts}
    assert (result.exit_code in {0, 2}, after - before) == (True, set())
    assert "shop/gates.yaml" in place.specs()


@pytest.mark.parametrize("store", [".pnpm", ".store"])
def test_linked_packages_are_found(tmp_path: Path, store: str) -> None:
    """As pnpm puts them: all in a store of its own, linked from where they are used."""
    index = f"export * as doors from '{PACKAGE}';"
    shop = {
        "package.json": manifest("@wix/shop"),
        "build/es/index.d.mts": index,
    }
    modules = tmp_path / "node_modules"
    inside = modules / store / "@wix+shop@1.0.1/node_modules"
    write_packages(inside / "@wix/shop", shop)
    write_packages(modules / store / "doors@1.0.1/node_modules", doors())
    (inside / PACKAGE).symlink_to(
        modules / store / "doors@1.0.1/node_modules" / PACKAGE
    )
    (modules / "@wix").mkdir()
    (modules / "@wix/shop").symlink_to(inside / "@wix/shop")
    (modules / "@wix/loop").symlink_to(modules)
    (modules / "@wix/nowhere").symlink_to(modules / "nowhere")
    place = Workplace.at(tmp_path / "p")

    result = place.run("import", "--types", modules)

    assert (result.exit_code, result.stderr) == (0, "")
    assert yaml.load(place.specs()["shop/doors.yaml"], yaml.CSafeLoader)["sources"] == [
        f"{PACKAGE} 1.0.1"
    ]


def test_odd_texts_are_read() -> None:
    """A byte order mark, Windows' line breaks, bytes that are no UTF-8 in a comment."""
    files = doors(request="    /** @maxLength 9 */\n    name?: string;")
    odd: dict[str, str | bytes] = {
        path: text.replace("\n", "\r\n") if path.endswith("ts") else text
        for path, text in files.items()
    }
    odd[f"{BUILD}/meta.d.mts"] = (
        b"\xef\xbb\xbf/** \xff\xfe */\r\n" + str(odd[f"{BUILD}/meta.d.mts"]).encode()
    )

    assert "{'type': 'string', 'max_length': 9}" in str(spec_of(odd)["methods"])


def test_a_folder_where_a_file_should_be_is_passed_over(tmp_path: Path) -> None:
    """Nor does a file that is much too big stop anything."""
    place = Workplace.at(tmp_path / "p")
    modules = write_packages(tmp_path / "m", {**gates(), **doors()})
    (modules / BUILD / "meta.mjs").unlink()
    (modules / BUILD / "meta.mjs").mkdir()

    result = place.run("import", "--types", modules)

    assert "Traceback" not in result.output
    assert "shop/gates.yaml" in place.specs()


def test_calls_may_be_anything() -> None:
    """JavaScript that only looks like a call is none."""
    code = (
        code_of(METHOD)
        + "function openDoor() { const metadata = {}; const getRequestOptions = 1; }\n"
        "function resolve() {}\nfunction resolveX() { return { 'www.wixapis.com': 3 }; }\n"
        "function a() { const getRequestOptions = a(); const metadata = { url: f() }; }\n"
        "const metadata = { url: resolveX({ protoPath: x }) };\n"
    )

    spec = spec_of({**doors(), f"{BUILD}/meta.mjs": code})

    assert "POST /shop/v1/open-door" in str(spec["methods"])
