"""Pages of today, and each odd thing that they may show, printed by a switch of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from support.page_facts import facts_of, printed_facts
from support.page_hints import Hints
from support.page_schema import Printed
from support.page_style import ODDITIES, TODAY, Style, all_alike, styles_of_today
from support.pages import Pages, api_of, object_page, render_pages
from wixgen.spec.api import Api, Field, ObjectType

SHARED = Path(__file__).parents[3] / "shared"
SPEC = """\
package: shed
module: kettles
title: Kettles
docs: https://dev.wix.com/docs/api-reference/shed/kettles
types:
  Kettle:
    fields:
      id: {type: guid, read_only: true, description: Its GUID.}
      code: {type: string, min_length: 8, max_length: 20, immutable: true, description: Its code.}
      price: {type: decimal, min: "0", max_scale: 2, description: What it costs.}
      filledDate: {type: datetime, description: When it was filled.}
      mail: {type: string, format: EMAIL, description: Whom to ask.}
      tags: {type: "list[string]", max_items: 20, max_length: 5, description: Some words.}
      cups: {type: int32, min: 1, max: 40, default: 2, description: How many it fills.}
      weight: {type: number, description: Empty.}
      extras: {type: json, description: Anything.}
      shelves: {type: "map[integer]", description: How many per shelf.}
      topLids: {type: "list[Lid]", description: Its lids.}
      colour: {type: string, deprecated: true, description: As it was.}
  Lid:
    fields:
      width: {type: number, description: In centimetres.}
methods:
  queryKettles:
    http: POST /shed/v1/kettles/query
    docs: query-kettles
    description: Finds kettles.
    parameters:
      heat:
        one_of:
          gas: {type: boolean, description: With gas.}
          coal: {type: boolean, description: With coal.}
      place: {type: string, description: Where to look.}
    returns:
      kettle: {type: Kettle, description: The kettle.}
    sdk: {returns: kettle}
    query:
      code: {operators: [$eq, $ne], sort: [ASC]}
      price: {operators: [$gt]}
webhooks:
  kettleCreated:
    kind: created
    docs: kettle-created
    entity: Kettle
    title: Kettle Created
    description: There is a kettle.
"""


@pytest.fixture(scope="module")
def api() -> Api:
    """The kettles."""
    common = Path(__file__).parents[1] / "support/common.yaml"
    return api_of({"shed/kettles.yaml": SPEC, "common.yaml": common.read_bytes()})


def printed(api: Api, *switches: str) -> Pages:
    """All pages with some switches."""
    return render_pages(api, Hints(style_of=all_alike(*switches)))


def method_page(api: Api, *switches: str) -> str:
    """The method's page with some switches."""
    return printed(api, *switches).files["shed/kettles/query-kettles.md"]


def lines(page: str, word: str) -> list[str]:
    """The lines that have a word."""
    return [line.rstrip() for line in page.split("\n") if word in line]


def kettle(api: Api) -> ObjectType:
    """The type with all the facts."""
    found = api.resources[0].types[0]
    assert isinstance(found, ObjectType)
    return found


@pytest.mark.parametrize(
    ("name", "validation"),
    [
        ("id", "| read-only: true | validation: format GUID"),
        ("code", "| validation: minLength 8, maxLength 20, immutable"),
        (
            "price",
            '| validation: format DECIMAL_VALUE, decimalValue {"gte":"0","maxScale":2}',
        ),
        ("filledDate", "| validation: format date-time"),
        ("mail", "| validation: format EMAIL"),
        ("tags", "| validation: maxLength 5, maxItems 20"),
        ("cups", "| validation: minimum 1, maximum 40, format int32"),
        ("weight", ""),
    ],
)
def test_facts_stand_behind_descriptions(api: Api, name: str, validation: str) -> None:
    """In the words of today's pages, in the REST half's answer."""
    field = kettle(api).field_named(name)
    assert field is not None

    line = lines(method_page(api), f"- name: {name} |")[0]

    assert line == (
        f"     - name: {name} | type: {_word(field)} | description: {field.description}"
        f"{'  ' * bool(validation)}{validation}"
    )


