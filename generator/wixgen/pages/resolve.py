"""Entries of a schema -> a tree of fields: which field belongs to which object.

There is one mechanism for every doubt. Each entry has candidate parents (the objects that are open
where it stands; indentation leaves one of them, nearly always). The reading with the most evidence
wins; where nothing but convention decided, the decision is reported as uncertain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from heapq import nlargest

from wixgen.pages.evidence import Knowledge, Path, PathEvidence, Why, rest_name
from wixgen.pages.tree import Empty, Entry, Enum, EnumValue, Item, OneOf

BEAM = 12
MAX_DEPTH = 40  # Wix's deepest type has 14 levels
SCALARS = {
    "string",
    "integer",
    "number",
    "boolean",
    "Date",
    "none",
    "string (date-time)",
    "file",
}
_PARAM_INDENT = 3
_PARAM_CHILD = 5  # fields of a top-level parameter stand so much deeper than it,
_PARAM_MEMBER = 2  # members of its one-of groups only so much, unless it is a list
_CHILD = 3
_WORD = re.compile(r"[A-Za-z][a-z]+")

# How much each kind of evidence weighs in choosing among readings.
_REQUIRED, _KNOWN, _UNKNOWN, _EXAMPLE, _AGAIN, _CHILDLESS, _UP = (
    8,
    5,
    -7,
    4,
    -9,
    -4,
    -0.3,
)
_GUESSED = 0.4  # of what certain knowledge weighs
_WORDS = 1.2  # a description speaks of the thing that its object is named after
_NAMED = 2.0  # a field is named after its object
_ODD = -1.5  # it doesn't, although those before it do
_SHALLOW = (
    -0.8
)  # per level: fields that entities have, and parts of entities hardly ever
_LIST, _OBJECTS, _FREE = (
    -2.0,
    0.0,
    -3.0,
)  # taking a nameless list, or object, for one with fields
_DEEP = -0.02  # per level: where nothing tells, an object ends early
_PERSON = 1.5  # an object that has two of a person's fields has the others, too
_KIN = 0.9  # its name shares a word with those of other fields of the object
_PAIR = 2.0
_PAIRS = {
    "end": "start", "endDate": "startDate", "height": "width", "lastName": "firstName",
    "longitude": "latitude", "max": "min", "to": "from", "y": "x",
}  # fmt: skip
_EARLY_ID = 1.0
_LATE_ID = -2.0  # an object's id comes first
_EMPTY_WORDS = frozenset(
    [
        "additional",
        "data",
        "date",
        "detail",
        "field",
        "info",
        "information",
        "item",
        "list",
        "name",
        "object",
        "option",
        "setting",
        "statu",
        "status",
        "type",
    ]
)
_ENTITY_FIELDS = {"revision", "createdDate", "updatedDate", "extendedFields"}
_BESIDE = -1.5  # an answer that wraps an entity has little beside it
_PERSON_FIELDS = {"address", "email", "firstName", "lastName", "name", "phone"}
_ANSWER_FIELDS = {"bulkActionMetadata", "metadata", "pagingMetadata", "results"}


@dataclass
class Field:
    """A field as it is printed once, with what is printed below it."""

    item: Item
    children: list[Field] = field(default_factory=list["Field"])
    groups: list[Group] = field(default_factory=list["Group"])
    values: list[EnumValue | str] | None = None

    @property
    def name(self) -> str:
        """The REST half's wire name."""
        return rest_name(self.item.name)


@dataclass
class Group:
    """A one-of group and the names of its members."""

    marker: OneOf | None
    members: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class Decision:
    """Why an entry stands where it does, where indentation alone did not tell."""

    item: Item
    chosen: str
    alternatives: tuple[str, ...]
    evidence: tuple[Why, ...]

    @property
    def is_certain(self) -> bool:
        """Whether more than convention decided."""
        return any(why is not Why.CONVENTION for why in self.evidence)


