"""Jars from Maven Central, resolved once by jgo into the user's cache and compared with a list: Apache Kafka's own."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

type Report = Callable[[str], None]


class NotResolved(Exception):
    """Jars could not be had."""


def cache() -> Path:
    """Where is kept what every clone of this user needs once."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ekc"


@dataclass(frozen=True)
class Jars:
    """Jars that are needed together."""

    name: str
    title: str
    """For people."""
    specification: Path
    """A folder with `jgo.toml`, what is asked for, and `SHA256SUMS`, what must come of it."""
    megabytes: int

    def folder(self) -> Path:
        """Where they are kept; the name changes with what is asked for, so that two versions live side by side."""
        return cache() / f"{self.name}-{sha256((self.specification / 'SHA256SUMS').read_bytes()).hexdigest()[:12]}"

    def resolved(self, report: Report) -> Path:
        """The folder with the jars; downloads them the first time.

        Raises:
            NotResolved: no network, or a jar is not the one that was meant.
        """
        target = self.folder()
        if not target.is_dir():
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
                self.download(Path(scratch), report)
                self.check(Path(scratch) / "jars")
                if not target.is_dir():  # another clone may have been quicker
                    (Path(scratch) / "jars").rename(target)
        return target

    def download(self, scratch: Path, report: Report) -> None:
        """Let jgo resolve everything, and say how far it is.

        Raises:
            NotResolved: it failed.
        """
        shutil.copy(self.specification / "jgo.toml", scratch)
        jgo = [str(Path(sys.executable).parent / "jgo"), "--ignore-config", "--class-path-only", "--resolver", "python"]
        folders = [f"--repo-cache={scratch / 'repository'}", f"--cache-dir={scratch / 'environment'}", "--links=copy"]
        with (scratch / "log").open("w+") as log:
            process = subprocess.Popen(
                [*jgo, *folders, "--timeout=60", "sync"], cwd=scratch, stdout=log, stderr=subprocess.STDOUT
            )
            said = -1
            while process.poll() is None:
                if (now := megabytes(scratch / "repository") // 10 * 10) > said:
                    report(f"{self.title}: {now} of {self.megabytes} MB (once)")
                    said = now
                time.sleep(0.5)
            if process.returncode:
                log.seek(0)
                raise NotResolved(f"The jars of {self.title} could not be downloaded:\n{log.read()[-2000:]}")
        (scratch / "jars").mkdir()
        for jar in (scratch / "environment").glob("*/*.jar"):
            jar.rename(scratch / "jars" / jar.name)

    def check(self, jars: Path) -> None:
        """Compare every jar with the list.

        Raises:
            NotResolved: one is missing, is another, or is too many.
        """
        lines = (self.specification / "SHA256SUMS").read_text().splitlines()
        expected = {name: digest for digest, name in map(str.split, lines)}
        found = {jar.name: sha256(jar.read_bytes()).hexdigest() for jar in jars.glob("*.jar")}
        wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
        if wrong:
            listed = f"{self.specification.name}/SHA256SUMS"
            raise NotResolved(f"These jars are not as listed in {listed}: {', '.join(wrong)}")


def megabytes(path: Path) -> int:
    """How much is there."""
    return sum(file.stat().st_size for file in path.rglob("*.jar")) // 1_000_000


KAFKA = Jars("kafka", "Apache Kafka", Path(__file__).parent / "kafka_jars", 44)
