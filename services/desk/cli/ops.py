"""`ekc ops`: what operators look at and do. Each has `--help`; docs/operations says when to reach for it."""

import typer

from services.desk.cli import letters, ops_check, ops_flow, ops_rebuild, ops_reconcile, ops_telling, ops_topics

ops = typer.Typer(help="Operate the system: look at it, mend it, keep it going. For operators.", no_args_is_help=True)
ops.add_typer(letters.letters, name="dead-letters")
ops.command("check")(ops_check.check)
ops.command("topics")(ops_topics.topics)
ops.command("describe")(ops_telling.describe)
ops.command("outbox")(ops_telling.outbox)
ops.command("rebuild")(ops_rebuild.rebuild)
ops.command("replay-case")(ops_rebuild.replay_case)
ops.command("park")(ops_flow.park)
ops.command("release")(ops_flow.release)
ops.command("pause")(ops_flow.pause)
ops.command("resume")(ops_flow.resume)
ops.command("drain")(ops_flow.drain)
ops.command("reconcile")(ops_reconcile.reconcile)
