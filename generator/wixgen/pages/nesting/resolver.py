"""Entries of a schema -> a tree of fields: which field belongs to which object.

There is one mechanism for every doubt. Each entry has candidates: the objects that are open where it
stands. Indentation leaves one of them nearly always; below the last member of a one-of group it leaves
two (`columns`). Evidence and convention weigh the candidates, and the likeliest hypothesis for the whole
section wins. A decision that rests on convention alone, and not clearly, is reported as uncertain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import exp

from wixgen.pages.names import derived_name, is_type_name, rest_name
from wixgen.pages.nesting.beam import best, decisive_evidence, free_candidates, normal
from wixgen.pages.nesting.columns import Columns, Placed
from wixgen.pages.nesting.evidence import PathEvidence, Why
from wixgen.pages.nesting.field_tree import Tree, Values, built
from wixgen.pages.nesting.folded.features import Prior, group_moves, moving, weighed
from wixgen.pages.nesting.folded.lexicon import GENERIC, Words, last_word, name_words
from wixgen.pages.nesting.folded.object_state import (
    NOTHING_SAID,
    FieldFeatures,
    Opening,
)
from wixgen.pages.nesting.folded.one_of_members import settle_members
from wixgen.pages.nesting.folded.repeats import Seen, again, seen_with
from wixgen.pages.nesting.open_objects import (
    NO_GROUP,
    Assignment,
    Candidate,
    Hypothesis,
    OpenObject,
    Placement,
    Transition,
)
from wixgen.pages.nesting.scoring import EvidenceScorer, ResolutionContext
from wixgen.pages.parse.tree import Empty, Entry, Enum, EnumValue, Item, OneOf

# Along the right way, which weights are fitted to, no object has ended that a field fits into: how much
# one that does says against a hypothesis, no weight tells.
_COMPETES = 6.5
MAX_DEPTH = 40  # Wix's deepest type has 14 levels
_SCALARS = frozenset(
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
_NOTHING = FieldFeatures(
    "", "", "", False, False, NOTHING_SAID
)  # in the place of a group
_TEXTS = frozenset(["string", "Date", "string (date-time)"])


def type_key(item: Item, owner: str) -> str:
    """Under which name the knowledge of an item's type is kept."""
    inner = _inner(item)
    return inner if is_type_name(inner) else f"{owner}.{rest_name(item.name)}"


def _shape(item: Item, *, is_list: bool) -> str:
    """Return the shared type that an item may be of: the one that is printed; else a list is named after it."""
    inner = _inner(item)
    if is_type_name(inner) or not is_list:
        return inner
    return derived_name(item.name, is_list=True)


def _inner(item: Item) -> str:
    """Return the type of the items, where the page says it."""
    return item.type.removeprefix("array<").removesuffix(">")


