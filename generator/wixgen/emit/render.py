"""Renders Jinja templates, which only place text: filters escape it for each context."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from wixgen.emit import escaping, literals
from wixgen.emit.errors import InternalError
from wixgen.emit.home import USUAL, Home


class Renderer:
    """Renders the templates of one folder.

    Filters: `string`, `strings`, `literals`, `docstring(indent)`, `in_docstring`, `comment`, `identifier`,
    `url_path`, `rule`, `toml`, `markdown`, `markdown_link(url)`, `module` (a module's path as it is imported).
    """

    def __init__(self, folder: Path, home: Home = USUAL) -> None:
        self.folder = folder
        self.home = home
        self._environment = _environment(folder, home)

    def render(self, template: str, **context: object) -> str:
        """Render a template; raise InternalError if it uses a name that isn't there."""
        try:
            return self._environment.get_template(template).render(**context)
        except (TemplateError, ValueError) as error:
            raise InternalError(f"the template {template} fails: {error}") from error


class _Loader(FileSystemLoader):
    """Loads templates, and gives what they say of the package its own names."""

    def __init__(self, folder: Path, home: Home) -> None:
        super().__init__(folder, encoding="utf-8")
        self._home = home

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return the text of a template, its file, and whether it is still the same."""
        text, path, is_current = super().get_source(environment, template)
        return self._home.text(text), path, is_current


@cache
def _environment(folder: Path, home: Home) -> Environment:
    environment = Environment(
        loader=_Loader(folder, home),
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
        "module": home.module,
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
