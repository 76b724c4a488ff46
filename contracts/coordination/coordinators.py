"""The register of coordinators; a case is offered to one, who takes it on or falls away (R11-R13, R41)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts.base import CASE, Command, DueNow, Erased, Event, Id, Moment, Personal, Text
from contracts.people import Channel, LanguageTag
from contracts.process import Milestone

Gender = Literal["woman", "man", "other"]
Wish = Literal["language", "gender", "culture", "background"]


class RegisterCoordinator(Command, service="coordination", stream="coordinator"):
    """Enter or change a coordinator in the register (R11, R12). The envelope's subject is the coordinator."""

    name: Annotated[Text | Erased, Personal(of=CASE)]
    """Of the envelope's subject, which here is the coordinator."""
    regions: Annotated[tuple[Id, ...], Field(min_length=1)]
    languages: Annotated[tuple[LanguageTag, ...], Field(min_length=1)]
    employers: tuple[Id, ...] = ()
    """Organisations that they work for, as ids: one that is in a case makes them dependent there (R12)."""
    care_body: bool = False
    """Whether one of them is a deciding or care body: then they coordinate nowhere (R12)."""
    capacity: Annotated[int, Field(ge=0, le=20)]
    channel: Channel = Channel.MAIL
    gender: Gender | None = None
    """These three they say of themselves, as far as they want to be matched by it (R11)."""
    cultures: tuple[Id, ...] = ()
    backgrounds: tuple[Id, ...] = ()


class CoordinatorRegistered(Event, service="coordination", stream="coordinator"):
    """A coordinator is in the register, or changed in it."""

    name: Annotated[Text | Erased, Personal(of=CASE)]
    regions: tuple[Id, ...]
    languages: tuple[LanguageTag, ...]
    employers: tuple[Id, ...] = ()
    care_body: bool = False
    capacity: int
    channel: Channel = Channel.MAIL
    gender: Gender | None = None
    cultures: tuple[Id, ...] = ()
    backgrounds: tuple[Id, ...] = ()


class AnnounceAbsence(Command, service="coordination", stream="coordinator"):
    """A coordinator is away for some days: on holiday, or ill for longer (R13, R41). The last word counts."""

    first: date
    last: date


class AbsenceAnnounced(Event, service="coordination", stream="coordinator"):
    """A coordinator is away; nobody asks them meanwhile, and the manager knows which cases they have."""

    first: date
    last: date
    cases: tuple[Id, ...] = ()
    """That they have, or are asked for."""


class AbsenceEnded(Event, service="coordination", stream="coordinator"):
    """A coordinator is back (R41)."""


class WishForCoordinator(Command, service="coordination"):
    """What the family wishes of its coordinator (R11). The last word counts; it stays for whoever follows (R41)."""

    languages: tuple[LanguageTag, ...] = ()
    """Beside those that the persons concerned speak."""
    gender: Gender | None = None
    cultures: tuple[Id, ...] = ()
    backgrounds: tuple[Id, ...] = ()
    """Words of lists that the region keeps, for example `faith-muslim`; never a text."""
    musts: tuple[Wish, ...] = ()
    """Without these they want nobody; everything else only ranks."""
    not_these: tuple[Id, ...] = ()
    """Coordinators whom they do not want, for whatever reason (R12, R41)."""


class CoordinatorWished(Event, service="coordination"):
    """What the family wishes of its coordinator (R11)."""

    languages: tuple[LanguageTag, ...] = ()
    gender: Gender | None = None
    cultures: tuple[Id, ...] = ()
    backgrounds: tuple[Id, ...] = ()
    musts: tuple[Wish, ...] = ()
    not_these: tuple[Id, ...] = ()


class AnswerOffer(Command, service="coordination"):
    """A coordinator accepts or declines an offer (R13)."""

    offer: Id
    accepted: bool


class ReleaseCoordinator(Command, service="coordination"):
    """The coordinator falls away; whoever follows finds everything as it was (R12, R41)."""

    reason: Annotated[str, Field(pattern="^(ill|left|conflict|family-wish|other)$")]


class AppointCoordinator(Command, service="coordination"):
    """The manager appoints, past the offers but not past independence (R41)."""

    coordinator: Id


class FindCoordinator(DueNow, service="coordination"):
    """Offer the case to the best match that was not asked yet (R11-R13)."""


class LapseOffer(DueNow, service="coordination"):
    """The offer was not answered in time (R13)."""


class CoordinatorOffered(Event, service="coordination", milestone=Milestone.OFFERED):
    """The case is offered to one coordinator (R13), with the reasons of the match (R11)."""

    offer: Id
    coordinator: Id
    respond_by: Moment
    reasons: tuple[str, ...]
    employers: tuple[Id, ...] = ()
    """For whom they work beside this, so that an agency that joins the case later is noticed (R12)."""


class OfferDeclined(Event, service="coordination", milestone=Milestone.OFFER_DECLINED):
    """The coordinator said no, or the time ran out (R13)."""

    offer: Id
    coordinator: Id
    lapsed: bool


class PoolEmptied(Event, service="coordination", milestone=Milestone.POOL_EMPTY):
    """Nobody is left to ask: the regional manager is asked (R13)."""

    reasons: tuple[str, ...] = ()
    """Of those in the register how many were asked, have a stake, do not meet what the family must have (R11-R13)."""


class CoordinatorAssigned(Event, service="coordination", milestone=Milestone.COORDINATOR_ASSIGNED):
    """The case has its coordinator; preparation begins, or goes on (R12-R14, R41)."""

    coordinator: Id
    round: int
    employers: tuple[Id, ...] = ()
    """As it was known when they were asked or appointed (R12)."""


class CoordinatorReleased(Event, service="coordination", milestone=Milestone.COORDINATOR_RELEASED):
    """The coordinator fell away (R12, R41)."""

    coordinator: Id
    reason: str
