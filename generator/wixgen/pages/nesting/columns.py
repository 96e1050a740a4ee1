"""Indentation as evidence: which object an entry belongs to, and which one-of group.

Where indentation is in doubt (`|` marks the columns 4, 5 and 8 below a top-level parameter):

    param name: booking | type: Booking
        - ONE-OF:                       column 4
         - name: slot | type: Slot      column 5: a member of the group
            - name: id | type: string   column 8: a field of `slot`
            - name: total | type: int   column 8: a field of `slot`, or of `booking`

The object's own fields stand in the same column as the children of the group's last member.
"""

from __future__ import annotations

from collections.abc import Sequence

from wixgen.pages.nesting.open_objects import NO_GROUP, UNMARKED, OpenObject
from wixgen.pages.parse.tree import Item, OneOf

_PARAM_CHILD = 5  # fields of a top-level parameter stand so much deeper than it,
_PARAM_MEMBER = 2  # members of its one-of groups only so much, unless it is a list
_CHILD = 3
_TYPE_SHIFT = 1  # an object page's first line is so far left of where a parameter stood

Placed = tuple[
    OpenObject, int
]  # an object, and how many open ones end if an entry is its


class Columns:
    """The columns of a section's entries."""

    def __init__(self, parts: Sequence[Item | OneOf]) -> None:
        self.parts = parts

    def places(self, frames: list[Placed], part: Item | OneOf) -> list[Placed]:
        """Return the innermost object that stands further left; in the one known doubt, two of them.

        Fields of a top-level parameter stand in the same column as those of a member of its one-of.
        """
        indent = part.indent or 0
        left = [frame for frame in frames if self._indent(frame[0]) < indent] or frames[
            -1:
        ]
        inner = left[0][0]
        owner = inner.parent
        if owner is None or owner.index < 0:
            return left[:1]
        in_parameter = self._indent(inner) == self._indent(owner) + _PARAM_MEMBER
        if in_parameter and indent == self._indent(owner) + _PARAM_CHILD:
            return left[:2]
        return left[:1]

    def _indent(self, frame: OpenObject) -> int:
        if frame.index < 0:
            return -1
        part = self.parts[frame.index]
        is_object = isinstance(part, Item) and part.marker == "type"
        return (part.indent or 0) + (_TYPE_SHIFT if is_object else 0)

    def membership(self, frame: OpenObject, part: Item) -> int:
        """Return the one-of group of the object that the item is a member of, or may be without lines."""
        indent = part.indent
        if indent is None:
            return frame.group if frame.group >= 0 else NO_GROUP
        opened = self.parts[frame.group].indent or 0 if frame.group >= 0 else None
        item = self.parts[frame.index] if frame.index >= 0 else None
        is_squeezed = isinstance(item, Item) and item.marker != "field"
        if is_squeezed and (opened is None or opened < self._indent(frame) + _CHILD):
            is_member = indent == self._indent(frame) + _PARAM_MEMBER
        elif opened is not None:
            is_member = indent > opened
        else:
            is_member = item is not None and indent >= self._indent(frame) + 2 * _CHILD
        if not is_member:
            return NO_GROUP
        return frame.group if frame.group >= 0 else UNMARKED
