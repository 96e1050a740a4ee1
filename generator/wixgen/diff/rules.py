"""What each kind of change means for callers: a table, read by whatever compares or explains.

The verdicts are for callers of the generated package: its integers have no width, what it reads has no limits,
and its enums are open. Three kinds of people are concerned: who sends requests, who gets answers, and who
consumes events. What a change of a type means for each follows from where the type is reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a change means."""

    BREAKING = "breaking"  # code that used the package right stops working
    RISKY = "risky"  # it behaves otherwise without an error
    ADDITIVE = "additive"  # there is something new
    DOCS = "docs"  # only what is written about it changed

    @property
    def weight(self) -> int:
        """Return a number that is greater the worse the verdict is."""
        return 3 - list(Verdict).index(self)


class Consumer(StrEnum):
    """Who is concerned."""

    SENDS = "sends"
    GETS = "gets"
    EVENTS = "events"


Verdicts = Mapping[Consumer, Verdict]

_LETTERS = {
    "B": Verdict.BREAKING,
    "R": Verdict.RISKY,
    "A": Verdict.ADDITIVE,
    "D": Verdict.DOCS,
}


@dataclass(frozen=True)
class Rule:
    """A kind of change.

    Attributes:
        id: Its name.
        verdicts: What it means for each consumer; one that is missing isn't concerned.
        words: What happened, for people.
        why: Why the verdict is that.
    """

    id: str
    verdicts: Verdicts
    words: str
    why: str = ""


def verdicts_of(letters: str) -> Verdicts:
    """Return the verdicts that three letters stand for, in the order of `Consumer`; `-` for none."""
    return {
        consumer: _LETTERS[letter]
        for consumer, letter in zip(Consumer, letters, strict=True)
        if letter != "-"
    }


