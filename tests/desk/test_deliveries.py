"""What became of a notice, and how somebody wants to be told (R40, R44): pure."""

from typing import Any

import pytest

from contracts.base import Actor, Event
from contracts.deciding import Given, Refused
from contracts.notices import HowToBeToldChosen, NoticeDelivered, NoticeDue, NoticeKind
from contracts.people import Address, Channel, Means
from services.desk.commands.deliveries import ChoiceKnown, DeliveryKnown, Seen, decide
from tests.desk.cases import CASE, MONDAY

MANAGER = Actor(id="manager-1", role="regional-manager", region="noord")
ELS = Actor(id="els", role="person-concerned")


def given(by: Actor = MANAGER) -> Given:
    """Told on a Monday."""
    return Given(stream=CASE, message="m-1", at=MONDAY, by=by)


def told(outcome: Any, kind: NoticeKind | None, recipient: str | None = "els") -> list[Event]:
    """What comes of a report."""
    report = DeliveryKnown(notice="notice-1", outcome=outcome, means=Means.WRITTEN, kind=kind, recipient=recipient)
    return list(decide(Seen(), report, given()))


@pytest.mark.parametrize("outcome", ["delivered", "answered"])
def test_what_arrived_is_recorded_with_how_it_is_known(outcome: str) -> None:
    """R40, R44: and nobody is told of it."""
    assert told(outcome, NoticeKind.PLAN) == [NoticeDelivered(notice="notice-1", outcome=outcome, means=Means.WRITTEN)]


def test_what_bounced_is_no_silence() -> None:
    """R40: the manager hears, and reaches them in another way; whose notice it was is an id."""
    _, due = told("bounced", NoticeKind.CONSENT_ASKED)

    assert isinstance(due, NoticeDue)
    assert (due.kind, due.recipient, due.detail) == (NoticeKind.DEVIATION, "regional-manager", "undelivered")
    assert due.refers_to == ("notice-1",)


@pytest.mark.parametrize(
    ("asked_by", "to"), [("region-lead", "region-lead"), ("regional-manager", "regional-manager"), ("process", None)]
)
def test_what_the_region_s_lead_said_comes_back_to_the_lead(asked_by: str, to: str | None) -> None:
    """R41, R40: the answer to a complaint about a manager is not told to the managers; of the same region."""
    report = DeliveryKnown(
        notice="notice-1",
        outcome="bounced",
        kind=NoticeKind.COMPLAINT,
        recipient="els",
        asked_by=asked_by,
        region="noord",
    )

    _, due = decide(Seen(), report, given())

    assert isinstance(due, NoticeDue)
    assert (due.recipient, due.region) == (to or "regional-manager", "noord")


@pytest.mark.parametrize(
    ("kind", "recipient"), [(NoticeKind.INVITATION, "els"), (NoticeKind.ESCALATION, "regional-manager")]
)
def test_what_others_follow_or_staff_miss_goes_round_in_no_circle(kind: NoticeKind, recipient: str) -> None:
    """R40: of an invitation the service of the circle takes care; a notice to staff is not told to staff again."""
    assert len(told("bounced", kind, recipient)) == 1


def test_a_report_of_a_notice_that_nobody_knows_is_kept_with_its_deviation() -> None:
    """R39: facts are recorded; the manager is told."""
    recorded, due = told("delivered", None, None)

    assert isinstance(recorded, NoticeDelivered)
    assert isinstance(due, NoticeDue)
    assert due.detail == "unknown-notice"


def wish(**known: Any) -> ChoiceKnown:
    """Els wants to be called on the phone, in Turkish, with `sen`."""
    found = {"known": True, "coordinator": "coordinator-1", "region": "noord", **known}
    return ChoiceKnown(recipient="els", language="tr", channel=Channel.SPOKEN, address=Address.INFORMAL, **found)


@pytest.mark.parametrize(
    "by",
    [
        ELS,
        MANAGER,
        Actor(id="manager-2", role="regional-manager"),
        Actor(id="coordinator-1", role="coordinator"),
    ],
)
def test_whoever_is_told_chooses_how_or_the_staff_of_the_case_say_it_for_them(by: Actor) -> None:
    """R44: language, channel, form of address."""
    chosen = HowToBeToldChosen(recipient="els", language="tr", channel=Channel.SPOKEN, address=Address.INFORMAL)

    assert decide(Seen(), wish(), given(by)) == [chosen]


@pytest.mark.parametrize(
    "by",
    [
        Actor(id="mike", role="person-concerned"),
        Actor(id="coordinator-2", role="coordinator"),
        Actor(id="manager-3", role="regional-manager", region="zuid"),
    ],
)
def test_nobody_else_chooses_for_them(by: Actor) -> None:
    """R44, R4, R41: not another person of the case, a stranger, or another region."""
    with pytest.raises(Refused) as refusal:
        decide(Seen(), wish(), given(by))

    assert (refusal.value.reason, refusal.value.rule) == ("not-theirs-to-choose", "R44")
    assert refusal.value.text == "How somebody is told they choose themselves."


def test_a_choice_for_somebody_who_is_told_nothing_in_this_case_is_refused() -> None:
    """R44: better than a choice that nobody ever follows."""
    with pytest.raises(Refused) as refusal:
        decide(Seen(), wish(known=False), given())

    assert refusal.value.reason == "nobody-to-tell"
