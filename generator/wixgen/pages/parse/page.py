"""Read the lines of a file into page trees, one for each page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from wixgen.pages.parse.kinds import (
    HEADER,
    is_missing,
    is_reference,
    is_velo,
    plain_kind,
    reference_kind,
)
from wixgen.pages.parse.lines import FENCE, Line, lines_of
from wixgen.pages.parse.schema import MAX_TEXT, SchemaReader
from wixgen.pages.parse.tree import Example, Half, Kind, Page, Schema, Scope

# Examples beyond these limits are no examples, and would only cost time.
MAX_CODE = 200_000  # characters of one example
MAX_COMMANDS = 50
MAX_NESTING = 50  # Wix's deepest type has 14 levels

REST = "## REST API"
SDK = "## JavaScript SDK"

_PACKAGE = re.compile(r"# Package: (?P<value>\S+)")
_TITLE = re.compile(
    r"# (?!(?:Package|Namespace|Method link|Webhook link|Link|Type): )(?P<title>\S.*)"
)
_RESOURCE = re.compile(r"## Resource: ")  # of an article
_PLAIN = re.compile(r"## Article: |# \[")  # an article, a menu
_TYPE = re.compile(r"# Type: (?P<title>.*)")
_SCOPE = re.compile(r"(?P<name>[^:]+?): (?P<scope>[A-Za-z0-9_.-]+\b)")
_BRACKET = re.compile(r"[\[\]{}]")
#: Headings that go on with the page which such a heading began.
_SAME_PAGE: Mapping[str, frozenset[str]] = {
    "": frozenset(),
    "plain": frozenset(),
    "resource": frozenset({"plain"}),
    "package": frozenset(),
    "type": frozenset({"package"}),
    "velo": frozenset({"velo"}),
}
_AFTER_SCHEMA = re.compile(
    r"### |## (?:REST API|JavaScript SDK|Schema|Description:|Introduction|Permission Scopes)"
    r"|# (?:Package|Namespace|Type|Resource): "
)
_GLUED = re.compile(r"(---)(# .*)")


def read_pages(path: str, text: str) -> list[Page]:
    """Return the pages of a file, in order.

    Text that documents neither a method nor a webhook nor an object becomes an article or a menu.
    """
    lines = [part for line in lines_of(text) for part in _unglued(line)]
    starts = list(_page_starts(lines))
    if not starts or _has_text(lines[: starts[0]]):
        starts.insert(0, 0)
    else:
        starts[0] = 0
    ends = [*(_without_header(lines, start) for start in starts[1:]), len(lines)]
    return [
        _page(path, lines[begin:end]) for begin, end in zip(starts, ends, strict=True)
    ]


def _without_header(lines: Sequence[Line], end: int) -> int:
    """Return where a page ends if the portal's header of the next page may stand before `end`."""
    while end > 1 and lines[end - 1].text.strip()[:1] in {"", ">"}:
        end -= 1
    return end


def _page(path: str, lines: Sequence[Line]) -> Page:
    if is_reference(lines):
        return _PageReader(path, lines).read()
    return _plain_page(path, lines)


def _has_text(lines: Sequence[Line]) -> bool:
    """Return whether there is more than the portal's header."""
    words = (line.text.strip() for line in lines)
    return any(text and text != "---" and not text.startswith(">") for text in words)


def _unglued(line: Line) -> Iterator[Line]:
    """Yield the two lines of `---# Title`, where files were joined without a line break."""
    if found := _GLUED.fullmatch(line.text):
        yield Line(line.number, line.column, "---", line.is_folded)
        yield Line(line.number, line.column + 3, found[2], line.is_folded)
    else:
        yield line


