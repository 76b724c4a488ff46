"""What is for few: whoever said it themselves, and nobody whom it is about. Each with its rule.

What is withheld is so for everybody, whether there is any or not: every copy says the same sentence about it.
"""

from collections.abc import Mapping

from contracts import coordination as c
from contracts import erasure as e
from contracts import notices as n
from contracts import privacy as v
from contracts import referral as r
from contracts import rights as g
from contracts.base import CASE, Message

CONCERNED = "$concerned"
"""In the place of a field: the persons concerned."""

NOBODY: tuple[str, ...] = ()

ONLY: Mapping[type[Message], tuple[str, ...]] = {
    # R16: nobody learns that somebody is kept out but whoever wished it; nor by a notice that did not come.
    c.ParticipantVetoed: ("by",),
    c.VetoLifted: ("by",),
    n.NoticeWithheld: NOBODY,
    # R37: a signal can be about whoever asks. Whoever raised it knows what they said.
    r.SafetySignalRaised: ("raised_by",),
    r.SafetySignalDecided: NOBODY,
    r.SafetySignalEscalated: NOBODY,
    r.SafetyMeasuresTaken: NOBODY,
    # R17: who must not meet whom. R5: whether a representative is under pressure.
    c.KeptApart: NOBODY,
    r.ConflictFlagged: NOBODY,
    r.ConflictDecided: NOBODY,
    # R41: a complaint is not visible to whom it is about.
    c.ComplaintRaised: ("by",),
    c.ComplaintSettled: (CASE,),
    c.ComplaintOverdue: (CASE,),
    # R30: what a referrer may hear is the family's to say.
    r.SharingRecorded: (CONCERNED,),
    # R13, R42: who was asked in vain, and what somebody is paid.
    c.CoordinatorOffered: ("coordinator",),
    c.OfferDeclined: ("coordinator",),
    c.WorkClaimed: ("coordinator",),
    c.WorkApproved: ("entries",),
    c.WorkBilled: ("entries",),
    # R34: who asked to be forgotten, and where their name stood.
    e.ErasureRequested: ("subjects",),
    e.KeysDeleted: ("subjects",),
    e.ErasureConfirmed: ("subjects",),
    r.ErasureAsked: ("subjects",),
    e.LegalHoldPlaced: (CONCERNED,),
    e.LegalHoldLifted: (CONCERNED,),
    g.TextsListed: NOBODY,
    # What came of a notice is told instead, to whom it went.
    n.NoticeDue: NOBODY,
    n.NoticeSent: ("recipient", "recipient_key"),
    n.NoticeDelivered: ("notice",),
    # Who looked has a part of its own.
    v.PersonalDataRead: NOBODY,
}
"""Whom an event is for alone: the fields that name them, directly or by what is theirs."""
