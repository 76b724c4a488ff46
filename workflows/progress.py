"""What a case's process remembers: the same for a start, a continue-as-new and a re-creation from what was kept."""

from datetime import timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contracts.process import Due, DueItem, Milestone, Phase

SEEN = 256
"""How many event ids are remembered. A case of two years has about forty milestones."""
KEPT = 32
"""How many milestones may wait for their phase."""


class Tolerant(BaseModel):
    """Read by older and newer releases: what is not known is ignored, what is new has a default."""

    model_config = ConfigDict(extra="ignore")


class MilestoneSignal(Tolerant):
    """A milestone as it reaches the process: ids, dates and phases of the event, nothing else."""

    id: str
    """The CloudEvents `id`; a milestone that was seen is ignored."""
    milestone: Milestone
    at: AwareDatetime
    """The `time` of the event."""
    mark: tuple[str, int] | None = None
    """Its producer and its place in the order of that producer's events about the case."""
    agenda: tuple[DueItem, ...] = ()
    round: int | None = None
    """The round that the event speaks of, where it says so."""
    ending: str | None = None
    """How the case ended (R32)."""
    asked: str | None = None
    """The CloudEvents type of what was refused."""
    trace: str | None = None
    """The `traceparent` of what brought it, if that is exported."""


class Search(Tolerant):
    """The search for a coordinator, the first or another one (R11-R13, R41)."""

    agenda: tuple[DueItem, ...] = ()
    levels: dict[Due, int] = Field(default_factory=dict)
    patience: int = 0


class CaseProgress(Tolerant):
    """All that the process knows of its case. Ids, dates and phases; no person, no rule."""

    case: str
    round: int = 1
    life: int = 1
    """The round in which this life of the case began: opened, or reopened."""
    phase: Phase = Phase.INTAKE
    since: AwareDatetime | None = None
    """When the phase began."""
    agenda: tuple[DueItem, ...] = ()
    levels: dict[Due, int] = Field(default_factory=dict)
    """How often each thing was asked for since the agenda was given: the step of an escalation (R10)."""
    patience: int = 0
    """How often the process spoke up by itself since a milestone came (promise 4)."""
    search: Search | None = None
    counts: dict[str, int] = Field(default_factory=dict)
    """How often each thing was asked for in this round; part of the ids."""
    last: Milestone | None = None
    marks: dict[str, int] = Field(default_factory=dict)
    """How far it has heard of each producer: what it asks for is not to be handled before that (promise 2)."""
    latest: AwareDatetime | None = None
    """The time of the latest milestone: what is asked for is never earlier than its cause."""
    kept: tuple[MilestoneSignal, ...] = ()
    """Milestones that wait for their phase."""
    seen: tuple[str, ...] = ()
    refused: str | None = None
    """What a rule refused to the process since the last milestone."""
    ended: str | None = None
    """How the case ended (R32)."""
    ignored: int = 0
    """Milestones that came too late, could not be read, or were too many to keep."""
    shift: timedelta = timedelta(0)
    """A story's own calendar: process time minus the engine's. Refused outside development."""

    def remember(self, event: str) -> bool:
        """Whether an event is new; from now on it is not."""
        if event in self.seen:
            return False
        self.seen = (*self.seen, event)[-SEEN:]
        return True

    def note(self, mark: tuple[str, int] | None) -> None:
        """Remember how far a producer was heard of."""
        if mark:
            producer, sequence = mark
            self.marks[producer] = max(sequence, self.marks.get(producer, 0))

    def keep(self, signal: MilestoneSignal) -> None:
        """Let a milestone wait for its phase."""
        self.ignored += len(self.kept) >= KEPT
        self.kept = (*self.kept, signal)[-KEPT:]


class Asked(Tolerant):
    """One thing that the process asks a service to do now."""

    what: Due
    case: str
    round: int
    at: AwareDatetime
    """The moment at which it was due."""
    time: AwareDatetime
    """Now, in the time of the process."""
    count: int
    level: int = 1
    marks: dict[str, int] = Field(default_factory=dict)
    """How far the process has heard of each producer."""
