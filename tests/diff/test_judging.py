"""Every finding of `wixgen diff` belongs to a change of some key, as drift tells it; and rules that few specs need."""

from __future__ import annotations

import pytest

from wixgen.diagnostics import Diagnostics, text_report
from wixgen.diff.changes import Change, changes
from wixgen.diff.finding import Finding
from wixgen.diff.judging import Judge, Judgement, judgement_of
from wixgen.diff.rules import Consumer, Verdict
from wixgen.spec.api import Api
from wixgen.spec.check import check
from wixgen.spec.load import Spec, load

SPEC = """\
package: demo
module: gates
title: Gates
types:
  Gate:
    fields:
      id: guid
      name: {type: string, always: true, format: TEXT, max_length: 20}
      width: {type: integer, min: 1, default: 5, attributes: {unit: cm}}
      secret: {type: string, undocumented: true}
      color: Color
      shut:
        one_of: {by: string, at: string}
  Color:
    enum: {RED: Red., BLUE: Blue.}
methods:
  openGate:
    http: POST /v1/gates/open
    permissions: {Open Gates: SCOPE.OPEN}
    identities: [APP, MEMBER]
    parameters: {gate: Gate, hidden: {type: string, undocumented: true}}
    required: [gate, gate.name]
    returns: {gate: Gate}
    sdk: {returns: gate, options: [gate]}
    errors: [{http: 404, code: NO_GATE, description: None.}]
  listGates:
    http: GET /v1/gates
    encoding: base64
    parameters: {filter: json, gate: Gate}
    returns: {gates: "list[Gate]"}
    query:
      name: {operators: [$eq, $ne], sort: [ASC, DESC]}
      width: {operators: [$eq], attributes: {index: slow}}
webhooks:
  gateOpened: {kind: action, data: Gate, handler: onGateOpened, event_type: a.gate_opened}
service_plugin:
  component: GATES
  methods:
    mayOpen:
      path: /v1/may-open
      parameters: {gate: Gate}
      returns: {answer: string, other: {type: string}}
      answer_required: [answer]
  errors:
    Shut: {http: 409, code: SHUT}
"""
COMMON = "types:\n  EventMetadata:\n    fields: {id: string}\n"
#: What is replaced, by what, and what is found: rule, path, values, and a letter for each consumer.
CASES: dict[str, tuple[str, str, list[str]]] = {
    "always": (
        "always: true, ",
        "",
        ["always-unset Gate.name: True -> False -BB"],
    ),
    "undocumented field": (
        "      secret: {type: string, undocumented: true}\n",
        "",
        ["undocumented-field-removed Gate.secret: string -> None BDD"],
    ),
    "undocumented parameter": (
        ", hidden: {type: string, undocumented: true}",
        "",
        ["undocumented-field-removed openGate.hidden: string -> None B--"],
    ),
    "format": (
        "format: TEXT, ",
        "",
        ["words-changed Gate.name: {'format': 'TEXT'} -> {'format': None} DDD"],
    ),
    "attributes": (
        ", attributes: {unit: cm}",
        "",
        [
            "words-changed Gate.width: {'attributes.unit': 'cm'} -> {'attributes.unit': None} DDD"
        ],
    ),
    "options of the SDK": (
        ", options: [gate]",
        "",
        [
            "words-changed openGate: {'sdk.options': 'gate'} -> {'sdk.options': None} DD-"
        ],
    ),
    "encoding": (
        "    encoding: base64\n",
        "",
        ["encoding-changed listGates: base64 -> None R--"],
    ),
    "query field": (
        "      width: {operators: [$eq], attributes: {index: slow}}\n",
        "",
        ["query-field-removed listGates.width: width -> None B--"],
    ),
    "query operator": (
        "[$eq, $ne]",
        "[$eq]",
        ["query-operator-removed listGates.name: $ne -> None B--"],
    ),
    "query order": (
        "[ASC, DESC]",
        "[ASC]",
        ["query-order-removed listGates.name: DESC -> None B--"],
    ),
    "query attribute": (
        ", attributes: {index: slow}",
        "",
        ["query-facts-changed listGates.width: {'index': 'slow'} -> {} D--"],
    ),
    "identity": (
        "[APP, MEMBER]",
        "[APP]",
        ["identity-removed openGate: MEMBER -> None R--"],
    ),
    "any identity": (
        "    identities: [APP, MEMBER]\n",
        "",
        ["identity-added openGate: ['APP', 'MEMBER'] -> None A--"],
    ),
    "permission": (
        "SCOPE.OPEN",
        "SCOPE.ALL",
        ["permission-replaced openGate: SCOPE.OPEN -> SCOPE.ALL R--"],
    ),
    "the name of a permission": (
        "{Open Gates:",
        "{Open all gates:",
        [
            "words-changed openGate: {'permissions.SCOPE.OPEN': 'Open Gates'} -> "
            "{'permissions.SCOPE.OPEN': 'Open all gates'} DD-"
        ],
    ),
    "handler": (
        "onGateOpened",
        "onOpened",
        ["webhook-renamed gateOpened: on_gate_opened -> on_opened --B"],
    ),
    "component": (
        "component: GATES",
        "component: DOORS",
        ["plugin-component-changed : GATES -> DOORS R--"],
    ),
    "plugin": (
        SPEC[SPEC.index("service_plugin") :],
        "",
        ["plugin-removed : GATES -> None B--"],
    ),
    "plugin path": (
        "/v1/may-open",
        "/v2/may-open",
        ["plugin-path-changed mayOpen: /v1/may-open -> /v2/may-open R--"],
    ),
    "plugin method": (
        "    mayOpen:",
        "    canOpen:",
        [
            "plugin-method-added canOpen: None -> /v1/may-open A--",
            "plugin-method-removed mayOpen: /v1/may-open -> None B--",
        ],
    ),
    "answer": (
        ", other: {type: string}",
        "",
        ["field-removed mayOpen.other: string -> None B--"],
    ),
    "required of an answer": (
        "      answer_required: [answer]\n",
        "",
        ["required-removed mayOpen.answer: answer -> None A--"],
    ),
    "plugin error": (
        "    Shut: {",
        "    Closed: {",
        [
            "plugin-error-added Closed: None -> SHUT A--",
            "plugin-error-removed Shut: SHUT -> None B--",
        ],
    ),
    "code of a plugin error": (
        "code: SHUT",
        "code: CLOSED",
        [
            "plugin-error-changed Shut: {'http': 409, 'code': 'SHUT'} -> {'http': 409, 'code': 'CLOSED'} R--"
        ],
    ),
    "limit": (
        "max_length: 20",
        "max_length: 9",
        ["limit-tightened Gate.name: 20 -> 9 BDD"],
    ),
    "kind": (
        "      id: guid",
        "      id: string",
        ["field-type-changed Gate.id: guid -> string ADD"],
    ),
    "default": (", default: 5", "", ["default-removed Gate.width: 5 -> None RDD"]),
    "field": ("      id: guid\n", "", ["field-removed Gate.id: guid -> None BBB"]),
    "another name of a field": (
        "      width: {type",
        "      widths: {type",
        ["field-renamed Gate.width: width -> widths BBB"],
    ),
    "another name of a type": (
        "Color",
        "Colour",
        ["type-renamed Color: Color -> Colour BBB"],
    ),
    "value": ("RED: Red., ", "", ["enum-value-removed Color.RED: RED -> None BBB"]),
    "group": (
        "one_of: {by: string, at: string}",
        "one_of: {by: string, at: string, why: string}",
        [
            "field-added Gate.why: None -> string AAA",
            "group-member-added Gate.shut.why: None -> why ARR",
        ],
    ),
    "required": (
        ", gate.name]",
        "]",
        ["required-removed openGate.gate.name: gate.name -> None A--"],
    ),
    "error": (
        "    errors: [{http: 404, code: NO_GATE, description: None.}]\n",
        "",
        ["error-removed openGate: NO_GATE -> None -D-"],
    ),
    "result": (
        "returns: gate, ",
        "",
        ["sdk-returns-changed openGate: gate -> the answer -B-"],
    ),
    "method": (
        "  openGate:",
        "  unlockGate:",
        ["method-renamed openGate: openGate -> unlockGate B--"],
    ),
    "address": (
        "POST /v1/gates/open",
        "POST /v2/gates/open",
        ["http-changed openGate: POST /v1/gates/open -> POST /v2/gates/open R--"],
    ),
    "event type": (
        "a.gate_opened",
        "b.gate_opened",
        ["event-type-changed gateOpened: a.gate_opened -> b.gate_opened --B"],
    ),
}


