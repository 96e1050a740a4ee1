"""Pages of the local Wix, as clients walk them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from wixapi._local.messages import Request
from wixapi.errors import ApiValidationError
from wixapi.testing import LocalWix

EVENT = "e" * 36


def fill(local: LocalWix, count: int) -> None:
    """Make participations of parties of 1, 2, 3 … persons."""
    for number in range(1, count + 1):
        make(local, number)


def make(local: LocalWix, size: int) -> str:
    """Make a participation, and return its id."""
    made = local.client().calendar.participations.create_participation(
        participation={
            "event_id": EVENT,
            "participant": {"name": f"Ann {size}"},
            "party_size": size,
        }
    )
    return made.id


def query(local: LocalWix, **query: Any) -> Any:
    """Return the pager of a query."""
    return local.client().calendar.participations.query_participations(query=query)  # type: ignore[arg-type]


def sizes(items: Any) -> list[int]:
    """Return by what the participations are told apart."""
    return [one.party_size for one in items]


def test_a_page_has_50_items_where_nothing_is_said(local_wix: LocalWix) -> None:
    """The metadata counts them, and a cursor leads on."""
    fill(local_wix, 51)
    page = query(local_wix).first_page()
    metadata = page.response.paging_metadata
    assert (len(page.items), metadata.count, metadata.has_next) == (50, 50, True)
    assert sizes(query(local_wix).resume(page.next_cursor)) == [51]


def test_cursors_carry_filter_and_sort_order(local_wix: LocalWix) -> None:
    """The pager of the client sends them once, and gets all pages."""
    fill(local_wix, 7)
    sort = [{"field_name": "partySize", "order": "DESC"}]
    filter_ = {"partySize": {"$gt": 2}}
    found = query(local_wix, cursor_paging={"limit": 2}, filter=filter_, sort=sort)
    assert sizes(found) == [7, 6, 5, 4, 3]


async def test_async_clients_page_alike(local_wix: LocalWix) -> None:
    """By cursor and by offset."""
    fill(local_wix, 5)
    ask = local_wix.async_client().calendar.participations.query_participations
    for paging in ({"cursor_paging": {"limit": 2}}, {"paging": {"limit": 2}}):
        assert sizes([one async for one in ask(query=paging)]) == [1, 2, 3, 4, 5]  # type: ignore[arg-type]


def test_cursors_survive_what_happens_between_pages(local_wix: LocalWix) -> None:
    """Inserts, deletes and changes before a cursor shift nothing, not even if its own item goes."""
    fill(local_wix, 6)
    wix = local_wix.client()
    sort = [{"field_name": "partySize", "order": "ASC"}]
    page = query(local_wix, cursor_paging={"limit": 3}, sort=sort).first_page()
    for gone in page.items[1:]:
        wix.calendar.participations.delete_participation(participation_id=gone.id)
    make(local_wix, 1)
    make(local_wix, 5)
    assert sizes(query(local_wix).resume(page.next_cursor)) == [4, 5, 5, 6]


def test_a_cursor_leads_back(local_wix: LocalWix) -> None:
    """The page before is the one that was there before."""
    fill(local_wix, 5)
    first = query(local_wix, cursor_paging={"limit": 2}).first_page()
    second = query(local_wix).resume(first.next_cursor).first_page()
    back = second.response.paging_metadata.cursors.prev
    again = query(local_wix).resume(back).first_page()
    assert sizes(again.items) == sizes(first.items)
    cursors = again.response.paging_metadata.cursors
    assert (again.has_next, cursors.prev) == (True, None)
    assert cursors.next == first.next_cursor


def test_offsets_pass_over_items(local_wix: LocalWix) -> None:
    """The page says whether more follow, and has no cursors."""
    fill(local_wix, 5)
    page = query(local_wix, paging={"limit": 2, "offset": 2}).first_page()
    metadata = page.response.paging_metadata
    assert (sizes(page.items), metadata.has_next, metadata.cursors) == (
        [3, 4],
        True,
        None,
    )
    beyond = query(local_wix, paging={"limit": 2, "offset": 9}).first_page()
    assert (beyond.items, beyond.has_next) == ([], False)


@pytest.mark.parametrize(
    ("make_query", "field"),
    [
        (
            lambda cursor: {"cursor_paging": {"cursor": cursor}, "filter": {"id": "x"}},
            "cursor",
        ),
        (
            lambda cursor: {
                "cursor_paging": {"cursor": cursor},
                "sort": [{"field_name": "id"}],
            },
            "cursor",
        ),
        (lambda cursor: {"cursor_paging": {"cursor": cursor[:-1]}}, "cursor"),
        (lambda _: {"cursor_paging": {"cursor": "\u6f22"}}, "cursor"),
        (lambda _: {"cursor_paging": {"limit": -1}}, "limit"),
    ],
)
def test_what_is_no_page_is_refused(
    local_wix: LocalWix, make_query: Callable[[str], Any], field: str
) -> None:
    """A filter or an order beside a cursor, a broken cursor, a negative limit: 400, with the place."""
    fill(local_wix, 2)
    cursor = query(local_wix, cursor_paging={"limit": 1}).first_page().next_cursor
    with pytest.raises(ApiValidationError) as refused:
        query(local_wix, **make_query(cursor)).first_page()
    places = [one.field for one in refused.value.violations]
    assert places == [f"query.cursorPaging.{field}"]


def test_a_cursor_of_another_method_is_refused(local_wix: LocalWix) -> None:
    """And one of another local Wix."""
    wix = local_wix.client()
    for name in ("a", "b"):
        wix.stores.brands_v3.create_brand(brand={"name": name})
    page = wix.stores.brands_v3.query_brands(query={"cursor_paging": {"limit": 1}})
    cursor = page.first_page().next_cursor or ""
    with pytest.raises(ApiValidationError):
        query(local_wix).resume(cursor).first_page()
    with LocalWix() as other, pytest.raises(ApiValidationError):
        other.client().stores.brands_v3.query_brands(query={}).resume(
            cursor
        ).first_page()


def test_searches_look_for_words_in_any_text(local_wix: LocalWix) -> None:
    """Capitals make no difference; with the mode AND each word has to be there; a filter goes with it."""
    wix = local_wix.client()
    for name in ("Red wine", "White wine", "Red cheese"):
        wix.stores.products_v3.create_product(product=product(name))

    def names(**search: Any) -> list[str | None]:
        found = wix.stores.products_v3.search_products(search=search)  # type: ignore[arg-type]
        return [one.name for one in found]

    assert names(search={"expression": "WINE"}) == ["Red wine", "White wine"]
    both = {"expression": "red wine", "mode": "AND"}
    assert names(search=both) == ["Red wine"]
    order = [{"field_name": "name", "order": "DESC"}]
    assert names(search={"expression": "red"}, sort=order) == ["Red wine", "Red cheese"]
    assert names(search={"expression": "red", "fields": ["brand.name"]}) == []
    counted = wix.stores.products_v3.count_products(search={"expression": "cheese"})
    assert counted.count == 1


def product(name: str) -> Any:
    """Return what a product needs."""
    return {
        "name": name,
        "product_type": "PHYSICAL",
        "physical_properties": {},
        "variants_info": {"variants": [{"price": {"actual_price": {"amount": "1"}}}]},
    }


def test_lists_heed_their_parameters(local_wix: LocalWix) -> None:
    """Parameters that are fields of the entity are conditions, and stay so on later pages."""
    wix = local_wix.client()
    for name in ("a", "b"):
        for number in range(3):
            wix.faq.question_entry.create_question_entry(
                question_entry={
                    "question": f"{name}{number}",
                    "category_id": UUIDS[name],
                }
            )
    found = wix.faq.question_entry.list_question_entries(
        category_id=UUIDS["b"], paging={"limit": 2}
    )
    assert [one.question for one in found] == ["b0", "b1", "b2"]


UUIDS = {name: f"{name * 8}-aaaa-4aaa-8aaa-aaaaaaaaaaaa" for name in "ab"}


def test_counts_heed_the_filter(local_wix: LocalWix) -> None:
    """The number stands where the response has it."""
    wix = local_wix.client()
    for name in ("a", "b", "b2"):
        wix.stores.brands_v3.create_brand(brand={"name": name})
    count = wix.stores.brands_v3.count_brands
    assert count().count == 3
    assert count(filter={"name": {"$startsWith": "B"}}).count == 2


def test_searches_summarize_all_that_is_found(local_wix: LocalWix) -> None:
    """By value, by range and by time, and as single numbers; of all pages, and of what the filter lets through."""
    local_wix.seed(
        {
            "table_reservations.reservations": [
                {
                    "status": status,
                    "details": {
                        "partySize": size,
                        "startDate": f"2026-{date}T18:00:00Z",
                    },
                }
                for status, size, date in [
                    ("RESERVED", 2, "01-30"),
                    ("RESERVED", 4, "01-31"),
                    ("CANCELED", 8, "02-01"),
                    ("HELD", 99, "02-02"),
                ]
            ]
        }
    )
    aggregations: Any = [
        {"name": "by", "type": "VALUE", "field_path": "status", "value": {}},
        {
            "name": "sizes",
            "field_path": "details.partySize",
            "range": {"buckets": [{"to": 4}, {"from": 4}]},
        },
        {
            "name": "largest",
            "field_path": "details.partySize",
            "scalar": {"type": "MAX"},
        },
        {
            "name": "months",
            "field_path": "details.startDate",
            "date_histogram": {"interval": "MONTH"},
        },
    ]
    search: Any = {
        "filter": {"status": {"$ne": "HELD"}},
        "cursor_paging": {"limit": 1},
        "aggregations": aggregations,
    }
    found = local_wix.client().table_reservations.reservations.search_reservations(
        search=search
    )
    results = found.first_page().response.to_dict()["aggregationData"]["results"]
    assert [one["name"] for one in results] == ["by", "sizes", "largest", "months"]
    assert results[0]["values"]["results"] == [
        {"value": "RESERVED", "count": 2},
        {"value": "CANCELED", "count": 1},
    ]
    assert [one["count"] for one in results[1]["ranges"]["results"]] == [1, 2]
    assert results[2]["scalar"] == {"type": "MAX", "value": 8}
    assert results[3]["dateHistogram"]["results"] == [
        {"value": "2026-01-01T00:00:00Z", "count": 2},
        {"value": "2026-02-01T00:00:00Z", "count": 1},
    ]
    assert len(found.to_list()) == 3


@pytest.mark.parametrize(("limit", "status"), [(100, 200), (101, 400), (-1, 400)])
def test_the_documented_maximum_is_heeded(
    local_wix: LocalWix, limit: int, status: int
) -> None:
    """Whatever client asks."""
    headers = {"authorization": local_wix.api_key, "wix-site-id": local_wix.site_id}
    body = json.dumps({"query": {"cursorPaging": {"limit": limit}}}).encode()
    path = local_wix.core.facts.resource("blog.tags").methods["query_tags"].path
    answer = local_wix.core.answer(Request("POST", path, headers=headers, body=body))
    assert answer.status == status
    if status == 400:
        [violation] = answer.json()["details"]["validationError"]["fieldViolations"]
        assert violation["field"] == "query.cursorPaging.limit"
