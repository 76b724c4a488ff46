"""Deliberate breaks of rules, as data: each must be noticed (test_mutations.py, which also names rules without one)."""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from contracts.coordination import ConferenceHeld, ConferenceWithoutPlan, PreparationStopped, StopReason
from contracts.deciding import Refused
from contracts.notices import NoticeDue
from contracts.people import Ending, Means
from contracts.referral import CaseTransferred, DecideFunding, Funding
from services.chassis.admission import Verdict
from services.desk.notices.silence import Verdict as Silence
from services.plan import follow_up
from services.referral.ending import end

type Break = Callable[[Any], Any]
"""The function as it is -> the function as it must not be."""


@dataclass(frozen=True)
class Mutation:
    """A break: of which rule, where, how."""

    rule: str
    what: str
    target: str
    """Dotted, as it is looked up when it runs."""
    broken: Break

    def function(self) -> Any:
        """What is to be broken, as it is."""
        return pkgutil.resolve_name(self.target)


def always(value: Any) -> Break:
    """It says the same whatever is asked."""
    return lambda _: lambda *_args, **_named: value


def with_case(**changes: Any) -> Break:
    """It believes something else of the case."""
    return lambda rule: lambda case, *rest, **named: rule(replace(case, **changes), *rest, **named)


def first(**changes: Any) -> Break:
    """The first event that it causes says something else."""

    def broken(rule: Any) -> Any:
        def changed(*args: Any, **named: Any) -> Any:
            events = list(rule(*args, **named))
            return [events[0].model_copy(update=changes), *events[1:]] if events else events

        return changed

    return broken


def refusing(_: Any) -> Any:
    """It refuses a fact."""

    def refuse(*_args: Any) -> Any:
        raise Refused("no", "No.")

    return refuse


def everybody_said_yes(rule: Any) -> Any:
    """Whoever is referred is taken to want it."""
    return lambda *args: {name: replace(one, answer="yes") for name, one in rule(*args).items()}


def a_refusal_ends_it(rule: Any) -> Any:
    """Refused funding closes the case."""

    def record(case: Any, fact: Any, given: Any) -> Any:
        refused = isinstance(fact, DecideFunding) and fact.decision is Funding.REFUSED
        return [*rule(case, fact, given), *(end(case, Ending.DECLINED, given) if refused else ())]

    return record


def forgetting_referrals(rule: Any) -> Any:
    """Each referral is a new one."""
    return lambda case, wish, given: rule(replace(case, referrals={}), wish, given)


def never_enough(rule: Any) -> Any:
    """Reminders never end."""
    return lambda member, given, policy: rule(member, given, policy.model_copy(update={"reminders": 99}))


def stands(_: Any) -> Any:
    """A plan that fails is accepted."""
    return lambda case, plan, _failed, given: follow_up.begin(case, plan, given)


def stopped(_: Any) -> Any:
    """Every stop is an ending."""
    return lambda case, wish, _given: [PreparationStopped(reason=wish.reason or StopReason.OTHER, round=case.round)]


def without_plan(rule: Any) -> Any:
    """No conference makes a plan."""

    def outcome(*args: Any) -> Any:
        return [
            ConferenceWithoutPlan(**one.model_dump()) if isinstance(one, ConferenceHeld) else one for one in rule(*args)
        ]

    return outcome


def chasing(rule: Any) -> Any:
    """Owners are reminded for ever."""

    def remind_one(case: Any, plan: Any, name: str, today: Any, given: Any) -> Any:
        generous = {
            region: policy.model_copy(update={"action_reminders": 99}) for region, policy in given.policies.items()
        }
        return rule(case, plan, name, today, replace(given, policies=generous))

    return remind_one


def forgetting_vetoes(rule: Any) -> Any:
    """Who is kept out is in the circle."""
    return lambda case, told: (*rule(case, told), *case.circle.vetoed)


def forgetting_what_was_told(rule: Any) -> Any:
    """Each status is told as if for the first time."""

    def report(case: Any, status: Any, given: Any) -> Any:
        anew = {name: replace(one, told=frozenset()) for name, one in case.referrals.items()}
        return rule(replace(case, referrals=anew), status, given)

    return report


def ending_for_all(_: Any) -> Any:
    """One who leaves ends the case."""
    return lambda case, person, given, why=Ending.WITHDRAWN: end(case, why, given, person=person)


def untold(rule: Any) -> Any:
    """Nobody hears of it."""
    return lambda *args: [event for event in rule(*args) if not isinstance(event, NoticeDue)]


def saying(**changes: Any) -> Break:
    """The event that it makes says something else."""
    return lambda rule: lambda *args: rule(*args).model_copy(update=changes)


def moving_at_once(_: Any) -> Any:
    """Whoever is asked has the case."""
    return lambda case, wish, _given: [CaseTransferred(region=wish.to, before=case.region, reason=wish.reason)]


def anybody_has_work(rule: Any) -> Any:
    """Whoever claims work is taken to have had the case."""

    def claim(case: Any, wish: Any, given: Any) -> Any:
        had = case.search.had | {wish.coordinator}
        return rule(replace(case, search=replace(case.search, had=had)), wish, given)

    return claim


def forgetting_the_unwanted(rule: Any) -> Any:
    """Whom the family does not want is not remembered."""
    return lambda event: rule(event.model_copy(update={"not_these": ()}))


