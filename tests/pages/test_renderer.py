"""The rendered pages have the format of real ones.

Real pages are not part of the repository (their sentences are Wix's): what is compared is the
skeleton, every description left out. Tests that need them are skipped where they are missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.page_hints import Hints, MethodHints, WebhookHints
from support.pages import (
    api_of,
    flatten,
    render_method,
    render_pages,
    render_webhook,
    styled,
    unindent,
    write_pages,
)
from support.random_api import SMALL, Scale, random_api
from wixgen.spec.api import Api, ListOf, Method, ObjectType, Type

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
SPECS = Path(__file__).parent / "specs"

PAGES = {
    "query-resource-types": (
        "resource_types",
        MethodHints(
            package="resources",
            namespace="ResourceTypesService",
            sdk_types={"query": "ResourceTypeQuery"},
        ),
    ),
    "create-booking": (
        "bookings",
        MethodHints(sdk_groups=frozenset({"BookedEntity.slotOrSchedule"})),
    ),
    "get-availability-time-slot": (
        "availability",
        MethodHints(package="timeSlots"),
    ),
}
SEED_HINTS = Hints(
    methods={
        "calendar.participations.createParticipation": MethodHints(
            namespace="ParticipationsService", has_note=True
        )
    },
    webhooks={
        "events.guests.guestCreated": WebhookHints(
            package="registration", namespace="eventGuests"
        )
    },
)


def skeleton(page: str) -> list[str]:
    """A page's lines; what is a description reads `…`."""
    lines = page.split("\n")
    scripts = lines.index("## JavaScript SDK")
    found = [*_outside(lines[:scripts]), *_outside(lines[scripts:])]
    return [_described(line) for line in found]


def _outside(lines: list[str]) -> list[str]:
    """Headings and schema fences, without introduction and examples."""
    found: list[str] = []
    is_in_schema, skips = False, False
    for line in lines:
        if line.startswith("```"):
            is_in_schema = not is_in_schema and found[-2:] == ["### Schema", ""]
        if not is_in_schema and line.startswith("## "):
            skips = False
        if not skips:
            found.append(line)
        skips = skips or line in {"## Introduction", "### Examples"}
    return found


def _described(line: str) -> str:
    value = re.match(r"^( *-     \w+: | *\w+ - ).*$", line)
    if value:
        return f"{value[1]}…"
    error = re.match(r"^(   HTTP Code: .*? Description: ).*$", line)
    if error:
        return f"{error[1]}…"
    if line.startswith((" Description: ", "Description: ")):
        return line.split(":", maxsplit=1)[0]
    return re.sub(r"(\| description: ).*?( \| required: true| )$", r"\1…\2", line)


def tokens(text: str) -> list[str]:
    """What is left of a flattened page's structure."""
    text = text[text.index("# Package") :]
    found = re.findall(
        r"# (?:Package|Namespace|Method link|Webhook link): \S+|## [A-Z]\w+|### Schema"
        r"|(?:query )?param name: \S+ \| type: \S+|- name: \S+ \| type: [^|]*"
        r"|- ONE-OF:(?: - required: true)?|- enum:(?: [A-Z_]+(?:, [A-Z_]+)+)?"
        r"|- [A-Z_]+:|\| required: true| # Note:|Required parameters: [\w., ]+?(?= Method)"
        r"|Return type: \w+|(?:Payload|Event body): ?\w*|EMPTY-OBJECT|wixClientAdmin\S+",
        text,
    )
    return [one.strip() for one in found]


def _real(name: str) -> str:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    return path.read_text()


@pytest.fixture(scope="module")
def committed() -> Api:
    """The specs of this repository that are of one mind with pages which are at hand."""
    names = ("calendar/participations.yaml", "events/guests.yaml", "common.yaml")
    return api_of({name: (ROOT / "schemas" / name).read_bytes() for name in names})


