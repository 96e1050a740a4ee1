"""The entries of a section as both resolvers see them: items and groups, and what can be said of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wixgen.pages.names import is_type_name, rest_name
from wixgen.pages.nesting.placement import Placement
from wixgen.pages.parse.tree import Empty, Entry, Enum, EnumValue, Item, OneOf
from wixgen.pages.parse.type_words import type_word

Values = Mapping[int, list[EnumValue | str]]
MAX_DEPTH = 40  # Wix's deepest type has 14 levels
SCALARS = frozenset(
    [
        "string",
        "integer",
        "number",
        "boolean",
        "Date",
        "none",
        "string (date-time)",
        "file",
    ]
)


@dataclass(frozen=True)
class SectionEntries:
    """The entries of a section.

    Attributes:
        entries: The items and one-of groups, in order.
        values: The enum values of items, by the index of the item.
        is_empty: True if the page says that the object is empty.
    """

    entries: list[Item | OneOf] = field(default_factory=list[Item | OneOf])
    values: dict[int, list[EnumValue | str]] = field(
        default_factory=dict[int, list[EnumValue | str]]
    )
    is_empty: bool = False

    @classmethod
    def of(cls, printed: Sequence[Entry]) -> SectionEntries:
        """Split printed entries into items and groups, and enum values by the index of their item."""
        is_empty = any(isinstance(entry, Empty) for entry in printed)
        section = cls(is_empty=is_empty)
        for entry in printed:
            match entry:
                case Item() | OneOf():
                    section.entries.append(entry)
                case Enum() if section.entries:
                    section._add_values(entry.values)
                case EnumValue() if section.entries:
                    section._add_values([entry])
                case _:
                    pass
        return section

    def _add_values(self, values: Sequence[EnumValue | str]) -> None:
        self.values.setdefault(len(self.entries) - 1, []).extend(values)

    @property
    def has_lines(self) -> bool:
        """True if the indentation of all entries is known."""
        return all(entry.indent is not None for entry in self.entries)

    @property
    def is_object(self) -> bool:
        """True if it is the schema of an object page."""
        first = self.entries[0] if self.entries else None
        return isinstance(first, Item) and first.marker == "type"

    @property
    def has_parameters(self) -> bool:
        """True if it has lines `param name:`; every `- name:` is a field of something then."""
        return any(
            isinstance(item, Item) and item.marker != "field" for item in self.entries
        )


def inner_type(item: Item) -> str:
    """Return the printed type of an item, of a list that of its items."""
    return type_word(item.type).name


def type_key(item: Item, owner: str) -> str:
    """Return the key of an item's type in a `TypeTable`; `owner` is the key of the owner's type."""
    inner = inner_type(item)
    return inner if is_type_name(inner) else f"{owner}.{rest_name(item.name)}"


def name_lists(section: SectionEntries, placements: Iterable[Placement]) -> None:
    """Give lists the names of what they hold, where known types tell them.

    A page that has lost its lines has lost all that stands in angle brackets, too: `array<Lock>` reads `array`.
    """
    for placement in placements:
        entry = section.entries[placement.index]
        name = placement.inner.rpartition(":")[2].removeprefix("common.")
        is_word = is_type_name(name) or name in SCALARS
        if isinstance(entry, Item) and entry.type == "array" and is_word:
            named = replace(entry, type=f"array<{name}>")
            section.entries[placement.index] = named
