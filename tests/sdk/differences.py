"""Everything in which `wixapi` and Wix's own SDK differ, and why. What isn't in this table fails a test; so does
an entry that nothing needs any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from sdk.comparing import Found

MOST_TOLD = 40


@dataclass(frozen=True)
class Difference:
    """One row of the table."""

    part: str
    kind: str
    operations: str  # a pattern: `members.*.list*`
    places: str  # a pattern: `body.fields`
    reason: str
    shown_by: (
        str  # an operation that shows it; its resource may be one that isn't installed
    )

    def explains(self, found: Found) -> bool:
        """Return whether the row is about what was found."""
        return (
            self.part == found.part
            and self.kind == found.kind
            and fnmatchcase(found.operation, self.operations)
            and fnmatchcase(found.place, self.places)
        )


# fmt: off
DIFFERENCES = (
    # Requests
    Difference("request", "repeated", "*", "*",
        "What stands in the path isn't sent again, in the query or the body; Wix's documentation doesn't either.",
        "members.badges.getBadge"),
    Difference("request", "address", "*", "path",
        "Of several public addresses the importer takes the documented one; the SDK takes the first of its table.",
        "redirects.redirects.createRedirectSession"),
    Difference("page", "address", "*", "*.path", "As of calls.", "bookings.services.queryServices"),
    Difference("page", "repeated", "*", "*", "As of calls.", "groups.members.queryGroupMembers"),
    Difference("request", "renamed", "*", "*",
        "The SDK renames `_id` in a caller's own JSON, too, and says so nowhere; wixapi sends that as it is.",
        "blog.draftPosts.createDraftPost"),
    Difference("request", "no argument", "events.forms.*Control", "_id",
        "The SDK's function has no argument for a part of the path, and asks for `undefined`.",
        "events.forms.updateControl"),
    Difference("request", "no argument", "data.items.update", "itemId",
        "The SDK's function has no argument for a part of the path, and asks for `undefined`.",
        "data.items.update"),
    Difference("request", "no argument", "ecom.orderTransactions.updatePayments", "orderId",
        "The SDK's function has no argument for a part of the path, and asks for `undefined`.",
        "ecom.orderTransactions.updatePayments"),
    *(Difference("request", "value", operation, "path", "The same: the SDK asks for `undefined`.", operation)
      for operation in ("events.forms.updateControl", "events.forms.deleteControl", "data.items.update",
                        "ecom.orderTransactions.updatePayments")),
    *(Difference("request", kind, operation, place,
        "The SDK leaves lists of objects out of the query without a word; wixapi sends everything, as `.r`.", operation)
      for kind, place in (("only sdk", "query.*"), ("only wixapi", "query..r"))
      for operation in ("atlas.location.search", "benefit-programs.items.listItems",
                        *(f"restaurants.operations.{name}" for name in (
                            "listAvailableFulfillmentOptions", "listFirstAvailableTimeSlotForFulfillmentTypes",
                            "calculateFirstAvailableTimeSlotPerFulfillmentType", "listFirstAvailableTimeSlotsForMenus",
                            "calculateFirstAvailableTimeSlotsPerMenu", "calculateFirstAvailableTimeSlotsForItem",
                            "listAvailableTimeSlotsForDate", "calculateAvailableTimeSlotsForDate",
                            "listAvailableDatesInRange", "calculateAvailableDatesInRange")))),
    *(Difference("request", kind, "categories.categories.listCategoriesForItems", place,
        "The same: what can't be a query wixapi sends to the POST that Wix has for it.",
        "categories.categories.listCategoriesForItems")
      for kind, place in (("value", "verb"), ("only sdk", "query.*"), ("only wixapi", "body.*"),
                          ("only wixapi", "headers.content-type"))),
    # Answers
    Difference("answer", "only sdk", "*", "newOfWix",
        "Of a method that is said to answer nothing, wixapi hands back nothing, whatever comes.",
        "members.members.deleteMember"),
    *(Difference("answer", kind, "members.memberFollowers.list*", place,
        "The SDK calls this part of the answer by another name.", "members.memberFollowers.listMemberFollowers")
      for kind, place in (("only sdk", "metadata"), ("only wixapi", "pagingMetadata"), ("only wixapi", "newOfWix"))),
    *(Difference("answer", kind, operation, "*",
        "The SDK's types hide the method, so nothing says that it hands back the entity; wixapi hands back the answer.",
        operation)
      for kind in ("only sdk", "only wixapi")
      for operation in ("dashboard-management.favoriteList.createUserFavoriteList",
                        "dashboard-management.favoriteList.updateUserFavoriteList",
                        "email-subscriptions.emailSubscriptions.getEmailSubscription",
                        "real-estate.properties.createProperty", "real-estate.properties.getProperty",
                        "real-estate.properties.updateProperty", "stores.productGroupsV3.createProductGroup",
                        "stores.productGroupsV3.getProductGroup", "stores.productGroupsV3.updateProductGroup")),
    Difference("answer", "wixapi fails", "*.get*", "",
        "An answer without the entity that a getter is asked for is an error to wixapi; the SDK hands back an empty object.",
        "stores.products.getProduct"),
    # Pages
    *(Difference("page", "wixapi fails", operation, "",
        "The SDK's builder sends a field that Wix's type of the query doesn't have, and wixapi refuses it.", operation)
      for operation in ("events.schedule.queryScheduleItems", "members.badgesV2.queryBadges",
                        "members.customFieldSuggestions.queryCustomFieldSuggestions",
                        "members.memberReport.queryMemberReports")),
    Difference("page", "wixapi fails", "gift-vouchers.transactions.queryGiftCardTransactions", "",
        "The SDK's builder has no argument for a part of the path, and asks for `undefined`.",
        "gift-vouchers.transactions.queryGiftCardTransactions"),
    # Errors
    Difference("error", "only wixapi", "*", "*.code",
        "Where an answer has no code, or violations, wixapi says the status in words; the SDK's error has none.",
        "members.badges.getBadge"),
    Difference("error", "only wixapi", "*", "*.description",
        "Where an answer has no description, or violations, wixapi takes its message or the status in words.",
        "members.badges.getBadge"),
    Difference("error", "value", "*", "oauth.*.description",
        "The SDK doesn't read errors in OAuth's own form (`error`, `error_description`).", "members.badges.getBadge"),
    # Credentials
    Difference("auth", "only sdk", "a refresh token", "token",
        "The SDK asks for a token before each call; wixapi keeps it while it is valid.", "a refresh token"),
    # Webhooks
    Difference("webhook", "only wixapi", "com.wix.ecommerce.inventory.api.v1.InventoryItemChanged", "*.fieldMask",
        "Wix's types say that it is a list; the SDK splits a text and loses a list, wixapi hands back what came.",
        "com.wix.ecommerce.inventory.api.v1.InventoryItemChanged"),
    Difference("webhook", "only wixapi", "*", "*.metadata.eventType",
        "wixapi tells handlers the event's type, too.",
        "wix.events.guests.v1.guest_created"),
)
# fmt: on


def unexplained(found: Iterable[Found]) -> str:
    """Return what no row of the table explains, a line each, the first of them."""
    rest = [one for one in found if not any(row.explains(one) for row in DIFFERENCES)]
    return "\n".join(sorted({str(one) for one in rest})[:MOST_TOLD])


def unneeded(part: str, found: Iterable[Found], operations: Iterable[str]) -> list[str]:
    """Return the rows about a part that nothing needs any more, of those that one of the operations shows."""
    all_found, known = list(found), set(operations)
    return [
        f"{row.operations} {row.places}: {row.reason}"
        for row in DIFFERENCES
        if row.part == part and row.shown_by in known
        if not any(row.explains(one) for one in all_found)
    ]
