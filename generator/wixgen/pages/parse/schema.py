"""Read the lines of a schema fence into keys, sections and entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from wixgen.pages.names import is_type_name
from wixgen.pages.parse.attributes import split_attributes
from wixgen.pages.parse.lines import Line
from wixgen.pages.parse.tree import (
    Empty,
    Entry,
    Enum,
    EnumValue,
    ErrorLine,
    Item,
    Key,
    Node,
    OneOf,
    QueryLine,
    Schema,
    Section,
    Unknown,
)

SECTIONS = ("Method parameters", "Return type", "Event body", "Payload")
OBJECT = "Type"  # the one section of an object page's schema
KEYS = (
    "Method",
    "Webhook",
    "Description",
    "URL",
    "Required parameters",
    "Possible Errors",
)
_ITEM = re.compile(
    r"(?P<marker>(?:query )?param |- )name: (?P<name>\S+) +"
    r"(?:\| type: (?P<type>[^|<\s]*(?:<[^|]*?>+)?(?: \([\w-]+\))?)|(?=\| [a-zA-Z-]+:))"
    r"(?P<rest>.*)",
    re.DOTALL,
)
#: `field: code | operators: $eq, $in`, below a heading or not.
_QUERY = re.compile(
    r"(?:- )?field: +(?P<field>[^\s|]+) *(?P<rest>\| *(?:operators|sort\w*):.*)",
    re.DOTALL,
)
_HEADING = re.compile(r"[A-Z][A-Za-z ,/&-]{2,60}:")
_DESCRIPTION = re.compile(r"\s*\| description:(?P<text>.*)", re.DOTALL)
MAX_TEXT = 20_000  # characters; no spec may have a longer one
_ONE_OF = re.compile(r"- ONE-OF:\s*(?P<required>- required: true)?\s*")
_REQUIRED = re.compile(r"- required: true\s*")
_ENUM = re.compile(r"- enum:\s*(?P<values>.*)")
_VALUE = re.compile(
    r"- {2,}(?:(?P<value>[^\s:]{1,200}):(?P<text>.*)|(?P<bare>[A-Z0-9][A-Z0-9_.]*))",
    re.DOTALL,
)
_FOLDED_VALUE = re.compile(
    r"- +(?:(?P<value>[A-Za-z0-9][A-Za-z0-9_.]*):(?P<text>.*)|(?P<bare>[A-Z0-9][A-Z0-9_.]*))",
    re.DOTALL,
)
_PLAIN_VALUE = re.compile(r"(?P<value>[A-Z0-9][A-Z0-9_.]*) -(?: (?P<text>.*)|$)")
_ERROR = re.compile(
    r"HTTP Code: (?P<http>\d{3})(?: \| Status Code: (?P<status>[^|]*?))?"
    r"(?: \| Application Code: (?P<code>[^|]*?))?(?: \| Description:(?P<text>.*))?\s*$",
    re.DOTALL,
)
_KEY = re.compile(rf"(?P<word>{'|'.join(KEYS)}):(?P<value>.*)", re.DOTALL)
_SECTION = re.compile(rf"(?P<word>{'|'.join(SECTIONS)}):(?P<type>.*)", re.DOTALL)
_OBJECT = re.compile(
    r"Type: (?P<title>[^|]+?)(?: Object)?(?: \| type: (?P<type>\S+).*)?", re.DOTALL
)


class SchemaReader:
    """A reader of the lines of one schema fence."""

    def __init__(self, path: str, *, is_object: bool = False) -> None:
        self.path = path
        self.is_object = is_object  # the schema is that of an object page
        self.last: Node | None = None  # the node that a continuation line belongs to
        self.text = ""  # of that node, if it is an item: what stands behind its type

    def read(self, fence: Sequence[Line]) -> Schema:
        """Return the schema of a fence, whose first and last line are the marks of the fence.

        If the lines are there but their indentation is lost, all of them are read as folded ones.
        """
        self.last = None
        schema = Schema(path=self.path, lines=list(fence[:1]))
        schema.is_closed = len(fence) > 1 and fence[-1].text.strip().startswith("```")
        body = fence[1:-1] if schema.is_closed else fence[1:]
        for number, line in enumerate(body):
            text = line.text.strip()
            if not text or text.startswith("# Note: ") or _heads_query(body, number):
                schema.lines.append(line)
            elif not self._add(line, text, schema):
                self._continue(line, text, schema)
        if fence[-1].is_folded or all(map(_is_indented, schema.sections)):
            return schema
        return self.read([_folded(line) for line in fence])

    def _add(self, line: Line, text: str, schema: Schema) -> bool:
        """Add the line as a node of its own; return whether it is one."""
        if found := _SECTION.fullmatch(text):
            section = Section(
                path=self.path,
                lines=[line],
                word=found["word"],
                type=found["type"].strip(),
            )
            schema.sections.append(section)
            self.last = section
        elif self._begins(schema) and (found := _OBJECT.fullmatch(text)):
            schema.sections.append(self._object(line, found))
            self.last = None
        elif found := _QUERY.fullmatch(text):
            schema.query.append(self._query(line, found))
            self.last = None
        elif schema.sections and (entry := self._entry(line, text)):
            schema.sections[-1].entries.append(entry)
            self.last = entry
        elif found := _ERROR.fullmatch(text):
            self.last = ErrorLine(
                path=self.path,
                lines=[line],
                http=int(found["http"]),
                status=(found["status"] or "").strip(),
                code=(found["code"] or "").strip(),
                description=(found["text"] or "").strip(),
            )
            schema.errors.append(self.last)
        elif found := _KEY.fullmatch(text):
            self.last = Key(
                path=self.path,
                lines=[line],
                word=found["word"],
                value=found["value"].strip(),
            )
            schema.keys.append(self.last)
        else:
            return False
        return True

    def _entry(self, line: Line, text: str) -> Entry | None:
        if found := _ITEM.fullmatch(_unescaped(text)):
            return self._item(line, found)
        if found := _ONE_OF.fullmatch(text):
            return OneOf(
                path=self.path, lines=[line], is_required=bool(found["required"])
            )
        if _REQUIRED.fullmatch(text) and isinstance(self.last, OneOf):
            self.last.is_required = True
            return None
        if found := _ENUM.fullmatch(text):
            values = [
                value.strip() for value in found["values"].split(",") if value.strip()
            ]
            return Enum(path=self.path, lines=[line], values=values)
        if text.startswith("EMPTY-OBJECT"):
            return Empty(path=self.path, lines=[line])
        return self._enum_value(line, text)

    def _query(self, line: Line, found: re.Match[str]) -> QueryLine:
        _, attributes = split_attributes(found["rest"])
        return QueryLine(
            path=self.path,
            lines=[line],
            field=found["field"],
            attributes=attributes,
        )

    def _begins(self, schema: Schema) -> bool:
        return self.is_object and not (schema.sections or schema.keys)

    def _object(self, line: Line, found: re.Match[str]) -> Section:
        """Return the section of an object page, with the object itself as its first entry."""
        words = re.findall(r"\w+", found["title"])
        type_ = found["type"] or ""
        if not is_type_name(type_):
            type_ = "".join(word[:1].upper() + word[1:] for word in words)
        item = Item(
            path=self.path,
            lines=[line],
            marker="type",
            name=type_[:1].lower() + type_[1:],
            type=type_,
            description="",
            attributes={},
        )
        return Section(
            path=self.path, lines=[line], word=OBJECT, type=type_, entries=[item]
        )

    def _item(self, line: Line, found: re.Match[str]) -> Item:
        marker = found["marker"].strip()
        self.text = found["rest"]
        description, attributes = _described(self.text)
        return Item(
            path=self.path,
            lines=[line],
            marker=(
                "field"
                if marker == "-"
                else "query param" if "query" in marker else "param"
            ),
            name=found["name"],
            type=(found["type"] or "").strip(),
            description=description,
            attributes=attributes,
        )

    def _enum_value(self, line: Line, text: str) -> EnumValue | None:
        """Return a value below `- enum:` or below a parameter, where it has no dash; else None."""
        value = _FOLDED_VALUE if line.is_folded else _VALUE
        if isinstance(self.last, Enum | EnumValue) and (found := value.fullmatch(text)):
            pass
        elif isinstance(self.last, Item | Enum | EnumValue) and (
            found := _PLAIN_VALUE.fullmatch(text)
        ):
            if isinstance(self.last, Item) and self.last.marker == "field":
                return None
        else:
            return None
        groups = found.groupdict()
        return EnumValue(
            path=self.path,
            lines=[line],
            value=groups["value"] or groups["bare"],
            description=(groups["text"] or "").strip(),
        )

    def _continue(self, line: Line, text: str, schema: Schema) -> None:
        """Add a line that is no node of its own to the text of the node before it."""
        match self.last:
            case OneOf():
                self.last.lines.append(line)
            case Item():
                self.last.lines.append(line)
                if len(self.text) < MAX_TEXT:
                    self.text = f"{self.text}\n{text}"
                    described = _described(self.text)
                    self.last.description, self.last.attributes = described
            case EnumValue() | ErrorLine():
                self.last.lines.append(line)
                if len(self.last.description) < MAX_TEXT:
                    self.last.description = f"{self.last.description}\n{text}".strip()
            case Key():
                self.last.lines.append(line)
                if len(self.last.value) < MAX_TEXT:
                    self.last.value = f"{self.last.value}\n{text}".strip()
            case _:
                schema.unknown.append(Unknown(path=self.path, lines=[line]))


def _unescaped(text: str) -> str:
    """Return a line with the `&lt;` and `&gt;` of its type as the characters that they stand for."""
    before, type_, rest = text.partition("| type: ")
    if "&" not in rest:
        return text
    printed, pipe, rest = rest.partition("|")
    return f"{before}{type_}{unescape(printed)}{pipe}{rest}"


def _heads_query(body: Sequence[Line], number: int) -> bool:
    """Return whether a line is the heading of the fields that a query can filter by."""
    if not _HEADING.fullmatch(body[number].text.strip()):
        return False
    behind = (line.text.strip() for line in body[number + 1 :])
    return bool(_QUERY.fullmatch(next(filter(None, behind), "")))


def _described(text: str) -> tuple[str, dict[str, str]]:
    """Split the text behind a field's type into description and attributes."""
    described = _DESCRIPTION.fullmatch(text)
    return split_attributes(described["text"] if described else text)


def _is_indented(section: Section) -> bool:
    """Return whether every field below a parameter stands further right than the parameter.

    Some copies of pages kept their lines but not their indentation.
    """
    entries = [entry for entry in section.entries if isinstance(entry, Item | OneOf)]
    if all(isinstance(entry, OneOf) or entry.marker == "field" for entry in entries):
        return all(entry.indent != 0 for entry in entries)
    outermost: int | None = None
    for entry in entries:
        if isinstance(entry, OneOf):
            outermost = entry.indent if outermost is None else outermost
        elif entry.marker != "field":
            outermost = entry.indent
        elif outermost is None or (entry.indent or 0) <= outermost:
            return False
    return True


def _folded(line: Line) -> Line:
    """Return the line as one whose indentation is unknown."""
    lead = len(line.text) - len(line.text.lstrip())
    return Line(line.number, line.column + lead, line.text.strip(), is_folded=True)
