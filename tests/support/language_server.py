"""A language server over stdio, as an editor talks to it: pyright's answers about a place in a file."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import IO, Any

Json = dict[str, Any]


class LanguageServer:
    """pyright-langserver for one folder; a context manager that ends it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        program = Path(sys.executable).parent / "pyright-langserver"
        self._process = subprocess.Popen(
            [program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._numbers = count(1)
        self._versions = count(1)
        self._opened: set[Path] = set()

    def __enter__(self) -> LanguageServer:
        root = self.folder.as_uri()
        capabilities = {"workspace": {"configuration": True}}
        folders = [{"uri": root, "name": "root"}]
        given = {"processId": None, "rootUri": root, "workspaceFolders": folders}
        self.request("initialize", {**given, "capabilities": capabilities})
        self._send({"method": "initialized", "params": {}})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.request("shutdown", None)
        self._send({"method": "exit"})
        self._process.wait()
        self._input.close()
        self._output.close()

    def completions(self, text: str) -> list[str]:
        """What an editor offers at the `|` in `text`, a module in the folder."""
        found = self._ask("textDocument/completion", text)
        items = found["items"] if isinstance(found, dict) else found or []
        return [one["label"] for one in items]

    def hover(self, text: str) -> str:
        """What an editor shows of the name at the `|` in `text`, a module in the folder."""
        found = self._ask("textDocument/hover", text)
        return found["contents"]["value"] if found else ""

    def signature(self, text: str) -> str:
        """What an editor says of the method while its arguments are typed."""
        found = self._ask("textDocument/signatureHelp", text)
        return found["signatures"][0].get("documentation", {}).get("value", "")

    def _ask(self, method: str, text: str) -> Any:
        """A question about the place of the `|` in `text`."""
        before, _, after = text.partition("|")
        path = self.folder / "completed.py"
        self._show(path, before + after)
        lines = before.split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        document = {"uri": path.as_uri()}
        return self.request(method, {"textDocument": document, "position": position})

    def request(self, method: str, params: object) -> Any:
        """Ask, answer what the server asks meanwhile, and hand back the result."""
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]
            if "id" in message:
                wanted = message.get("params", {}).get("items", [])
                result = [self._settings(one) for one in wanted]
                self._send({"id": message["id"], "result": result or None})

    def _settings(self, item: Json) -> Json:
        if item.get("section") == "python":
            return {"pythonPath": sys.executable}
        return {}

    def _show(self, path: Path, text: str) -> None:
        document: Json = {"uri": path.as_uri(), "version": next(self._versions)}
        if path in self._opened:
            changes = [{"text": text}]
            params: Json = {"textDocument": document, "contentChanges": changes}
            self._send({"method": "textDocument/didChange", "params": params})
            return
        self._opened.add(path)
        opened = {**document, "languageId": "python", "text": text}
        self._send(
            {"method": "textDocument/didOpen", "params": {"textDocument": opened}}
        )

    @property
    def _input(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    @property
    def _output(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def _send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._input.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._input.flush()

    def _receive(self) -> Json:
        size = 0
        while (line := self._output.readline().strip()) or not size:
            assert line, "the language server has ended"
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        made: Json = json.loads(self._output.read(size))
        return made
