"""Late messages: what is asked or told of somebody who was erased comes to nothing, and is counted (R34)."""

from collections.abc import Sequence

from contracts.base import Command, DueNow, Fact, Message
from contracts.deciding import Refused
from contracts.operations import DayTurned
from contracts.privacy import SubjectErased
from services.chassis.decider import Service
from services.chassis.envelopes import Arrival
from services.chassis.sealing import Keys, concerned
from services.chassis.store import Stream


def pass_over(stream: Stream, item: Arrival) -> None:
    """Nothing comes of a late message. When a day turns, nothing of the stream is due from then on.

    An agency does not hear that somebody was erased: that could tell it of a wish, or of a yes that never came (R30).

    Raises:
        Refused: somebody asked or told it, and is answered.
    """
    if item.inbound:
        raise Refused("reference-over", "What this reference named is over: refer under a new one.", rule="R30")
    if item.kind is not DayTurned:
        raise Refused("erased", "What this is about was erased for good.", rule="R34")
    stream.due, stream.dirty, stream.decided = None, True, True


def whose(kind: type[Message], item: Arrival) -> set[str]:
    """Whose keys say whether a message comes too late: the stream's, and those of everybody whom it names."""
    asks = issubclass(kind, Command | Fact)
    return {item.stream, *(concerned(kind, item.envelope.data, item.stream) if asks and not item.inbound else ())}


def comes_late(service: Service, item: Arrival, keys: Keys) -> bool:
    """Whether the stream, or somebody whom it names, is erased. Events are facts also of an erased case.

    Who sees nothing personal asks for no keys, and is no judge of it.
    """
    kind = type(item.message) if item.message else Message
    if not issubclass(kind, Command | Fact | DueNow) or not (service.sees(kind) or item.inbound):
        return False
    return any(keys[subject].erased for subject in whose(kind, item) if subject in keys)


def told_of(arrivals: Sequence[Arrival]) -> set[str]:
    """Who was erased, as the privacy service tells it."""
    return {item.stream for item in arrivals if item.kind is SubjectErased}
