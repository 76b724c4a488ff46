"""The platform to work with (.local).

`python -m deploy.local up|down|status|settings PART|roles|backup DATA KEYS|alerts [DASHBOARD]`
"""

import asyncio
import shlex
import sys
from pathlib import Path

from rich.console import Console

from deploy.local import answers
from deploy.local.backup import OneBackup, back_up
from deploy.local.env import write_env
from deploy.local.jars import NotResolved
from deploy.local.layout import ROOT, write
from deploy.local.parts import PARTS
from deploy.local.platform import EVERYTHING, Platform, PlatformFailed
from deploy.local.ports import PortTaken
from deploy.local.roles import script
from deploy.local.status import of_all, table
from deploy.observability.dashboards import DASHBOARDS

FOLDER = ROOT / ".local"
NEXT = """
Three things to try next:
  1. .venv/bin/ekc refer --name "Bo Voorbeeld" --region noord-holland --reason illness --by self
     .venv/bin/ekc cases                    what waits for whom; then `ekc case why <id>`
  2. make status                            what runs, and how it is
  3. {temporal}                 the processes in Temporal's own pages; `. .local/env` has all addresses
`make down` stops everything; data stay."""

EXTRAS = ("keycloak", "prometheus")
"""What runs besides when it is asked for."""

SIGN_IN = """
Staff sign in at Keycloak: `.venv/bin/ekc sign-in`, say as `manager` (EKC_KEYCLOAK_PASSWORD_MANAGER in .local/env)."""


def up(platform: Platform, console: Console) -> int:
    """Start everything, write down where it is."""
    chosen, before = "keycloak" in platform.processes, platform.layout.identity_provider.exists()
    if chosen != before and platform.running():
        console.print("It runs with another identity provider: `make down` first.")
        return 1
    if "prometheus" in platform.processes and platform.running() and not with_prometheus(platform):
        console.print("It runs without Prometheus: `make down` first.")
        return 1
    platform.layout.prepare()
    if chosen:
        write(platform.layout.identity_provider, "keycloak\n")
    else:
        platform.layout.identity_provider.unlink(missing_ok=True)
    with console.status("Starting ..."):
        platform.start(report=console.print)
    write_env(platform, list(platform.processes))
    if chosen:
        console.print(SIGN_IN)
    console.print(NEXT.format(temporal=f"http://127.0.0.1:{platform.environments.ports['temporal_ui']}"))
    return 0


def with_prometheus(platform: Platform) -> bool:
    """Whether what runs, runs with Prometheus."""
    return "prometheus" in platform.state()["processes"]


def down(platform: Platform, console: Console) -> int:
    """Stop everything, also what was left behind."""
    with console.status("Stopping ..."):
        left = platform.stop()
    if left:
        console.print(f"Cleared what a killed supervisor had left: {', '.join(left)}.")
    console.print("Stopped; data are kept.")
    return 0


def status(platform: Platform, console: Console) -> int:
    """Show what runs; exit code 3 when not everything is as it should be."""
    if not platform.running():
        console.print("Nothing runs here: `make up` starts it.")
        return 3
    found = asyncio.run(of_all(platform))
    console.print(table(found))
    return 0 if all(one.ready for one in found) else 3


def settings(platform: Platform, console: Console) -> int:
    """Give a part's environment as shells read it, to migrate and run that part by hand."""
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    if wanted not in {part.name for part in PARTS}:
        console.print(f"Of which part? {', '.join(part.name for part in PARTS)}.")
        return 2
    owners = platform.environments.owners(next(part.part for part in PARTS if part.name == wanted))
    for name, value in {**platform.environment(wanted), **owners}.items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def statements(_platform: Platform, _console: Console) -> int:
    """Give the statements that make roles and databases in PostgreSQL, for the administrator of a cluster."""
    print(";\n".join(script()) + ";")
    return 0


def copies(platform: Platform, console: Console) -> int:
    """Copy all databases: data into one folder, keys into another."""
    if len(sys.argv) != 4:
        console.print("Into which folders? First that of the data, then that of the keys.")
        return 2
    try:
        for file in back_up(platform, Path(sys.argv[2]), Path(sys.argv[3])):
            console.print(str(file), markup=False)
    except OneBackup as refused:
        console.print(str(refused), style="red")
        return 1
    return 0


def alerts(platform: Platform, console: Console) -> int:
    """Show what fires, and what the panels of a dashboard would show; exit code 3 when something fires."""
    boards = {board.name: board for board in DASHBOARDS}
    if any(name not in boards for name in sys.argv[2:]):
        console.print(f"Of which dashboard? {', '.join(boards)}.")
        return 2
    if not platform.running() or not with_prometheus(platform):
        console.print("Prometheus does not run here: `make up PROMETHEUS=1` starts it with the platform.")
        return 1
    asked = answers.Prometheus(platform.environments.ports["prometheus"])
    try:
        firing = asked.firing()
        console.print(answers.alerts(asked) if firing else "Nothing fires.")
        for name in sys.argv[2:]:
            console.print(answers.answers(asked, boards[name]))
    except answers.NoAnswer as none:
        console.print(str(none), style="red", markup=False)
        return 1
    return 3 if firing else 0


def main() -> int:
    """Do what was asked."""
    commands = {
        "up": up,
        "down": down,
        "status": status,
        "settings": settings,
        "roles": statements,
        "backup": copies,
        "alerts": alerts,
    }
    if sys.argv[1:] and sys.argv[1] in commands:
        console = Console(highlight=False, soft_wrap=True)
        more = [name for name in EXTRAS if sys.argv[1] == "up" and name in sys.argv[2:]]
        platform = Platform(FOLDER, processes=(*EVERYTHING, *more), attached=False)
        ran_before = platform.running()
        try:
            return commands[sys.argv[1]](platform, console)
        except (PlatformFailed, PortTaken, NotResolved) as failed:
            console.print(str(failed), style="red", markup=False)
            return 1
        except KeyboardInterrupt:
            console.print("Interrupted.")
            if not ran_before:
                platform.stop()
            return 130
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
