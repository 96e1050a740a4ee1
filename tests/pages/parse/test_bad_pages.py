"""Pages that are none, and pages made to hurt: a finding with a place, or a correct import.

How long things take is guarded by limits that are counted, not by a clock; once measured by hand
(cold start included, on one busy core): no case here takes 2.5 s or 350 MB, nor does any of 50 MB.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from support.pages import api_of, flatten, render_pages
from support.random_api import random_api
from support.samples import slow_but
from support.workplace import Workplace
from wixgen.cli import page_files
from wixgen.diagnostics import Diagnostics
from wixgen.pages import grouping
from wixgen.pages.grouping import MAX_ENTRIES, MAX_INDENT, MAX_PAGE, MAX_REQUIRED
from wixgen.spec.check import check
from wixgen.spec.load import load

HEAD = """\
# CreateDoor

# Package: shop

# Namespace: Doors

# Method link: https://dev.wix.com/docs/shop/doors/create-door.md

## Introduction

Makes a door.

---

## REST API

### Schema

```
 Method: createDoor
 Description: Makes a door.
 URL: https://www.wixapis.com/doors/v1/doors
 Method: POST
 Method parameters: 
   param name: door | type: Door | description: The door. 
"""  # noqa: W291
TAIL = """
 Return type: CreateDoorResponse
  EMPTY-OBJECT {}


```

---
"""
FIELD = "        - name: width | type: integer | description: In centimetres. "
GOOD = HEAD + FIELD + TAIL
THING = f"""\
# Type: Door Object

# Package: shop

# Namespace: Doors

## Schema:

```json
 Type: Door Object | type: Door
{FIELD}

```

