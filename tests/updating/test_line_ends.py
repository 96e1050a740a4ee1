"""A checkout with CRLF, as Git for Windows makes it: an update finds what it would find with LF."""

from __future__ import annotations

from updating.conftest import Workplace


def test_line_ends_say_nothing(workplace: Workplace) -> None:
    """Where no page changed, nothing is done; where one did, that is all that is told and written."""
    for path, (_, content) in workplace.files().items():
        (workplace.folder / path).write_bytes(content.replace(b"\n", b"\r\n"))
    before = workplace.files()
    result = workplace.update()
    left = workplace.files()
    workplace.things.size = 10
    told = workplace.json()

    assert (0, "nothing to do") == (result.exit_code, result.stdout.splitlines()[-1])
    assert before == left
    after = workplace.files()
    changed = {path for path in after if after[path] != before[path]}

    assert "breaking" == told["verdict"]
    assert [] == [path for path in changed if "doors" in path]
    assert {"generated/.wixgen-manifest.json", "schemas/pages.lock"} == {
        path for path in changed if "shop/things" not in path
    }
    assert "max_length: 10" in workplace.spec("things")
