"""What is told of a batch once it stands: a line of the log for each decision, and the figures."""

from collections import defaultdict
from datetime import UTC, datetime

from services.chassis import due, metrics
from services.chassis.decider import Decided
from services.chassis.envelopes import Arrival
from services.chassis.log import logger

log = logger("batch")


class Outcome:
    """What became of the messages of one batch. Nothing of it is told when the transaction fails."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = defaultdict(int)
        self.refusals: dict[str, int] = defaultdict(int)
        """How often a rule said no, by reason."""
        self.decided: list[Decided] = []
        self.steps: list[datetime] = []
        """When what the process asked for here was due."""

    def handled(self, arrival: Arrival) -> None:
        """A message had its effect, or a rule said no to it."""
        if moment := due.moment(arrival):
            self.steps.append(moment)

    def tell(self, messages: int) -> None:
        """Of a batch of so many messages."""
        for one in self.decided:
            log.info(
                "decided", stream=one.stream, type=one.cause.type, events=len(one.facts), correlation=one.correlation
            )
        metrics.handled(messages, self.counts)
        metrics.decided((type(one.message) for one in self.decided), self.refusals)
        now = datetime.now(UTC)
        for moment in self.steps:
            metrics.delayed(moment, now)
        log.info("handled", messages=messages, **self.counts)
