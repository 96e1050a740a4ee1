"""Read type expressions of TypeScript: `Record<string, Door[]> | null` is `map[list[Door]]`."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from wixgen.published.syntax import text_of

NUMBER = "number"  # of which kind, facts about the field tell
_WORDS = {
    "string": "string",
    "number": NUMBER,
    "boolean": "boolean",
    "Date": "datetime",
    "Uint8Array": "string",  # in Base64
}
_NOTHING = {"null", "undefined"}
_TRANSPARENT = {"NonNullablePaths", "Promise", "Partial", "Required"}
_DEPTH = 20
_WITH_LITERALS = "WithLiterals"


def expression_of(node: Node | None, named: Callable[[str], str | None]) -> str:
    """Return a type as an expression of the spec language; what that can't say is `json`.

    Args:
        node: The type.
        named: Returns the spec's name for the type with a name, or None if it isn't declared.
    """
    return _expression(node, named, _DEPTH)


def _expression(
    node: Node | None, named: Callable[[str], str | None], depth: int
) -> str:
    if node is None or depth <= 0:
        return "json"
    match node.type:
        case "predefined_type" | "type_identifier" | "nested_type_identifier":
            word = name_of(node)
            return (
                _WORDS.get(word) or named(word.removesuffix(_WITH_LITERALS)) or "json"
            )
        case "union_type":
            return _union(node, named, depth)
        case "array_type":
            return f"list[{_expression(node.named_children[0], named, depth - 1)}]"
        case "parenthesized_type" | "readonly_type":
            return _expression(node.named_children[-1], named, depth - 1)
        case "generic_type":
            return _generic(node, named, depth)
        case "literal_type":
            return _literal(node)
        case _:
            return "json"


def _union(node: Node, named: Callable[[str], str | None], depth: int) -> str:
    """Read `A | B | null`: one type that may be absent, or words of which it is one."""
    found = [one for one in alternatives(node) if text_of(one) not in _NOTHING]
    kinds = list(dict.fromkeys(_expression(one, named, depth - 1) for one in found))
    return kinds[0] if len(kinds) == 1 else "json"


def alternatives(node: Node) -> list[Node]:
    """Return what a union is one of; a type that is no union by itself."""
    found: list[Node] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.type == "union_type":
            waiting += reversed(one.named_children)
        else:
            found.append(one)
    return found


def _generic(node: Node, named: Callable[[str], str | None], depth: int) -> str:
    name, arguments = name_of(node), arguments_of(node)
    if name == "Record" and len(arguments) == 2:
        value = _expression(arguments[1], named, depth - 1)
        return "object" if value == "json" else f"map[{value}]"
    if name in {"Array", "ReadonlyArray"} and arguments:
        return f"list[{_expression(arguments[0], named, depth - 1)}]"
    if name in _TRANSPARENT and arguments:
        return _expression(arguments[0], named, depth - 1)
    return "json"


def _literal(node: Node) -> str:
    text = text_of(node)
    if text in {"true", "false"}:
        return "boolean"
    return "string" if text[:1] in {"'", '"'} else "json"


def name_of(node: Node | None) -> str:
    """Return the name of a type without what stands before its dots and between its angle brackets.

    Of `Door & DoorNonNullableFields` that is `Door`: the rest says only what is never absent.
    """
    while node is not None and node.type == "intersection_type":
        node = node.named_children[0]
    if node is None:
        return ""
    if node.type == "generic_type":
        node = node.child_by_field_name("name") or node.named_children[0]
    return text_of(node).rsplit(".", 1)[-1]


def arguments_of(node: Node) -> list[Node]:
    """Return what stands between the angle brackets of a type."""
    listed = node.child_by_field_name("type_arguments")
    if listed is None:
        found = [one for one in node.named_children if one.type == "type_arguments"]
        listed = found[0] if found else None
    return listed.named_children if listed is not None else []


def names_in(node: Node | None) -> set[str]:
    """Return the names of all types in a type."""
    found: set[str] = set()
    waiting = [node] if node is not None else []
    while waiting:
        one = waiting.pop()
        if one.type in {"type_identifier", "nested_type_identifier"}:
            found.add(name_of(one))
        else:
            waiting += one.named_children
    return found
