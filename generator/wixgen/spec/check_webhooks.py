"""Checks of webhooks: kind and payload."""

from __future__ import annotations

from typing import Any, cast

from wixgen.diagnostics import quoted
from wixgen.spec.api import WITH_DATA, Webhook
from wixgen.spec.check_fields import Scope, noted, plain_texts
from wixgen.spec.language import WebhookDecl
from wixgen.spec.pages import Pages
from wixgen.spec.source import Text

_WITHOUT_PAYLOAD = {*WITH_DATA, "deleted"}  # kinds of which pages may print no payload


def check_webhook(
    name: Text, decl: WebhookDecl, pages: Pages, scope: Scope
) -> Webhook | None:
    """Return the resolved webhook, or None if it is unusable."""
    expression = _payload(name, decl, scope)
    payload = scope.object_type(expression) if expression else None
    docs = pages.address(decl.docs)
    if payload is None and (expression or decl.kind not in _WITHOUT_PAYLOAD):
        return None
    _check_modified_fields(decl, scope)
    return Webhook(
        at=name.place,
        **noted(decl, scope.report),
        name=name,
        kind=cast(Any, str(decl.kind)),
        title=decl.title or "",
        docs=docs,
        payload=payload,
        modified_fields=decl.modified_fields,
        event_type=decl.event_type or "",
        handler=decl.handler or f"on{name[0].upper()}{name[1:]}",
        permissions=plain_texts(decl.permissions),
        permission_ids=tuple(map(str, decl.permission_ids)),
    )


def _payload(name: Text, decl: WebhookDecl, scope: Scope) -> Text | None:
    """Return the type of the payload; None if there is none, or after reporting that it is misplaced."""
    words = ("data", "entity") if decl.kind in WITH_DATA else ("entity", "data")
    wanted, other = words
    if getattr(decl, other) is not None:
        message = f"a webhook of kind `{decl.kind}` can't have `{other}`"
        place = decl.place(other)
        scope.report.error(place, "webhook-payload", message, help=f"write `{wanted}`")
    elif decl.kind not in _WITHOUT_PAYLOAD and "entity" not in decl.where:
        message = f"the webhook {quoted(name)} of kind `{decl.kind}` needs an `entity`"
        help = "name the type of the entity"
        scope.report.error(name.place, "webhook-payload", message, help=help)
    expression: Text | None = getattr(decl, wanted)
    return expression


def _check_modified_fields(decl: WebhookDecl, scope: Scope) -> None:
    if decl.modified_fields and decl.kind != "updated":
        message = f"a webhook of kind `{decl.kind}` can't have `modified_fields`"
        place = decl.place("modified_fields")
        help = "remove it: only a webhook of kind `updated` tells what was changed"
        scope.report.error(place, "webhook-payload", message, help=help)
