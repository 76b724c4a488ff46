"""Who looked (R33, NEN 7513): what the access log is told, and what it says of itself to others."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.base import Event, Id, Message, Moment

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


class AccessLogRead(Event, service="desk", stream="access-log"):
    """Somebody looked at the access log, or had it verified: that too is in the log."""

    region: Region | None = None
    """Whose chain; without one all that they may see."""
    case: Id | None = None
    about: Id | None = None
    """Whose readings and changes they looked at."""
    since: Moment | None = None
    until: Moment | None = None


class CheckpointSigned(Message, service="privacy", stream="region"):
    """How far the access log of a region is, with the hash of its last row: signed, so that nobody rewrites it unseen.

    The envelope's subject is the region. What counts is what the signature covers; the rest is for people.
    """

    number: Annotated[int, Field(ge=1)]
    """Of the last row; rows are numbered from 1 without gaps."""
    at: Moment
    signed: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$")]
    """A JWS (RFC 7515, Ed25519 as in RFC 9864) of region, number, hash and moment; `kid` is the key's thumbprint."""
