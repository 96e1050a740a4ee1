"""The report of an update: the body of a pull request, in Markdown.

Whatever comes from pages is text from outside, so all of it is made harmless, and the whole is shorter than
GitHub allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from wixgen.diff.finding import Finding
from wixgen.diff.report import as_changelog
from wixgen.diff.rules import Consumer, Verdict
from wixgen.updating.markdown import code, link, text, value, within
from wixgen.updating.outcome import Update

#: How many characters each part may have: together fewer than the 65,536 that GitHub takes.
_MOST = {
    "verdicts": 12_000,
    "doubts": 10_000,
    "changelog": 18_000,
    "left": 12_000,
    "pages": 6_000,
}


def as_report(update: Update, commands: Sequence[str]) -> str:
    """Return the report of an update.

    Args:
        update: The update.
        commands: The commands that repeat it.
    """
    parts = [
        _head(update),
        within([*_verdicts(update)], _MOST["verdicts"]),
        within([*_doubts(update)], _MOST["doubts"]),
        within([*_changelog(update)], _MOST["changelog"]),
        within([*_left(update)], _MOST["left"]),
        within([*_pages(update)], _MOST["pages"]),
        _repeat(commands),
    ]
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def changelog_entry(update: Update) -> str:
    """Return the entry of a changelog for the changes of an update; "" if there are none."""
    if not update.findings:
        return ""
    lines = as_changelog(update.findings, update.version, update.import_name, value)
    return "\n".join(lines)


def _head(update: Update) -> Iterator[str]:
    yield f"# {text(update.title)}"
    yield ""
    if update.distrust:
        yield "The portal serves something that is not believed. No page, no spec and no package was changed."
        yield ""
        for line in update.distrust.splitlines():
            yield f"- {text(line)}"
    elif update.tool:
        yield f"The package wasn't what {text(update.tool)} makes of the specs that are here: it is made anew."
        yield "Nothing else is changed. What the documentation says is looked at by the next run."
    elif update.findings:
        yield f"Proposed version: **{text(update.version)}** (raises the {update.bump} part)."
    else:
        yield "Nothing changes for callers of the package."
    yield ""


def _verdicts(update: Update) -> Iterator[str]:
    """Yield the table of what the changes mean for whom, resource by resource."""
    if not update.findings:
        return
    yield "## Verdicts"
    yield ""
    yield "| resource | who sends | who gets | who consumes events | what |"
    yield "|---|---|---|---|---|"
    for resource, found in groupby(update.findings, lambda one: one.resource):
        findings = [*found]
        cells = [code(resource)]
        cells += [_worst(findings, consumer) for consumer in Consumer]
        cells.append(_counted(findings))
        yield f"| {' | '.join(cells)} |"
    yield ""


def _worst(findings: Iterable[Finding], consumer: Consumer) -> str:
    """Return the worst verdict for somebody; a dash where nobody is concerned."""
    found = [one.verdicts[consumer] for one in findings if consumer in one.verdicts]
    worst = max(found, key=lambda one: one.weight, default=None)
    if worst is None:
        return "-"
    return f"**{worst}**" if worst is Verdict.BREAKING else str(worst)


def _counted(findings: Sequence[Finding]) -> str:
    """Return how many changes there are of each kind: `field-added 2, field-removed`."""
    ids = sorted(one.rule.id for one in findings)
    counts = [(id, len([*same])) for id, same in groupby(ids)]
    return ", ".join(f"{id} {count}" if count > 1 else id for id, count in counts)


def _doubts(update: Update) -> Iterator[str]:
    """Yield what the importer was not sure of."""
    if not update.doubts:
        return
    yield "## Doubts: look at these first"
    yield ""
    for doubt in update.doubts:
        yield f"- {code(str(doubt.place))}: {text(doubt.message)} ({doubt.code})"
    yield ""


def _changelog(update: Update) -> Iterator[str]:
    entry = changelog_entry(update)
    if not entry:
        return
    yield "## Changelog entry"
    yield ""
    for line in entry.splitlines():
        yield (
            f"##{line}"
            if line.startswith("## ")
            else f"#{line}" if line.startswith("### ") else line
        )
    yield ""


def _left(update: Update) -> Iterator[str]:
    """Yield what was left as it is, and why: faults, changes that are waited for, and drift."""
    left = [one for one in update.resources if one.reasons]
    if not (left or update.faults or update.waiting or update.left):
        return
    yield "## Left as it was"
    yield ""
    for resource in left:
        for reason in resource.reasons:
            yield f"- {code(resource.resource)}: {text(reason.words)}"
    for address, words in update.faults.items():
        yield f"- {_page(address)}: {text(words)}"
    for page in update.waiting:
        seen = f"its change was seen in {page.times} of {page.needed} runs"
        yield f"- {_page(page.address)}: {seen}; nothing of it is proposed yet"
    for difference in update.left:
        where = f"{code(difference.where)}: {text(difference.what)}"
        yield f"- {where} ({code(str(difference.page))})"
    yield ""


def _pages(update: Update) -> Iterator[str]:
    """Yield the pages that changed, resource by resource."""
    known = [one for one in update.resources if one.pages]
    if not known:
        return
    yield "## Pages"
    yield ""
    for resource in known:
        for address in resource.pages:
            yield f"- {code(resource.resource)}: {_page(address)}"
    yield ""


def _page(address: str) -> str:
    """Return a link to a page of the portal."""
    return link(address, address.partition("://")[2])


def _repeat(commands: Sequence[str]) -> Iterator[str]:
    yield "## To repeat it"
    yield ""
    yield "```"
    yield from commands
    yield "```"
