"""Free text is always personal: a field that takes any text is sealed, or it is said here who alone writes it."""

from collections.abc import Iterator
from typing import Any, Literal, TypeAliasType, get_args, get_origin

from contracts.declared.declaration import Rests
from contracts.declared.fields import Field

NOBODY_WRITES = {
    "a word of the list by which the command is checked": "coordination.MatterSettled.outcome"
    " coordination.CoordinatorReleased.reason coordination.ComplaintSettled.outcome referral.answer"
    " referral.capacity referral.mandate plan.who",
    "a name that the code has: of a deviation, a field, a deadline, a part": "coordination.deviations plan.deviations"
    " referral.deviations privacy.kinds coordination.what plan.what referral.what operations.owner",
    "a role": "coordination.to plan.to referral.to process.whose notices.asked_by envelope.actorrole",
    "a rule's number": "process.rule notices.rule base.rule",
    "a sentence of the code; filled in are words of lists and numbers": "referral.advice base.detail base.title"
    " base.missing notices.detail operations.detail agency.detail agency.title coordination.reasons",
    "a sentence of the catalogue": "sentences.nl sentences.en",
    "how the region can be reached, as its policy says it": "sentences.call",
    "the type of a problem or of a message": "base.type agency.problem_type operations.asked envelope.type"
    " envelope.dataschema envelope.datacontenttype",
    "a topic": "operations.topic agency.topic",
    "a topic, an opaque id, or what something of ours is called": "access.OperatorActed.about",
    "a UUID, or nothing": "operations.message agency.message",
    "a JSON Pointer, or the name of an attribute": "agency.pointer agency.attribute",
    "the path of a field, of which there has to be one": "rights.place",
    "an opaque id, or a version": "envelope.id envelope.subject envelope.partitionkey envelope.correlationid"
    " envelope.causationid envelope.actorid envelope.actorregion envelope.policy",
    "W3C Trace Context": "envelope.traceparent",
    "a signature over numbers and a region": "access.signed",
}
"""Who alone writes it -> fields: `area.name`, or `area.Class.name`."""
CLOSED = (
    "^[0-9a-z]",
    "^[a-z]{2,3}",
    "^(",
    "^FREQ=",
    "^[A-Za-z0-9_-]{43}",
    "^1\\.0",
    "^urn:nld:",
    "^[0-9]{1,18}$",
    "^[^ /=]+/",
)
"""How a pattern begins that leaves no room for a text."""


def takes_text(field: Field) -> bool:
    """Whether people could write anything into a field."""
    return any(
        not pattern.startswith(CLOSED) for pattern in patterns(field.info.annotation, tuple(field.info.metadata))
    )


def patterns(annotation: Any, said: tuple[Any, ...] = ()) -> Iterator[str]:
    """The pattern of each text that a type can be; an empty one where there is none."""
    if isinstance(annotation, TypeAliasType):
        yield from patterns(annotation.__value__, said)
    elif hasattr(annotation, "__metadata__"):
        yield from patterns(annotation.__origin__, (*said, *annotation.__metadata__))
    elif annotation is str:
        within = (one for item in said for one in (item, *getattr(item, "metadata", ())))
        yield next((one.pattern for one in within if getattr(one, "pattern", None)), "")
    elif get_origin(annotation) is not Literal:
        for argument in get_args(annotation):
            yield from patterns(argument, said)


def kept_apart(field: Field) -> bool:
    """Whether what is written there is unreadable wherever it rests."""
    return field.sealed or field.declaration().rests is Rests.ENCRYPTED


def known() -> dict[str, str]:
    """Each field that nobody writes freely, with who does."""
    return {name: why for why, names in NOBODY_WRITES.items() for name in names.split()}


def names(field: Field) -> tuple[str, str]:
    """What a field is called here."""
    return f"{field.area}.{field.home.__name__}.{field.name}", f"{field.area}.{field.name}"
