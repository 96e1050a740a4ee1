"""Renders Jinja templates, which only place text: filters escape it for each context."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from wixgen.emit import escaping, literals
from wixgen.emit.errors import InternalError


class Renderer:
    """Renders the templates of one folder.

    Filters: `string`, `strings`, `literals`, `docstring(indent)`, `in_docstring`, `comment`, `identifier`,
    `url_path`, `rule`, `toml`, `markdown`, `markdown_link(url)`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._environment = _environment(folder)

    def render(self, template: str, **context: object) -> str:
        """Render a template; raise InternalError if it uses a name that isn't there."""
        try:
            return self._environment.get_template(template).render(**context)
        except (TemplateError, ValueError) as error:
            raise InternalError(f"the template {template} fails: {error}") from error


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    filters: dict[str, Any] = {
        "string": escaping.string_literal,
        "strings": literals.strings,
        "literals": literals.literals,
        "docstring": escaping.docstring,
        "in_docstring": in_docstring,
        "comment": escaping.comment,
        "identifier": escaping.identifier,
        "url_path": escaping.url_path_template,
        "rule": literals.rule,
        "toml": escaping.toml_string,
        "markdown": escaping.markdown,
        "markdown_link": escaping.markdown_link,
    }
    environment.filters.update(filters)
    return environment


def in_docstring(words: str) -> str:
    """Return `words` for the middle of a one-line docstring: no quotes, no escapes, no line breaks."""
    return re.sub(
        r"[\"\\]|[^\x20-\x7e\xa1-\u1fff\u2010-\u2027\u2030-\ud7ff]", "'", words
    )[:80]
