"""What must hold always: of the intake, and of the case's whole life (R2-R10, R29-R40)."""

from datetime import timedelta
from typing import Any

from contracts import coordination as c
from contracts import plan as p
from contracts import referral as r
from contracts.base import Command, Event, Fact
from contracts.deciding import AMSTERDAM
from contracts.notices import NoticeDue, NoticeKind
from contracts.people import DeclineReason, Ending, ReferrerKind, Status
from contracts.roles import ROLES
from contracts.telling import LEVELS
from tests.world.invariants import Seen, always
from tests.world.known import LAST
from tests.world.people import MANAGERS


@always(r.ReferralReceived)
def r2_a_referral_names_its_reasons_and_its_field(seen: Seen, event: r.ReferralReceived) -> bool:
    """Those that whoever referred gave."""
    cause = seen.cause
    named = isinstance(cause, r.ReferCase) and (event.reasons, event.sector) == (cause.reasons, cause.sector)
    return named and bool(event.reasons)


@always(r.ReferralReceived)
def r3_a_referral_is_never_overwritten(seen: Seen, event: r.ReferralReceived) -> bool:
    """The same one delivered twice is one; another one has an id of its own."""
    return event.referral not in seen.known.referrals


@always(r.ConsentCompleted)
def r5_nobodys_consent_is_implied(seen: Seen, event: r.ConsentCompleted) -> bool:
    """Every consent is there only when everybody whose word is needed said yes themself, and no holder is missing."""
    k = seen.known
    return bool(k.staying) and all(map(k.consents, k.staying))


@always(r.QuestionsAgreed, r.CaseAccepted)
def r5_nothing_goes_on_without_consent(seen: Seen, event: Event) -> bool:
    """Questions are agreed, and a case is accepted, when every consent is there."""
    return seen.known.wanted


@always(r.QuestionsAgreed)
def r6_questions_are_confirmed_by_whom_they_concern(seen: Seen, event: r.QuestionsAgreed) -> bool:
    """A person concerned confirms the questions, or who stands for them."""
    return event.confirmed_by in {*seen.known.staying, *(holder for _, holder in seen.known.holders)}


@always(r.BottomLineSet)
def r7_a_coordinator_authors_no_bottom_line(seen: Seen, event: r.BottomLineSet) -> bool:
    """Nor does a person concerned; and each version is the next one, of the same setter."""
    before = seen.known.lines.get(event.bottom_line)
    own = event.setter not in (seen.known.coordinator, *seen.known.persons) and seen.given.by.role != "coordinator"
    return own and event.version == (before.version + 1 if before else 1)


@always(c.PreparationCompleted)
def r7_bottom_lines_are_known_before_the_conference(seen: Seen, event: c.PreparationCompleted) -> bool:
    """Everybody invited knows the version that stands."""
    return all(set(seen.known.invited) <= line.known_by for line in seen.known.lines.values())


@always(r.CaseEnded)
def r8_funding_closes_nothing(seen: Seen, event: r.CaseEnded) -> bool:
    """A payer's refusal is recorded; a person decides what follows."""
    return not isinstance(seen.cause, r.DecideFunding)


@always(r.CaseAccepted)
def r9_a_case_is_accepted_once_and_complete(seen: Seen, event: r.CaseAccepted) -> bool:
    """With its questions, for the persons who stayed."""
    return not seen.known.accepted and bool(seen.known.questions) and set(event.persons) == set(seen.known.staying)


@always(r.DeadlineEscalated)
def r10_each_level_is_told_once(seen: Seen, event: r.DeadlineEscalated) -> bool:
    """First the regional manager, then the region's lead; while somebody considers only what is not theirs (R3)."""
    new = (event.what, event.level) not in seen.known.escalated
    considering = event.what != "duplicate" and any(
        seen.known.said.get(name) == "considering" for name in seen.known.staying
    )
    return new and event.to == LEVELS[event.level - 1] and not considering


@always(p.FollowUpConferenceWanted, r.CaseReopened)
def r29_the_next_round_follows(seen: Seen, event: Any) -> bool:
    """Same case, next round."""
    return bool(event.round == seen.known.round + 1)


@always(r.CaseReopened)
def r29_only_a_closed_case_is_reopened(seen: Seen, event: r.CaseReopened) -> bool:
    """Whoever withdrew is not brought back."""
    return seen.known.ended is Ending.CLOSED


@always(r.StatusReported)
def r30_a_referrer_hears_status_only(seen: Seen, event: r.StatusReported) -> bool:
    """Each once a round, nothing after the last one or a retraction, an anonymous one nothing at all."""
    heard = seen.known.referrals[event.referral]
    told = [status for status, _ in heard.told]
    over = any(status in LAST for status in told)
    return heard.kind is not ReferrerKind.ANONYMOUS and not heard.closed and not over and event.status not in told


