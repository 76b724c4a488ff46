"""The notifier in memory: it tells each once, also when the desk crashes between any two steps (R44).

It does what `services/desk/notices/notifier.py` does: what is due is stored, and found again by a desk that starts.
"""

from typing import TYPE_CHECKING

from contracts.notices import NoticeDue
from services.desk.notices.silence import Verdict
from tests.world import sent
from tests.world.checks import Broken

if TYPE_CHECKING:
    from tests.world.world import World

CRASHES = 0.03
"""In so many of all cases the desk crashes before it tells somebody."""


class Notifier:
    """Comes to each notice that is due, in its own time."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.lives = 1
        """How often the desk was started: what it was about to do is forgotten with each crash."""

    def come_to(self, case: str, due: NoticeDue) -> None:
        """A notice is due, or is to be looked at again."""
        world = self.world
        at = world.clock.now + world.wires.delay(f"notice/{due.notice}/{self.lives}")
        world.clock.at(at, self.notify, case, due, self.lives)

    def start_again(self) -> None:
        """The desk crashes, and looks at what is still due.

        Raises:
            Broken: it does not know what it knew.
        """
        self.lives += 1
        wrong = self.world.desk.crash()
        if wrong:
            raise Broken("promise 1", f"desk: {wrong}", "desk")
        self.world.checks.coverage.also["desk restarted"] += 1
        for case, due in self.world.desk.looks_again():
            self.come_to(case, due)

    def notify(self, case: str, due: NoticeDue, life: int) -> None:
        """Send a notice, withhold it, or wait for what becomes of a withdrawal."""
        world, desk = self.world, self.world.desk
        if life != self.lives:
            return
        if world.trouble.crashes and world.chance.often(CRASHES, f"crash/{due.notice}/{life}"):
            self.start_again()
            return
        verdict = desk.verdict(case, due)
        if verdict is Verdict.WAIT or not desk.settle(case, due):
            return
        world.checks.settled_once(case, due)
        world.parts["desk"].stream(case).position += 1
        if verdict is Verdict.SEND:
            world.look_ups.sent[due.notice] = due
            sent.check(desk, case, due, world.withdrawing.values())
        world.notified(case, due, verdict)
