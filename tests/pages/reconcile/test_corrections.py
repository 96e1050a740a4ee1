"""Specs without their corrections."""

from wixgen.pages.reconcile.corrections import without_corrections

SPEC = b"""\
package: shop
module: doors

types:
  Door:
    correction: They said so.
    fields:
      correction: {type: string, max_length: 9, correction: It is longer.}
      width: number

  correction:
    enum: {correction: , "ON": }
"""


def test_what_a_person_explained() -> None:
    """Corrections go at any depth; what is only called so stays, and so does all else."""
    bare = without_corrections(SPEC)

    assert bare is not None
    assert [
        line
        for line in SPEC.decode().splitlines()
        if line not in bare.decode().splitlines()
    ] == [
        "    correction: They said so.",
        "      correction: {type: string, max_length: 9, correction: It is longer.}",
    ]
    assert "      correction: {type: string, max_length: 9}" in bare.decode()
    assert without_corrections(bare) is None
    assert without_corrections(b"a: [") is None