class Resolver:
    """Resolves the sections of one page with what is known from elsewhere."""

    def __init__(self, known: ResolutionContext, evidence: PathEvidence) -> None:
        self.known = known
        self.knowledge = known.knowledge
        self.contents = known.contents
        self.prior = Prior(known.contents)
        self.evidence = evidence

    def resolve(self, entries: Sequence[Entry], key: str) -> Tree:
        """Return the tree of one section; `key` names the type of the section itself."""
        self.parts, self.values = _folded(entries)
        self.is_folded = any(part.indent is None for part in self.parts)
        is_empty = any(isinstance(entry, Empty) for entry in entries)
        settled = self._once(key) if self.is_folded else self._settle(key)
        return built(self.parts, self.values, settled, is_empty=is_empty)

    def _once(self, key: str) -> list[Placement]:
        """Return the placements of entries, from a cache where an equal section was resolved before."""
        content = (self._content(key), self.evidence)
        found = self.known.settled.get(content)
        if found is None:
            found = self.known.settled[content] = self._settle(key)
        return found

    def _content(self, key: str) -> tuple[object, ...]:
        """Return the key of that cache: everything that the placements depend on."""
        is_known = self.knowledge.of(key) or key in self.contents.vocabulary.shapes
        parts: list[object] = [key if is_known else ""]
        for number, part in enumerate(self.parts):
            if isinstance(part, OneOf):
                parts.append(number)
                continue
            type_ = "string" if part.type in _TEXTS else part.type
            name, has_values = rest_name(part.name), number in self.values
            said = (part.description, part.marker, part.is_required)
            parts.append((name, type_, has_values, *said))
        return tuple(parts)

    def _settle(self, key: str) -> list[Placement]:
        """Find the placement of every entry in the likeliest hypothesis."""
        self._prepare(key)
        states = [Hypothesis(0.0, self._outermost(key))]
        for index, part in enumerate(self.parts):
            moves = [
                move for state in states for move in self._moves(state, index, part)
            ]
            states = [self._moved(move, index, part) for move in best(moves)]
        settled = self._settled(states[0])
        if self.is_folded:
            self._remember(settled, states[0])
            settled = [placement.without_unlikely() for placement in settled]
            settled = settle_members(settled, self.parts, self.scale)
        return settled

    def _prepare(self, key: str) -> None:
        """Work out once what the search needs for every entry of the section."""
        parts, values = self.parts, self.values
        self.columns = Columns(parts)
        self.opens = [self._opens(part, values.get(n)) for n, part in enumerate(parts)]
        self.must_open = list(self._must_open(key)) if self.is_folded else []
        first = parts[0] if parts else None
        self.is_object = isinstance(first, Item) and first.marker == "type"
        # Below `param name:` every `- name:` is a field of something.
        self.has_parameters = any(
            isinstance(part, Item) and part.marker != "field" for part in parts
        )
        items = [part for part in parts if isinstance(part, Item)]
        self.scale = EvidenceScorer(
            self.known,
            self.evidence,
            in_request=self.has_parameters,
            marks_required=any(
                item.is_required and item.marker == "field" for item in items
            ),
        )
        # An answer that begins with an object wraps an entity.
        self.wraps = bool(parts) and self.opens[0]
        self.things = [
            (
                self.contents.thing(part, opens=opens)
                if isinstance(part, Item)
                else _NOTHING
            )
            for part, opens in zip(parts, self.opens, strict=True)
        ]

    def _outermost(self, key: str) -> OpenObject:
        """Return the section itself as the outermost open object."""
        opening = Opening(
            key,
            shape=key,
            is_outermost=True,
            wraps=self.wraps,
            has_parameters=self.has_parameters,
        )
        content = self.contents.opened(opening, is_folded=self.is_folded)
        return OpenObject(None, -1, (), key, content)

    def _opens(self, part: Item | OneOf, values: object) -> bool:
        """Return whether fields can stand below an entry."""
        if isinstance(part, OneOf) or values is not None or part.type in _SCALARS:
            return False
        is_list = part.type.startswith("array")
        return part.indent is not None or is_list or is_type_name(part.type)

    def _must_open(self, key: str) -> Iterator[bool]:
        """Without lines: whether fields stand below an entry for sure: a type's first use has them."""
        printed: set[str] = set()
        for number, part in enumerate(self.parts):
            if isinstance(part, OneOf):
                yield False
                continue
            known = (
                self.knowledge.of(f"{key}.{part.name}")
                if part.type == "object"
                else None
            )
            if known is not None and known.fields:
                self.opens[number] = True
                yield True
                continue
            inner = _inner(part)
            if is_type_name(inner):
                self.opens[number] = self.opens[number] and inner not in printed
                printed.add(inner)
            yield self.opens[number] and is_type_name(inner)

    def _moves(
        self, state: Hypothesis, index: int, part: Item | OneOf
    ) -> Iterator[Transition]:
        """Yield every way to go on with one more entry."""
        frames = self._places(state.top, part)
        if len(frames) == 1:
            yield Transition(state.score, state, *frames[0], ())
            return
        alone, agreed = self._scores(frames, state, index)
        # What fits best into an object that has such a field already speaks against the hypothesis.
        free = free_candidates(frames, part)
        for place, score in zip(frames, agreed, strict=True):
            if place in free:
                yield Transition(state.score + score, state, *place, alone)

    def _moved(self, move: Transition, index: int, part: Item | OneOf) -> Hypothesis:
        """Return the hypothesis that a transition leads to."""
        frame, state = move.frame, move.state
        if isinstance(part, OneOf):
            step = Assignment(state.step, index, index, state.top, frame, move.scores)
            top = frame.with_group(index, state.top)
            return Hypothesis(move.score, top, step, self._seen(state, frame))
        group = self.columns.membership(frame, part)
        step = Assignment(state.step, index, group, state.top, frame, move.scores)
        is_guess = bool(move.scores) and move.ups > 0 and not self.is_folded
        is_guess = is_guess and not self._is_evident(step)
        ended = frame.ended_with(state.top) if self.is_folded else ()
        grown = self._with_field(frame, index, group, ended, is_guess=is_guess)
        top = self._opened(grown, index, part)
        return Hypothesis(move.score, top, step, self._seen(state, frame))

    def _seen(self, state: Hypothesis, frame: OpenObject) -> Seen:
        """Return what has been seen when an entry is put into an object."""
        part = self._fresh(state)
        if part is None:
            return state.seen
        return seen_with(state.seen, part, is_entered=frame is state.top)

    def _fresh(self, state: Hypothesis) -> Item | None:
        """Without lines: the innermost object, if nothing belongs to it yet."""
        top = state.top
        is_fresh = self.is_folded and top.index >= 0 and top.has.is_fresh
        part = self.parts[top.index] if is_fresh else None
        return part if isinstance(part, Item) else None

    def _settled(self, state: Hypothesis) -> list[Placement]:
        """Return the placements of the likeliest hypothesis with their evidence."""
        likely: dict[int, float] = {}  # that the last field of an object belongs to it
        settled: list[Placement] = []
        for step in state.steps:
            places = self._explained(step)
            chosen = next(place for place in places if place.frame is step.frame)
            owner = step.frame.index
            # Where the field before is a guess, so is this one.
            likely[owner] = min(chosen.probability, likely.get(owner, 1.0))
            chosen = replace(chosen, probability=likely[owner])
            if (
                self.is_folded
                and chosen.evidence == (Why.INDENTATION,)
                and not chosen.is_likely
            ):
                chosen = replace(chosen, evidence=(Why.CONVENTION,))
            settled.append(Placement(step.index, step.group, chosen, places))
        return settled

    def _places(self, top: OpenObject, part: Item | OneOf) -> list[Placed]:
        """Return the objects that an entry may belong to, the innermost first, and how far up they are."""
        frames = [(frame, ups) for ups, frame in enumerate(top.outwards())]
        if isinstance(part, Item) and part.marker != "field":
            return frames[-1:]
        if not self._may_be_outermost(frames, part):
            frames.pop()
        if part.indent is not None:
            return self.columns.places(frames, part)
        must_open = top.has.is_fresh and top.index >= 0 and self.must_open[top.index]
        if must_open and not self._is_foreign(top, part):
            return frames[:1]
        return frames

    def _may_be_outermost(self, frames: Sequence[Placed], part: Item | OneOf) -> bool:
        if len(frames) == 1 or not self.has_parameters:
            return True
        is_group = isinstance(part, OneOf) or frames[-1][0].group >= 0
        return is_group and not self.is_object

    def _is_foreign(self, frame: OpenObject, part: Item | OneOf) -> bool:
        """Return whether an entry can't be the first of an object, as all that is known says."""
        if isinstance(part, OneOf):
            return False
        if self._are_alike(self.parts[frame.index], part):
            return True
        name, known = rest_name(part.name), self.knowledge.of(frame.key)
        if known is not None and known.is_complete:
            return name not in known.fields
        fits = frame.has.fits
        return bool(fits) and not any(name in fit.names for fit in fits)

    def _are_alike(self, one: Item | OneOf, other: Item) -> bool:
        """Return whether both are objects of types that are named alike: they stand beside each other."""
        if isinstance(one, OneOf) or not is_type_name(other.type):
            return False
        tail = last_word(one.name)
        return bool(tail) and tail == last_word(other.name) and one.type != other.type

    def _scores(
        self, frames: Sequence[Placed], state: Hypothesis, index: int
    ) -> tuple[Sequence[float], Sequence[float]]:
        """Return how likely each place is, as logarithms: by itself, and with what other places say."""
        part, thing = self.parts[index], self.things[index]
        if isinstance(part, OneOf):
            scores = self._group_scores(frames)
            return scores, scores
        top, before = state.top, self.again(state)
        inner, is_fresh = top.path[-1] if top.path else "", top.has.is_fresh
        alone: list[float] = []
        agreed: list[float] = []
        is_asked = self.is_folded and self.known.elsewhere.is_asked
        ended = 0.0
        for frame, ups in [*frames, *self.ended(top, part)]:
            score = ended * (ups >= 0) + self.prior.of(frame.has, thing)
            score += moving(inner, thing.printed, ups, before, is_fresh=is_fresh)
            score += sum(self.scale.evident(frame, part).values())
            score += _COMPETES * (ups < 0)
            alone.append(score)
            if is_asked:
                agreed.append(score + self.scale.agreed(frame, part))
            ended += self.prior.of_end(frame.has)
        count = len(frames)
        scores = normal(alone)[:count]
        return scores, normal(agreed)[:count] if is_asked else scores

    def again(self, state: Hypothesis) -> tuple[str, ...]:
        """Return the features that tell whether the innermost object, if it is fresh, was printed before."""
        part = self._fresh(state)
        return tuple(again(state.seen, part)) if part is not None else ()

    def ended(self, top: OpenObject, item: Item) -> list[Placed]:
        """Objects that have ended and might have had an item: the better, the worse for the hypothesis."""
        ended = top.ended_without(rest_name(item.name)) if self.is_folded else ()
        return [(frame, -number) for number, frame in enumerate(ended, 1)]

    def _group_scores(self, frames: Sequence[Placed]) -> Sequence[float]:
        ended = 0.0
        scores: list[float] = []
        for frame, ups in frames:
            scores.append(ended + weighed(group_moves(frame.has, ups)))
            ended += self.prior.of_end(frame.has)
        return normal(scores)

    def _explained(self, step: Assignment) -> tuple[Candidate, ...]:
        """Return the places that an entry might have, and what speaks for each."""
        part = self.parts[step.index]
        frames = self._places(step.top, part)
        if len(frames) == 1:
            frame, ups = frames[0]
            return (Candidate(frame, ups, self._alone(frame, part), 1.0),)
        # Others that agree may be as wrong: how likely a place is, it says by itself.
        evident = [
            self.scale.evident(frame, part) if isinstance(part, Item) else {}
            for frame, _ in frames
        ]
        return tuple(
            Candidate(frame, ups, decisive_evidence(weight, evident), exp(score))
            for (frame, ups), score, weight in zip(
                frames, step.scores, evident, strict=True
            )
        )

    def _is_evident(self, step: Assignment) -> bool:
        chosen = next(
            candidate
            for candidate in self._explained(step)
            if candidate.frame is step.frame
        )
        return chosen.evidence != (Why.CONVENTION,)

    def _alone(self, frame: OpenObject, part: Item | OneOf) -> tuple[Why, ...]:
        """Return where there is one place: it may be a guess that nothing but it is left."""
        if isinstance(part, Item) and part.indent is not None and frame.is_doubtful:
            return decisive_evidence(self.scale.evident(frame, part), [{}])
        return (Why.INDENTATION,)

    def _opened(self, frame: OpenObject, index: int, part: Item) -> OpenObject:
        """Return what is open behind an item that belongs to an object."""
        if not self.opens[index] or frame.depth >= MAX_DEPTH:
            return frame
        if self.is_folded and self._is_recursive(frame, part):
            return frame
        key, path = type_key(part, frame.key), (*frame.path, rest_name(part.name))
        key = self.knowledge.names.get(key, key)
        around = own = frozenset[str]()
        if self.is_folded:
            around, own = self._own_words(frame, part)
        is_list = part.type.startswith("array")
        opening = Opening(
            key,
            depth=len(path),
            shape=_shape(part, is_list=is_list),
            own=own,
            is_list=is_list,
            is_required=part.is_required,
            wraps=self.wraps,
            has_parameters=self.has_parameters,
        )
        content = self.contents.opened(opening, is_folded=self.is_folded)
        return OpenObject(frame, index, path, key, content, around)

    def _is_recursive(self, frame: OpenObject, part: Item) -> bool:
        """Return whether an item of a list has a list of the same name: its fields have been printed already.

        In all of Wix's types there is no such list of anything else.
        """
        owner = self.parts[frame.index] if frame.index >= 0 else None
        return (
            isinstance(owner, Item)
            and owner.type.startswith("array")
            and part.type.startswith("array")
            and rest_name(owner.name) == rest_name(part.name)
        )

    def _with_field(
        self,
        frame: OpenObject,
        index: int,
        group: int,
        ended: tuple[OpenObject, ...],
        *,
        is_guess: bool,
    ) -> OpenObject:
        stays = self.is_folded or group != NO_GROUP
        group = frame.group if stays else NO_GROUP
        return OpenObject(
            frame.parent,
            frame.index,
            frame.path,
            frame.key,
            frame.has.with_field(self.things[index], in_group=group >= 0),
            frame.around,
            index,
            group,
            frame.is_doubtful or is_guess,
            ended,
        )

    def _own_words(self, frame: OpenObject, part: Item) -> tuple[Words, Words]:
        """Return the words around an object's fields; those in its name and type, and not around it, if any."""
        inner = _inner(part)
        words = name_words(part.name)
        words |= name_words(inner) if is_type_name(inner) else frozenset()
        words -= GENERIC
        around = frame.around | name_words(part.name) | name_words(part.type)
        return around, (words - frame.around) or words

    def _remember(self, settled: Sequence[Placement], state: Hypothesis) -> None:
        """Keep how likely each place was, and where objects ended, for the next round."""
        elsewhere = self.known.elsewhere
        for placement in settled:
            part = self.parts[placement.index]
            if isinstance(part, Item) and len(placement.places) > 1:
                for place in placement.places:
                    is_chosen = place.frame is placement.place.frame
                    elsewhere.add(place.frame.key, part, float(is_chosen))
        tops = [state.top]
        objects: dict[int, tuple[str, list[str]]] = {}
        for step in state.steps:
            part = self.parts[step.index]
            if isinstance(part, Item):
                _, names = objects.setdefault(step.frame.index, (step.frame.key, []))
                names.append(rest_name(part.name))
                if part.marker != "field":
                    tops.append(step.top)
        if not self.has_parameters:
            for key, names in objects.values():
                elsewhere.add_object(key, names)
        for top in tops:
            for frame in top.outwards():
                if frame.index >= 0:
                    elsewhere.add_end(
                        frame.key, frame.has.before, in_request=self.has_parameters
                    )


def _folded(
    entries: Sequence[Entry],
) -> tuple[list[Item | OneOf], Values]:
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