def _word(field: Field) -> str:
    return {"tags": "array", "cups": "integer", "weight": "number"}.get(
        field.wire, "string"
    )


def test_facts_may_be_attributes(api: Api) -> None:
    """Formats and marks, not limits."""
    code = kettle(api).field_named("code")
    assert code is not None

    shown = printed_facts(facts_of(code), Style(facts=True, attributes=True))

    assert shown == "| immutable: true | validation: minLength 8, maxLength 20"


def test_older_pages_have_no_facts(api: Api) -> None:
    """Nor does anybody want them of an import."""
    pages = render_pages(api, Hints())

    assert "validation:" not in "".join(pages.files.values())
    assert pages.printed.facts == {}


def test_what_is_printed_is_noted(api: Api) -> None:
    """By resource, owner and wire name: the measure of an import."""
    facts = printed(api).printed.facts

    assert facts["shed.kettles", "shed.kettles.Kettle", "cups"] == {
        "min": 1,
        "max": 40,
        "format": "int32",
    }


CASES = [
    ("attributes", "name: id |", "| readOnly: true | format: GUID"),
    ("defaults", "name: cups |", "| default: 2 | validation: minimum 1"),
    ("deprecated", "name: colour |", "description: As it was.  | deprecated: true"),
    ("units", "name: cups |", "How many it fills. Min: 1 spot Max: 40 bookings"),
    ("operators", "field: code", " field: code | operators: $eq, $ne | sort: ASC"),
    ("odd_words", "name: extras |", "| type: any |"),
    ("odd_words", "name: shelves |", "| type: map<string, integer> |"),
    ("odd_words", "name: tags |", "| type: array<string> |"),
    ("odd_words", "name: topLids |", "| type: array&lt;Lid&gt; |"),
    ("underscore", "Method: _", " Method: _queryKettles"),
    ("promise", "Return type: Promise", " Return type: Promise<Kettle>"),
    ("header", "Portal Navigation", "> Portal Navigation:"),
]


@pytest.mark.parametrize(("switch", "word", "shown"), CASES)
def test_a_switch_prints_something_odd(
    api: Api, switch: str, word: str, shown: str
) -> None:
    """Which no page shows without it."""
    found = [line for line in lines(method_page(api, switch), word) if shown in line]

    assert found
    assert shown not in method_page(api)


def test_what_is_queried_stands_before_or_behind_the_answer(api: Api) -> None:
    """Once in each half."""
    for switches, first, second in (
        (("operators",), "field: code", "Return type"),
        (("operators", "operators_last"), "Return type", "field: code"),
    ):
        page = method_page(api, *switches)
        found = re.findall(r"field: code|Return type", page)
        assert found == [first, second, first, second]


def test_wrapped_primitives_show_a_value(api: Api) -> None:
    """One level deeper, and of the same type; the truth knows nothing of it."""
    shown = re.compile(
        r"^( *)- name: \w+ \| type: (\w+) .*\n( *)- name: value \| type: (\w+) ", re.M
    )

    around = shown.findall(method_page(api, "wrappers"))

    assert around
    assert all(
        (len(inner) - len(outer), word) == (3, type_)
        for outer, type_, inner, word in around
    )
    owners = printed(api, "wrappers").printed.fields
    assert "value" not in {name for _, name in owners}


def test_unknown_words_are_attributes_that_count(api: Api) -> None:
    """Whoever reads them should keep them."""
    pages = printed(api, "unknown")
    words = {
        name
        for facts in pages.printed.facts.values()
        for name in facts
        if name.startswith("attribute ")
    }

    assert words
    text = "".join(pages.files.values())
    assert all(f"| {word.removeprefix('attribute ')}: " in text for word in words)