def _page_starts(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the positions at which pages begin.

    A page begins at `# Package:`, or at the title right above it; so do articles and menus. An object
    page begins at `# Type:`, and the `# Package:` after it is still the same page's. Whatever follows the
    portal's header begins a page, too.
    """
    is_fenced = follows_header = False
    title: int | None = None
    begun = (
        ""  # the heading at which the page began, while others of its kind may follow
    )
    for number, line in enumerate(lines):
        text = line.text.strip()
        if text.startswith(">"):
            follows_header |= HEADER in text
            is_fenced &= HEADER not in text
        elif text.startswith(FENCE):
            is_fenced = not is_fenced
        elif is_fenced or not text:
            continue
        elif (heading := _first_heading(text)) and heading not in _SAME_PAGE[begun]:
            yield number if title is None else title
            title, begun, follows_header = None, heading, False
        elif follows_header and title is not None:
            yield title
            title, follows_header = None, False
        elif _TITLE.fullmatch(text):
            title, begun = number, begun if begun == "velo" else ""
        else:
            if follows_header:
                yield number
            title, follows_header = None, False
            begun = begun if begun == "velo" else ""
    if follows_header and title is not None:
        yield title


def _first_heading(text: str) -> str:
    """Return which kind of heading begins a page here; empty if it is none."""
    if _TYPE.match(text):
        return "type"
    if _PACKAGE.match(text):
        return "package"
    if is_velo(text):
        return "velo"
    if _RESOURCE.match(text):
        return "resource"
    return "plain" if _PLAIN.match(text) or is_missing(text) else ""


class _PageReader:
    """A reader of one page.

    `half` and `block` say in which part of the page the next line stands: REST or SDK half, and the
    block `scopes`, `introduction`, `schema` or `examples`.
    """

    def __init__(self, path: str, lines: Sequence[Line]) -> None:
        self.path = path
        self.lines = lines
        self.page = Page(path=path, lines=list(lines), kind=Kind.ARTICLE)
        self.half: Half | None = None
        self.block = ""
        self.title = ""
        self.text: list[str] = []
        self.is_object = False

    def read(self) -> Page:
        """Return the page."""
        position = 0
        while position < len(self.lines):
            line = self.lines[position]
            if line.text.strip().startswith(FENCE):
                end = self._fence_end(position)
                self._fence(self.lines[position:end])
                position = end
            else:
                self._line(line, line.text.strip())
                position += 1
        self.page.kind = reference_kind(self.page)
        return self.page

    def _fence_end(self, start: int) -> int:
        """Return the position after the closing fence; an unclosed one goes on to the page's end.

        A schema ends with the last fence before the next heading: descriptions in it may have fences,
        too. Without any, it goes on to the heading.
        """
        is_schema = self.block == "schema" and self.half and not self.half.schema
        end = start
        for number in range(start + 1, len(self.lines)):
            text = self.lines[number].text
            if text.strip().startswith(FENCE):
                end = number + 1
            elif not (is_schema and _AFTER_SCHEMA.match(text)):
                continue
            elif end == start:
                return number
            if not is_schema or _AFTER_SCHEMA.match(text):
                return end
        return end if end > start else len(self.lines)

    def _line(self, line: Line, text: str) -> None:
        if text.startswith(("# ", "## ", "### ")):
            self._heading(line, text)
        elif self.block == "scopes":
            self._scopes(line, text)
        elif (
            self.block == "introduction"
            and text != "---"
            and len(self.page.introduction) < MAX_TEXT
        ):
            self.page.introduction = f"{self.page.introduction}\n{text}".strip()
        elif self.block == "examples" and text:
            self.text.append(text)

    def _heading(self, line: Line, text: str) -> None:
        page = self.page
        if text.startswith("# "):
            self._fact(*text[2:].partition(": "))
        elif self.is_object and text.startswith("## Description:"):
            self.block = "introduction"
            page.introduction = text.removeprefix("## Description:").strip()
        elif self.is_object and text.startswith("## Schema"):
            self.half = page.rest = page.rest or Half(path=self.path, lines=[line])
            self.block = "schema"
        elif text.startswith("## Permission Scopes:"):
            self.block = "scopes"
            self._scopes(line, text.removeprefix("## Permission Scopes:"))
        elif text.startswith("## Introduction"):
            self.block = "introduction"
            page.introduction = text.removeprefix("## Introduction").strip()
        elif text.startswith((REST, SDK)):
            self.half, self.block = Half(path=self.path, lines=[line]), ""
            if text.startswith(REST):
                page.rest = page.rest or self.half
            else:
                page.sdk = page.sdk or self.half
        elif text.startswith("### Schema"):
            self.block = "schema"
        elif text.startswith("### "):
            self.block, self.text = "examples", []
            self.title = (
                "" if text == "### Examples" else text.removeprefix("### ").strip()
            )

    def _fact(self, word: str, colon: str, value: str) -> None:
        """Keep the fact in a heading of the first level: `# Package: events`."""
        page = self.page
        match word:
            case "Package":
                page.package = value.strip()
            case "Namespace":
                page.namespace = value.strip()
            case "Method link" | "Webhook link" | "Object link" | "Link":
                page.link = page.link or value.strip()
            case "Type":
                self.is_object, page.title = True, value.strip()
            case "Resource":
                pass
            case _:
                page.title = page.title or f"{word}{colon}{value}".strip()

    def _scopes(self, line: Line, text: str) -> None:
        for found in _SCOPE.finditer(text):
            scope = Scope(
                path=self.path,
                lines=[line],
                name=found["name"].strip(),
                scope=found["scope"],
            )
            self.page.scopes.append(scope)

    def _fence(self, lines: Sequence[Line]) -> None:
        if self.half is None:
            return
        language = lines[0].text.strip().removeprefix(FENCE).strip()
        is_schema = self.block == "schema" and (self.is_object or not language)
        if is_schema and self.half.schema is None:
            self.half.schema = self._schema(lines)
        elif self.block == "examples":
            body = [
                line.text
                for line in lines[1:]
                if not line.text.strip().startswith(FENCE)
            ]
            example = Example(
                path=self.path,
                lines=list(lines),
                title=self.title,
                text=" ".join(self.text),
                language=language,
                code=_plausible("\n".join(body)),
            )
            self.half.examples.append(example)

    def _schema(self, lines: Sequence[Line]) -> Schema:
        return SchemaReader(self.path, is_object=self.is_object).read(lines)


def _plausible(code: str) -> str:
    """Return the code of an example; empty if it is too long or too deep to be one."""
    depth = deepest = 0
    if len(code) <= MAX_CODE and code.count("-d '") <= MAX_COMMANDS:
        for bracket in _BRACKET.findall(code):
            depth += 1 if bracket in "[{" else -1
            deepest = max(deepest, depth)
        return code if deepest <= MAX_NESTING else ""
    return ""


def _plain_page(path: str, lines: Sequence[Line]) -> Page:
    """Return a page that documents nothing; its title is the first heading."""
    texts = (line.text.strip() for line in lines)
    title = next((text.strip("# ") for text in texts if text.startswith("#")), "")
    kind = plain_kind(lines)
    return Page(
        path=path, lines=list(lines) or [Line(1, 1, "")], kind=kind, title=title
    )
