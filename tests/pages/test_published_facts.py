"""What the tags of published types say of fields, and what else a package tells: what can be queried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.declarations import Doc, Member, Package
from support.published_facts import facts_of_member
from support.published_types import published

REST = """\
interface Door {
    /**
     * Its number.
     * @format GUID
     */
    id?: string | null;
}
interface QueryDoorsRequest {
    query?: DoorQuery;
}
interface DoorQuery {
    filter?: Record<string, any> | null;
}
interface QueryDoorsResponse {
    doors?: Door[];
}

declare function queryDoors(): __PublicMethodMetaInfo<'POST', {}, Q$1, QueryDoorsRequest, R$1, QueryDoorsResponse>;
"""
CODE = """\
    methodFqn: "com.wixpress.doors.v1.DoorKeeper.QueryDoors",
function queryDoors2() {
  return {
    path: "/v1/doors/query"
  };
}
"""
SHARED = """\
/**
 * Finds doors.
 * @fqn com.wixpress.doors.v1.DoorKeeper.QueryDoors
 */
declare function typedQueryDoors(query: DoorQuery): Promise<QueryDoorsResponse>;
interface DoorQuerySpec extends QuerySpec {
    paging: 'cursor';
    wql: [
        {
            fields: ['_id', 'measure.width'];
            operators: [
                '$eq',
                '$in'
            ];
            sort: 'BOTH';
        },
        {
            fields: ['colour'];
            operators: '*';
            sort: 'NONE';
        }
    ];
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A package of the newer layout: its declarations are in a file with a name of its own."""
    made = tmp_path / "@wix/auto_sdk_shop_doors/build/cjs"
    made.mkdir(parents=True)
    texts = {
        "meta.d.ts": REST,
        "meta.js": CODE,
        "index.typings.d.ts": "export { a as Door } from './shop-doors.universal-Xy1.js';",
        "shop-doors.universal-Xy1.d.ts": SHARED,
    }
    for name, text in texts.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("type_", "tags", "facts"),
    [
        ("string", "@format GUID", {"type": "guid"}),
        ("string", "@format EMAIL", {"type": "string", "format": "EMAIL"}),
        ("string", "@minLength 2\n@maxLength 9", {"min_length": 2, "max_length": 9}),
        ("integer", "@min 0.5", {"type": "number", "min": 0.5}),
        ("list[string]", "@maxSize 4\n@format GUID", {"max_items": 4}),
        ("list[string]", "@format GUID", {"type": "list[guid]"}),
        ("list[string]", "@minSize 1\n@maxLength 8", {"min_items": 1, "max_length": 8}),
        ("string", "@readonly\n@immutable", {"read_only": True, "immutable": True}),
        (
            "string",
            "@format DECIMAL_VALUE\n@decimalValue options { gt:0, lte:99.5, maxScale:2 }",
            {"type": "decimal", "exclusive_min": "0", "max": "99.5", "max_scale": 2},
        ),
        ("Door", "@maxLength 8", {"type": "Door"}),
        ("map[string]", "@maxSize 8", {"type": "map[string]"}),
        ("string", "@maxLength many", {"type": "string"}),
    ],
)
def test_tags_are_facts(type_: str, tags: str, facts: dict[str, Any]) -> None:
    """As far as the type can have them."""
    made = facts_of_member(Member("part", "any", Doc(f"\n{tags}\n")), type_)

    assert {"type": type_, **made} | facts == made
    assert set(made) == {"type", *facts}


def test_numbers_are_of_several_kinds() -> None:
    """The types don't say of which; the same name is of the same kind everywhere."""
    names = [f"part{number}" for number in range(30)]

    kinds = [facts_of_member(Member(one, "", Doc("")), "integer") for one in names]

    assert {one["type"] for one in kinds} == {"int32", "integer", "number"}


def test_query_specifications_say_what_can_be_queried(folder: Path) -> None:
    """By the names of the REST API; `*` are all operators."""
    spec = published(folder.parents[3]).specs["shop/doors.yaml"]

    both = {"operators": ["$eq", "$in"], "sort": ["ASC", "DESC"]}
    query = spec["methods"]["queryDoors"]["query"]
    assert {name: query[name] for name in ("id", "measure.width")} == {
        "id": both,
        "measure.width": both,
    }
    assert list(query["colour"]) == ["operators"]
    assert {"$eq", "$lte"} <= {*query["colour"]["operators"]}


def test_newer_packages_declare_in_a_file_of_their_own(folder: Path) -> None:
    """Their functions are found all the same."""
    package = Package(folder)

    assert [one.name for one in package.callers("queryDoors")] == ["typedQueryDoors"]