# fmt: off
_TABLE = (
    ("resource-added", "AAA", "the resource is new", ""),
    ("resource-removed", "BBB", "the resource is gone", "its module can't be imported"),
    ("resource-moved", "BBB", "the resource has another package or module", "its module is imported by its path"),
    ("type-added", "AAA", "the type is new", ""),
    ("type-removed", "BBB", "the type is gone", "every type is exported"),
    ("type-renamed", "BBB", "the type has another name", "every type is exported"),
    ("type-python-name-changed", "BBB", "the class has another name", "every type is exported"),
    ("type-kind-changed", "BBB", "it was an object and is an enum, or the reverse", ""),
    ("field-added", "AAA", "the field is new", ""),
    ("field-removed", "BBB", "the field is gone", "requests with it are refused; of answers, it is in the extras"),
    ("field-renamed", "BBB", "the field has another name", "requests with the old one are refused"),
    ("undocumented-field-added", "ADD", "requests may have the field, which isn't documented", ""),
    ("undocumented-field-removed", "BDD", "the field, which isn't documented, is gone", "requests with it are refused"),
    ("python-name-changed", "BBB", "it has another name in Python", ""),
    ("field-became-undocumented", "BBB", "the field is no longer documented", "it leaves the models"),
    ("field-became-documented", "AAA", "the field is documented now", "it enters the models"),
    ("read-only-set", "BDD", "the field is read-only now", "models stop sending it"),
    ("read-only-unset", "ADD", "the field can be set now", ""),
    ("always-set", "-AA", "Wix always sends the field now", "type checkers know that it isn't None"),
    ("always-unset", "-BB", "Wix doesn't always send the field any more", "type checkers say that it may be None"),
    ("immutable-set", "RDD", "the field can't be changed any more", "Wix checks it, we don't"),
    ("immutable-unset", "ADD", "the field can be changed now", ""),
    ("default-added", "RDD", "there is a default now", "it counts where nothing is sent"),
    ("default-removed", "RDD", "there is no default any more", "it counted where nothing is sent"),
    ("default-changed", "RDD", "the default is another one", "it counts where nothing is sent"),
    ("field-type-changed", "BBB", "the type is another one", ""),
    ("format-added", "RDD", "the text has a format now", "it may only be documented now"),
    ("limit-tightened", "BDD", "the limit is narrower", "requests that were right are refused"),
    ("limit-added", "RDD", "there is a limit now", "it may only be documented now"),
    ("limit-loosened", "ADD", "the limit is wider", ""),
    ("limit-removed", "ADD", "there is no limit any more", ""),
    ("enum-value-added", "AAA", "the value is new", "enums are open"),
    ("enum-value-removed", "BBB", "the value is gone", "requests with it are refused, and its name is gone"),
    ("enum-value-python-name-changed", "BBB", "the value has another name in Python", ""),
    ("required-added", "B--", "it is required now", "requests without it are refused"),
    ("required-removed", "A--", "it isn't required any more", ""),
    ("required-unreachable", "D--", "a required path that leads nowhere changed", "nothing checks it"),
    ("exactly-one-added", "B--", "one of the group must be set now", "requests without one are refused"),
    ("exactly-one-removed", "A--", "none of the group need be set any more", ""),
    ("exactly-one-narrowed", "B--", "a member of the group won't do any more", "requests with it alone are refused"),
    ("group-added", "BAA", "the fields exclude each other now", "requests with two of them are refused"),
    ("group-removed", "ABB", "the fields don't exclude each other any more", "the accessor of the group is gone"),
    ("group-renamed", "-BB", "the group has another name", "the accessor has that name"),
    ("group-member-added", "ARR", "the group has a new member", "a match on the accessor may miss it"),
    ("group-member-drawn-in", "BRR", "a field belongs to the group now", "requests with it and another one are refused"),
    ("group-member-left", "ARR", "a field doesn't belong to the group any more", "the accessor doesn't give it"),
    ("method-added", "A--", "the method is new", ""),
    ("method-removed", "B--", "the method is gone", ""),
    ("deprecated-method-removed", "B--", "the method, which was deprecated, is gone", ""),
    ("method-renamed", "B--", "the method has another name", ""),
    ("http-changed", "R--", "the address is another one", "older releases may stop working"),
    ("media-type-changed", "B--", "the method isn't JSON any more", "it is left out"),
    ("media-type-became-json", "A--", "the method is JSON now", "it is generated"),
    ("parameter-added", "A--", "the parameter is new", ""),
    ("required-parameter-added", "B--", "the parameter is new and required", "calls without it are refused"),
    ("parameter-removed", "B--", "the parameter is gone", "calls with it are TypeErrors"),
    ("parameter-renamed", "B--", "the parameter has another name", "calls with the old one are TypeErrors"),
    ("parameter-place-changed", "R--", "the parameter travels elsewhere in the request", "no code changes"),
    ("sdk-returns-changed", "-B-", "calls hand back something else", ""),
    ("paging-added", "-B-", "calls hand back a pager now", ""),
    ("paging-removed", "-B-", "calls don't hand back a pager any more", ""),
    ("paging-style-changed", "-R-", "pages are found otherwise", "cursors that were kept are of no use"),
    ("paging-items-changed", "-R-", "the items of a page stand elsewhere", ""),
    ("paging-item-type-changed", "-B-", "the items of a page are of another type", ""),
    ("paging-metadata-changed", "-R-", "what tells of other pages stands elsewhere", ""),
    ("idempotency-key-removed", "B--", "there is no idempotency key any more", "and no safe retry"),
    ("encoding-changed", "R--", "parameters travel in another form", "no code changes"),
    ("query-field-added", "A--", "queries may name the field", ""),
    ("query-field-removed", "B--", "queries may not name the field any more", "filters and orders with it are refused"),
    ("query-operator-added", "A--", "filters may use the operator", ""),
    ("query-operator-removed", "B--", "filters may not use the operator any more", "typed filters with it are TypeErrors"),
    ("query-order-added", "A--", "queries may sort by the field that way", ""),
    ("query-order-removed", "B--", "queries may not sort by the field that way any more", ""),
    ("query-facts-changed", "DDD", "what is written about the field in queries changed", ""),
    ("identity-added", "A--", "somebody else may call it, too", ""),
    ("identity-removed", "R--", "somebody may not call it any more", "Wix refuses the call"),
    ("permission-added", "A-A", "another permission will do", ""),
    ("permission-removed", "R-R", "a permission won't do any more", "an app may need consent again"),
    ("permission-replaced", "R-R", "another permission is needed", "an app needs consent again"),
    ("error-added", "-D-", "the error is documented", ""),
    ("error-removed", "-D-", "the error isn't documented any more", ""),
    ("error-changed", "-D-", "what is documented of the error changed", ""),
    ("plugin-added", "A--", "Wix calls the app for this now", ""),
    ("plugin-removed", "B--", "Wix doesn't call the app for this any more", "what serves it is gone"),
    ("plugin-component-changed", "R--", "the extension of the app is of another type", "the app is configured otherwise"),
    ("plugin-method-added", "A--", "Wix calls another method of the app", ""),
    ("plugin-method-removed", "B--", "Wix doesn't call the method any more", "its handler is gone"),
    ("plugin-path-changed", "R--", "Wix calls the method at another path", "older releases don't answer"),
    ("plugin-error-added", "A--", "the app may answer with another error", ""),
    ("plugin-error-removed", "B--", "the app may not answer with the error any more", "its class is gone"),
    ("plugin-error-changed", "R--", "the error is answered otherwise", ""),
    ("deprecated-set", "AAA", "it is deprecated", "calls warn"),
    ("deprecated-unset", "AAA", "it isn't deprecated any more", ""),
    ("webhook-added", "--A", "the webhook is new", ""),
    ("webhook-removed", "--B", "the webhook is gone", ""),
    ("webhook-renamed", "--B", "the webhook has another name", "its class and its hook have that name"),
    ("webhook-kind-changed", "--B", "the webhook is of another kind", "its envelope is another one"),
    ("webhook-entity-changed", "--B", "the webhook's payload is of another type", ""),
    ("webhook-entity-added", "--A", "the webhook has a typed payload now", ""),
    ("webhook-entity-removed", "--B", "the webhook has no typed payload any more", ""),
    ("modified-fields-added", "--A", "the webhook tells what changed", ""),
    ("modified-fields-removed", "--B", "the webhook doesn't tell what changed any more", ""),
    ("event-type-added", "--R", "the event type is known now", "deliveries find their handler by it"),
    ("event-type-changed", "--B", "the event type is another one", "events that wait in an inbox go to the fallback"),
    ("event-type-removed", "--R", "the event type isn't known any more", "deliveries find their handler by its end"),
    ("words-changed", "DDD", "what is written about it changed", ""),
)
# fmt: on

