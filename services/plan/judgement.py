"""A bottom line is judged met or not met, by its setter alone, with reasons (R24)."""

from contracts.base import Event
from contracts.deciding import Given, Refused
from contracts.notices import NoticeKind
from contracts.plan import BottomLineJudged, JudgeBottomLine, PlanRefused
from contracts.states import replace
from contracts.telling import tell
from services.plan import agenda, follow_up
from services.plan.standing import host
from services.plan.state import Case, Plan, Stage


def ask_all(case: Case, given: Given) -> list[Event]:
    """A version of the plan is to be judged: each setter is asked, about each of their bottom lines."""
    return [ask(case, line, given) for line in case.bottom_lines]


def ask(case: Case, line: str, given: Given) -> Event:
    """One bottom line. Its setter sees only the part of the plan that answers it."""
    return tell(
        given,
        NoticeKind.JUDGEMENT_ASKED,
        case.bottom_lines[line].setter,
        asked_by="circle",
        refers_to=(line,),
        respond_by=given.within(given.policy(case.region).judgement_working_days),
        rule="R24",
    )


def ask_again(case: Case, line: str, given: Given) -> list[Event]:
    """A bottom line was set or revised while the plan is being judged: it is judged by what it says now."""
    return [ask(case, line, given)] if case.stage is Stage.JUDGING else []


def judge(case: Case, wish: JudgeBottomLine, given: Given) -> list[Event]:
    """Met or not. When all are judged, the plan stands or it is refused; until then a setter may think again.

    Raises:
        Refused: it is not theirs, not this version, or there is nothing to judge.
    """
    plan = check(case, wish, given)
    judged = BottomLineJudged(
        bottom_line=wish.bottom_line, version=wish.version, setter=wish.setter, met=wish.met, reasons=wish.reasons
    )
    verdicts = {**plan.judged, wish.bottom_line: wish.met}
    if case.bottom_lines.keys() - verdicts.keys():
        return [judged]
    failed = tuple(line for line in case.bottom_lines if not verdicts[line])
    if failed:
        return [judged, *refuse(case, plan, failed, given)]
    return [judged, *follow_up.begin(case, plan, given)]


def check(case: Case, wish: JudgeBottomLine, given: Given) -> Plan:
    """The version that is judged."""
    line = case.bottom_lines.get(wish.bottom_line)
    if line is None or not line.setter == wish.setter == given.by.id:
        raise Refused("not-your-bottom-line", "A bottom line is judged by its setter alone.", rule="R24")
    if case.plan is None or wish.version != case.plan.version:
        raise Refused("other-version", "This is not the version of the plan that the circle agreed last.", rule="R24")
    if case.stage is not Stage.JUDGING:
        raise Refused("judged-already", "This version of the plan is not being judged any more.", rule="R24")
    return case.plan


def refuse(case: Case, plan: Plan, failed: tuple[str, ...], given: Given) -> list[Event]:
    """The plan does not meet these: the persons concerned and who looks after the process hear it (R25)."""
    refused = PlanRefused(version=plan.version, failed=failed, agenda=agenda.after_refusal(case, given))
    hear = dict.fromkeys((*case.persons, host(case)))
    return [
        refused,
        *(
            tell(given, NoticeKind.JUDGEMENT, who, asked_by="bottom-line-setter", refers_to=failed, rule="R25")
            for who in hear
        ),
    ]


def after_set(case: Case, line: str) -> Plan | None:
    """What was judged of an older version of a bottom line does not count."""
    if case.plan is None or line not in case.plan.judged:
        return case.plan
    judged = {other: met for other, met in case.plan.judged.items() if other != line}
    return replace(case.plan, judged=judged)
