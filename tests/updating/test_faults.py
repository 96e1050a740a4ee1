"""What is wrong with one resource leaves that one as it was, and costs no other."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest

from support.portal import HEADER, Fault
from updating.conftest import Workplace
from updating.shop import SHOP
from wixgen.building.builder import Built
from wixgen.diagnostics import Diagnostic, Diagnostics, Place
from wixgen.fetching.lock import parse_lock
from wixgen.updating.making import Proposal, build_what_can_be, leave_what_is_wrong

BROKEN = f"{SHOP}/doors/get-door"
#: How one page of doors is served, and what is told of it.
FAULTS = {
    "html": (Fault(body=b"<!DOCTYPE html><html></html>"), "is HTML"),
    "missing": (Fault(status=404, body=b"no"), "isn't there"),
    "refused": (Fault(status=403, body=b"no"), "is refused"),
    "empty": (Fault(body=HEADER.encode()), "has nothing"),
}


def _break_schema(workplace: Workplace) -> None:
    """Serve the page of a method whose schema can't be read."""
    text = workplace.portal.pages[BROKEN]
    workplace.portal.pages[BROKEN] = text.replace("URL: https://www.wixapis.com", "")


@pytest.mark.parametrize(
    "name",
    [
        *("html", "refused"),
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("missing", "empty")),
    ],
)
def test_a_page_that_does_not_come(workplace: Workplace, name: str) -> None:
    """A page that can't be believed leaves its resource; the others go on, and the next run tries again."""
    fault, words = FAULTS[name]
    spec, known = workplace.spec("doors"), parse_lock(workplace.lock).pages
    workplace.doors.size = workplace.things.size = 30
    workplace.portal.faults[BROKEN] = fault
    path = workplace.folder.parent / "report.md"
    result = workplace.update("--report", str(path))
    report = path.read_text(encoding="utf-8")
    now = parse_lock(workplace.lock).pages

    assert (2, spec) == (result.exit_code, workplace.spec("doors"))
    assert "max_length: 30" in workplace.spec("things")
    assert words in report.partition("## Left as it was")[2]
    of_doors = [url for url in known if "/doors/" in url]
    assert [known[url].sha256 for url in of_doors] == [
        now[url].sha256 for url in of_doors
    ]
    workplace.portal.faults.clear()
    assert 0 == workplace.update().exit_code
    assert "max_length: 30" in workplace.spec("doors")


def test_a_page_that_cannot_be_read(workplace: Workplace) -> None:
    """A page that can't be imported leaves its resource, the pages that are kept of it, and their hashes."""
    before = workplace.files()
    workplace.doors.size = workplace.things.size = 30
    workplace.serve()
    _break_schema(workplace)
    result = workplace.run()
    changed = {path for path, file in workplace.files().items() if file != before[path]}

    assert 2 == result.exit_code
    assert "shop.doors is left as it was" in result.stderr
    assert not [path for path in changed if "/doors" in path]
    assert "schemas/shop/things.yaml" in changed
    told = workplace.json()
    assert ["shop.doors"] == [one["resource"] for one in told["resources"]]


def test_drift_that_is_left_is_told(workplace: Workplace) -> None:
    """What the other pages of a resource say that is left stands in the report."""
    workplace.doors.fields = ("name", "height")
    workplace.serve()
    _break_schema(workplace)
    result = workplace.run("--report", str(workplace.folder.parent / "report.md"))
    report = (workplace.folder.parent / "report.md").read_text(encoding="utf-8")

    assert 2 == result.exit_code
    assert "height" in report.partition("## Left as it was")[2]


def test_a_page_that_never_could_be_read(workplace: Workplace) -> None:
    """A page that no spec names, and that can't be read, is told once, and leaves nothing."""
    workplace.serve()
    path = f"{SHOP}/doors/odd"
    workplace.portal.pages[path] = (
        "# Odd\n\n# Package: shop\n\n# Namespace: Doors\n\n## REST API\n"
    )
    workplace.portal.menu(
        workplace.doors.menu,
        *(f"{SHOP}/doors/{one}" for one in ("get-door", "create-door", "odd")),
    )
    first = workplace.run()
    second = workplace.run()

    assert (2, 0) == (first.exit_code, second.exit_code)
    assert "odd" in first.stderr
    assert "nothing to do" == second.stdout.splitlines()[-1]


def test_a_page_that_seems_gone(workplace: Workplace) -> None:
    """A page that is missing leaves its resource until it is gone for certain, a day later."""
    del workplace.doors.methods["createDoor"]
    first = workplace.update()
    path = workplace.folder / "schemas" / "pages.lock"
    day = next(line for line in workplace.lock.splitlines() if line.startswith("since"))
    path.write_text(workplace.lock.replace(day, "since = 2020-01-01"), encoding="utf-8")
    second = workplace.update()

    assert (2, 0) == (first.exit_code, second.exit_code)
    assert "createDoor" not in workplace.spec("doors")


def _proposal() -> Proposal:
    specs = {name: f"package: {name[0]}\n".encode() for name in ("a1", "a2", "b1")}
    return Proposal(
        specs, {"a1": {"a1": b"package: a\nnew"}, "b1": {"b1": b"package: b\nnew"}}
    )


def _errors(*paths: str) -> list[Diagnostic]:
    report = Diagnostics()
    for path in paths:
        report.error(Place(path, 1, 1), "bad", "is wrong")
    return list(report)


def test_a_spec_that_fails_lint() -> None:
    """A resource whose spec has errors afterwards is left."""
    proposal = _proposal()

    def lint(specs: Mapping[str, bytes], _paths: Collection[str]) -> list[Diagnostic]:
        return _errors("a1") if b"new" in specs["a1"] else []

    leave_what_is_wrong(proposal, lint)
    assert (["b1"], ["a1"]) == ([*proposal.units], [*proposal.left])
    assert ["a1:1:1: is wrong [bad]"] == [why.words for why in proposal.left["a1"]]


def test_a_spec_that_spoils_another() -> None:
    """A resource by which another one of its package gets errors is left; what was wrong before is not counted."""
    proposal = _proposal()

    def lint(specs: Mapping[str, bytes], _paths: Collection[str]) -> list[Diagnostic]:
        return _errors(*(["a2"] if b"new" in specs["a1"] else []), "b1")

    leave_what_is_wrong(proposal, lint)
    assert (["b1"], ["a1"]) == ([*proposal.units], [*proposal.left])


@pytest.mark.parametrize("raises", [False, True])
def test_a_model_that_cannot_be_built(raises: bool) -> None:
    """A resource that can't be made, with an error or by a bug, is left; the package is made of the others."""
    proposal = _proposal()

    def build(specs: Mapping[str, bytes]) -> Built:
        if b"new" not in specs["b1"]:
            return Built({"all": b""})
        if raises:
            raise AssertionError("a bug")
        return Built(found=tuple(_errors("b1")))

    built = build_what_can_be(proposal, build)
    assert ({"all": b""}, ["a1"], ["b1"]) == (
        built.files,
        [*proposal.units],
        [*proposal.left],
    )
