"""What a word finds, and how it is called in Python."""

from __future__ import annotations

import pytest

from support.catalogue import catalogue_in
from wixgen.catalogue.catalogue import open_catalogue
from wixgen.catalogue.entries import ResourceEntry
from wixgen.catalogue.search import Kind, everything, near_words, search
from wixgen.diagnostics import COMMON_FILE, Diagnostics
from wixgen.package.model import Module
from wixgen.pipeline import understand


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> list[ResourceEntry]:
    """The resources that are searched."""
    return list(catalogue_in(tmp_path_factory.mktemp("catalogue")).resources)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("carts", ["shop.carts"]),
        ("SHOP", ["shop.carts", "shop.ordersV2"]),
        ("shop.orders_v2", ["shop.ordersV2", "queryOrders", "voidOrder", "orderPlaced", "orderLost"]),
        ("customer orders", ["shop.ordersV2"]),
        ("crm_notes", ["crm-notes.notes"]),
        ("Shop Carts", ["shop.carts"]),
        ("query_orders", ["queryOrders"]),
        ("queryOrders", ["queryOrders"]),
        ("cancel-order", ["voidOrder"]),
        ("client.shop.orders_v2.cancel", ["voidOrder"]),
        ("/v2/orders/", ["queryOrders", "voidOrder"]),
        ("POST /shop/v2/orders/query", ["queryOrders"]),
        ("sku", ["Line.sku"]),
        ("Line.amount", ["Line.amount"]),
        ("member", ["Order.memberId"]),
        ("query_orders.limit", []),
        ("shop.v2.order_placed", ["orderPlaced"]),
        ("onPlaced", ["orderPlaced"]),
        ("order", ["shop.ordersV2", "queryOrders", "voidOrder", "OrderPlaced.orderId",
                   "queryOrders.orders", "voidOrder.orderId", "orderPlaced", "orderLost"]),
        ("nothing", []),
        ("", []),
        (".", []),
        ("/", ["deleteNote", "takeNote", "getLine", "queryOrders", "voidOrder"]),
        ("é", []),
    ],
)  # fmt: skip
def test_a_word_finds_names_of_either_spelling(
    resources: list[ResourceEntry], word: str, expected: list[str]
) -> None:
    """Parts of names in Wix's or Python's spelling find all kinds of things, in their order."""
    found = [one.name for one in search(word, resources)]

    assert expected == found


def test_exact_names_come_first(resources: list[ResourceEntry]) -> None:
    """Names that are the word stand before those that begin with it, then come the others."""
    fields = [one.name for one in search("id", resources) if one.kind is Kind.FIELD]

    assert ["getLine.id", "Order.id"] == fields[:2]
    assert {"deleteNote.noteId", "voidOrder.orderId"} < {*fields[2:]}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("queryOrders", "client.shop.orders_v2.query_orders(…)"),
        ("voidOrder", "client.shop.orders_v2.cancel_order(…)"),
        ("crm-notes.notes", "client.crm_notes.notes"),
        ("voidOrder.from", "client.shop.orders_v2.cancel_order(from_=…)"),
        ("queryOrders.orders", "client.shop.orders_v2.query_orders(…)"),
        ("Order.memberId", "wixapi.shop.orders_v2.ShopOrder.member"),
        ("OrderPlaced.orderId", "wixapi.shop.orders_v2.OrderPlacedBody.order_id"),
        ("takeNote", "@plugins.crm_notes.notes.take_note"),
        ("orderPlaced", "hooks.shop.orders_v2.on_placed(…)"),
    ],
)
def test_what_is_found_is_named_in_python(
    resources: list[ResourceEntry], word: str, expected: str
) -> None:
    """The name in Python is that of the generated package."""
    assert expected == search(word, resources)[0].python


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("querOrders", "queryOrders"),
        ("shop.ordrsV2", "shop.ordersV2"),
        ("shop.ordersV2.queryOder", "queryOrders"),
        ("Notez", "notes"),
    ],
)
def test_near_words_are_proposed(
    resources: list[ResourceEntry], word: str, expected: str
) -> None:
    """A word that finds nothing has neighbours of much the same letters."""
    assert expected in near_words(word, resources)


def test_nothing_is_near_to_gibberish(resources: list[ResourceEntry]) -> None:
    """Without anything alike nothing is proposed."""
    assert [] == near_words("zzzzzz", resources)


def test_python_names_are_those_of_the_package() -> None:
    """Each name that is told for a sample of the committed specs is one of the package that is made of them."""
    catalogue = open_catalogue()
    sample = [*catalogue.resources[:: len(catalogue.resources) // 6 + 1]]
    sample += [entry for entry in catalogue.resources if entry.key == "events.guests"]
    paths = {COMMON_FILE, *(resource.path for resource in sample)}
    report = Diagnostics()
    specs = {path: catalogue.texts[path] for path in paths}
    package = understand(specs, "0", report).package

    known = {name for module in package.modules for name in _names(module)}
    told = {found.python.partition("(")[0] for found in everything(sample)}

    assert set() == told - known


def _names(module: Module) -> set[str]:
    """All names of a generated module that can be told."""
    path = f"{module.package}.{module.name}"
    return {
        f"client.{path}",
        *(f"client.{path}.{method.name}" for method in module.methods),
        *(f"hooks.{path}.{event.registrar}" for event in module.events),
        *(
            f"@plugins.{path}.{method.name}"
            for method in (module.plugin.methods if module.plugin else ())
        ),
        *(
            f"wixapi.{path}.{model.name}.{field.name}"
            for model in module.models
            for field in model.fields
        ),
    }
