"""Writes the pages of a random API: `PYTHONPATH=tests python -m support.make_pages FOLDER`."""

from __future__ import annotations

import argparse
from pathlib import Path

from support.pages import api_of, write_pages
from support.random_api import ALL_OF_WIX, SMALL, Scale, random_api


def main() -> None:
    """Specs go below `FOLDER/schemas`, pages below `FOLDER/pages`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resources", type=int, default=ALL_OF_WIX)
    parser.add_argument("--small", action="store_true", help="small resources")
    styles = ("concatenated", "with-others", "with-navigation", "flat", "crlf")
    for style in styles:
        parser.add_argument(f"--{style}", action="store_true")
    given = vars(parser.parse_args())
    scale = SMALL if given["small"] else Scale()
    made = random_api(given["seed"], given["resources"], scale)
    texts = made.texts()
    folder: Path = given["folder"]
    for path, text in texts.items():
        target = folder / "schemas" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    names = [one.replace("-", "_") for one in styles]
    options = {one: given[one] for one in names}
    write_pages(folder / "pages", api_of(texts), made.hints, **options)


if __name__ == "__main__":
    main()
