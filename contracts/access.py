"""Who looked (R33, NEN 7513): what the access log is told, and what it says of itself to others."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.base import Actor, Command, Event, Id, Message, Moment

NOWHERE = "-"
"""The chain of what belongs to no region. No region can be called so."""

type Region = Annotated[str, StringConstraints(pattern=r"^(-|[0-9a-z][0-9a-z-]{0,63})$")]
"""A region, or `-`."""


class Use(StrEnum):
    """What personal data is read for (NEN 7513 `PurposeOfUse`): a word of a list, beside the reader's own words."""

    CASE_WORK = "case-work"
    HANDING_OVER = "handing-over"
    """What is somebody's own is handed, read or spoken to them (R43, R40)."""
    COMPLAINT = "complaint"
    NOTICE = "notice"
    """The notifier writes to somebody (R44)."""
    RIGHTS = "rights"
    """Somebody wants to see, or to have mended, what is kept about them."""
    AUDIT = "audit"
    """Somebody looks at who looked."""
    STORY = "story"
    """Development only."""


class Unusual(StrEnum):
    """What is unusual about a reading."""

    MANY_CASES = "many-cases"
    """More cases in a short time than one has in hand."""
    OTHER_REGION = "other-region"
    """Somebody who acts for another region than those that act in the case."""
    OWN_FAMILY = "own-family"
    """Somebody of whom it was said that the case is of their own family."""
    BREAK_GLASS = "break-glass"


class DeclareOwnFamily(Command, service="privacy"):
    """A case is of the family of a member of staff: they say so themselves, or their manager does. It closes nothing to
    them; whoever gives account of the region sees when they look (R12, R33)."""

    staff: Id


class OwnFamilyDeclared(Event, service="privacy"):
    """A case is of the family of a member of staff."""

    staff: Id


class UnusualAccessSeen(Event, service="privacy"):
    """Somebody read personal data in a way that is looked at (R33). There may be a good reason for it."""

    kinds: Annotated[tuple[Unusual, ...], Field(min_length=1)]
    by: Actor
    cases: Annotated[int, Field(ge=1)]
    """Of how many cases they read within the time that the policy names, this one among them."""


class AccessRefused(Event, service="desk"):
    """Somebody wanted to read of a case, and was shown nothing (R33)."""

    by: Actor
    why: Id
    """The word of the refusal: `not-allowed`, `not-your-region`; `not-found` to who does not see the case."""


class AccessLogRead(Event, service="desk", stream="access-log"):
    """Somebody looked at the access log, or had it verified: that too is in the log."""

    region: Region | None = None
    """Whose chain; without one all that they may see."""
    case: Id | None = None
    about: Id | None = None
    """Whose readings and changes they looked at."""
    since: Moment | None = None
    until: Moment | None = None


class Act(StrEnum):
    """What an operator does to the system."""

    REPLAY = "replay"
    DISCARD = "discard"
    PARK = "park"
    RELEASE = "release"
    PAUSE = "pause"
    RESUME = "resume"
    DESCRIBE = "describe"
    CHECK = "check"
    TOPICS = "topics"
    """Makes topics, or mends their settings and rights."""
    REBUILD = "rebuild"
    REPLAY_CASE = "replay-case"
    RECONCILE = "reconcile"


class OperatorActed(Event, service="desk", stream="operations"):
    """An operator did something, or had it done: written down before it is (R33)."""

    act: Act
    about: Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z*._-]{1,249}$")]
    """A topic, a case, a dead letter, a group of them, a read model."""
    parts: tuple[Id, ...] = ()
    """Of whom it is asked."""
    number: Annotated[int, Field(ge=0)] = 1
    """Of how many things."""
    reason: Id | None = None
    """A word, or the number of a ticket."""


class CheckpointSigned(Message, service="privacy", stream="region"):
    """How far the access log of a region is, with the hash of its last row: signed, so that nobody rewrites it unseen.

    The envelope's subject is the region. What counts is what the signature covers; the rest is for people.
    """

    number: Annotated[int, Field(ge=1)]
    """Of the last row; rows are numbered from 1 without gaps."""
    at: Moment
    signed: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$")]
    """A JWS (RFC 7515, Ed25519 as in RFC 9864) of region, number, hash and moment; `kid` is the key's thumbprint."""
