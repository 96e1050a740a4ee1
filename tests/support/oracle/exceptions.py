"""Where the oracle and the verdicts of `wixgen diff` may differ: the rule of a finding, and why."""

from __future__ import annotations

REFUSED = {
    "limit-added": "a limit that may only be documented now is risky: what Wix refused anyway",
    "format-added": "likewise a format",
    "query-documented": "likewise what can be filtered by",
    "parameter-place-changed": "an empty text can stand in a body, but not in a path",
}
"""Recorded requests are refused, although the finding isn't breaking for who sends."""

NOT_REFUSED = {
    "python-name-changed": "the old name may be the one on the wire, which requests go on to understand",
}
"""No recorded request is refused, although the finding is breaking for who sends."""

SEEN = {
    "deprecated-set": "methods of async clients are written out where they are deprecated: another kind of object to griffe",
    "deprecated-unset": "likewise",
}
"""pyright or griffe finds a break, although the finding is breaking for nobody."""

NOT_SEEN = {
    "limit-tightened": "limits are checked when a request is made: they are no types",
    "required-added": "what is required inside of objects is told by TypedDicts that one method alone has",
    "exactly-one-added": "likewise: checked when a request is made",
    "exactly-one-narrowed": "likewise",
    "group-added": "likewise",
    "group-member-drawn-in": "likewise",
    "read-only-set": "models have the field, and leave it out when they are sent",
    "query-field-removed": "filters have TypedDicts that one method alone has",
    "query-operator-removed": "likewise",
    "query-order-removed": "likewise",
    "event-type-changed": "the type of an event is a value",
    "modified-fields-removed": "all events of a kind have the attribute; what it holds is another matter",
}
"""Neither finds a break, although the finding is breaking for somebody: by no name and no type."""
