"""One line for each event, and the rule that decided it: no name, no text of people, nothing about the content."""

from datetime import date, datetime
from typing import Any

from contracts import access as a
from contracts import break_glass as b
from contracts import coordination as c
from contracts import erasure as e
from contracts import notices as n
from contracts import plan as p
from contracts import privacy as v
from contracts import referral as r
from contracts import rights as g
from contracts.base import Message
from contracts.operations import CommandRefused, CommandRejected
from services.desk.cases.why import moment

LINES: dict[type[Message], tuple[str, str]] = {
    r.ReferralReceived: ("R1", "A referral arrived: {reasons}"),
    r.ReferralCorrected: ("R30", "An agency corrects its referral: {reasons}, for the region {region}"),
    r.CaseOpened: ("R5", "The case is opened in the region {region}"),
    r.ContactMade: ("R10", "Contact was made ({means})"),
    r.WillingnessRecorded: ("R5", "The person concerned answers: {answer}"),
    r.PermissionRequired: ("R5", "The permission of a {capacity} is needed"),
    r.PermissionRecorded: ("R5", "Permission given: {granted}"),
    r.ConsentCompleted: ("R5", "Every consent that is needed is there"),
    r.ConsentIncomplete: ("R5", "A consent that is needed is missing again"),
    r.PermissionReplaced: ("R5", "A court's decision of {decided_on} stands in the place of a permission"),
    r.ConsentChanged: ("R5", "A birthday changes whose consent is needed: {of}"),
    r.ConflictFlagged: ("R5", "A representative may not be free to answer: {why}"),
    r.ConflictDecided: ("R5", "The manager decides about a conflict of interest: {outcome}"),
    r.LegalBasisRecorded: ("R5", "The legal basis of keeping data: {basis}"),
    r.SharingPermitted: ("R5", "What may be shared with somebody: {what}"),
    r.ErasureAsked: ("R5", "Without a yes, what was kept is to be erased by {due}"),
    r.SharingRecorded: ("R30", "A referrer may hear: {statuses}"),
    r.QuestionProposed: ("R6", "A question is suggested, and looked at"),
    r.QuestionsAgreed: ("R6", "The questions for the conference are agreed"),
    r.BottomLineSet: ("R7", "A bottom line is set, version {version}"),
    r.BottomLineLifted: ("R7", "A bottom line no longer counts"),
    r.FundingExplained: ("R8", "The conversation informed about funding ({means})"),
    r.FundingDecided: ("R8", "Funding by the {payer}: {decision}"),
    r.CaseAccepted: ("R9", "The intake is done: the case is accepted"),
    r.DeadlineEscalated: ("R10", "{what} takes too long: the {to} is told"),
    r.StatusReported: ("R30", "A referrer hears: {status}"),
    r.InformationTold: ("R18", "An agency hears that its professional is asked for information"),
    r.ReferralClosed: ("R30", "The status stream of a referral ends"),
    r.CaseEnded: ("R32", "The case ends: {ending}"),
    r.CaseReopened: ("R29", "The case is reopened, round {round}"),
    r.TransferOffered: ("R4", "The region {to} is asked to take the case over ({reason}), answer by {respond_by}"),
    r.TransferDeclined: ("R4", "The region {to} does not take the case over (lapsed: {lapsed})"),
    r.CaseTransferred: ("R4", "The region {region} has the case now; until now it was {before} ({reason})"),
    r.AssistanceBegan: ("R4", "The region {region} assists"),
    r.AssistanceEnded: ("R4", "The region {region} assists no more"),
    r.PossibleDuplicateNoticed: ("R3", "Another case may be about the same people ({alike}); decide by {decide_by}"),
    r.CasesDiffer: ("R3", "Another case is a different one"),
    r.CaseLinked: ("R3", "It is the same as another case, and goes on there"),
    r.CaseUnlinked: ("R3", "It is a case of its own again: the intake begins anew"),
    r.ReferralLinked: ("R3", "A referral of another case belongs to this one"),
    r.ReferralUnlinked: ("R3", "A referral belongs to its own case again"),
    r.LinkTold: ("R3", "The other case tells: {news}"),
    r.EarlierCaseLinked: ("R29", "An earlier case is known beside this one, as a person concerned wishes"),
    r.PersonLeft: ("R38", "One of the persons concerned leaves the case"),
    r.DeathNoted: ("R32", "A death is noted"),
    r.SafetySignalRaised: ("R37", "Somebody is not safe: {danger}"),
    r.SafetyMeasuresTaken: ("R37", "Invitations paused: {pause}; place and addresses hidden: {hide}"),
    r.SafetySignalDecided: ("R37", "Decided on a safety signal: {outcome}"),
    r.SafetySignalEscalated: ("R37", "Nobody decided on a safety signal: the {to} is told"),
    c.CoordinatorRegistered: ("R11", "A coordinator is in the register"),
    c.AbsenceAnnounced: ("R41", "A coordinator is away from {first} to {last}"),
    c.AbsenceEnded: ("R41", "A coordinator is back"),
    c.CoordinatorWished: ("R11", "What the family wishes of its coordinator is recorded"),
    c.CoordinatorOffered: ("R13", "Offered to a coordinator ({reasons}), answer by {respond_by}"),
    c.OfferDeclined: ("R13", "The offer is declined (lapsed: {lapsed})"),
    c.PoolEmptied: ("R13", "Nobody is left to ask ({reasons})"),
    c.CoordinatorAssigned: ("R13", "The case has its coordinator"),
    c.CoordinatorReleased: ("R41", "The coordinator falls away: {reason}"),
    c.CircleDrawnUp: ("R14", "Wanted in the circle: {role}"),
    c.ParticipantInvited: ("R15", "Invited: {role}"),
    c.InvitationAnswered: ("R15", "An invited person answers: {answer} ({means})"),
    c.ParticipantReminded: ("R15", "Reminder {reminder} to somebody who has not answered"),
    c.ParticipantUnreached: ("R40", "What was sent to somebody did not arrive: {kind}"),
    c.ParticipantReached: ("R40", "Somebody was reached after all"),
    c.ParticipantWithdrew: ("R15", "A participant is out, without a reason"),
    c.ParticipantDied: ("R32", "Somebody of the circle died: nothing is sent to them any more"),
    c.ParticipantVetoed: ("R16", "Somebody is kept out"),
    c.VetoLifted: ("R16", "Somebody is kept out no longer"),
    c.InformationGiverAdded: ("R18", "An information giver is asked for information ahead"),
    c.InformationWanted: ("R18", "What a professional of an agency knows is asked for"),
    c.InformationRecorded: ("R18", "Information received: {received}, explained: {explained}"),
    c.SessionPlanned: ("R17", "Date and place are set"),
    c.SessionDropped: ("R17", "A session is off"),
    c.MatterNeeded: ("R17", "Needed: {kind}"),
    c.MatterSettled: ("R17", "Something that was needed: {outcome}"),
    c.KeptApart: ("R17", "Two people must not meet: {apart}"),
    c.InterpreterArranged: ("R17", "An interpreter is arranged for {language}"),
    c.BottomLineExplained: ("R7", "A bottom line is explained, version {version}"),
    c.PreparationCompleted: ("R19", "All is ready for {starts}"),
    c.PreparationStopped: ("R20", "The preparation stops: {reason}"),
    c.PlanWithoutMeeting: ("R20", "A plan is made without a meeting: a success"),
    c.ConferencePostponed: ("R22", "The conference moves to another date"),
    c.ConferenceAdjourned: ("R22", "The conference goes on at a second date"),
    c.SessionHeld: ("R17", "A session was held; the next one is on {starts}"),
    c.ConferenceHeld: ("R21", "The conference was held"),
    c.ConferenceWithoutPlan: ("R22", "The conference ended without a plan"),
    c.ConferenceNoted: ("R39", "A conference is noted as it was"),
    c.CalledOff: ("R31", "All that was open is called off"),
    c.WorkClaimed: ("R42", "Claimed for {kind}: {minutes} minutes, {cents} cents"),
    c.WorkApproved: ("R42", "Work is decided about; approved: {approved}"),
    c.WorkBilled: ("R42", "Billed: {minutes} minutes, {cents} cents"),
    c.ComplaintRaised: ("R41", "A complaint is raised, to the {to}"),
    c.ComplaintOverdue: ("R41", "A complaint was not settled in time: the {to} is told"),
    c.ComplaintSettled: ("R41", "A complaint is settled: {outcome}"),
    c.CoordinationEscalated: ("R10", "The {what} takes too long: the {to} is told"),
    p.PlanAgreed: ("R23", "The circle agrees on its plan, version {version}"),
    p.BottomLineJudged: ("R24", "A bottom line is judged; met: {met}"),
    p.PlanAccepted: ("R24", "The plan stands, version {version}"),
    p.PlanRefused: ("R25", "The plan does not meet a bottom line, version {version}"),
    p.WayChosen: ("R25", "The circle goes on: {way}"),
    p.FollowUpDue: ("R27", "Due now: {what}"),
    p.FollowUpCallRecorded: ("R27", "The {who} called"),
    p.ReviewHeld: ("R29", "Review {number}: {outcome}"),
    p.ReviewNoted: ("R39", "A review is noted as it was: {outcome}"),
    p.FollowUpConferenceWanted: ("R29", "A follow-up conference is wanted, round {round}"),
    p.ActionAsked: ("R23", "Who was absent is asked whether they agree to an action"),
    p.ActionAnswered: ("R23", "The owner of an action answers; agreed: {agreed} ({means})"),
    p.ActionReported: ("R28", "An action is reported: {state}"),
    p.ActionReturned: ("R32", "An action is the circle's again"),
    p.MonitorTold: ("R28", "The circle's own monitor hears of an action"),
    p.PlanEscalated: ("R10", "The {what} takes too long: the {to} is told"),
    p.ActionDue: ("R28", "The date of an action has come, reminder {reminder}"),
    n.NoticeDue: ("R44", "Somebody is to be told: {kind}"),
    n.NoticeSent: ("R44", "Told ({channel}, {language}): {kind}"),
    n.NoticeWithheld: ("R31", "Not told, for it came too late ({why}): {kind}"),
    n.NoticeDelivered: ("R44", "A notice was {outcome}"),
    b.GlassBroken: ("R33", "A manager of the region {region} reads the case, until {until}"),
    n.HowToBeToldChosen: ("R44", "Somebody chose how they are told"),
    a.OwnFamilyDeclared: ("R33", "The case is of the family of a member of staff"),
    a.UnusualAccessSeen: ("R33", "Personal data was read in an unusual way: {kinds}"),
    g.ProcessingRestricted: ("R34", "What is kept rests from now on: {ground}"),
    g.RestrictionLifted: ("R34", "What is kept rests no longer"),
    g.PersonRectified: ("R34", "What is known of a person concerned is put right"),
    g.TextsListed: ("R34", "The texts are listed in which the name of somebody may stand who is to be erased"),
    g.TextRectified: ("R34", "Something that stands in an event is put right: {place}"),
    a.OperatorActed: ("R33", "An operator: {act} {about}"),
    a.AccessRefused: ("R33", "Somebody who may not was shown nothing: {why}"),
    a.AccessLogRead: ("R33", "Somebody looked at the access log"),
    v.PersonalDataRead: ("R33", "Personal data was read: {kinds}"),
    v.SubjectErased: ("R34", "What was kept of somebody is erased for good"),
    e.RetentionSet: ("R34", "It is kept until {until}, after its ending: {ending}"),
    e.LegalHoldPlaced: ("R34", "A legal hold stands: nothing is erased"),
    e.LegalHoldLifted: ("R34", "A legal hold is lifted"),
    e.ErasureRequested: (
        "R34",
        "Erasure requested ({ground}), to be confirmed by {confirm_by}; the whole case: {whole}",
    ),
    e.KeysDeleted: ("R34", "The keys are deleted, their tombstones laid"),
    e.EpochClosed: ("R34", "The key that had wrapped them is destroyed: epoch {epoch} goes on"),
    e.ErasureConfirmed: ("R34", "Read back: the erasure is confirmed"),
    e.CaseErased: ("R34", "Nothing is left of the case but ids and dates"),
    CommandRefused: ("", "Refused: {reason}"),
    CommandRejected: ("", "Could not be handled: {reason}"),
}


def line(message: Message) -> tuple[str | None, str]:
    """The rule, and what happened in one line. A notice and a refusal carry their own rule."""
    rule, words = LINES.get(type(message), ("", type(message).__name__))
    values = {name: shown(getattr(message, name)) for name in type(message).model_fields}
    if isinstance(message, CommandRefused | CommandRejected):
        values["reason"] = message.problem.detail
    own = message.problem.rule if isinstance(message, CommandRefused) else getattr(message, "rule", None)
    return (own or rule or None), words.format_map(values)


def shown(value: Any) -> str:
    """A value as people read it; only words of fixed lists, numbers and dates are ever put into a line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return f"{value:%-d %b %Y}"
    if isinstance(value, tuple):
        return ", ".join(map(shown, value))
    return str(value).replace("-", " ")