def spec_of(text: str) -> Spec:
    """The declarations of a spec that has no errors."""
    report = Diagnostics()
    spec = load(
        {"demo/gates.yaml": text.encode(), "common.yaml": COMMON.encode()}, report
    )
    check(spec, report)
    assert "" == text_report(one for one in report if one.is_error)
    return spec


def api_of(spec: Spec) -> Api:
    """The API of declarations."""
    return check(spec, Diagnostics())


def short(finding: Finding) -> str:
    """A finding as `rule path: old -> new`, and a letter for each consumer."""
    letters = "".join(
        (finding.verdicts[one][0].upper() if one in finding.verdicts else "-")
        for one in Consumer
    )
    change = f"{finding.old} -> {finding.new}"
    return f"{finding.rule.id} {finding.path}: {change} {letters}"


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("is_reversed", [False, True])
def test_each_finding_belongs_to_a_change_of_a_key(
    name: str, is_reversed: bool
) -> None:
    """What drift tells key by key and what diff tells of the API are the same changes, there and back."""
    old, new, expected = CASES[name]
    sides = [spec_of(SPEC), spec_of(SPEC.replace(old, new))]
    before, after = reversed(sides) if is_reversed else sides
    judge = Judge(api_of(before), api_of(after))
    found = [
        (change, judge.of(change))
        for change in changes(before.resources[0], after.resources[0])
    ]

    if not is_reversed:
        assert sorted(expected) == sorted(map(short, judge.findings))
    claimed = {finding.fingerprint for _, of_change in found for finding in of_change}
    assert {finding.fingerprint for finding in judge.findings} == claimed
    assert [] == [change for change, of_change in found if not of_change]


