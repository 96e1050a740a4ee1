"""Entities that methods make of something else than their fields are there from then on."""

from __future__ import annotations

import pytest

from wixapi import errors
from wixapi._local.local_wix import LocalWix
from wixapi.loyalty.imports import LoyaltyImport

ID = "8b6e0d14-52c7-4f39-a1de-90c3b7f4e628"


def test_what_is_made_is_kept(local_wix: LocalWix) -> None:
    """What a method makes up is got by its id afterwards; a strict local Wix makes nothing."""
    imports = local_wix.client().loyalty.imports
    given = {
        "file_url": "https://example.com/a.csv",
        "file_name": "a.csv",
        "file_size": 1,
    }
    made = imports.create_loyalty_import(**given).loyalty_import  # type: ignore[arg-type]

    assert isinstance(made, LoyaltyImport)
    assert "made" == local_wix.requests[-1].answered_by
    assert made == imports.get_loyalty_import(loyalty_import_id=str(made.id))
    with LocalWix(strict=True) as strict, pytest.raises(errors.ServerError):
        strict.client().loyalty.imports.create_loyalty_import(**given)  # type: ignore[arg-type]


def test_what_is_imported_becomes_ready(local_wix: LocalWix) -> None:
    """What is imported is kept as if Wix had done with it, so that waiting for it ends."""
    files = local_wix.client().media.files
    made = files.import_file(url="https://example.com/a.png", display_name="mine").file

    assert made is not None
    assert made == files.wait_until_ready(file_id=str(made.id))
    assert "mine" == made.display_name


def test_more_is_made_than_the_entity(local_wix: LocalWix) -> None:
    """What is made together with something else is kept, too."""
    products = local_wix.client().stores.products_v3
    variant = {"price": {"actual_price": {"amount": "1"}}, "inventory_item": {}}
    made = products.create_product_with_inventory(
        product={  # type: ignore[typeddict-item]
            "name": "Shoe",
            "product_type": "PHYSICAL",
            "physical_properties": {},
            "variants_info": {"variants": [variant]},
        }
    ).product

    assert made is not None
    assert "Shoe" == products.get_product(product_id=str(made.id)).name


def test_a_clone_is_another_entity(local_wix: LocalWix) -> None:
    """A clone has the fields of the other one, and an id of its own; of what isn't there, it is made up."""
    programs = local_wix.client().online_programs.programs
    first = programs.create_program(program={"description": {"title": "Run"}})  # type: ignore[typeddict-item]
    clone = programs.duplicate_program(program_id=str(first.id)).program

    assert clone is not None
    assert "state" == local_wix.requests[-1].answered_by
    assert clone.id != first.id
    assert clone.description == first.description
    assert programs.duplicate_program(program_id=ID).program is not None
    assert "made" == local_wix.requests[-1].answered_by


def test_what_is_there_is_found(local_wix: LocalWix) -> None:
    """A label of that name is made once; after that it is found."""
    labels = local_wix.client().crm.labels
    first = labels.find_or_create_label(display_name="Friends")
    again = labels.find_or_create_label(display_name="Friends")
    other = labels.find_or_create_label(display_name="Foes")

    assert (True, False, True) == (first.new_label, again.new_label, other.new_label)
    assert first.label == again.label
    assert first.label is not None
    assert "Friends" == first.label.display_name
    assert 2 == len([*labels.list_labels()])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_fields_beside_the_entity(local_wix: LocalWix) -> None:
    """A parameter beside the entity that is a field of it, too, is kept as that."""
    checkouts = local_wix.client().ecom.checkout
    made = checkouts.create_checkout(
        channel_type="WEB",
        checkout_info={"custom_fields": [{"title": "Size", "value": "L"}]},
    )

    assert "WEB" == made.channel_type
    assert made.custom_fields is not None
    assert ["Size"] == [field.title for field in made.custom_fields]
