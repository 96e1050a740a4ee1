"""Find what the JavaScript SDK hands back of an answer: all of it, one field, or nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from wixgen.pages.names import is_type_name, plain_name
from wixgen.pages.parse.type_words import type_word
from wixgen.pages.transcribe.drafts import DraftField, DraftType, Reference

NOTHING = "none"
_PROMISE = re.compile(r"promise(?:<(?P<type>.*)>)?", re.DOTALL | re.IGNORECASE)


def sdk_returns(
    promise: str, printed: Collection[str], returns: Mapping[str, DraftField]
) -> str:
    """Return the field of the answer that the SDK hands back: `none` for nothing, "" for all of it.

    `PROMISE<Door>` names the type of one field, whatever other fields the answer has. Where the name is
    lost, or is another one in the SDK, the fields below it tell.

    Args:
        promise: The return type that the SDK half prints.
        printed: The names of the fields that it prints below.
        returns: The drafts of the fields of the REST half's answer.
    """
    if not returns:
        return ""
    objects = {
        wire: field.type
        for wire, field in returns.items()
        if isinstance(field.type, DraftType | Reference)
        and not (field.is_list or field.inner)
    }
    found = _PROMISE.fullmatch(promise.strip())
    promised = plain_name(type_word((found and found["type"]) or "").name)
    named = [wire for wire, type_ in objects.items() if type_.name == promised]
    own_name = promised[:1].lower() + promised[1:]
    if named:
        return own_name if own_name in named else named[0]
    if not printed:
        return "" if is_type_name(promised) else NOTHING
    if not returns.keys().isdisjoint(printed):
        return ""
    alike = [wire for wire, type_ in objects.items() if _is_alike(type_, printed)]
    candidates = list(objects) if len(returns) == 1 else alike
    return candidates[0] if len(candidates) == 1 else ""


def _is_alike(type_: DraftType | Reference, printed: Collection[str]) -> bool:
    """Return whether at least half of the printed fields are those of a type."""
    fields = type_.fields if isinstance(type_, DraftType) else {}
    return 2 * len(fields.keys() & set(printed)) >= len(printed)
