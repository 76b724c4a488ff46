"""What the desk's timeline shows of a world, as `ekc case show` tells it, and what agencies' systems hear."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from contracts.agency import MessageRejected
from contracts.base import Event, Message
from contracts.envelope import Envelope
from contracts.notices import NoticeDue, NoticeSent, NoticeWithheld
from contracts.operations import CommandRefused, CommandRejected
from deploy.local.demo.telling import Answer
from services.desk.cases.lines import line
from services.desk.commands.minting import redacted
from services.desk.notices.silence import Verdict
from tests.world import part

type Change = dict[str, Any]


class Timeline:
    """Keeps what agencies heard and what the desk answered, and tells `take` of each change."""

    def __init__(self, take: Callable[[Change], None]) -> None:
        self.take = take
        self.heard: list[dict[str, Any]] = []
        self.answers: dict[str, Answer] = {}

    def reject(self, message: str) -> None:
        """An agency hears that its message could not be handled, or that a rule said no."""
        self.heard.append({"type": MessageRejected.type, "subject": None, "message": message})

    def report(self, said: Envelope) -> None:
        """An agency's system hears a status."""
        self.heard.append({"type": said.type, "subject": said.subject, **(said.data or {})})

    def hear(self, step: part.Step) -> None:
        """What the desk's timeline shows; and an agency hears that a rule said no."""
        if step.refused and step.arrival.inbound:
            self.reject(step.arrival.id)
        message, said = step.arrival.message, step.arrival.envelope
        if step.part != "desk":
            return
        if isinstance(message, CommandRefused | CommandRejected):
            problem = message.problem
            self.answers[said.causationid or ""] = Answer(problem.status, problem.model_dump())
        if isinstance(message, Event | CommandRefused | CommandRejected) and not isinstance(message, NoticeDue):
            self.happened(step.stream, message, said)
        for event in step.events:
            self.happened(step.stream, event, part.envelope({"time": step.given.at, "actorrole": step.given.by.role}))

    def notified(self, case: str, due: NoticeDue, verdict: Verdict, at: datetime, name: str) -> None:
        """A notice to somebody of that name was sent, or withheld."""
        sends = verdict is Verdict.SEND
        self.happened(
            case,
            due,
            part.envelope({"time": at}),
            type=(NoticeSent if sends else NoticeWithheld).type,
            what=f"{due.kind} to {name}" + ("" if sends else ": withheld"),
            notice={"kind": str(due.kind), "recipient": due.recipient, "state": "sent" if sends else "withheld"},
        )

    def happened(self, case: str, message: Message, said: Envelope, **known: Any) -> None:
        """One thing that happened, as the desk tells it (`services/desk/api/reading.py`)."""
        rule, what = line(message)
        self.take(
            {
                "case": case,
                "type": message.type,
                "at": said.time.isoformat(),
                "who": said.actorrole or "service",
                "what": what,
                "rule": rule,
                "data": redacted(type(message), message.model_dump(mode="json", exclude_none=True)),
                "notice": None,
                **known,
            }
        )
