"""Texts that want to be code, in every place of a spec that takes a text.

The places come from the declarations of the spec language (`support/text_places.py`), so that a new key is under attack
as soon as it is declared. What comes of a text is compared with what comes of harmless words (`support/code_oracle.py`):
without texts both packages are one syntax tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import pytest

from support.code_oracle import HARMLESS, calls_and_imports, differences
from support.projects import generated
from support.samples import slow_but
from support.text_places import TextPlace, as_files, spec_data, text_places
from wixgen.diagnostics import Diagnostics
from wixgen.pipeline import understand
from wixgen.spec.language import records

CALL = "wixowned()"
ATTACKS = {
    "docstring": f'"""\n{CALL}\n"""',
    "docstring of the other kind": f"'''\n{CALL}\n'''",
    "escaped quotes": f'\\"""\n{CALL} #',
    "doubly escaped quotes": f'\\\\"""\n{CALL} #',
    "literal": f'" + {CALL} + "',
    "literal of the other kind": f"' + {CALL} + '",
    "end of the line": f"x\n{CALL}",
    "carriage return": f"x\r{CALL}",
    "line separator": f"x\u2028{CALL}\u2029{CALL}\x85{CALL}",
    "form feed": f"x\x0c{CALL}\x0b{CALL}\x1c{CALL}",
    "brackets": f")]}}\n{CALL}",
    "suite": f": pass\nimport wixowned; {CALL}",
    "annotation": f"str] = {CALL} #",
    "default": f"None, x={CALL}",
    "template": f"{{{{ {CALL} }}}}{{% import 'wixowned' %}}",
    "raw template": "{% raw %}{# {% endraw %}",
    "format": f"{{{CALL}}} {{0}} %s %(x)s ${{x}}",
    "backslash at the end": "ends with \\",
    "escapes": "\\N{BULLET} \\x \\u12 \\U1 \\777",
    "quote at the end": 'ends with "',
    "quotes": "\"'" * 20,
    "noughts": f"x\0{CALL}",
    "byte order mark": f"\ufeff{CALL}",
    "bidi": f"\u202e{CALL}\u202c\u2066x\u2069",
    "half a character": "\ud800 and \udfff",
    "astral": "\U0001f600 \U000e0041",
    "type comment": "# type: ignore",
    "order": "noqa: all # fmt: off",
    "encoding": "-*- coding: utf-7 -*- +AG4-",
    "shebang": "#!/bin/sh",
    "doctest": f">>> {CALL}",
    "Markdown": f"[x](javascript:{CALL}) <script>{CALL}</script> ```{CALL}```",
    "indented": f"    x\n        {CALL}\n\t{CALL}",
    "shell": "$(wixowned) `wixowned` ; wixowned",
    "long": "word " * 3_900,
    "one long word": "x" * 480,
    "name": "wixowned",
    "word": "import",
    "dunder": "__class__",
    "odd name": "wixowned;import*@#:=,%&!?/-+~^",
    "path": "../../wixowned",
    "URL": "https://wixowned.example/{x}?a=b#c",
}
USUAL = ["docstring", "literal of the other kind", "odd name"]
FEW_PLACES = {"long", "half a character"}  # more than lines have, and what UTF-8 hasn't
SHORTENED = (
    "ResourceDecl.title"  # headlines of modules show its letters, up to a length
)
GIVEN = slow_but(USUAL, ATTACKS)


def test_every_declaration_is_under_attack() -> None:
    """Each declaration of the language has places, and texts of each kind."""
    reached = {place.declared.split(".")[0] for place in text_places()}

    assert {record.__name__ for record in records()} == reached
    assert {"value", "key", "item"} == {place.kind for place in text_places()}


@pytest.mark.parametrize("attack", GIVEN)
def test_one_place(attack: str) -> None:
    """A text is refused with its place and a code, or accepted: nothing else, wherever it stands."""
    for place in _each_once(text_places()) if attack in USUAL else text_places():
        report = _report(place, ATTACKS[attack])

        if not place.fits(ATTACKS[attack]):
            assert report.has_errors, str(place)
        for finding in report:
            assert finding.code
            assert finding.message
            assert finding.place.path in spec_data()


@pytest.mark.parametrize("attack", GIVEN)
def test_all_places_of_free_text(attack: str) -> None:
    """Where anything may be said, code stays as it was and texts say what they said."""
    text = ATTACKS[attack]
    accepted = [place for place in _free_places() if _is_accepted(place, text)]
    titles = [place for place in accepted if place.declared == SHORTENED]
    places = [place for place in accepted if place.declared != SHORTENED]
    harmless, attacked = _package(places, HARMLESS), _package(places, text)
    titled, attacked_title = _package(titles, HARMLESS), _package(titles, text)

    assert len(places) > 20 or attack in FEW_PLACES
    assert [] == list(differences(harmless, attacked, text))
    assert [] == list(differences(titled, attacked_title, text, is_shortened=True))


@pytest.mark.parametrize("attack", GIVEN)
def test_all_places_of_names(attack: str) -> None:
    """What becomes a name becomes one that calls and imports nothing."""
    text = ATTACKS[attack]
    places = [place for place in text_places() if not place.is_free]
    for place in _each_once(places) if attack in USUAL else places:
        if not place.fits(text) or not _is_accepted(place, text):
            continue
        files = generated(as_files(place.planted(text)))
        for path, source in files.items():
            if path.endswith(".py") and source != _plain_package().get(path):
                assert "wixowned" not in calls_and_imports(source), (str(place), path)


def _each_once(places: Iterable[TextPlace]) -> Iterator[TextPlace]:
    """The first place of each key of the language."""
    seen: set[tuple[str, str]] = set()
    for place in places:
        if (place.declared, place.kind) not in seen:
            seen.add((place.declared, place.kind))
            yield place


@cache
def _free_places() -> list[TextPlace]:
    """The places for free text at which harmless words are accepted, one for each key of the language."""
    places = [place for place in text_places() if place.is_free]
    return list(_each_once(place for place in places if _is_accepted(place, HARMLESS)))


def _report(place: TextPlace, text: str) -> Diagnostics:
    """What is found in specs with a text in that place."""
    report = Diagnostics()
    understand(as_files(place.planted(text)), "0.1.0", report)
    return report


def _is_accepted(place: TextPlace, text: str) -> bool:
    return not _report(place, text).has_errors


def _package(places: Iterable[TextPlace], text: str) -> dict[str, str]:
    """The package of specs with a text in all places."""
    specs = spec_data()
    for place in places:
        place.plant(specs, text)
    return generated(as_files(specs))


@cache
def _plain_package() -> dict[str, str]:
    return _package([], HARMLESS)
