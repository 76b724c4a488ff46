"""What each event changes in what is known of a case."""

from collections.abc import Callable
from typing import Any

from contracts import coordination as c
from contracts import plan as p
from contracts import referral as r
from contracts.base import Event
from contracts.notices import HowToBeToldChosen
from tests.world import changing, joining
from tests.world.known import Known

CHANGES: dict[type[Event], Callable[[Known, Any], None]] = {
    HowToBeToldChosen: changing.chosen,
    r.PermissionReplaced: lambda k, e: k.holders.__setitem__((e.person, e.holder), True),
    r.ConsentChanged: lambda k, e: k.persons.__setitem__(e.person, e.of),
    r.CaseOpened: changing.opened,
    r.ReferralCorrected: changing.corrected,
    r.ReferralReceived: changing.received,
    r.ReferralLinked: joining.referral_linked,
    r.ReferralUnlinked: lambda k, e: k.referrals.__delitem__(e.referral),
    r.PossibleDuplicateNoticed: lambda k, e: k.alike.add(e.case),
    r.CasesDiffer: lambda k, e: k.alike.discard(e.case),
    r.CaseLinked: changing.linked,
    r.CaseUnlinked: changing.unlinked,
    r.StatusReported: changing.told,
    r.SharingRecorded: changing.shared,
    r.ReferralClosed: changing.taken_back,
    r.CaseTransferred: changing.transferred,
    r.TransferOffered: lambda k, e: setattr(k, "handed_to", e.to),
    r.TransferDeclined: changing.setting(handed_to=None),
    r.AssistanceBegan: lambda k, e: k.assisting.add(e.region),
    r.AssistanceEnded: lambda k, e: k.assisting.discard(e.region),
    r.SafetyMeasuresTaken: lambda k, e: setattr(k, "paused", e.pause),
    r.ContactMade: changing.setting(contacted=True),
    r.WillingnessRecorded: lambda k, e: k.said.__setitem__(e.person, e.answer),
    r.PermissionRequired: changing.permission_needed,
    r.PermissionRecorded: lambda k, e: k.holders.__setitem__((e.person, e.holder), e.granted),
    r.ConsentCompleted: changing.consent,
    r.ConsentIncomplete: changing.setting(wanted=False),
    r.QuestionsAgreed: lambda k, e: setattr(k, "questions", tuple(one.question for one in e.questions)),
    r.FundingDecided: joining.funded,
    r.DeadlineEscalated: lambda k, e: k.escalated.add((e.what, e.level)),
    r.BottomLineSet: changing.line_set,
    r.CaseAccepted: changing.accepted,
    r.CaseEnded: changing.ended,
    r.CaseReopened: changing.reopened,
    r.PersonLeft: changing.gone,
    c.CoordinatorWished: lambda k, e: setattr(k, "unwanted", e.not_these),
    c.CoordinatorOffered: changing.offered,
    c.OfferDeclined: changing.declined,
    c.PoolEmptied: changing.setting(pool_empty=True),
    c.CoordinatorAssigned: changing.assigned,
    c.CoordinatorReleased: changing.released,
    c.CalledOff: changing.setting(offer=None),
    c.CircleDrawnUp: changing.drawn_up,
    c.ParticipantInvited: changing.asked,
    c.InvitationAnswered: changing.answered,
    c.ParticipantReminded: changing.reminded,
    c.ParticipantUnreached: changing.unreached,
    c.ParticipantReached: changing.reached,
    c.ParticipantWithdrew: changing.gone,
    c.ParticipantVetoed: changing.gone,
    c.BottomLineExplained: changing.explained,
    c.InformationGiverAdded: joining.informs,
    c.WorkClaimed: joining.claimed,
    c.WorkApproved: joining.approved,
    c.WorkBilled: joining.billed,
    c.InformationRecorded: lambda k, e: k.givers.__setitem__(e.giver, e.received and e.explained),
    c.InterpreterArranged: lambda k, e: k.interpreters.add(e.language),
    c.SessionPlanned: lambda k, e: setattr(k, "session", e.session),
    c.ConferencePostponed: lambda k, e: setattr(k, "session", e.session),
    c.PreparationCompleted: changing.setting(stage="prepared"),
    c.PreparationStopped: changing.setting(stage="stopped"),
    c.ConferenceAdjourned: changing.sat,
    c.ConferenceHeld: changing.held,
    c.ConferenceWithoutPlan: changing.held,
    c.PlanWithoutMeeting: changing.held,
    p.PlanAgreed: changing.agreed,
    p.BottomLineJudged: lambda k, e: k.judged.__setitem__(e.bottom_line, e.met),
    p.PlanAccepted: changing.stands,
    p.PlanRefused: changing.setting(stage="refused"),
    p.FollowUpDue: changing.due,
    p.FollowUpCallRecorded: lambda k, e: k.calls_due.discard(e.who),
    p.ReviewHeld: changing.reviewed,
    p.FollowUpConferenceWanted: changing.wanted_again,
    p.ActionDue: changing.action_due,
    p.ActionReported: changing.reported,
}
"""What each event changes."""
OF_CONSENT = frozenset(
    {
        r.CaseOpened,
        r.ReferralCorrected,
        r.WillingnessRecorded,
        r.PermissionRequired,
        r.PermissionRecorded,
        r.PermissionReplaced,
        r.ConsentChanged,
        r.ConsentCompleted,
    }
)
"""After these somebody's consent can be complete."""


def fold(k: Known, event: Event) -> None:
    """Take in one event; of what is not understood nothing is remembered."""
    change = CHANGES.get(type(event))
    if change:
        change(k, event)
    if type(event) in OF_CONSENT:
        k.consented |= {name for name in k.staying if k.consents(name)}
