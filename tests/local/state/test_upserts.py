"""Methods that change an entity or make it, and what they take for the same one."""

from __future__ import annotations

import pytest

from wixapi.errors import ConflictError
from wixapi.testing import LocalWix

PRODUCT = "3f1c9a52-7d0e-4b8a-9c64-2e5b7a1d8f03"
VARIANTS = (
    "8b6e0d14-52c7-4f39-a1de-90c3b7f4e628",
    "1a8f3ee1-9f6b-4b0a-8f5e-0d1d5d2b7a31",
)


def _sent(variant: str, quantity: int) -> dict[str, object]:
    """What is sent of the inventory of a variant."""
    return {"product_id": PRODUCT, "variant_id": variant, "quantity": quantity}


def test_what_belongs_to_the_same_others_is_the_same(local_wix: LocalWix) -> None:
    """Without an id, an upsert changes the entity whose immutable ids of others are the same."""
    wix = local_wix.client().stores.inventory_items_v3
    for quantities in ((1, 2), (3, 4)):
        items = [
            {"inventory_item": _sent(variant, quantity)}
            for variant, quantity in zip(VARIANTS, quantities, strict=True)
        ]
        wix.bulk_upsert_inventory_items(inventory_items=items)  # type: ignore[arg-type]
    found = wix.query_inventory_items(query={})
    assert [(one.variant_id, one.quantity, one.revision) for one in found] == [
        (VARIANTS[0], 3, "2"),
        (VARIANTS[1], 4, "2"),
    ]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_many_items_are_saved(local_wix: LocalWix) -> None:
    """Saving items of data collections tells which are new and which were there, and keeps them all."""
    wix = local_wix.client().data.items
    wix.insert(data_collection_id="Cars", item={"_id": "a", "color": "red"})
    items = [{"_id": "a", "doors": 5}, {"_id": "b"}]
    saved = wix.bulk_save(data_collection_id="Cars", items=items)
    assert (saved.inserted_item_ids, saved.updated_item_ids) == (["b"], ["a"])
    assert local_wix.requests[-1].answered_by == "state"
    kept = wix.query(data_collection_id="Cars").items or []
    assert [(one["_id"], one.get("color"), one.get("doors")) for one in kept] == [
        ("a", None, 5),
        ("b", None, None),
    ]
    with pytest.raises(ConflictError):
        wix.insert(data_collection_id="Cars", item={"_id": "b"})
