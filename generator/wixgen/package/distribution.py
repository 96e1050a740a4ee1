"""The generated distribution as a project wants it: its names, its version and who stands behind it."""

from __future__ import annotations

from dataclasses import dataclass

IMPORT_NAME = "wixapi"
DEFAULT_VERSION = "0.1.0"
#: What every generated package requires of others.
REQUIREMENTS = (
    "httpx2>=2.14",
    "pydantic>=2.12",
    "PyJWT[crypto]>=2.15",
    "typing_extensions>=4.14.1",
)


@dataclass(frozen=True)
class Author:
    """One of the authors of a distribution.

    Attributes:
        name: The name; "" where only an address is known.
        email: The address; "" where only a name is known.
    """

    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Distribution:
    """What a project says of the distribution that is generated for it.

    Attributes:
        version: Its version.
        import_name: The name of the package in Python.
        name: The name under which it is installed.
        description: One line about it; "" for the usual one.
        license: An SPDX license expression.
        authors: Its authors.
        urls: Its URLs by label, such as `Homepage`.
    """

    version: str = DEFAULT_VERSION
    import_name: str = IMPORT_NAME
    name: str = IMPORT_NAME
    description: str = ""
    license: str = "MIT"
    authors: tuple[Author, ...] = ()
    urls: tuple[tuple[str, str], ...] = ()


USUAL = Distribution()
"""The distribution of a project that says nothing of it."""
