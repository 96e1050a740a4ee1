"""What the key may do, by what Wix says to calls that only read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from wixapi._doctor.finding import Finding, fail, ok, warn
from wixapi.errors import ApiError, PermissionDeniedError

if TYPE_CHECKING:
    from wixapi._doctor.calls import Answered
    from wixapi._doctor.operations import Asked
    from wixapi._http.operation import Operation

_ADVICE = {
    401: "copy the key again, and see whether it still exists and belongs to the owner of the site",
    403: (
        "see whether the ID of the site or account is right, and whether the key has access to it and "
        "permissions at https://manage.wix.com/account/api-keys"
    ),
    404: "see whether the ID of the site or account is right",
    428: "install the app of Wix's that this belongs to on the site",
    429: "wait a minute, and call less often",
}


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
        elif isinstance(one.error, PermissionDeniedError):
            operation = asked.methods[one.probe.name]
            fix = f"give the key, or the app, {_permissions(operation)}"
            yield fail("scopes", f"{one.probe.name} answers 403", fix)
        else:
            yield _refused("scopes", one)


def _needed(name: str, operation: Operation[Any]) -> Finding:
    return ok("scopes", f"{name} needs {_permissions(operation)}")


def _permissions(operation: Operation[Any]) -> str:
    """Return the permissions of which a method needs one."""
    named = [
        f"{title} ({scope})" if title else scope
        for scope, title in getattr(operation, "permissions", {}).items()
    ]
    return " or ".join(named) or "a permission that its documentation doesn't name"


def _refused(check: str, one: Answered) -> Finding:
    """Return what is to be said of a call that didn't work."""
    error = one.error
    if not isinstance(error, ApiError):
        told = f"{one.probe.name}: {error}"
        return fail(check, told, "see what is said of the network")
    told = f"{one.probe.name} answers {error.status} {error.code}: {error.description}"
    if error.status == 429:
        return warn(check, told, _ADVICE[429])
    return fail(check, told, _advice(error))


def _advice(error: ApiError) -> str:
    if error.status >= 500:
        known = f" {error.request_id}" if error.request_id else ""
        return f"the fault is Wix's: try again, and quote the request id{known} if it stays"
    return _ADVICE.get(error.status, "see what it says")