---
"""
SPEC = "package: shop\nmodule: doors\ntypes:\n  Door: {fields: {colour: string}}\n"


def fields(*lines: str) -> str:
    """A page with these lines below its parameter."""
    return HEAD + "\n".join(lines) + TAIL


def described(text: str) -> str:
    """A page with that description of a field."""
    return fields(f"        - name: width | type: string | description: {text}")


def example(body: str) -> str:
    """A page with an example that sends a body."""
    return f"{GOOD}\n### Examples\n\n### One\n\n```curl\ncurl -d '{body}' \\\n```\n"


def scripted(line: str) -> str:
    """A page with a JavaScript half that begins with a line."""
    schema = "```\n Method: wixClientAdmin.shop.Doors.createDoor(door)\n```"
    half = f"\n## JavaScript SDK\n\n### Schema\n\n{schema}\n\n### Examples\n\n"
    return f"{GOOD}{half}```javascript\n{line}\n```\n"


def listed(count: int) -> list[str]:
    """Many fields."""
    return [
        f"        - name: a{n} | type: string | description: x " for n in range(count)
    ]


def nested(count: int) -> list[str]:
    """Many levels; from some level on only one blank deeper, or the page would be too long."""
    columns = [min(5 + 3 * level, 200) for level in range(count)]
    return [f"{' ' * one}- name: a | type: object | description: x " for one in columns]


#: Refused: name -> page, line, what is said of it.
REFUSED: dict[str, tuple[str | bytes, int, str]] = {
    "binary": (random.Random(1).randbytes(10_000), 1, "not"),
    "html": ("<!DOCTYPE html>\n<html><body>Not found</body></html>", 1, "HTML"),
    "utf-16": (GOOD.encode("utf-16"), 1, "UTF-8"),
    "invalid utf-8": (GOOD.replace("centi", "ß").encode("latin-1"), 26, "UTF-8"),
    "nul": (GOOD.replace("centimetres", "\0"), 1, "not a text"),
    "empty": ("", 1, "empty"),
    "blank": (" \n\t\n", 1, "empty"),
    "50 MB": ("x\n" * 25_000_000, 1, "characters"),
    "unclosed fence": (GOOD[: GOOD.rindex("```")], 19, "not closed"),
    "object without end": (THING[: THING.rindex("```")], 9, "not closed"),
    "object that is a path": (
        THING.replace("type: Door", "type: Door/../.."),
        10,
        "name of a field",
    ),
    "no url": (GOOD.replace("https://www.wixapis.com/doors/v1/doors", ""), 19, "URL"),
    "no verb": (GOOD.replace(" Method: POST\n", ""), 19, "HTTP method"),
    "url that climbs": (GOOD.replace("v1/doors", "../../etc"), 22, "leads out"),
    "url with blanks": (GOOD.replace("/v1/doors", "/{a"), 22, "characters"),
    "package is a path": (GOOD.replace("shop\n", "../../etc\n"), 1, "package"),
    "field is a path": (
        fields("        - name: ../../etc | type: string"),
        26,
        "field",
    ),
    "long name": (
        fields(f"        - name: {'a' * 10_000} | type: string"),
        26,
        "field",
    ),
    "50,000 fields": (fields(*listed(50_000)), 24, f"{MAX_ENTRIES:,}"),
    "100,000 levels": (fields(*nested(100_000)), 1, "characters"),
    "1,000 levels": (fields(*nested(1_000)), 65, "the line is indented by"),
    "200,000 values": (
        fields(
            FIELD, f"           - enum: {', '.join(f'V{n}' for n in range(200_000))}"
        ),
        24,
        f"{MAX_ENTRIES:,}",
    ),
    "20,000 required": (
        GOOD.replace(
            " Method parameters",
            f" Required parameters: {', '.join(f'a{n}' for n in range(20_000))}\n Method parameters",
        ),
        19,
        "20,000 paths",
    ),
    "required nonsense": (
        GOOD.replace(" Method param", " Required parameters: a b\n Method param"),
        19,
        "required path",
    ),
    "folded and cut off": (flatten(GOOD)[:250], 1, ""),
}

#: Imported: names that are none of a type, and texts that regular expressions might get lost in.
ACCEPTED: dict[str, str | bytes] = {
    "object of its own": THING,
    "code and a quote without lines": flatten(
        GOOD.replace("Description: Makes", "Description: ``` {} ``` > Makes")
    ),
    "byte order mark": b"\xef\xbb\xbf" + GOOD.encode(),
    "carriage returns": GOOD.replace("\n", "\r"),
    "windows": GOOD.replace("\n", "\r\n"),
    "long type": fields(
        f"        - name: a | type: {'B' * 10_000} | description: x",
        "           - name: b | type: string | description: x",
    ),
    "type is a path": fields(
        "        - name: a | type: ../../X | description: x",
        "           - name: b | type: string | description: x",
    ),
    "brackets": fields(f"        - name: a | type: array{'<' * 9_999}{'>' * 9_999} | x"),
    "spaces": described(" " * 1_000_000 + "x"),
    "tabs": described("\t" * 1_000_000 + "x"),
    "pipes": described(" | " * 300_000 + "x"),
    "attributes": described("| required: true " * 100_000),
    "backticks": described("`" * 1_000_000),
    "items in a line": described("- name: " * 200_000),
    "limits": described("Min: 1 " * 100_000),
    "defaults": described("Default: `a " * 100_000),
    "digits": described(f"Min: {'1' * 100_000} Max: `{'9' * 100_000}` Default: `{'9' * 9_999}`"),
    "control characters": described("\ufeff \u2028 \x85 \x1b[31m \x07 \u202e"),
    "yaml": described("'x: - *a &b !c {} # \"no\" %d @ `"),
    "many groups": fields(*["    - ONE-OF: "] * (MAX_ENTRIES - 2)),
    "one field again and again": fields(*[FIELD] * 300),
    "one field as often as allowed": fields(*[FIELD] * (MAX_ENTRIES - 2)),
    "many lines": fields(FIELD, *["and so on | and on"] * 5_000),
    "100,000 lines": fields(FIELD, *["and so on | and on"] * 100_000),
    "nested json": example('{"door": {"width": ' + '{"b": ' * 900 + "1" + "}" * 900 + "}}"),
    "very nested json": example("[" * 100_000),
    "no json": example('{"door": {"width": NaN, "b": 1e999, "c": "\\ud800"}}'),
    "commands": example("{\"a\": \ncurl -d '" * 20_000),
    "import of a path": scripted("import { doors } from '@wix/../../x';"),
    "import of an option": scripted("import { doors } from '@wix/-x';"),
    "names of the language": fields(
        *(
            f"        - name: {name} | type: string | description: x "
            for name in ("$eq", "a-b", "ä", "1a", "class", "None", "no", "~", "#b")
        )
    ),
    "field outside of its parameter": fields(" - name: a | type: string | description: x "),
    "fields before their parameter": GOOD.replace(
        "   param name", "  - name: a | type: object\n  - name: b | type: string\n   param name"
    ),
}  # fmt: skip

#: No page that documents anything: there is nothing to import, and nothing that could have drifted.
NOTHING: dict[str, str] = {
    "fences": "```\n" * 100_000,
    "headings": "## REST API\n### Schema\n```\n```\n" * 10_000,
    "schemas in a line": "``` Method: a Description: x " * 50_000,
    "prose": "Nothing in particular.\n",
    "a menu": "# Doors\n\n- [Create](https://dev.wix.com/docs/create-door.md)\n",
}


def errors(specs: dict[str, str]) -> list[str]:
    """What lint finds in specs."""
    report = Diagnostics()
    check(load({path: text.encode() for path, text in specs.items()}, report), report)
    return [one.as_text() for one in report if one.severity == "error"]


@pytest.mark.parametrize(
    "name",
    slow_but(REFUSED.keys() - {"50 MB", "50,000 fields", "100,000 levels"}, REFUSED),
)
def test_refused(name: str, tmp_path: Path) -> None:
    """An error that says where, exit 2 from both commands, and the specs as they were."""
    page, line, words = REFUSED[name]
    place = Workplace.at(tmp_path / "p", {"door.md": page}, {"shop/doors.yaml": SPEC})
    for command in ("import", "drift"):
        result = place.run(command, place.pages)

        assert result.exit_code == 2
        assert f"door.md:{line}:" in result.stderr, result.stderr[:2000]
        assert words in result.stderr
        assert place.specs() == {"shop/doors.yaml": SPEC}


@pytest.mark.parametrize(
    "name",
    slow_but(
        ACCEPTED.keys() - {"100,000 lines", "one field as often as allowed"}, ACCEPTED
    ),
)
def test_accepted(name: str, tmp_path: Path) -> None:
    """What can be read is imported, into specs without errors, in the resource that it names."""
    place = Workplace.at(tmp_path / "p", {"door.md": ACCEPTED[name]})
    result = place.run("import", place.pages, "-q")

    assert (result.exit_code, result.stderr) == (0, "")
    assert list(place.specs()) == ["shop/doors.yaml"]
    assert errors(place.specs()) == []
    assert place.drift_all() == []


@pytest.mark.parametrize(
    ("limit", "line", "words"),
    [
        ("MAX_PAGE", 1, "characters"),
        ("MAX_ENTRIES", 25, "2 entries; 1 are allowed"),
        ("MAX_REQUIRED", 19, "2 paths"),
    ],
)
def test_what_is_beyond_a_limit_is_refused(
    limit: str, line: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Characters, entries and required paths are counted; one too many is an error with its place."""
    monkeypatch.setattr(grouping, limit, 1)
    required = " Required parameters: door.width, door\n Method parameters"
    page = GOOD.replace(" Method parameters", required)
    place = Workplace.at(tmp_path / "p", {"door.md": page})
    result = place.run("import", place.pages)

    assert 2 == result.exit_code
    assert f"door.md:{line}:" in result.stderr
    assert words in result.stderr


