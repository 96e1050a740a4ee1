"""Addresses of documentation pages."""

from __future__ import annotations

import re

from wixgen.diagnostics import Diagnostics, quoted
from wixgen.spec.source import Text

_SEGMENT = r"[A-Za-z0-9_.~%+=@,-]+"
_REST = rf"({_SEGMENT})(/{_SEGMENT})*/?(\?[A-Za-z0-9_.~%+=@,&/-]*)?(#[A-Za-z0-9_.~%+=@,&/-]*)?"
_ADDRESS = re.compile(rf"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/|/{_REST})?")
_RELATIVE = re.compile(_REST)


class Pages:
    """The pages of one resource: `base` is the address of its menu page, "" without one."""

    def __init__(self, docs: Text | None, report: Diagnostics) -> None:
        self.report = report
        self.base = ""
        self.is_base_refused = False
        if docs and _ADDRESS.fullmatch(docs):
            self.base = str(docs)
        elif docs is not None:
            self.is_base_refused = True
            message = f"{quoted(docs)} is not the address of a page"
            help = "an address begins with https://"
            report.error(docs.place, "bad-url", message, help=help)

    def address(self, docs: Text | None) -> str:
        """Return the whole address of a page that `docs` names by its last segments or in full."""
        if docs is None:
            return ""
        if _ADDRESS.fullmatch(docs):
            return str(docs)
        if not _RELATIVE.fullmatch(docs) or ".." in docs.split("/"):
            message = f"{quoted(docs)} is not the address of a page"
            help = "write its last segment, or all of it beginning with https://"
            self.report.error(docs.place, "bad-url", message, help=help)
        elif self.base:
            return f"{self.base.rstrip('/')}/{docs}"
        elif not self.is_base_refused:
            message = f"{quoted(docs)} is only the end of an address: the resource has no `docs`"
            help = "give the resource the address of its menu page as `docs`"
            self.report.error(docs.place, "bad-url", message, help=help)
        return ""
