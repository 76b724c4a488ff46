"""Apache Kafka's own jars, resolved once by jgo into the user's cache and compared with `kafka_jars/SHA256SUMS`."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

SPECIFICATION = Path(__file__).parent / "kafka_jars"
MEGABYTES = 44

type Report = Callable[[str], None]


class NotResolved(Exception):
    """Kafka's jars could not be had."""


def cache() -> Path:
    """Where is kept what every clone of this user needs once."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ekc"


def folder() -> Path:
    """Where the jars are kept; the name changes with what is asked for, so that two versions live side by side."""
    return cache() / f"kafka-{sha256((SPECIFICATION / 'SHA256SUMS').read_bytes()).hexdigest()[:12]}"


def resolved(report: Report) -> Path:
    """The folder with the jars; downloads them the first time.

    Raises:
        NotResolved: no network, or a jar is not the one that was meant.
    """
    target = folder()
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
            download(Path(scratch), report)
            check(Path(scratch) / "jars")
            if not target.is_dir():  # another clone may have been quicker
                (Path(scratch) / "jars").rename(target)
    return target


def download(scratch: Path, report: Report) -> None:
    """Let jgo resolve everything, and say how far it is.

    Raises:
        NotResolved: it failed.
    """
    shutil.copy(SPECIFICATION / "jgo.toml", scratch)
    jgo = [str(Path(sys.executable).parent / "jgo"), "--ignore-config", "--class-path-only", "--resolver", "python"]
    folders = [f"--repo-cache={scratch / 'repository'}", f"--cache-dir={scratch / 'environment'}", "--links=copy"]
    with (scratch / "log").open("w+") as log:
        process = subprocess.Popen(
            [*jgo, *folders, "--timeout=60", "sync"], cwd=scratch, stdout=log, stderr=subprocess.STDOUT
        )
        said = -1
        while process.poll() is None:
            if (now := megabytes(scratch / "repository") // 10 * 10) > said:
                report(f"Apache Kafka: {now} of {MEGABYTES} MB (once)")
                said = now
            time.sleep(0.5)
        if process.returncode:
            log.seek(0)
            raise NotResolved(f"Apache Kafka's jars could not be downloaded:\n{log.read()[-2000:]}")
    (scratch / "jars").mkdir()
    for jar in (scratch / "environment").glob("*/*.jar"):
        jar.rename(scratch / "jars" / jar.name)


def megabytes(path: Path) -> int:
    """How much is there."""
    return sum(file.stat().st_size for file in path.rglob("*.jar")) // 1_000_000


def check(jars: Path) -> None:
    """Compare every jar with the list.

    Raises:
        NotResolved: one is missing, is another, or is too many.
    """
    lines = (SPECIFICATION / "SHA256SUMS").read_text().splitlines()
    expected = {name: digest for digest, name in map(str.split, lines)}
    found = {jar.name: sha256(jar.read_bytes()).hexdigest() for jar in jars.glob("*.jar")}
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    if wrong:
        raise NotResolved(f"These jars are not as listed in {SPECIFICATION.name}/SHA256SUMS: {', '.join(wrong)}")