def test_own_groups_stand_at_one_of_two_columns(api: Api) -> None:
    """Behind all other parameters."""
    for switch, column in (("header", 4), ("shallow_groups", 3)):
        rest = method_page(api, switch).split("## JavaScript SDK")[0]
        assert lines(rest, "- ONE-OF:") == [f"{' ' * column}- ONE-OF:"]


def test_code_in_descriptions_has_fences(api: Api) -> None:
    """All of them are closed."""
    page = method_page(api, "fences")

    assert page.count("```") % 2 == 0
    assert page.count("```") > method_page(api).count("```")


def test_examples_may_be_indented_with_other_spaces(api: Api) -> None:
    """The code is the same."""
    page = method_page(api, "nbsp")

    assert page.replace("\u00a0", " ") == method_page(api)


def test_webhooks_may_be_named_after_the_menu(api: Api) -> None:
    """Methods are not."""
    files = printed(api, "menu_namespace").files

    assert "# Namespace: kettles\n" in files["shed/kettles/kettle-created.md"]
    assert "# Namespace: Kettles\n" in files["shed/kettles/query-kettles.md"]


def test_object_pages_of_today_have_two_blanks(api: Api) -> None:
    """And nothing but the schema."""
    resource = api.resources[0]
    hints = Hints(style_of=all_alike())

    page = object_page(resource, kettle(api), hints, Printed())

    assert "       - name: weight  | type: number | description: Empty." in page
    assert "Description:" not in page


def test_every_page_has_a_style_of_its_own() -> None:
    """The same seed gives the same one; facts are always there."""
    styles = [styles_of_today(3)(f"shed.kettles.page{number}") for number in range(40)]

    assert styles == [
        styles_of_today(3)(f"shed.kettles.page{number}") for number in range(40)
    ]
    assert all(style.facts for style in styles)
    for name in ODDITIES:
        assert {getattr(style, name) for style in styles} == {True, False}


def test_no_switch_goes_unnoticed() -> None:
    """Each is tested above."""
    shown = {switch for switch, _, _ in CASES}
    alone = {"facts", "two_blanks", "operators_last", "wrappers", "unknown"}
    alone |= {"shallow_groups", "fences", "nbsp", "menu_namespace"}

    assert {one.name for one in fields(Style)} == shown | alone
    assert TODAY.facts


def _frame(page: str) -> Iterator[str]:
    """The lines of a page from its title on, without sentences and what they carry."""
    for line in page[page.index("\n# ") + 1 :].split("\n"):
        yield re.sub(r"(description: |Description: ).*?(  \| |  $|$)", r"\1…\2", line)


def test_has_the_frame_of_the_real_page_of_today() -> None:
    """Up to where the excerpt ends: headings, columns, blanks, validation."""
    file = SHARED / "portal/method-with-validation--get-llms-txt.cut.md"
    if not file.is_file():
        pytest.skip(f"{file} is not here")
    real = file.read_text(encoding="utf-8").split("     - name: defa[CUT")[0]
    pages = render_pages(
        api_of({"seo/llms.yaml": LLMS}), Hints(style_of=all_alike("header"))
    )
    (made,) = pages.files.values()

    wanted, found = list(_frame(real)), list(_frame(made))

    intro = wanted.index("## Introduction") + 2
    wanted[intro] = found[intro]
    assert found[: len(wanted) - 1] == wanted[:-1]


LLMS = """\
package: txtFileServer
module: llmsServiceV2
title: Llms Txt
docs: https://dev.wix.com/docs/api-reference/business-management/marketing/seo/txt-file-server/llms-txt
types:
  LlmsTxt:
    fields:
      content: {type: string, max_length: 720000, description: All of it.}
methods:
  getLlmsTxt:
    http: GET /promote-seo-robots-server/v2/llms
    docs: get-llms-txt
    description: Gets the file.
    permissions: {Manage SEO Settings: SCOPE.PROMOTE.MANAGE-SEO}
    parameters:
      subdomain: {type: string, max_length: 63, description: Whose.}
    returns:
      llmsTxt: {type: LlmsTxt, description: The file.}
"""
