"""Mistyped keys of dicts: at the end of each line, the key that mypy's plugin has mypy name.

Not formatted: each mistake stays in the one line that is reported.
"""

# fmt: off

from __future__ import annotations

from wixapi import AsyncWixClient, WixClient
from wixapi.calendar.participations import Participation


def sync(wix: WixClient) -> None:
    """Top level, below it, in lists, in options; what is right stays right."""
    api = wix.calendar.participations
    api.create_participation(participation={"participant": {"name": "J"}, "party_size": 1})
    api.create_participation(participation=Participation())
    api.create_participation(participation={"participant": {"name": "J"}, "party_size": 1, "partysize": 1})  # named: partysize
    api.create_participation(participation={"participant": {"name": "J", "contactId": "x"}, "party_size": 1})  # named: contactId
    api.create_participation(participation={"participant": {"name": "J"}})  # named: party_size
    api.create_participation(participation={"participant": {"name": "J"}, "party_size": "1"})  # named: party_size
    api.query_participations(query={"filtr": {}})  # named: filtr
    api.query_participations(query={"sort": [{"field_name": "x"}, {"field_nam": "x"}]})  # named: field_nam
    api.get_participation(participation_id="…", request_options={"retries": 1})  # named: retries
    wix.crm.contacts.create_contact(info={"nam": {}})  # named: nam
    wix.crm.contacts.create_contact(info={"name": {"frist": "J"}})  # named: frist
    wix.stores.products_v3.create_product(product={"naem": "Mug"})  # named: naem


async def without_blocking(wix: AsyncWixClient) -> None:
    """The same of async methods, and of those that hand back whole answers."""
    await wix.crm.contacts.create_contact(info={"nam": {}})  # named: nam
    await wix.with_raw_response.crm.contacts.create_contact(info={"name": {"frist": "J"}})  # named: frist
