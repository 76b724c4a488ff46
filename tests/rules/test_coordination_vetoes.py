"""Who is kept out learns nothing of it; a representative's interest in it reaches the manager (R5, R16)."""

import pytest

from contracts.base import Actor, Event
from contracts.coordination import (
    CompletePreparation,
    InvitationAnswered,
    LiftVeto,
    ParticipantVetoed,
    ParticipantWithdrew,
    RecordConference,
    RemindCircle,
    SessionPlanned,
    VetoLifted,
    VetoParticipant,
)
from contracts.notices import NoticeDelivered, NoticeDue, NoticeKind
from contracts.people import Means
from contracts.referral import ConflictFlagged, Interest
from services.coordination.state import Case
from tests.rules.coordination_cases import (
    MANAGER,
    PROCESS,
    SERVICE,
    Told,
    accepted,
    assigned,
    attended,
    bottom_line,
    coming,
    coordinator,
    days,
    ended,
    given,
    invite,
    invited,
    prepared,
    refused,
    session,
    when,
)

MIKE = Actor(id="mike", role="person-concerned")
JOY = Actor(id="joy", role="person-concerned")
BY_MIKE = ParticipantVetoed(participant="grandfather", by="mike", by_representative=False)
BY_MOTHER = ParticipantVetoed(participant="grandfather", by="mother", by_representative=True)


def of_mother(concern: str | None = None) -> VetoParticipant:
    """The mother keeps the grandfather out; the coordinator records it."""
    return VetoParticipant.model_validate(
        {"participant": "grandfather", "by": "mother", "by_representative": True, "concern": concern}
    )


def to_manager(told: Told) -> list[tuple[str, tuple[str, ...]]]:
    """What the manager hears of, and what it refers to."""
    due = [one for one in told.events if isinstance(one, NoticeDue)]
    assert all(one.recipient == "regional-manager" for one in due)
    return [(one.detail, one.refers_to) for one in due]


def torn(holder: str = "mother") -> Event:
    """The referral service found a conflict of interest, or somebody flagged it later."""
    return ConflictFlagged(who=holder, why=Interest.PRESSURE)


# --- a representative's interest ---


@pytest.mark.parametrize("concern", ["under-pressure", "own-interest"])
def test_a_mother_under_the_influence_of_her_friend_vetoes_the_grandfather(concern: str) -> None:
    """R16, R5: recorded as hers, with what whoever records it saw; the manager hears it, without whom it is about."""
    told = when(given(*assigned(), invited("grandfather")), of_mother(concern), by=coordinator("anna"))

    (event,) = told.facts
    assert isinstance(event, ParticipantVetoed)
    assert (event.by, event.by_representative, event.concern) == ("mother", True, concern)
    assert to_manager(told) == [(f"veto-{concern}", ("mother",))]


@pytest.mark.parametrize("known", [torn(), bottom_line(setter="mother")])
def test_an_interest_that_is_known_already_needs_nobody_to_see_it(known: Event) -> None:
    """R16, R5: somebody flagged her, also long after her permission was asked, or she set a bottom line."""
    assert to_manager(when(given(*assigned(), known), of_mother())) == [("veto-own-interest", ("mother",))]


def test_without_an_interest_nobody_is_told() -> None:
    """R16: neither of a representative's veto, nor of a person concerned's, whatever somebody thinks of it."""
    case = given(*assigned(), torn("father"))
    own = VetoParticipant(participant="grandfather", by="mike", concern="own-interest")

    assert when(case, of_mother()).notices == []
    assert when(case, own).notices == []
    assert when(case, own).facts == [BY_MIKE]


# --- whose wish it is ---


def test_a_person_concerned_speaks_for_themself_alone() -> None:
    """R16, R38: not for their sister, and not as a representative; coordinator and manager record what was said."""
    case = given(*accepted(persons=("mike", "joy")), *assigned()[2:])
    of_mike = VetoParticipant(participant="grandfather", by="mike")

    assert when(case, of_mike, by=MIKE).facts
    assert refused(case, of_mike, by=JOY).reason == "not-theirs-to-veto"
    assert refused(case, of_mother(), by=JOY).reason == "not-theirs-to-veto"
    assert when(case, of_mike, by=coordinator("anna")).facts


