"""Documents as text."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import cache
from typing import Any

import yaml

from wixgen.export.jsonschema import jsonschema
from wixgen.export.notes import Json
from wixgen.export.openapi import openapi
from wixgen.spec.api import Api


class Document(StrEnum):
    """Kinds of documents that `wixgen export` makes."""

    OPENAPI = "openapi"
    JSONSCHEMA = "jsonschema"

    def made_from(self, api: Api, version: str) -> Json:
        """Return the document of an API; `version` is its own."""
        return openapi(api, version) if self is Document.OPENAPI else jsonschema(api)


def as_json(document: Json) -> str:
    """Return the document as JSON."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_yaml(document: Json) -> str:
    """Return the document as YAML, without anchors, and read alike by YAML 1.1 and 1.2."""
    dumped: str = yaml.dump(  # pyright: ignore[reportUnknownMemberType]
        document, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=100
    )
    return dumped


AS_TEXT = {".json": as_json, ".yaml": as_yaml, ".yml": as_yaml}
"""Serialisers by the ending of the file's name."""


@cache
def _dumper() -> Any:
    base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    made: Any = type("PlainDumper", (base,), {"ignore_aliases": _never_an_alias})
    made.add_representer(str, _text)
    # multi: the texts that know their place in a spec are of a subclass
    made.add_multi_representer(str, _text)
    return made


def _never_an_alias(_dumper: Any, _data: Any) -> bool:
    return True


def _text(dumper: Any, text: str) -> Any:
    """Represent a text; quoted where some version of YAML reads a number (`0o17`, `1e3`)."""
    style = '"' if text[:1] in {*"+-.0123456789"} else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=style)
