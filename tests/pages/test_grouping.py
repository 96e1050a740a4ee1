"""Where pages without a JavaScript half belong: to the resource of their neighbours."""

from __future__ import annotations

import pytest

from pages.small import method_page
from support.fidelity import imported

#: Each imports another module: of one Namespace and menu, of that menu, of that Namespace.
KNOWN = {
    "both": method_page("openDoor", [], namespace="Doors", module="both"),
    "menu": method_page("openGate", [], namespace="Gates", module="menu"),
    "namespace": method_page(
        "openLid", [], namespace="Doors", menu="shop/lids", module="namespace"
    ),
}


@pytest.mark.parametrize(
    ("known", "belongs_to"),
    [
        (["both", "menu", "namespace"], "both"),
        (["menu", "namespace"], "menu"),
        (["namespace"], "namespace"),
        ([], "doors"),
    ],
)
def test_the_nearest_neighbours_tell(known: list[str], belongs_to: str) -> None:
    """Menu and Namespace, then the menu, then the Namespace; a page alone says its own name."""
    pages = {f"{name}.md": KNOWN[name] for name in known}
    alone = method_page("shutDoor", [], namespace="DoorsService")
    pages["alone.md"] = alone.replace("DoorsService", "Doors") if known else alone

    read = imported(pages)

    found = [path for path, text in read.specs.items() if "shutDoor" in text]
    assert found == [f"shop/{belongs_to}.yaml"]


def test_pages_of_other_packages_and_menus_are_no_neighbours() -> None:
    """Nothing in common: each is a resource of its own."""
    other = method_page("shutLid", [], namespace="Lids", menu="shop/lids")

    read = imported({"a.md": KNOWN["both"], "b.md": other})

    assert [one.module for one in read.api.resources] == ["both", "lids"]


@pytest.mark.parametrize(
    "script",
    [
        "import { keys } from '@wix/shop';\nimport { doors } from '@wix/shop';\ndoors.openDoor(keys.first());",
        "import { keys, doors } from '@wix/shop';\nawait doors.openDoor(keys);",
        'import { auth } from "@wix/essentials";\nimport { doors } from "@wix/shop";\nauth.elevate(doors.openDoor);',
    ],
)
def test_the_module_that_has_the_function_tells(script: str) -> None:
    """An example may import other modules, too, to get what the call needs."""
    page = method_page("openDoor", [], module="x")
    page = page.replace("import { x } from '@wix/shop';", script)

    assert ["shop/doors.yaml"] == list(imported({"a.md": page}).specs)