RULES = {
    id: Rule(id, verdicts_of(letters), words, why) for id, letters, words, why in _TABLE
}

#: Verdicts of a change between two kinds of values: for who sends; for who gets it, in an answer or an event.
PAIRS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("string", "guid"): ("R", "D"),
    ("guid", "string"): ("A", "D"),
    ("string", "datetime"): ("B", "B"),
    ("datetime", "string"): ("A", "B"),
    ("integer", "int32"): ("B", "D"),
    ("int32", "integer"): ("A", "D"),
    ("int32", "int64"): ("A", "D"),
    ("integer", "int64"): ("B", "D"),
    ("int64", "integer"): ("A", "D"),
    ("int64", "int32"): ("B", "D"),
    ("integer", "number"): ("A", "B"),
    ("int32", "number"): ("A", "B"),
    ("number", "integer"): ("B", "A"),
    ("number", "int32"): ("B", "A"),
    ("string", "decimal"): ("B", "D"),
    ("decimal", "string"): ("A", "D"),
    ("string", "enum"): ("B", "A"),
    ("enum", "string"): ("A", "B"),
    ("object", "named"): ("B", "B"),
    ("json", "named"): ("B", "B"),
    ("named", "object"): (
        "B",
        "B",
    ),  # a model is no dict: pydantic refuses it where free JSON is wanted
    ("named", "json"): ("R", "B"),
    ("json", "object"): ("B", "A"),
}
"""Pairs that are missing here, and to which `ANY_TO` has nothing to say, are breaking for everybody."""

# free JSON takes whatever was sent, and says nothing of what comes
ANY_TO: Mapping[str, tuple[str, str]] = {"json": ("A", "B")}
"""The same for changes to a kind of values from all kinds that `PAIRS` doesn't name with it."""
