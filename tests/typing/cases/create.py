"""Mistakes in the call that creates a participation.

Not formatted: each mistake stays in the one line that both checkers report.
"""

# fmt: off

from __future__ import annotations

from wixapi import WixClient
from wixapi.calendar.participations import CreateParticipationDict, Participant, Participation

EVENT = "…"
create = WixClient().calendar.participations.create_participation

# no mistake
create(participation={"participant": {"name": "Jane"}, "party_size": 1})
# no participant
create(participation={"event_id": EVENT, "party_size": 1})  # error: pyright reportArgumentType, mypy arg-type
# a misspelt key
create(participation={"event_id": EVENT, "participant": {"name": "Jane"}, "partysize": 1})  # error: pyright reportArgumentType, mypy arg-type
# another misspelt key, beside all that is required
create(participation={"participant": {"name": "Jane"}, "party_size": 1, "event": EVENT})  # error: pyright reportArgumentType, mypy arg-type
# a wire name
create(participation={"eventId": EVENT, "participant": {"name": "Jane"}, "party_size": 1})  # error: pyright reportArgumentType, mypy arg-type
# a wrong literal of an enum
create(participation={"participant": {"name": "Jane"}, "party_size": 1, "status": "MAYBE"})  # error: pyright reportArgumentType, mypy arg-type
# a wrong type of value
create(participation={"participant": {"name": "Jane"}, "party_size": "1"})  # error: pyright reportArgumentType, mypy arg-type
# null for what is required
create(participation={"participant": {"name": "Jane"}, "party_size": None})  # error: pyright reportArgumentType, mypy arg-type
# a participant without a name
create(participation={"participant": {"email": "jane@example.com"}, "party_size": 1})  # error: pyright reportArgumentType, mypy arg-type
# a misspelt key of the participant
create(participation={"participant": {"name": "Jane", "contactId": "…"}, "party_size": 1})  # error: pyright reportArgumentType, mypy arg-type
# a read-only field
create(participation={"participant": {"name": "Jane"}, "party_size": 1, "revision": "1"})  # error: pyright reportArgumentType, mypy arg-type
# another model
create(participation=Participant(name="Jane"))  # error: pyright reportArgumentType, mypy arg-type
# None
create(participation=None)  # error: pyright reportArgumentType, mypy arg-type
# no participation
create()  # error: pyright reportCallIssue, mypy call-arg
create(idempotency_key="…")  # error: pyright reportCallIssue, mypy call-arg
# an unknown keyword
create(participation=Participation(), dry_run=True)  # error: pyright reportCallIssue, mypy call-arg
# a wire name as keyword
create(participation=Participation(), idempotencyKey="…")  # error: pyright reportCallIssue, mypy call-arg
# a wrong type of keyword
create(participation=Participation(), idempotency_key=4711)  # error: pyright reportArgumentType, mypy arg-type
# by position
create(Participation())  # error: pyright reportCallIssue, mypy call-arg
# mistakes in a dict that is built before
first: CreateParticipationDict = {"event_id": EVENT, "party_size": 1}  # error: pyright reportAssignmentType, mypy typeddict-item
second: CreateParticipationDict = {"participant": {"name": ""}, "party_size": 1, "partysize": 1}  # error: pyright reportAssignmentType, mypy typeddict-unknown-key
third: CreateParticipationDict = {"participant": {"name": ""}, "party_size": 1, "status": "MAYBE"}  # error: pyright reportAssignmentType, mypy typeddict-item
fourth: CreateParticipationDict = {"participant": {"name": ""}, "party_size": "1"}  # error: pyright reportAssignmentType, mypy typeddict-item
# mistakes in a model
Participation(partysize=1)  # error: pyright reportCallIssue, mypy call-arg
Participation(party_size="1")  # error: pyright reportArgumentType, mypy arg-type
Participation(participant={"name": "Jane"})  # error: pyright reportArgumentType, mypy arg-type
# mistakes in the options of a call
create(participation=Participation(), request_options={"retries": 1})  # error: pyright reportArgumentType, mypy arg-type
create(participation=Participation(), request_options={"timeout": "1"})  # error: pyright reportArgumentType, mypy arg-type
