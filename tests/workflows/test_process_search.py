"""Finding a coordinator, the first and another one (R11-R13, R41)."""

from contracts.process import Due, Milestone, Phase
from tests.workflows.lives import found, held, opened, planned, reminders
from tests.workflows.memory import came, due, live
from workflows.progress import CaseProgress, Search


async def test_the_next_best_match_is_asked_at_once() -> None:
    """R13: a no makes room for the next one; nobody is asked twice for the same no."""
    declined = came(Milestone.OFFER_DECLINED, 9, due(Due.FIND_COORDINATOR, 9, "R13"))
    offered = came(Milestone.OFFERED, 9.001, due(Due.LAPSE_OFFER, 12, "R13"))

    world, _ = await live([*opened(), found()[0], declined, offered], until=10)

    assert world.times(Due.FIND_COORDINATOR) == [8, 9]


async def test_a_no_without_an_agenda_looks_on_all_the_same() -> None:
    """Promise 4: the search does not depend on what the service said about its next moment."""
    world, _ = await live([*opened(), found()[0], came(Milestone.OFFER_DECLINED, 9)], until=9.5)

    assert world.times(Due.FIND_COORDINATOR) == [8, 9]


async def test_an_unanswered_offer_lapses() -> None:
    """R13: silence is asked about when the time to answer is over."""
    world, _ = await live([*opened(), found()[0]], until=11)

    assert world.told()[-1] == (Due.LAPSE_OFFER, 11)


async def test_an_empty_pool_is_looked_through_again() -> None:
    """R13: the regional manager was asked; until somebody is there, the search goes on by itself."""
    empty = came(Milestone.POOL_EMPTY, 8.001, due(Due.FIND_COORDINATOR, 13, "R13"))

    world, _ = await live([*opened(), empty], until=40)

    assert world.times(Due.FIND_COORDINATOR) == [8, 13, 14, 16, 20, 28]


async def test_a_manager_appoints_past_the_offers() -> None:
    """R41: whoever is assigned has the case, whatever was asked before."""
    world, _ = await live([*opened(), came(Milestone.COORDINATOR_ASSIGNED, 9, *reminders(9), of_round=1)], until=17)

    assert world.progress.search is None
    assert world.told()[-1] == (Due.REMIND_CIRCLE, 16)


async def test_a_coordinator_falls_away_in_preparation() -> None:
    """R41: the preparation rests while another one is looked for, and goes on with the agenda of the assignment."""
    released = came(Milestone.COORDINATOR_RELEASED, 12, due(Due.FIND_COORDINATOR, 12, "R13"))
    offered = came(Milestone.OFFERED, 12.001, due(Due.LAPSE_OFFER, 20, "R13"))
    assigned = came(Milestone.COORDINATOR_ASSIGNED, 19, *reminders(19), of_round=1)

    world, _ = await live([*opened(), *found(), released, offered, assigned], until=27)

    assert world.times(Due.FIND_COORDINATOR) == [8, 12]
    assert world.times(Due.REMIND_CIRCLE) == [26]
    assert world.progress.phase is Phase.PREPARATION


async def test_a_coordinator_falls_away_before_the_conference() -> None:
    """R22, R41: the date stands; whether the conference was held is asked for also while somebody is looked for."""
    released = came(Milestone.COORDINATOR_RELEASED, 40)
    empty = came(Milestone.POOL_EMPTY, 40.001, due(Due.FIND_COORDINATOR, 47, "R13"))

    world, _ = await live([*opened(), *found(), held()[0], released, empty], until=46)

    assert world.progress.phase is Phase.CONFERENCE
    assert world.told()[-2:] == [(Due.FIND_COORDINATOR, 40), (Due.ESCALATE_CONFERENCE, 45)]


async def test_a_conference_held_without_a_coordinator_moves_the_case() -> None:
    """R39, R41: the search for another coordinator goes on beside the plan."""
    released = came(Milestone.COORDINATOR_RELEASED, 40)

    world, _ = await live([*opened(), *found(), held()[0], released, held()[1]], until=44)

    assert world.progress.phase is Phase.PLAN
    assert world.progress.search is not None


async def test_reviews_do_not_wait_for_a_new_coordinator() -> None:
    """R27, R41: in the follow-up the search runs beside the calls and reviews."""
    released = came(Milestone.COORDINATOR_RELEASED, 60)
    empty = came(Milestone.POOL_EMPTY, 60.001, due(Due.FIND_COORDINATOR, 500, "R13"))

    world, _ = await live([*opened(), *found(), *held(), *planned(), released, empty], until=140)

    assert world.told()[-3:] == [(Due.CALL_FAMILY, 73), (Due.CONTACT_REFERRER, 80), (Due.HOLD_REVIEW, 136)]


async def test_a_next_round_without_a_coordinator_looks_for_one() -> None:
    """R29: nobody has the case any more, so the next round begins with a search."""
    again = came(Milestone.FOLLOW_UP_CONFERENCE, 138, of_round=2)
    empty = came(Milestone.POOL_EMPTY, 138.001, due(Due.FIND_COORDINATOR, 139, "R13"))

    world, _ = await live([*opened(), *found(), *held(), *planned(), again, empty], until=139.5)

    assert world.progress.phase is Phase.MATCHING
    assert world.times(Due.FIND_COORDINATOR)[-2:] == [138, 139]


async def test_an_unanswered_search_goes_on_by_itself() -> None:
    """Promise 4: whatever the phase, it is a coordinator that is missing, and a coordinator that is asked for."""
    released = came(Milestone.COORDINATOR_RELEASED, 40)

    world, _ = await live([*opened(), *found(), held()[0], released], until=44)

    assert world.told()[-3:] == [(Due.FIND_COORDINATOR, 40), (Due.FIND_COORDINATOR, 41), (Due.FIND_COORDINATOR, 43)]


async def test_the_search_is_over_with_the_assignment() -> None:
    """R13: what the acceptance asked for does not come back in the preparation."""
    accepted = came(Milestone.ACCEPTED, 8, due(Due.FIND_COORDINATOR, 8, "R11"), of_round=1)
    assigned = came(Milestone.COORDINATOR_ASSIGNED, 8.5, of_round=1)

    world, _ = await live([*opened()[:2], accepted, assigned], until=20)

    assert world.told() == [(Due.FIND_COORDINATOR, 8), (Due.ESCALATE_PREPARATION, 15.5)]


async def test_what_two_agendas_ask_for_keeps_its_order() -> None:
    """After an outage the search and the phase have something overdue: the earlier one is asked for first."""
    progress = CaseProgress(
        case="case-1",
        phase=Phase.CONFERENCE,
        agenda=(due(Due.ESCALATE_CONFERENCE, -3),),
        search=Search(agenda=(due(Due.FIND_COORDINATOR, -1),)),
    )

    world, _ = await live([], progress=progress, until=0)

    assert [one.what for one in world.asked] == [Due.ESCALATE_CONFERENCE, Due.FIND_COORDINATOR]
