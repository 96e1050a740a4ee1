"""Mistakes in what apps need every day.

Not formatted: each mistake stays in the one line that both checkers report.
"""

# fmt: off

from __future__ import annotations

from wixapi import WixClient, wait_until_ready
from wixapi.calendar.participations import Participation

wix = WixClient()
update = wix.calendar.participations.update_participation
pager = wix.calendar.participations.query_participations()

# no number of items
pager.to_list(limit="3")  # error: pyright reportArgumentType, mypy arg-type
# there may be none
print(pager.first().id)  # error: pyright reportOptionalMemberAccess, mypy union-attr
# no such way
update(participation=Participation(), on_conflict="replace")  # error: pyright reportArgumentType, mypy arg-type
# no body
wix.request("POST", "/a", content=7)  # error: pyright reportArgumentType, mypy arg-type
# nothing that fetches
wait_until_ready(Participation())  # error: pyright reportArgumentType, mypy arg-type
