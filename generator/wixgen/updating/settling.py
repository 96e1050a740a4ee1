"""Finds the changes of pages that have not been seen often enough to be believed.

A page whose change is more than an addition waits until it has been seen in so many runs. Pages tell of one
type together, so which of them make a change is found out by leaving pages out:

- a page waits if it makes such a change alone;
- of pages that make one together, those wait without which it would be another one;
- if that doesn't explain it, all pages of the resource that have changed wait.

A page that waits is left out of the import: what it said before stays in the spec.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wixgen.diff.api import diff
from wixgen.diff.rules import Verdict
from wixgen.updating.bringing import Specs, api_of, part_of
from wixgen.updating.pages import GONE, PageNow

_AT_ONCE = {Verdict.ADDITIVE, Verdict.DOCS}
#: The new content of the specs that some pages change.
Change = Callable[[Sequence[PageNow]], Mapping[str, bytes | None]]


@dataclass(frozen=True)
class Settling:
    """How often changes must be seen.

    Attributes:
        needed: In how many runs.
        counts: Whether this run counts: one that asks nobody sees nothing.
        is_confirmed: Whether a person vouches for pages that are gone.
    """

    needed: int
    counts: bool = True
    is_confirmed: bool = False

    def times(self, page: PageNow) -> int:
        """Return in how many runs the change of a page has been seen, this one included."""
        before = page.before
        known = 0
        if before is not None and before.waiting == page.digest:
            known = before.seen_times
        elif page.digest == GONE:
            known = 1  # it was missing in an earlier run, or it would not be gone
        return known + self.counts

    def may_wait(self, page: PageNow) -> bool:
        """Return whether a page has changed, and not been seen so often enough."""
        if page.is_gone and self.is_confirmed:
            return False
        return page.is_new and not page.fault and self.times(page) < self.needed

    def waiting(
        self, pages: Sequence[PageNow], specs: Specs, change: Change
    ) -> list[PageNow]:
        """Return the pages of one resource that have to wait.

        Args:
            pages: All its pages.
            specs: The specs as they are.
            change: Tells how pages change them.
        """
        young = [page for page in pages if self.may_wait(page)]
        if not young:
            return []

        def told(some: Iterable[PageNow]) -> frozenset[str]:
            return frozenset(_more_than_additions(specs, change([*some])))

        settled = [page for page in pages if page not in young]
        known = told(settled)
        if told(pages) <= known:
            return []
        held = [page for page in young if told([page])]
        rest = [page for page in young if page not in held]
        everything = told([*settled, *rest])
        if everything <= known:
            return held
        for page in rest:
            others = [other for other in rest if other is not page]
            if told([*settled, *others]) != everything:
                held.append(page)
        rest = [page for page in young if page not in held]
        return held if told([*settled, *rest]) <= known else young


def _more_than_additions(
    specs: Specs, changed: Mapping[str, bytes | None]
) -> Iterator[str]:
    """Yield what tells each change apart that is more than an addition: its resource and its fingerprint."""
    after = {**specs, **changed}
    new = {path: text for path, text in after.items() if text is not None}
    before, now = (api_of(part_of(some, changed)) for some in (specs, new))
    for finding in diff(before, now):
        if finding.verdict not in _AT_ONCE:
            yield f"{finding.resource} {finding.fingerprint}"
