"""`make world CASES=10000 SEED=1`: many whole cases, how fast, and what was seen; a failure as a short story.

`python -m tests.world --story mike` plays one of the stories that the demo plays, line by line, in no time;
`--retell 7` prints a case as such a story, and `--write FOLDER --cases 100` writes many.
"""

import argparse
import sys
import time
from pathlib import Path

from tests.world.checks import Coverage
from tests.world.look import looked_at
from tests.world.many import run
from tests.world.retold import text, write
from tests.world.story import shrunk, told

TOLD = 3
"""Failures that are told as stories; of more only the count."""


def report(seen: Coverage, cases: int, seconds: float) -> str:
    """What was seen, for people."""
    rules = sorted((rule for rule in seen.rules if rule.startswith("R")), key=lambda rule: int(rule[1:]))
    return "\n".join(
        (
            f"{cases:,} cases in {seconds:.1f} s: {cases / seconds:.0f} cases per second, {seen.steps:,} decisions",
            f"rules fired      {len(rules)}: {' '.join(rules)}",
            f"refusals given   {len(seen.refusals)}: {counted(seen.refusals)}",
            f"endings reached  {len(seen.endings)}: {counted(seen.endings)}",
            f"also seen        {counted(seen.also)}",
            f"kinds of events  {len(seen.events)}; pairs next to each other {len(seen.pairs):,}",
        )
    )


def counted(several: dict[str, int]) -> str:
    """The most frequent first."""
    return ", ".join(f"{name} {count:,}" for name, count in sorted(several.items(), key=lambda one: -one[1]))


def live(cases: int, seed: str) -> None:
    """Let many cases live, and tell what failed."""
    began = time.perf_counter()
    seen, failures = run(cases, seed)
    print(report(seen, cases, time.perf_counter() - began))
    for failure in failures[:TOLD]:
        print(f"\n{told(shrunk(failure))}")
    if failures:
        sys.exit(f"\n{len(failures)} worlds failed.")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make world", description=__doc__)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--story", help="play this story instead")
    parser.add_argument("--retell", type=int, metavar="NUMBER", help="print this case as a story instead")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write so many cases into it as stories instead")
    chosen = parser.parse_args()
    if chosen.retell is not None:
        print(text(chosen.seed, chosen.retell), end="")
    elif chosen.write:
        write(chosen.write, chosen.seed, chosen.cases)
    elif chosen.story:
        sys.exit(looked_at(chosen.story))
    else:
        live(chosen.cases, chosen.seed)


if __name__ == "__main__":
    main()
