"""Pruning: what the pages no longer say goes; what they merely don't show stays.

Each case of `CASES` is a rule: the spec, what the pages document, and the spec afterwards. "same" stands
for a spec that stays as it is.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from support.odd_specs import resource
from support.odd_writer import Writer
from support.specs import in_format
from wixgen.diagnostics import Diagnostics
from wixgen.diff.changes import changes
from wixgen.pages.reconcile.extent import Extent
from wixgen.pages.reconcile.update import reconcile, update
from wixgen.pages.spec_data import flat
from wixgen.spec.language import ResourceDecl
from wixgen.spec.load import load
from wixgen.spec_text.reader import tree_of

GET = "getDoor: {http: GET /doors, returns: {door: Door}}"
SHUT = "shutDoor: {http: POST /doors/shut, parameters: {door: Door}}"
SAME = "same"
#: All types are shown as a whole, by pages of today's form, with an SDK half.
ALL = Extent(
    whole=frozenset({"Door", "State"}),
    marked=frozenset({("types", "Door"), ("types", "State"), ("methods", "getDoor")}),
    with_sdk=frozenset({"getDoor"}),
)
#: The pages are of the older form, without an SDK half, and show requests alone.
LITTLE = Extent()


def door(fields: str, method: str = GET) -> str:
    """A spec with one type and one method."""
    return f"types: {{Door: {{fields: {{{fields}}}}}}}\nmethods: {{{method}}}\n"


def get(rest: str) -> str:
    """A spec with one method and no type."""
    return f"methods: {{getDoor: {{http: GET /doors, {rest}}}}}\n"


#: Rule -> spec, pages, expected, extent.
CASES: dict[str, tuple[str, str, str, Extent]] = {
    "A field that no page shows is removed": (
        door("id: string, width: integer"),
        door("id: string"),
        door("id: string"),
        ALL,
    ),
    "A source, a correction, a half or a deprecation keeps a field": (
        door(
            "id: string, a: {type: string, source: a letter}, b: {type: string, correction: x}, "
            "c: {type: string, half: sdk}, d: {type: string, deprecated: true}, "
            "e: {type: json, undocumented: true}"
        ),
        door("id: string"),
        SAME,
        ALL,
    ),
    "What is read-only is left out of requests": (
        door("id: string, made: {type: datetime, read_only: true}", SHUT),
        door("id: string", SHUT),
        SAME,
        LITTLE,
    ),
    "What is read-only is not left out of answers": (
        door("id: string, made: {type: datetime, read_only: true}"),
        door("id: string"),
        door("id: string"),
        ALL,
    ),
    "A type that a method without a page uses, too, stays": (
        door("id: string, width: integer", f"{GET}, {SHUT}"),
        door("id: string"),
        SAME,
        ALL,
    ),
    "A type of which a page is a guess stays": (
        door("id: string, width: integer"),
        door("id: string"),
        SAME,
        Extent(doubtful=frozenset({("types", "Door")})),
    ),
    "Methods and webhooks without a page stay": (
        door("id: string", f"{GET}, {SHUT}") + "webhooks: {doorMade: {kind: action}}\n",
        door("id: string"),
        SAME,
        ALL,
    ),
    "A field that only an example shows becomes undocumented": (
        door("id: string, width: {type: integer, max: 3}"),
        door("id: string, width: {type: integer, undocumented: true}"),
        door("id: string, width: {type: integer, max: 3, undocumented: true}"),
        ALL,
    ),
    "Limits and defaults that the page no longer prints are removed": (
        door("id: {type: string, max_length: 5, default: x}"),
        door("id: string"),
        door("id: string"),
        LITTLE,
    ),
    "A limit with a source stays": (
        door("id: {type: string, max_length: 5, source: the object page (length)}"),
        door("id: string"),
        SAME,
        ALL,
    ),
    "A limit that the printed kind can't have stays": (
        door("id: {type: int64, max: 5}"),
        door("id: string"),
        SAME,
        ALL,
    ),
    "Marks are removed if the page prints any": (
        door("id: {type: string, read_only: true, immutable: true, format: EMAIL}"),
        door("id: string"),
        door("id: string"),
        ALL,
    ),
    "Pages of the older form print no marks": (
        door("id: {type: string, read_only: true, immutable: true, format: EMAIL}"),
        door("id: string"),
        SAME,
        LITTLE,
    ),
    "Attributes are those of the page": (
        door("id: {type: string, attributes: {a: x, b: y}}"),
        door("id: {type: string, attributes: {a: z}}"),
        door("id: {type: string, attributes: {a: z}}"),
        ALL,
    ),
    "A value that the page no longer lists is removed": (
        "types: {State: {enum: {OPEN: , SHUT: , OLD: {deprecated: true}}}}\n"
        + get("returns: {state: State}"),
        "types: {State: {enum: {OPEN: }}}\n" + get("returns: {state: State}"),
        "types: {State: {enum: {OPEN: , OLD: {deprecated: true}}}}\n"
        + get("returns: {state: State}"),
        ALL,
    ),
    "A group whose members stand one by one comes apart": (
        door("aOrB: {one_of: {a: string, b: string}}, c: string"),
        door("a: string, b: string, c: string"),
        door("a: string, b: string, c: string"),
        ALL,
    ),
    "A member that stands beside its group leaves it": (
        door("aOrB: {one_of: {a: string, b: string, c: string}}"),
        door("aOrB: {one_of: {a: string, b: string}}, c: string"),
        door("aOrB: {one_of: {a: string, b: string}}, c: string"),
        ALL,
    ),
    "A group that is two on the page becomes two": (
        door("ours: {one_of: {a: string, b: string, c: string, d: string}}"),
        door("aOrB: {one_of: {a: string, b: string}}, cOrD: {one_of: {c: string, d: string}}"),
        door("ours: {one_of: {a: string, b: string}}, cOrD: {one_of: {c: string, d: string}}"),
        ALL,
    ),
    "A group of which the page shows a single member stays": (
        door("aOrB: {one_of: {a: string, b: {type: string, deprecated: true}}}"),
        door("a: string"),
        SAME,
        ALL,
    ),
    "A group with a source or a correction stays": (
        door("aOrB: {source: a letter, one_of: {a: string, b: string}}"),
        door("a: string, b: string"),
        SAME,
        ALL,
    ),
    "Permissions, errors and required paths are the page's": (
        get(
            "permissions: {Ours: A, B: B}, errors: [{http: 400, code: X}, {http: 404}], "
            "required: [id], parameters: {id: string}"
        ),
        get("permissions: {A: A}, errors: [{http: 404}], parameters: {id: string}"),
        get("permissions: {Ours: A}, errors: [{http: 404}], parameters: {id: string}"),
        ALL,
    ),
    "A source of the method keeps what it is about": (
        get("source: facts (permissions), permissions: {B: B}, errors: [{http: 404}]"),
        get("errors: [{http: 404}]"),
        SAME,
        ALL,
    ),
    "A group of which no member is required any longer": (
        door(
            "aOrB: {one_of: {a: string, b: string}}",
            SHUT.replace("parameters", "exactly_one: [door.aOrB], parameters"),
        ),
        door("aOrB: {one_of: {a: string, b: string}}", SHUT),
        door("aOrB: {one_of: {a: string, b: string}}", SHUT),
        ALL,
    ),
    "What the SDK half no longer says": (
        get("parameters: {a: string, b: string}, sdk: {method: seeDoor, options: [a, b], returns: none}"),
        get("parameters: {a: string, b: string}, sdk: {options: [b]}"),
        get("parameters: {a: string, b: string}, sdk: {options: [b]}"),
        ALL,
    ),
    "A page without an SDK half says nothing of it": (
        get("sdk: {method: seeDoor, returns: none}"),
        get("errors: []"),
        SAME,
        LITTLE,
    ),
    "Paging is the page's": (
        get("returns: {a: 'list[string]', b: 'list[string]'}, paging: {style: offset, items: a}"),
        get("returns: {a: 'list[string]', b: 'list[string]'}, paging: {style: cursor, items: b}"),
        get("returns: {a: 'list[string]', b: 'list[string]'}, paging: {style: cursor, items: b}"),
        ALL,
    ),
    "Paging by what is gone is gone": (
        get("returns: {a: 'list[string]', b: string}, paging: {style: offset, items: a}"),
        get("returns: {b: string}"),
        get("returns: {b: string}"),
        ALL,
    ),
    "Queries are the page's, if it lists any": (
        get("query: {a: {operators: [$eq]}, b: {operators: [$eq, $ne]}}"),
        get("query: {b: {operators: [$eq]}}"),
        get("query: {b: {operators: [$eq]}}"),
        ALL,
    ),
    "A page that lists no queries says nothing of them": (
        get("query: {a: {operators: [$eq]}}"),
        get("errors: []"),
        SAME,
        ALL,
    ),
    "A title is the page's; without one it stays without": (
        "methods: {a: {http: GET /a, title: Old}, b: {http: GET /b}}\n",
        "methods: {a: {http: GET /a, title: New}, b: {http: GET /b, title: New}}\n",
        "methods: {a: {http: GET /a, title: New}, b: {http: GET /b}}\n",
        ALL,
    ),
    "A parameter is removed, and with it what names it": (
        get("parameters: {a: string, b: string}, examples: [{request: {a: x}}, {request: {b: x}}]"),
        get("parameters: {a: string}"),
        get("parameters: {a: string}, examples: [{request: {a: x}}]"),
        ALL,
    ),
    "A parameter in the URL needs no line": (
        "methods: {a: {http: 'GET /a/{id}', parameters: {id: string}}}\n",
        "methods: {a: {http: 'GET /a/{id}'}}\n",
        SAME,
        ALL,
    ),
    "A method with another name and the same URL is renamed": (
        "methods: {openDoor: {http: GET /a, description: Ours.}, b: {http: GET /b}}\n",
        "methods: {openTheDoor: {http: GET /a}}\n",
        "methods: {openTheDoor: {http: GET /a, description: Ours.}, b: {http: GET /b}}\n",
        ALL,
    ),
    "A source of the name keeps it": (
        "methods: {openDoor: {http: GET /a, source: our own name}}\n",
        "methods: {openTheDoor: {http: GET /a}}\n",
        SAME,
        ALL,
    ),
    "A webhook without payload and changes": (
        "types: {Door: {fields: {id: string}}}\nwebhooks:\n"
        "  a: {kind: updated, entity: Door, modified_fields: true}\n"
        "  b: {kind: deleted, entity: Door}\n",
        "types: {Door: {fields: {id: string}}}\nwebhooks:\n"
        "  a: {kind: updated, entity: Door}\n  b: {kind: deleted}\n",
        "types: {Door: {fields: {id: string}}}\nwebhooks:\n"
        "  a: {kind: updated, entity: Door}\n  b: {kind: deleted}\n",
        ALL,
    ),
    "A payload of which the page doesn't print the fields": (
        "types: {Door: {fields: {id: string}}}\nwebhooks: {a: {kind: action, data: Door}}\n",
        "webhooks: {a: {kind: action}}\n",
        SAME,
        Extent(with_payload=frozenset({"a"})),
    ),
    "A type that nothing needs any longer": (
        "types: {Door: {fields: {id: string, state: State}}, State: {fields: {a: string}}, "
        "Other: {fields: {b: string}}}\n" + f"methods: {{{GET}}}\n",
        door("id: string"),
        "types: {Door: {fields: {id: string}}, Other: {fields: {b: string}}}\n"
        + f"methods: {{{GET}}}\n",
        ALL,
    ),
    "A corrected type stays": (
        door("id: string, width: integer").replace("fields", "correction: x, fields"),
        door("id: string"),
        SAME,
        ALL,
    ),
}  # fmt: skip


def whole(text: str) -> str:
    """A spec in its format."""
    return in_format(f"package: shop\nmodule: doors\n{text}")


def pruned(text: str, documented: dict[str, Any], extent: Extent) -> str:
    """A spec after an import that removes what the pages no longer say."""
    return update(text, documented, descriptions=False, extent=extent)


@pytest.mark.parametrize("rule", CASES)
def test_rule(rule: str) -> None:
    """What the case says, and a second time changes nothing."""
    spec, pages, wanted, extent = CASES[rule]
    expected = whole(spec if wanted == SAME else wanted)

    made = pruned(whole(spec), yaml.load(pages, yaml.CSafeLoader), extent)

    assert expected == made
    assert made == pruned(made, yaml.load(pages, yaml.CSafeLoader), extent)


def test_comments_stay() -> None:
    """Those of what was moved go with it, those of what is gone stay where it was."""
    spec = whole(
        "types:\n  Door:\n    fields:\n      # about a\n      a: string\n      ours:\n        one_of:\n"
        "          # about b\n          b: string\n          c: string  # about c\n"
        "methods:\n  # about the method\n  openDoor: {http: GET /a, returns: {door: Door}}\n"
    )
    shown = "types: {Door: {fields: {b: string, c: string}}}\nmethods: {open: {http: GET /a, returns: {door: Door}}}\n"

    made = pruned(
        spec, yaml.load(shown, yaml.CSafeLoader), Extent(whole=frozenset({"Door"}))
    )

    assert ["b", "c"] == list(
        yaml.load(made, yaml.CSafeLoader)["types"]["Door"]["fields"]
    )
    assert "  # about the method\n  open:\n" in made
    assert "      # about b\n      b: string\n      c: string  # about c\n" in made
    assert "# about a\n" in made


COMMON = {
    "types": {
        "Paging": {"fields": {"limit": {"type": "integer", "max": 100}}},
        "Sorting": {"fields": {"name": "string", "paging": {"type": "Paging"}}},
    }
}


@pytest.mark.parametrize(
    ("limit", "is_common"),
    [
        ("integer", True),
        ("{type: integer, max: 100}", True),
        ("{type: integer, max: 50}", False),
        ("{type: integer, max: 100, immutable: true}", False),
        ("string", False),
    ],
)
def test_a_common_type_that_the_page_says_otherwise(
    limit: str, is_common: bool
) -> None:
    """The resource gets a type of its own, and of the types between; common.yaml is for all."""
    spec = whole(
        "methods: {a: {http: POST /a, parameters: {sort: common.Sorting, x: common.Sorting}}}"
    )
    shown = yaml.load(
        f"types: {{Sorting: {{fields: {{paging: Paging}}}}, Paging: {{fields: {{limit: {limit}}}}}}}\n"
        "methods: {a: {http: POST /a, parameters: {sort: Sorting, x: Sorting}}}",
        yaml.CSafeLoader,
    )

    made = update(spec, shown, descriptions=False, common=COMMON, extent=LITTLE)

    assert is_common == (made == spec)
    assert is_common == ("types" not in made)
    if not is_common:
        types = yaml.load(made, yaml.CSafeLoader)["types"]
        assert ["Paging", "Sorting"] == sorted(types)
        assert {"paging": "Paging"} == types["Sorting"]["fields"]
    assert made == update(made, shown, descriptions=False, common=COMMON, extent=LITTLE)


def test_renames_are_told() -> None:
    """By section and old name."""
    spec = whole(
        "methods: {a: {http: GET /a}}\nwebhooks: {b: {kind: action, docs: b-c}}"
    )
    shown = {
        "methods": {"x": {"http": "GET /a"}},
        "webhooks": {"y": {"kind": "action", "docs": "https://example.com/b-c"}},
    }

    made = reconcile(spec, shown, descriptions=False, extent=LITTLE)

    assert {("methods", "a"): "x", ("webhooks", "b"): "y"} == made.renamed


@given(random=st.integers(0, 2**32).map(Random))
def test_whatever_two_resources_meet(random: Random) -> None:
    """Comments and what a person has explained stay; what is left is shown; once is enough."""
    spec, shown = resource(random, hand=True), resource(random, hand=False)
    writer = Writer(random)
    text = writer.text(spec)
    names = frozenset(shown["types"])
    extent = Extent(whole=names) if random.random() < 0.5 else LITTLE
    made = pruned(text, shown, extent)
    written = tree_of(made).root.live
    again = pruned(made, shown, extent), update(made, shown, descriptions=False)

    for text_again in again:
        assert [] == list(changes(loaded(made), loaded(text_again)))
    assert [one for one in writer.comments if made.count(one) != text.count(one)] == []
    for name, decl in spec["methods"].items():
        if "correction" in decl:
            assert decl == written["methods"][name]
    for name, decl in shown["methods"].items():
        method = written["methods"][name]
        if not {"correction", "source"} & {*method}:
            _assert_shown(decl, method)


def loaded(text: str) -> ResourceDecl:
    """A spec that has no error."""
    report = Diagnostics()
    (resource_decl,) = load({"shop/doors.yaml": text.encode()}, report).resources
    assert [] == [one.as_text() for one in report if one.is_error]
    return resource_decl


def _assert_shown(shown: dict[str, Any], written: dict[str, Any]) -> None:
    """Parameters and answers have what the page shows, and what a person has explained."""
    for key in ("parameters", "returns"):
        wires = {wire for wire, _ in flat(shown[key])}
        for wire, decl in flat(written[key]):
            is_explained = isinstance(decl, dict) and {"source", "correction"} & {*decl}
            groups = [one for one in written[key].values() if "one_of" in (one or {})]
            in_kept = any(wire in one["one_of"] and len(one) > 1 for one in groups)
            assert wire in wires or is_explained or in_kept
