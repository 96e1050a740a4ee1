"""Reads and checks `[tool.wixgen]`, a project's settings."""

from __future__ import annotations

import keyword
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from wixgen.package.distribution import (
    DEFAULT_VERSION,
    IMPORT_NAME,
    USUAL,
    Author,
    Distribution,
)
from wixgen.reading import read_plain

_IMPORT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_AUTHOR = re.compile(r"(?P<name>[^<>@]+?)?\s*(?:<(?P<email>[^<>\s]+@[^<>\s]+)>)?")
_EMAIL = re.compile(r"[^<>\s@,]+@[^<>\s@,]+")
_URL = re.compile(r"https?://[^\s\"<>\\]+")
_VERSION_FLAGS = re.VERBOSE | re.IGNORECASE
_LONGEST_LABEL = 32  # the longest that registries take

#: What the generated package imports: a package of such a name would stand in its way, or it in the other's.
_IMPORTED = {
    "annotated_types", "cryptography", "httpcore", "httpcore2", "httpx", "httpx2", "jwt",
    "psycopg", "psycopg_pool", "pydantic", "pydantic_core", "typing_extensions",
}  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """The settings of a project.

    Attributes:
        schemas: The folder of its specs, below the project's.
        out: The folder of the generated distribution, below the project's.
        distribution: What it says of the distribution.
        settle: In how many runs of `wixgen update` a change must be seen before it is believed.
    """

    schemas: str = "schemas"
    out: str = "generated"
    distribution: Distribution = USUAL
    settle: int = 1


def parse_settings(given: Mapping[str, object]) -> tuple[Settings, list[str]]:
    """Return the settings of `[tool.wixgen]`, and all that is wrong with them; then they aren't to be used."""
    problems = [
        problem for name, value in given.items() for problem in _problems(name, value)
    ]
    if problems:
        return Settings(), problems
    texts = {name: value for name, value in given.items() if isinstance(value, str)}
    import_name = texts.get("package", IMPORT_NAME)
    urls = cast("Mapping[str, str]", given.get("urls", {}))
    distribution = Distribution(
        version=texts.get("version", DEFAULT_VERSION),
        import_name=import_name,
        name=texts.get("distribution", import_name.replace("_", "-")),
        description=texts.get("description", ""),
        license=texts.get("license", "MIT"),
        authors=tuple(map(_author, cast("list[object]", given.get("authors", [])))),
        urls=tuple(urls.items()),
    )
    return (
        Settings(
            texts.get("schemas", "schemas"),
            texts.get("out", "generated"),
            distribution,
            cast("int", given.get("settle", 1)),
        ),
        [],
    )


def settings_table(root: Path) -> Mapping[str, object] | str | None:
    """Return `[tool.wixgen]` of the project at `root`, with the settings that it needn't repeat.

    Returns None if this is no project of wixgen's, an error message if the file can't be read.
    """
    try:
        text = read_plain(root / "pyproject.toml").decode()
        document: dict[str, object] = tomllib.loads(text)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return f"the file can't be read: {error}"
    table = _within(document, "tool", "wixgen")
    lent = _lent_by(document)
    if table is None:
        return lent
    if not isinstance(table, dict):
        return "[tool.wixgen] is not a table"
    return (lent or {}) | cast("dict[str, object]", table)


def _lent_by(document: dict[str, object]) -> dict[str, object] | None:
    """Return what a pyproject.toml says of its project that is so of the package, too; None if nothing is.

    A project with wixgen's build hook ships the package in its own wheel. Such a package has no version, and no
    name to install it by, other than the project's.
    """
    build = ("tool", "hatch", "build")
    hook = ("hooks", "wixgen")
    of_wheel = _within(document, *build, "targets", "wheel", *hook)
    if _within(document, *build, *hook) is None and of_wheel is None:
        return None
    said = {
        "version": _within(document, "project", "version"),
        "distribution": _within(document, "project", "name"),
    }
    return {name: value for name, value in said.items() if isinstance(value, str)}


