"""The file of the groups: read as a whole, or refused with its line."""

from pathlib import Path

import pytest

from deploy.local.parts import GROUPS
from services.chassis.written import BadFile
from services.desk.signin.groups import ROLES, Groups, Hat


def test_the_groups_of_the_local_platform_are_every_role() -> None:
    """So that everything can be tried there."""
    known = Groups.read(GROUPS)

    assert {hat.role for hat in known.known.values()} == set(ROLES)
    assert known.hats(["region-lead-noord", "of-no-account"]) == [Hat(role="region-lead", region="noord")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("groups: {}", "groups"),
        ("groups:\n  a: {role: king}", "line 2"),
        ("groups:\n  a: {role: process}", "line 2"),
        ("groups:\n  a: {role: operator, town: x}", "there is no such key"),
        ("groups:\n  a: {role: operator, region: The North}", "region"),
        ("groups:\n  a: {role: operator}\n  a: {role: operator}", "stands here twice"),
        ("hats: {}", "there is no such key"),
        ("[", "no YAML"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, why: str) -> None:
    """Nobody gets a role by a slip of the pen, least of all the process's."""
    file = tmp_path / "groups.yaml"
    file.write_text(text)

    with pytest.raises(BadFile, match=why):
        Groups.read(file)
