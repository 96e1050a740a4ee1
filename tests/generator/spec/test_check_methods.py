"""The checker on methods: paths, required lists, groups, pages, examples."""

from __future__ import annotations

import pytest

from support.specs import HEAD, codes, fine, understood
from wixgen.spec.api import Method, Resource

THING = """\
types:
  Thing:
    fields:
      name: string
      size: int32
      owners: list[Owner]
      data: object
      texts: map[Owner]
      target:
        one_of: {url: string, path: string}
  Owner:
    fields:
      id: guid
      link:
        one_of: {site: string, page: string}
"""


def resource(text: str, common: str = "") -> Resource:
    """The only resource of a spec in which nothing is found."""
    (made,) = fine(HEAD + text, common).api.resources
    return made


def method(lines: str, types: str = THING) -> Method:
    """The only method of a spec: `POST` with a Thing, and some more lines."""
    (made,) = resource(types + method_lines(lines)).methods
    return made


def method_lines(lines: str) -> str:
    """A method with one parameter and one field in its answer."""
    return (
        "methods:\n  createThing:\n    http: POST /demo/things\n"
        f"    parameters: {{thing: Thing}}\n    returns: {{thing: Thing}}\n    {lines}\n"
    )


def found(lines: str) -> list[str]:
    """The codes of what is found in a method with these lines, each with its column."""
    return [code.split(":")[1] for code in codes(HEAD + THING + method_lines(lines))]


@pytest.mark.parametrize(
    ("path", "reachable"),
    [
        ("thing", True),
        ("thing.name", True),
        ("thing.owners.id", True),
        ("thing.owners.link", False),
        ("thing.target", False),
        ("thing.data.x", False),
        ("thing.texts.x", False),
        ("thing.texts.id", False),
        ("thing.name.x", False),
        ("thing.nmae", False),
        ("nothing", False),
    ],
)
def test_required_paths_are_kept_and_those_that_lead_nowhere_are_warned_of(
    path: str, reachable: bool
) -> None:
    """A required path goes through objects and lists; another one is kept, but not checked."""
    made = understood(HEAD + THING + method_lines(f"required: [{path}]"))
    (found_method,) = made.api.resources[0].methods

    assert [(path, reachable)] == [
        (one.path, one.reachable) for one in found_method.required
    ]
    expected = [] if reachable else ["unreachable-required"]
    assert expected == [one.code for one in made.report]
    assert not made.report.has_errors


