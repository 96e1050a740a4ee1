"""Where pages belong: to one spec, whether they come together, one by one, in any order, or again."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.small import SITE, method_page
from support.pages import api_of, render_pages
from support.random_api import random_api
from support.samples import few_or_many, sample
from support.workplace import Workplace
from wixgen.diagnostics import Diagnostics
from wixgen.pages.importer import import_pages
from wixgen.pages.transcribe.event_types import EventTypes

MENU = "shop/doors-v1"
WIDTH = ["  param name: width | type: integer | description: In centimetres. "]


def method(name: str, module: str = "", *, menu: str = MENU) -> str:
    """A page that is named after the service, which has another name than the menu."""
    return method_page(name, WIDTH, namespace="WixDoors", menu=menu, module=module)


def camel_case(words: str) -> str:
    """`doors-v1` -> `doorsV1`."""
    first, *others = words.split("-")
    return first + "".join(map(str.capitalize, others))


def webhook(name: str, module: str = "", *, menu: str = MENU) -> str:
    """A page that is named after the menu."""
    handler = f"onDoor{name.capitalize()}"
    example = f"import {{ {module} }} from '@wix/shop';\n{module}.{handler}(f);"
    script = f"\n### Examples\n\n### One\n\n```javascript\n{example}\n```\n"
    return f"""\
# Package: shop

# Namespace: {camel_case(menu.rpartition("/")[2])}

# Webhook link: {SITE}/{menu}/door-{name}.md

## Introduction

Something {name}.

---

## REST API

### Schema

```
Webhook: Door {name}
Description: Something {name}.
Event body:
 - name: id | type: string | description: Of the event.
 - name: createdEvent | type: object | description: What came.
    - name: entity | type: Door | description: The door.
       - name: id | type: string | description: Which one.
```

---

## JavaScript SDK

### Schema

