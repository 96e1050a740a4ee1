"""`wixgen diff`: what a finding says of a change, and by what it is known again."""

from __future__ import annotations

from diff.test_rules import COMMON, SPEC, api, found, short
from wixgen.diff.api import diff
from wixgen.diff.report import as_markdown, as_text

PART = "  Part:\n    fields: {weight: number, maker: string, price: decimal}\n"


def test_a_fingerprint_knows_no_home() -> None:
    """A type's change has one fingerprint, be the type of a resource or shared; a method's is of its resource."""
    shared = SPEC.replace(PART, "").replace("part: Part", "part: common.Part")
    shared = shared.replace("list[Part]", "list[common.Part]")
    other = PART.replace("price: decimal", "price: number")
    old, new = "      owner: string\n", "      owner: list[{}Part]\n"
    own = diff(api(SPEC), api(SPEC.replace(PART, other)))
    common = diff(api(shared, COMMON + PART), api(shared, COMMON + other))
    moving = diff(api(SPEC), api(shared, COMMON + other))
    used = [
        diff(api(spec, known), api(spec.replace(old, new.format(prefix)), known))
        for spec, known, prefix in (
            (SPEC, COMMON, ""),
            (shared, COMMON + PART, "common."),
        )
    ]
    stuff = SPEC.replace("module: things", "module: stuff")
    methods = [
        diff(api(spec), api(spec.replace(", dry: boolean}", "}")))
        for spec in (SPEC, stuff)
    ]

    assert ["demo.things", "common", "demo.things"] == [
        found[0].resource for found in (own, common, moving)
    ]
    assert 1 == len({found[0].fingerprint for found in (own, common, moving)})
    assert 1 == len({found[0].fingerprint for found in used})
    assert 2 == len({found[0].fingerprint for found in methods})


def test_examples_are_documentation() -> None:
    """Other examples give one finding, of documentation, that has what the other side doesn't."""
    line = "    errors:\n      - {http: 404"
    examples = "    examples:\n      - {title: One, request: {thing: {name: Rose}}}\n"
    spec = SPEC.replace(line, examples + line)
    more = "      - {title: Two, request: {thing: {name: Blue}}}\n"
    (came,) = diff(api(SPEC), api(spec))
    (changed,) = diff(api(spec), api(spec.replace("Rose", "Lily")))
    (further,) = diff(api(spec), api(spec.replace(line, more + line)))
    reordered = spec.replace(examples, examples.replace("      -", more + "      -"))

    assert "words-changed createThing | create_thing" in short(came)
    assert {"DD-"} == {short(one)[-3:] for one in (came, changed, further)}
    assert "Lily" in str(changed.new)
    assert ([], "Two") == (further.old["examples"], further.new["examples"][0]["title"])
    assert [] == diff(api(spec.replace(line, more + line)), api(reordered))


def test_a_change_of_the_verb_tells_of_retries() -> None:
    """Where calls are made again after a failure on one side alone, the address says so."""
    old, new = "getThing:\n    http: GET", "touchThing:\n    http: {}"
    touched = [SPEC.replace(old, new.format(verb)) for verb in ("PUT", "PATCH")]
    (changed,) = diff(*map(api, touched))
    post, put = "http: POST /v1/things\n", "http: PUT /v1/things\n"
    (as_safe,) = found(SPEC.replace(post, put))  # it has an idempotency key

    path = "/v1/things/{thingId}"
    assert (
        f"PUT {path} (repeated after failures)",
        f"PATCH {path} (not repeated after failures)",
    ) == (changed.old, changed.new)
    assert "PUT /v1/things" == as_safe.new


def test_a_removal_that_was_announced_has_its_date() -> None:
    """A deprecated method that is gone is told with the day that was given for it."""
    text = 'deprecated: true\n    removal_date: "2027-03-01"\n'
    dated = SPEC.replace("deprecated: true\n", text)
    start, end = dated.index("  getThing:"), dated.index("  queryThings:")
    (gone,) = diff(api(dated), api(dated[:start] + dated[end:]))

    assert "deprecated-method-removed" == gone.rule.id
    assert "GET /v1/things/{thingId}, to be removed after 2027-03-01" == gone.old


def test_another_kind_of_type_is_one_finding() -> None:
    """A type that was an enum and is an object is told once, not at each field that has it."""
    enum = "    enum: {RED: Red., GREEN: Green.}\n"
    (finding,) = found(SPEC.replace(enum, "    fields: {red: integer}\n"))

    assert ("type-kind-changed", "Color") == (finding.rule.id, finding.path)


def test_a_fingerprint_is_of_facts() -> None:
    """A fingerprint depends on rule, path and values, and not on where they stand."""
    one = found(SPEC.replace("max: 10,", "max: 9,"))[0]
    moved = found(
        SPEC.replace("  Thing:\n", "\n  Thing:\n").replace("max: 10,", "max: 9,")
    )[0]
    other = found(SPEC.replace("max: 10,", "max: 8,"))[0]

    assert one.fingerprint == moved.fingerprint != other.fingerprint


def test_a_report_tells_resource_place_and_both_names() -> None:
    """For people, too, a finding has its resource, both places, the name in Python, the rule and a fingerprint."""
    (finding,) = found(
        SPEC.replace("size: {type: integer, min: 1", "size: {type: integer, min: 2")
    )
    (other,) = found(SPEC.replace(", dry: boolean}", "}"))
    row = [*as_markdown([finding])][2]
    text = "\n".join(as_text([finding, other]))

    for fact in (
        "demo.things",
        "limit-tightened",
        str(finding.new_place),
        finding.fingerprint,
    ):
        assert fact in row
        assert fact in text
    assert "    in Python: create_thing.dry\n" in text
    assert "in Python: Thing.size" not in text


def test_words_about_a_deprecation() -> None:
    """That a field is deprecated is one finding, whatever is said about it; other words are another."""
    old, new = (
        "      owner: string\n",
        "      owner: {{type: string, deprecated: {}}}\n",
    )
    one, other = (
        SPEC.replace(old, new.format(words)) for words in ("Use part.", "Use color.")
    )
    (came,) = diff(api(SPEC), api(one))
    (gone,) = diff(api(one), api(SPEC))
    (changed,) = diff(api(one), api(other))

    assert ["deprecated-set", "deprecated-unset", "words-changed"] == [
        finding.rule.id for finding in (came, gone, changed)
    ]
    assert "Use part." == came.new
