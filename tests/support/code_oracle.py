"""What a text of a spec has become in generated code: text, or something else.

Two packages are compared, one made with a harmless text, one with another text in the same places. Without their
texts both must be one syntax tree, and each text of the one must say what that of the other says.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

HARMLESS = "Harmless words"

_DIRECTIVE = re.compile(
    r"#\s*(?:type|pyright|mypy|ruff|fmt|yapf|isort|pylint|black|ty|pragma|flake8)\s*:"
    r"|#\s*noqa|coding[:=]",
    re.IGNORECASE,
)
# What a docstring may show in another way: blanks, line ends, the dot after a title, what can't be seen, what escapes.
_LOOSE = re.compile(
    r"\\[xuU][0-9a-fA-F]{2,8}|[\s.\\\x00-\x20\x7f-\xa0\xad\u0600-\u0605\u200b-\u200f\u2028-\u202f"
    r"\u2060-\u206f\ud800-\uf8ff\ufeff\ufff0-\uffff\U000e0000-\U0010ffff]"
)


@dataclass(frozen=True)
class Code:
    """A module without its texts, and its texts."""

    tree: str
    texts: tuple[str, ...]


def code_of(source: str) -> Code:
    """Parse a module, and take its texts out; raises SyntaxError if it is none."""
    tree = ast.parse(source)
    texts: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(node.value)
            node.value = ""
    return Code(ast.dump(tree), tuple(texts))


def directives(source: str) -> list[str]:
    """The comments of a module that tools take for orders."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [
        token.string
        for token in tokens
        if token.type == tokenize.COMMENT and _DIRECTIVE.search(token.string)
    ]


def differences(
    harmless: Mapping[str, str],
    attacked: Mapping[str, str],
    text: str,
    *,
    is_shortened: bool = False,
) -> Iterator[str]:
    """Yield what `text` has become besides a text; both are generated packages by path.

    With `is_shortened`, texts may show its letters alone, and not all of them.
    """
    if harmless.keys() != attacked.keys():
        yield f"other files: {sorted(harmless.keys() ^ attacked.keys())}"
    for path in harmless.keys() & attacked.keys():
        if harmless[path] == attacked[path]:
            continue
        if path.endswith(".toml"):
            tomllib.loads(attacked[path])
        if not path.endswith((".py", ".pyi")):
            continue
        if directives(harmless[path]) != directives(attacked[path]):
            yield f"{path}: a comment that gives orders"
        before, after = code_of(harmless[path]), code_of(attacked[path])
        if before.tree != after.tree:
            yield f"{path}: other code"
            continue
        for old, new in zip(before.texts, after.texts, strict=True):
            if not is_shortened and not _says_the_same(old, new, text):
                yield f"{path}: {new!r} instead of {text!r} in {old!r}"


def calls_and_imports(source: str) -> set[str]:
    """All that a module calls by its mere name, or imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name)):
                found.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                found |= {alias.name.split(".")[0] for alias in names}
    return found


def _says_the_same(old: str, new: str, text: str) -> bool:
    """Whether a text is what was expected, word for word or as a docstring shows it."""
    expected = old.replace(HARMLESS, text)
    return new == expected or _loosely(new) == _loosely(expected)


def _loosely(text: str) -> str:
    return _LOOSE.sub("", text).casefold()
