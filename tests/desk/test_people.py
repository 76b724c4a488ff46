"""Who is in a case, and what became of them: pure."""

import pytest

from contracts import samples
from contracts.base import Event
from contracts.coordination import (
    InvitationAnswered,
    ParticipantReached,
    ParticipantUnreached,
    ParticipantVetoed,
    ParticipantWithdrew,
    VetoLifted,
)
from contracts.notices import NoticeKind
from contracts.people import Means
from contracts.referral import CaseOpened, ReferralCorrected
from contracts.samples import NOW
from services.desk.read_model import people
from services.desk.read_model.happenings import Happening


def happened(event: Event) -> Happening:
    """An event of a case, as the read model takes it in."""
    return Happening("case-1", event, samples.envelope(type(event)), event.model_dump(mode="json"))


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        (InvitationAnswered(participant="els", answer="declined", means=Means.SPOKEN), [("els", "declined")]),
        (InvitationAnswered(participant="els", answer="accepted", means=Means.SPOKEN, stands=False), []),
        (ParticipantUnreached(participant="els", kind=NoticeKind.INVITATION), [("els", "not-reached")]),
        (ParticipantUnreached(participant="els", kind=NoticeKind.REMINDER), []),
        (ParticipantReached(participant="els", reached=NOW), [("els", "invited")]),
    ],
)
def test_what_somebody_answered_is_their_last_word_and_not_reached_is_no_silence(
    event: Event, shown: list[tuple[str, str]]
) -> None:
    """R15, R40: an older word that was recorded later changes nothing."""
    assert list(people.answered(happened(event))) == shown


@pytest.mark.parametrize(
    ("event", "out"),
    [
        (ParticipantWithdrew(participant="els"), [("els", True)]),
        (ParticipantVetoed(participant="els", by="mike", by_representative=False), [("els", True)]),
        (VetoLifted(participant="els", by="mike", back=True), [("els", False)]),
        (VetoLifted(participant="els", by="mike", back=False), []),
    ],
)
def test_who_is_out_hears_nothing_until_nothing_keeps_them_out(event: Event, out: list[tuple[str, bool]]) -> None:
    """R15, R16: a veto that was lifted beside another one, or of who withdrew, brings nobody back."""
    assert list(people.moved(happened(event))) == out


def test_what_a_correction_does_not_say_is_known_no_more() -> None:
    """R30: a wrong number is not called because the right one is not known; a referral as such takes nothing away."""
    corrected = samples.message(ReferralCorrected)
    assert isinstance(corrected, ReferralCorrected)
    silent = corrected.persons[0].model_copy(update={"contact": None})

    mike = people.find_people(happened(corrected.model_copy(update={"persons": (silent,)})))[1]
    opened = people.find_people(happened(CaseOpened(region="noord", persons=(silent,), opened=NOW)))[0]

    assert (mike.kind, mike.id, mike.sealed["contact"]) == ("person-concerned", silent.person, None)
    assert mike.sealed["name"]
    assert "contact" not in opened.sealed
