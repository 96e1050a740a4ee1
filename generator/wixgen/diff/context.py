"""What a comparison of two APIs knows and has found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wixgen.diagnostics import Place
from wixgen.diff.finding import Finding
from wixgen.diff.reach import NOWHERE, LateReach, Reach, Reaches
from wixgen.diff.rules import RULES, Consumer, Verdict, Verdicts
from wixgen.spec.api import Api, Field, Method, Named, Note, Webhook


@dataclass(frozen=True)
class Where:
    """The place of a change in the API.

    Attributes:
        resource: The resource, or `common`.
        path: The path of what holds it, in wire names; "" for the resource itself.
        python: The same in Python's names.
        reach: What reaches it.
    """

    resource: str
    path: str = ""
    python: str = ""
    reach: Reach = NOWHERE

    def below(self, wire: str, python: str) -> Where:
        """Return the place of a part."""
        return replace(
            self, path=_joined(self.path, wire), python=_joined(self.python, python)
        )


@dataclass
class Context:
    """A comparison of two APIs.

    Attributes:
        findings: What was found.
        renamed: The new names of types, by resource and old name.
        common: The common types by name, then and now.
        renamed_fields: The new names of fields and groups, by the `id` of their old object and the old name.
    """

    before: Api
    after: Api
    findings: list[Finding] = field(default_factory=list[Finding])
    renamed: dict[tuple[str, str], str] = field(
        default_factory=dict[tuple[str, str], str]
    )
    renamed_fields: dict[tuple[int, str], str] = field(
        default_factory=dict[tuple[int, str], str]
    )
    common: tuple[Mapping[str, Named], Mapping[str, Named]] = field(init=False)
    reach_before: Reaches = field(init=False)
    reach_after: Reaches = field(init=False)

    def __post_init__(self) -> None:
        self.reach_before = Reaches(self.before)
        self.reach_after = Reaches(self.after)
        before, after = (
            {type_.name: type_ for type_ in api.common}
            for api in (self.before, self.after)
        )
        self.common = before, after

    def reach(self, old: Named | None, new: Named | None) -> Reach:
        """Return what reaches a type, then or now."""
        return LateReach((self.reach_before, old), (self.reach_after, new))

    def former_name(self, old: object, wire: str) -> str:
        """Return what a field or group was called in the old object that it stood in."""
        return next(
            (
                former
                for (holder, former), name in self.renamed_fields.items()
                if holder == id(old) and name == wire
            ),
            wire,
        )

    def tell(
        self,
        rule: str,
        where: Where,
        change: tuple[Any, Any],
        places: tuple[Place, Place],
        verdicts: Verdicts | None = None,
        *,
        fact: str = "",
        names: tuple[str, str] = ("", ""),
    ) -> None:
        """Note a change. It means something only to those who are reached by what changed.

        Args:
            rule: The kind of change.
            where: What changed.
            change: What it was and what it is, as JSON.
            places: Where that stands.
            verdicts: What it means, where the rule alone doesn't say.
            fact: Which fact, where there are several of a kind.
            names: What code calls it then and now, where `where` doesn't say.
        """
        known = RULES[rule]
        told = known.verdicts if verdicts is None else verdicts
        concerned = where.reach.by_consumer
        told = {
            consumer: verdict
            for consumer, verdict in told.items()
            if consumer in concerned
        }
        finding = Finding(
            known,
            where.resource,
            where.path,
            where.python,
            *change,
            *places,
            told,
            where.reach.names,
            fact,
            names,
        )
        self.findings.append(finding)

    def notes(self, where: Where, old: Note, new: Note) -> None:
        """Compare what any part of an API may have: words, and whether it is deprecated."""
        places = (old.at, new.at)
        if bool(old.deprecated) != bool(new.deprecated):
            rule = "deprecated-set" if new.deprecated else "deprecated-unset"
            self.tell(rule, where, (old.deprecated, new.deprecated), places)
        if all(vars(old).get(name) == vars(new).get(name) for name in _WORDY):
            return
        words = [_words(note) for note in (old, new)]
        for number, names in enumerate(_permission_names(old, new)):
            words[number] |= names
        if words[0] != words[1]:
            changed = {
                name: (words[0].get(name), words[1].get(name))
                for name in {**words[0], **words[1]}
                if words[0].get(name) != words[1].get(name)
            }
            before = {name: pair[0] for name, pair in sorted(changed.items())}
            after = {name: pair[1] for name, pair in sorted(changed.items())}
            self.tell("words-changed", where, (before, after), places)


EVERYBODY = Reach({consumer: set[str]() for consumer in Consumer})
"""The reach of what everybody uses: resources and their modules."""


def only(verdict: Verdict, *consumers: Consumer) -> Verdicts:
    """Return one verdict for some consumers."""
    return dict.fromkeys(consumers, verdict)


#: What else is written about some parts of an API.
_TEXTS = ("title", "docs", "format", "half", "entity")


#: What `_words` looks at: most parts of an API say the same in all of it.
_WORDY = (
    *_TEXTS, "description", "removal_date", "maturity", "deprecated", "attributes", "sdk", "permissions",
)  # fmt: skip


def _words(note: Note) -> dict[str, str]:
    told = {
        "description": note.description,
        "removal_date": note.removal_date,
        "maturity": note.maturity,
        "deprecated": note.deprecated if isinstance(note.deprecated, str) else "",
    }
    for name in _TEXTS:
        told[name] = str(getattr(note, name, "") or "")
    if isinstance(note, Field):
        told |= {f"attributes.{key}": word for key, word in note.attributes.items()}
    if isinstance(note, Method):
        told["sdk.options"] = ", ".join(sorted(note.sdk.options))
    return {name: value for name, value in told.items() if value}


def _permission_names(old: Note, new: Note) -> list[dict[str, str]]:
    """Return what the permissions are called that are needed before and after, by scope."""
    if not (isinstance(old, Method | Webhook) and isinstance(new, Method | Webhook)):
        return [{}, {}]
    both = {*old.permissions.values()} & {*new.permissions.values()}
    return [
        {
            f"permissions.{scope}": name
            for name, scope in note.permissions.items()
            if scope in both
        }
        for note in (old, new)
    ]


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
