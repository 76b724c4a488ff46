"""The desk's pure parts in memory: who is told what, and when nobody is told anything any more (R15, R16, R31)."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from contracts.base import Event, Message
from contracts.envelope import Envelope
from contracts.notices import HowToBeToldChosen, NoticeDue, NoticeKind
from contracts.operations import CommandRefused, CommandRejected
from contracts.referral import CaseEnded, SafetyMeasuresTaken
from contracts.rights import RestrictionLifted
from contracts.telling import LEVELS
from services.desk.cases.standing import RESTING, Standing, follow
from services.desk.commands.accepting import stops
from services.desk.notices.languages import language_for
from services.desk.notices.silence import Verdict, verdict
from services.desk.notices.wording import Wording
from services.desk.read_model.answers import OUT
from services.desk.read_model.cases import STANDING
from services.desk.read_model.extracts import PEOPLE, Found
from services.desk.read_model.happenings import Happening
from services.desk.read_model.people import by_others, chosen, find_people, moved
from tests.world.changes import fold
from tests.world.known import Known


@dataclass(slots=True)
class Desk:
    """What the desk knows of its cases, and the notices on their way."""

    known: dict[str, Known] = field(default_factory=lambda: defaultdict(Known))
    standing: dict[str, Standing | None] = field(default_factory=dict)
    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What each of them is in their case, and what they speak."""
    settled: set[str] = field(default_factory=set)
    """Notices that were sent or withheld."""
    chosen: dict[str, str] = field(default_factory=dict)
    """The language that somebody chose."""
    wordings: dict[tuple[str, NoticeKind, str, str], Wording] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    taken_out: set[str] = field(default_factory=set)
    """Who of them were taken out by somebody else's word."""
    stopping: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    """Withdrawals on their way: the command, its case, and whom it silences: everybody, if nobody is named."""
    due: dict[str, dict[str, NoticeDue]] = field(default_factory=lambda: defaultdict(dict))
    """Notices by case that were not sent or withheld yet: some wait for what becomes of a withdrawal, or a pause."""

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
            happening = Happening(case, message, envelope, as_sent(message) if type(message) in PEOPLE else {})
            for who, out in moved(happening):
                self.move(who, out=out, by_others=by_others(happening))
            for found in find_people(happening):
                self.enter(found)
            if isinstance(message, HowToBeToldChosen):
                self.choose(message)
        answers = isinstance(message, (CommandRefused, CommandRejected, *OUT))
        if answers and envelope.causationid in self.stopping:
            del self.stopping[envelope.causationid]
            return list(self.due[case].values())
        resumed = isinstance(message, SafetyMeasuresTaken) and not message.pause
        if resumed or isinstance(message, RestrictionLifted | CaseEnded):
            return list(self.due[case].values())
        if isinstance(message, NoticeDue) and message.notice not in self.settled:
            self.due[case][message.notice] = message
            return [message]
        return []

    def settle(self, case: str, due: NoticeDue) -> bool:
        """A notice is sent or withheld, once: what is settled is not due any more."""
        self.settled.add(due.notice)
        return self.due[case].pop(due.notice, None) is not None

    def crash(self) -> str | None:
        """Lose what is in memory; what of the cases is not as it was when it is read from what is stored."""
        self.wordings.clear()
        for case, standing in self.standing.items():
            if standing and STANDING.validate_json(STANDING.dump_json(standing)) != standing:
                return f"where {case} stands is stored as something else"
        return None

    def looks_again(self) -> list[tuple[str, NoticeDue]]:
        """What a desk that starts finds to be told; see `services.desk.notices.notifier.Notifier.run`."""
        return [(case, due) for case, several in self.due.items() for due in several.values()]

    def move(self, who: str, *, out: bool, by_others: bool) -> None:
        """Somebody is out of it, or back; see `services.desk.read_model.people.GONE`."""
        told = by_others and (who in self.taken_out or who not in self.gone)
        (self.taken_out.add if told else self.taken_out.discard)(who)
        (self.gone.add if out else self.gone.discard)(who)

    def enter(self, found: Found) -> None:
        """Somebody is described; see `services.desk.read_model.people.ENTER_PERSON`."""
        kind, language = self.people.get(found.id, (found.kind, "nl"))
        spoken = found.facts.get("language") or next(iter(found.facts.get("languages", ())), language)
        self.people[found.id] = (kind if kind == "person-concerned" else found.kind, spoken)

    def choose(self, choice: HowToBeToldChosen) -> None:
        """Somebody wants to be told in another language; see `services.desk.read_model.people.CHOSE`."""
        language = chosen(choice).get("language")
        if language and choice.recipient in self.people:
            self.chosen[choice.recipient] = language

    def wording(self, due: NoticeDue) -> Wording:
        """The words of a notice, looked up once; see `services.desk.notices.gathering.Gathering.gather`."""
        kind, language = self.people.get(due.recipient, ("staff" if due.recipient in LEVELS else "unknown", "nl"))
        spoken = self.chosen.get(due.recipient, language)
        which = (language_for(spoken), due.kind, due.detail, kind)
        if which not in self.wordings:
            self.wordings[which] = Wording(*which)
        return self.wordings[which]

    def verdict(self, case: str, due: NoticeDue) -> Verdict:
        """Whether somebody may be told now; what the notifier decides under the lock of the stream."""
        standing = self.standing.get(case)
        return verdict(
            due.kind,
            staff=due.recipient in LEVELS,
            gone=due.recipient in self.gone,
            taken_out=due.recipient in self.taken_out,
            stopping=any(about == case and who in (None, due.recipient) for about, who in self.stopping.values()),
            ended=standing is not None and standing.ended is not None,
            paused=standing is not None and "invitations" in standing.held,
            resting=standing is not None and RESTING in standing.held,
        )


def as_sent(event: Event) -> dict[str, Any]:
    """What an event says, in the form in which it is published."""
    return event.model_dump(mode="json", exclude_none=True)
