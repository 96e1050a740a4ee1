"""The catalogue: what is looked up in a folder of specs."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from support.catalogue import CARTS, FILES, catalogue_in
from support.projects import SCHEMAS, specs_below, write_files
from wixgen.catalogue.catalogue import Catalogue, open_catalogue
from wixgen.catalogue.entries import TypeShape, as_json, resource_from
from wixgen.catalogue.index import indexed


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """A catalogue that keeps its index."""
    return catalogue_in(tmp_path)


def test_types_of_one_name_come_from_each_resource(catalogue: Catalogue) -> None:
    """Each resource's shape of a type is told, with the types of its fields and its groups."""
    assert [
        TypeShape(name="Line", home="shop.carts", fields={"sku": "string"}),
        TypeShape(name="Line", home="shop.ordersV2", fields={"amount": "decimal"}),
    ] == list(catalogue.types_named("Line"))
    assert [
        TypeShape(
            name="Order",
            home="shop.ordersV2",
            fields={
                "id": "guid",
                "total": "common.Money",
                "lines": "list[Line]",
                "contactId": "string",
                "memberId": "string",
            },
            groups=(("contactId", "memberId"),),
            names={"memberId": "member"},
            python_name="ShopOrder",
        )
    ] == list(catalogue.types_named("Order"))
    assert ["common"] == [shape.home for shape in catalogue.types_named("Money")]
    assert [] == list(catalogue.types_named("Nothing"))


def test_what_only_requests_hold_is_marked(catalogue: Catalogue) -> None:
    """A type that no answer shows may have further fields."""
    assert {"Line": False, "Order": False, "Query": True} == {
        name: catalogue.types_named(name)[-1].only_sent
        for name in ("Line", "Order", "Query")
    }


def test_methods_are_found_by_either_name(catalogue: Catalogue) -> None:
    """An entry tells a method's address, parameters and answer."""
    entry = catalogue.entry("shop", "ordersV2")
    method = entry.method("queryOrders") if entry else None

    assert method is not None
    assert "POST /shop/v2/orders/query" == method.http
    assert {"query": "Query"} == method.parameters.fields
    assert {"orders": "list[Order]"} == method.returns.fields


@pytest.mark.parametrize(
    ("handler", "expected"),
    [("onPlaced", "shop.v2.order_placed"), ("onOrderLost", ""), ("onOther", "")],
)
def test_event_types_are_found_by_handler(
    catalogue: Catalogue, handler: str, expected: str
) -> None:
    """The event type of a handler is told if the spec has it."""
    assert expected == catalogue.event_type("shop", "ordersV2", handler)


def test_a_resource_can_be_had_whole(catalogue: Catalogue) -> None:
    """A resource comes with the common types; one that isn't there gives nothing."""
    api = catalogue.api("shop", "ordersV2")

    assert ["shop.ordersV2"] == [resource.key for resource in api.resources]
    assert "Money" in [type_.name for type_ in api.common]
    assert [] == catalogue.api("shop", "nothing").resources


def test_the_index_is_kept_and_brought_up_to_date(tmp_path: Path) -> None:
    """Only specs whose text changed are read again; the index is the same as one made anew."""
    folder = write_files(tmp_path / "schemas", FILES)
    file = tmp_path / "cache" / "index.json"
    Catalogue(folder, file).read()
    first = file.read_text(encoding="utf-8")
    write_files(folder, {"shop/carts.yaml": CARTS.replace("sku", "code")})
    (folder / "shop" / "ordersV2.yaml").unlink()

    shapes = Catalogue(folder, file).types_named("Line")

    assert [{"code": "string"}] == [dict(shape.fields) for shape in shapes]
    assert first != file.read_text(encoding="utf-8")
    assert indexed(specs_below(folder)).text() == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"made_by": 1}', '{"made_by": "", "files": 3}']
)
def test_a_damaged_index_is_made_anew(tmp_path: Path, content: str) -> None:
    """An index that this wixgen didn't write is no reason for an answer."""
    folder = write_files(tmp_path / "schemas", FILES)
    file = write_files(tmp_path, {"index.json": content}) / "index.json"

    assert 3 == len(Catalogue(folder, file).resources)
    assert json.loads(file.read_text(encoding="utf-8"))["files"].keys() == FILES.keys()


def test_faulty_specs_are_left_out(tmp_path: Path) -> None:
    """A spec that can't be read has no entry; the others have theirs."""
    files = {**FILES, "shop/bad.yaml": "package: [", "shop/none.yaml": ""}
    folder = write_files(tmp_path, files)

    catalogue = Catalogue(folder)

    assert ["crm-notes.notes", "shop.carts", "shop.ordersV2"] == [
        resource.key for resource in catalogue.resources
    ]
    assert ["shop/bad.yaml", "shop/none.yaml"] == sorted(catalogue.faulty)


def test_a_folder_that_is_missing_is_an_empty_catalogue(tmp_path: Path) -> None:
    """Without specs nothing is found, and nothing fails."""
    catalogue = Catalogue(tmp_path / "nowhere")

    assert [] == list(catalogue.resources)
    assert {} == catalogue.event_types


def test_copies_of_its_specs_need_no_reading(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project whose specs are those of the catalogue uses its index."""
    catalogue.read()
    monkeypatch.setattr("wixgen.catalogue.index.load", None)  # it would be called
    project = write_files(tmp_path / "project", {"shop/carts.yaml": CARTS})

    copies = Catalogue(project, like=catalogue).resources

    assert ["shop.carts"] == [resource.key for resource in copies]


def test_other_processes_get_the_folder_alone(catalogue: Catalogue) -> None:
    """A catalogue that has been read is no burden for a process that gets it."""
    catalogue.read()
    copied = pickle.dumps(catalogue)

    assert len(copied) < 1000
    assert 3 == len(pickle.loads(copied).resources)


def test_the_shipped_catalogue_is_that_of_the_checkout() -> None:
    """From a checkout, the catalogue is its folder of specs; entries survive the way through JSON."""
    catalogue = open_catalogue()

    assert catalogue.folder == SCHEMAS
    assert specs_below(SCHEMAS).keys() == catalogue.texts.keys()
    assert list(catalogue.resources) == [
        resource_from(json.loads(json.dumps(as_json(resource))))
        for resource in catalogue.resources
    ]
