"""A method of a service plugin: how Wix's request is read, and the app's answer checked and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from wixapi._webhooks.payload import malformed
from wixapi.errors import FieldViolation, ValidationError, WebhookError

if TYPE_CHECKING:
    from wixapi._model import Model
    from wixapi._validation.tables import Tables
    from wixapi._validation.walker import Write

RequestT = TypeVar("RequestT", bound="Model")
AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True, eq=False)
class PluginMethod(Generic[RequestT, AnswerT]):
    """What the package knows of a method that Wix calls."""

    name: str
    """Package, module and method: `ecom.discounts.getEligibleDiscounts`."""
    component: str
    """The type of the app's extension: `ECOM_DISCOUNTS`."""
    path: str
    """What Wix appends to the address that the app has given: `/v1/eligible-discounts`."""
    request: type[RequestT]
    """The model of Wix's request."""
    answer: type[Model] | None
    """The model of the app's answer; None: there is nothing in it."""
    tables: Tables
    """The rules by which an answer is checked and written."""
    required: tuple[str, ...] = ()
    """Wire paths that an answer must set."""
    exactly_one: tuple[str, ...] = ()
    """Wire paths of groups of which an answer must set one member."""

    @property
    def key(self) -> tuple[str, str]:
        """Return what Wix's calls of it are told by: the component, which is told without regard to
        case, and the path."""
        return self.component.lower(), self.path

    def read(self, fields: Mapping[str, Any]) -> RequestT:
        """Reads a request, as liberally as an answer of the API.

        Raises:
            WebhookError: It can't be read at all.
        """
        from wixapi._model import UnreadableError, read

        try:
            return read(self.request, fields)
        except UnreadableError as error:
            raise self._malformed(error) from error

    def write(self, answer: object) -> dict[str, Any]:
        """Checks an answer and returns its JSON data.

        Args:
            answer: The model of the answer, or a dict in its place; None where the answer is empty.

        Raises:
            ValidationError: It breaks documented rules; it tells all of them at once.
        """
        if self.answer is None and answer is None:
            return {}
        return cast("dict[str, Any]", written(self._write, answer))

    @cached_property
    def _write(self) -> Write:
        from wixapi._validation.tables import ObjectWriter
        from wixapi._validation.walker import NO_DEMAND, Demand

        if self.answer is None:
            return ObjectWriter(None, {}, self.tables, NO_DEMAND).write
        demand = Demand.of(self.required, self.exactly_one)
        return self.tables.writer(self.answer, demand).write

    def _malformed(self, error: Exception) -> WebhookError:
        return malformed("claims.data.request", f"can't be read: {error}")


def written(write: Write, value: object) -> Any:
    """Return the wire form of a value.

    Raises:
        ValidationError: It breaks rules.
    """
    from wixapi._validation.walker import Refused

    try:
        return write(value, 0)
    except Refused as error:
        raise ValidationError(error.violations()) from None
    except RecursionError:
        too_deep = FieldViolation("", "is nested too deeply", "TYPE")
        raise ValidationError([too_deep]) from None
