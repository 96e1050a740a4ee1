"""Which kind a page is of, and what import does with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages.small import EMPTY, SITE, method_page
from support.pages import flatten
from support.workplace import Workplace
from wixgen.pages.parse.page import read_pages
from wixgen.pages.parse.tree import Kind

HOW = """\
> Portal Navigation:
>
> - Any page under `https://dev.wix.com/docs/` exists as markdown: add `.md` to its address.
"""
#: What may stand above the title of any page.
HEADERS = {
    "none": "",
    "plain": f"{HOW}\n",
    "with a sentence": f"> For sites that agents build there is a page of its own.\n>\n{HOW}\n",
    "with an item": f"> A longer sentence, with an address: https://www.wix.com/x.md\n>\n{HOW}"
    "> - Where a schema seems to be missing, append `?schema=true`.\n\n",
}
METHOD = method_page("openDoor", [], module="doors")
MENU = f"""\
# [Api Reference](https://dev.wix.com/docs/api/get-menu-content?url=x&format=markdown.md)

## [Shop]({SITE}/shop.md)


### [Doors]({SITE}/shop/doors.md)


- [Open Door]({SITE}/shop/doors/open-door.md)
"""
ARTICLE = """\
## Resource: Doors

## Article: About Doors

## Article Link: https://dev.wix.com/docs/api-reference/shop/doors/about.md

## Article Content:

# About Doors

They open.

```
# Package: shop
```
"""
PROSE = "# Paint a door\n\nA recipe of three steps:\n\n- Sand it.\n- Paint it.\n"
VELO = """\
# Method name:
openDoor()

# Method package:
$door

# Method menu location:
$door > openDoor

## Introduction

Opens a door of this page.
"""
WEBHOOK = f"""\
# Package: shop

# Namespace: doorsV1

# Webhook link: {SITE}/shop/doors/door-opened.md

## Introduction

Something opened.

---

## REST API

### Schema

```
Webhook: Door Opened
Event body:
 - name: id | type: string | description: Of the event.
 - name: actionEvent | type: object | description: What was done.
```

---
"""
OBJECT = f"""\
# Resource: Doors

# Type: Door Object

# Link: {SITE}/shop/doors/door-object.md

## Schema:

