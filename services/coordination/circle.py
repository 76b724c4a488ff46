"""The circle: who is wanted, who is asked to come, what they answer, how often they are reminded (R14, R15)."""

from contracts.base import Event
from contracts.coordination import (
    AnswerInvitation,
    CircleDrawnUp,
    DrawUpCircle,
    InvitationAnswered,
    InviteParticipant,
    ParticipantInvited,
    ParticipantReminded,
    ParticipantWithdrew,
    WithdrawParticipant,
)
from contracts.deciding import AMSTERDAM, Given, Refused
from contracts.erasure import ErasureRequested
from contracts.notices import NoticeKind
from contracts.policy import Policy
from contracts.telling import tell
from services.coordination import inviting
from services.coordination.bottom_lines import known_before
from services.coordination.state import Case, Participant


def draw_up(case: Case, wanted: DrawUpCircle) -> list[Event]:
    """Note who is wanted, before anybody asks them (R14).

    Raises:
        Refused: they are in the circle, have another capacity (R14), or are kept out (R16). All sound the same.
    """
    if wanted.participant in {*case.circle.members, *case.circle.vetoed} or has_another_capacity(
        case, wanted.participant
    ):
        raise Refused("not-drawn-up", "This person cannot be added to the circle.", rule="R14")
    return [CircleDrawnUp(**wanted.model_dump())]


def invite(case: Case, ask: InviteParticipant, given: Given) -> list[Event]:
    """Ask one person to come, in their own language, and let them know every bottom line (R15, R7).

    Raises:
        Refused: invitations are held up (R5, R37); or they were asked before, withdrew, have another capacity (R14), or
            are kept out (R16). These sound the same, so that nobody learns of a veto.
    """
    inviting.check(case)
    if not may_be_asked(case, ask.participant):
        raise Refused("not-invited", "This person cannot be invited to this conference.", rule="R15")
    return [
        ParticipantInvited(**ask.model_dump(), invited=given.at),
        ask_to_come(case, NoticeKind.INVITATION, ask.participant, given),
        *known_before(case, ask.participant, given),
    ]


def may_be_asked(case: Case, participant: str) -> bool:
    """Nobody is asked twice in a round, unless it never arrived; who withdrew or is kept out is not asked at all."""
    member = case.circle.members.get(participant)
    asked = member is not None and member.asked is not None and member.reached
    return not (asked or has_another_capacity(case, participant) or case.circle.keeps_out(participant))


def has_another_capacity(case: Case, who: str) -> bool:
    """One capacity a person: who informs, decides or coordinates in this case is not of its circle (R14)."""
    setters = {line.setter for line in case.bottom_lines.values()}
    return who in case.givers or who in setters or who == case.search.coordinator


def ask_to_come(case: Case, kind: NoticeKind, participant: str, given: Given) -> Event:
    """The question, with the date of their session if there is one."""
    sitting = case.sitting_for(participant)
    when = sitting.starts if sitting else None
    return tell(given, kind, participant, asked_by="coordinator", when=when, rule="R15")


def answer(case: Case, said: AnswerInvitation, given: Given) -> list[Event]:
    """What somebody answered themselves, by whatever means and when; the last word counts (R15, R40).

    The answer of somebody who is kept out is recorded as any other, and counts for nothing (R16).

    Raises:
        Refused: they have no open invitation; or the day is still to come.
    """
    member = case.circle.members.get(said.participant)
    if member is None or member.asked is None or member.withdrew:
        raise Refused("no-invitation", "There is no open invitation for this person.", rule="R15")
    said_on = said.given_on or given.today
    if said_on > given.today:
        raise Refused("not-yet", "An answer is recorded once it was given.", rule="R40")
    stands = member.answered is None or said_on >= member.answered
    return [
        InvitationAnswered(
            participant=said.participant, answer=said.answer, means=said.means, given_on=said_on, stands=stands
        )
    ]


def withdraw(case: Case, wish: WithdrawParticipant) -> list[Event]:
    """A participant is out: no reason, at once, and nothing is sent to them any more (R15)."""
    member = case.circle.members.get(wish.participant)
    if member is None or member.withdrew:
        raise Refused("not-in-circle", "This person is not in the circle.", rule="R15")
    return [ParticipantWithdrew(participant=wish.participant)]


def let_go(case: Case, asked: ErasureRequested) -> list[Event]:
    """Whoever wants to be forgotten is out of the circle: nothing can be sent to them any more (R15, R34)."""
    there = [name for name, member in case.circle.members.items() if name in asked.subjects and not member.withdrew]
    return [ParticipantWithdrew(participant=name) for name in there]


def remind(case: Case, given: Given) -> list[Event]:
    """Remind who is still undecided, within the limit: more is pressure (R15)."""
    policy = given.policy(case.region)
    if not case.preparing or not case.wanted or case.paused:
        return []
    due = [name for name in case.circle.waiting() if due_for_reminder(case.circle.members[name], given, policy)]
    return [event for name in due for event in remind_one(case, name, given)]


def due_for_reminder(member: Participant, given: Given, policy: Policy) -> bool:
    """Asked long enough ago, without a decision, and not too often.

    Days are counted, not hours: who was reminded a second late is not to be left out a week after.
    """
    if member.asked is None or not member.reached or member.answer not in (None, "undecided"):
        return False
    quiet = given.today - member.asked.astimezone(AMSTERDAM).date()
    return quiet.days >= policy.reminder_days and member.reminders < policy.reminders


def remind_one(case: Case, participant: str, given: Given) -> list[Event]:
    """One reminder, counted."""
    number = case.circle.members[participant].reminders + 1
    return [
        ParticipantReminded(participant=participant, reminder=number, reminded=given.at),
        ask_to_come(case, NoticeKind.REMINDER, participant, given),
    ]
