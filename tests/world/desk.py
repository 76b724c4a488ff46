"""The desk's pure parts in memory: who is told what, and when nobody is told anything any more (R15, R16, R31)."""

from collections import defaultdict
from dataclasses import dataclass, field

from contracts.base import Event, Message
from contracts.envelope import Envelope
from contracts.notices import NoticeDue
from contracts.operations import CommandRefused, CommandRejected
from contracts.referral import SafetyMeasuresTaken
from contracts.telling import LEVELS
from services.desk.cases.standing import Standing, follow
from services.desk.commands.accepting import stops
from services.desk.notices.silence import Verdict, verdict
from services.desk.read_model.answers import OUT
from services.desk.read_model.happenings import Happening
from services.desk.read_model.people import moved
from tests.world.changes import fold
from tests.world.known import Known


@dataclass(slots=True)
class Desk:
    """What the desk knows of its cases, and the notices on their way."""

    known: dict[str, Known] = field(default_factory=lambda: defaultdict(Known))
    standing: dict[str, Standing | None] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    stopping: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    """Withdrawals on their way: the command, its case, and whom it silences: everybody, if nobody is named."""
    waiting: dict[str, list[NoticeDue]] = field(default_factory=lambda: defaultdict(list))
    """Notices that wait for what becomes of a withdrawal, or while invitations are paused."""

    def accept(self, command: str, case: str, message: Message) -> None:
        """A command was accepted: from here on a withdrawal holds notices back."""
        silenced = stops(message)
        if silenced is not None:
            self.stopping[command] = (case, silenced[0])

    def take_in(self, case: str, message: Message, envelope: Envelope) -> list[NoticeDue]:
        """What the projection of the read model comes to; which notices are to be looked at (again)."""
        if isinstance(message, Event):
            fold(self.known[case], message)
            self.known[case].moved = envelope.time if message.milestone else self.known[case].moved
            self.standing[case] = follow(self.standing.get(case), message, envelope.time)
            for who, out in moved(Happening(case, message, envelope, {})):
                (self.gone.add if out else self.gone.discard)(who)
        answers = isinstance(message, (CommandRefused, CommandRejected, *OUT))
        if answers and envelope.causationid in self.stopping:
            del self.stopping[envelope.causationid]
            return self.waiting.pop(case, [])
        if isinstance(message, SafetyMeasuresTaken) and not message.pause:
            return self.waiting.pop(case, [])
        return [message] if isinstance(message, NoticeDue) else []

    def verdict(self, case: str, due: NoticeDue) -> Verdict:
        """Whether somebody may be told now; what the notifier decides under the lock of the stream."""
        standing = self.standing.get(case)
        return verdict(
            due.kind,
            staff=due.recipient in LEVELS,
            gone=due.recipient in self.gone,
            stopping=any(about == case and who in (None, due.recipient) for about, who in self.stopping.values()),
            ended=standing is not None and standing.ended is not None,
            paused=standing is not None and "invitations" in standing.held,
        )
