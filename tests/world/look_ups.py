"""What a decision looks up beside its state, out of the tables of the services' `lookups.py`: what a story needs more.

The crowd's people all have one name, and would all be taken for each other (R3); stories are told with this.
"""

from collections.abc import Callable
from typing import Any

from contracts.base import Message
from contracts.coordination import AnnounceAbsence, RaiseComplaint
from contracts.notices import ChooseHowToBeTold, NoticeDue, ReportDelivery
from contracts.people import Ending
from contracts.referral import CaseOpened, PersonLeft, ReferCase
from services.coordination.complaints import RaiseInRegion
from services.coordination.lookups import holder
from services.coordination.register import AnnounceWithCases
from services.desk.deliveries import ChoiceKnown, DeliveryKnown
from services.referral.likeness import words_of
from services.referral.looked_up import Alike, ReferAmong
from tests.world.part import Enrich
from tests.world.world import World


class LookUps:
    """Looks at what the parts of a world hold."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sent: dict[str, NoticeDue] = {}

    def all(self) -> dict[type[Message], Enrich]:
        """By what is asked."""
        ways: dict[type[Message], Callable[[str, Any], Message]] = {
            ReferCase: self.alike,
            AnnounceAbsence: self.held,
            RaiseComplaint: self.regional,
            ReportDelivery: self.notice,
            ChooseHowToBeTold: self.recipient,
        }
        return dict(ways)

    def alike(self, case: str, wish: ReferCase) -> ReferAmong:
        """Other cases that may be about the same people, those first that have most in common (R3)."""
        sought = {word for person in wish.persons for word in words_of(person, wish.region).sought}
        found: dict[str, set[Any]] = {}
        for other, state in self.cases("referral"):
            first = state.linked or other
            if first != case != other and self.standing(first):
                found.setdefault(first, set()).update(sought & self.kept(other))
        common = sorted(((name, words) for name, words in found.items() if words), key=lambda one: (-len(one[1]), one))
        return ReferAmong(
            **dict(wish),
            alike=tuple(self.like(name, words) for name, words in common),
        )

    def like(self, case: str, words: set[Any]) -> Alike:
        """What a case has in common with a referral."""
        return Alike(case=case, region=self.state("referral", case).region, by=tuple(sorted({how for how, _ in words})))

    def standing(self, case: str) -> bool:
        """Whether a case is still compared with: it is under way, or its course was run."""
        return self.state("referral", case).ended in (None, Ending.CLOSED)

    def kept(self, case: str) -> set[Any]:
        """The words of likeness of whom a case is about."""
        events = self.world.parts["referral"].logs[case]
        left = {event.person for event in events if isinstance(event, PersonLeft)}
        opened = (event for event in events if isinstance(event, CaseOpened))
        return {
            word
            for event in opened
            for person in event.persons
            if person.person not in left
            for word in words_of(person, event.region).kept
        }

    def held(self, coordinator: str, wish: AnnounceAbsence) -> AnnounceWithCases:
        """The cases that a coordinator has or is asked for (R41)."""
        cases = (name for name, state in self.cases("coordination") if holder(state) == coordinator)
        return AnnounceWithCases(**wish.model_dump(), cases=tuple(sorted(cases)))

    def regional(self, _: str, wish: RaiseComplaint) -> RaiseInRegion:
        """The region of the case that a complaint is about (R41)."""
        state = self.state("coordination", wish.case)
        return RaiseInRegion(**wish.model_dump(), region=state.region if state else "")

    def notice(self, _: str, said: ReportDelivery) -> DeliveryKnown:
        """Which notice a delivery is about (R44)."""
        sent = self.sent.get(said.notice)
        known = {"kind": sent.kind, "recipient": sent.recipient} if sent else {}
        return DeliveryKnown(**said.model_dump(), **known)

    def recipient(self, case: str, wish: ChooseHowToBeTold) -> ChoiceKnown:
        """Whether somebody is of a case, and whose case it is (R44)."""
        state = self.state("coordination", case)
        known = self.world.desk.known[case]
        mine = wish.recipient in {*known.circle, *known.persons, known.coordinator, *known.givers}
        whose = {"coordinator": known.coordinator, "region": state.region} if mine and state else {}
        return ChoiceKnown(**wish.model_dump(), known=mine, **whose)

    def cases(self, part: str) -> list[tuple[str, Any]]:
        """All cases of a part, each with its state."""
        streams = self.world.parts[part].streams.values()
        return [(one.id, one.state) for one in streams if one.kind == "case" and one.state is not None]

    def state(self, part: str, case: str) -> Any:
        """What a part stores of a case."""
        stream = self.world.parts[part].streams.get(case)
        return stream.state if stream else None
