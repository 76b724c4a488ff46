"""The circle: who is wanted, who is asked to come, what they answer, who is kept out (R14-R16)."""

from contracts.base import Event
from contracts.coordination import (
    AnswerInvitation,
    CircleDrawnUp,
    DrawUpCircle,
    InvitationAnswered,
    InviteParticipant,
    ParticipantInvited,
    ParticipantReminded,
    ParticipantVetoed,
    ParticipantWithdrew,
    VetoParticipant,
    WithdrawParticipant,
)
from contracts.deciding import AMSTERDAM, Given, Refused
from contracts.notices import NoticeKind
from contracts.policy import Policy
from contracts.telling import tell
from services.coordination.bottom_lines import known_before
from services.coordination.state import Case, Participant


def draw_up(case: Case, wanted: DrawUpCircle) -> list[Event]:
    """Note who is wanted, before anybody asks them (R14).

    Raises:
        Refused: they are in the circle, inform in the first part, or are kept out (R16). All sound the same.
    """
    if wanted.participant in {*case.circle.members, *case.circle.vetoed, *case.givers}:
        raise Refused("not-drawn-up", "This person cannot be added to the circle.", rule="R14")
    return [CircleDrawnUp(**wanted.model_dump())]


def invite(case: Case, ask: InviteParticipant, given: Given) -> list[Event]:
    """Ask one person to come, in their own language, and let them know every bottom line (R15, R7).

    Raises:
        Refused: consent does not stand (R5); or they were asked before, withdrew, inform in the first part, or are
            kept out (R16). These sound the same, so that nobody learns of a veto.
    """
    if not case.wanted:
        raise Refused("no-consent", "Nobody is invited before every consent is there.", rule="R5")
    if not may_be_asked(case, ask.participant):
        raise Refused("not-invited", "This person cannot be invited to this conference.", rule="R15")
    when = case.sitting.starts if case.sitting else None
    return [
        ParticipantInvited(**ask.model_dump(), invited=given.at),
        tell(given, NoticeKind.INVITATION, ask.participant, asked_by="coordinator", when=when, rule="R15"),
        *known_before(case, ask.participant, given),
    ]


def may_be_asked(case: Case, participant: str) -> bool:
    """Nobody is asked twice in a round; who informs, withdrew or is kept out is not asked at all."""
    member = case.circle.members.get(participant)
    asked = member is not None and member.asked is not None
    return not (asked or participant in case.givers or case.circle.keeps_out(participant))


def answer(case: Case, said: AnswerInvitation) -> list[Event]:
    """What somebody answered themselves; the last word counts (R15, R40).

    The answer of somebody who is kept out is recorded as any other, and counts for nothing (R16).
    """
    member = case.circle.members.get(said.participant)
    if member is None or member.asked is None or member.withdrew:
        raise Refused("no-invitation", "There is no open invitation for this person.", rule="R15")
    return [InvitationAnswered(participant=said.participant, answer=said.answer, means=said.means)]


def withdraw(case: Case, wish: WithdrawParticipant) -> list[Event]:
    """A participant is out: no reason, at once, and nothing is sent to them any more (R15)."""
    member = case.circle.members.get(wish.participant)
    if member is None or member.withdrew:
        raise Refused("not-in-circle", "This person is not in the circle.", rule="R15")
    return [ParticipantWithdrew(participant=wish.participant)]


def veto(case: Case, wish: VetoParticipant) -> list[Event]:
    """The person concerned keeps somebody out. The system tells nobody; the coordinator speaks (R16).

    A representative's veto is recorded as theirs. Nobody keeps a person concerned out of their own conference: they can
    withdraw (R31, R38).
    """
    if wish.participant in case.persons:
        raise Refused("not-to-be-kept-out", "A person concerned is not kept out of their own conference.", rule="R16")
    if not wish.by_representative and wish.by not in case.persons:
        raise Refused("not-theirs-to-veto", "Only a person concerned keeps somebody out.", rule="R16")
    if wish.participant in case.circle.vetoed:
        raise Refused("kept-out-already", "This wish was recorded before.", rule="R16")
    return [ParticipantVetoed(participant=wish.participant, by=wish.by, by_representative=wish.by_representative)]


def remind(case: Case, given: Given) -> list[Event]:
    """Remind who is still undecided, within the limit: more is pressure (R15)."""
    policy = given.policy(case.region)
    if not case.preparing or not case.wanted:
        return []
    due = [name for name in case.circle.waiting() if due_for_reminder(case.circle.members[name], given, policy)]
    return [event for name in due for event in remind_one(case, name, given)]


def due_for_reminder(member: Participant, given: Given, policy: Policy) -> bool:
    """Asked long enough ago, without a decision, and not too often.

    Days are counted, not hours: who was reminded a second late is not to be left out a week after.
    """
    if member.asked is None or member.answer not in (None, "undecided"):
        return False
    quiet = given.at.astimezone(AMSTERDAM).date() - member.asked.astimezone(AMSTERDAM).date()
    return quiet.days >= policy.reminder_days and member.reminders < policy.reminders


def remind_one(case: Case, participant: str, given: Given) -> list[Event]:
    """One reminder, counted."""
    number = case.circle.members[participant].reminders + 1
    when = case.sitting.starts if case.sitting else None
    return [
        ParticipantReminded(participant=participant, reminder=number, reminded=given.at),
        tell(given, NoticeKind.REMINDER, participant, asked_by="coordinator", when=when, rule="R15"),
    ]
