"""Mistakes in updates and queries.

Not formatted: each mistake stays in the one line that both checkers report.
"""

# fmt: off

from __future__ import annotations

from wixapi import WixClient
from wixapi.calendar.participations import Participant, Participation, ParticipationQuery
from wixapi.events.guests import EventGuest

wix = WixClient()
update = wix.calendar.participations.update_participation
query = wix.calendar.participations.query_participations

# no mistake
update(participation={"id": "…", "revision": "1"})
query(query={"cursor_paging": {"limit": 1}})
query(query={"sort": [{"field_name": "id", "order": "ASC"}]})
wix.events.guests.query_guests(query={}, fields=["GUEST_TOTAL"])
# no revision
update(participation={"id": "…", "party_size": 3})  # error: pyright reportArgumentType, mypy arg-type
# no id
update(participation={"revision": "1", "party_size": 3})  # error: pyright reportArgumentType, mypy arg-type
# a revision of another type
update(participation={"id": "…", "revision": 1.0})  # error: pyright reportArgumentType, mypy arg-type
# a read-only field that isn't required
update(participation={"id": "…", "revision": "1", "app_id": "…"})  # error: pyright reportArgumentType, mypy arg-type
# compared with something else
update(participation=Participation(), changed_from=Participant(name="Jane"))  # error: pyright reportArgumentType, mypy arg-type
update(participation=Participation(), changed_from={"id": "…"})  # error: pyright reportArgumentType, mypy arg-type
# create has nothing to compare with
create = wix.calendar.participations.create_participation
create(participation=Participation(), changed_from=Participation())  # error: pyright reportCallIssue, mypy call-arg
# a misspelt key
query(query={"cursor_pagign": {"limit": 1}})  # error: pyright reportArgumentType, mypy arg-type
query(query={"cursor_paging": {"limit": "1"}})  # error: pyright reportArgumentType, mypy arg-type
query(query={"sort": [{"field_name": "id", "order": "UP"}]})  # error: pyright reportArgumentType, mypy arg-type
# the filter is an object
query(query={"filter": "id"})  # error: pyright reportArgumentType, mypy arg-type
# a query of another resource
wix.events.guests.query_guests(query=ParticipationQuery())  # error: pyright reportArgumentType, mypy arg-type
# a query that is required
wix.events.guests.query_guests()  # error: pyright reportCallIssue, mypy call-arg
# no such value
wix.events.guests.query_guests(query={}, fields=["GUEST_TOTLA"])  # error: pyright reportArgumentType, mypy list-item
# items have a type
for participation in query():
    guest: EventGuest = participation  # error: pyright reportAssignmentType, mypy assignment
    print(participation.guest_type)  # error: pyright reportAttributeAccessIssue, mypy attr-defined
for page in query().pages():
    print(page.guests)  # error: pyright reportAttributeAccessIssue, mypy attr-defined
