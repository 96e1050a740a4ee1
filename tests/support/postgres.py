"""A real PostgreSQL server, made anew in a temporary folder and gone afterwards."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

#: Where it is set (CI), a missing server is a failure and no reason to skip.
REQUIRED = "WIXGEN_REQUIRE_POSTGRES"


class NoPostgresError(Exception):
    """Why there is no server."""


@dataclass
class PostgresServer:
    """A cluster of its own that listens on a socket in its own folder only."""

    programs: Path
    folder: Path

    @property
    def dsn(self) -> str:
        """How to connect."""
        return f"host={self.folder} user=postgres dbname=postgres"

    def database(self) -> str:
        """Makes a database; tells how to connect to it."""
        name = f"db{secrets.token_hex(6)}"
        self.run("createdb", "-h", str(self.folder), "-U", "postgres", name)
        return f"host={self.folder} user=postgres dbname={name}"

    def run(self, program: str, *arguments: str) -> None:
        """Runs one of the server's programs, never as root: it refuses that."""
        user = "postgres" if os.geteuid() == 0 else None
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            user=user,
            group=user,
            extra_groups=[] if user else None,
            capture_output=True,
            text=True,
            cwd=self.folder,
            check=False,
            timeout=60,
        )
        if done.returncode:
            log = self.folder / "log"
            tail = log.read_text()[-1000:] if log.exists() else ""
            raise NoPostgresError(f"{program}: {done.stderr or done.stdout}{tail}")

    def start(self) -> None:
        """Starts the server, and returns when it takes connections."""
        settings = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c max_connections=200"
        self.run(
            *("pg_ctl", "start", "-w", "-D", str(self.folder / "data")),
            *("-l", str(self.folder / "log"), "-o", settings),
        )

    def stop(self) -> None:
        """Stops the server as a crash would: `immediate` shuts nothing down in order."""
        self.run(
            "pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self.folder / "data")
        )

    def kill(self) -> None:
        """Stops whatever still runs."""
        pid_file = self.folder / "data" / "postmaster.pid"
        with suppress(FileNotFoundError, ProcessLookupError):
            os.kill(int(pid_file.read_text().split()[0]), signal.SIGQUIT)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Runs a server.

    Raises:
        NoPostgresError: There is none on this machine, or it doesn't start.
    """
    programs = _programs()
    folder = Path(
        tempfile.mkdtemp(prefix="wixpg-", dir="/tmp")
    )  # a socket's path is short
    server = PostgresServer(programs, folder)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = str(folder / "data")
        server.run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
        server.start()
        yield server
        server.stop()
    except LookupError as error:
        raise NoPostgresError(f"no user may run it: {error}") from error
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Where the server's programs are: Debian keeps them off the PATH."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: float(path.parts[-3]),
    )
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    raise NoPostgresError("PostgreSQL's server isn't installed (Debian: postgresql)")
