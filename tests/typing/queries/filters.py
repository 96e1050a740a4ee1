"""Filters and sort orders of the golden package `queries`.

Not formatted: each mistake stays in the one line that both checkers report.
"""

# fmt: off

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from wixapi.golden.queries import Query, QueryContactsFilter, Status

from wixapi import WixClient

wix = WixClient()
contacts = wix.golden.queries
now = datetime.now(UTC)
known: dict[str, Any] = {}

# names of Python and of the wire, operators, and values alone
contacts.query_contacts(query={"filter": {"details.first_name": {"$startsWith": "J"}}})
contacts.query_contacts(query={"filter": {"details.firstName": "Jane", "from": "a", "from_": None}})
contacts.query_contacts(query={"filter": {"id": {"$in": [UUID(int=1), "…"]}, "vip": True}})
contacts.query_contacts(query={"filter": {"status": Status.NEW, "createdDate": {"$gt": now, "$lt": "…"}}})
contacts.query_contacts(query={"filter": {"status": {"$in": ["NEW", Status.KNOWN]}, "tags": ["a"]}})
contacts.query_contacts(query={"filter": {"phones": {"$matchItems": [{"kind": "NEW"}]}, "phones.kind": {"$hasSome": ["NEW"]}}})
contacts.query_contacts(query={"filter": {"$or": [{"vip": True}, {"$not": {"balance": {"$gt": "1.5"}}}]}})
contacts.query_contacts(query={"sort": [{"field_name": "created_date", "order": "DESC"}]})
contacts.search_contacts(search={"filter": {"details.parent.vip": False}, "sort": {"field_name": "details.firstName"}})
contacts.delete_contacts(filter={"created_date": {"$lt": now}})
wanted: QueryContactsFilter = {"$and": [{"vip": True}]}
contacts.query_contacts(query={"filter": wanted})
# what is put together elsewhere, or names what no spec knows
contacts.query_contacts(query=Query(filter={"extendedFields.namespaces.app.size": 1}))
contacts.query_contacts(query={"filter": known})  # error: pyright reportArgumentType, mypy arg-type
# no spec says what this one filters by
contacts.count_contacts(query={"filter": {"anything": {"$like": 1}}, "sort": [{"field_name": "any"}]})
# a misspelt field
contacts.query_contacts(query={"filter": {"details.firstname": "Jane"}})  # error: pyright reportArgumentType, mypy arg-type
contacts.query_contacts(query={"filter": {"$or": [{"viip": True}]}})  # error: pyright reportArgumentType, mypy arg-type
contacts.delete_contacts(filter={"vip": True})  # error: pyright reportArgumentType, mypy typeddict-unknown-key
# an operator that the field doesn't have
contacts.query_contacts(query={"filter": {"id": {"$gt": "…"}}})  # error: pyright reportArgumentType, mypy arg-type
contacts.query_contacts(query={"filter": {"created_date": {"$eq": now}}})  # error: pyright reportArgumentType, mypy arg-type
contacts.query_contacts(query={"filter": {"extended_fields.namespaces.app.Size": {"$eqq": 1}}})  # error: pyright reportArgumentType, mypy arg-type
contacts.query_contacts(query={"filter": {"balance": "1.5"}})  # error: pyright reportArgumentType, mypy arg-type
contacts.query_contacts(query={"filter": {"$nor": []}})  # error: pyright reportArgumentType, mypy arg-type
# an operand of another type
contacts.query_contacts(query={"filter": {"vip": {"$eq": "yes"}}})  # error: pyright reportArgumentType, mypy arg-type
contacts.query_contacts(query={"filter": {"status": {"$in": ["OLD"]}}})  # error: pyright reportArgumentType, mypy arg-type
contacts.query_contacts(query={"filter": {"details.first_name": {"$exists": "yes"}}})  # error: pyright reportArgumentType, mypy arg-type
contacts.query_contacts(query={"filter": {"id": 1}})  # error: pyright reportArgumentType, mypy arg-type
# nothing is sorted by that
contacts.query_contacts(query={"sort": [{"field_name": "status"}]})  # error: pyright reportArgumentType, mypy arg-type
contacts.search_contacts(search={"sort": {"field_name": "createdDate"}})  # error: pyright reportArgumentType, mypy arg-type
