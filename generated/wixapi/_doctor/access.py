"""What the key may do, by what Wix says to calls that only read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from wixapi._doctor.finding import Finding, fail, ok, warn
from wixapi._doctor.network import way_out
from wixapi._http.hints import in_words
from wixapi.errors import ApiError

if TYPE_CHECKING:
    from wixapi._doctor.calls import Answered
    from wixapi._doctor.operations import Asked
    from wixapi._http.operation import Operation

_KEYS_PAGE = "https://manage.wix.com/account/api-keys"
_MORE = {
    401: f"if in doubt, make a new one at {_KEYS_PAGE}",
    403: f"see what the key may do, and where, at {_KEYS_PAGE}",
    404: "see whether the ID of the site or account is right",
    428: "install the app of Wix's that this belongs to on the site",
}
"""What is to be said beside, or in place of, what errors say themselves."""


def credentials_finding(found: list[Answered]) -> Finding:
    """Return whether Wix takes the key: one call that works proves it."""
    working = [one for one in found if one.error is None]
    if working:
        return ok("credentials", f"Wix takes the key ({working[0].probe.name})")
    return _refused("credentials", found[0])


def scope_findings(asked: Asked, found: Iterable[Answered]) -> Iterator[Finding]:
    """Yield the permissions that methods need, and which of the calls that were made Wix allows."""
    for name, operation in asked.meant().items():
        yield _needed(name, operation)
    for one in found:
        if one.error is None:
            yield ok("scopes", f"{one.probe.name} works")
        else:
            yield _refused("scopes", one)


def _needed(name: str, operation: Operation[Any]) -> Finding:
    needed = in_words(operation.permissions)
    unknown = "a permission that its documentation doesn't name"
    return ok("scopes", f"{name} needs {needed or unknown}")


def _refused(check: str, one: Answered) -> Finding:
    """Return what is to be said of a call that didn't work."""
    error = one.error
    assert error is not None, "calls that work aren't refused"
    if not isinstance(error, ApiError):
        told = f"{one.probe.name}: {error.args[0] if error.args else error}"
        return fail(check, told, way_out(error))
    told = f"{one.probe.name} answers {error.status} {error.code}: {error.description}"
    find = warn if error.status == 429 else fail
    return find(check, told, _advice(error))


def _advice(error: ApiError) -> str:
    """Return what the error says to do, and what else may help."""
    hint = "" if error.status == 404 else error.hint  # the path is right
    more = "" if error.status == 428 and hint else _MORE.get(error.status, "")
    return "; ".join(filter(None, [hint, more])) or "see what it says"
