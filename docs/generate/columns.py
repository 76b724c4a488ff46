"""The columns of every table, read from the migrations without a server, and what is said of each (`declared.py`)."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

from contracts.declared import Declaration
from contracts.declared.fields import Fields, by_name
from docs.generate.tracing import ROOT

MIGRATIONS = {
    "chassis": ROOT / "services/chassis/migrations/versions",
    **{
        found.parent.name: found
        for found in sorted(ROOT.glob("services/*/migrations"))
        if found.parent.name != "chassis"
    },
    "keyring": ROOT / "services/privacy/keyring_migrations",
}
"""The tables of which part -> the folder of their migrations."""
DECLARED = {"keyring": ("services.privacy.declared", "KEYRING_COLUMNS")}
"""Where it is said what they hold, where that is not `services.<part>.declared.COLUMNS`."""
CREATED = re.compile(r"\s*CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\w+) \(", re.IGNORECASE)
DROPPED = re.compile(r"\s*DROP TABLE (?:IF EXISTS )?(\w+)", re.IGNORECASE)
ALTERED = re.compile(r"\s*ALTER TABLE (?:ONLY )?(\w+) (.+)", re.IGNORECASE | re.DOTALL)
CHANGE = re.compile(r'\s*(ADD|DROP) COLUMN (?:IF (?:NOT )?EXISTS )?"?(\w+)"?', re.IGNORECASE)
NO_COLUMN = re.compile(r"(CONSTRAINT|PRIMARY|UNIQUE|FOREIGN|CHECK|EXCLUDE|LIKE)\b", re.IGNORECASE)

type Tables = dict[str, list[str]]


@cache
def tables(part: str) -> Tables:
    """Table -> columns, as all migrations of a part leave them."""
    found: Tables = {}
    for file in sorted(MIGRATIONS[part].glob("*.py")):
        for statement in statements(file):
            follow(found, statement)
    return found


def statements(file: Path) -> Iterator[str]:
    """Every text of a migration, in order: the statements of SQL are among them."""
    found = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant)]
    for node in sorted(found, key=lambda one: (one.lineno, one.col_offset)):
        if isinstance(node.value, str):
            yield node.value


def follow(found: Tables, statement: str) -> None:
    """Let a statement change the tables."""
    if made := CREATED.match(statement):
        found[made[1]] = [name(one) for one in parts(inside(statement[made.end() :])) if not NO_COLUMN.match(one)]
    elif gone := DROPPED.match(statement):
        found.pop(gone[1], None)
    elif altered := ALTERED.match(statement):
        for change in filter(None, map(CHANGE.match, parts(altered[2]))):
            columns = found.setdefault(altered[1], [])
            columns.append(change[2]) if change[1].upper() == "ADD" else columns.remove(change[2])


def inside(text: str) -> str:
    """What stands before the bracket that closes one that was opened before."""
    depth = 1
    for place, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return text[:place]
    return text


def parts(text: str) -> list[str]:
    """What the commas part that stand in no bracket."""
    found, depth = [""], 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return [one.strip() for one in found if one.strip()]


def name(column: str) -> str:
    """The name with which the definition of a column begins."""
    return column.split(maxsplit=1)[0].strip('"')


def declared_columns(part: str) -> Mapping[str, Mapping[str, Declaration]]:
    """Table -> column -> what is said of it.

    Raises:
        LookupError: two things are said of a column.
    """
    module, attribute = DECLARED.get(part, (f"services.{part}.declared", "COLUMNS"))
    said: Mapping[str, Fields] = getattr(import_module(module), attribute)
    return {table: by_name(columns) for table, columns in said.items()}


def wrong_columns() -> list[str]:
    """Each column is declared, and each declaration is of a column that is there."""
    return [text for part in MIGRATIONS for text in compared(part, tables(part), declared_columns(part))]


def compared(part: str, there: Tables, said: Mapping[str, Mapping[str, Declaration]]) -> list[str]:
    """What is in the tables of a part and not declared, or the other way round."""
    module, _ = DECLARED.get(part, (f"services.{part}.declared", ""))
    file = f"{module.replace('.', '/')}.py"
    columns = {(table, column) for table, names in there.items() for column in names}
    known = {(table, column) for table, names in said.items() for column in names}
    return [
        *(
            f"{part}.{table}.{column}: say in {file} of which kind of data it is."
            for table, column in sorted(columns - known)
        ),
        *(
            f"{file} declares {table}.{column}, and there is no such column."
            for table, column in sorted(known - columns)
        ),
    ]