@pytest.mark.parametrize("name", PAGES)
def test_has_the_skeleton_of_the_real_page(name: str) -> None:
    """Line by line: headings, columns, names, types, required marks, blanks at line ends."""
    real = _real(f"pages/{name}.md")
    spec, hints = PAGES[name]
    api = api_of({f"{spec}.yaml": (SPECS / f"{spec}.yaml").read_bytes()})
    resource = api.resources[0]
    method = resource.methods[0]
    key = f"{resource.key}.{method.name}"
    page = render_method(resource, method, Hints(methods={key: hints}))
    assert skeleton(page) == skeleton(real)


@pytest.mark.parametrize("name", PAGES)
def test_frames_examples_like_the_real_page(name: str) -> None:
    """The JavaScript half's blocks, comments left out; the last line has no line break."""
    real = _real(f"pages/{name}.md")
    spec, _ = PAGES[name]
    api = api_of({f"{spec}.yaml": (SPECS / f"{spec}.yaml").read_bytes()})
    page = render_method(api.resources[0], api.resources[0].methods[0])
    assert _scripts(page) == _scripts(real)


def _scripts(page: str) -> list[str]:
    shown = page[page.rindex("### Examples") :].split("\n")
    return [
        line.split("//")[0]
        for line in shown
        if "](" not in line  # the sentence that links to the client
    ]


def test_frames_curl_commands_like_a_real_page() -> None:
    """Headings, fences and command lines of the REST half's examples."""
    real = _real("pages/query-resource-types.md")
    api = api_of({"q.yaml": (SPECS / "resource_types.yaml").read_bytes()})
    page = render_method(api.resources[0], api.resources[0].methods[0])

    def frame(text: str) -> list[str]:
        examples = text[text.index("### Examples") : text.index("## JavaScript SDK")]
        is_mark = ("#", "```", "curl", "'", "-", "}'")
        lines = [one for one in examples.split("\n") if one.startswith(is_mark)]
        commands = [one for one in lines if not one.startswith("-H 'Content")]
        return [re.sub("^### .*", "###", one) for one in commands]

    assert frame(page) == frame(real)


def test_flattens_like_the_seed_of_a_method(committed: Api) -> None:
    """Our page without its lines has the structure that is left in the seed."""
    seed = _real("seeds/000_8f5c0a99706bff71.txt")
    resource = next(
        one for one in committed.resources if one.module == "participations"
    )
    method = next(one for one in resource.methods if one.name == "createParticipation")
    page = render_method(resource, method, SEED_HINTS)
    assert tokens(styled(page, with_navigation=True, flat=True)) == tokens(seed)


def test_flattens_like_the_seed_of_a_webhook(committed: Api) -> None:
    """All of it in its order, down to the ONE-OF of the metadata; permissions and fields of the types between."""
    seed = _real("seeds/004_3050f3e4e1a95ae4.txt")
    resource = next(one for one in committed.resources if one.module == "guests")
    webhook = next(one for one in resource.webhooks if one.name == "guestCreated")
    page = render_webhook(committed, resource, webhook, SEED_HINTS)
    ours = iter(tokens(styled(page, with_navigation=True, flat=True)))
    missing = [token for token in tokens(seed) if token not in ours]  # looks ahead only

    assert [] == missing


def test_flattening_real_seeds_changes_nothing() -> None:
    """A flattened page is what flattening leaves as it is, except for its rare line breaks."""
    for path in ("000_8f5c0a99706bff71", "004_3050f3e4e1a95ae4"):
        seed = _real(f"seeds/{path}.txt")
        assert flatten(seed) == " ".join(seed.split())


def test_same_seed_same_pages() -> None:
    """Nothing depends on anything but the arguments; a resource not on the others."""
    first, second = random_api(5, resources=2), random_api(5, resources=2)
    assert first.texts() == second.texts()
    pages = [render_pages(api_of(one.texts()), one.hints) for one in (first, second)]
    assert pages[0].files == pages[1].files
    alone = random_api(5, resources=1, first=1).texts()
    assert all(first.texts()[path] == text for path, text in alone.items())