@dataclass(frozen=True)
class Tree:
    """What one section says, as a tree, and how its doubts were settled."""

    fields: list[Field]
    groups: list[Group]
    decisions: list[Decision]
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    """An object that is open: further fields may belong to it."""

    parent: _Frame | None
    index: int  # of its item; -1 for the section itself
    path: Path
    key: str
    names: frozenset[str]
    group: int = -2  # entry of the open one-of group; -1 one without a marker; -2 none
    members: frozenset[str] = frozenset()
    has_plain: bool = False
    words: frozenset[str] = (
        frozenset()
    )  # in its name, and not in those of the objects around it
    kin: frozenset[str] = frozenset()  # the words in the names of its fields
    akin: int = (
        0  # how many of its fields' descriptions speak of the thing it is named after
    )
    is_doubtful: bool = False  # where the object before its later fields ends is a guess


@dataclass(frozen=True, slots=True)
class _Step:
    """Where one entry was put."""

    before: _Step | None
    index: int
    parent: int
    group: int
    path: Path
    evidence: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class _State:
    """A reading of the entries so far."""

    score: float
    top: _Frame
    last: _Frame | None  # the last item as a parent, if it may have children
    step: _Step | None
    printed: frozenset[str]


def type_key(item: Item, owner: str) -> str:
    """Under which name the knowledge of an item's type is kept."""
    inner = item.type.removeprefix("array<").rstrip(">")
    return (
        inner
        if inner[:1].isupper() and inner != "Date"
        else f"{owner}.{rest_name(item.name)}"
    )


def may_have_children(item: Item, values: object) -> bool:
    """Whether fields can stand below an item."""
    return values is None and item.type not in SCALARS


