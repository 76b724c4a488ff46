"""The service as a whole: everything is answered, nobody may more than the table says, nothing personal is kept."""

from datetime import date

import pytest

from contracts.base import MESSAGES, Command, DueNow, Fact
from contracts.people import PersonConcerned, ReferrerKind
from contracts.referral import CorrectReferral, LinkEarlierCase, ReferCase, SameCase, WithdrawCase
from services.chassis.refolding import as_json, places
from services.chassis.resting import load, store_state
from services.referral.app import SERVICE, noticing
from services.referral.state import Case
from services.referral.tables import KnownCaseRow, LikenessRow
from tests.rules.referral_cases import (
    ASSIGNED,
    HELD,
    accepted,
    after,
    ask_holder,
    opened,
    permits,
    refer,
    when,
)

SECRET = "Zacharias"


def test_whatever_somebody_may_ask_is_decided_about() -> None:
    """Every message of the table of roles reaches the decider of the service."""
    assert set(SERVICE.roles) <= SERVICE.deciders[0].handles


def test_no_message_is_passed_over_in_silence() -> None:
    """Promise 4: a message that no rule answers is a mistake."""

    class Unknown(Command):
        """Nobody wrote a rule for it."""

    with pytest.raises(TypeError, match="Unknown"):
        when(opened(), Unknown())
    for kind in (Fact, DueNow):
        with pytest.raises(TypeError, match=kind.__name__):
            when(opened(), kind())


def test_the_state_is_stored_as_json_and_read_again() -> None:
    """A state survives its storage, whatever happened to the case."""
    young = PersonConcerned(person="mike", name=SECRET, birth_date=date(2010, 5, 1))
    child = after(opened(refer(young)), ask_holder("mother"), permits("mother"))
    states = [
        Case(),
        opened(),
        child,
        after(accepted(), ASSIGNED, HELD),
        after(accepted(), WithdrawCase(person="mike")),
    ]

    for state in states:
        stored = load(SERVICE.deciders[0], store_state(state))
        assert stored == state
        assert list(places(as_json(stored), as_json(state))) == []  # `ekc ops replay-case` compares them so


def test_the_state_holds_nothing_personal() -> None:
    """Promise 3: neither name, birth date, address, reference nor text is kept beside the sealed events."""
    person = PersonConcerned(
        person="mike", name=SECRET, birth_date=date(2014, 5, 1), postcode=f"1234 {SECRET}", contact=SECRET
    )
    wish = refer(person, kind=ReferrerKind.TEACHER, suggested_question=SECRET, agency_reference=SECRET)
    asked = ask_holder("mother").model_copy(update={"name": SECRET})
    case = after(opened(wish.model_copy(update={"referrer": wish.referrer.model_copy(update={"name": SECRET})})), asked)

    stored = store_state(case).decode()

    assert SECRET not in stored
    assert "2014" not in stored


def test_everything_is_published_in_this_service_s_name() -> None:
    """The service listens to those whose events it reacts to."""
    others = {message.service for message in SERVICE.deciders[0].handles} - {"referral", "operations"}

    assert others == set(SERVICE.listens_to)
    assert all(MESSAGES[message.type] is message for message in SERVICE.deciders[0].handles)


def test_the_tables_hold_ids_and_keyed_digests_only() -> None:
    """Promise 3: what is kept for look-ups has no personal field."""
    columns = {column for table in (KnownCaseRow, LikenessRow) for column in table.model_fields}

    assert columns == {"case_id", "region", "linked_to", "ended", "mark", "person"}


def test_what_needs_a_look_up_has_one() -> None:
    """R3, R29: what is known of other cases is added before the rules are asked."""
    service = noticing({"test": b"k" * 32})

    assert set(SERVICE.enrich) == {SameCase, LinkEarlierCase}
    assert set(service.enrich) == {SameCase, LinkEarlierCase, ReferCase, CorrectReferral}
    assert service.project != SERVICE.project
