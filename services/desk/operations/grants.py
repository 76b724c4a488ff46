"""What each role should be able to do with each table, read from the `grants.sql` beside the migrations. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

ALL = "ALL TABLES IN SCHEMA public"
STATEMENT = re.compile(r"(GRANT|REVOKE) ([A-Z, ]+) ON (.+?) (?:TO|FROM) (\S+)", re.DOTALL)


@dataclass
class Rights:
    """Role -> (table, privilege)."""

    tables: Sequence[str]
    of: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    def read(self, script: str, role: str) -> None:
        """Take in a script of grants for a role."""
        for statement in re.sub(r"--[^\n]*", "", script).format(role=role).split(";"):
            if found := STATEMENT.search(" ".join(statement.split())):
                verb, privileges, targets, who = found.groups()
                if "SEQUENCES" in targets:
                    continue
                named = self.tables if targets == ALL else [name.strip() for name in targets.split(",")]
                pairs = {(table, one.strip()) for table in named for one in privileges.split(",")}
                mine = self.of.setdefault(who, set())
                self.of[who] = mine | pairs if verb == "GRANT" else mine - pairs


def different(
    expected: Iterable[tuple[str, str]], there: Iterable[tuple[str, str]], role: str, database: str
) -> list[str]:
    """What a role may too much or too little, a sentence for each."""
    wanted, found = set(expected), set(there)
    return [
        *(f"{role} may {what.lower()} {table} in {database}: too much" for table, what in sorted(found - wanted)),
        *(f"{role} may not {what.lower()} {table} in {database}" for table, what in sorted(wanted - found)),
    ]
