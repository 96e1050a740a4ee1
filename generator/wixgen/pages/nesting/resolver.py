"""Resolve the entries of a section: decide which field belongs to which object.

There is one mechanism for every doubt. Each entry has candidates, the open objects that it may belong
to. With lines, indentation nearly always leaves one candidate; in the one known doubt it leaves two
(`columns.py`), since the lines of both look alike. Evidence and convention weigh the candidates, and the
likeliest hypothesis about the whole section wins: a wrong owner often shows only at later entries. Where
convention alone decided, and not clearly, the decision is reported as uncertain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import exp

from wixgen.pages.names import derived_name, is_type_name, rest_name
from wixgen.pages.nesting.beam import best, decisive_evidence, free_candidates, normal
from wixgen.pages.nesting.columns import (
    Columns,
    PossibleOwner,
    group_custom,
    inner_type,
)
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

# How much an ended object that a field fits into speaks against a hypothesis. The fitted weights can't
# say it: they come from correct readings, in which no such object has ended.
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
    """Return the key of an item's type in a `TypeTable`; `owner` is the key of the owner's type."""
    inner = inner_type(item)
    return inner if is_type_name(inner) else f"{owner}.{rest_name(item.name)}"


def _shape(item: Item, *, is_list: bool) -> str:
    """Return the name of the shared type that an item may have: the printed one, else a list's singular."""
    inner = inner_type(item)
    if is_type_name(inner) or not is_list:
        return inner
    return derived_name(item.name, is_list=True)


