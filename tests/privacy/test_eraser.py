"""The eraser on a real PostgreSQL and a real keyring: step by step, and stopped anywhere (R34)."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from contracts.coordination import ComplaintRaised
from contracts.erasure import RequestErasure
from services.privacy.eraser import Eraser
from tests.privacy.path import PrivacyPath

STEPS = [
    "retention-set",
    "erasure-requested",
    "keys-deleted",
    "subject-erased",
    "epoch-closed",
    "erasure-confirmed",
    "case-erased",
]


class Stopped(Exception):
    """The eraser was killed."""


class Killed:
    """An eraser that is killed at a place: before what it does there, or when that is done."""

    def __init__(self, path: PrivacyPath, place: str, *, done: bool) -> None:
        self.eraser, self.place, self.done = path.eraser(), place, done
        self.told = 0

    def __enter__(self) -> Eraser:
        """Put the kill in its place."""
        self.patch = pytest.MonkeyPatch()
        for name in ("erase", "renew"):
            self.patch.setattr(self.eraser.keyring, name, self.stopping(getattr(self.eraser.keyring, name), name))
        self.eraser.tell = self.stopping(self.eraser.tell, "tell")
        return self.eraser

    def __exit__(self, *_: object) -> None:
        """Let the keyring be as it was."""
        self.patch.undo()

    def stopping(self, work: Callable[..., Awaitable[Any]], name: str) -> Callable[..., Awaitable[Any]]:
        """Some work that the kill can come before or after."""

        async def stopped(*arguments: Any) -> Any:
            self.told += name == "tell"
            due = self.place == (f"tell-{self.told}" if name == "tell" else name)
            if due and not self.done:
                raise Stopped
            came = await work(*arguments)
            if due:
                raise Stopped
            return came

        return stopped


async def test_a_case_is_erased_and_its_coordinator_is_not(path: PrivacyPath) -> None:
    """R34: afterwards nobody of the case has a key, in no epoch that could be in a backup; the register stands."""
    case = await path.case()
    await path.ask(RequestErasure())

    await path.erase()

    assert await path.readable("case-1", "mike", "els", "anna") == ["anna"]
    assert await path.events(case) == STEPS
    assert {("subject-erased", "mike"), ("subject-erased", "els")} < set(await path.published())
    assert all(one.destroyed for one in (await path.ring.erased(["case-1", "mike", "els"])).values())


async def test_one_participant_is_erased_and_nobody_else(path: PrivacyPath) -> None:
    """R34: keys are per subject."""
    case = await path.case()
    await path.ask(RequestErasure(subjects=("els",)))

    await path.erase()

    assert await path.readable("case-1", "mike", "els") == ["case-1", "mike"]
    assert await path.events(case) == [one for one in STEPS if one not in ("subject-erased", "case-erased")]


async def test_a_complaint_goes_with_its_case(path: PrivacyPath) -> None:
    """R41: it has a stream and a key of its own, and is about the case."""
    await path.case()
    await path.ring.create(["complaint-1"])
    raised = ComplaintRaised(
        case="case-1", by="mike", about="other", to="region-lead", answer_by="2026-05-01", text="Too late again"
    )
    await path.handle(path.fact(raised, "complaint-1", 1))
    await path.ask(RequestErasure())

    await path.erase()

    assert await path.readable("complaint-1") == []


async def test_who_is_known_of_two_cases_goes_with_the_last(path: PrivacyPath) -> None:
    """R3, R34: two cases about the same people; the second one still needs them."""
    await path.case("case-1")
    await path.case("case-2")
    await path.ask(RequestErasure(), "case-1")
    await path.erase()
    after_one = await path.readable("case-1", "mike", "els", "case-2")

    await path.ask(RequestErasure(), "case-2")
    await path.erase()

    assert after_one == ["mike", "els", "case-2"]
    assert await path.readable("mike", "els", "case-2") == []


async def test_the_epoch_waits_for_others_and_closes_over_all_of_them(path: PrivacyPath) -> None:
    """The time from request to confirmation is bounded by a setting; until then the keys are gone already."""
    await path.case("case-1")
    await path.case("case-2")
    patient = path.eraser(hours=24)
    await path.ask(RequestErasure(), "case-1")
    await path.ask(RequestErasure(), "case-2")
    await path.erase(patient)

    assert await path.readable("case-1", "case-2") == []
    assert await path.ring.epochs.known() == [1]
    await path.pool.execute("UPDATE erasures SET reached = reached - interval '1 day' WHERE case_id = 'case-1'")
    await path.erase(patient)

    assert "erasure-confirmed" in await path.events("case-1")
    assert "erasure-confirmed" in await path.events("case-2")
    assert await path.ring.epochs.known() == [2]


@pytest.mark.parametrize("done", [True, False])
async def test_killed_anywhere_it_is_confirmed_once(path: PrivacyPath, done: bool) -> None:
    """Before or after each effect, and each telling: the next one goes on, and nothing is told twice."""
    for place in ("erase", "renew", "tell-1", "tell-2", "tell-3"):
        case = await path.case(f"case-{place}", f"mike-{place}", f"els-{place}")
        await path.ask(RequestErasure(), case)
        with Killed(path, place, done=done) as eraser, pytest.raises(Stopped):
            await path.erase(eraser)

        await path.erase()

        assert await path.events(case) == STEPS
        assert await path.readable(case, f"mike-{place}", f"els-{place}") == []
    assert await path.letters() == []


async def test_nothing_is_confirmed_that_the_keyring_does_not_say(path: PrivacyPath) -> None:
    """Read back: where a key that was wrapped before the epoch is not beyond reach, it is erased once more first."""
    case = await path.case()
    await path.ask(RequestErasure())
    patient = path.eraser(hours=24)
    await path.erase(patient)
    await path.pool.execute("UPDATE erasures SET step = 'epoch-closed'")

    await path.erase(patient)
    unconfirmed = await path.events(case)

    assert unconfirmed == STEPS[:4]
    assert all(one.destroyed for one in (await path.ring.erased(["case-1"])).values())
