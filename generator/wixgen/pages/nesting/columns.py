"""Read owners and one-of groups of entries off the columns in which their lines stand.

Fields stand 3 columns deeper than their object. Below a top-level parameter that isn't a list it is
different: its fields stand 5 columns deeper, the members of its one-of groups only 2. So the fields of
a member stand in the same column as further fields of the parameter:

    column 3  param name: door | type: Door
           5   - name: frame | type: Frame       a member of the door's one-of group
           8      - name: wood | type: string    a field of the frame
           8      - name: colour | type: string  a field of the frame, or of the door?

A second doubt is whose a one-of group is that stands below the last parameter, at column 4 here: the
parameter's, or the method's own, which stands behind all parameters. In all other places the column
leaves one owner.

The groups of an object stand before its other fields. So what stands before a later member of the
parameter belongs to the member before it, and a group behind other fields is not the parameter's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from wixgen.pages.nesting.open_objects import OpenObject
from wixgen.pages.nesting.placement import NO_GROUP, UNMARKED
from wixgen.pages.nesting.section_entries import inner_type
from wixgen.pages.parse.tree import Item, OneOf

_CHILD = 3  # fields stand so much deeper than their object,
_PARAM_CHILD = 5  # fields of a top-level parameter so much deeper than it,
_PARAM_MEMBER = 2  # members of its one-of groups only so much, unless it is a list,
_PARAM_GROUP = 1  # and the lines of the groups so much
_TYPE_SHIFT = 1  # an object page's first line is so far left of a parameter's

#: An open object, and how many open ones inside it end if the entry belongs to it.
PossibleOwner = tuple[OpenObject, int]


class Columns:
    """The columns of the entries of a section."""

    def __init__(
        self,
        entries: Sequence[Item | OneOf],
        opens: Sequence[bool],
        *,
        has_own_groups: bool,
    ) -> None:
        """Look at the columns of a section.

        Args:
            entries: The entries of the section.
            opens: For each entry, whether fields can stand below it.
            has_own_groups: True if groups of the parameters themselves may stand behind these.
        """
        self.entries = entries
        self.opens = opens
        starts = [n for n, entry in enumerate(entries) if _is_start(entry)]
        #: The members of each group that is the last parameter's or the method's own, by its index.
        self.doubtful_groups = (
            self._doubtful_groups(starts[-1]) if starts and has_own_groups else {}
        )
        self._is_certain = bool(starts) and self._has_no_groups(starts[-1])
        self._last_members = dict(self._members_before_others(starts))

    def _doubtful_groups(self, last: int) -> dict[int, list[Item]]:
        """Return the groups that may be the last parameter's or the method's own, with their members.

        Args:
            last: The index of the last parameter.
        """
        groups: dict[int, list[Item]] = {}
        members: list[Item] = []
        column, can_open = self._indent_of(last), False
        for index in range(last + 1, len(self.entries)):
            entry = self.entries[index]
            indent = entry.indent or 0
            if isinstance(entry, OneOf):
                if column <= indent <= column + _PARAM_GROUP:
                    members = groups[index] = []
            elif not members or indent == members[0].indent:
                members.append(entry)
                can_open = self.opens[index]
            elif indent == column + _PARAM_CHILD and not can_open:
                groups.clear()  # such a field is the parameter's, and so are the groups before it
                members = []
        return groups

    def _has_no_groups(self, parameter: int) -> bool:
        """Return whether no group can stand close below a parameter: below lists they stand deeper.

        A type's fields and groups are printed with its first use alone.
        """
        item = self.entries[parameter]
        if not isinstance(item, Item) or not self.opens[parameter]:
            return True
        return item.type.startswith("array") or any(
            isinstance(entry, Item) and inner_type(entry) == item.type
            for entry in self.entries[:parameter]
        )

    def _members_before_others(
        self, starts: Sequence[int]
    ) -> Iterator[tuple[int, int]]:
        """Yield the index of each parameter, and that of its last member of a one-of group.

        Members of a group that may be the method's own don't count, save those of the first group.
        """
        for start, end in pairwise([*starts, len(self.entries)]):
            column, last = self._indent_of(start), -1
            for index in range(start + 1, end):
                if index in self.doubtful_groups and last >= 0:
                    break
                entry = self.entries[index]
                is_member = entry.indent == column + _PARAM_MEMBER
                last = index if is_member and isinstance(entry, Item) else last
            yield start, last

    def possible_owners(
        self, owners: list[PossibleOwner], entry: Item | OneOf, index: int
    ) -> list[PossibleOwner]:
        """Return the innermost object that stands left of the entry; in the two known doubts, two.

        Args:
            owners: The open objects, the innermost first.
            entry: An entry whose indentation is known.
            index: Its index.
        """
        indent = entry.indent or 0
        left = [
            possible for possible in owners if self._indent(possible[0]) < indent
        ] or owners[-1:]
        innermost = left[0][0]
        outer = innermost.parent
        if index in self.doubtful_groups:
            return left[-1:] if self._is_certain else left[:2]
        if outer is None or outer.index < 0:
            return left[:1]
        in_parameter = self._indent(innermost) == self._indent(outer) + _PARAM_MEMBER
        is_field = (
            isinstance(entry, Item) and indent == self._indent(outer) + _PARAM_CHILD
        )
        is_last = index > self._last_members.get(outer.index, -1)
        if in_parameter and is_field and is_last:
            return left[:2]
        return left[:1]

    def _indent(self, owner: OpenObject) -> int:
        return self._indent_of(owner.index) if owner.index >= 0 else -1

    def _indent_of(self, index: int) -> int:
        entry = self.entries[index]
        is_object = isinstance(entry, Item) and entry.marker == "type"
        return (entry.indent or 0) + (_TYPE_SHIFT if is_object else 0)

    def membership(self, owner: OpenObject, item: Item) -> int:
        """Return the index of the one-of group that an item of an object is a member of.

        `UNMARKED` is a group whose line is missing, `NO_GROUP` none.
        """
        indent = item.indent or 0
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


def is_group_of_parameter(owner: OpenObject) -> bool:
    """Return whether a group below the last parameter is that parameter's, where nothing else tells.

    Groups of a method are rare, so it is the parameter's; but not behind other fields of it.
    """
    has_others = bool(owner.names) and owner.group == NO_GROUP
    return owner.index >= 0 and not has_others


def _is_start(entry: Item | OneOf) -> bool:
    """Return whether an entry is a parameter, or the object of an object page."""
    return isinstance(entry, Item) and entry.marker != "field"
