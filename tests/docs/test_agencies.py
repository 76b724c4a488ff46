"""The pages for agencies say all that there is to say, and name nothing that is not there."""

import re

import pytest

from contracts import docstrings, json_schema
from contracts.base import Inbound, Outbound
from contracts.catalogue import AGENCY, messages, topics_of
from contracts.people import Status
from contracts.topics import KEYS, outbound
from deploy.local.layout import ROOT
from deploy.local.sandbox.__main__ import NEXT
from docs.generate import field_page
from ekc_agency.__main__ import asked

PAGES = ROOT / "docs" / "agencies"
SENT = [kind for kind in messages() if issubclass(kind, Inbound)]


@pytest.mark.parametrize("kind", SENT)
def test_each_field_that_is_asked_for_has_its_reason(kind: type[Inbound]) -> None:
    """What nobody can give a reason for is not to be asked for (R5)."""
    page = field_page.page()

    for model in (kind, *json_schema.models_in(kind)):
        for name in model.model_fields:
            assert docstrings.of_fields(model).get(name), f"{model.__name__}.{name}"
            assert f"| `{name}` |" in page


def test_all_that_an_agency_hears_is_explained() -> None:
    """Each status has a row; each kind of message on its topic is named (R30)."""
    page = (PAGES / "status-loop.md").read_text()
    heard = [kind for kind in messages() if issubclass(kind, Outbound) and topics_of(kind) == (outbound(AGENCY),)]

    assert re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE) == list(Status)
    assert [kind for kind in heard if f"`{kind.type.split('.')[-2]}`" not in page] == []
    assert KEYS in (PAGES / "security.md").read_text()


@pytest.mark.parametrize("text", [(PAGES / "quick-start.md").read_text(), NEXT])
def test_the_commands_of_the_quick_start_are_ones_that_there_are(text: str) -> None:
    """As the page and `make sandbox` itself print them."""
    commands = re.findall(r"\.venv/bin/ekc-agency (.+)", text)

    assert len(commands) == 3
    for command in commands:
        asked().parse_args(command.format(file="agency.env").split())
