"""How a run looks: colour and a progress bar on a terminal, plain lines otherwise."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from contracts.deciding import AMSTERDAM
from deploy.local.demo.telling import Telling, kind_of

COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "bright_red")
STYLES = {"case-ended": "bold", "command-refused": "yellow", "coordination-escalated": "yellow"}


class Show:
    """Writes what happens, line by line."""

    def __init__(self, console: Console, stories: list[str], steps: int, *, quiet: bool = False) -> None:
        self.console = console
        self.colours = {story: COLOURS[number % len(COLOURS)] for number, story in enumerate(stories)}
        self.width = max(map(len, stories), default=0)
        self.quiet = quiet
        self.steps, self.tenths = steps, 0
        columns = (TextColumn("playing"), BarColumn(), MofNCompleteColumn(), TextColumn("steps"), TimeElapsedColumn())
        self.bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self.task = self.bar.add_task("steps", total=steps)

    def progress(self, done: int) -> None:
        """So many steps were taken. Where neither a bar nor a story shows that, each tenth of them is a line."""
        self.bar.update(self.task, completed=done)
        if self.quiet and not self.console.is_terminal and done * 10 // self.steps > self.tenths:
            self.tenths = done * 10 // self.steps
            self.console.print(f"{done} of {self.steps} steps", highlight=False)

    def happened(self, telling: Telling, change: Mapping[str, Any]) -> None:
        """One line an event; a notice as its reader reads it."""
        if self.quiet:
            return
        notice = change["notice"]
        if notice and notice.get("text"):
            self.notice(telling, change, notice)
        else:
            self.line(telling.story.story, change, str(change["what"]), STYLES.get(kind_of(change["type"]), ""))

    def line(self, story: str, change: Mapping[str, Any], what: str, style: str) -> None:
        """Date, story, who, what, and the rule where one decided."""
        at = datetime.fromisoformat(change["at"]).astimezone(AMSTERDAM)
        text = Text.assemble(
            (f"{at:%a %d %b %Y %H:%M}  ", "dim"),
            (f"{story:<{self.width}}  ", self.colours.get(story, "")),
            (f"{change['who']:<18} ", "bold"),
            (what, style),
        )
        if change.get("rule"):
            text.append(f"  {change['rule']}", "dim")
        self.console.print(text, soft_wrap=True)

    def notice(self, telling: Telling, change: Mapping[str, Any], notice: Mapping[str, Any]) -> None:
        """A notice, with its words below it."""
        told = f"{notice['kind']} to {telling.name_of(notice['recipient'])} ({notice['channel']}, {notice['language']})"
        self.line(telling.story.story, change, told, "italic")
        for line in str(notice["text"]).splitlines():
            if line:
                self.console.print(Text(f"{'':24}│ {line}", "dim italic"), soft_wrap=True)

    def summary(self, facts: Mapping[str, str]) -> None:
        """The end of a run."""
        table = Table(title="What came of it", show_header=False, title_justify="left")
        for name, value in facts.items():
            table.add_row(name, value)
        self.console.print(table)