@pytest.mark.parametrize("name", NOTHING)
def test_nothing_is_no_agreement(name: str, tmp_path: Path) -> None:
    """Import says that there is nothing to import; drift that there is nothing to compare."""
    place = Workplace.at(
        tmp_path / "p", {"x.md": NOTHING[name]}, {"shop/doors.yaml": SPEC}
    )
    result = place.run("import", place.pages)

    assert result.exit_code == 0
    assert "nothing-to-import" in result.stderr
    assert place.specs() == {"shop/doors.yaml": SPEC}
    assert place.run("drift", place.pages).exit_code == 2


def test_cut_off_anywhere(tmp_path: Path) -> None:
    """A page that ends too early is refused, or what is left of it is right; never a traceback."""
    made = random_api(3, 1)
    api = api_of(made.texts())
    pages = render_pages(api, made.hints, with_others=True).files
    thing = next(text for path, text in pages.items() if path.endswith("-object.md"))
    whole = [max(pages.values(), key=len).split("\n"), thing.split("\n")]
    cut = [lines[:stop] for lines in whole for stop in range(1, len(lines), 50)]
    for number, lines in enumerate(cut):
        place = Workplace.at(tmp_path / str(number), {"x.md": "\n".join(lines)})
        result = place.run("import", place.pages, "-q")

        assert result.exit_code in {0, 2}
        assert bool(result.exit_code) == bool(result.stderr)
        assert errors(place.specs()) == []