class Resolver:
    """Resolves the sections of one page with what is known from elsewhere."""

    def __init__(self, knowledge: Knowledge, evidence: PathEvidence) -> None:
        self.knowledge = knowledge
        self.evidence = evidence

    def resolve(self, entries: Sequence[Entry], key: str) -> Tree:
        """The tree of one section; `key` names the type of the section itself."""
        parts, values = _folded(entries)
        self.parts = parts
        self.values = values
        # Below `param name:` every `- name:` is a field of something.
        self.has_parameters = any(
            isinstance(one, Item) and one.marker != "field" for one in parts
        )
        first = parts[0] if parts else None
        # An answer that begins with an object wraps an entity; other sections are the entity.
        self.wraps = isinstance(first, Item) and may_have_children(first, values.get(0))
        root = _Frame(None, -1, (), key, frozenset())
        states = [_State(0.0, root, None, None, frozenset())]
        for index, part in enumerate(parts):
            grown = [new for state in states for new in self._grow(state, index, part)]
            states = nlargest(BEAM, _distinct(grown), key=lambda one: one.score)
        return self._tree(states, any(isinstance(one, Empty) for one in entries))

    def _grow(self, state: _State, index: int, part: Item | OneOf) -> Iterator[_State]:
        """Every way to go on with one more entry."""
        places = list(self._places(state, part))
        if part.indent is not None:
            places = self._by_indentation(places, part)
        if isinstance(part, OneOf):
            for frame, ups in places:
                yield self._open_group(state, index, frame, ups)
            return
        weights = [self._weigh(frame, part) for frame, _ in places]
        for (frame, ups), weight in zip(places, weights, strict=True):
            others = [other for other in weights if other is not weight]
            if others or (part.indent is not None and frame.is_doubtful):
                why = _telling(weight, others or [{}])
            else:
                why = (Why.INDENTATION,)
            for group in self._memberships(frame, part):
                yield self._put(
                    state, index, part, frame, ups, group, sum(weight.values()), why
                )

    def _places(
        self, state: _State, part: Item | OneOf
    ) -> Iterator[tuple[_Frame, int]]:
        """The objects that an entry may belong to, the innermost first, and how far up they are."""
        if state.last is not None:
            yield state.last, -1
        frame, ups = state.top, 0
        is_parameter = isinstance(part, Item) and part.marker != "field"
        if is_parameter:
            while frame.parent is not None:
                frame, ups = frame.parent, ups + 1
            yield frame, ups
            return
        while frame.parent is not None:
            yield frame, ups
            frame, ups = frame.parent, ups + 1
        is_alone = ups == 0 and state.last is None
        is_group = isinstance(part, OneOf) or frame.group >= 0
        if is_alone or is_group or not self.has_parameters:
            yield frame, ups

    def _by_indentation(
        self, places: list[tuple[_Frame, int]], part: Item | OneOf
    ) -> list[tuple[_Frame, int]]:
        """The innermost object that stands further left; in the one known doubt, two of them.

        Fields of a top-level parameter stand in the same column as those of a member of its one-of.
        """
        indent = part.indent or 0
        left = [one for one in places if self._indent(one[0]) < indent]
        inner = left[0]
        owner = inner[0].parent
        if owner is None or owner.index < 0:
            return left[:1]
        in_parameter = self._indent(inner[0]) == self._indent(owner) + _PARAM_MEMBER
        if in_parameter and indent == self._indent(owner) + _PARAM_CHILD:
            return left[:2]
        return left[:1]

    def _indent(self, frame: _Frame) -> int:
        return -1 if frame.index < 0 else self.parts[frame.index].indent or 0

    def _memberships(self, frame: _Frame, part: Item) -> tuple[int, ...]:
        """The one-of groups of the object that the item may be a member of; -2 for none."""
        indent = part.indent
        if indent is None:
            return (frame.group, -2) if frame.group >= 0 else (-2,)
        opened = self.parts[frame.group].indent or 0 if frame.group >= 0 else None
        item = self.parts[frame.index] if frame.index >= 0 else None
        is_squeezed = isinstance(item, Item) and item.marker != "field"
        if is_squeezed and (opened is None or opened < self._indent(frame) + _CHILD):
            is_member = indent == self._indent(frame) + _PARAM_MEMBER
        elif opened is not None:
            is_member = indent > opened
        else:
            is_member = item is not None and indent >= self._indent(frame) + 2 * _CHILD
        return (frame.group if frame.group >= 0 else -1,) if is_member else (-2,)

    def _weigh(self, frame: _Frame, part: Item) -> dict[Why, float]:
        """What speaks for an item being a field of an object."""
        name = rest_name(part.name)
        path = (*frame.path, name)
        weight: dict[Why, float] = {}
        if path in self.evidence.required:
            weight[Why.REQUIRED] = _REQUIRED
        if path in self.evidence.examples:
            weight[Why.EXAMPLE] = _EXAMPLE
        if known := self.knowledge.of(frame.key):
            if name in known.fields:
                weight[Why.TYPE] = _KNOWN
            elif known.is_complete:
                weight[Why.TYPE] = _UNKNOWN
            elif name in known.guesses:
                weight[Why.CONVENTION] = _GUESSED * _KNOWN
            elif known.guess_is_complete:
                weight[Why.CONVENTION] = _GUESSED * _UNKNOWN
        weight[Why.CONVENTION] = weight.get(Why.CONVENTION, 0) + self._custom(
            frame, part, name
        )
        if name in frame.names:
            weight[Why.INDENTATION] = -3.0 * _REQUIRED
        return weight

    def _own_words(self, frame: _Frame, part: Item) -> frozenset[str]:
        words, around = _words(part.name), frame
        while around.parent is not None:
            item = self.parts[around.index]
            assert isinstance(item, Item)
            words -= _words(item.name) | _words(item.type)
            around = around.parent
        return words

    def _custom(self, frame: _Frame, part: Item, name: str) -> float:
        """What custom says of an item being a field of an object."""
        custom = _DEEP * len(frame.path)
        if name in _PERSON_FIELDS and len(frame.names & _PERSON_FIELDS) > 1:
            custom += _PERSON
        if (
            frame.parent is None
            and frame.names
            and self.wraps
            and name not in _ANSWER_FIELDS
        ):
            custom += _BESIDE
        if _words(part.name) & frame.words:
            custom += _NAMED
        if frame.kin & _words(part.name):
            custom += _KIN
        if _PAIRS.get(name) in frame.names:
            custom += _PAIR
        if (name == "id" and not frame.names) or (
            name == "name" and frame.names == frozenset({"id"})
        ):
            custom += _EARLY_ID
        if self._is_akin(frame, part):
            custom += _WORDS
        elif len(frame.names) > 1 and frame.akin * 2 > len(frame.names):
            custom += _ODD
        if name in _ENTITY_FIELDS:
            depth = len(frame.path) - self.wraps
            custom += _SHALLOW * (depth if depth >= 0 else 2)
        elif name in _ANSWER_FIELDS:
            custom += 2 * _SHALLOW * len(frame.path)
        elif name == "id" and frame.names - frame.members:
            custom += _LATE_ID
        return custom

    def _is_akin(self, frame: _Frame, part: Item) -> bool:
        return not frame.words.isdisjoint(_words(part.description[:300]))

    def _put(
        self,
        state: _State,
        index: int,
        part: Item,
        frame: _Frame,
        ups: int,
        group: int,
        weight: float,
        why: tuple[Why, ...],
    ) -> _State:
        """The reading in which an item is a field of `frame`, and a member of `group`."""
        name = rest_name(part.name)
        path = (*frame.path, name)
        score = state.score + weight + self._moved(state, frame, ups)
        score += self._grouped(frame, group, name, path)
        is_member = group != -2
        top = _Frame(
            frame.parent,
            frame.index,
            frame.path,
            frame.key,
            frame.names | {name},
            frame.group if is_member else -2,
            (
                frame.members | {name}
                if is_member and group == frame.group
                else frozenset({name})
            ),
            frame.has_plain or not is_member,
            frame.words,
            frame.kin | _words(part.name),
            frame.akin + self._is_akin(frame, part),
            frame.is_doubtful or (ups > 0 and why == (Why.CONVENTION,)),
        )
        key = type_key(part, frame.key)
        last = None
        if len(path) < MAX_DEPTH and may_have_children(part, self.values.get(index)):
            last = _Frame(
                top, index, path, key, frozenset(), words=self._own_words(frame, part)
            )
        printed = state.printed
        if ups < 0 and frame.index >= 0:
            printed |= {frame.key}
        if index in self.values:
            printed |= {key}
        step = _Step(state.step, index, frame.index, group, path, why)
        return _State(score, top, last, step, printed)

    def _open_group(self, state: _State, index: int, frame: _Frame, ups: int) -> _State:
        """The reading in which a one-of group belongs to `frame`."""
        score = (
            state.score + self._moved(state, frame, ups) - (4 if frame.has_plain else 0)
        )
        if ups < 0:
            score += 2  # groups come first in an object
        top = _Frame(
            frame.parent, frame.index, frame.path, frame.key, frame.names, index, frozenset(),
            frame.has_plain, frame.words, frame.kin, frame.akin, frame.is_doubtful,
        )  # fmt: skip
        printed = state.printed | {frame.key} if ups < 0 else state.printed
        step = _Step(state.step, index, frame.index, index, frame.path, ())
        return _State(score, top, None, step, printed)

    def _moved(self, state: _State, frame: _Frame, ups: int) -> float:
        """What it costs to go to `frame`: up, past an object without fields, into a known one."""
        if ups < 0:
            return self._entered(state, frame)
        cost = _UP * ups
        skipped = state.last
        if skipped is not None and self._is_list_of_objects(skipped):
            cost += _CHILDLESS * 0.75
        if (
            skipped is not None
            and _is_named(skipped.key)
            and skipped.key not in state.printed
        ):
            known = self.knowledge.of(skipped.key)
            cost += _CHILDLESS if known is None or known.has_fields else 0
        return cost

    def _is_list_of_objects(self, frame: _Frame) -> bool:
        item = self.parts[frame.index]
        if not isinstance(item, Item) or item.type != "array":
            return False
        return not _is_named(frame.key) and not _holds_single_values(item)

    def _entered(self, state: _State, frame: _Frame) -> float:
        """What it costs to take an item for the parent of the next."""
        if _is_named(frame.key):
            return _AGAIN if frame.key in state.printed else 0.5
        known = self.knowledge.of(frame.key)
        if known is not None and known.has_fields:
            return 0.5
        item = self.parts[frame.index]
        if not isinstance(item, Item) or not item.type.startswith("array"):
            return _FREE
        return _LIST if _holds_single_values(item) else _OBJECTS

    def _grouped(self, frame: _Frame, group: int, name: str, path: Path) -> float:
        """What speaks for and against an item being a member of the open group."""
        if frame.group < 0:
            return 0.0
        known = self.knowledge.of(frame.key)
        if known is not None and known.groups and frame.members:
            fits = any(name in one and frame.members <= one for one in known.groups)
            return _KNOWN if fits == (group >= 0) else _UNKNOWN
        if group < 0:
            return -1.5 if len(frame.members) < 2 else 0.0
        if any(
            self.evidence.are_together(path, (*path[:-1], one)) for one in frame.members
        ):
            return 2.0 * _UNKNOWN
        return 0.0 if len(frame.members) < 2 else -0.5

    def _tree(self, states: list[_State], is_empty: bool) -> Tree:
        best = states[0]
        steps: list[_Step] = []
        step = best.step
        while step is not None:
            steps.append(step)
            step = step.before
        return _built(self.parts, self.values, steps[::-1], is_empty)


