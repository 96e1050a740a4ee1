"""What stands behind a description: attributes, and the facts in them."""

from __future__ import annotations

import pytest

from wixgen.pages.parse.attributes import printed_facts, split_attributes


@pytest.mark.parametrize(
    ("text", "description", "attributes"),
    [
        (" Plain. ", "Plain.", {}),
        (" Said.  | required: true", "Said.", {"required": "true"}),
        (
            " | read-only: true | validation: maxLength 4",
            "",
            ["read-only", "validation"],
        ),
        (
            "A | deprecated: Use `b`.\nIt is gone.",
            "A",
            {"deprecated": "Use `b`.\nIt is gone."},
        ),
        ("A\nB | default: 3", "A\nB", {"default": "3"}),
        ("A | default: 3\nB", "A | default: 3\nB", {}),
        (
            "A | since: 2027-01 | x-tier: B, C",
            "A",
            {"since": "2027-01", "x-tier": "B, C"},
        ),
        ("A | since: v2 | required: true", "A", {"since": "v2", "required": "true"}),
        ("A | type: b | required: true", "A | type: b", {"required": "true"}),
        ("Yes | no | maybe", "Yes | no | maybe", {}),
        ("A | required: perhaps", "A | required: perhaps", {}),
        ("Like `a | default: b` here.", "Like `a | default: b` here.", {}),
        ("It's 5` | required: true", "It's 5`", {"required": "true"}),
        ("A | validation: pattern a|b, maxLength 3", "A", ["validation"]),
    ],
)
def test_attributes_end_a_description(
    text: str, description: str, attributes: dict[str, str] | list[str]
) -> None:
    """They stand at the end, outside of code; what doesn't look like one stays in the description."""
    found = split_attributes(text)

    assert description == found[0]
    assert attributes == (found[1] if isinstance(attributes, dict) else list(found[1]))


@pytest.mark.parametrize(
    ("validation", "facts"),
    [
        (
            "minLength 8, maxLength 20, immutable",
            ["minLength 8", "maxLength 20", "immutable true"],
        ),
        ("minLength 36 maxLength 250", ["minLength 36", "maxLength 250"]),
        ("minimum -1.5, maximum 1e3", ["minimum -1.5", "maximum 1e3"]),
        ("format date-time, Read-only", ["format date-time", "Read-only true"]),
        (
            'decimalValue {"gte":"0", "maxScale":2}',
            ['decimalValue {"gte":"0", "maxScale":2}'],
        ),
        ("pattern ^(a|b){1,3}$, maxItems 2", ["pattern ^(a|b){1,3}$", "maxItems 2"]),
        ("uniqueItems, multipleOf 5", ["uniqueItems true", "multipleOf 5"]),
        ("minLength: 8", ["minLength 8"]),
        ("^[a-z]+$, maxLength 3", ["validation ^[a-z]+$", "maxLength 3"]),
        ("required, maxLength 3", ["maxLength 3"]),
        (", ,", []),
    ],
)
def test_facts_of_a_validation(validation: str, facts: list[str]) -> None:
    """They are joined by commas or blanks; what isn't known is kept as a word with its value."""
    found = printed_facts({"validation": validation})

    assert facts == [f"{word} {value}" for word, value in found.items()]
