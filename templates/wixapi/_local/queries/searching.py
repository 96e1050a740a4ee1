"""Searches for text.

The expression is taken apart at spaces. An entity is found if any of the words is part of any text in it, whatever
their capitals; with the mode `AND`, if each word is. `fields` says where to look: then only there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wixapi._local.queries.conditions import ALL, MOST, all_of, any_of
from wixapi._local.queries.field_types import FieldTypes
from wixapi._local.queries.operands import text_operand
from wixapi._local.queries.refusals import refused
from wixapi._local.queries.statement import Statement, items_at
from wixapi._local.wire import as_list


def found_in(
    statement: Statement, text: Mapping[str, Any], types: FieldTypes, *, json: str
) -> str:
    """Return the condition that an entity holds the text that is searched for.

    Args:
        statement: what binds its values.
        text: `{"expression", "mode", "fields"}`; without an expression all are found.
        types: of the entity's fields.
        json: SQL of the entity's JSON.

    Raises:
        Refusal: there are too many words.
    """
    words = [*dict.fromkeys(str(text.get("expression") or "").split())]
    if len(words) > MOST:
        raise refused("search", "MAX_SIZE", f"has more than {MOST} words")
    fields = text.get("fields")
    places = list(map(str, as_list(fields)))
    conditions = [
        _holds(statement, text_operand(word), places, types, json) for word in words
    ]
    if not conditions:
        return ALL
    return all_of(conditions) if text.get("mode") == "AND" else any_of(conditions)


def _holds(
    statement: Statement,
    word: str,
    places: Sequence[str],
    types: FieldTypes,
    json: str,
) -> str:
    """Return the condition that a word is part of a text in an entity."""
    bound = statement.bind(word)

    def test(type_: str, value: str) -> str:
        """Return the condition that a node is text with the word in it."""
        return f"({type_} = 'text' AND instr(wix_folded({value}), {bound}) > 0)"

    if places:
        nodes = [items_at(statement, types.find(place), json) for place in places]
        return any_of(node.any(test) for node in nodes)
    name = statement.alias()
    return f"EXISTS (SELECT 1 FROM json_tree({json}) AS {name} WHERE {test(f'{name}.type', f'{name}.value')})"
