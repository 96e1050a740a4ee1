"""Good use of the sync client: both checkers find nothing, and the types are the promised ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, assert_type
from uuid import UUID, uuid4

import httpx
import httpx2
from starlette.applications import Starlette
from starlette.testclient import TestClient

from wixapi import (
    ApiKeyStrategy,
    AsyncWixClient,
    AuthStrategy,
    Page,
    Pager,
    RawResponse,
    RequestOptions,
    WixClient,
)
from wixapi.calendar import participations
from wixapi.calendar.participations import (
    CreateParticipationDict,
    CursorPaging,
    ExtendedFields,
    Participant,
    Participation,
    ParticipationDict,
    ParticipationQuery,
    QueryParticipationsResponse,
    Sorting,
    SortOrder,
    Status,
    UpdateParticipationDict,
)
from wixapi.errors import (
    ApiError,
    ApiValidationError,
    ConflictError,
    FieldViolation,
    ValidationError,
    WixError,
)
from wixapi.events import guests


def call_of_the_issue() -> None:
    """The call that started it all."""
    wix = WixClient(auth=ApiKeyStrategy(api_key="IST.…", site_id="…"))
    created = wix.calendar.participations.create_participation(
        participation={
            "event_id": "…",
            "participant": {"name": "Jane Doe"},
            "party_size": 1,
        },
        idempotency_key="order-4711",
    )
    assert_type(created, Participation)
    assert_type(created.created_date, datetime)
    assert_type(created.revision, int)
    assert_type(created.participant, Participant | None)
    assert_type(
        created.target,
        tuple[Literal["schedule_id"], str] | tuple[Literal["event_id"], str] | None,
    )


def ways_to_create(wix: WixClient, event_id: str) -> None:
    """Dict, model, a mixture; members and values of enums; UUIDs; None."""
    create = wix.calendar.participations.create_participation
    create(
        participation=Participation(
            event_id=event_id, party_size=1, status=Status.CONFIRMED
        )
    )
    create(
        participation={
            "schedule_id": uuid4(),
            "external_id": UUID(int=0),
            "participant": Participant(name="Jane Doe"),
            "party_size": 2,
            "status": "PENDING_CONFIRMATION",
            "extended_fields": {"namespaces": {"@me/app": {"any": ["thing", 1, None]}}},
        },
        request_options={"headers": {"a": "b"}, "timeout": 3, "max_retries": 0},
    )
    create(
        participation={
            "event_id": event_id,
            "schedule_id": None,
            "participant": {"name": "Jane", "phone": None},
            "party_size": 2,
            "status": Status.CONFIRMED,
            "extended_fields": ExtendedFields(namespaces={}),
        },
        idempotency_key=None,
        request_options=None,
    )
    built: CreateParticipationDict = {"participant": {"name": "J"}, "party_size": 1}
    built["event_id"] = event_id
    create(participation=built)
    partial: ParticipationDict = {"event_id": event_id}
    partial["status"] = Status.CONFIRMED
    options: RequestOptions = {"timeout": None}
    create(participation=built, request_options=options)


def reading(wix: WixClient) -> str:
    """Open enums narrow."""
    got = wix.calendar.participations.get_participation(participation_id="…")
    match got.status:
        case Status.CONFIRMED:
            confirmed = True
        case Status.PENDING_CONFIRMATION:
            confirmed = False
        case None:
            return "nothing"
        case unknown:
            return unknown.lower()
    return str(confirmed)


def comparing(one: Participation, other: Participation) -> bool:
    """Members and texts of an open enum compare; `isinstance` and `is` narrow it."""
    if isinstance(one.status, Status):
        assert_type(one.status, Status)
    if other.status is Status.CONFIRMED:
        assert_type(other.status, Literal[Status.CONFIRMED])
    return one.status == Status.CONFIRMED or other.status == "SOMETHING_NEW"


def one_ofs(got: Participation) -> None:
    """The group's name narrows its value."""
    match got.target:
        case ("event_id", event_id):
            assert_type(event_id, str)
        case ("schedule_id", schedule_id):
            assert_type(schedule_id, str)
        case None:
            assert_type(got.target, None)
    target = got.target
    if target is not None and target[0] == "event_id":
        assert_type(target, tuple[Literal["event_id"], str])
    if got.extended_fields is not None and got.extended_fields.namespaces is not None:
        assert_type(got.extended_fields.namespaces, dict[str, Any])