```
Webhook: {handler}
Description: Something {name}.
Payload: DoorEnvelope
 - name: entity | type: Door | description: none
    - name: _id | type: string | description: Which one.
```
{script if module else ""}"""


#: Pages of one menu: which of them tell the module, and which file they make.
PAGES = {
    "methods tell": (
        [method("getDoor", "doors"), method("listDoors", "doors")],
        [webhook("opened"), webhook("shut")],
        "doors",
    ),
    "one method tells": (
        [method("getDoor"), method("listDoors", "doors")],
        [webhook("opened"), webhook("shut")],
        "doors",
    ),
    "one webhook tells": (
        [method("getDoor"), method("listDoors")],
        [webhook("opened"), webhook("shut", "doors")],
        "doors",
    ),
    "all tell": (
        [method("getDoor", "doors"), method("listDoors", "doors")],
        [webhook("opened", "doors"), webhook("shut", "doors")],
        "doors",
    ),
    "none tells": (
        [method("getDoor"), method("listDoors")],
        [webhook("opened"), webhook("shut")],
        "wixDoors",
    ),
    "webhooks alone, none tells": (
        [],
        [webhook("opened"), webhook("shut")],
        "doorsV1",
    ),
}


FEW = 1  # order of the pages in each run


def some_orders(pages: Sequence[str]) -> list[tuple[str, ...]]:
    """A few of all the orders of pages: other ones for each commit."""
    every = [*itertools.permutations(pages)]
    return sample(every, FEW)


def one_by_one(folder: Path, pages: Iterable[str]) -> Workplace:
    """A project that gets its pages one by one; none of them has drifted right after."""
    place = Workplace.at(folder)
    for number, text in enumerate(pages):
        page = place.page(f"{number}.md", text)
        assert 0 == place.run("import", page, "--descriptions", "none").exit_code
        assert 0 == place.run("drift", page).exit_code
    return place


@pytest.mark.parametrize("name", PAGES)
def test_together_and_one_by_one(name: str, tmp_path: Path) -> None:
    """Whatever the order, it gives the same bytes in the same file, and importing all again changes nothing."""
    methods, webhooks, module = PAGES[name]
    pages = [*methods, *webhooks]
    together = Workplace.at(
        tmp_path / "all", {f"{n}.md": page for n, page in enumerate(pages)}
    )
    together.import_all()
    expected = together.specs()

    assert ["common.yaml", f"shop/{module}.yaml"] == list(expected)
    assert [] == together.drift_all()
    for number, order in enumerate(some_orders(pages)):
        place = one_by_one(tmp_path / str(number), order)

        assert expected == place.specs()
        assert [] == place.drift_all()
        assert 0 == place.import_all().exit_code
        assert expected == place.specs()


def test_what_a_person_wrote_moves_with_the_spec(tmp_path: Path) -> None:
    """Words, comments and corrections are in the renamed spec, which is told; the old file is gone."""
    place = one_by_one(tmp_path / "p", [webhook("opened")])
    path = place.schemas / "shop" / "doorsV1.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "webhooks:\n", "title: Doors of all kinds\n\n# By hand.\nwebhooks:\n"
    )
    path.write_text(text, encoding="utf-8")
    result = place.run("import", place.page("b.md", method("getDoor", "doors")))

    assert "b.md:1:1: warning[renamed-resource]: " in result.stderr
    assert "`shop.doorsV1` is `shop.doors`" in result.stderr
    assert ["common.yaml", "shop/doors.yaml"] == list(place.specs())
    made = place.specs()["shop/doors.yaml"]
    assert "title: Doors of all kinds" in made
    assert "# By hand.\nwebhooks:" in made
    assert "module: doors\n" in made


def test_a_file_that_a_person_named_stays_where_it_is(tmp_path: Path) -> None:
    """The resource in it gets the better name."""
    place = one_by_one(tmp_path / "p", [webhook("opened")])
    mine = place.schemas / "mine.yaml"
    (place.schemas / "shop" / "doorsV1.yaml").rename(mine)
    place.run("import", place.page("b.md", method("getDoor", "doors")))

    assert ["common.yaml", "mine.yaml"] == list(place.specs())
    assert "module: doors\n" in mine.read_text(encoding="utf-8")


def test_drift_tells_the_better_name(tmp_path: Path) -> None:
    """Where import would rename a resource there is a difference, and it is compared all the same."""
    place = one_by_one(tmp_path / "p", [webhook("opened")])
    place.page("0.md", webhook("opened", "doors"))

    assert ["the page says that the resource is `shop.doors`"] == [
        found["what"] for found in place.drift_all()
    ]


def test_a_name_that_a_person_chose_stays(tmp_path: Path) -> None:
    """A page whose address the spec has belongs to it, whatever module its example imports."""
    place = one_by_one(tmp_path / "p", [method("getDoor", "doors")])
    path = place.schemas / "shop" / "doors.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("module: doors", "module: gates"), encoding="utf-8")
    before = place.specs()
    place.import_all()

    assert before == place.specs()
    assert [] == place.drift_all()


def test_event_types_come_with_the_name() -> None:
    """They are known by resource and handler, and the webhook's page needs not come again."""
    facts = {"shop.doors": {"onDoorOpened": "wix.doors.v1.door_opened"}}
    first = imported({}, {"a.md": webhook("opened")}, facts)
    second = imported(first, {"b.md": method("getDoor", "doors")}, facts)

    made = yaml.load(second["shop/doors.yaml"], yaml.CSafeLoader)
    opened = made["webhooks"]["doorOpened"]
    assert facts["shop.doors"]["onDoorOpened"] == opened["event_type"]


def test_two_modules_of_one_menu_stay_two(tmp_path: Path) -> None:
    """Each page that imports a module is of that module."""
    pages = [method("getDoor", "doors"), method("getGate", "gates")]
    place = one_by_one(tmp_path / "p", pages)

    assert ["shop/doors.yaml", "shop/gates.yaml"] == list(place.specs())


@pytest.mark.parametrize(
    "names",
    [
        ("fulfilmentMethods", "fulfillmentMethods"),
        ("catalogueItems", "catalogItems"),
        ("canceledOrders", "cancelledOrders"),
    ],
)
def test_modules_that_differ_in_spelling_alone_stay_two(
    names: Sequence[str], tmp_path: Path
) -> None:
    """Also where one of them has no JavaScript half, and both have one service."""
    kebab = ["".join(f"-{c.lower()}" if c.isupper() else c for c in n) for n in names]
    pages = [
        method("getThing", names[0], menu=f"shop/{kebab[0]}"),
        method("getThing", "", menu=f"shop/{kebab[1]}"),
    ]
    for number, order in enumerate(some_orders(pages)):
        place = one_by_one(tmp_path / str(number), order)

        assert 2 == len(place.specs())
        assert [] == place.drift_all()