def test_repeated_paths_count_once() -> None:
    """Pages repeat required paths; the list here doesn't."""
    made = method(
        "required: [thing, thing.name, thing]\n    exactly_one: [thing.target, thing.target]"
    )

    assert ["thing", "thing.name"] == [one.path for one in made.required]
    assert ("thing.target",) == made.exactly_one


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("exactly_one: [thing.target, thing.owners.link]", []),
        ("exactly_one: [thing.owners]", ["19 unknown-group"]),
        ("exactly_one: [target]", ["19 unknown-group"]),
        ("sdk: {options: [thing], returns: thing}", []),
        ("sdk: {returns: none}", []),
        ("sdk: {returns: nothing}", ["20 unknown-field"]),
        ("sdk: {options: [nothing]}", ["21 unknown-field"]),
        ("examples: [{request: {thing: {name: x}}}]", []),
        ("examples: [{response: {anything: 1}}]", []),
        ("examples: [{request: {}}]", []),
        ("examples: [{request: {thang: 1}}]", ["27 bad-example"]),
        ("examples: [{request: 3}]", ["26 bad-example"]),
        ("examples: [{request: null}]", ["26 bad-example"]),
        ("docs: https://example.com/things/create", []),
        ("docs: https://example.com", []),
        ("docs: 'https://example.com:8443/a?b=c#d'", []),
        ("docs: create-thing", ["11 bad-url"]),
        ("docs: 'javascript:alert(1)'", ["11 bad-url"]),
        ("docs: 'JavaScript:alert%281%29'", ["11 bad-url"]),
        ("docs: 'data:text/html,x'", ["11 bad-url"]),
        ("docs: //evil.example", ["11 bad-url"]),
        ("docs: https://user@example.com/x", ["11 bad-url"]),
        ("docs: https://example.com/a b", ["11 bad-url"]),
        ("docs: 'https://example.com/\"onclick=x'", ["11 bad-url"]),
        ("docs: https://example.com/<script>", ["11 bad-url"]),
        ("docs: https://", ["11 bad-url"]),
        ("docs: ''", ["11 wrong-shape"]),
        ("errors: [{http: 404, status: NOT_FOUND, code: A.B-c}]", []),
        ("errors: [{http: 99}]", ["21 wrong-shape"]),
        ("errors: [{http: 600}]", ["21 wrong-shape"]),
        ("errors: [{status: NOT_FOUND}]", []),
    ],
)
def test_what_a_method_refers_to_exists(lines: str, expected: list[str]) -> None:
    """Groups, options, returned fields, examples and pages are checked, each at its place."""
    assert expected == found(lines)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/demo/things", []),
        ("/demo/things/{thing.name}:copy", []),
        ("/demo/{thing.name}/{thing.size}", []),
        ("/demo/{thing.name}-{thing.size}", []),
        ("/demo/{thing.url}", []),
        ("/", ["17 bad-path"]),
        ("/demo/", ["22 bad-path"]),
        ("//evil.example/demo", ["17 bad-path"]),
        ("/demo//things", ["22 bad-path"]),
        ("/demo/../things", ["22 bad-path"]),
        ("/demo/./things", ["22 bad-path"]),
        ("/demo/...", ["22 bad-path"]),
        ("/demo/%2e%2e", ["22 bad-path"]),
        ("/demo/.{thing.name}", ["22 bad-path"]),
        ("/demo/{thing.name}.{thing.size}", ["22 bad-path"]),
        ("/demo/{", ["22 bad-path"]),
        ("/demo/{}", ["22 bad-path"]),
        ("/demo/{thing.name", ["22 bad-path"]),
        ("/demo/{{thing.name}}", ["22 bad-path"]),
        ("/demo/{thing..name}", ["22 bad-path"]),
        ("/demo/{../name}", ["22 bad-path"]),
        ("/demo/{thing.name!r}", ["22 bad-path"]),
        ("/demo/a b", ["22 bad-path"]),
        ("/demo/a?b=c", ["22 bad-path"]),
        ("/demo/a\\b", ["22 bad-path"]),
        ("/demo/ü", ["22 bad-path"]),
        ("/demo/{name}", ["23 path-parameter"]),
        ("/demo/{thing.id}", ["23 path-parameter"]),
        ("/demo/{thing}", ["23 path-parameter"]),
        ("/demo/{thing.data}", ["23 path-parameter"]),
        ("/demo/{thing.owners.id}", ["23 path-parameter"]),
        (
            "/demo/{thing.name}/{name}/{size}",
            ["36 path-parameter", "43 path-parameter"],
        ),
    ],
)
def test_paths_stay_on_the_host_and_name_parameters(
    path: str, expected: list[str]
) -> None:
    """A path has clean segments; what stands in braces is a text or a whole number."""
    spec = HEAD + THING + method_lines("").replace("POST /demo/things", f"POST {path}")
    assert expected == [code.split(":")[1] for code in codes(spec)]


@pytest.mark.parametrize("verb", ["FETCH", "HEAD", "OPTIONS", "CONNECT", "X"])
def test_other_verbs_are_refused(verb: str) -> None:
    """Wix's API has five verbs."""
    spec = HEAD + THING + method_lines("").replace("POST", verb)
    assert ["20:11 bad-verb"] == codes(spec)


@pytest.mark.parametrize(
    "http", ["post /demo", "POST", "POST demo", "POST  /demo", "/demo", "3"]
)
def test_verb_and_path_are_needed(http: str) -> None:
    """What is no verb, a space and a path is not the form of a method."""
    spec = HEAD + THING + method_lines("").replace("POST /demo/things", http)
    assert ["20:11 wrong-shape"] == codes(spec)


def test_a_method_of_another_media_type_is_skipped() -> None:
    """Only JSON is generated; another media type is a warning, and the method is listed."""
    made = understood(HEAD + THING + method_lines("media_type: text/csv"))

    assert ["media-type"] == [one.code for one in made.report]
    (skipped,) = made.api.resources[0].skipped
    assert ("createThing", "text/csv") == (skipped.name, skipped.reason)
    assert not made.report.has_errors


def test_pages_are_completed() -> None:
    """The last segment of a page's address is added to the resource's."""
    made = resource(
        "docs: https://example.com/things/\n" + THING + method_lines("docs: create/it")
    )
    assert ("https://example.com/things/create/it",) == tuple(
        one.docs for one in made.methods
    )
