"""Parts of random methods: permissions, errors, what bulk methods answer."""

from __future__ import annotations

from random import Random

from support.random_types import Decl, TypeMaker
from support.random_words import VERBS, Prose

STATUSES = (
    (400, "INVALID_ARGUMENT"),
    (403, "PERMISSION_DENIED"),
    (404, "NOT_FOUND"),
    (409, "ALREADY_EXISTS"),
    (428, "FAILED_PRECONDITION"),
)


def permissions(rng: Random, prose: Prose) -> Decl:
    """None, one, or several scopes."""
    count = rng.choice((0, 1, 1, 1, 2, 5))
    names = [f"{rng.choice(VERBS)} {prose.field_name()}s" for _ in range(count)]
    return {one.title(): f"SCOPE.{one.upper().replace(' ', '-')}" for one in names}


def errors(rng: Random, prose: Prose) -> list[Decl]:
    """Documented errors; most methods have none."""
    found: list[Decl] = []
    for http, status in rng.choices(STATUSES, k=rng.choice((0, 0, 0, 1, 2, 6))):
        one = {"http": http, "status": status, "code": prose.value()}
        found.append({**one, "description": prose.sentence()})
    return found


def bulk_results(types: TypeMaker, entity: str) -> Decl:
    """The answer of a bulk method; its types are shared by all of a resource's."""
    declared, prose = types.types.declared, types.prose
    if "ItemMetadata" not in declared:
        error = {"code": "string", "description": "string", "data": "object"}
        types.plain("ApplicationError", _typed(error, prose))
        meta = {"id": "string", "originalIndex": "integer", "success": "boolean"}
        fields = _typed({**meta, "error": "ApplicationError"}, prose)
        types.plain("ItemMetadata", fields)
        counts = ("totalSuccesses", "totalFailures", "undetailedFailures")
        totals = dict.fromkeys(counts, "integer")
        types.plain("BulkActionMetadata", _typed(totals, prose))
    name = f"Bulk{entity}Result"
    if name not in declared:
        fields = {"itemMetadata": "ItemMetadata", "item": entity}
        types.plain(name, _typed(fields, prose))
    answer = {"results": f"list[{name}]", "bulkActionMetadata": "BulkActionMetadata"}
    return _typed(answer, prose)


def sendable(decl: Decl) -> Decl:
    """Parameters are neither read-only nor deprecated."""
    hidden = {"read_only", "deprecated", "undocumented"}
    return {key: one for key, one in decl.items() if key not in hidden}


def said(decl: Decl) -> str:
    """The limits of a list in words."""
    low, high = decl.get("min_items"), decl.get("max_items")
    least = f"\nMin: {low} item" if low else ""
    return f"{least}\nMax: {high} items" if high else least


def spaced(name: str) -> str:
    """`createThing` -> `Create Thing`."""
    text = "".join(f" {one}" if one.isupper() else one for one in name)
    return text[:1].upper() + text[1:]


def _typed(fields: dict[str, str], prose: Prose) -> Decl:
    return {
        name: {"type": type_, "description": prose.sentence()}
        for name, type_ in fields.items()
    }
