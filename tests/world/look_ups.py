"""What a decision looks up beside its state: what the tables of the services' `lookups.py` hold."""

from collections.abc import Callable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from msgspec.structs import asdict

from contracts.base import Message
from contracts.coordination import (
    AnnounceAbsence,
    AppointCoordinator,
    FindCoordinator,
    RaiseComplaint,
    RegisterCoordinator,
)
from contracts.notices import ChooseHowToBeTold, NoticeDue, ReportDelivery
from contracts.operations import DayTurned
from contracts.people import Ending
from contracts.referral import (
    CaseOpened,
    CorrectReferral,
    LinkEarlierCase,
    PersonLeft,
    ReferCase,
    ReferralCorrected,
    SameCase,
)
from services.coordination.complaints import RaiseInRegion
from services.coordination.lookups import holder
from services.coordination.matching import AppointKnown, Candidate, FindAmong
from services.coordination.register import AnnounceWithCases, RegisterWithCases, TurnWithCases, Waiting
from services.desk.commands.deliveries import ChoiceKnown, DeliveryKnown
from services.referral.likeness import words_of
from services.referral.looked_up import Alike, CorrectAmong, LinkKnown, OtherCase, ReferAmong, SameAs
from tests.world.part import Enrich, Part

type Ways = Mapping[type[Message], Callable[[str, Any], Message]]


