"""Read owners and one-of groups of entries off the columns in which their lines stand.

Fields stand 3 columns deeper than their object. Below a top-level parameter that isn't a list it is
different: its fields stand 5 columns deeper, the members of its one-of groups only 2. So the fields of
a member stand in the same column as further fields of the parameter:

    column 3  param name: door | type: Door
           5   - name: frame | type: Frame       a member of the door's one-of group
           8      - name: wood | type: string    a field of the frame
           8      - name: colour | type: string  a field of the frame, or of the door?

This is the one known doubt of pages with lines. In all other places the column leaves one owner.
"""

from __future__ import annotations

from collections.abc import Sequence

from wixgen.pages.nesting.open_objects import NO_GROUP, UNMARKED, OpenObject
from wixgen.pages.parse.tree import Item, OneOf

_CHILD = 3  # fields stand so much deeper than their object,
_PARAM_CHILD = 5  # fields of a top-level parameter so much deeper than it,
_PARAM_MEMBER = 2  # members of its one-of groups only so much, unless it is a list
_TYPE_SHIFT = 1  # an object page's first line is so far left of a parameter's

#: An open object, and how many open ones inside it end if the entry belongs to it.
PossibleOwner = tuple[OpenObject, int]


class Columns:
    """The columns of the entries of a section."""

    def __init__(self, entries: Sequence[Item | OneOf]) -> None:
        self.entries = entries

    def possible_owners(
        self, owners: list[PossibleOwner], entry: Item | OneOf
    ) -> list[PossibleOwner]:
        """Return the innermost object that stands left of the entry; in the one known doubt, two.

        Args:
            owners: The open objects, the innermost first.
            entry: An entry whose indentation is known.
        """
        indent = entry.indent or 0
        left = [
            possible for possible in owners if self._indent(possible[0]) < indent
        ] or owners[-1:]
        innermost = left[0][0]
        outer = innermost.parent
        if outer is None or outer.index < 0:
            return left[:1]
        in_parameter = self._indent(innermost) == self._indent(outer) + _PARAM_MEMBER
        if in_parameter and indent == self._indent(outer) + _PARAM_CHILD:
            return left[:2]
        return left[:1]

    def _indent(self, owner: OpenObject) -> int:
        if owner.index < 0:
            return -1
        entry = self.entries[owner.index]
        is_object = isinstance(entry, Item) and entry.marker == "type"
        return (entry.indent or 0) + (_TYPE_SHIFT if is_object else 0)

    def membership(self, owner: OpenObject, item: Item) -> int:
        """Return the index of the one-of group that an item of an object is a member of.

        `UNMARKED` is a group whose line is missing, `NO_GROUP` none. Without lines, all items after the
        line of a group may be its members.
        """
        indent = item.indent
        if indent is None:
            return owner.group if owner.group >= 0 else NO_GROUP
        group_indent = (
            self.entries[owner.group].indent or 0 if owner.group >= 0 else None
        )
        owner_entry = self.entries[owner.index] if owner.index >= 0 else None
        is_squeezed = isinstance(owner_entry, Item) and owner_entry.marker != "field"
        if is_squeezed and (
            group_indent is None or group_indent < self._indent(owner) + _CHILD
        ):
            is_member = indent == self._indent(owner) + _PARAM_MEMBER
        elif group_indent is not None:
            is_member = indent > group_indent
        else:
            is_member = (
                owner_entry is not None and indent >= self._indent(owner) + 2 * _CHILD
            )
        if not is_member:
            return NO_GROUP
        return owner.group if owner.group >= 0 else UNMARKED