class Resolver:
    """A resolver of the sections of one page."""

    def __init__(
        self,
        context: ResolutionContext,
        evidence: PathEvidence,
        *,
        has_own_groups: bool = False,
    ) -> None:
        """Begin a page.

        Args:
            context: What the pages of the resource share.
            evidence: The page's required paths and examples.
            has_own_groups: True if the section may have one-of groups of the parameters themselves.
        """
        self.context = context
        self.has_own_groups = has_own_groups
        self.types = context.types
        self.contents = context.contents
        self.prior = Prior(context.contents)
        self.evidence = evidence

    def resolve(self, printed: Sequence[Entry], key: str) -> Tree:
        """Resolve one section.

        Args:
            printed: The entries of the section, in order.
            key: The key of the type that the section as a whole has.
        """
        self.entries, self.values = _split(printed)
        self.is_folded = any(entry.indent is None for entry in self.entries)
        is_empty = any(isinstance(entry, Empty) for entry in printed)
        placements = (
            self._resolve_once(key) if self.is_folded else self._resolve_section(key)
        )
        return built(self.entries, self.values, placements, is_empty=is_empty)

    def _resolve_once(self, key: str) -> list[Placement]:
        """Return the placements of a section's entries; the same section is resolved only once a round."""
        cache_key = (self._cache_key(key), self.evidence)
        placements = self.context.placements.get(cache_key)
        if placements is None:
            placements = self.context.placements[cache_key] = self._resolve_section(key)
        return placements

    def _cache_key(self, key: str) -> tuple[object, ...]:
        """Return a value that is the same for sections with the same placements."""
        is_known = self.types.of(key) or key in self.contents.vocabulary.shapes
        key_parts: list[object] = [key if is_known else ""]
        for number, entry in enumerate(self.entries):
            if isinstance(entry, OneOf):
                key_parts.append(number)
                continue
            type_ = "string" if entry.type in _TEXTS else entry.type
            name, has_values = rest_name(entry.name), number in self.values
            said = (entry.description, entry.marker, entry.is_required)
            key_parts.append((name, type_, has_values, *said))
        return tuple(key_parts)

    def _resolve_section(self, key: str) -> list[Placement]:
        """Return the placements of all entries in the likeliest hypothesis."""
        self._prepare(key)
        hypotheses = [Hypothesis(0.0, self._outermost(key))]
        for index, entry in enumerate(self.entries):
            transitions = [
                transition
                for hypothesis in hypotheses
                for transition in self._transitions(hypothesis, index, entry)
            ]
            hypotheses = [
                self._apply(transition, index, entry)
                for transition in best(transitions)
            ]
        placements = self._placements(hypotheses[0])
        if self.is_folded:
            self._remember(placements, hypotheses[0])
            placements = [placement.without_unlikely() for placement in placements]
            placements = settle_members(placements, self.entries, self.scorer)
        return placements

    def _prepare(self, key: str) -> None:
        """Compute what is needed again and again while the section is resolved."""
        entries, values = self.entries, self.values
        following = [*entries[1:], None]
        self.opens = [
            self._opens(entry, values.get(n), following[n])
            for n, entry in enumerate(entries)
        ]
        self.columns = Columns(entries, self.opens, has_own_groups=self.has_own_groups)
        self.must_open = list(self._must_open(key)) if self.is_folded else []
        first = entries[0] if entries else None
        self.is_object = isinstance(first, Item) and first.marker == "type"
        # Below `param name:` every `- name:` is a field of something.
        self.has_parameters = any(
            isinstance(item, Item) and item.marker != "field" for item in entries
        )
        items = [item for item in entries if isinstance(item, Item)]
        self.scorer = EvidenceScorer(
            self.context,
            self.evidence,
            in_request=self.has_parameters,
            marks_required=any(
                item.is_required and item.marker == "field" for item in items
            ),
        )
        # A response that begins with an object wraps an entity.
        self.wraps = bool(entries) and self.opens[0]
        self.features = [
            (
                self.contents.thing(entry, opens=opens)
                if isinstance(entry, Item)
                else _NOTHING
            )
            for entry, opens in zip(entries, self.opens, strict=True)
        ]

    def _outermost(self, key: str) -> OpenObject:
        """Return the section itself, as an open object."""
        opening = Opening(
            key,
            shape=key,
            is_outermost=True,
            wraps=self.wraps,
            has_parameters=self.has_parameters,
        )
        content = self.contents.opened(opening, is_folded=self.is_folded)
        return OpenObject(None, -1, (), key, content)

    def _opens(
        self, entry: Item | OneOf, values: object, following: Item | OneOf | None
    ) -> bool:
        """Return whether fields can stand below an entry.

        A parameter whose type is only a word, mostly its own name, is a primitive: a group that follows
        is the method's own.
        """
        if isinstance(entry, OneOf) or values is not None or entry.type in _SCALARS:
            return False
        if entry.type.startswith("array") or is_type_name(entry.type):
            return True
        is_word = entry.marker != "field" and entry.type != "object"
        if is_word and isinstance(following, OneOf):
            return False
        return entry.indent is not None

    def _must_open(self, key: str) -> Iterator[bool]:
        """Yield for each entry without lines whether fields must stand below it.

        A type's fields are printed with its first use, and only there.
        """
        printed: set[str] = set()
        for number, entry in enumerate(self.entries):
            if isinstance(entry, OneOf):
                yield False
                continue
            type_ = (
                self.types.of(f"{key}.{entry.name}") if entry.type == "object" else None
            )
            if type_ is not None and type_.fields:
                self.opens[number] = True
                yield True
                continue
            inner = inner_type(entry)
            if is_type_name(inner):
                self.opens[number] = self.opens[number] and inner not in printed
                printed.add(inner)
            yield self.opens[number] and is_type_name(inner)

    def _transitions(
        self, hypothesis: Hypothesis, index: int, entry: Item | OneOf
    ) -> Iterator[Transition]:
        """Yield all transitions of a hypothesis with one more entry."""
        owners = self._possible_owners(hypothesis.top, index)
        if len(owners) == 1:
            yield Transition(hypothesis.score, hypothesis, *owners[0], ())
            return
        alone, agreed = self._scores(owners, hypothesis, index)
        # Owners that have such a field already get no transition, but their scores count: an entry that
        # fits best into one of them speaks against the hypothesis.
        free = free_candidates(owners, entry)
        for possible, score in zip(owners, agreed, strict=True):
            if possible in free:
                yield Transition(hypothesis.score + score, hypothesis, *possible, alone)

    def _apply(
        self, transition: Transition, index: int, entry: Item | OneOf
    ) -> Hypothesis:
        """Return the hypothesis that a transition leads to."""
        owner, scores = transition.owner, transition.scores
        before = transition.hypothesis
        seen = self._seen(before, owner)
        if isinstance(entry, OneOf):
            assignment = Assignment(
                before.latest, index, index, before.top, owner, scores
            )
            top = owner.with_group(index, before.top)
            return Hypothesis(transition.score, top, assignment, seen)
        group = self.columns.membership(owner, entry)
        assignment = Assignment(before.latest, index, group, before.top, owner, scores)
        is_guess = bool(scores) and transition.levels_up > 0 and not self.is_folded
        is_guess = is_guess and not self._is_evident(assignment)
        ended = owner.ended_with(before.top) if self.is_folded else ()
        grown = self._with_field(owner, index, group, ended, is_guess=is_guess)
        top = self._opened(grown, index, entry)
        return Hypothesis(transition.score, top, assignment, seen)

    def _seen(self, hypothesis: Hypothesis, owner: OpenObject) -> Seen:
        """Return what the section has printed before, once an entry belongs to an object."""
        entry = self._fresh(hypothesis)
        if entry is None:
            return hypothesis.seen
        return seen_with(hypothesis.seen, entry, is_entered=owner is hypothesis.top)

    def _fresh(self, hypothesis: Hypothesis) -> Item | None:
        """Return the item of the innermost object, if there are no lines and nothing belongs to it yet."""
        top = hypothesis.top
        is_fresh = self.is_folded and top.index >= 0 and top.content.is_fresh
        entry = self.entries[top.index] if is_fresh else None
        return entry if isinstance(entry, Item) else None

    def _placements(self, hypothesis: Hypothesis) -> list[Placement]:
        """Return the placements of all entries of a hypothesis, with the evidence for them."""
        likely: dict[int, float] = {}  # that the last field of an object belongs to it
        placements: list[Placement] = []
        of_groups: dict[int, tuple[Candidate, ...]] = {}  # a doubt that members share
        for assignment in hypothesis.assignments:
            candidates = of_groups.get(assignment.group) or self._candidates(assignment)
            chosen = next(
                candidate
                for candidate in candidates
                if candidate.owner.index == assignment.owner.index
            )
            if assignment.index in self.columns.doubtful_groups:
                of_groups[assignment.index] = candidates
            owner_index = assignment.owner.index
            # If the field before it is a guess, so is this one.
            likely[owner_index] = min(chosen.probability, likely.get(owner_index, 1.0))
            chosen = replace(chosen, probability=likely[owner_index])
            if (
                self.is_folded
                and chosen.evidence == (Why.INDENTATION,)
                and not chosen.is_likely
            ):
                chosen = replace(chosen, evidence=(Why.CONVENTION,))
            placements.append(
                Placement(assignment.index, assignment.group, chosen, candidates)
            )
        return placements

    def _possible_owners(self, top: OpenObject, index: int) -> list[PossibleOwner]:
        """Return the objects that an entry may belong to, the innermost first."""
        entry = self.entries[index]
        owners = [(owner, levels_up) for levels_up, owner in enumerate(top.outwards())]
        if isinstance(entry, Item) and entry.marker != "field":
            return owners[-1:]
        if not self._may_be_outermost(owners, entry):
            owners.pop()
        if entry.indent is not None:
            return self.columns.possible_owners(owners, entry, index)
        must_open = (
            top.content.is_fresh and top.index >= 0 and self.must_open[top.index]
        )
        if must_open and not self._is_foreign(top, index):
            return owners[:1]
        return owners

    def _may_be_outermost(
        self, owners: Sequence[PossibleOwner], entry: Item | OneOf
    ) -> bool:
        if len(owners) == 1 or not self.has_parameters:
            return True
        is_group = isinstance(entry, OneOf) or owners[-1][0].group >= 0
        return is_group and not self.is_object

    def _is_foreign(self, owner: OpenObject, index: int) -> bool:
        """Return whether what is known of an object rules out that it begins with the entry."""
        entry = self.entries[index]
        if isinstance(entry, OneOf):
            *_, outermost = owner.outwards()
            own, others = (
                sum(self._evidence_for(possible, index).values())
                for possible in (owner, outermost)
            )
            return self.has_own_groups and own < others
        if self._are_alike(self.entries[owner.index], entry):
            return True
        name, type_ = rest_name(entry.name), self.types.of(owner.key)
        if type_ is not None and type_.is_complete:
            return name not in type_.fields
        fits = owner.content.fits
        return bool(fits) and not any(name in shape.names for shape in fits)

    def _are_alike(self, entry: Item | OneOf, item: Item) -> bool:
        """Return whether both are objects with types named alike: such fields stand in one object."""
        if isinstance(entry, OneOf) or not is_type_name(item.type):
            return False
        tail = last_word(entry.name)
        return bool(tail) and tail == last_word(item.name) and entry.type != item.type

    def _scores(
        self, owners: Sequence[PossibleOwner], hypothesis: Hypothesis, index: int
    ) -> tuple[Sequence[float], Sequence[float]]:
        """Return the scores of the owners as logarithms: without and with the votes of other places."""
        entry, features = self.entries[index], self.features[index]
        if isinstance(entry, OneOf):
            scores = self._group_scores(owners, index)
            return scores, scores
        top, before = hypothesis.top, self.again(hypothesis)
        inner, is_fresh = top.path[-1] if top.path else "", top.content.is_fresh
        alone: list[float] = []
        agreed: list[float] = []
        has_previous = self.is_folded and self.context.votes.has_previous
        ended = 0.0
        for owner, levels_up in [*owners, *self.ended(top, entry)]:
            score = ended * (levels_up >= 0) + self.prior.of(owner.content, features)
            score += moving(
                inner, features.printed, levels_up, before, is_fresh=is_fresh
            )
            score += sum(self.scorer.evident(owner, entry).values())
            score += _COMPETES * (levels_up < 0)
            alone.append(score)
            if has_previous:
                agreed.append(score + self.scorer.agreed(owner, entry))
            ended += self.prior.of_end(owner.content)
        count = len(owners)
        scores = normal(alone)[:count]
        return scores, normal(agreed)[:count] if has_previous else scores

    def again(self, hypothesis: Hypothesis) -> tuple[str, ...]:
        """Return the features that tell whether the innermost object, if it is fresh, was printed before."""
        entry = self._fresh(hypothesis)
        return tuple(again(hypothesis.seen, entry)) if entry is not None else ()

    def ended(self, top: OpenObject, item: Item) -> list[PossibleOwner]:
        """Return ended objects that an item may fit into, the number of each below 0 in place of levels.

        The better the item fits into one of them, the less likely is the hypothesis.
        """
        ended = top.ended_without(rest_name(item.name)) if self.is_folded else ()
        return [(owner, -number) for number, owner in enumerate(ended, 1)]

    def _group_scores(
        self, owners: Sequence[PossibleOwner], index: int
    ) -> Sequence[float]:
        evident = [
            sum(self._evidence_for(owner, index).values()) for owner, _ in owners
        ]
        if not self.is_folded:
            is_silent = len(set(evident)) == 1
            custom = [group_custom(owner) for owner, _ in owners]
            return normal(custom if is_silent else evident)
        ended = 0.0
        scores: list[float] = []
        for (owner, levels_up), score in zip(owners, evident, strict=True):
            moved = weighed(group_moves(owner.content, levels_up))
            scores.append(score + ended + moved)
            ended += self.prior.of_end(owner.content)
        return normal(scores)

    def _evidence_for(self, owner: OpenObject, index: int) -> dict[Why, float]:
        """Return what each kind of evidence weighs for an entry of an object.

        What speaks for a group is what speaks for its members, as far as columns tell which these are.
        """
        entry = self.entries[index]
        if isinstance(entry, Item):
            return self.scorer.evident(owner, entry)
        weights: dict[Why, float] = {}
        following = self.entries[index + 1 : index + 2] if self.is_folded else ()
        for member in self.columns.doubtful_groups.get(index, following):
            if isinstance(member, OneOf):
                continue
            for why, weight in self.scorer.evident(owner, member).items():
                weights[why] = weights.get(why, 0.0) + weight
        return weights

    def _candidates(self, assignment: Assignment) -> tuple[Candidate, ...]:
        """Return the candidates of an entry, with the evidence for each."""
        entry = self.entries[assignment.index]
        owners = self._possible_owners(assignment.top, assignment.index)
        if len(owners) == 1:
            owner, levels_up = owners[0]
            return (
                Candidate(owner, levels_up, self._sole_evidence(owner, entry), 1.0),
            )
        # The votes of other places are left out of probabilities: these may be wrong in the same way.
        evident = [self._evidence_for(owner, assignment.index) for owner, _ in owners]
        return tuple(
            Candidate(owner, levels_up, decisive_evidence(weights, evident), exp(score))
            for (owner, levels_up), score, weights in zip(
                owners, assignment.scores, evident, strict=True
            )
        )

    def _is_evident(self, assignment: Assignment) -> bool:
        chosen = next(
            candidate
            for candidate in self._candidates(assignment)
            if candidate.owner is assignment.owner
        )
        return chosen.evidence != (Why.CONVENTION,)

    def _sole_evidence(self, owner: OpenObject, entry: Item | OneOf) -> tuple[Why, ...]:
        """Return the evidence for an entry's only candidate.

        An earlier guess about where an inner object ends may be all that has left it alone.
        """
        if isinstance(entry, Item) and entry.indent is not None and owner.is_doubtful:
            return decisive_evidence(self.scorer.evident(owner, entry), [{}])
        return (Why.INDENTATION,)

    def _opened(self, owner: OpenObject, index: int, entry: Item) -> OpenObject:
        """Return the innermost open object after an item of an object: the item's own, if it opens one."""
        if not self.opens[index] or owner.depth >= MAX_DEPTH:
            return owner
        if self.is_folded and self._is_recursive(owner, entry):
            return owner
        key, path = type_key(entry, owner.key), (*owner.path, rest_name(entry.name))
        key = self.types.names.get(key, key)
        around = own = frozenset[str]()
        if self.is_folded:
            around, own = self._own_words(owner, entry)
        is_list = entry.type.startswith("array")
        opening = Opening(
            key,
            depth=len(path),
            shape=_shape(entry, is_list=is_list),
            own=own,
            is_list=is_list,
            is_required=entry.is_required,
            wraps=self.wraps,
            has_parameters=self.has_parameters,
        )
        content = self.contents.opened(opening, is_folded=self.is_folded)
        return OpenObject(owner, index, path, key, content, around)

    def _is_recursive(self, owner: OpenObject, entry: Item) -> bool:
        """Return whether an item of a list has a list of the same name.

        In all of Wix's types such a list is one of the same type, whose fields have been printed already.
        """
        owner_entry = self.entries[owner.index] if owner.index >= 0 else None
        return (
            isinstance(owner_entry, Item)
            and owner_entry.type.startswith("array")
            and entry.type.startswith("array")
            and rest_name(owner_entry.name) == rest_name(entry.name)
        )

    def _with_field(
        self,
        owner: OpenObject,
        index: int,
        group: int,
        ended: tuple[OpenObject, ...],
        *,
        is_guess: bool,
    ) -> OpenObject:
        stays = self.is_folded or group != NO_GROUP
        group = owner.group if stays else NO_GROUP
        return OpenObject(
            owner.parent,
            owner.index,
            owner.path,
            owner.key,
            owner.content.with_field(self.features[index], in_group=group >= 0),
            owner.words_around,
            index,
            group,
            owner.is_doubtful or is_guess,
            ended,
        )

    def _own_words(self, owner: OpenObject, entry: Item) -> tuple[Words, Words]:
        """Return the words around an object's fields, and those of its name and type that are new there."""
        inner = inner_type(entry)
        words = name_words(entry.name)
        words |= name_words(inner) if is_type_name(inner) else frozenset()
        words -= GENERIC
        around = owner.words_around | name_words(entry.name) | name_words(entry.type)
        return around, (words - owner.words_around) or words

    def _remember(
        self, placements: Sequence[Placement], hypothesis: Hypothesis
    ) -> None:
        """Give votes for the next round: owners of entries, fields of objects, ends of objects."""
        votes = self.context.votes
        for placement in placements:
            entry = self.entries[placement.index]
            if isinstance(entry, Item) and len(placement.candidates) > 1:
                for candidate in placement.candidates:
                    is_chosen = candidate.owner is placement.chosen.owner
                    votes.add(candidate.owner.key, entry, float(is_chosen))
        tops = [hypothesis.top]
        objects: dict[int, tuple[str, list[str]]] = {}
        for assignment in hypothesis.assignments:
            entry = self.entries[assignment.index]
            if isinstance(entry, Item):
                _, names = objects.setdefault(
                    assignment.owner.index, (assignment.owner.key, [])
                )
                names.append(rest_name(entry.name))
                if entry.marker != "field":
                    tops.append(assignment.top)
        if not self.has_parameters:
            for key, names in objects.values():
                votes.add_object(key, names)
        for top in tops:
            for owner in top.outwards():
                if owner.index >= 0:
                    votes.add_end(
                        owner.key, owner.content.before, in_request=self.has_parameters
                    )


def _split(
    printed: Sequence[Entry],
) -> tuple[list[Item | OneOf], Values]:
    """Split entries into items and groups, and enum values by the index of their item."""
    entries: list[Item | OneOf] = []
    values: dict[int, list[EnumValue | str]] = {}
    for entry in printed:
        match entry:
            case Item() | OneOf():
                entries.append(entry)
            case Enum() if entries:
                values.setdefault(len(entries) - 1, []).extend(entry.values)
            case EnumValue() if entries:
                values.setdefault(len(entries) - 1, []).append(entry)
            case _:
                pass
    return entries, values
