"""`python -m deploy.tools`: fetch every tool, and say where it is. Where CI is set, a missing one is a failure."""

import os
import sys

from deploy.tools import SOURCES, NotHere, path


def main() -> int:
    """A line for each; the exit status."""
    missing = 0
    for name in SOURCES:
        try:
            print(f"{name:<10} {path(name)}")
        except NotHere as error:
            missing += 1
            print(f"{name:<10} MISSING, what it checks is not checked: {error}", file=sys.stderr)
    return 1 if missing and os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
