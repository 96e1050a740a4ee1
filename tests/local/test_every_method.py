"""Every method of every resource answers, with what its client reads, and says who answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from support.arguments import arguments_of
from support.committed import COMMON, committed_specs
from support.whole_package import Part, parts_of
from wixapi._local.local_wix import LocalWix
from wixapi.errors import ApiValidationError, ConflictError, NotFoundError
from wixgen.package.shape.methods import parameter_name
from wixgen.spec.api import Method

#: Refusals of calls whose values are valid one by one, but not of this Wix: ids, cursors and revisions.
REFUSED = (NotFoundError, ConflictError, ApiValidationError)
PAGES = 3


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "wanted", ["bookings/bookings.yaml", pytest.param("", marks=pytest.mark.slow)]
)
def test_every_method_answers(wanted: str) -> None:
    """A call with what is demanded is answered, by the state, an example or what is made up, or refused as by Wix."""
    specs = committed_specs()
    looked_at = {
        path: specs[path] for path in specs if path in {wanted or path, COMMON}
    }
    wrong: list[str] = []
    for part in parts_of(looked_at):
        with LocalWix() as local:
            wrong += answers(part, local)

    assert [] == wrong


def answers(part: Part, local: LocalWix) -> Iterator[str]:
    """Call each method of a resource; what is wrong with it, if anything."""
    client: Any = local.client()
    for name in part.attribute.split("."):
        client = getattr(client, name)
    for method, made in zip(part.resource.methods, part.module.methods, strict=True):
        local.core.log.clear()
        try:
            answer = getattr(client, made.name)(**keywords(method))
            if made.is_paged:
                list(answer)
        except REFUSED:
            continue
        except Exception as error:  # whatever it is, it is told
            yield f"{part.attribute}.{made.name}: {error!r}"
        calls = local.requests
        if len(calls) > PAGES or calls[-1].answered_by not in {
            "state",
            "example",
            "made",
        }:
            yield f"{part.attribute}.{made.name}: {len(calls)} calls, {calls[-1].answered_by}"


def keywords(method: Method) -> dict[str, Any]:
    """What a method demands, by Python names."""
    fields = {field.wire: field for field in method.parameters.fields}
    wire = arguments_of(method, whole=False)
    return {parameter_name(fields[name]): value for name, value in wire.items()}
