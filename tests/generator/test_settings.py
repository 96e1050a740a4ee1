"""`[tool.wixgen]`: what it may say of the generated distribution."""

from __future__ import annotations

import pytest

from wixgen.package.distribution import Author, Distribution
from wixgen.settings import Settings, parse_settings


def test_settings_that_say_nothing() -> None:
    """Every setting has a default."""
    assert (Settings("schemas", "generated", Distribution()), []) == parse_settings({})


def test_all_settings() -> None:
    """A project names folders, and all that its distribution says of itself."""
    settings, problems = parse_settings(
        {
            "schemas": "specs",
            "out": "sdk",
            "version": "1.4.0",
            "package": "acme_wix",
            "distribution": "Acme.Wix",
            "description": "Acme's SDK",
            "license": "Apache-2.0 OR MIT",
            "authors": [
                "Jane Doe <jane@acme.example>",
                "Acme",
                "team@acme.example",
                {"name": "Joe", "email": "joe@acme.example"},
            ],
            "urls": {"Homepage": "https://acme.example/sdk?a=1#b"},
            "settle": 2,
        }
    )

    expected = Distribution(
        version="1.4.0",
        import_name="acme_wix",
        name="Acme.Wix",
        description="Acme's SDK",
        license="Apache-2.0 OR MIT",
        authors=(
            Author("Jane Doe", "jane@acme.example"),
            Author("Acme"),
            Author("", "team@acme.example"),
            Author("Joe", "joe@acme.example"),
        ),
        urls=(("Homepage", "https://acme.example/sdk?a=1#b"),),
    )
    assert ([], Settings("specs", "sdk", expected, 2)) == (problems, settings)


def test_a_distribution_is_called_like_its_package() -> None:
    """Without a name of its own, a distribution is called like the package, with hyphens."""
    assert "acme-wix-sdk" == (
        parse_settings({"package": "acme_wix_sdk"})[0].distribution.name
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("package", ""),
        ("package", 3),
        ("package", "acme-wix"),
        ("package", "acme.wix"),
        ("package", "_acme"),
        ("package", "1acme"),
        ("package", "ácme"),
        ("package", "class"),
        ("package", "json"),
        ("package", "pydantic"),
        ("package", "httpx2"),
        ("package", "a/b"),
        ("package", "acme\n"),
        ("distribution", "-acme"),
        ("distribution", "acme wix"),
        ("distribution", 'acme"\nname="x'),
        ("distribution", []),
        ("description", "two\nlines"),
        ("description", 1),
        ("license", "All mine"),
        ("license", ["MIT"]),
        ("version", "one"),
        ("settle", 0),
        ("settle", "2"),
        ("settle", 1.5),
        ("settle", True),
        ("authors", "Jane"),
        ("authors", [""]),
        ("authors", ["Jane <jane>"]),
        ("authors", ["Jane\nDoe"]),
        ("authors", [{"nmae": "Jane"}]),
        ("authors", [{"name": "Jane", "email": "nowhere"}]),
        ("urls", ["https://acme.example"]),
        ("urls", {"Homepage": "acme.example"}),
        ("urls", {"Homepage": "https://acme.example/\n"}),
        ("urls", {"": "https://acme.example"}),
        ("urls", {"x" * 33: "https://acme.example"}),
        ("licence", "MIT"),
    ],
)
def test_settings_that_cannot_be(name: str, value: object) -> None:
    """A setting that can't work is told by its name, and nothing of the table is used."""
    settings, problems = parse_settings({name: value, "version": "2.0"} | {name: value})

    assert (Settings(), 1) == (settings, len(problems))
    assert f"`{name}`" in problems[0]
