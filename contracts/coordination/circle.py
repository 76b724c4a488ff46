"""The circle: who is wanted in it, asked to come, what they answer, who is out (R14-R16)."""

from typing import Annotated

from pydantic import Field

from contracts.base import Command, DueNow, Erased, Event, Id, Moment, Personal, Text
from contracts.people import Channel, CircleRole, LanguageTag, Means

Answer = Annotated[str, Field(pattern="^(accepted|declined|undecided)$")]


class DrawUpCircle(Command, service="coordination"):
    """Note somebody whom the person concerned wants in the circle, before anybody asks them (R14)."""

    participant: Id
    name: Annotated[Text | Erased, Personal(of="participant")]
    role: CircleRole
    language: LanguageTag = "nl"
    channel: Channel = Channel.SPOKEN
    contact: Annotated[Text | Erased | None, Personal(of="participant")] = None


class InviteParticipant(Command, service="coordination"):
    """Ask one person to come, in their own language (R15). Names them too, if they were not drawn up before."""

    participant: Id
    name: Annotated[Text | Erased, Personal(of="participant")]
    role: CircleRole
    language: LanguageTag = "nl"
    channel: Channel = Channel.SPOKEN
    contact: Annotated[Text | Erased | None, Personal(of="participant")] = None


class AnswerInvitation(Command, service="coordination"):
    """What an invited person answered themselves (R15), by whatever means (R40)."""

    participant: Id
    answer: Answer
    means: Means


class WithdrawParticipant(Command, service="coordination", passes_parked=True):
    """A participant wants out: no reason, at once (R15)."""

    participant: Id
    means: Means = Means.SPOKEN


class VetoParticipant(Command, service="coordination"):
    """The person concerned keeps somebody out (R16). Nobody that it is about can learn of it here."""

    participant: Id
    by: Id
    by_representative: bool = False


class RemindCircle(DueNow, service="coordination"):
    """Remind who has not answered, within the limit: more is pressure (R15)."""


class CircleDrawnUp(Event, service="coordination"):
    """Somebody is wanted in the circle (R14)."""

    participant: Id
    name: Annotated[Text | Erased, Personal(of="participant")]
    role: CircleRole
    language: LanguageTag
    channel: Channel
    contact: Annotated[Text | Erased | None, Personal(of="participant")] = None


class ParticipantInvited(Event, service="coordination"):
    """Somebody was asked to come (R15)."""

    participant: Id
    name: Annotated[Text | Erased, Personal(of="participant")]
    role: CircleRole
    language: LanguageTag
    channel: Channel
    contact: Annotated[Text | Erased | None, Personal(of="participant")] = None
    invited: Moment
    """When: a reminder comes at least so many days later (R15)."""


class InvitationAnswered(Event, service="coordination"):
    """What they answered (R15)."""

    participant: Id
    answer: Answer
    means: Means


class ParticipantReminded(Event, service="coordination"):
    """Reminded once more, within the limit (R15)."""

    participant: Id
    reminder: int
    reminded: Moment


class ParticipantWithdrew(Event, service="coordination"):
    """A participant is out, without a reason (R15)."""

    participant: Id


class ParticipantVetoed(Event, service="coordination"):
    """Somebody is kept out (R16). Inside only: no list, status, export or count shows it to whom it is about."""

    participant: Id
    by: Id
    by_representative: bool