class LookUps:
    """Looks at what the parts of a world hold."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self.parts = parts
        self.sent: dict[str, NoticeDue] = {}
        """Notices that were sent."""

    def all(self) -> dict[type[Message], Enrich]:
        """How what each message needs is looked up."""
        ways: Ways = {
            ReferCase: self.alike,
            CorrectReferral: self.alike_now,
            RaiseComplaint: self.regional,
            ReportDelivery: self.notice,
            ChooseHowToBeTold: self.recipient,
            FindCoordinator: self.candidates,
            AppointCoordinator: self.appointed,
            SameCase: self.same,
            LinkEarlierCase: self.earlier,
            RegisterCoordinator: self.entered,
            AnnounceAbsence: self.held,
            DayTurned: self.turned,
        }
        return dict(ways)

    def candidates(self, case: str, _: FindCoordinator) -> FindAmong:
        """Those of the register who work in the case's region and have room (R11)."""
        here = self.state("coordination", case).region
        found = [self.candidate(*one) for one in self.stored("coordination", "coordinator") if here in one[1].regions]
        return FindAmong(candidates=tuple(one for one in found if one.places > 0))

    def appointed(self, _: str, wish: AppointCoordinator) -> AppointKnown:
        """What the register knows of somebody (R41)."""
        known = self.state("coordination", wish.coordinator)
        candidate = self.candidate(wish.coordinator, known) if known else None
        return AppointKnown(**wish.model_dump(), candidate=candidate)

    def candidate(self, name: str, known: Any) -> Candidate:
        """A coordinator, with room for so many more cases."""
        taken = sum(holder(state) == name for _, state in self.stored("coordination", "case"))
        return Candidate.model_validate({**asdict(known), "coordinator": name, "places": known.capacity - taken})

    def same(self, _: str, wish: SameCase) -> SameAs:
        """What is known of the case that is said to be the same (R3)."""
        return SameAs(case=wish.case, other=self.other(wish.case))

    def earlier(self, _: str, wish: LinkEarlierCase) -> LinkKnown:
        """What is known of a case of years ago (R29)."""
        return LinkKnown(**wish.model_dump(), other=self.other(wish.case))

    def other(self, case: str) -> OtherCase | None:
        """What referral stores of another case."""
        known = self.state("referral", case)
        if known is None or not known.opened:
            return None
        return OtherCase(region=known.region, ended=known.ended is not None, linked=known.linked is not None)

    def alike(self, case: str, wish: ReferCase) -> ReferAmong:
        """Other cases that may be about the same people (R3)."""
        return ReferAmong(**dict(wish), alike=self.most_alike(case, wish))

    def alike_now(self, case: str, wish: CorrectReferral) -> CorrectAmong:
        """The same, as a correction names them."""
        return CorrectAmong(**dict(wish), alike=self.most_alike(case, wish))

    def most_alike(self, case: str, wish: ReferCase | CorrectReferral) -> tuple[Alike, ...]:
        """Those first that have most in common."""
        sought = {word for person in wish.persons for word in words_of(person, wish.region).sought}
        found: dict[str, set[Any]] = {}
        for other, state in self.stored("referral", "case"):
            first = state.linked or other
            if first != case != other and self.standing(first):
                found.setdefault(first, set()).update(sought & self.kept(other))
        common = sorted(((name, words) for name, words in found.items() if words), key=lambda one: (-len(one[1]), one))
        return tuple(self.like(name, words) for name, words in common)

    def like(self, case: str, words: set[Any]) -> Alike:
        """What a case has in common with a referral."""
        return Alike(case=case, region=self.state("referral", case).region, by=tuple(sorted({how for how, _ in words})))

    def standing(self, case: str) -> bool:
        """Whether a case is still compared with: it is under way, or its course was run."""
        return self.state("referral", case).ended in (None, Ending.CLOSED)

    def kept(self, case: str) -> set[Any]:
        """The words of likeness of whom a case is about."""
        events = self.parts["referral"].logs[case]
        left = {event.person for event in events if isinstance(event, PersonLeft)}
        named = (event for event in events if isinstance(event, CaseOpened | ReferralCorrected))
        known = {person.person: words_of(person, event.region).kept for event in named for person in event.persons}
        return {word for person, words in known.items() if person not in left for word in words}

    def entered(self, coordinator: str, wish: RegisterCoordinator) -> RegisterWithCases:
        """The same of who is entered in the register, or changed in it (R12)."""
        return RegisterWithCases(**wish.model_dump(), waiting=self.waiting(coordinator))

    def held(self, coordinator: str, wish: AnnounceAbsence) -> AnnounceWithCases:
        """The cases that a coordinator has or is asked for (R41)."""
        return AnnounceWithCases(**wish.model_dump(), waiting=self.waiting(coordinator))

    def turned(self, stream: str, turn: DayTurned) -> DayTurned:
        """The same on a morning; only the coordination service wants to know."""
        return TurnWithCases(**turn.model_dump(), waiting=self.waiting(stream))

    def waiting(self, coordinator: str) -> tuple[Waiting, ...]:
        """Cases by region."""
        held = [
            (state.region, case) for case, state in self.stored("coordination", "case") if holder(state) == coordinator
        ]
        return tuple(
            Waiting(region=region, cases=tuple(case for _, case in several))
            for region, several in groupby(sorted(held), key=itemgetter(0))
        )

    def regional(self, _: str, wish: RaiseComplaint) -> RaiseInRegion:
        """The region of the case that a complaint is about (R41)."""
        state = self.state("coordination", wish.case)
        return RaiseInRegion(**wish.model_dump(), region=state.region if state else "")

    def notice(self, _: str, said: ReportDelivery) -> DeliveryKnown:
        """Which notice a delivery is about (R44)."""
        sent = self.sent.get(said.notice)
        known = sent.model_dump(include={"kind", "recipient", "asked_by", "region"}) if sent else {}
        return DeliveryKnown(**said.model_dump(), **known)

    def recipient(self, case: str, wish: ChooseHowToBeTold) -> ChoiceKnown:
        """Whether somebody was ever told something in a case, and whose case it is (R44)."""
        state = self.state("coordination", case)
        known = any(one.recipient == wish.recipient for one in self.sent.values())
        whose = {"coordinator": state.search.coordinator, "region": state.region} if known and state else {}
        return ChoiceKnown(**wish.model_dump(), known=known, **whose)

    def stored(self, part: str, kind: str) -> list[tuple[str, Any]]:
        """All streams of a kind, each with its state."""
        streams = self.parts[part].streams.values()
        return [(one.id, one.state) for one in streams if one.kind == kind and one.state is not None]

    def state(self, part: str, stream: str) -> Any:
        """What a part stores of a stream."""
        known = self.parts[part].streams.get(stream)
        return known.state if known else None
