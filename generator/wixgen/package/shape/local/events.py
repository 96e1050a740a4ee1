"""Which event a method makes, told by names and by the types of payloads."""

from __future__ import annotations

from collections.abc import Mapping

from wixgen.package.shape.local import words
from wixgen.package.shape.local.entities import Entity
from wixgen.package.shape.local.words import MethodName, Words
from wixgen.spec.api import EnumType, Resource, Webhook

KINDS = ("created", "updated", "deleted")


def events_of(entity: Entity, resource: Resource) -> dict[str, str]:
    """Return the names of the webhooks that tell of an entity, by their kind.

    The payload's type says it; where a deleted event has none, the kind of entity that the event type names.
    """
    hooks = [hook for hook in resource.webhooks if hook.kind in KINDS]
    told = {hook.kind: hook for hook in hooks if hook.payload is entity.type}
    fqdns = {fqdn_of(hook) for hook in told.values()} - {""}
    for hook in hooks:
        fqdn = fqdn_of(hook)
        is_own = fqdn in fqdns or words.noun(fqdn.rpartition(".")[2]) in entity.nouns
        if hook.payload is None and is_own:
            told.setdefault(hook.kind, hook)
    return {kind: told[kind].name for kind in KINDS if kind in told}


def fqdn_of(hook: Webhook) -> str:
    """Return the kind of entity that the event type of a created, updated or deleted event names."""
    fqdn, _, slug = hook.event_type.rpartition("_")
    return fqdn if slug == hook.kind else ""


def action_events(resource: Resource) -> Mapping[str, str]:
    """Return the names of the webhooks that tell of what a method does, by the method's name.

    `confirmBooking` makes `bookingConfirmed`: the same words, with the verb as a participle. What two
    methods could make is told of neither.
    """
    found: dict[str, list[str]] = {}
    for method in resource.methods:
        wanted = _said(words.method_name(method.name))
        for hook in resource.webhooks:
            if hook.kind == "action" and _words(hook.name) in wanted:
                found.setdefault(hook.name, []).append(method.name)
    return {methods[0]: hook for hook, methods in found.items() if len(methods) == 1}


def reached_value(verb: str, enum: EnumType, said: Words = ()) -> str:
    """Return the value of an enum that says that a verb was done: `confirm` -> `CONFIRMED`; empty if none does.

    `mark … as pending` says it itself: `said` is what stands behind the `as`.
    """
    done = {"_".join(said)} if said else words.participles(verb)
    found = [value.value for value in enum.values if value.value.lower() in done]
    return str(found[0]) if len(found) == 1 else ""


def _said(name: MethodName) -> list[tuple[str, ...]]:
    """Return how an event may say what a method does, its words in the order of the alphabet."""
    if name.is_bulk or not name.verb:
        return []
    others = [*name.noun, *name.rest]
    return [tuple(sorted([done, *others])) for done in words.participles(name.verb)]


def _words(wire: str) -> tuple[str, ...]:
    """Return the words of a webhook's name in the order of the alphabet."""
    return tuple(sorted(words.noun(wire)))
