"""What released charts made of their examples: `python -m tests.chart.release` keeps that of the chart as it is now.

Run it when a version is released, and commit what it writes. What is kept never changes.
"""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from deploy.helm.values import CHART
from tests.chart.immutable import fixed
from tests.chart.rendering import EXAMPLES, Thing, objects, rendered_from

RELEASED = Path(__file__).parent / "released"


@dataclass(frozen=True)
class Kept:
    """One example of one release."""

    version: str
    example: str

    def __str__(self) -> str:
        return f"{self.version}-{self.example}"

    @property
    def values(self) -> Path:
        """The example as it was."""
        return RELEASED / self.version / f"{self.example}.values.yaml"

    @property
    def file(self) -> Path:
        """What was rendered of it, without what may change as it likes."""
        return RELEASED / self.version / f"{self.example}.rendered.yaml"

    def things(self) -> tuple[Thing, ...]:
        """What was installed then, as far as it is compared."""
        return tuple(objects(self.file.read_text()))

    def today(self) -> tuple[Thing, ...]:
        """What the chart makes of the same values now."""
        return rendered_from(self.values)


def versions() -> list[str]:
    """Those that are kept."""
    return sorted(folder.name for folder in RELEASED.iterdir() if folder.is_dir())


def kept() -> list[Kept]:
    """Every example of every release."""
    return [
        Kept(file.parent.name, file.name.removesuffix(".rendered.yaml"))
        for file in sorted(RELEASED.glob("*/*.rendered.yaml"))
    ]


def main(_: Sequence[str]) -> int:
    """Keep the chart of today under its version."""
    version = yaml.safe_load((CHART / "Chart.yaml").read_text())["version"]
    if (RELEASED / version).exists():
        print(f"{version} is kept already, and what is released never changes: raise the version in Chart.yaml.")
        return 1
    (RELEASED / version).mkdir(parents=True)
    for example, values in EXAMPLES.items():
        one = Kept(version, example)
        shutil.copy(values, one.values)
        compared = [dict(thing) for thing in one.today() if fixed(thing) is not None]
        one.file.write_text(yaml.dump_all(compared, Dumper=yaml.CSafeDumper))
    print(f"{len(EXAMPLES)} examples of {version} are kept.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
