"""The circle: who is wanted in it, asked to come, what they answer, who is out (R14-R16)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts.base import Command, DueNow, Erased, Event, Id, Moment, Personal, Text
from contracts.notices import NoticeKind
from contracts.people import Channel, CircleRole, LanguageTag, Means

Concern = Literal["under-pressure", "own-interest"]
"""Of a representative: under the pressure of somebody in the case, or with an interest of their own (R5)."""
Answer = Annotated[str, Field(pattern="^(accepted|declined|undecided)$")]


class DrawUpCircle(Command, service="coordination"):
    """Note somebody whom the person concerned wants in the circle, before anybody asks them (R14)."""

    participant: Id
    name: Annotated[Text | Erased, Personal(of="participant")]
    role: CircleRole
    language: LanguageTag | None = None
    """Without one what is known of them, otherwise Dutch."""
    channel: Channel | None = None
    """Without one what is known of them, otherwise somebody tells them."""
    contact: Annotated[Text | Erased | None, Personal(of="participant")] = None


class InviteParticipant(Command, service="coordination"):
    """Ask one person to come, in their own language (R15). Names them too, if they were not drawn up before."""

    participant: Id
    name: Annotated[Text | Erased, Personal(of="participant")]
    role: CircleRole
    language: LanguageTag | None = None
    """Without one what is known of them, otherwise Dutch."""
    channel: Channel | None = None
    """Without one what is known of them, otherwise somebody tells them."""
    contact: Annotated[Text | Erased | None, Personal(of="participant")] = None


class AnswerInvitation(Command, service="coordination"):
    """What an invited person answered themselves (R15), by whatever means (R40)."""

    participant: Id
    answer: Answer
    means: Means
    given_on: date | None = None
    """When they said it, where that is not the day on which it is recorded (R40)."""


class WithdrawParticipant(Command, service="coordination", passes_parked=True):
    """A participant wants out: no reason, at once (R15)."""

    participant: Id
    means: Means = Means.SPOKEN


class VetoParticipant(Command, service="coordination"):
    """The person concerned keeps somebody out (R16). Nobody that it is about can learn of it here."""

    participant: Id
    by: Id
    by_representative: bool = False
    concern: Concern | None = None
    """What whoever records it sees of a representative; the manager is told (R5, R16)."""


class LiftVeto(Command, service="coordination"):
    """Whoever kept somebody out lets them in again (R16). They can be asked then as anybody."""

    participant: Id
    by: Id


class RemindCircle(DueNow, service="coordination"):
    """Remind who has not answered, within the limit: more is pressure (R15)."""


class CircleDrawnUp(Event, service="coordination"):
    """Somebody is wanted in the circle (R14)."""

    participant: Id
    name: Annotated[Text | Erased, Personal(of="participant")]
    role: CircleRole
    language: LanguageTag | None = None
    channel: Channel | None = None
    contact: Annotated[Text | Erased | None, Personal(of="participant")] = None


class ParticipantInvited(Event, service="coordination"):
    """Somebody was asked to come (R15)."""

    participant: Id
    name: Annotated[Text | Erased, Personal(of="participant")]
    role: CircleRole
    language: LanguageTag | None = None
    channel: Channel | None = None
    contact: Annotated[Text | Erased | None, Personal(of="participant")] = None
    invited: Moment
    """When: a reminder comes at least so many days later (R15)."""


class InvitationAnswered(Event, service="coordination"):
    """What they answered (R15)."""

    participant: Id
    answer: Answer
    means: Means
    given_on: date | None = None
    stands: bool = True
    """No, if they said something else at a later date: the last word counts (R15)."""


class ParticipantReminded(Event, service="coordination"):
    """Reminded once more, within the limit (R15)."""

    participant: Id
    reminder: int
    reminded: Moment


class ParticipantUnreached(Event, service="coordination"):
    """What was sent to them did not arrive: neither silence nor a reminder (R40)."""

    participant: Id
    kind: NoticeKind


class ParticipantReached(Event, service="coordination"):
    """It arrived after all: from now on they have time to answer (R40)."""

    participant: Id
    reached: Moment


class ParticipantWithdrew(Event, service="coordination"):
    """A participant is out, without a reason (R15)."""

    participant: Id


class ParticipantVetoed(Event, service="coordination"):
    """Somebody is kept out (R16). Inside only: no list, status, export or count shows it to whom it is about."""

    participant: Id
    by: Id
    by_representative: bool
    concern: Concern | None = None


class VetoLifted(Event, service="coordination"):
    """Somebody is kept out no longer (R16). Inside only, as the veto was."""

    participant: Id
    by: Id
    back: bool
    """Whether nothing keeps them out any more."""
