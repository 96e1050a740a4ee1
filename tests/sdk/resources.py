"""The resources that both sides have: those whose package of the SDK is installed in the spec's version."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sdk.node import Sdk
from support.projects import SCHEMAS
from support.whole_package import Part, parts_of
from wixgen.package.model import Event, Method
from wixgen.spec.api import Method as ApiMethod
from wixgen.spec.api import Webhook

_SOURCE = re.compile(rb'^sources: .*"(@wix/[^" ]+) ([^" ]+)"', re.MULTILINE)
COMMON = "common.yaml"


@dataclass(frozen=True)
class Operation:
    """A method on both sides."""

    part: Part
    package: str  # of the SDK
    api: ApiMethod
    made: Method

    @property
    def name(self) -> str:
        """As in specs: `members.badges.createBadge`."""
        return f"{self.part.resource.key}.{self.api.name}"

    @property
    def path(self) -> str:
        """Where clients have it: `members.badges.create_badge`."""
        return f"{self.part.attribute}.{self.made.name}"


@dataclass(frozen=True)
class Hook:
    """A webhook on both sides."""

    part: Part
    package: str
    api: Webhook
    made: Event


class Resources:
    """What is compared: everything that is installed, with `WIXGEN_SAMPLE=all` in more random forms."""

    def __init__(self, sdk: Sdk) -> None:
        self._sdk = sdk

    @property
    def forms(self) -> int:
        """Return how many random forms of each call are compared."""
        return 12 if os.environ.get("WIXGEN_SAMPLE") == "all" else 3

    @cached_property
    def parts(self) -> Mapping[str, Part]:
        """The resources by the SDK's package."""
        texts: dict[str, bytes] = {COMMON: (SCHEMAS / COMMON).read_bytes()}
        packages: dict[str, str] = {}
        for path in sorted(SCHEMAS.glob("*/*.yaml")):
            text = path.read_bytes()
            source = _SOURCE.search(text)
            package, version = source.groups() if source else (b"", b"")
            name = package.decode()
            if (
                name
                and self._sdk.has(name)
                and self._sdk.version(name) == version.decode()
            ):
                texts[path.relative_to(SCHEMAS).as_posix()] = text
                packages[_key(text)] = name
        return {packages[part.resource.key]: part for part in parts_of(texts)}

    def operations(self) -> Iterator[Operation]:
        """Yield all methods."""
        for package, part in self.parts.items():
            pairs = zip(part.resource.methods, part.module.methods, strict=True)
            for api, made in pairs:
                yield Operation(part, package, api, made)

    def hooks(self) -> Iterator[Hook]:
        """Yield all webhooks."""
        for package, part in self.parts.items():
            pairs = zip(part.resource.webhooks, part.module.events, strict=True)
            for api, made in pairs:
                yield Hook(part, package, api, made)


def _key(text: bytes) -> str:
    found = dict(re.findall(rb"^(package|module): (\S+)", text, re.MULTILINE))
    return f"{found[b'package'].decode()}.{found[b'module'].decode()}"
