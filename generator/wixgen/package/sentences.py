"""Make a sentence of the name of a method or of an event: for those that nobody has described.

`getDraftPost` becomes "Gets a draft post.", `bulkDeleteTags` "Deletes tags, many in one call.",
`draftPostCreated` "A draft post was created." Of a name that isn't made like that, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wixgen.package.names import words_of

_VERBS = frozenset(["accept", "activate", "add", "adjust", "aggregate", "allow", "append", "apply", "approve", "archive", "assign", "authorize", "block", "calculate", "cancel", "capture", "change", "charge", "check", "clear", "clone", "collect", "commit", "complete", "confirm", "connect", "convert", "copy", "count", "create", "deactivate", "decline", "decrease", "decrement", "defend", "delete", "disable", "discard", "disconnect", "download", "downvote", "drop", "duplicate", "earn", "embed", "enable", "end", "estimate", "execute", "export", "extend", "extract", "fetch", "finalize", "find", "follow", "fulfill", "generate", "get", "handle", "hide", "import", "increase", "increment", "initiate", "insert", "install", "invite", "issue", "join", "label", "leave", "link", "list", "lock", "login", "logout", "make", "mark", "merge", "migrate", "moderate", "modify", "move", "mute", "notify", "open", "overwrite", "patch", "pause", "pay", "place", "postpone", "predict", "prepare", "preview", "provision", "publish", "purchase", "query", "reactivate", "reallocate", "recalculate", "record", "recover", "redeem", "refresh", "refund", "register", "reject", "release", "remove", "rename", "renew", "reopen", "reorder", "replace", "report", "request", "reschedule", "reserve", "reset", "resolve", "restore", "resume", "retry", "revert", "revive", "revoke", "save", "schedule", "search", "send", "set", "setup", "show", "sign", "skip", "start", "stop", "submit", "subscribe", "sum", "swap", "sync", "terminate", "test", "track", "transfer", "translate", "trigger", "truncate", "unarchive", "unassign", "unblock", "undo", "unfollow", "unhide", "uninstall", "unlabel", "unlink", "unlock", "unmark", "unmute", "unpublish", "unsubscribe", "update", "upgrade", "upload", "upsert", "upvote", "validate", "verify", "void"])  # fmt: skip

#: Verbs that other words say better; `{}` is what it is done to.
_SAID = {
    "query": "Finds {} by filter",
    "upsert": "Creates or updates {}",
    "setup": "Sets up {}",
    "login": "Logs {} in",
    "logout": "Logs {} out",
}
#: Verbs that are about many things, or about the one that there is.
_OF_MANY = frozenset({"query", "list", "search", "count", "aggregate", "truncate"})
_OF_THE_ONE = frozenset({"set", "reset", "setup"})
_ALONE = frozenset({"login", "logout", "register"})  # what they are done to is clear

_PARTICLES = frozenset({"in", "out", "up", "off"})
_BEFORE_A_THING = frozenset({"to", "from", "in", "for", "of", "on", "into"})
_PREPOSITIONS = _BEFORE_A_THING | {
    "by",
    "with",
    "without",
    "as",
    "and",
    "or",
    "per",
    "at",
    "if",
}

_UNCOUNTABLE = frozenset(["access", "analytics", "availability", "billing", "consent", "content", "data", "eligibility", "feedback", "inventory", "info", "information", "media", "metadata", "permission", "quantity", "seo", "status", "traffic", "usage"])  # fmt: skip
_CAPITALS = {
    word: word.upper()
    for word in [
        "api",
        "csv",
        "faq",
        "html",
        "id",
        "ip",
        "json",
        "pdf",
        "rsvp",
        "seo",
        "sku",
        "sms",
        "sso",
        "ui",
        "url",
        "utm",
    ]
} | {
    "ids": "IDs",
    "urls": "URLs",
    "skus": "SKUs",
    "rsvps": "RSVPs",
    "faqs": "FAQs",
    "oauth": "OAuth",
    "wix": "Wix",
}
_AN = re.compile(r"[aeio]|u(?!s[ae]|ni|rl|tm)|(RSVP|SEO|FAQ|HTML|SKU|SMS|SSO)s?$|OAuth")
#: Words that belong together though one of them looks like a preposition.
_COMPOUNDS = re.compile(
    r"\b(o auth|add ons?|sign on|opt (in|out)|back in stock|out of stock|point of sale)\b"
)
_IRREGULAR = {"person": "people", "child": "children"}

#: What happens without somebody who does it.
_OF_ITSELF = frozenset(
    [
        "ended",
        "expired",
        "failed",
        "interacted",
        "joined",
        "left",
        "participated",
        "started",
    ]
)
_PARTICIPLES = frozenset(
    {"begun", "hidden", "left", "made", "paid", "read", "sent", "set"}
)


def method_sentence(name: str, module: str) -> str:
    """Return what a method does, by its name; empty if the name doesn't tell.

    Args:
        name: The method's: `bulkUpdateTags`.
        module: The resource's, for methods that are called by a verb alone: `items`.
    """
    words = _plain(name)
    start = next(
        (at for at, word in enumerate(words[:3]) if word in _VERBS or word == "bulk"),
        None,
    )
    if start is None or words[0] == "my":
        return ""
    is_bulk = "bulk" in words
    verb, *rest = [word for word in words[start:] if word != "bulk"] or [""]
    if verb not in _VERBS:
        return ""
    verbs = [_third_person(verb)]
    if len(rest) > 1 and rest[0] in {"and", "or"} and rest[1] in _VERBS:
        verbs += [rest[0], _third_person(rest[1])]
        rest = rest[2:]
    elif rest and rest[0] in _PARTICLES:
        verbs.append(rest.pop(0))
    thing, circumstances = _split(rest)
    if not rest:
        thing = _one_of(module)
    if not thing and not rest and verb not in _ALONE:
        return ""
    done_to = _object(thing, verb, is_bulk=is_bulk)
    pattern = _SAID.get(verb, "") if len(verbs) == 1 else ""
    said = pattern.format(done_to) if pattern else " ".join([*verbs, done_to])
    said = " ".join([said, *_circumstances(circumstances)])
    said = " ".join(said.split()) + (", many in one call" if is_bulk else "")
    return f"{said[0].upper()}{said[1:]}."


def event_sentence(name: str) -> str:
    """Return what an event tells, by its name: `guestCheckedIn`; empty if the name doesn't tell."""
    *thing, last = _plain(name) or [""]
    particle = ""
    if last in _PARTICLES and thing:
        particle, last = last, thing.pop()
    if not thing or not (last.endswith("ed") or last in _PARTICIPLES):
        return ""
    forms = ("has", "have") if last in _OF_ITSELF else ("was", "were")
    verb = forms[_is_plural(thing[-1])]
    said = " ".join(filter(None, [_with_article(thing), verb, last, particle]))
    return f"{said[0].upper()}{said[1:]}."