def updating(wix: WixClient) -> None:
    """Copies, assignment, dicts, and what changed."""
    update = wix.calendar.participations.update_participation
    got = wix.calendar.participations.get_participation(participation_id="…")
    new = got.model_copy(update={"party_size": 3})
    assert_type(new, Participation)
    assert_type(update(participation=new), Participation)
    assert_type(update(participation=new, changed_from=got), Participation)
    got.party_size = 3
    got.status = Status.PENDING_CONFIRMATION
    got.status = "SOMETHING_NEW"
    got.participant = Participant(name="Jane")
    update(participation=got, changed_from=None)
    update(participation={"id": "…", "revision": 4, "party_size": 3})
    change: UpdateParticipationDict = {"id": uuid4(), "revision": "4", "status": None}
    update(participation=change, changed_from=got)
    assert_type(
        wix.calendar.participations.delete_participation(participation_id="…"), None
    )


def querying(wix: WixClient) -> Iterator[str]:
    """Pagers give items and pages of the right type."""
    pager = wix.calendar.participations.query_participations()
    assert_type(pager, Pager[Participation])
    for participation in pager:
        assert_type(participation, Participation)
        yield participation.id or ""
    for page in pager.pages():
        assert_type(page, Page[Participation])
        assert_type(page.items, list[Participation])
        assert_type(page.next_cursor, str | None)
        answer: QueryParticipationsResponse = page.response
        assert_type(answer.participations, list[Participation] | None)
    assert_type(pager.first_page().items, list[Participation])
    conditions: Mapping[str, object] = {"eventId": {"$in": ["a", "b"]}}
    wix.calendar.participations.query_participations(
        query={
            "filter": conditions,
            "sort": [
                {"field_name": "createdDate", "order": "ASC"},
                Sorting(field_name="id", order=SortOrder.DESC),
            ],
            "cursor_paging": {"limit": 100},
        }
    )
    wix.calendar.participations.query_participations(
        query=ParticipationQuery(cursor_paging=CursorPaging(limit=1))
    )
    for guest in wix.events.guests.query_guests(
        query={"filter": {"createdDate": {"$gt": datetime.now(UTC)}}},
        fields=["GUEST_DETAILS", guests.RequestedFields.GUEST_TOTAL],
    ):
        assert_type(guest, guests.EventGuest)
        assert_type(guest.tickets, list[guests.TicketDetails] | None)


def raw(wix: WixClient) -> None:
    """Raw answers know what they parse to."""
    answer = wix.with_raw_response.calendar.participations.create_participation(
        participation={"event_id": "…", "participant": {"name": "J"}, "party_size": 1}
    )
    assert_type(answer, RawResponse[Participation])
    assert_type(answer.parse(), Participation)
    assert_type(answer.status, int)
    assert_type(answer.request_id, str | None)
    assert_type(answer.headers, Mapping[str, str])
    deleted = wix.with_raw_response.calendar.participations.delete_participation(
        participation_id="…", request_options={"timeout": 1}
    )
    assert_type(deleted, RawResponse[None])
    page = wix.with_raw_response.events.guests.query_guests(query={})
    assert_type(page, RawResponse[Page[guests.EventGuest]])
    assert_type(page.parse().items, list[guests.EventGuest])


def handling(wix: WixClient) -> None:
    """Errors have typed attributes; one that is both is caught as either."""
    try:
        wix.calendar.participations.get_participation(participation_id="…")
    except ConflictError as conflict:
        assert_type(conflict.request_id, str | None)
    except ApiValidationError as both:
        assert_type(both.status, int)
        assert_type(both.violations, list[FieldViolation])
    except ValidationError as invalid:
        for violation in invalid.violations:
            assert_type(violation.rule, str)
    except ApiError as error:
        assert_type(error.code, str)
        assert_type(error.response, httpx2.Response | None)
    except WixError:
        raise


class Own:
    """A strategy of one's own."""

    def headers(self) -> dict[str, str]:
        """See `AuthStrategy`."""
        return {"Authorization": "token"}


def clients() -> None:
    """Every setting, context managers, twins, free requests."""
    strategy: AuthStrategy = Own()
    with (
        httpx2.Client() as http,
        WixClient(
            auth=strategy,
            base_url="http://localhost",
            timeout=httpx2.Timeout(3.0),
            max_retries=5,
            http_client=http,
            headers={"a": "b"},
        ) as wix,
    ):
        assert_type(wix, WixClient)
        assert_type(wix.with_options(timeout=None, max_retries=1), WixClient)
        answer = wix.request("POST", "/x", json={"a": [1]}, params={"b": 1})
        print(answer["things"])
        wix.close()
    WixClient(auth=Own())
    WixClient()
    WixClient(http_client=httpx.Client(), timeout=httpx.Timeout(3.0))
    WixClient(http_client=TestClient(Starlette()))
    AsyncWixClient(http_client=httpx.AsyncClient(), timeout=httpx2.Timeout(3.0))
    print(participations.__name__)
