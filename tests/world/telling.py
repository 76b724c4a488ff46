"""What people tell the desk: what became of a notice, and how they want to be told (R40, R44)."""

from collections.abc import Iterator

from contracts.base import Actor
from contracts.notices import FOLLOWED, ChooseHowToBeTold, NoticeDue, ReportDelivery
from contracts.people import Means
from contracts.telling import LEVELS
from tests.world.chance import Chance
from tests.world.known import Known
from tests.world.people import LANGUAGES, Act, Cast

REPORTED = 0.05
"""Of so many notices it is told what became of them."""
CHOOSE = 0.006
"""After so many somebody wants to be told in another language."""


def after(people: Cast, k: Known, due: NoticeDue, chance: Chance) -> Iterator[Act]:
    """Somebody got a notice, or did not; now and then they say how they want to be told, or another one does."""
    if due.recipient in LEVELS:
        return
    staff = people.coordinator(k.coordinator) if k.coordinator else people.manager(chance.seed, k.region)
    if chance.often(REPORTED, "reported"):
        outcome = "bounced" if chance.often(0.3, "bounced") else chance.one_of(("delivered", "answered"), "outcome")
        notice = "unheard-of" if chance.often(0.02, "mistaken") else due.notice
        told = {"notice": notice, "outcome": outcome, "means": Means.SPOKEN}
        means = Actor(id="post", role="operator") if due.kind in FOLLOWED and chance.often(0.5, "post") else staff
        yield ReportDelivery.model_validate(told), means
    if chance.often(CHOOSE, "chooses") and due.recipient in {*people.persons, *people.circle}:
        wish = ChooseHowToBeTold(recipient=due.recipient, language=chance.one_of(LANGUAGES, "language"))
        yield wish, chance.one_of((people.person(due.recipient), staff), "by")
