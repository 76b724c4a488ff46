"""Who may ask for what, and who may tell what: one line for each command and fact, by role (DOMAIN.md "Who is who").

What is not listed nobody may. A rule looks further: whether it is the person's own case (each service's `standing.py`).
What is due only the process asks for, by its topic.
"""

from collections.abc import Mapping

from contracts import access as a
from contracts import break_glass as b
from contracts import coordination as c
from contracts import erasure as e
from contracts import notices as n
from contracts import operations as o
from contracts import plan as p
from contracts import referral as r
from contracts import rights as g
from contracts.base import Fact, Message, Role

type Roles = frozenset[Role]

PERSON: Roles = frozenset({"person-concerned"})
COORDINATOR: Roles = frozenset({"coordinator"})
MANAGER: Roles = frozenset({"regional-manager"})
LEAD: Roles = frozenset({"region-lead"})
SETTER: Roles = frozenset({"bottom-line-setter"})
OFFICER: Roles = frozenset({"privacy-officer"})
"""Sees who looked, and may be asked to help; asks for nothing in a case."""
OPERATOR: Roles = frozenset({"operator"})
AGENCY: Roles = frozenset({"agency"})
"""An agency's system, by its topic; nothing else of the table is open to it."""

ROLES: Mapping[str, Mapping[type[Message], Roles]] = {
    "referral": {
        r.ReferCase: PERSON | COORDINATOR | MANAGER | LEAD | AGENCY,
        r.CorrectReferral: AGENCY,
        r.RetractReferral: MANAGER | AGENCY,
        r.RecordContact: MANAGER,
        r.RecordWillingness: PERSON | COORDINATOR | MANAGER,
        r.RequirePermission: MANAGER,
        r.RecordPermission: COORDINATOR | MANAGER,
        r.RecordCourtDecision: MANAGER,
        r.FlagConflict: COORDINATOR | MANAGER,
        r.DecideConflict: MANAGER,
        r.RecordLegalBasis: MANAGER,
        r.PermitSharing: PERSON | COORDINATOR | MANAGER,
        r.RecordSharing: MANAGER,
        r.ProposeQuestion: PERSON | COORDINATOR | MANAGER,
        r.AgreeQuestions: MANAGER,
        r.SetBottomLine: MANAGER,
        r.LiftBottomLine: MANAGER,
        r.DecideFunding: MANAGER,
        r.ExplainFunding: COORDINATOR | MANAGER,
        r.AcceptCase: MANAGER,
        r.DeclineCase: MANAGER,
        r.GiveUpReaching: MANAGER,
        r.WithdrawCase: PERSON | COORDINATOR | MANAGER,
        r.ReportDeath: COORDINATOR | MANAGER,
        r.ReopenCase: MANAGER,
        r.RaiseSafetySignal: PERSON | SETTER | COORDINATOR | MANAGER | LEAD,
        r.TakeSafetyMeasures: MANAGER | LEAD,
        r.DecideOnSignal: MANAGER | LEAD,
        r.OfferTransfer: MANAGER,
        r.AnswerTransfer: MANAGER,
        r.LetRegionAssist: MANAGER,
        r.EndAssistance: MANAGER,
        r.SameCase: MANAGER,
        r.DifferentCase: MANAGER,
        r.UndoSameCase: MANAGER,
        r.LinkEarlierCase: MANAGER,
        g.RestrictProcessing: PERSON | COORDINATOR | MANAGER | LEAD,
        g.LiftRestriction: MANAGER | LEAD,
        g.RectifyPerson: PERSON | COORDINATOR | MANAGER,
        g.RectifyText: COORDINATOR | MANAGER,
    },
    "coordination": {
        c.RegisterCoordinator: MANAGER,
        c.AnnounceAbsence: COORDINATOR | MANAGER,
        c.AppointCoordinator: MANAGER,
        c.ReleaseCoordinator: PERSON | COORDINATOR | MANAGER,
        c.WishForCoordinator: PERSON | COORDINATOR | MANAGER,
        c.AnswerOffer: COORDINATOR | MANAGER,
        c.DrawUpCircle: PERSON | COORDINATOR | MANAGER,
        c.VetoParticipant: PERSON | COORDINATOR | MANAGER,
        c.LiftVeto: PERSON | COORDINATOR | MANAGER,
        c.KeepApart: PERSON | COORDINATOR | MANAGER,
        c.NeedMatter: PERSON | COORDINATOR | MANAGER,
        c.SettleMatter: COORDINATOR | MANAGER,
        c.InviteParticipant: COORDINATOR | MANAGER,
        c.AnswerInvitation: COORDINATOR | MANAGER,
        c.WithdrawParticipant: COORDINATOR | MANAGER,
        c.ReportParticipantDeath: COORDINATOR | MANAGER,
        c.AddInformationGiver: COORDINATOR | MANAGER,
        c.RecordInformation: COORDINATOR | MANAGER,
        c.PlanSession: COORDINATOR | MANAGER,
        c.DropSession: COORDINATOR | MANAGER,
        c.ArrangeInterpreter: COORDINATOR | MANAGER,
        c.ExplainBottomLine: COORDINATOR | MANAGER,
        c.CompletePreparation: COORDINATOR | MANAGER,
        c.StopPreparation: COORDINATOR | MANAGER,
        c.PostponeConference: COORDINATOR | MANAGER,
        c.RecordConference: COORDINATOR | MANAGER,
        c.ClaimWork: COORDINATOR | MANAGER,
        c.ApproveWork: MANAGER,
        c.BillWork: MANAGER,
        c.RaiseComplaint: PERSON | SETTER | COORDINATOR | MANAGER | LEAD,
        c.SettleComplaint: MANAGER | LEAD,
    },
    "plan": {
        p.AgreePlan: COORDINATOR | MANAGER,
        p.JudgeBottomLine: SETTER,
        p.DecideAfterRefusal: PERSON | COORDINATOR | MANAGER,
        p.RecordFollowUpCall: COORDINATOR | MANAGER,
        p.RecordReview: COORDINATOR | MANAGER,
        p.ReportAction: PERSON | COORDINATOR | MANAGER,
        p.AnswerAction: PERSON | COORDINATOR | MANAGER,
    },
    "privacy": {
        a.DeclareOwnFamily: COORDINATOR | MANAGER | LEAD,
        e.RequestErasure: PERSON | COORDINATOR | MANAGER | LEAD,
        e.PlaceLegalHold: LEAD,
        e.LiftLegalHold: LEAD,
    },
    "desk": {
        n.ChooseHowToBeTold: PERSON | COORDINATOR | MANAGER,
        n.ReportDelivery: COORDINATOR | MANAGER | OPERATOR,
        b.BreakGlass: MANAGER,
    },
    "operations": {
        o.ReplayDeadLetter: OPERATOR,
        o.DiscardDeadLetters: OPERATOR,
        o.DiscardGroup: OPERATOR,
        o.ParkStream: OPERATOR,
        o.ReleaseStream: OPERATOR,
        o.PauseTopic: OPERATOR,
        o.ResumeTopic: OPERATOR,
    },
}
"""Service -> message -> roles. What is in `operations` every service takes."""

OF_NO_CASE: frozenset[type[Message]] = frozenset(
    {
        r.ReferCase,
        c.RegisterCoordinator,
        c.AnnounceAbsence,
        c.AnswerOffer,
        c.RaiseComplaint,
        c.SettleComplaint,
        n.ChooseHowToBeTold,
        *ROLES["operations"],
    }
)
"""What somebody can ask for who is in no case: it begins one, is about none, or its own rule says whose it is."""

OF_ANY_REGION: frozenset[type[Message]] = frozenset({b.BreakGlass})
"""What staff ask of a case that is another region's."""

OF_WHO_HAD_IT: frozenset[type[Message]] = frozenset(
    kind for service in ("referral", "coordination", "plan") for kind in ROLES[service] if issubclass(kind, Fact)
) | {c.ClaimWork}
"""What a coordinator still does in a case that somebody else has by now: tell what happened, claim hours (R39, R42)."""
