"""Of every column of every table it is said what it holds; the columns are read from the migrations."""

import pytest

from contracts.declared import Rests
from docs.generate.columns import MIGRATIONS, Tables, compared, declared_columns, follow, tables, wrong_columns


def after(*statements: str) -> Tables:
    """The tables that some statements leave."""
    found: Tables = {}
    for statement in statements:
        follow(found, statement)
    return found


def test_every_column_is_declared() -> None:
    """Nothing rests in a table of which nobody said what it is; and nothing is declared that is not there."""
    assert wrong_columns() == []


def test_columns_are_read_from_statements() -> None:
    """Constraints are no columns, and brackets may stand in a type or a default."""
    made = """
    CREATE TABLE likeness (
        mark bytea NOT NULL, share numeric(10, 2) DEFAULT coalesce(0, 1), "offset" bigint,
        CONSTRAINT pk_likeness PRIMARY KEY (mark, share), UNIQUE (mark, "offset")
    ) WITH (fillfactor = 70)"""
    changed = "ALTER TABLE likeness ADD COLUMN person text NOT NULL DEFAULT '', DROP COLUMN share"

    assert after(made) == {"likeness": ["mark", "share", "offset"]}
    assert after(made, changed) == {"likeness": ["mark", "offset", "person"]}
    assert after(made, "ALTER TABLE likeness ALTER COLUMN mark SET STORAGE EXTERNAL") == after(made)
    assert after(made, "DROP TABLE likeness") == {}


def test_a_new_column_is_reported_and_so_is_one_that_went() -> None:
    """Whoever adds a column hears what to do."""
    said = declared_columns("referral")
    without = {table: [name for name in names if name != "region"] for table, names in tables("referral").items()}

    assert compared("referral", {**tables("referral"), "cakes": ["recipe"]}, said) == [
        "referral.cakes.recipe: say in services/referral/declared.py of which kind of data it is."
    ]
    assert compared("referral", without, said) == [
        "services/referral/declared.py declares known_case.region, and there is no such column."
    ]


@pytest.mark.parametrize("part", MIGRATIONS)
def test_no_column_holds_something_personal_in_plain_without_a_reason(part: str) -> None:
    """Promise 3: what rests readable although it is about somebody says why."""
    for table, columns in declared_columns(part).items():
        for column, said in columns.items():
            assert not said.personal or said.rests is not Rests.READABLE or said.why_readable, f"{table}.{column}"
