"""Filters and sort orders as type checkers and editors see them, in the golden package."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.language_server import LanguageServer
from support.projects import GOLDEN, generated, specs_below, write_files
from support.type_checkers import expected, found_by_mypy, found_by_pyright, project_of

CASES = Path(__file__).parent / "queries"
HEAD = """\
from wixapi import WixClient

def use(wix: WixClient) -> None:
    contacts = wix.golden.queries
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package made from the golden specs, on disk."""
    files = generated(specs_below(GOLDEN))
    return write_files(tmp_path_factory.mktemp("golden"), files)


@pytest.fixture(scope="module")
def project(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cases as a project of their own."""
    return project_of(CASES, package, tmp_path_factory.mktemp("queries"))


@pytest.fixture(scope="module")
def server(
    package: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LanguageServer]:
    """A language server that finds the package."""
    folder = tmp_path_factory.mktemp("editor")
    settings = json.dumps({"extraPaths": [str(package)]})
    (folder / "pyrightconfig.json").write_text(settings, "utf-8")
    with LanguageServer(folder) as running:
        yield running


def test_pyright(project: Path) -> None:
    """pyright strict finds exactly what the comments say."""
    assert sorted(expected(CASES, "pyright")) == sorted(found_by_pyright(project))


def test_mypy(project: Path, package: Path) -> None:
    """mypy strict finds exactly what the comments say."""
    assert sorted(expected(CASES, "mypy")) == sorted(found_by_mypy(project, package))


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ('query={"|"}', {"filter", "sort", "cursor_paging"}),
        (
            'query={"filter": {"|"}}',
            {"details.first_name", "details.firstName", "rank_", "_rank", "$or"},
        ),
        (
            'query={"filter": {"details.firstName": {"|"}}}',
            {"$eq", "$ne", "$in", "$startsWith", "$exists"},
        ),
        ('query={"filter": {"$or": [{"id": {"|"}}]}}', {"$eq", "$in"}),
        ('query={"filter": {"status": {"$eq": "|"}}}', {"NEW", "KNOWN"}),
        (
            'query={"sort": [{"field_name": "|"}]}',
            {"created_date", "createdDate", "notes"},
        ),
    ],
)
def test_completions(server: LanguageServer, typed: str, offered: set[str]) -> None:
    """An editor offers fields in both spellings, operators, values of enums and what can be sorted."""
    found = server.completions(f"{HEAD}    contacts.query_contacts({typed})")

    assert set() == {f'"{one}"' for one in offered} - set(found)


def test_only_what_there_is_is_offered(server: LanguageServer) -> None:
    """An editor offers no operator that the field doesn't have."""
    body = '    contacts.query_contacts(query={"filter": {"id": {"|"}}})'

    assert ['"$eq"', '"$in"'] == sorted(server.completions(HEAD + body))