```json
 Type: Door Object | type: Door
       - name: width  | type: integer | description: In centimetres.
```
"""
MISSING = "# No matching node found for URL: /docs/doors\n"


def without_schema(page: str) -> str:
    """A page up to the line above its first schema."""
    return page[: page.index("### Schema")]


def plugin(**changes: str) -> str:
    """The page of a method that Wix calls; without changes it is no such page."""
    page = method_page("openDoor", [])
    for old, new in changes.items():
        page = page.replace(OLD[old], new)
    return page


OLD = {
    "namespace": "# Namespace: Doors",
    "menu": "shop/doors/",
    "url": "https://www.wixapis.com/",
    "text": "Opens it.",
}
#: What marks a method of a service plugin.
PLUGINS = {
    "Spi": plugin(namespace="# Namespace: DoorOpenerSpi"),
    "SPI": plugin(namespace="# Namespace: DoorOpenerSPI"),
    "SpiService": plugin(namespace="# Namespace: DoorOpenerSpiServiceV2"),
    "ServicePlugin": plugin(namespace="# Namespace: doorOpenerServicePlugin"),
    "address": plugin(menu="shop/door-opener-service-plugin/"),
    "no host": plugin(url="/v1/"),
    "host of an app": plugin(url="https://{your-host}/v1/"),
    "host of an example": plugin(url="https://provider.example.com/v1/"),
    "provider": plugin(
        namespace="# Namespace: DoorProvider",
        text="Wix calls this method when a door is to be opened.",
    ),
    "handlers": METHOD.replace("'@wix/shop'", "'@wix/shop/service-plugins'"),
    "with a schema missing": without_schema(
        plugin(namespace="# Namespace: DoorOpenerSpi")
    ),
}
#: What looks like it, and is called by clients.
NO_PLUGINS = {
    "no permissions": plugin(),
    "words that end alike": plugin(namespace="# Namespace: Crispi"),
    "a provider": plugin(namespace="# Namespace: DoorProvider"),
    "a sentence": plugin(text="Wix calls this a door."),
    "a menu about plugins": plugin(menu="shop/service-plugins-of-doors/"),
    "permissions": plugin(namespace="# Namespace: DoorsSpi").replace(
        "## Introduction",
        "## Permission Scopes:\nOpen Doors: SCOPE.DOORS\n\n## Introduction",
    ),
}
#: A page of each kind, and what import says of it.
KINDS = {
    Kind.METHOD: (METHOD, ""),
    Kind.WEBHOOK: (WEBHOOK, ""),
    Kind.OBJECT: (OBJECT, ""),
    Kind.MENU: (MENU, "warning[nothing-to-import]"),
    Kind.ARTICLE: (ARTICLE, "warning[nothing-to-import]"),
    Kind.VELO: (VELO, "warning[nothing-to-import]"),
    Kind.SERVICE_PLUGIN: (PLUGINS["Spi"], "warning[nothing-to-import]"),
    Kind.WITHOUT_SCHEMA: (without_schema(METHOD), "error[missing-schema]"),
    Kind.MISSING: (MISSING, "error[missing-page]"),
}


def kinds(text: str) -> list[Kind]:
    """The kinds of the pages of a file."""
    return [page.kind for page in read_pages("a.md", text)]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_header_says_nothing_about_the_page(kind: Kind, header: str) -> None:
    """Whatever stands above the title, a page is of the same kind."""
    assert [kind] == kinds(HEADERS[header] + KINDS[kind][0])


@pytest.mark.parametrize("header", HEADERS)
def test_kinds_in_one_file(header: str) -> None:
    """Pages are told apart where one follows the other, however many, with headers between them."""
    pages = [page for page, _ in KINDS.values()]
    expected = list(KINDS)
    if header != "none":
        pages.insert(3, PROSE)
        expected.insert(3, Kind.ARTICLE)

    assert expected == kinds("\n".join(HEADERS[header] + page for page in pages))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind][1]])
def test_what_can_not_be_imported_is_told(kind: Kind, tmp_path: Path) -> None:
    """A finding at the page; an error ends import and drift with exit code 2. Nothing is written."""
    page, finding = KINDS[kind]
    place = Workplace.at(tmp_path / "p", {"a.md": page, "b.md": METHOD})
    assert 0 == place.run("import", place.pages / "b.md").exit_code
    before = place.specs()
    result = place.import_all()

    assert f"a.md:1:1: {finding}: " in result.stderr
    assert (2 if "error" in finding else 0, before) == (
        result.exit_code,
        place.specs(),
    )
    compared = place.run("drift", place.pages)
    assert (2 if "error" in finding else 0) == compared.exit_code


@pytest.mark.parametrize("page", [METHOD, WEBHOOK, OBJECT.replace("## Sch", "### Sch")])
def test_a_page_without_its_schema_leaves_the_spec_alone(
    page: str, tmp_path: Path
) -> None:
    """The spec of its full page stays byte for byte, and the help says how to fetch it whole."""
    place = Workplace.at(tmp_path / "p", {"a.md": page, "b.md": METHOD})
    place.page("a.md", page.replace("### Schema:", "## Schema:"))
    assert 0 == place.import_all().exit_code
    before = place.specs()
    place.page("a.md", without_schema(page))
    result = place.import_all()

    assert (2, before) == (result.exit_code, place.specs())
    assert ".md?schema=true" in result.stderr


def test_a_schema_without_lists_is_none() -> None:
    """Name, address and verb may be there: without parameters and return type the page isn't whole."""
    start, end = METHOD.index(" Method parameters:"), METHOD.index("\n```\n\n")
    page = METHOD[:start] + METHOD[end + 1 : METHOD.index("## JavaScript SDK")]

    assert [Kind.WITHOUT_SCHEMA] == kinds(page)
    assert [Kind.METHOD] == kinds(method_page("openDoor", EMPTY))


@pytest.mark.parametrize("mark", PLUGINS)
def test_methods_that_wix_calls(mark: str, tmp_path: Path) -> None:
    """They never become calls of a client: a warning says what they are."""
    assert [Kind.SERVICE_PLUGIN] == kinds(PLUGINS[mark])
    place = Workplace.at(tmp_path / "p", {"a.md": PLUGINS[mark]})
    result = place.import_all()

    assert (0, {}) == (result.exit_code, place.specs())
    assert "a method of a service plugin, which Wix calls" in result.stderr


@pytest.mark.parametrize("name", NO_PLUGINS)
def test_methods_that_clients_call(name: str) -> None:
    """A method with a permission is called by clients, and one mark that may mean anything is none."""
    assert [Kind.METHOD] == kinds(NO_PLUGINS[name])


def test_a_missing_page_without_lines() -> None:
    """A folded copy has everything in one line; it is told all the same."""
    header = HEADERS["with a sentence"].replace("\n", " ")

    assert [Kind.MISSING] == kinds(header + MISSING)
    assert [Kind.METHOD] == kinds(flatten(HEADERS["plain"] + METHOD))


def test_what_a_description_says_is_no_heading() -> None:
    """A page that speaks of a missing page, or shows headings in a fence, is of its own kind."""
    text = f"{MISSING.strip('# ')}. # Method name: none"

    assert [Kind.METHOD] == kinds(METHOD.replace("Opens it.", text))
    assert [Kind.ARTICLE] == kinds(f"{PROSE}\n```\n{METHOD.split('---')[0]}\n```\n")
