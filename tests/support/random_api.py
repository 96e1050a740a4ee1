"""Random APIs in Wix's shape, as specs: the truth that an import of their pages is measured by.

    made = random_api(seed=7, resources=4)
    made.specs          # {"package/module.yaml": data, "common.yaml": data}
    made.texts()        # the same as YAML
    made.hints          # how the pages look; kept outside of the specs

The same arguments give the same API, byte by byte, whatever Python's hash seed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import yaml

from support.page_hints import Hints, WebhookHints
from support.random_methods import MethodMaker
from support.random_types import Decl, TypeMaker
from support.random_words import NOUNS, QUALITIES, Prose

ROOT = Path(__file__).parents[2]
ALL_OF_WIX = 162
KINDS = ("created", "updated", "deleted", *["action"] * 4, "flat")
DONE = (
    "closed",
    "delivered",
    "mended",
    "opened",
    "packed",
    "poured",
    "sealed",
    "stacked",
)
_HEADER = "# yaml-language-server: $schema=../resource.schema.json\n"


@dataclass(frozen=True)
class Scale:
    """How large the resources are; the defaults give Wix's own figures.

    Attributes:
        methods: Methods per resource: the least and the most.
        webhooks: The most webhooks per resource.
        types: Types of the entity: the median.
        max_types: The most of them.
        depth: How deep types nest: the least and the most.
    """

    methods: tuple[int, int] = (1, 15)
    webhooks: int = 6
    types: int = 16
    max_types: int = 160
    depth: tuple[int, int] = (1, 8)


SMALL = Scale(methods=(1, 6), webhooks=3, types=4, max_types=12, depth=(1, 5))


@dataclass
class RandomApi:
    """A random API: its specs, and how its pages look."""

    specs: dict[str, Decl] = field(default_factory=dict)
    hints: Hints = field(default_factory=Hints)

    def texts(self) -> dict[str, str]:
        """Path -> YAML."""
        return {path: dumped(data) for path, data in self.specs.items()}


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        """Specs may not have any."""
        return True


def dumped(data: Decl) -> str:
    """Spec data as YAML, in the order it has."""
    options: dict[str, Any] = {"sort_keys": False, "allow_unicode": True, "width": 100}
    return _HEADER + yaml.dump(data, Dumper=_Dumper, **options)


def random_api(
    seed: int, resources: int = 3, scale: Scale = SMALL, first: int = 0
) -> RandomApi:
    """A random API.

    Args:
        seed: Decides everything.
        resources: How many of them.
        scale: How large they are.
        first: The number of the first one: parts of an API can be made one by one.
    """
    made = RandomApi()
    made.specs["common.yaml"] = common_types()
    for number in range(first, first + resources):
        ResourceMaker(made, Random(f"{seed}/{number}"), scale, number).make()
    return made


class ResourceMaker:
    """Makes one resource; subclasses say how large it is."""

    def __init__(self, made: RandomApi, rng: Random, scale: Scale, number: int) -> None:
        self.made = made
        self.rng = rng
        self.scale = scale
        self.prose = Prose(rng)
        quality = QUALITIES[number // len(NOUNS) % len(QUALITIES)]
        thing = NOUNS[(number * 37) % len(NOUNS)]
        self.noun = quality + thing.capitalize()
        self.entity = self.noun[0].upper() + self.noun[1:]
        self.package = NOUNS[number * 7 % 23] + "Goods"
        self.module = f"{self.noun}s"

    @property
    def key(self) -> str:
        """Package and module."""
        return f"{self.package}.{self.module}"

    def make(self) -> None:
        """Add the resource to the API."""
        rng = self.rng
        maker = self.types()
        methods = MethodMaker(rng, self.prose, maker, self.noun)
        made = methods.make(self.method_count())
        webhooks = self._webhooks(maker)
        if rng.random() < 0.25:
            maker.share_a_name()
        for name, hints in made.hints.items():
            self.made.hints.methods[f"{self.key}.{name}"] = hints
        for name, page_name in maker.types.page_names.items():
            self.made.hints.page_names[self.key, name] = page_name
        self.made.specs[f"{self.package}/{self.module}.yaml"] = {
            "package": self.package,
            "module": self.module,
            "title": f"{self.entity}s V{rng.randint(1, 4)}",
            "description": self.prose.sentence(),
            "docs": self._docs(),
            "entity": self._entity_name(),
            "types": maker.types.declared,
            "methods": made.declared,
            **({"webhooks": webhooks} if webhooks else {}),
        }

    def types(self) -> TypeMaker:
        """The entity with all its types."""
        rng, scale = self.rng, self.scale
        reserved = set(self.made.specs["common.yaml"]["types"])
        maker = TypeMaker(rng, self.prose, rng.randint(*scale.depth), reserved)
        count = int(scale.types * rng.lognormvariate(0, 0.9)) + 1
        maker.entity(self.entity, min(count, scale.max_types))
        return maker

    def method_count(self) -> int:
        """How many methods there are."""
        low, high = self.scale.methods
        return min(high, low + int(self.rng.expovariate(1 / (0.6 * high))))

    def webhook_kinds(self) -> list[str]:
        """What kind each of the webhooks is."""
        count = self.rng.randint(0, self.scale.webhooks)
        return self.rng.sample(KINDS, min(count, len(KINDS)))

    def verb(self) -> str:
        """What an action's webhook says has happened."""
        return self.rng.choice(DONE)

    def _docs(self) -> str:
        root = "https://dev.wix.com/docs/api-reference"
        return f"{root}/{self.package.lower()}/{self.module.lower()}"

    def _entity_name(self) -> str:
        return f"wix.{self.package.lower()}.v1.{_snake(self.noun)}"

    def _webhooks(self, maker: TypeMaker) -> Decl:
        rng = self.rng
        found: Decl = {}
        for kind in sorted(self.webhook_kinds(), key=KINDS.index):
            verb = self.verb() if kind in {"action", "flat"} else kind
            name = f"{self.noun}{verb.capitalize()}"
            if name in found:
                continue
            found[name] = self._webhook(name, kind, verb, maker)
            namespace = rng.choice(("", self.noun, None))
            has_payload = kind in {"created", "updated"} or rng.random() < 0.8
            if kind == "deleted" and not has_payload:
                del found[name]["entity"]
            if rng.random() < 0.5 and kind == "updated":
                found[name]["modified_fields"] = True
            self.made.hints.webhooks[f"{self.key}.{name}"] = WebhookHints(
                namespace=namespace,
                has_payload=has_payload,
                flat_form=rng.choice(("payload", "body", "data")),
            )
        return found

    def _webhook(self, name: str, kind: str, verb: str, maker: TypeMaker) -> Decl:
        rng = self.rng
        made: Decl = {
            "kind": kind,
            "title": f"{self.entity} {verb.capitalize()}",
            "docs": f"{_snake(name).replace('_', '-')}",
            "description": self.prose.sentence(),
            "event_type": f"{self._entity_name()}_{verb}",
        }
        if kind == "flat":
            made["event_type"] = (
                f"com.wix.{self.module}.v1.{self.noun}{verb.capitalize()}"
            )
        if kind not in {"action", "flat"}:
            made["entity"] = self.entity
        elif rng.random() < 0.75:
            made["data"] = maker.object(f"{self.entity}{verb.capitalize()}", 3)
        if rng.random() < 0.5:
            made["permissions"] = {"Read It": f"SCOPE.{self.module.upper()}.READ"}
        return made


def common_types() -> Decl:
    """A few common types, and the answer's side of paging by offset."""
    text = (ROOT / "tests" / "support" / "common.yaml").read_bytes()
    common: Decl = yaml.load(text, yaml.CSafeLoader)
    common["types"]["PagingMetadata"] = {
        "description": "How a page relates to all results.",
        "fields": {
            "count": {"type": "integer", "description": "Items of this page."},
            "offset": {"type": "integer", "description": "Items before it."},
            "total": {"type": "integer", "description": "Items in all."},
            "tooManyToCount": {"type": "boolean", "description": "No total then."},
        },
    }
    return common


def _snake(name: str) -> str:
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name)
