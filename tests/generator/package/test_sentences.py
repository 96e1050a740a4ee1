"""What is said of a method or an event that nobody has described: what its name says, or nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wixgen.package.sentences import event_sentence, method_sentence
from wixgen.spec.language import WORD

METHODS = {
    "getDraftPost": "Gets a draft post.",
    "getPostBySlug": "Gets a post by slug.",
    "getTaxSettings": "Gets tax settings.",
    "getJobStatus": "Gets the job status.",
    "getCurrentMember": "Gets the current member.",
    "getOrCreateShelf": "Gets or creates a shelf.",
    "createOAuthApp": "Creates an OAuth app.",
    "createRsvp": "Creates an RSVP.",
    "createUser": "Creates a user.",
    "updateAddOn": "Updates an add-on.",
    "updateProductV3": "Updates a product.",
    "upsertCategory": "Creates or updates a category.",
    "deleteMenus": "Deletes menus.",
    "queryPosts": "Finds posts by filter.",
    "searchProperty": "Searches properties.",
    "listCategoriesForItem": "Lists categories for an item.",
    "countBoxes": "Counts boxes.",
    "setDefaultLocation": "Sets the default location.",
    "setupShop": "Sets up the shop.",
    "addLabelsToContact": "Adds labels to a contact.",
    "markOrderAsPaid": "Marks an order as paid.",
    "removeItemsFromCart": "Removes items from a cart.",
    "publishDraft": "Publishes a draft.",
    "verifyAddress": "Verifies an address.",
    "checkInTickets": "Checks in tickets.",
    "bulkCreateContacts": "Creates contacts, many in one call.",
    "bulkUpdateMenu": "Updates menus, many in one call.",
    "bulkAddTagsToProductsByFilter": "Adds tags to products by filter, many in one call.",
    "managementListOrders": "Lists orders.",
    "bookingsCancelBookingAnonymously": "Cancels a booking anonymously.",
    "paymentsBulkRefundOrders": "Refunds orders, many in one call.",
    "get": "Gets a data item.",
    "query": "Finds data items by filter.",
    "bulkInsert": "Inserts data items, many in one call.",
    "register": "Registers a data item.",
    "myJoinApplication": "",
    "distinct": "",
    "tokenInfo": "",
    "bulk": "",
    "x": "",
}
EVENTS = {
    "draftPostCreated": "A draft post was created.",
    "settingsUpdated": "Settings were updated.",
    "guestCheckedIn": "A guest was checked in.",
    "orderPaid": "An order was paid.",
    "jobFailed": "A job has failed.",
    "pointsExpired": "Points have expired.",
    "taskOverdue": "",
    "created": "",
    "formEnabledForm": "",
}


@pytest.mark.parametrize(("name", "expected"), METHODS.items())
def test_a_method_is_described_by_its_name(name: str, expected: str) -> None:
    """The verb in the third person, and the thing with its article; nothing where there is no verb."""
    assert expected == method_sentence(name, "dataItems")


@pytest.mark.parametrize(("name", "expected"), EVENTS.items())
def test_an_event_is_described_by_its_name(name: str, expected: str) -> None:
    """The thing, and what happened to it; nothing where the name ends with neither."""
    assert expected == event_sentence(name)


def test_a_verb_alone_needs_a_resource_of_many() -> None:
    """Where a resource isn't called after its things, a bare verb says nothing, unless it needs no thing."""
    assert "" == method_sentence("recover", "recovery")
    assert "Logs out." == method_sentence("logout", "authentication")


@given(st.from_regex(WORD, fullmatch=True), st.from_regex(WORD, fullmatch=True))
def test_any_name_gives_a_sentence_or_nothing(name: str, module: str) -> None:
    """Whatever a name looks like, what is said is one sentence in a line."""
    for said in (method_sentence(name, module), event_sentence(name)):
        assert re.fullmatch(r"([A-Z][^\n]*\.)?", said)
