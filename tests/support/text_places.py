"""Every place of a spec that takes a text, found by walking the declarations of the spec language.

    for place in text_places():
        place.planted(text)         # the data of a spec that has the text there

A key that a declaration gets tomorrow is a place tomorrow: nothing here knows a key by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import yaml

from wixgen.spec.language import COMMON, RESOURCE
from wixgen.spec.shapes import Either, ListOf, MapOf, Record, keys_of
from wixgen.spec.values import Anything, Choice, FlagOrWords, NodeType, NumberOr, Words

Data = Any
Steps = tuple[str | int, ...]
Beside = tuple[tuple[Steps, Data], ...]

RESOURCE_PATH, COMMON_PATH = "demo/things.yaml", "common.yaml"

#: One of each declaration at least; with the types of `common.yaml` that events and queries need.
SPEC = """
package: demo
module: things
docs: https://example.com/docs/things
types:
  Thing:
    fields:
      notes: {type: json}
      name: {type: string, max_length: 100}
      price: {type: decimal}
      target: {one_of: {eventId: {type: guid}, scheduleId: {type: guid}}}
      status: {type: Status}
  Status: {enum: {ACTIVE: {description: It can be used.}}}
  ThingQuery: {fields: {filter: {type: object}, cursorPaging: {type: common.CursorPaging}}}
methods:
  createThing:
    http: POST /things/v1/things
    parameters: {thing: {type: Thing}, key: {type: string}}
    required: [thing]
    returns: {thing: {type: Thing}}
    sdk: {options: [key], returns: thing}
    errors: [{http: 409, code: THING_ALREADY_EXISTS}]
    examples: [{title: A thing, request: {thing: {name: Ladder}}}]
  queryThings:
    http: POST /things/v1/things/query
    parameters: {query: {type: ThingQuery}}
    returns: {things: {type: "list[Thing]"}, pagingMetadata: {type: common.CursorPagingMetadata}}
    paging: {style: cursor, items: things, metadata: pagingMetadata}
    query: {name: {operators: [$eq], sort: [ASC]}}
webhooks:
  thingCreated: {kind: created, entity: Thing}
service_plugin:
  component: THING_RATER
  methods:
    rateThing: {path: /v1/rate-thing, parameters: {thing: {type: Thing}}, returns: {stars: {type: int32}}}
  errors:
    thingIsGone: {http: 409, code: THING_IS_GONE}
"""
COMMON_SPEC = """
types:
  EventMetadata: {fields: {id: {type: string}}}
  CursorPaging: {fields: {limit: {type: integer}, cursor: {type: string}}}
  CursorPagingMetadata: {fields: {hasNext: {type: boolean}, cursors: {type: Cursors}}}
  Cursors: {fields: {next: {type: string}}}
