"""Types that several resources declare alike: which they are, and how they move to common.yaml."""

from __future__ import annotations

import yaml

from wixgen.pages.reconcile.update import update
from wixgen.sharing.move import moved
from wixgen.sharing.proposal import shared_types
from wixgen.spec_text.reader import tree_of

MONEY = "{fields: {value: decimal, currency: {type: string, max_length: 3}}}"
ORDER = """\
package: {package}
module: orders
types:
  Order:
    fields: {{id: guid, total: Price, lines: "list[Line]"}}
  Price: {{fields: {{net: Money, kind: Kind}}}}
  Kind: {{enum: {{FIXED: , OPEN: }}}}
  Line: {{fields: {{inside: "list[Line]", price: Price}}}}
  Money: {money}
methods:
  getOrder:
    http: GET /{package}/orders/{{orderId}}
    parameters: {{orderId: guid}}
    returns: {{order: Order}}
"""


def specs_of(*packages: str, money: str = MONEY) -> dict[str, str]:
    """Specs of one resource in several packages."""
    return {
        f"{package}/orders.yaml": ORDER.format(package=package, money=money)
        for package in packages
    }


def names(specs: dict[str, str]) -> list[str]:
    """The types that could be shared."""
    data = {path: tree_of(text).root.live for path, text in specs.items()}
    return sorted(shared.name for shared in shared_types(data))


def after_move(specs: dict[str, str]) -> dict[str, str]:
    """The specs after all that could be shared has moved."""
    data = {path: tree_of(text).root.live for path, text in specs.items()}
    return {**specs, **moved(specs, shared_types(data))}


def plain(text: str) -> dict[str, dict[str, dict[str, object]]]:
    """The data of a spec."""
    return yaml.load(text, yaml.CSafeLoader)


def test_types_of_three_resources_are_shared_with_all_that_they_refer_to() -> None:
    """Types in circles and enums are among them; two resources alone share nothing."""
    assert ["Kind", "Line", "Money", "Order", "Price"] == names(specs_of("a", "b", "c"))
    assert [] == names(specs_of("a", "b"))


def test_a_type_that_differs_keeps_back_what_refers_to_it() -> None:
    """Any fact counts: a limit, a mark, a name in Python; what doesn't lead to it is shared."""
    for money in (
        MONEY.replace("max_length: 3", "max_length: 4"),
        MONEY.replace("max_length: 3", "max_length: 3, read_only: true"),
        MONEY.replace("{fields", "{name: Cash, fields"),
        MONEY.replace("value: decimal", "value: number"),
    ):
        specs = specs_of("a", "b", "c") | specs_of("c", money=money)

        assert ["Kind"] == names(specs)


def test_words_make_no_difference() -> None:
    """Descriptions, sources and the order of fields may differ; short and long forms are the same."""
    money = (
        "{description: Some money., fields: "
        "{currency: {max_length: 3, type: string, source: somewhere}, value: {type: decimal}}}"
    )
    specs = specs_of("a", "b") | specs_of("c", money=money)

    assert ["Kind", "Line", "Money", "Order", "Price"] == names(specs)


def test_of_two_types_of_one_name_most_resources_decide() -> None:
    """The other one stays where it is."""
    other = MONEY.replace("3", "4")
    specs = specs_of("a", "b", "c", money=other) | specs_of("d", "e", "f", "g")
    after = after_move(specs)

    assert "max_length: 3" in after["common.yaml"]
    assert "max_length: 4" not in after["common.yaml"]
    assert "Money" in plain(after["a/orders.yaml"])["types"]
    assert [] == names(after)


def test_what_common_yaml_has_keeps_its_name() -> None:
    """A type that is like it moves even if one resource alone has it; another one of its name never does."""
    common = {"common.yaml": f"types: {{Money: {MONEY}}}\n"}
    other = MONEY.replace("3", "4")

    assert ["Money"] == names(specs_of("a") | common)
    assert ["Kind"] == names(specs_of("a", "b", "c", money=other) | common)


def test_a_second_run_proposes_nothing() -> None:
    """All references lead to common.yaml then, in methods and in types."""
    after = after_move(specs_of("a", "b", "c"))

    assert [] == names(after)
    assert "types" not in plain(after["a/orders.yaml"])
    assert {"order": "common.Order"} == plain(after["b/orders.yaml"])["methods"][
        "getOrder"
    ]["returns"]
    assert {"net": "Money", "kind": "Kind"} == plain(after["common.yaml"])["types"][
        "Price"
    ]["fields"]


