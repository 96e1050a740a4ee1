"""`wixgen list`: what it prints, and with which exit code it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from support.catalogue import CARTS, catalogue_in
from support.projects import write_files
from wixgen.cli.app import app


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and a small catalogue."""
    catalogue = catalogue_in(tmp_path / "catalogue")
    monkeypatch.setattr("wixgen.cli.catalogue.open_catalogue", lambda: catalogue)
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Result:
    """The result of `wixgen list`."""
    return CliRunner().invoke(app, ["list", *arguments])


def test_without_a_word_all_resources_are_listed() -> None:
    """Each resource has its title, its counts and its path in Python; the whole is counted below."""
    result = run()

    assert 0 == result.exit_code
    assert """\
resources
   crm-notes.notes  Notes            2 methods, 0 events  client.crm_notes.notes
   shop.carts       Carts            1 method, 0 events   client.shop.carts
   shop.ordersV2    Customer Orders  2 methods, 2 events  client.shop.orders_v2

3 resources, 5 methods, 2 events
""" == (result.stdout)


def test_a_word_shows_what_it_finds() -> None:
    """What is found stands in tables by kind, with the resource, the address and the Python call."""
    result = run("order")

    assert 0 == result.exit_code
    assert """\
resources
   shop.ordersV2  Customer Orders  2 methods, 2 events  client.shop.orders_v2

methods
   shop.ordersV2  queryOrders  POST /shop/v2/orders/query                        client.shop.orders_v2.query_orders(…)
   shop.ordersV2  voidOrder    POST /shop/v2/orders/{orderId}/void (deprecated)  client.shop.orders_v2.cancel_order(…)
""" in (result.stdout)
    assert "\n1 resource, 2 methods, 3 fields, 2 events\n" in result.stdout


def test_specs_of_the_project_count() -> None:
    """A resource of the project's own is found, and marked; it stands for the catalogue's."""
    specs = {
        "pyproject.toml": "[tool.wixgen]\n",
        "schemas/shop/carts.yaml": CARTS.replace("sku", "code"),
        "schemas/own/things.yaml": CARTS.replace("shop", "own")
        .replace("carts", "things")
        .replace("Line", "Thing"),
        "schemas/own/bad.yaml": "package: [",
    }  # fmt: skip
    write_files(Path(), specs)

    assert "*  own.things" in run().stdout
    assert "* the project has a spec of it" in run().stdout
    assert "1 spec left out: `wixgen lint` says what is wrong\n" == run().stderr
    assert 0 == run("Line.code").exit_code
    assert 1 == run("Line.sku").exit_code


def test_json_tells_the_same() -> None:
    """As JSON, each thing is an object with its names, its kind and what else tells it."""
    result = run("cancelOrder", "--format", "json")

    assert [
        {
            "kind": "method",
            "package": "shop",
            "module": "ordersV2",
            "name": "voidOrder",
            "python": "client.shop.orders_v2.cancel_order(…)",
            "http": "POST /shop/v2/orders/{orderId}/void",
            "docs": "",
            "deprecated": True,
            "in_project": False,
        }
    ] == json.loads(result.stdout)


def test_without_a_match_near_words_are_proposed() -> None:
    """Nothing found is exit code 1, with what may have been meant."""
    result = run("querOrders")

    assert 1 == result.exit_code
    assert "" == result.stdout
    assert "nothing of Wix has `querOrders` in its name" in result.stderr
    assert "did you mean queryOrders" in result.stderr


def test_without_a_match_json_is_an_empty_list() -> None:
    """JSON stays JSON."""
    result = run("zzzzzz", "--format", "json")

    assert (1, []) == (result.exit_code, json.loads(result.stdout))


def test_long_tables_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many matches the first are shown, with --all each; the counts are of all."""
    monkeypatch.setattr("wixgen.cli.catalogue.SHOWN", 1)

    assert "… 2 more, which --all shows" in run("order").stdout
    assert "more, which" not in run("order", "--all").stdout
    assert "2 methods" in run("order").stdout


def test_control_characters_are_escaped() -> None:
    """No spec and no word can drive the terminal."""
    write_files(Path(), {"pyproject.toml": "[tool.wixgen]\n", "schemas/a.yaml": CARTS})

    assert "\x1b" not in run("\x1b[31mred").output


def test_addresses_of_pages_are_shown_if_wanted() -> None:
    """--verbose adds the page of each."""
    assert "https://example.com/docs/orders/query-orders" in run("query", "-v").stdout
    assert "https://" not in run("query").stdout
