"""A picture of a run, for the README: its last lines and what came of it. It refers to nothing outside itself."""

import io
import re
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

LINES, COLUMNS = 48, 128
OUTSIDE = re.compile(r"@font-face \{\{.*?\}\}|<!--.*?-->", re.DOTALL)
"""What rich's own format fetches from elsewhere or points to."""
FORMAT = OUTSIDE.sub("", CONSOLE_SVG_FORMAT).replace("Fira Code", '"DejaVu Sans Mono", Menlo, Consolas')
"""In fonts that whoever looks has."""


def save(path: Path, run: Console) -> None:
    """Draw the end of a recorded run, without the words of notices, which are indented."""
    lines = map(Text.from_ansi, run.export_text(styles=True).splitlines())
    console = Console(record=True, file=io.StringIO(), width=COLUMNS)
    for line in [line for line in lines if not line.plain.startswith(" ")][-LINES:]:
        console.print(line, no_wrap=True, overflow="ellipsis")
    console.save_svg(str(path), title="make demo", code_format=FORMAT, unique_id="demo")