def _within(value: object, *keys: str) -> object:
    """Return what stands below these keys of nested tables; None if there is nothing."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = cast("dict[str, object]", value).get(key)
    return value


def _problems(name: str, value: object) -> Iterator[str]:
    """Yield what is wrong with a setting."""
    if name not in _CHECKS:
        known = ", ".join(sorted(_CHECKS))
        yield f"[tool.wixgen] has no setting `{name}`; known are {known}"
        return
    problem = _CHECKS[name](value)
    if problem:
        yield f"the setting `{name}` of [tool.wixgen] {problem}"


def _text_problem(value: object) -> str:
    """Return what is wrong with a text that may be any; "" if nothing is."""
    return "" if isinstance(value, str) and value else "must be a string"


def _line_problem(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        return "must be a string"
    return "" if value.isprintable() else "must be one line of text"


def _version_problem(value: object) -> str:
    if not isinstance(value, str) or not value:
        return "must be a string"
    from packaging.version import VERSION_PATTERN

    if not re.fullmatch(VERSION_PATTERN, value, _VERSION_FLAGS):
        return f"is `{value}`, which is not a valid version of a Python distribution"
    return ""


def _package_problem(value: object) -> str:
    if not isinstance(value, str) or not _IMPORT_NAME.fullmatch(value):
        return (
            "must be a name that Python can import, such as `acme_wix`: ASCII letters, "
            "digits and _, with a letter in front"
        )
    if keyword.iskeyword(value) or value in _IMPORTED | sys.stdlib_module_names:
        return f"is `{value}`, which is the name of something that the package needs"
    return ""


def _distribution_problem(value: object) -> str:
    if isinstance(value, str) and _NAME.fullmatch(value):
        return ""
    return (
        "must be a name of a Python distribution, such as `acme-wix`: ASCII letters, "
        "digits, ., - and _, with a letter or digit at both ends"
    )


def _license_problem(value: object) -> str:
    if not isinstance(value, str) or not value:
        return "must be a string"
    from packaging.licenses import (
        InvalidLicenseExpression,
        canonicalize_license_expression,
    )

    try:
        canonicalize_license_expression(value)
    except InvalidLicenseExpression:
        return (
            f"is `{value}`, which is no SPDX license expression, such as `MIT`, "
            "`Apache-2.0` or `LicenseRef-Proprietary`"
        )
    return ""


def _authors_problem(value: object) -> str:
    given = cast("list[object]", value) if isinstance(value, list) else [None]
    if all(_author(author) != Author() for author in given):
        return ""
    return 'must be a list of authors, such as "Jane Doe <jane@example.com>"'


def _author(given: object) -> Author:
    """Return the author that a text or a table names; one without anything if it names none."""
    if isinstance(given, str) and given.isprintable():
        if _EMAIL.fullmatch(given.strip()):
            return Author(email=given.strip())
        found = _AUTHOR.fullmatch(given.strip())
        return Author(found["name"] or "", found["email"] or "") if found else Author()
    if not isinstance(given, dict):
        return Author()
    table = cast("dict[str, object]", given)
    name, email = table.get("name", ""), table.get("email", "")
    if not isinstance(name, str) or not isinstance(email, str):
        return Author()
    is_sound = name.isprintable() and (not email or _EMAIL.fullmatch(email))
    return (
        Author(name, email)
        if is_sound and table.keys() <= {"name", "email"}
        else Author()
    )


def _urls_problem(value: object) -> str:
    urls = cast("dict[str, object]", value) if isinstance(value, dict) else {"": None}
    for label, url in urls.items():
        if not label.isprintable() or not 0 < len(label) <= _LONGEST_LABEL:
            return "must be a table of URLs, each with a label of 1 to 32 characters"
        if not isinstance(url, str) or not _URL.fullmatch(url):
            return f"has no http or https URL for `{label}`"
    return ""


def _settle_problem(value: object) -> str:
    if type(value) is int and value >= 1:
        return ""
    return "must be a whole number, 1 or more: in how many runs a change is to be seen"


_CHECKS: Mapping[str, Callable[[object], str]] = {
    "schemas": _text_problem,
    "out": _text_problem,
    "version": _version_problem,
    "package": _package_problem,
    "distribution": _distribution_problem,
    "description": _line_problem,
    "license": _license_problem,
    "authors": _authors_problem,
    "urls": _urls_problem,
    "settle": _settle_problem,
}
"""What tells whether a setting is wrong, by its name."""