"""


def spec_data() -> dict[str, Data]:
    """The data of both specs by their paths, without any attack."""
    return {
        RESOURCE_PATH: yaml.load(SPEC, yaml.CSafeLoader),
        COMMON_PATH: yaml.load(COMMON_SPEC, yaml.CSafeLoader),
    }


@dataclass(frozen=True)
class TextPlace:
    """A place for a text.

    Attributes:
        steps: The path of the spec, and the keys down to the place.
        kind: `value`, `key` (an entry's name) or `item` (one more of a list).
        declared: The declaration and its key, such as `FieldDecl.type`.
        words: What may stand there; None for any data.
        beside: What has to be there for it, by the steps down to it.
        value: What the entry with that name holds.
    """

    steps: Steps
    kind: str
    declared: str
    words: Words | None
    beside: Beside = ()
    value: Data = None

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.steps[1:]))} ({self.kind}, {self.steps[0]})"

    def fits(self, text: str) -> bool:
        """Whether the language itself allows the text here."""
        if self.words is None:
            return True
        pattern = self.words.pattern
        fits = not pattern or re.fullmatch(pattern, text) is not None
        return fits and len(text) <= self.words.max_length and not text.isspace()

    @property
    def is_free(self) -> bool:
        """Whether a text of words and blanks may stand here, which becomes no name."""
        return self.fits("Some words") and self.kind != "key"

    def plant(self, specs: dict[str, Data], text: str) -> None:
        """Put the text into the data of specs."""
        for steps, data in self.beside:
            _put(specs, steps, deepcopy(data))
        if self.kind == "key":
            _at(specs, self.steps)[text] = deepcopy(self.value)
        elif self.kind == "item":
            _at(specs, self.steps).append(text)
        else:
            _put(specs, self.steps, text)

    def planted(self, text: str) -> dict[str, Data]:
        """The data of specs with the text in this place."""
        specs = spec_data()
        self.plant(specs, text)
        return specs


def text_places() -> list[TextPlace]:
    """Every place of a resource's spec and of `common.yaml`."""
    specs = spec_data()
    return [
        *_places(RESOURCE, specs[RESOURCE_PATH], (RESOURCE_PATH,), (), ""),
        *_places(COMMON, specs[COMMON_PATH], (COMMON_PATH,), (), ""),
    ]


def as_files(specs: Mapping[str, Data]) -> dict[str, bytes]:
    """Specs as YAML, in which each text is in quotes or needs none."""
    return {
        path: yaml.dump(
            data, Dumper=_WithoutAliases, sort_keys=False, width=1 << 20
        ).encode()
        for path, data in specs.items()
    }


def _places(
    shape: NodeType, data: Data, steps: Steps, beside: Beside, declared: str
) -> Iterator[TextPlace]:
    """Yield the places below a node of that shape; `data` is what is there, or an example of it."""
    match shape:
        case Record():
            yield from _of_record(shape, data, steps, beside)
        case Either():
            chosen = shape.first if shape.by in data else shape.second
            yield from _places(chosen, data, steps, beside, declared)
        case MapOf():
            yield from _of_map(shape, data, steps, beside, declared)
        case ListOf(item=Words() | Choice() as item):
            yield TextPlace(steps, "item", declared, _words_of(item), beside)
        case ListOf():
            for index, one in enumerate(data):
                yield from _places(shape.item, one, (*steps, index), beside, declared)
        case Anything():
            yield TextPlace(steps, "value", declared, None, beside)
            yield TextPlace(steps, "item", declared, None, (*beside, (steps, [])))
            yield TextPlace(steps, "key", declared, None, (*beside, (steps, {})), 1)
        case Words() | FlagOrWords() | Choice() | NumberOr():
            yield TextPlace(steps, "value", declared, _words_of(shape), beside)


def _of_record(
    shape: Record, data: Data, steps: Steps, beside: Beside
) -> Iterator[TextPlace]:
    """Yield the places of each key; one that isn't there comes with its example from the declaration."""
    if not isinstance(data, dict):
        data = {shape.shorthand: data}
        beside = (*beside, (steps, data))
    for name, declared in keys_of(shape.declaration).items():
        inner: NodeType = declared.metadata["shape"]
        at = (*steps, name)
        known = f"{shape.declaration.__name__}.{name}"
        if name in data:
            yield from _places(inner, data[name], at, beside, known)
        elif isinstance(inner, Words | FlagOrWords | Choice | NumberOr | Anything):
            yield from _places(inner, None, at, beside, known)
        else:
            example = yaml.load(
                f"{{{declared.metadata['example']}}}", yaml.CSafeLoader
            )[name]
            yield from _places(inner, example, at, (*beside, (at, example)), known)


def _of_map(
    shape: MapOf, data: Data, steps: Steps, beside: Beside, declared: str
) -> Iterator[TextPlace]:
    """Yield the place of one more name, and those of each entry."""
    first = next(iter(data.values()))
    yield TextPlace(steps, "key", declared, Words("", shape.pattern), beside, first)
    for name, value in data.items():
        yield from _places(shape.value, value, (*steps, name), beside, declared)


def _words_of(shape: NodeType) -> Words:
    match shape:
        case Words():
            return shape
        case NumberOr():
            return shape.words
        case Choice():
            return Words("", "|".join(shape.words))
        case _:
            return Words()


def _at(node: Data, steps: Steps) -> Data:
    for step in steps:
        node = node[step]
    return node


def _put(specs: dict[str, Data], steps: Steps, data: Data) -> None:
    *above, last = steps
    _at(specs, tuple(above))[last] = data


class _WithoutAliases(yaml.SafeDumper):
    """Writes what is there twice twice."""

    def ignore_aliases(self, data: Any) -> bool:
        """No aliases at all."""
        del data
        return True
