"""Documents made from specs, and validators of their parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from support.committed import committed_specs
from support.projects import GOLDEN, specs_below
from wixgen.diagnostics import Diagnostics, text_report
from wixgen.export.openapi import openapi
from wixgen.spec.api import Api
from wixgen.spec.check import check
from wixgen.spec.load import load

Json = dict[str, Any]

FORMATS = FormatChecker(formats=())
"""The formats as `wixapi` reads them; in JSON Schema itself, a format is only a note."""

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DATETIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})")


@FORMATS.checks("uuid")
def _is_guid(value: object) -> bool:
    return not isinstance(value, str) or bool(_GUID.fullmatch(value))


@FORMATS.checks("int32")
def _is_int32(value: object) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


@FORMATS.checks("int64", ValueError)
def _is_int64(value: object) -> bool:
    return not isinstance(value, str) or -(2**63) <= int(value) < 2**63


@FORMATS.checks("date-time", ValueError)
def _is_datetime(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return bool(_DATETIME.fullmatch(value) and datetime.fromisoformat(value))


def api_of(specs: Mapping[str, bytes]) -> Api:
    """The model of specs that have no errors."""
    report = Diagnostics()
    api = check(load(specs, report), report)
    assert not report.has_errors, text_report(report)
    return api


def openapi_of(specs: Mapping[str, bytes]) -> Json:
    """The OpenAPI document of specs that have no errors."""
    return openapi(api_of(specs), "1.2.3")


def module(text: str, common: str = "") -> Json:
    """The OpenAPI document of one resource, `demo.things`; `text` follows its two names."""
    specs = {"things.yaml": f"package: demo\nmodule: things\n{text}".encode()}
    if common:
        specs["common.yaml"] = common.encode()
    return openapi_of(specs)


@cache
def committed_api() -> Api:
    """The model of the committed specs."""
    return api_of(committed_specs())


@cache
def committed() -> Json:
    """The OpenAPI document of the committed specs."""
    return openapi(committed_api(), "1.2.3")


@cache
def golden() -> Json:
    """The OpenAPI document of all golden specs together."""
    return openapi_of(specs_below(GOLDEN))


def operation(document: Json, name: str) -> Json:
    """The operation with that id."""
    found: list[Json] = [
        one
        for verbs in document["paths"].values()
        for one in verbs.values()
        if one["operationId"] == name
    ]
    assert len(found) == 1
    return found[0]


def body(part: Json) -> Json:
    """The schema of a request's or a response's body."""
    schema: Json = part["content"]["application/json"]["schema"]
    return schema


def is_request(document: Json, name: str, instance: object) -> bool:
    """Whether the operation's request schema accepts the body."""
    return fits(document, body(operation(document, name)["requestBody"]), instance)


def is_answer(document: Json, name: str, instance: object) -> bool:
    """Whether the operation's response schema accepts the body."""
    return fits(document, body(operation(document, name)["responses"]["200"]), instance)


def fits(document: Json, schema: Json, instance: object) -> bool:
    """Whether a schema of the document accepts the instance."""
    return _validator(document, schema).is_valid(instance)


def _validator(document: Json, schema: Json) -> Draft202012Validator:
    whole = {**schema, "components": document["components"]}
    Draft202012Validator.check_schema(whole)
    return Draft202012Validator(whole, format_checker=FORMATS)