MUTATIONS = (
    Mutation("R1", "a recommendation counts as wanted", "services.referral.referring.persons_of", everybody_said_yes),
    Mutation("R2", "referred without reasons", "services.referral.referring.received", saying(reasons=())),
    Mutation("R3", "a referral is overwritten", "services.referral.referring.refer", forgetting_referrals),
    Mutation("R4", "any region acts", "services.chassis.deciding.Decisions.check_region", always(None)),
    Mutation("R4", "a case moves without a yes", "services.referral.regions.offer", moving_at_once),
    Mutation(
        "R4", "who is asked to take a case over acts in it", "services.referral.standing.check_region", always(None)
    ),
    Mutation("roles", "any role acts", "services.chassis.deciding.Decisions.check_role", always(None)),
    Mutation("R5", "no consent is missing", "services.referral.consent.missing", always(())),
    Mutation("R5", "no permission is missing", "services.referral.permission.missing", always(())),
    Mutation("R5", "invited without consent", "services.coordination.circle.invite", with_case(wanted=True)),
    Mutation("R6", "anybody confirms", "services.referral.intake.agree_questions", first(confirmed_by="somebody")),
    Mutation("R7", "no versions", "services.referral.bottom_line.set_line", first(version=1)),
    Mutation("R7", "bottom lines are not explained", "services.coordination.readiness.unexplained", always(())),
    Mutation("R8", "refused funding closes the case", "services.referral.case.record", a_refusal_ends_it),
    Mutation("R9", "accepted without questions", "services.referral.intake.accept", with_case(questions=True)),
    Mutation("R10", "told again and again", "services.referral.escalation.escalate", with_case(escalated={})),
    Mutation("R11", "wishes are forgotten", "services.coordination.matching.after_wished", forgetting_the_unwanted),
    Mutation("R12", "nobody has a stake", "services.coordination.offers.independent", always(True)),
    Mutation("R13", "a second yes counts", "services.coordination.offers.still_open", always(None)),
    Mutation("R14", "givers are invited", "services.coordination.circle.may_be_asked", always(True)),
    Mutation("R15", "reminders never end", "services.coordination.circle.due_for_reminder", never_enough),
    Mutation("R15", "who is out is asked", "services.coordination.state.Circle.keeps_out", always(False)),
    Mutation("R15", "silence is a yes", "services.coordination.readiness.too_few", always(())),
    Mutation("R16", "a veto is forgotten", "services.coordination.conference.circle_of", forgetting_vetoes),
    Mutation("R17", "dates that have passed", "services.coordination.practical.in_future", always(None)),
    Mutation("R18", "nothing is explained ahead", "services.coordination.readiness.unbriefed", always(())),
    Mutation("R19", "no interpreter is missing", "services.coordination.readiness.unspoken", always(())),
    Mutation("R20", "a plan without meeting is a stop", "services.coordination.stopping.stop", stopped),
    Mutation("R21", "nobody sees who was there", "services.coordination.conference.found", always(())),
    Mutation("R22", "every conference is without a plan", "services.coordination.conference.outcome", without_plan),
    Mutation("R23", "questions stay open", "services.plan.agreement.check_answers", always(None)),
    Mutation("R23", "strangers own actions", "services.plan.agreement.check_people", always(None)),
    Mutation("R24", "a plan stands though a bottom line is not met", "services.plan.judgement.refuse", stands),
    Mutation("R25", "nobody says what failed", "services.plan.judgement.refuse", first(failed=())),
    Mutation("R26", "one version for ever", "services.plan.agreement.agree", first(version=1)),
    Mutation("R27", "nobody calls", "services.plan.agenda.first_contacts", always(())),
    Mutation("R28", "owners are chased", "services.plan.reminders.remind_one", chasing),
    Mutation(
        "R29",
        "rounds are skipped",
        "services.plan.reviews.come_together_again",
        lambda rule: lambda case: rule(replace(case, round=7)),
    ),
    Mutation("R30", "everybody hears all", "services.referral.status.may_hear", always(True)),
    Mutation("R30", "told again and again", "services.referral.status.report", forgetting_what_was_told),
    Mutation("R31", "goes on after the end", "services.coordination.case.standing.check", always(None)),
    Mutation("R31", "told after the end", "tests.world.desk.verdict", always(Silence.SEND)),
    Mutation("R31", "a withdrawal holds nothing back", "tests.world.desk.stops", always(None)),
    Mutation("R32", "ends twice", "services.referral.ending.end", with_case(ended=None)),
    Mutation("R37", "nobody hears of danger", "services.referral.safety.raise_signal", untold),
    Mutation("R37", "a pause is none", "services.coordination.inviting.check", with_case(paused=False)),
    Mutation("R38", "who leaves ends it for all", "services.referral.ending.leave", ending_for_all),
    Mutation("R39", "facts are refused", "services.coordination.practical.arrange_interpreter", refusing),
    Mutation("R40", "means are forgotten", "services.coordination.circle.answer", first(means=Means.WRITTEN)),
    Mutation("R41", "who was released comes back", "services.coordination.offers.FOR_GOOD", lambda _: ()),
    Mutation("R42", "anybody claims work", "services.coordination.work.claim", anybody_has_work),
    Mutation("R43", "the circle does not get its plan", "services.plan.follow_up.begin", untold),
    Mutation("promise 1", "duplicates are handled", "tests.world.part.admit", always(Verdict.HANDLE)),
    Mutation("promise 2", "causes do not matter", "services.chassis.admission.in_order", always(None)),
    Mutation("promise 4", "what withdrawals hold back stays held", "tests.world.desk.OUT", lambda _: ()),
)
"""What must be noticed."""