@pytest.mark.parametrize("other", ["Frontdoors", "front_doors", "FRONTDOORS"])
def test_names_that_files_or_python_can_not_tell_apart(
    other: str, tmp_path: Path
) -> None:
    """One of them is imported; the other one is an error, together and one by one."""
    gate = method("getGate", other, menu="shop/gates")
    place = Workplace.at(
        tmp_path / "p", {"a.md": method("getDoor", "frontDoors"), "b.md": gate}
    )
    for _ in range(2):  # the second time, a spec has the name
        result = place.import_all()

        assert (2, 1) == (result.exit_code, len(place.specs()))
        assert "error[taken]: " in result.stderr
        assert "in case or dashes alone" in result.stderr


#: Pages of one module below two menus.
TWO_MENUS = [
    method("getDoor", "doors", menu="shop/doors-v1"),
    method("openDoor", "doors", menu="shop/doors-v2"),
    webhook("opened", menu="shop/doors-v2"),
    method("shutDoor", menu="shop/doors-v2"),
]


def test_a_module_of_two_menus_is_one_resource(tmp_path: Path) -> None:
    """A spec that turns out to be a part of another one goes into that one."""
    for number, order in enumerate(some_orders(TWO_MENUS)):
        place = one_by_one(tmp_path / str(number), order)

        assert ["common.yaml", "shop/doors.yaml"] == list(place.specs())
        made = yaml.load(place.specs()["shop/doors.yaml"], yaml.CSafeLoader)
        assert {"getDoor", "openDoor", "shutDoor"} == made["methods"].keys()
        assert {"doorOpened"} == made["webhooks"].keys()
        assert [] == place.drift_all()


def test_a_part_that_a_person_commented_stays_and_is_told(tmp_path: Path) -> None:
    """Nothing that a person wrote is lost: what to do about the two specs is said."""
    place = one_by_one(tmp_path / "p", [TWO_MENUS[0], TWO_MENUS[2]])
    path = place.schemas / "shop" / "doorsV2.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# Mine.\n", encoding="utf-8")
    result = place.run("import", place.page("c.md", TWO_MENUS[1]))

    assert 0 == result.exit_code
    assert "c.md:1:1: warning[split-resource]: " in result.stderr
    assert "# Mine.\n" in path.read_text(encoding="utf-8")
    assert [] == place.drift_all()


@pytest.mark.parametrize("fault", ["methods: {a: 3}\n", "types: 3\n"])
def test_a_faulty_spec_is_not_renamed(fault: str, tmp_path: Path) -> None:
    """Its faults are told, it stays as it is, and no other spec is made for the pages."""
    place = one_by_one(tmp_path / "p", [webhook("opened")])
    path = place.schemas / "shop" / "doorsV1.yaml"
    path.write_text(path.read_text(encoding="utf-8") + fault, encoding="utf-8")
    before = place.specs()
    result = place.run("import", place.page("b.md", method("getDoor", "doors")))

    assert (2, before) == (result.exit_code, place.specs())
    assert f"{path}:" in result.stderr


def imported(
    specs: dict[str, str], pages: dict[str, str], facts: EventTypes
) -> dict[str, str]:
    """The specs after an import of pages."""
    files = {path: text.encode() for path, text in specs.items()}
    made = import_pages(pages, files, facts, Diagnostics(), descriptions=False)
    kept = {path: text for path, text in specs.items() if path not in made.removed}
    return kept | made.specs


@few_or_many(2, 25)
def test_any_batches_of_random_pages_go_to_the_same_files(examples: int) -> None:
    """Several resources at once, split at random, in random order, some of the pages twice."""

    @settings(derandomize=True, max_examples=examples, deadline=None)
    @given(seed=st.integers(0, 2**32), count=st.integers(2, 6))
    def check(seed: int, count: int) -> None:
        rng = Random(seed)
        made = random_api(seed, 3)
        files = render_pages(api_of(made.texts()), made.hints).files
        batches = [dict[str, str]() for _ in range(count)]
        for path, text in files.items():
            for _ in range(rng.choice((1, 1, 2))):
                rng.choice(batches)[path] = text
        specs: dict[str, str] = {}
        for batch in batches:
            specs = imported(specs, batch, {})

        assert named(imported({}, files, {})) == named(specs)

    check()


def named(specs: dict[str, str]) -> dict[str, list[list[str]]]:
    """The methods and webhooks of each spec, in their order."""
    return {
        path: [
            list(yaml.load(text, yaml.CSafeLoader).get(word, ()))
            for word in ("methods", "webhooks")
        ]
        for path, text in specs.items()
    }
