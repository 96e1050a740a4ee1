"""The types that are known before pages are read: of the project's specs, then of the catalogue."""

from __future__ import annotations

import pytest

from support.catalogue import CARTS, COMMON, catalogue_in
from wixgen.catalogue.catalogue import Catalogue
from wixgen.diagnostics import Diagnostics
from wixgen.pages.known_types import known_types
from wixgen.spec.api import Api
from wixgen.spec.check import check
from wixgen.spec.load import load

KEY = ("shop", "ordersV2")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """A small catalogue."""
    return catalogue_in(tmp_path_factory.mktemp("catalogue"))


def api_of(specs: dict[str, str]) -> Api:
    """What a project's specs say."""
    report = Diagnostics()
    return check(
        load({path: text.encode() for path, text in specs.items()}, report), report
    )


def fields_of(api: Api, catalogue: Catalogue | None, name: str) -> list[str] | None:
    """The fields of a type that are known before the pages of a resource are read."""
    known = known_types(api, KEY, catalogue).of(name)
    return list(known.fields) if known else None


def test_the_catalogue_knows_a_resource_that_has_no_spec(catalogue: Catalogue) -> None:
    """Into an empty project, a page is read with the resource's types and the common ones."""
    empty = api_of({})
    known = known_types(empty, KEY, catalogue)

    assert ["id", "total", "lines", "contactId", "memberId"] == fields_of(
        empty, catalogue, "Order"
    )
    assert ["amount", "currency"] == fields_of(empty, catalogue, "Money")
    assert ("Line", "Money") == (known.names["Order.lines"], known.names["Order.total"])
    assert fields_of(empty, None, "Order") is None


def test_types_of_other_resources_are_others(catalogue: Catalogue) -> None:
    """A type of the same name that another resource declares doesn't count."""
    assert ["amount"] == fields_of(api_of({}), catalogue, "Line")


def test_specs_of_the_project_come_first(catalogue: Catalogue) -> None:
    """What the project declares isn't mixed with what the catalogue has under that name."""
    spec = CARTS.replace("carts", "ordersV2")
    api = api_of({"common.yaml": COMMON.replace("amount", "value"), "a.yaml": spec})

    assert ["sku"] == fields_of(api, catalogue, "Line")
    assert ["value", "currency"] == fields_of(api, catalogue, "Money")
    assert ["limit"] == fields_of(api, catalogue, "Query")