def _folded(
    entries: Sequence[Entry],
) -> tuple[list[Item | OneOf], dict[int, list[EnumValue | str]]]:
    """Items and groups, and the enum values of items by the index of the item."""
    parts: list[Item | OneOf] = []
    values: dict[int, list[EnumValue | str]] = {}
    for entry in entries:
        match entry:
            case Item() | OneOf():
                parts.append(entry)
            case Enum() if parts:
                values.setdefault(len(parts) - 1, []).extend(entry.values)
            case EnumValue() if parts:
                values.setdefault(len(parts) - 1, []).append(entry)
            case _:
                pass
    return parts, values


def _distinct(states: Sequence[_State]) -> Iterator[_State]:
    """States that differ in what is open; of those that don't, the best."""
    best: dict[object, _State] = {}
    for state in states:
        key = (_chain(state.top), state.last is None, state.top.group)
        if key not in best or best[key].score < state.score:
            best[key] = state
    return iter(best.values())


def _chain(frame: _Frame | None) -> tuple[int, ...]:
    chain: list[int] = []
    while frame is not None:
        chain.append(frame.index)
        frame = frame.parent
    return tuple(chain)


def _built(
    parts: Sequence[Item | OneOf],
    values: dict[int, list[EnumValue | str]],
    steps: Sequence[_Step],
    is_empty: bool,
) -> Tree:
    """The tree that a reading's steps describe."""
    fields = {
        index: Field(part, values=values.get(index))
        for index, part in enumerate(parts)
        if isinstance(part, Item)
    }
    groups: dict[int, Group] = {}
    top = Tree([], [], [], is_empty)
    for step in steps:
        owner = fields[step.parent] if step.parent >= 0 else None
        into = owner.groups if owner else top.groups
        part = parts[step.index]
        if isinstance(part, OneOf):
            groups[step.index] = Group(part)
            into.append(groups[step.index])
            continue
        (owner.children if owner else top.fields).append(fields[step.index])
        if step.group >= 0:
            groups[step.group].members.append(rest_name(part.name))
        elif step.group == -1:
            into.append(Group(None, [rest_name(part.name)]))
        if step.evidence != (Why.INDENTATION,):
            top.decisions.append(Decision(part, ".".join(step.path), (), step.evidence))
    return top


def _telling(
    weight: dict[Why, float], others: Sequence[dict[Why, float]]
) -> tuple[Why, ...]:
    """The evidence that speaks more for one place than for every other."""
    telling = tuple(
        why
        for why in (Why.REQUIRED, Why.TYPE, Why.EXAMPLE)
        if all(weight.get(why, 0) > other.get(why, 0) for other in others)
    )
    return telling or (Why.CONVENTION,)


def _is_named(key: str) -> bool:
    return "." not in key and key[:1].isupper()


_SINGULAR = re.compile(
    r"(?:code|date|day|email|field|fieldset|guid|id|key|label|language|name|path|permission|phone"
    r"|scope|tag|text|type|uri|url|value)s?$",
    re.IGNORECASE,
)


def _holds_single_values(item: Item) -> bool:
    """Whether a list that prints no type is likely one of texts or numbers: `tags`, `memberIds`."""
    return bool(_SINGULAR.search(item.name)) or item.name.endswith("ies")


@cache
def _words(text: str) -> frozenset[str]:
    words = (word.lower().rstrip("s") for word in _WORD.findall(text) if len(word) > 3)
    return frozenset(words) - _EMPTY_WORDS
