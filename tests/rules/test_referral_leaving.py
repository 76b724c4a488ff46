"""One of several persons concerned is out of it: who waited because of them hears that it is off (R5, R31, R38)."""

from datetime import date, datetime

import pytest

from contracts.base import Actor, Message
from contracts.notices import NoticeDue, NoticeKind
from contracts.referral import LapseConsent, PersonLeft, RecordCourtDecision, ReportDeath, WithdrawCase
from services.referral.state import Case
from tests.rules.referral_cases import (
    ADULT,
    FIFTEEN,
    MANAGER,
    MONDAY,
    PROCESS,
    accepted,
    after,
    ask_holder,
    days,
    opened,
    permits,
    person,
    refer,
    says,
    when,
)

BOTH = refer(person("mike", FIFTEEN), person("joan", ADULT))
ASKED = after(opened(BOTH), says("mike", "considering"), ask_holder("mother"), ask_holder("father"))
OF_TWO = accepted(refer(person("mike", ADULT), person("joan", ADULT)))
UNDER_WAY = after(OF_TWO, ask_holder("mentor", capacity="mentor"), permits("mentor"))


def hears(case: Case, message: Message, by: Actor = MANAGER, at: datetime = MONDAY) -> list[str]:
    """Who is told that it is off; never why."""
    events = when(case, message, by=by, at=at).events
    told = [one for one in events if isinstance(one, NoticeDue) and one.kind is NoticeKind.CALLED_OFF]
    assert {one.detail for one in told} <= {""}
    return [one.recipient for one in told]


def test_whoever_a_representative_takes_out_hears_that_it_is_off() -> None:
    """R5, R31: of an accepted case, whatever they answered; whoever stays is asked whether they go on."""
    told = when(UNDER_WAY, permits("mentor", granted=False))

    assert told.one(PersonLeft) == PersonLeft(person="mike", by_others=True)
    assert told.notices == [(NoticeKind.CALLED_OFF, "mike"), (NoticeKind.CONSENT_ASKED, "joan")]


def test_a_no_that_takes_nobody_out_calls_nothing_off() -> None:
    """R5: a court decided in their place; or the case is not accepted yet, and they can still say yes."""
    court = RecordCourtDecision(person="mike", holder="mentor", document="C/99/000123", decided_on=date(2026, 3, 1))

    assert hears(after(UNDER_WAY, court), permits("mentor", granted=False)) == []
    assert hears(ASKED, permits("mother", granted=False)) == []


@pytest.mark.parametrize(
    "message", [WithdrawCase(person="mike"), says("mike", "no"), ReportDeath(person="mike")], ids=["out", "no", "died"]
)
def test_whoever_is_out_by_their_own_word_hears_nothing(message: Message) -> None:
    """R15, R31, R32: nor is anything sent to somebody who died."""
    told = when(UNDER_WAY, message)

    assert told.one(PersonLeft).by_others is False
    assert told.notices == [(NoticeKind.CONSENT_ASKED, "joan")]


def test_whose_permission_was_asked_for_hears_of_a_withdrawal_in_the_intake() -> None:
    """R31: they wait because of who left; whoever said no waits for nothing, and after a death no notice is right."""
    half = after(ASKED, permits("father", granted=False))

    assert hears(ASKED, WithdrawCase(person="mike")) == ["mother", "father"]
    assert hears(half, WithdrawCase(person="mike")) == ["mother"]
    assert hears(ASKED, ReportDeath(person="mike")) == []


def test_who_is_needed_for_somebody_who_stays_is_not_told_that_it_is_off() -> None:
    """R38: for them it is not."""
    brothers = after(opened(refer(person("mike", FIFTEEN), person("sam", FIFTEEN))), ask_holder("mother"))
    case = after(brothers, ask_holder("father"), ask_holder("mother", "sam"), ask_holder("mike", "sam"))

    assert hears(case, WithdrawCase(person="mike")) == ["father"]


def test_whose_consent_did_not_come_in_time_hears_it_if_they_wait() -> None:
    """R5, R31: they want it and a permission is missing; a notice to who said nothing would be one more question."""
    wants = after(ASKED, says("mike"), says("joan"))

    assert hears(wants, LapseConsent(), by=PROCESS, at=days(42)) == ["mike", "mother", "father"]
    assert hears(after(opened(BOTH), says("joan")), LapseConsent(), by=PROCESS, at=days(42)) == []


def test_the_last_who_is_taken_out_hears_once() -> None:
    """R31, R38: with them the case ends, and coordination calls it off; nobody is named as who ended it."""
    alone = after(UNDER_WAY, WithdrawCase(person="joan"))

    told = when(alone, permits("mentor", granted=False))

    assert "PersonLeft" not in told.kinds
    assert (NoticeKind.CALLED_OFF, "mike") not in told.notices