def _plain(name: str) -> list[str]:
    """Return the words of a name in lower case, without versions; what is written in capitals keeps them."""
    text = " ".join(word.lower() for word in words_of(name))
    text = _COMPOUNDS.sub(lambda found: found[0].replace(" ", "-"), text)
    words = text.replace("o-auth", "oauth").split()
    return [
        _CAPITALS.get(word, word) for word in words if not re.fullmatch(r"v\d+", word)
    ]


def _one_of(module: str) -> list[str]:
    """Return what a resource has many of, as one thing: `draftPosts`; nothing if it isn't called so."""
    *before, last = _plain(module) or [""]
    return [*before, _singular(last)] if _is_plural(last) else []


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """Return the thing that something is done to, and the circumstances behind it."""
    end = next(
        (
            at
            for at, word in enumerate(words)
            if word in _PREPOSITIONS or (at and word.endswith("ly"))
        ),
        len(words),
    )
    return words[:end], words[end:]


def _object(thing: Sequence[str], verb: str, *, is_bulk: bool) -> str:
    """Return a thing, or several, with its article."""
    if not thing:
        return ""
    if is_bulk or verb in _OF_MANY:
        return " ".join([*thing[:-1], _plural(thing[-1])])
    if verb in _OF_THE_ONE and not _is_plural(thing[-1]):
        return f"the {' '.join(thing)}"
    return _with_article(thing)


def _circumstances(words: list[str]) -> list[str]:
    """Return what follows a thing, with an article before another thing: `to a post`."""
    if len(words) > 1 and words[0] in _BEFORE_A_THING:
        thing, others = _split(words[1:])
        return [words[0], _with_article(thing), *_circumstances(others)]
    if len(words) > 1 and words[0] in _PREPOSITIONS:
        _, others = _split(words[1:])
        return [*words[: len(words) - len(others)], *_circumstances(others)]
    return words


def _with_article(thing: Sequence[str]) -> str:
    if not thing or _is_plural(thing[-1]):
        return " ".join(thing)
    if thing[-1].lower() in _UNCOUNTABLE or thing[0] in {
        "all",
        "current",
        "my",
        "default",
    }:
        return " ".join(["the", *thing])
    return " ".join(["an" if _AN.match(thing[0]) else "a", *thing])


def _third_person(verb: str) -> str:
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if re.search(r"(s|x|z|ch|sh|o)$", verb) else f"{verb}s"


def _is_plural(word: str) -> bool:
    return word in _IRREGULAR.values() or bool(re.search(r"(?<![sui])s$|^menus$", word))


def _plural(word: str) -> str:
    if _is_plural(word) or word.lower() in _UNCOUNTABLE:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search(r"(s|x|z|ch|sh)$", word) else f"{word}s"


def _singular(word: str) -> str:
    if not _is_plural(word):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return re.sub(r"(?<=s)es$|(?<=x)es$|(?<=ch)es$|(?<=sh)es$|s$", "", word)
