"""A local Wix while `wixgen serve` runs: how it begins and ends, and what is printed of it."""

from __future__ import annotations

import json
import logging
import os
import shlex
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import typer

from wixgen.cli.exit_codes import BAD_INPUT
from wixgen.cli.options import fail
from wixgen.cli.serve.local_package import LocalPackage
from wixgen.files import write

LOOPBACK = "127.0.0.1"
_EXPORTED = {
    "WIX_BASE_URL": "base_url",
    "WIX_API_KEY": "api_key",
    "WIX_SITE_ID": "site_id",
    "WIX_APP_ID": "app_id",
    "WIX_APP_SECRET": "app_secret",
    "WIX_INSTANCE_ID": "instance_id",
    "WIX_CLIENT_ID": "client_id",
    "WIX_PUBLIC_KEY": "public_key",
}
"""Variables of the environment, and what they hold."""


class Told(StrEnum):
    """A format of what is printed when the server is ready."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True)
class Settings:
    """What a local Wix is to be.

    Attributes:
        host: The address at which it listens.
        port: The port; 0: any that is free.
        db: The file that keeps its state; None: memory.
        clock: The moment at which its clock stands; None: it runs.
        random: The seed of its ids and choices.
        is_strict: Whether methods whose answer would be made up are refused.
        is_demo: Whether it begins with some entities that belong together.
        seed: The file of what it holds at the beginning.
        export: The file that gets what it holds at the end.
        webhooks: URLs that its events are sent to.
    """

    host: str = LOOPBACK
    port: int = 0
    db: Path | None = None
    clock: datetime | None = None
    random: int = 0
    is_strict: bool = False
    is_demo: bool = False
    seed: Path | None = None
    export: Path | None = None
    webhooks: tuple[str, ...] = ()


class Serving:
    """A local Wix that is served until the end of a `with` block.

    What is wrong with the settings ends the program.

    Args:
        package: The package that it is a part of.
        settings: What it is to be.
    """

    def __init__(self, package: LocalPackage, settings: Settings) -> None:
        self._package = package
        self._settings = settings
        self._errors = package.load("errors")
        self.local = self._made()
        try:
            # before anything is planted: a port that can't be had leaves the file as it is
            port = self._port_of(self.local)
            self._fill()
            self._export()  # now, too: a file that can't be written is told before there is anything to lose
            port.start()
        except BaseException:
            self.local.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._export()
        finally:
            self.local.close()

    def told(self, format: Told) -> str:
        """Return what a program needs to know of it."""
        facts = facts_of(self.local)
        return json.dumps(facts) if format is Told.JSON else text_of(facts)

    def warn(self, *, quiet: bool) -> None:
        """Say that others may reach it, unless only this machine can."""
        hosts = self._package.load("_local.server.hosts")
        if not quiet and not hosts.is_loopback(self._settings.host):
            message = f"{self._settings.host} is open to all who reach this machine, and the keys are no secrets"
            typer.echo(f"warning: {message}", err=True)

    def tell_requests(self) -> None:
        """Print a line for each request from now on."""
        log = logging.getLogger(f"{self._package.name}.local")
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s  %(message)s", "%H:%M:%S"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)

    def _made(self) -> Any:
        """Return the local Wix, holding what its file has."""
        made = self._package.load("_local.local_wix").LocalWix
        self._package.load("_local.server.asgi")  # tells what isn't installed
        settings = self._settings
        try:
            return made(
                db=settings.db,
                clock=settings.clock,
                random=settings.random,
                strict=settings.is_strict,
            )
        except self._errors.ConfigurationError as error:
            fail(str(error), "", BAD_INPUT)

    def _port_of(self, local: Any) -> Any:
        """Return its port, which is its own already and answers nobody yet."""
        try:
            return local.take_port(self._settings.port, self._settings.host)
        except self._errors.ConfigurationError as error:
            fail(str(error), "", BAD_INPUT)

    def _fill(self) -> None:
        """Put into it what it is to hold at the beginning, and say where its events go."""
        try:
            for url in self._settings.webhooks:
                _require_url(url)
                self.local.deliver_to(url)
        except self._errors.ConfigurationError as error:
            fail(str(error), "", BAD_INPUT)
        if self._settings.is_demo or self._settings.seed:
            self._plant()

    def _plant(self) -> None:
        """Put the seed into it; a file that has entities from an earlier run keeps these alone."""
        from wixgen.cli.serve.seeds import read_seed

        seeds, file = self._package.load("_local.seeds"), self._settings.seed
        seed = None if file is None else read_seed(file)
        if not seeds.is_empty(self.local.core):
            note = f"note: {self._settings.db} has entities already, so no seed is used"
            typer.echo(note, err=True)
            return
        if self._settings.is_demo:
            seeds.plant_demo(self.local.core)
        if seed is not None:
            try:
                self.local.seed(seed.data)
            except seeds.SeedError as error:
                seed.refuse(error.problems)

    def _export(self) -> None:
        """Write what it holds to the file that is named for it."""
        file = self._settings.export
        if file is None:
            return
        from wixgen.export.document import AS_TEXT

        if file.suffix not in AS_TEXT:
            help = f"the name must end with {' or '.join(AS_TEXT)}"
            fail(f"{file}: unknown file type", help, BAD_INPUT)
        try:
            write(AS_TEXT[file.suffix](self.local.export()), file)
        except OSError as error:
            fail(f"{file}: {error.strerror}", "", BAD_INPUT)


def preload(package: LocalPackage) -> str:
    """Return the module for node that sends what the JavaScript SDK asks of Wix to a local Wix."""
    package.load("_local.server")
    home = files(f"{package.name}._local.server")
    return home.joinpath("preload.mjs").read_text(encoding="utf-8")


def facts_of(local: Any) -> dict[str, str]:
    """Return where a local Wix is, and its keys, by their names in Python."""
    identity = local.identity
    return {
        "base_url": local.base_url,
        "page": f"{local.base_url}/_wix/",
        "api_key": identity.api_key,
        "site_id": identity.site_id,
        "account_id": identity.account_id,
        "app_id": identity.app_id,
        "app_secret": identity.app_secret,
        "instance_id": identity.instance_id,
        "client_id": identity.client_id,
        "public_key": local.public_key,
    }


def text_of(facts: Mapping[str, str]) -> str:
    """Return the same for people: where it is, its keys, and the variables to set."""
    # a package without events has no public key
    shown = {**facts, "public_key": b64encode(facts["public_key"].encode()).decode()}
    lines = ["A local Wix is ready. Ctrl-C ends it.", ""]
    width = max(map(len, facts))
    for name, value in facts.items():
        if name != "public_key":  # long, and among the variables anyway
            lines.append(f"  {name.replace('_', ' '):{width}}  {value}")
    lines += ["", "Set these for your programs:", ""]
    lines += [
        _set(variable, shown[name])
        for variable, name in _EXPORTED.items()
        if shown[name]
    ]
    return "\n".join(lines)


def _set(variable: str, value: str) -> str:
    """Return the line that sets a variable in the shell of this system."""
    if os.name == "nt":
        return f'$env:{variable} = "{value}"'
    return f"export {variable}={shlex.quote(value)}"


def _require_url(url: str) -> None:
    """End the program if nothing can be sent to a URL."""
    try:
        parts = urlsplit(url)
        is_url = parts.scheme in {"http", "https"} and bool(parts.hostname)
        is_url = is_url and parts.port != 0
    except ValueError:
        is_url = False
    if not is_url:
        help = "http://127.0.0.1:5000/webhooks is one"
        fail(f"--webhook {url}: this is no URL of http", help, BAD_INPUT)