def test_types_whose_public_names_would_change_stay() -> None:
    """So does what no method leads to, and what has the name of a webhook or of another type's requests."""
    unused = "\n".join(["  Unused: {fields: {id: guid}}", "methods:"])
    specs = {
        path: text.replace("methods:", unused).replace("Line", "MoneyDict")
        + f"webhooks:\n  kind: {{kind: action, title: {path[0]}}}\n"
        for path, text in specs_of("a", "b", "c").items()
    }

    assert [] == names(specs)


def test_the_longest_words_move() -> None:
    """For each declaration by itself; those that common.yaml has stay."""
    short = (
        "{description: Money., fields: {value: {type: decimal, description: How much it is.}, "
        "currency: {type: string, max_length: 3}}}"
    )
    long = (
        "{description: Any amount of money., fields: "
        "{value: {type: decimal, description: How much.}, "
        "currency: {type: string, max_length: 3, description: Of which country.}}}"
    )
    specs = specs_of("a", money=short) | specs_of("b", money=long) | specs_of("c")
    after = after_move(specs)
    again = after_move(after | specs_of("d", money=long.replace("Any", "Whatever")))
    fields = {
        "value": {"type": "decimal", "description": "How much it is."},
        "currency": {
            "type": "string",
            "max_length": 3,
            "description": "Of which country.",
        },
    }

    assert {"description": "Any amount of money.", "fields": fields} == plain(
        after["common.yaml"]
    )["types"]["Money"]
    assert after["common.yaml"] == again["common.yaml"]
    assert "types" not in plain(again["d/orders.yaml"])


def test_comments_move_along() -> None:
    """Those of all other types stay, and so do those of declarations beside the one that moves."""
    specs = specs_of("a", "b", "c")
    specs["b/orders.yaml"] = specs["b/orders.yaml"].replace(
        "  Kind: {enum: {FIXED: , OPEN: }}",
        "  # Two kinds.\n  Kind:\n    enum:\n      FIXED:  # for ever\n      OPEN:",
    )
    specs["c/orders.yaml"] = "# Of the third one.\n\n" + specs["c/orders.yaml"].replace(
        "  Money:", "  # of which country?\n  Money:"
    )
    specs["a/orders.yaml"] = specs["a/orders.yaml"].replace(
        "  Money:", "  # with a currency\n  Money:"
    )
    after = after_move(specs)

    assert "  # Two kinds.\n  Kind:" in after["common.yaml"]
    assert "FIXED:  # for ever" in after["common.yaml"]
    assert "  # with a currency\n  Money:" in after["common.yaml"]
    assert "#" not in after["b/orders.yaml"].replace("# yaml-language-server", "")
    assert after["c/orders.yaml"].startswith("# Of the third one.\n\n")
    assert "# of which country?" in after["c/orders.yaml"]


def test_an_import_of_what_moved_changes_nothing() -> None:
    """The types of pages are those of common.yaml, nested ones and enums too; a new resource gets them at once."""
    specs = specs_of("a", "b", "c", "d")
    after = after_move(specs)
    common = plain(after["common.yaml"])
    shown = plain(specs["d/orders.yaml"])

    assert after["d/orders.yaml"] == update(
        after["d/orders.yaml"], shown, descriptions=False, common=common
    )
    assert plain(after["d/orders.yaml"]) == plain(
        update(None, shown, descriptions=False, common=common)
    )


def test_a_new_resource_gets_no_type_that_says_much_more() -> None:
    """A page shows a view of a type; with less than half of it, the type is another one."""
    common = {"types": {"Size": {"fields": dict.fromkeys("abcd", "string")}}}
    shown = {"package": "a", "module": "b", "methods": {}, "webhooks": {}}
    found = {
        fields: plain(
            update(
                None,
                shown
                | {
                    "types": {
                        "Thing": {"fields": {"size": "Size"}},
                        "Size": {"fields": dict.fromkeys(fields, "string")},
                    }
                },
                descriptions=False,
                common=common,
            )
        )["types"]["Thing"]["fields"]["size"]
        for fields in ("abcd", "ab", "a")
    }

    assert {"abcd": "common.Size", "ab": "common.Size", "a": "Size"} == found


def test_an_import_knows_a_type_that_moved_by_another_name() -> None:
    """A person renamed it before it moved: the fields that refer to it tell."""
    specs = specs_of("a", "b", "c")
    renamed = {
        path: text.replace("Price", "Cost").replace("Kind", "CostKind")
        for path, text in specs.items()
    }
    after = after_move(renamed)

    for path, text in specs.items():
        assert after[path] == update(
            after[path],
            plain(text),
            descriptions=False,
            common=plain(after["common.yaml"]),
        )