@always(r.StatusReported)
def r30_no_more_than_the_person_allows(seen: Seen, event: r.StatusReported) -> bool:
    """By kind of referrer, and by what the person said instead; "does not want it" only with their permission."""
    heard = seen.known.referrals[event.referral]
    usual = event.status in seen.policy.heard_by.get(heard.kind, tuple(Status))
    first = (Status.RECEIVED, Status.ACCEPTED, Status.DECLINED)
    allowed = usual if heard.sharing is None else event.status in heard.sharing or (usual and event.status in first)
    if event.reason is DeclineReason.NOT_WANTED:
        return allowed and Status.DECLINED in (heard.sharing or ())
    return allowed


@always(r.ReferralCorrected)
def r30_a_referral_is_corrected_until_somebody_said_yes(seen: Seen, event: r.ReferralCorrected) -> bool:
    """By the agency that made it; nobody who left comes back by it."""
    k, heard = seen.known, seen.known.referrals[event.referral]
    permitted = any(granted for (name, _), granted in k.holders.items() if name in k.staying)
    said_yes = permitted or "yes" in map(k.said.get, k.staying)
    theirs = seen.given.by.id == heard.agency and not heard.closed
    return theirs and not said_yes and k.ended is None and not {one.person for one in event.persons} & k.left


@always(NoticeDue)
def r30_a_referrer_is_told_nothing_but_status(seen: Seen, event: NoticeDue) -> bool:
    """Whoever referred, and is nothing else to the case, gets notices of one kind."""
    k = seen.known
    only = {heard.referrer for heard in k.referrals.values()} - {*k.persons, *k.circle, *(h for _, h in k.holders)}
    return event.recipient not in only or event.kind is NoticeKind.STATUS


@always(NoticeDue)
def r41_staff_are_told_by_their_role(seen: Seen, event: NoticeDue) -> bool:
    """Whoever has it on that day: no manager is told by name, who could be away, but of a complaint of their own."""
    return event.recipient not in MANAGERS or event.kind is NoticeKind.COMPLAINT


@always(NoticeDue)
def r31_that_it_is_off_is_told_without_the_reason(seen: Seen, event: NoticeDue) -> bool:
    """Nobody learns why."""
    return event.kind is not NoticeKind.CALLED_OFF or event.detail == ""


@always(
    c.ParticipantInvited,
    c.ParticipantReminded,
    c.CoordinatorOffered,
    c.CoordinatorAssigned,
    c.PreparationCompleted,
    c.PlanWithoutMeeting,
    c.ConferenceHeld,
    p.PlanAgreed,
    p.PlanAccepted,
    p.BottomLineJudged,
    p.ActionDue,
    p.MonitorTold,
    r.CaseAccepted,
    r.DeadlineEscalated,
)
def r31_after_the_end_nothing_goes_on(seen: Seen, event: Event) -> bool:
    """Invitations, offers, reminders and plans are off."""
    return seen.known.ended is None


@always(r.CaseEnded)
def r32_one_ending(seen: Seen, event: r.CaseEnded) -> bool:
    """A case that has ended does not end again, and speaks of its own round."""
    return seen.known.ended is None and event.round == seen.known.round


@always(r.CaseEnded)
def r32_an_ending_has_its_reason(seen: Seen, event: r.CaseEnded) -> bool:
    """Each of the list follows from what it says, and from nothing else; a linked case ends as the first one (R3)."""
    if isinstance(seen.cause, r.LinkTold):
        return event.ending is seen.cause.ending
    withdrawals = (r.WithdrawCase, r.RecordWillingness, r.RecordPermission)
    reasons: dict[Ending, tuple[type[Any], ...]] = {
        Ending.DEATH: (r.ReportDeath,),
        Ending.STOPPED: (c.PreparationStopped,),
        Ending.CLOSED: (p.ReviewHeld, p.WayChosen),
        Ending.NOT_REACHABLE: (r.GiveUpReaching, r.DeclineCase),
    }
    wanted = reasons.get(event.ending)
    if event.ending is Ending.WITHDRAWN:
        return not isinstance(seen.cause, r.ReportDeath)
    return isinstance(seen.cause, wanted) if wanted else isinstance(seen.cause, ENDS_AN_INTAKE + withdrawals)


