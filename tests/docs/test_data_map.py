"""The data map tells of everything that is kept about people; that it is fresh is tested with the other pages."""

import pytest

from contracts.declared import Declaration, Rests
from docs.generate import data_map
from services.desk.api.access import READERS

PAGE = data_map.page()
KINDS = data_map.fields_by_kind()
PERSONAL = [one for one in KINDS if one.personal]


@pytest.mark.parametrize("kind", PERSONAL, ids=lambda kind: kind.title)
def test_each_kind_of_data_has_a_row_and_its_fields(kind: Declaration) -> None:
    """GDPR art. 30: about whom, what for, how long; and every field of it, with its message."""
    _, _, section = PAGE.partition(f"\n### {kind.title}\n")
    section = section.partition("\n### ")[0]

    assert f"| [{kind.title}](#{data_map.anchor(kind.title)}) | {kind.about} |" in PAGE
    for model, paths in KINDS[kind].items():
        assert all(f"`{path}`" in section for path in paths)
        assert f"`{data_map.name(model)}`" in section


def test_what_is_sealed_comes_first() -> None:
    """What a reader looks for; what is readable, and why, comes after it."""
    rests = [kind.rests for kind in PERSONAL]

    assert rests == sorted(rests, key=list(Rests).index)
    assert all(kind.why_readable in PAGE for kind in PERSONAL if kind.rests is Rests.READABLE)


def test_it_says_who_sees_it_as_the_desk_does() -> None:
    """R33: the roles that are shown personal data are named from the desk's own table."""
    seen = PAGE.partition("## Who sees it")[2].partition("## Kinds of data")[0]

    assert all(role.replace("-", " ") in seen for role in READERS)
    assert "| operator | that cases are there and how they stand; no name and no text |" in seen


def test_every_table_with_something_personal_is_in_it() -> None:
    """Where it rests: the columns of each kind."""
    columns = {column for kind, found in data_map.columns_by_kind().items() if kind.personal for column in found}

    assert columns
    assert all(column in PAGE for column in columns)