def test_nobody_learns_from_their_own_wish_what_others_wished() -> None:
    """R16: a second veto is recorded as the first was; only one's own is known to one already."""
    case = given(*accepted(persons=("mike", "joy")), *assigned()[2:], BY_MIKE)

    assert when(case, VetoParticipant(participant="grandfather", by="joy"), by=JOY).facts
    assert refused(case, VetoParticipant(participant="grandfather", by="mike"), by=MIKE).reason == "kept-out-already"
    assert refused(case, LiftVeto(participant="grandfather", by="joy"), by=JOY).reason == "no-veto"
    assert refused(case, LiftVeto(participant="nobody", by="joy"), by=JOY).reason == "no-veto"


# --- let in again ---


def test_whoever_kept_somebody_out_lets_them_in_again_without_a_word_to_anybody() -> None:
    """R16: they can be invited as anybody can; nobody is told."""
    told = when(given(*assigned(), BY_MIKE), LiftVeto(participant="grandfather", by="mike"), by=MIKE)

    assert told.facts == [VetoLifted(participant="grandfather", by="mike", back=True)]
    assert told.notices == []
    assert when(told.case, invite("grandfather")).notices == [(NoticeKind.INVITATION, "grandfather")]


def test_somebody_else_s_veto_stands_and_so_does_a_withdrawal() -> None:
    """R16, R15: lifted by one, kept out by the other; who withdrew is not back."""
    both = given(*assigned(), BY_MIKE, BY_MOTHER)
    withdrew = given(*assigned(), invited("grandfather"), ParticipantWithdrew(participant="grandfather"), BY_MIKE)

    first = when(both, LiftVeto(participant="grandfather", by="mike"))
    out = when(withdrew, LiftVeto(participant="grandfather", by="mike"))

    assert first.facts == [VetoLifted(participant="grandfather", by="mike", back=False)]
    assert refused(first.case, invite("grandfather")).reason == "not-invited"
    assert out.facts == [VetoLifted(participant="grandfather", by="mike", back=False)]
    assert refused(out.case, invite("grandfather")).reason == "not-invited"


def test_the_manager_can_lift_a_representative_s_veto_and_a_person_concerned_cannot() -> None:
    """R5, R16: the manager decides what to do about a conflict of interest."""
    lift = LiftVeto(participant="grandfather", by="mother")

    assert refused(given(*assigned(), BY_MOTHER), lift, by=MIKE).reason == "no-veto"
    assert when(given(*assigned(), BY_MOTHER), lift, by=MANAGER).facts


# --- learns nothing ---


def everything_sent(case: Case) -> list[tuple[NoticeKind, str]]:
    """Whatever the system sends in the rest of a case."""
    sent: list[tuple[NoticeKind, str]] = []
    attendance = attended("els", "jan", "oma")
    for message, by, at in (
        (bottom_line(), SERVICE, 2),
        (RemindCircle(), PROCESS, 20),
        (NoticeDelivered(notice="unknown", outcome="bounced"), SERVICE, 21),
        (RecordConference(session="session-1", attendance=attendance), coordinator("anna"), 31),
        (ended(), SERVICE, 40),
    ):
        told = when(case, message, by=by, at=days(at))
        case, sent = told.case, sent + told.notices
    return sent


def test_who_is_kept_out_learns_of_it_by_no_message_status_or_count() -> None:
    """R16: invited or not, nothing is sent to them from then on; what others see is as if they had never been there."""
    without = given(*prepared())
    says_yes = InvitationAnswered(participant="grandfather", answer="accepted", means=Means.SPOKEN)
    vetoed = given(*prepared(), invited("grandfather"), BY_MIKE, says_yes)

    assert all(who != "grandfather" for _, who in everything_sent(vetoed))
    assert everything_sent(vetoed) == everything_sent(without)


def test_a_veto_is_no_item_of_what_is_missing() -> None:
    """R16, R19: the list of what is missing names neither them nor that somebody is kept out."""
    case = (*assigned(), *coming("els", "grandfather"), SessionPlanned(session=session()), BY_MIKE)

    assert refused(given(*case), CompletePreparation()).missing == ("participants:2",)
