"""The Java example, compiled."""

from pathlib import Path

from deploy.local.jars import Jars
from deploy.tools.java import compiled

JARS = Jars("agency", "the Java example", Path(__file__).parent / "java_jars", 27)


def run(source: Path, scratch: Path) -> list[str]:
    """Compile a file; how its class is run."""
    return compiled(source, JARS, scratch)
