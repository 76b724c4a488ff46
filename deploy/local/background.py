"""What a platform runs in the background: `python -m deploy.local.background supervisor|nursery …`.

No module imports this one, so that what it starts is loaded once.
"""

import asyncio
import sys
from pathlib import Path

from deploy.local import nursery
from deploy.local.layout import Layout
from deploy.local.supervisor import only_one, supervise


def supervisor(folder: str, names: str, *options: str) -> None:
    """Run a platform's supervisor; ends at once if it has one already."""
    layout = Layout(Path(folder))
    try:
        with only_one(layout):
            asyncio.run(supervise(layout, names.split(","), "--attached" in options))
    except BlockingIOError:
        sys.exit("another supervisor runs here")


if __name__ == "__main__":
    if sys.argv[1] == "supervisor":
        supervisor(*sys.argv[2:])
    else:
        nursery.serve()