@always(r.PersonLeft)
def r31_who_is_taken_out_of_an_accepted_case_hears_that_it_is_off(seen: Seen, event: r.PersonLeft) -> bool:
    """Unless it was their own word, or they died: of those nobody is told by it."""
    heard = [one.recipient for one in seen.together if isinstance(one, NoticeDue) and one.kind is NoticeKind.CALLED_OFF]
    if not event.by_others:
        return event.person not in heard
    return event.person in heard or not seen.known.accepted


ENDS_AN_INTAKE = (r.DeclineCase, r.LapseConsent, r.RetractReferral)


@always(r.PersonLeft, r.CaseEnded)
def r34_who_never_consented_is_to_be_forgotten(seen: Seen, event: Any) -> bool:
    """Whoever is out of it; with the last of them, if nobody ever consented, the case; who consented is kept.

    Of a case that is the same as one that was closed the yes stands there (R3).
    """
    k, cause = seen.known, seen.cause
    stands = isinstance(cause, r.LinkTold) and cause.ending is Ending.CLOSED
    left = {one.person for one in seen.together if isinstance(one, r.PersonLeft)}
    gone = left if isinstance(event, r.PersonLeft) else set(k.staying)
    asked = {who for one in seen.together if isinstance(one, r.ErasureAsked) for who in one.subjects}
    whole = not k.consented and set(k.staying) <= gone
    never = (gone - k.consented) | ({seen.given.stream} if whole else set())
    return asked & {*k.persons, seen.given.stream} == (set() if stands else never)


@always(r.ErasureAsked)
def r34_what_is_to_be_forgotten_has_a_day(seen: Seen, event: r.ErasureAsked) -> bool:
    """Some weeks after the case was opened, by its region's policy; at once if they are over."""
    k = seen.known
    lapsed = (k.opened or seen.given.at) + timedelta(weeks=seen.policy.consent_weeks)
    return event.due == max(lapsed, seen.given.at).astimezone(AMSTERDAM).date()


@always(r.CaseEnded)
def r38_a_case_goes_on_for_who_stays(seen: Seen, event: r.CaseEnded) -> bool:
    """One of several who leaves ends nothing for the others."""
    if event.person is None:
        return True
    return set(seen.known.staying) <= {event.person}


@always(r.SafetySignalRaised)
def r37_the_manager_hears_of_danger_at_once(seen: Seen, event: r.SafetySignalRaised) -> bool:
    """With the signal itself, whatever became of the case."""
    heard = [one for one in seen.together if isinstance(one, NoticeDue) and one.kind is NoticeKind.SAFETY]
    return any(one.recipient == "regional-manager" and event.signal in one.refers_to for one in heard)


@always(r.WillingnessRecorded, r.PermissionRecorded, c.InvitationAnswered)
def r40_an_answer_keeps_its_means(seen: Seen, event: Any) -> bool:
    """Spoken, written or with help: it counts equally, and is written down as what it was."""
    said = getattr(seen.cause, "means", None)
    return said is None or event.means is said


def roles_who_may_do_what(seen: Seen) -> bool:
    """What people ask for comes from a role of the table."""
    cause, by = seen.cause, seen.given.by
    if not isinstance(cause, Command | Fact):
        return True
    kind = next((kind for kind in type(cause).__mro__ if kind in ROLES[cause.service]), None)
    return kind is not None and by.role in ROLES[cause.service][kind]


OF_ANY_REGION = (r.AnswerTransfer, r.ReferCase, r.RaiseSafetySignal)
"""What the region that is asked to take a case over may say of it before it has it (R4, R37)."""


def r4_staff_act_in_their_own_region(seen: Seen) -> bool:
    """The owner's and those that assist; a region that is asked to take the case over only answers."""
    k, cause, by = seen.known, seen.cause, seen.given.by
    staff = by.role in ("regional-manager", "region-lead")
    if not (isinstance(cause, Command | Fact) and staff and by.region and k.region):
        return True
    asked = by.region == k.handed_to and isinstance(cause, OF_ANY_REGION)
    return by.region in (k.region, *k.assisting) or asked


@always(r.TransferOffered, r.CaseTransferred)
def r4_one_region_owns_a_case(seen: Seen, event: Any) -> bool:
    """One is asked at a time; the case moves only from its owner to the region that was asked, which said yes."""
    k, cause = seen.known, seen.cause
    if isinstance(event, r.TransferOffered):
        return k.handed_to is None and event.to != k.region
    said_yes = isinstance(cause, r.AnswerTransfer) and cause.accepted
    return said_yes and event.before == k.region and event.region == k.handed_to


@always(c.CoordinatorOffered)
def r10_deadlines_are_ahead(seen: Seen, event: c.CoordinatorOffered) -> bool:
    """Whoever is asked has time to answer."""
    return event.respond_by > seen.given.at or "asked-before" in event.reasons
