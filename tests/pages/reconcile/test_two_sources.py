"""Specs that pages and published types make together."""

from __future__ import annotations

from wixgen.pages.reconcile.extent import Extent
from wixgen.pages.reconcile.update import update

SPEC = """\
package: demo
module: doors
sources: [documentation pages, "@wix/auto_sdk_demo_doors 1.0.7"]

methods:
  openDoor:
    http: POST /demo/v1/doors/open
    permissions: {Manage Doors: SCOPE.DOORS}
    parameters:
      key: {type: string, max_length: 20}
      force: boolean
    required: [key, force]
    errors:
      - {code: DOOR_IS_LOCKED}
"""
PAGE = {
    "package": "demo",
    "module": "doors",
    "methods": {
        "openDoor": {
            "http": "POST /demo/v1/doors/open",
            "parameters": {"key": "string"},
            "required": ["key"],
        }
    },
}
ALL = Extent(
    marked=frozenset({("methods", "openDoor")}), with_sdk=frozenset({"openDoor"})
)


def test_pages_remove_nothing_that_types_add() -> None:
    """What a page doesn't print of a spec that types have added to, stays: it needn't print it."""
    assert SPEC == update(SPEC, PAGE, descriptions=False, extent=ALL)


def test_pages_alone_remove_what_they_no_longer_print() -> None:
    """Of a spec that pages alone make, the same is gone."""
    alone = SPEC.replace(', "@wix/auto_sdk_demo_doors 1.0.7"', "")

    changed = update(alone, PAGE, descriptions=False, extent=ALL)

    assert "DOOR_IS_LOCKED" not in changed
    assert "required: [key]" in changed


def test_what_a_page_adds_stands_beside_what_types_added() -> None:
    """A path that a page requires is added to those that types require."""
    page = {
        **PAGE,
        "methods": {
            "openDoor": {
                "http": "POST /demo/v1/doors/open",
                "parameters": {"key": "string", "code": "string"},
                "required": ["key", "code"],
            }
        },
    }

    changed = update(SPEC, page, descriptions=False)

    assert "required: [key, code, force]" in changed
