"""Bodies of free requests that are no JSON: bytes, text, files and forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from mimetypes import guess_type
from os import PathLike, fspath
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeAlias, cast

from wixapi._options import checked_headers, checked_text
from wixapi.errors import ConfigurationError

Content: TypeAlias = bytes | bytearray | memoryview | str | PathLike[str] | IO[bytes]
"""A body, or a part of one: bytes, text, the path of a file, or a file that is open for reading bytes."""
Part: TypeAlias = (
    Content | tuple[str | None, Content] | tuple[str | None, Content, str | None]
)
"""A part of a form: its content, perhaps after its file name, perhaps before its content type. With None for a file
name it is a plain field."""
Files: TypeAlias = Mapping[str, Part] | Sequence[tuple[str, Part]]
"""The parts of a form by name; pairs where a name comes more than once."""

BYTES = "application/octet-stream"
TEXT = "text/plain; charset=utf-8"


class Body(NamedTuple):
    """A body as it is sent."""

    content: bytes
    content_type: str


def body_of(content: object, content_type: str | None, name: str | None = None) -> Body:
    """Return a body; its type by default from the name of the file, else that of bytes or of text.

    Raises:
        ConfigurationError: the content is none, or a file can't be read.
    """
    found = _name_of(content) if name is None else checked_text("the file name", name)
    guessed = guess_type(found)[0] if found else None
    usual = TEXT if isinstance(content, str) else BYTES
    if content_type is not None:
        checked_headers({"content-type": content_type})
    return Body(_read(content), content_type or guessed or usual)


def form_of(files: object) -> Body:
    """Return the body of a form (`multipart/form-data`) with these parts.

    Raises:
        ConfigurationError: there is no part, one is no content, or a file can't be read.
    """
    import httpx2

    if isinstance(files, Mapping):
        files = cast("Mapping[object, object]", files).items()
    try:
        parts = [_part(name, part) for name, part in cast("Any", files)]
    except ConfigurationError:  # of a part, and a ValueError
        raise
    except (TypeError, ValueError):
        raise ConfigurationError("files must be parts by name, or pairs") from None
    if not parts:
        raise ConfigurationError("files must have at least one part")
    request = httpx2.Request("POST", "https://form", files=parts)
    return Body(request.read(), request.headers["content-type"])


def _part(
    name: object, part: object
) -> tuple[str, tuple[str | None, bytes, str | None]]:
    """Return a part as httpx2 takes it."""
    filename: str | None
    if isinstance(part, tuple):
        filename, content, *rest = cast("Any", part)
        given = rest[0] if rest else None
    else:
        filename, content, given = _name_of(part) or str(name), part, None
    body = body_of(content, given, filename)
    kind = None if filename is None and given is None else body.content_type
    name = checked_text("the name of a part", name)
    return name, (filename, body.content, kind)


def _name_of(content: object) -> str | None:
    """Return the name of the file that it is, None for none."""
    if isinstance(content, str):
        return None
    path: object = getattr(content, "name", content)
    is_path = isinstance(path, str | PathLike)
    return Path(fspath(cast("str", path))).name if is_path else None


def _read(content: object) -> bytes:
    """Return the bytes of a content: all of them, so that they can be sent again."""
    if isinstance(content, bytes | bytearray | memoryview):
        return bytes(cast("bytes", content))
    if isinstance(content, str):
        return checked_text("the content", content).encode()
    if isinstance(content, PathLike):
        try:
            return Path(cast("PathLike[str]", content)).read_bytes()
        except OSError as error:
            raise ConfigurationError(f"the file can't be read: {error}") from error
    read = getattr(content, "read", None)
    found = read() if callable(read) else None
    if not isinstance(found, bytes):
        kind = type(content).__name__
        raise ConfigurationError(
            f"content must be bytes, text, a path or an open binary file, not {kind}"
        )
    return found
