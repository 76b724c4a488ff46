"""What a migration does to the release that still runs, read from its SQL by squawk (https://squawkhq.com, all rules).

A migration that takes something away says so: `needs = "<revision that code has to know>"`. One that holds up whoever
writes, as an index does that is not built beside the work, says why that is short: `blocks = "<why>"`.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory

from services.chassis.migrate import config
from services.chassis.released import Releases
from services.chassis.schema_gate import Schema

BEFORE = {"chassis": 2, "coordination": 2, "desk": 7, "keyring": 2, "privacy": 4, "referral": 2}
"""How many migrations of each sort there were before they were checked; nothing was released then."""
HOLDING_UP = {"require-concurrent-index-creation", "require-concurrent-index-deletion"}
"""What makes whoever writes wait. Everything else that squawk finds takes something away, or makes it stricter."""
OF_NO_ACCOUNT = (
    *("require-lock-timeout", "require-statement-timeout"),  # whoever migrates has one for all (migrations/env.py)
    *("prefer-bigint-over-int", "prefer-bigint-over-smallint", "prefer-identity", "prefer-robust-stmts"),
    *("prefer-text-field", "prefer-timestamptz", "ban-char-field"),  # a matter of style
)
ROWS = re.compile(r"^\s*(DELETE\s+FROM|TRUNCATE|REVOKE)\b", re.IGNORECASE | re.MULTILINE)
"""What squawk lets pass, and takes something away too."""
SQUAWK = Path(sys.executable).parent / "squawk"


def mistakes(schema: Schema, releases: Releases, version: str) -> Iterator[str]:
    """What is wrong with the migrations of a database, in the release of this version."""
    scripts = ScriptDirectory.from_config(config(schema))
    for script in scripts.walk_revisions():
        sort, _, number = script.revision.rpartition("_")
        if int(number) > BEFORE.get(sort, 0):
            for mistake in of_one(script, earlier(schema, releases, version)):
                yield f"{Path(script.path).name}: {mistake}"


def earlier(schema: Schema, releases: Releases, version: str) -> frozenset[str]:
    """The migrations of a database that a release before this one has brought."""
    known = [releases.knows(name, schema) for name in releases.counts if name != version]
    return frozenset().union(*known)


def of_one(script: Script, brought: frozenset[str]) -> Iterator[str]:
    """What is wrong with one migration."""
    needs: str | None = getattr(script.module, "needs", None)
    blocks: str | None = getattr(script.module, "blocks", None)
    text = sql(script)
    found = set(squawked(text)) | {f"{match[1].lower().split()[0]}-rows-or-rights" for match in ROWS.finditer(text)}
    taking, holding = sorted(found - HOLDING_UP), sorted(found & HOLDING_UP)
    if taking and not needs:
        yield f"takes something away from the release that still runs ({', '.join(taking)}), and says not what it needs"
    if needs and not taking:
        yield "says what code has to know to run on it, and takes nothing away"
    if needs and needs not in brought:
        yield f"needs {needs}, which no release before this one has: code that still runs does not know it"
    if holding and not blocks:
        yield f"holds up whoever writes ({', '.join(holding)}): do it CONCURRENTLY, or say why that is short (`blocks`)"


def sql(script: Script) -> str:
    """What a migration would run."""
    written = StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written, "transaction_per_migration": True}
    )
    with Operations.context(context), context.begin_transaction(_per_migration=True):
        script.module.upgrade()
    return written.getvalue()


def squawked(text: str) -> Iterator[str]:
    """The names of the rules that squawk finds broken."""
    words = [str(SQUAWK), "--pg-version=18", "--reporter=json"]
    words += [f"--exclude={','.join(OF_NO_ACCOUNT)}", "--stdin-filepath=migration.sql"]
    ran = subprocess.run(words, input=text, capture_output=True, text=True, check=False)
    for one in json.loads(ran.stdout):
        yield one["rule_name"]
