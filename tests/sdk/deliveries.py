"""Webhooks: what handlers of both sides get of one signed delivery."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sdk.comparing import ABSENT, Found, differences
from sdk.node import Sdk
from sdk.ours import at
from sdk.resources import Hook
from sdk.spelling import data_of_ours, data_of_sdk
from sdk.values import Values
from wixapi import Webhooks

Json = dict[str, Any]

#: What handlers get, by the SDK's names.
_MEMBERS = {
    "entity": "entity",
    "data": "data",
    "metadata": "metadata",
    "modifiedFields": "modified_fields",
}

_IDENTITIES: tuple[Json | None, ...] = (
    {"identityType": "WIX_USER", "wixUserId": "22222222-2222-4222-8222-222222222222"},
    {"identityType": "ANONYMOUS_VISITOR", "anonymousVisitorId": "v-1"},
    {"identityType": "APP", "appId": "a-1", "newOfWix": True},
    None,
)
_RESTORED = {"deletedDate": "2026-01-02T03:04:05.678Z"}
_MODIFIED = {"name": "Ann", "guestDetails.firstName": "Bo", "tickets[1].price": None}

#: Name -> what the event carries, by its kind, of the payload that its spec tells.
BODIES: dict[str, dict[str, Callable[[Json], Json]]] = {
    "created": {
        "whole": lambda made: {"createdEvent": {"entity": made}},
        "restored": lambda made: {
            "createdEvent": {"entity": made, "restoreInfo": _RESTORED}
        },
        "null": lambda _: {"createdEvent": {"entity": None}},
        "empty": lambda _: {"createdEvent": {}},
        "missing": lambda _: {},
        "new members": lambda made: {
            "createdEvent": {"entity": made | {"newOfWix": 1}},
            "newOfWix": 2,
        },
    },
    "updated": {
        "whole": lambda made: {
            "updatedEvent": {"currentEntity": made, "modifiedFields": _MODIFIED}
        },
        "plain": lambda made: {"updatedEvent": {"currentEntity": made}},
        "nothing modified": lambda made: {
            "updatedEvent": {"currentEntity": made, "modifiedFields": {}}
        },
        "null": lambda _: {
            "updatedEvent": {"currentEntity": None, "modifiedFields": None}
        },
        "empty": lambda _: {"updatedEvent": {}},
    },
    "deleted": {
        "whole": lambda made: {"deletedEvent": {"deletedEntity": made}},
        "empty": lambda _: {"deletedEvent": {}},
        "null": lambda _: {"deletedEvent": {"deletedEntity": None}},
        "trash": lambda made: {
            "deletedEvent": {"deletedEntity": made, "movedToTrash": True}
        },
    },
    "action": {
        "whole": lambda made: {"actionEvent": {"body": made}},
        "empty body": lambda _: {"actionEvent": {"body": {}}},
        "null": lambda _: {"actionEvent": {"body": None}},
        "empty": lambda _: {"actionEvent": {}},
    },
    "flat": {
        "whole": lambda made: made,
        "empty": lambda _: {},
        "new members": lambda made: made | {"newOfWix": {"id": "1"}},
    },
}


@cache
def _key() -> RSAPrivateKey:
    """Return the key that signs; `testing.keys` reads its own anew each time."""
    return generate_private_key(65537, 2048)


@cache
def _public_key() -> str:
    public = _key().public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def signed(outer: Json) -> str:
    """Return a delivery as Wix signs it."""
    now = int(time.time())
    claims = {"data": json.dumps(outer), "iat": now, "exp": now + 3600}
    return jwt.encode(claims, _key(), "RS256")


@dataclass(frozen=True)
class Delivery:
    """A webhook in one of its forms."""

    hook: Hook
    form: str
    number: int

    @cached_property
    def token(self) -> str:
        """The signed body of the request."""
        api = self.hook.api
        values = Values(
            f"{api.event_type} {self.form}", (1.0, 0.5)[self.number % 2], answers=True
        )
        payload = values.answer(api.payload) if api.payload else {"a": {"id": "1"}}
        inner = BODIES[api.kind][self.form](payload)
        if api.kind != "flat":
            inner = self._domain_event() | inner
        identity = _IDENTITIES[self.number % len(_IDENTITIES)]
        outer = {
            "eventType": api.event_type,
            "instanceId": "i-1",
            "data": json.dumps(inner),
        }
        if identity is not None:
            outer["identity"] = json.dumps(identity)
        if self.number % 3 == 0:
            outer |= {"accountInfo": {"accountId": "acc-1", "siteId": "s-1"}}
        return signed(outer)

    def _domain_event(self) -> Json:
        fqdn, _, slug = self.hook.api.event_type.partition("_")
        event: Json = {
            "id": f"e-{self.number}",
            "entityFqdn": fqdn,
            "slug": slug,
            "entityId": "entity-1",
            "eventTime": "2026-01-02T03:04:05.678Z",
            "triggeredByAnonymizeRequest": False,
        }
        if self.number % 2:
            event |= {"originatedFrom": "merge", "entityEventSequence": "42"}
        return event

    @cached_property
    def job(self) -> Json:
        """What the SDK is asked to do."""
        return {
            "kind": "deliver",
            "package": self.hook.package,
            "event": self.hook.api.event_type,
            "key": _public_key(),
            "token": self.token,
        }


def deliveries(hooks: Iterable[Hook]) -> list[Delivery]:
    """Return each webhook in each form of its kind."""
    return [
        Delivery(hook, form, number)
        for hook in hooks
        for number, form in enumerate(BODIES[hook.api.kind], len(hook.api.name))
    ]


def compared(sdk: Sdk, sent: Iterable[Delivery]) -> list[Found]:
    """Deliver to handlers of both sides; what is otherwise."""
    made = list(sent)
    answers = sdk.ask(delivery.job for delivery in made)
    ours = Handlers(delivery.hook for delivery in made)
    return [
        found
        for delivery, answer in zip(made, answers, strict=True)
        for found in _compared(delivery, answer, ours)
    ]


class Handlers:
    """Handlers of `wixapi` for webhooks, each of which keeps what it gets."""

    def __init__(self, hooks: Iterable[Hook]) -> None:
        self._hooks = Webhooks(_public_key())
        self._got: list[Any] = []
        for hook in {hook.api.event_type: hook for hook in hooks}.values():
            registrars = at(self._hooks, hook.part.attribute)
            getattr(registrars, hook.made.registrar)(self._got.append)

    def handled(self, token: str) -> Any:
        """Return what a handler gets, by the SDK's names; or the exception; None where none is called."""
        self._got.clear()
        try:
            self._hooks.process(token)
        except Exception as error:  # whatever it is, it is compared
            return error
        if not self._got:
            return None
        members = {
            name: data_of_ours(getattr(self._got[0], attribute, None))
            for name, attribute in _MEMBERS.items()
        }
        return {name: part for name, part in members.items() if part is not None}


def _compared(delivery: Delivery, sdk: Json, handlers: Handlers) -> Iterator[Found]:
    name, form = delivery.hook.api.event_type, delivery.form
    if "skipped" in sdk:
        yield Found("webhook", name, form, "only wixapi", sdk["skipped"], ABSENT)
        return
    ours = handlers.handled(delivery.token)
    if "handled" not in sdk:
        yield Found("webhook", name, form, "sdk fails", sdk.get("error", sdk), ours)
    elif isinstance(ours, Exception):
        yield Found("webhook", name, form, "wixapi fails", sdk["handled"], ours)
    else:
        for place, kind, left, right in differences(data_of_sdk(sdk["handled"]), ours):
            yield Found("webhook", name, f"{form}.{place}", kind, left, right)