@pytest.mark.parametrize("seed", range(25))
def test_random_specs_are_valid_and_have_pages(seed: int) -> None:
    """Any seed gives specs without errors, a page for each method and webhook, no odd lines."""
    made = random_api(seed, resources=2, scale=Scale() if seed % 5 == 0 else SMALL)
    api = api_of(made.texts())
    pages = render_pages(api, made.hints)
    wanted = [
        *(one.methods for one in api.resources),
        *(one.webhooks for one in api.resources),
    ]
    assert len(pages.files) == sum(len(one) for one in wanted)
    for text in pages.files.values():
        assert text.count("```") % 2 == 0
        assert not [line for line in text.split("\n") if "None" in line.split()]


@pytest.mark.parametrize("seed", range(10))
def test_curl_bodies_are_json(seed: int) -> None:
    """What stands between the quotes of a curl command can be read."""
    made = random_api(seed)
    for text in render_pages(api_of(made.texts()), made.hints).files.values():
        for body in re.findall(r"^-d '(.*?)'$", text, re.M | re.S):
            assert isinstance(json.loads(body.replace("'\\''", "'")), dict)


def test_writes_every_style(tmp_path: Path) -> None:
    """Navigation, one file for all, lines lost, Windows' lines, other kinds of pages."""
    made = random_api(1)
    api = api_of(made.texts())
    write_pages(tmp_path / "plain", api, made.hints, with_others=True)
    assert (count := len(list((tmp_path / "plain").rglob("*.md")))) > 10
    write_pages(
        tmp_path / "all", api, made.hints, concatenated=True, with_navigation=True
    )
    whole = (tmp_path / "all" / "llms-full.txt").read_text()
    assert whole.startswith("> Portal Navigation:\n> \n> - ")
    write_pages(tmp_path / "flat", api, made.hints, flat=True)
    flat = list((tmp_path / "flat").rglob("*.txt"))
    assert 0 < len(flat) < count
    assert "<" not in re.sub("<[^A-Za-z/!?]", "", flat[0].read_text())
    write_pages(tmp_path / "crlf", api, made.hints, crlf=True)
    windows = next((tmp_path / "crlf").rglob("*.md")).read_bytes()
    assert windows.count(b"\n") == windows.count(b"\r\n") > 10
    assert all(line == line.strip() != "" for line in unindent(whole).split("\n"))


def _violations(given: Any, type_: Type, path: str, method: Method) -> Iterator[str]:
    """What an example's value does that its documentation doesn't allow."""
    if isinstance(type_, ListOf):
        for one in given:
            yield from _violations(one, type_.item, path, method)
    if not isinstance(type_, ObjectType):
        return
    prefix = f"{path}." if path else ""
    for group in type_.groups:
        count = sum(one in given for one in group.members)
        if count > 1 or (prefix + group.name in method.exactly_one and not count):
            yield f"{prefix}{group.name} has {count} members"
    required = {one.path for one in method.required}
    for field in type_.fields:
        below = prefix + field.wire
        if field.wire in given:
            if field.deprecated or (field.read_only and below not in required):
                yield f"{below} is not to be sent"
            yield from _violations(given[field.wire], field.type, below, method)
        elif below in required and not field.deprecated:
            yield f"{below} is missing"


@pytest.mark.parametrize("seed", range(30, 50))
def test_examples_fit_their_documentation(seed: int) -> None:
    """Required paths, groups and read-only fields are as the truth says."""
    made = random_api(seed)
    api = api_of(made.texts())
    shown = render_pages(api, made.hints).printed.examples
    methods = {
        f"{one.key}.{of.name}": of for one in api.resources for of in one.methods
    }
    for key, requests in shown.items():
        method = methods[key]
        for one in requests:
            assert not list(_violations(one, method.parameters, "", method))