@pytest.mark.parametrize(
    "damage", [str.upper, str.title, lambda text: text[::-1], flatten]
)
def test_damaged(damage: Callable[[str], str], tmp_path: Path) -> None:
    """Whatever was done to a page: an exit code, findings, and specs without errors."""
    made = random_api(5, 1)
    api = api_of(made.texts())
    pages = render_pages(api, made.hints, with_others=True).files
    place = Workplace.at(
        tmp_path / "p", {path: damage(text) for path, text in pages.items()}
    )
    result = place.import_all("-q")

    assert result.exit_code in {0, 2}
    assert errors(place.specs()) == []


def test_lines_in_any_order(tmp_path: Path) -> None:
    """A page whose lines were shuffled leaves no traceback, and a spec that can be read."""
    made = random_api(7, 1)
    api = api_of(made.texts())
    pages = render_pages(api, made.hints, with_others=True).files
    for seed in range(10):
        shuffled: dict[str, str | bytes] = {}
        for path, text in pages.items():
            lines = text.split("\n")
            inside = lines[24:60]
            random.Random(seed).shuffle(inside)
            shuffled[path] = "\n".join([*lines[:24], *inside, *lines[60:]])
        place = Workplace.at(tmp_path / str(seed), shuffled)

        assert place.import_all("-q").exit_code in {0, 2}
        assert [one for one in errors(place.specs()) if "error[yaml" in one] == []


def test_limits_are_above_what_wix_has() -> None:
    """Wix's largest section shows 1,049 fields, its largest page has 861 kB, 14 levels are the most."""
    assert MAX_ENTRIES > 2 * 1_049
    assert MAX_PAGE > 2 * 861_000
    assert MAX_INDENT > 2 * (5 + 3 * 14)
    assert MAX_REQUIRED > 100


def test_a_file_beyond_all_bounds_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More bytes than a dump of all pages has are an error before anything is decoded."""
    monkeypatch.setattr(page_files, "MAX_BYTES", 1_000)
    place = Workplace.at(tmp_path / "p", {"door.md": GOOD + " " * 1_000})
    result = place.run("import", place.pages, "--format", "json")

    assert result.exit_code == 2
    assert [one["code"] for one in json.loads(result.stdout)] == ["too-big"]


def test_one_bad_page_spoils_nothing(tmp_path: Path) -> None:
    """The others are written, and drift shows nothing of them, but both say that one failed."""
    other = GOOD.replace("createDoor", "openDoor").replace("CreateDoor", "OpenDoor")
    pages = {"a.md": GOOD, "b.md": b"\xff\xfe", "c.md": other, "d.md": HEAD}
    place = Workplace.at(tmp_path / "p", pages)
    result = place.import_all()

    assert result.exit_code == 2
    assert "b.md:1:1: error[encoding]" in result.stderr
    assert "d.md:19:1: error[unreadable-page]" in result.stderr
    assert "createDoor:" in place.specs()["shop/doors.yaml"]
    assert "openDoor:" in place.specs()["shop/doors.yaml"]
    assert place.run("drift", place.pages).exit_code == 2
