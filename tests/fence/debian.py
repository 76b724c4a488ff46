"""Debian's PostgreSQL, which has TLS: the installed one, or one that is unpacked into a folder and never installed."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.local import ports, postgres
from deploy.local.layout import ROOT, Layout
from tests.fence.papers import Papers

INSTALLED = Path("/usr/lib/postgresql")
UNPACKED = ROOT / "build" / "debian"
SECONDS = 30
PASSWORD = "p" * 32
READY = "database system is ready to accept connections"
ENTRY = """
hostssl all plan 127.0.0.1/32 scram-sha-256 clientcert=verify-full
hostssl all all 127.0.0.1/32 scram-sha-256
"""
"""Nobody comes in without TLS, and one role shows a certificate besides."""


def binaries() -> Path:
    """The folder of `postgres` and `initdb`.

    Without them the test is skipped, loudly; where CI is set it fails.
    """
    unpacked = UNPACKED / INSTALLED.relative_to("/")
    if not any(INSTALLED.glob("*/bin/postgres")) and not any(unpacked.glob("*/bin/postgres")):
        unpack()
    found = sorted([*INSTALLED.glob("*/bin"), *unpacked.glob("*/bin")])
    if not found:
        missing = "There is no PostgreSQL of Debian on this machine, and apt-get brings none: install postgresql."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found[-1]


def unpack() -> None:
    """Get the packages from Debian's archive, where there is one."""
    if shutil.which("apt-get") is None:
        return
    UNPACKED.mkdir(parents=True, exist_ok=True)
    search = ["apt-cache", "search", "--names-only", "^postgresql-[0-9]+$"]
    names = subprocess.run(search, capture_output=True, text=True, check=False).stdout.split("\n")
    wanted = [*sorted(name.partition(" ")[0] for name in names if name)[-1:], "libpq5"]
    subprocess.run(["apt-get", "download", *wanted], cwd=UNPACKED, capture_output=True, check=False)
    for package in UNPACKED.glob("*.deb"):
        subprocess.run(["dpkg", "-x", str(package), str(UNPACKED)], check=True)


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that runs."""

    port: int

    def url(self, role: str, database: str = "postgres", host: str = "localhost") -> str:
        """The address of a database for a role."""
        return f"postgresql://{role}:{PASSWORD}@{host}:{self.port}/{database}"


@contextlib.contextmanager
def running(papers: Papers) -> Iterator[Server]:
    """A server with these papers, in a folder of its own, until the end of the block."""
    with tempfile.TemporaryDirectory() as folder:
        layout = Layout(Path(folder))
        layout.prepare()
        data = layout.data / "postgres"
        before = postgres.as_user(layout, signal.SIGQUIT)
        prepare(layout, [*before, str(binaries() / "initdb")], data, papers)
        port = ports.new(set())
        settings = {
            **postgres.SETTINGS,
            "port": str(port),
            "fsync": "off",
            "ssl": "on",
            "ssl_cert_file": str(data / "server.crt"),
            "ssl_key_file": str(data / "server.key"),
            "ssl_ca_file": str(data / "ca.crt"),
        }
        said = [f"-c{name}={value}" for name, value in settings.items()]
        with (layout.folder / "log").open("w") as log:
            process = subprocess.Popen(
                [*before, str(binaries() / "postgres"), "-D", str(data), *said], cwd="/", stdout=log, stderr=log
            )
        try:
            wait(process, layout.folder / "log")
            yield Server(port)
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(SECONDS)


def prepare(layout: Layout, initdb: Sequence[str], data: Path, papers: Papers) -> None:
    """Make the cluster, and put papers and rules into it, as the user that will run it."""
    data.mkdir(mode=0o700)
    password = layout.data / "password"
    password.write_text(PASSWORD)
    give(data, password)
    how = ["-U", "postgres", "--auth=scram-sha-256", f"--pwfile={password}", "--encoding=UTF8", "--locale=C"]
    subprocess.run([*initdb, "-D", str(data), *how, "--no-sync"], check=True, capture_output=True, cwd="/")
    for name, source in (("server.crt", papers.certificate), ("server.key", papers.key), ("ca.crt", papers.authority)):
        shutil.copy(source, data / name)
        (data / name).chmod(0o600)
        give(data / name)
    (data / "pg_hba.conf").write_text(ENTRY)


def give(*files: Path) -> None:
    """Let files belong to whoever runs the server."""
    if os.geteuid() == 0:
        for file in files:
            shutil.chown(file, postgres.UNPRIVILEGED)


def wait(process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it lets in whoever may come: it listens before that."""
    until = time.monotonic() + SECONDS
    while READY not in log.read_text():
        if process.poll() is not None or time.monotonic() > until:
            pytest.fail(f"PostgreSQL does not start: {log.read_text()[-500:]}")
        time.sleep(0.05)