def test_the_worst_of_several_findings_counts() -> None:
    """A change that makes several findings has the rule of the worst, and the worst verdict of each consumer."""
    text = SPEC.replace("one_of: {by: string, at: string}", "one_of: {at: string}")
    before, after = spec_of(SPEC), spec_of(text)
    judge = Judge(api_of(before), api_of(after))
    told = {
        change.fact: judgement_of(judge.of(change))
        for change in changes(before.resources[0], after.resources[0])
    }

    worst = Judgement("field-removed", *[Verdict.BREAKING] * 3)
    assert {"": worst, "one_of": worst} == told
    assert {
        "rule": "field-removed",
        "verdict": "breaking",
        "sends": "breaking",
        "gets": "breaking",
        "events": "breaking",
    } == worst.as_json()


def test_what_no_finding_tells_is_words() -> None:
    """A key of which no caller hears is documentation, and concerns nobody."""
    nowhere = SPEC.replace("title: Gates", "title: Gates\nunmapped: [openAll]")
    before, after = spec_of(SPEC), spec_of(nowhere)
    judge = Judge(api_of(before), api_of(after))
    found: list[Change] = [*changes(before.resources[0], after.resources[0])]

    assert [[]] == [judge.of(change) for change in found]
    assert Judgement("words-changed", None, None, None) == judgement_of([])
    assert Verdict.DOCS is judgement_of([]).verdict
