"""What coordinators do, and what circles answer: from the offer to the last review."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from contracts import coordination as c
from contracts import plan as p
from contracts.base import Actor
from contracts.deciding import AMSTERDAM
from contracts.people import CircleRole, Means
from tests.world.chance import Chance
from tests.world.known import Known
from tests.world.people import Act, Cast
from tests.world.seldom import hours


def coordinator(people: Cast, k: Known, now: datetime, chance: Chance) -> Iterator[Act]:
    """Whoever has the case, or is asked to take it."""
    if k.offer and not k.ended:
        yes = chance.often(0.8, "takes-it")
        yield c.AnswerOffer(offer=k.offer.offer, accepted=yes), people.coordinator(k.offer.coordinator)
    for late, asked in k.lapsed.items():
        if chance.often(0.05, late):
            yield c.AnswerOffer(offer=late, accepted=True), people.coordinator(asked)
    yield from hours(people, k, now, chance)
    if k.ended or not k.coordinator:
        return
    me = people.coordinator(k.coordinator)
    match k.stage:
        case "preparation":
            yield from prepare(people, k, now, me, chance)
        case "prepared":
            yield from host(people, k, now, me, chance)
        case "writing" | "without-plan" | "refused":
            yield from plan(people, k, now, me, chance)
        case "stands":
            yield from follow_up(people, k, now, me, chance)


def prepare(people: Cast, k: Known, now: datetime, me: Actor, chance: Chance) -> Iterator[Act]:
    """Ask whoever is wanted, note what they say, arrange what is missing, and try (R14-R19)."""
    yield from circle(people, k, me, chance)
    if chance.often(0.01, "conflict"):
        yield c.ReleaseCoordinator(reason=chance.one_of(("conflict", "family-wish", "ill"), "why-not")), me
    if people.giver and people.giver not in k.givers and chance.often(0.4, "giver"):
        yield c.AddInformationGiver(giver=people.giver, name="Somebody"), me
    for giver, briefed in k.givers.items():
        if not briefed:
            yield c.RecordInformation(giver=giver, received=True, explained=chance.often(0.8, "explained")), me
    for language in sorted({k.circle[name].language for name in k.coming} - set(k.languages) - k.interpreters):
        yield c.ArrangeInterpreter(language=language), me
    if k.session is None or k.session.starts <= now:
        if k.coming or chance.often(0.2, "early"):
            yield c.PlanSession(session=session(people, k, now, chance)), me
    elif len(k.coming) >= 2 or chance.often(0.1, "hopeful"):
        yield c.CompletePreparation(), me
    everybody = not [name for name in people.circle if not k.circle.get(name) or k.circle[name].answer is None]
    if (everybody and len(k.coming) < 2) or chance.often(0.01, "stop"):
        yield c.StopPreparation(reason=chance.one_of(tuple(c.StopReason), "why")), me


def circle(people: Cast, k: Known, me: Actor, chance: Chance) -> Iterator[Act]:
    """Invitations, answers by whatever means, and what bottom lines say."""
    for name, language in people.circle.items():
        member = k.circle.get(name)
        own = chance.about(name)
        if member is None and own.often(0.2, "noted"):
            yield c.DrawUpCircle(participant=name, name="Somebody", role=CircleRole.AUNT, language=language), me
        elif member is None or not member.asked:
            if own.often(0.6, "ask"):
                yield (
                    c.InviteParticipant(participant=name, name="Somebody", role=CircleRole.AUNT, language=language),
                    me,
                )
        elif member.answer in (None, "undecided") and own.often(0.5, "answers"):
            answer = "accepted" if own.often(0.8, "comes") else own.one_of(("declined", "undecided"), "else")
            yield c.AnswerInvitation(participant=name, answer=answer, means=Means.WITH_HELP), me
        elif own.often(0.01, "out"):
            yield c.WithdrawParticipant(participant=name), me
    for name, line in k.lines.items():
        unaware = tuple(who for who in k.invited if who not in line.known_by)
        if unaware and chance.often(0.7, "explains"):
            yield c.ExplainBottomLine(bottom_line=name, version=line.version, participants=unaware), me


def session(people: Cast, k: Known, now: datetime, chance: Chance) -> c.Session:
    """A date in some weeks; now and then by mistake one that has passed."""
    ahead = chance.between(timedelta(days=3), timedelta(days=30), "starts")
    starts = now - ahead if chance.often(0.03, "mistaken") else now + ahead
    return c.Session(session=f"{people.case}-s{len(k.sat) + 1}-{starts:%j}", starts=starts)


def host(people: Cast, k: Known, now: datetime, me: Actor, chance: Chance) -> Iterator[Act]:
    """The conference, postponed, adjourned or held; sometimes with somebody who should not be there (R21, R22)."""
    ends = k.session_ends
    if k.session is None or ends is None:
        return
    if ends > now:
        if chance.often(0.05, "postpone"):
            yield c.PostponeConference(session=session(people, k, now, chance)), me
        yield from circle(people, k, me, chance)
        return
    came = (*k.staying, *k.coming)
    private = (*came, k.coordinator or "nobody") if chance.often(0.05, "coordinator") else came
    private = (*private, f"{people.case}-guard") if chance.often(0.03, "guard") else private
    outcome = chance.one_of(("held",) * 17 + ("adjourned", "adjourned", "without-plan"), "outcome")
    yield (
        c.RecordConference(
            session=k.session.session,
            attendance=c.Attendance(information=(*came, *k.givers), private_time=private, presentation=came),
            outcome=outcome,
            next_session=session(people, k, now, chance) if outcome == "adjourned" else None,
        ),
        me,
    )


def plan(people: Cast, k: Known, now: datetime, me: Actor, chance: Chance) -> Iterator[Act]:
    """The circle agrees, or chooses another way (R22-R26)."""
    if k.stage != "writing" and chance.often(0.6, "way"):
        yield p.DecideAfterRefusal(way=chance.one_of(tuple(p.AfterRefusal), "which")), me
        if k.stage == "without-plan":
            return
    if k.plan_circle and k.questions:
        yield agree(people, k, now, chance), me


def agree(people: Cast, k: Known, now: datetime, chance: Chance) -> p.AgreePlan:
    """A plan as it is written up; now and then it forgets a question, or names a stranger."""
    owners, version = k.plan_circle, (k.plan.version if k.plan else 0) + 1
    today = now.astimezone(AMSTERDAM).date()
    answered = k.questions[1:] if chance.often(0.03, "forgets") else k.questions
    return p.AgreePlan(
        plan=f"{people.case}-plan-{k.round}-{version}",
        answers=tuple(p.AnsweredQuestion(question=one, answer="Samen") for one in answered or ("none",)),
        actions=tuple(
            p.AgreedAction(
                action=f"a{n}",
                owner=owner,
                what="Meerijden",
                by=today + timedelta(days=30),
                recurrence="FREQ=WEEKLY;BYDAY=WE" if chance.often(0.3, f"often-{n}") else None,
                agreed=owner in k.plan_circle,
                remind=chance.often(0.4, f"remind-{n}"),
            )
            for n, owner in enumerate((*owners[:3], *(("stranger",) if chance.often(0.04, "stranger") else ())))
        ),
        bottom_lines=tuple(p.MetBottomLine(bottom_line=one, answer="Hij woont elders") for one in k.lines),
        monitor=owners[-1],
        agreed_on=today,
        present=owners,
    )


def setter(people: Cast, k: Known, now: datetime, chance: Chance) -> Iterator[Act]:
    """Judges each of their bottom lines (R24)."""
    if k.stage != "judging" or not k.plan or k.ended:
        return
    for name, line in k.lines.items():
        if name not in k.judged:
            judgement = p.JudgeBottomLine(
                bottom_line=name,
                version=k.plan.version,
                setter=line.setter,
                met=chance.often(0.75, f"{name}/met"),
                reasons="Daarom",
            )
            yield judgement, people.lines_setter()


def follow_up(people: Cast, k: Known, now: datetime, me: Actor, chance: Chance) -> Iterator[Act]:
    """Calls, reports and reviews (R27-R29)."""
    for who in sorted(k.calls_due):
        yield p.RecordFollowUpCall(who=who), me
    for action, owner in k.actions_due.items():
        if chance.often(0.5, action):
            yield p.ReportAction(action=action, state=chance.one_of(tuple(p.ActionState), "state"), by=owner), me
    if k.review_due:
        closes = k.reviews >= 2 or chance.often(0.25, "close")
        outcome = p.ReviewOutcome.CLOSE if closes else chance.one_of(tuple(p.ReviewOutcome), "outcome")
        yield p.RecordReview(outcome=outcome), me
    elif chance.often(0.03, "adjust") and k.plan_circle:
        yield agree(people, k, now, chance), me
