"""Parse the TypeScript and JavaScript of a published package: declarations, their comments, their places.

Nothing is interpreted here. Types stay nodes of the syntax tree; `type_words.py` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from wixgen.diagnostics import Place

_LANGUAGE = Language(tree_sitter_typescript.language_typescript())


@dataclass(frozen=True)
class Doc:
    """A `/** … */` comment.

    Attributes:
        text: The sentences before the first tag.
        tags: `@name value` in order; a name may stand there several times.
    """

    text: str = ""
    tags: tuple[tuple[str, str], ...] = ()

    def all(self, tag: str) -> list[str]:
        """Return the values of all tags with that name."""
        return [value for name, value in self.tags if name == tag]

    def first(self, tag: str) -> str:
        """Return the value of the first tag with that name; "" if it has none, or there is no such tag."""
        return next(iter(self.all(tag)), "")

    def has(self, tag: str) -> bool:
        """Return whether there is such a tag."""
        return any(name == tag for name, _ in self.tags)


@dataclass(frozen=True)
class Member:
    """A field of an interface, its type as a node."""

    name: str
    type: Node | None
    doc: Doc
    at: Place


@dataclass(frozen=True)
class Declared:
    """An interface, an enum, or an alias.

    Attributes:
        parents: What an interface extends.
        members: The fields of an interface.
        values: The values of an enum, each with its comment.
        type: The type that an alias stands for.
    """

    name: str
    doc: Doc
    at: Place
    parents: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    values: tuple[tuple[str, Doc], ...] = ()
    type: Node | None = None

    @property
    def is_enum(self) -> bool:
        """Return whether it is an enum."""
        return bool(self.values)


@dataclass(frozen=True)
class Function:
    """A function's signature: its parameters' names and types, and the type of its result."""

    name: str
    parameters: tuple[tuple[str, Node | None], ...]
    result: Node | None
    doc: Doc
    at: Place


@dataclass
class Source:
    """A parsed file."""

    path: str
    text: bytes = field(repr=False)

    @cached_property
    def root(self) -> Node:
        """Return the root of its syntax tree."""
        return Parser(_LANGUAGE).parse(self.text).root_node

    def place(self, node: Node) -> Place:
        """Return where a node stands."""
        return Place(self.path, node.start_point[0] + 1, node.start_point[1] + 1)

    @property
    def fault(self) -> Place | None:
        """Return the first place that is no TypeScript; None if all of it is."""
        if not self.root.has_error:
            return None
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            if node.is_error or node.is_missing:
                return self.place(node)
            waiting += [child for child in reversed(node.children) if child.has_error]
        return Place(self.path, 1, 1)

    def statements(self) -> Iterator[tuple[Node, Doc]]:
        """Yield the statements of the file, `export` and `declare` taken off, each with its comment."""
        comment: Node | None = None
        for node in self.root.named_children:
            if node.type == "comment":
                comment = node
                continue
            doc = read_doc(text_of(comment)) if comment is not None else Doc()
            yield _bare(node), doc
            comment = None

    @cached_property
    def declared(self) -> dict[str, Declared]:
        """Return its interfaces, enums and aliases by name."""
        found: dict[str, Declared] = {}
        for node, doc in self.statements():
            if node.type in _READERS:
                made = _READERS[node.type](self, node, doc)
                found.setdefault(made.name, made)
        return found

    @cached_property
    def functions(self) -> list[Function]:
        """Return the signatures of its functions, in order."""
        return [
            self._function(node, doc)
            for node, doc in self.statements()
            if node.type in {"function_signature", "function_declaration"}
        ]

    def _function(self, node: Node, doc: Doc) -> Function:
        listed = node.child_by_field_name("parameters")
        parameters = tuple(
            (text_of(name), _annotated(parameter))
            for parameter in (listed.named_children if listed else ())
            if (name := parameter.child_by_field_name("pattern")) is not None
        )
        return Function(
            _name(node),
            parameters,
            _inner(node.child_by_field_name("return_type")),
            doc,
            self.place(node),
        )


def text_of(node: Node | None) -> str:
    """Return the text of a node; "" without one."""
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def string_of(node: Node | None) -> str:
    """Return what a string literal says; "" if the node is none."""
    return text_of(node)[1:-1] if node is not None and node.type == "string" else ""


def read_doc(comment: str) -> Doc:
    """Read a `/** … */` comment."""
    if not comment.startswith("/**"):
        return Doc()
    said: list[str] = []
    tags: list[tuple[str, str]] = []
    for line in comment[3:].removesuffix("*/").split("\n"):
        words = line.strip().removeprefix("*").strip()
        if words.startswith("@"):
            name, _, value = words[1:].partition(" ")
            tags.append((name, value.strip()))
        elif not tags:
            said.append(words)
    return Doc("\n".join(said).strip(), tuple(tags))


def _bare(node: Node) -> Node:
    """Take `export` and `declare` off a statement."""
    while node.type in {"export_statement", "ambient_declaration"}:
        inner = node.child_by_field_name("declaration")
        if inner is None and node.type == "ambient_declaration":
            inner = next(iter(node.named_children), None)
        if inner is None:
            return node
        node = inner
    return node


def unnumbered(name: str) -> str:
    """Return a name without the number that a bundler puts behind one that is taken: `Door$1` is `Door`."""
    return re.sub(r"\$\d+$", "", name)


def _name(node: Node) -> str:
    return text_of(node.child_by_field_name("name"))


def _annotated(node: Node) -> Node | None:
    """Return the type behind the colon."""
    return _inner(node.child_by_field_name("type"))


def _inner(annotation: Node | None) -> Node | None:
    return annotation.named_children[0] if annotation is not None else None


def members_of(source: Source, body: Node | None) -> tuple[Member, ...]:
    """Return the fields in the braces of an interface or of an object type, each with its comment."""
    made: list[Member] = []
    comment: Node | None = None
    for node in body.named_children if body is not None else ():
        if node.type == "comment":
            comment = node
            continue
        if node.type == "property_signature":
            doc = read_doc(text_of(comment)) if comment is not None else Doc()
            name = _name(node).strip("'\"")
            made.append(Member(name, _annotated(node), doc, source.place(node)))
        comment = None
    return tuple(made)


def _interface(source: Source, node: Node, doc: Doc) -> Declared:
    heritage = [one for one in node.named_children if one.type == "extends_type_clause"]
    parents = tuple(
        text_of(one) for clause in heritage for one in clause.named_children
    )
    members = members_of(source, node.child_by_field_name("body"))
    return Declared(_name(node), doc, source.place(node), parents, members)


def _enum(source: Source, node: Node, doc: Doc) -> Declared:
    body = node.child_by_field_name("body")
    values: list[tuple[str, Doc]] = []
    comment: Node | None = None
    for part in body.named_children if body is not None else ():
        if part.type == "comment":
            comment = part
            continue
        if value := string_of(part.child_by_field_name("value")):
            said = read_doc(text_of(comment)) if comment is not None else Doc()
            values.append((value, said))
        comment = None
    return Declared(_name(node), doc, source.place(node), values=tuple(values))


def _alias(source: Source, node: Node, doc: Doc) -> Declared:
    type_ = node.child_by_field_name("value")
    return Declared(_name(node), doc, source.place(node), type=type_)


_READERS = {
    "interface_declaration": _interface,
    "enum_declaration": _enum,
    "type_alias_declaration": _alias,
}
